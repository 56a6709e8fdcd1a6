"""Wrong deliveries are refused whole, with one sentence, and leave the store as it was."""

from pathlib import Path
from typing import Any

import pytest

import ingest.version
from ingest.errors import LoadRefused
from tests.ingest.deliveries import case, deliver, load_into, step, write
from warehouse.versions import Store

COMPANY = {"region": "0", "name": "Company"}


def refused(store: Store, *paths: Path, **more: Any) -> str:
    """The sentence with which a load is refused; nothing may be left of it."""
    before = store.current()
    with pytest.raises(LoadRefused) as caught:
        load_into(store, *paths, **more)
    assert store.current() == before
    assert not list(store.root.glob("building/*"))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"applications": "application,service\nA,pv\n"}, ["submitted_at or accepted_at", "application, service"]),
        ({"steps": "application,left_at\nA,2026-01-01\n"}, ["steps.csv lacks step"]),
        ({"applications": "application;accepted_at,x\n"}, ["applications.csv lacks application"]),
        ({"units": [{"unit": "u", "name": "tel 13812345678"}]}, ["units.csv", "column name, line 2"]),
        ({"steps": [step("A", "s", "2026-01-01"), step("A", "t", "2026-01-01", handler="110101199003078515")]},
         ["column handler, line 3"]),
        ({"applications": [case("A", power_on_at="13812345678")]}, ["column power_on_at, line 2"]),
        ({"contacts": [{"contact": "c", "topic": "call 13812345678"}]}, ["contacts.csv", "column topic, line 2"]),
        ({"pushes": [{"date": "2026-01-02", "sent": 13812345678}]}, ["pushes.csv", "column sent, line 2"]),
        ({"answers": [{"answer": "a", "application": "A", "score": "13812345678.0"}]}, ["column score, line 2"]),
        ({"applications": ""}, ["empty"]),
        ({"applications": [case("A")], "regions": [COMPANY, {"region": "1", "name": "Second root"}]}, ["0, 1"]),
        ({"applications": [case("A")], "regions": [COMPANY, {"region": "1", "parent": "9", "name": "x"}]}, ["1"]),
        ({"applications": [case("A")], "regions": [COMPANY, {"region": "1", "parent": "2", "name": "x"},
                                                   {"region": "2", "parent": "1", "name": "y"}]}, ["1"]),
        ({"applications": [case("A")], "regions": [COMPANY] + [
            {"region": str(n), "parent": str(n - 1), "name": "x"} for n in range(1, 9)]}, ["6 levels"]),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_name_and_what_is_wrong(
    store: Store, tmp_path: Path, files: dict[str, Any], said: list[str]
):
    sentence = refused(store, deliver(tmp_path / "d", **files))
    assert all(part in sentence for part in said), sentence
    assert "13812345678" not in sentence
    assert "1990" not in sentence


def test_case_numbers_may_look_like_phone_numbers(store: Store, tmp_path: Path):
    rows = {"applications": [case("13812345678")], "steps": [step("13812345678", "metering", "2026-01-03")]}
    report = load_into(store, deliver(tmp_path / "d", **rows))
    assert [file.accepted for file in report.files] == [1, 1]


def test_a_fraction_is_no_number_of_a_person(store: Store, tmp_path: Path):
    amounts = [{"date": "2026-01-02", "amount": "0.13812345678"}]
    assert load_into(store, deliver(tmp_path / "d", channel_use=amounts)).files[0].accepted == 1


@pytest.mark.usefixtures("only_delivered")
def test_a_store_of_an_edition_with_other_tables_is_not_built_upon(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as before:
        before.setattr(ingest.version, "SCHEMA_NO", ingest.version.SCHEMA_NO - 1)
        load_into(store, deliver(tmp_path / "d", applications=[case("A")]))
    sentence = refused(store, deliver(tmp_path / "e", applications=[case("B")]))
    assert "another edition" in sentence
    assert "empty TONGDIAN_DATA" in sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('source = "another"', ["source", "another", "test"]),
        ("simulated = true", ["simulated", "real"]),
        ('time_zone = "Europe/Berlin"', ["time zone", "Europe/Berlin", "Asia/Shanghai"]),
        ('calendar = "none"', ["calendar", "none", "CN"]),
    ],
)
@pytest.mark.usefixtures("only_delivered")
def test_sources_and_clocks_never_mix_in_one_store(store: Store, tmp_path: Path, more: str, said: list[str]):
    load_into(store, deliver(tmp_path / "d", applications=[case("A")]))
    sentence = refused(store, deliver(tmp_path / "e", more=more, applications=[case("B")]))
    assert all(part in sentence for part in [*said, "TONGDIAN_DATA"]), sentence


@pytest.mark.usefixtures("only_delivered")
def test_simulations_never_mix_in_one_store(store: Store, tmp_path: Path):
    one, other = ('simulated = true\nsimulation = "one"', 'simulated = true\nsimulation = "other"')
    load_into(store, deliver(tmp_path / "d", more=one, applications=[case("A")]))
    for name, more, said in (("e", other, "is other, but"), ("f", "simulated = true", "is not named, but")):
        sentence = refused(store, deliver(tmp_path / name, more=more, applications=[case("B")]))
        assert f"The simulation of this delivery {said} the store has one: these never mix" in sentence
    load_into(store, deliver(tmp_path / "g", more=one, applications=[case("B")]))


def test_real_data_name_no_simulation(store: Store, tmp_path: Path):
    sentence = refused(store, deliver(tmp_path / "d", more='simulation = "one"', applications=[case("A")]))
    assert "simulation names simulated data" in sentence


@pytest.mark.usefixtures("only_delivered")
def test_a_region_that_cases_belong_to_may_not_vanish(store: Store, tmp_path: Path):
    county = {"region": "1", "parent": "0", "name": "County"}
    load_into(store, deliver(tmp_path / "d", regions=[COMPANY, county], applications=[case("A", region="1")]))
    sentence = refused(store, deliver(tmp_path / "e", "2026-04-01T00:00:00", "snapshot", regions=[COMPANY]))
    assert "do not hold 1, to which 1 rows of applications belong" in sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('covers = ["7"]', "covers names 7"),
        ("[covered_until]\n7 = 2026-01-01", "covered_until names 7"),
        ('coverz = ["7"]', "coverz"),
        ("as_of =", "TOML"),
    ],
)
def test_a_wrong_statement_is_refused(store: Store, tmp_path: Path, more: str, said: str):
    folder = deliver(tmp_path / "d", kind="snapshot", more=more, regions=[COMPANY], applications=[case("A")])
    assert said in refused(store, folder)


def test_a_region_covers_are_for_snapshots(store: Store, tmp_path: Path):
    assert "snapshot" in refused(store, deliver(tmp_path / "d", more='covers = ["0"]', regions=[COMPANY]))


def test_paths_that_are_no_delivery_are_refused(store: Store, tmp_path: Path):
    assert "does not exist" in refused(store, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "nothing to load" in refused(store, tmp_path / "empty")
    assert "no mapping" in refused(store, write(tmp_path / "cases.csv", [case("A")]))
    assert "delivery.toml" in refused(store, write(tmp_path / "applications.csv", [case("A")]))
    both = [deliver(tmp_path / name, applications=[case("A")]) for name in "ab"]
    assert "one delivery at a time" in refused(store, *both)


def test_a_load_that_needs_more_memory_than_the_engine_has_says_so(tmp_path: Path):
    tight = Store(tmp_path / "tight", memory_mb=5, threads=1)
    rows = [case(f"A{number}", service="s" * 50) for number in range(20_000)]
    assert "TONGDIAN_MEMORY_MB" in refused(tight, deliver(tmp_path / "d", applications=rows))


@pytest.mark.usefixtures("only_delivered")
def test_a_refused_delivery_leaves_what_was_loaded(store: Store, tmp_path: Path):
    first = load_into(store, deliver(tmp_path / "d", applications=[case("A")]))
    refused(store, deliver(tmp_path / "e", "2026-03-05T00:00:00", steps="application\nA\n"))
    assert store.versions() == [first.version]
