"""Loading is keyed: the same twice changes nothing, the later as_of wins in any order, snapshots delete old rows."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest.load
from tests.ingest.conftest import THREADS
from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import applications, holds, limits, regions, steps, units
from warehouse.facts import case_fact
from warehouse.records import loads
from warehouse.service_facts import FACTS
from warehouse.versions import Store

COMPANY = [
    {"region": "0", "name": "Company"},
    {"region": "1", "parent": "0", "name": "North"},
    {"region": "11", "parent": "1", "name": "North county"},
    {"region": "2", "parent": "0", "name": "South"},
]
DAY = "2026-02-0{}T00:00:00".format
ONLY_DELIVERED = pytest.mark.usefixtures("only_delivered")


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All delivered rows without the number of the load that brought them."""
    tables = (regions, applications, steps, holds)
    return {
        table.name: content(store, table, *[column.key for column in table.c if column.name != "load_no"])
        for table in tables
    }


@ONLY_DELIVERED
def test_the_same_delivery_twice_changes_nothing(store: Store, tmp_path: Path):
    folder = deliver(tmp_path / "d", applications=[case("A")], steps=[step("A", "metering", "2026-01-03")])
    first = load_into(store, folder)
    again = load_into(store, folder)
    assert (again.already_loaded, again.version, again.files) == (True, first.version, ())
    assert store.versions() == [first.version]
    load_into(store, deliver(tmp_path / "e", "2026-03-02T00:00:00", applications=[case("B")]))
    assert load_into(store, folder).already_loaded


def test_the_same_rows_in_other_bytes_give_the_same_facts(store: Store, tmp_path: Path):
    rows = [case("A", channel="osg"), case("B")]
    load_into(store, deliver(tmp_path / "d", applications=rows, steps=[step("A", "metering", "2026-01-03")]))
    before = [content(store, fact, *fact.c.keys()) for fact in FACTS]
    load_into(store, deliver(tmp_path / "e", applications=rows[::-1], steps=[step("A", "metering", "2026-01-03")]))
    assert [content(store, fact, *fact.c.keys()) for fact in FACTS] == before
    assert len(content(store, loads, "load_no")) == 2


@ONLY_DELIVERED
def test_the_later_as_of_wins_and_an_older_one_fills_what_is_new(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "2", DAY(2), applications=[case("A", service="pv")]))
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A", service="old"), case("B")]))
    assert content(store, applications, "application", "service") == [("A", "pv"), ("B", None)]
    load_into(store, deliver(tmp_path / "3", DAY(3), applications=[case("A", service="new")]))
    assert content(store, applications, "application", "service") == [("A", "new"), ("B", None)]


@ONLY_DELIVERED
def test_of_two_deliveries_with_one_as_of_the_later_load_wins(store: Store, tmp_path: Path):
    for name in ("first", "second"):
        load_into(
            store,
            deliver(tmp_path / name, applications=[case("A", service=name)], steps=[step("A", name, "2026-01-03")]),
        )
    assert content(store, applications, "service") == [("second",)]
    assert content(store, steps, "step") == [("second",)]


@ONLY_DELIVERED
def test_steps_and_holds_are_replaced_whole_by_the_file_that_names_their_case(store: Store, tmp_path: Path):
    both = [step("A", "survey", "2026-01-03"), step("A", "metering", "2026-01-04"), step("B", "survey", "2026-01-03")]
    held = [{"application": "A", "from": "2026-01-03"}, {"application": "B", "from": "2026-01-03"}]
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A"), case("B")], steps=both, holds=held))
    # Names A by a row of steps; says nothing of holds.
    load_into(store, deliver(tmp_path / "2", DAY(2), steps=[step("A", "works", "2026-01-05")]))
    assert content(store, steps, "application", "step") == [("A", "works"), ("B", "survey")]
    assert content(store, holds, "application") == [("A",), ("B",)]
    # Names B by a row of applications: the file is there and holds none of its steps.
    load_into(store, deliver(tmp_path / "3", DAY(3), applications=[case("B")], steps="application,step,left_at\n"))
    assert content(store, steps, "application", "step") == [("A", "works")]
    # Names A, but has no file of steps.
    load_into(store, deliver(tmp_path / "4", DAY(4), applications=[case("A")]))
    assert content(store, steps, "application", "step") == [("A", "works")]
    # Older than what is known of A's steps.
    load_into(store, deliver(tmp_path / "5", DAY(1), steps=[step("A", "late news", "2026-01-05")]))
    assert content(store, steps, "application", "step") == [("A", "works")]


def test_an_increment_never_deletes_a_case_and_a_snapshot_does(store: Store, tmp_path: Path):
    rows = [case("A"), case("B")]
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=rows, steps=[step("B", "survey", "2026-01-03")]))
    load_into(store, deliver(tmp_path / "2", DAY(2), applications=[case("C")]))
    assert content(store, applications, "application") == [("A",), ("B",), ("C",)]
    load_into(store, deliver(tmp_path / "3", DAY(3), "snapshot", applications=[case("A"), case("D")]))
    assert content(store, applications, "application") == [("A",), ("D",)]
    assert content(store, case_fact, "application") == [("A",), ("D",)]
    assert content(store, steps, "application") == []
    # A delivery older than that snapshot changes nothing in the file it covered.
    report = load_into(store, deliver(tmp_path / "4", DAY(2), applications=[case("B"), case("A", service="x")]))
    assert report.files[0].superseded == 2
    assert content(store, applications, "application", "service") == [("A", None), ("D", None)]


@ONLY_DELIVERED
def test_a_snapshot_leaves_newer_rows_and_files_that_it_does_not_have(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "1", DAY(1), units=[{"unit": "u", "name": "U"}], applications=[case("A")]))
    load_into(store, deliver(tmp_path / "3", DAY(3), applications=[case("B")]))
    load_into(store, deliver(tmp_path / "2", DAY(2), "snapshot", applications=[case("C")]))
    assert content(store, applications, "application") == [("B",), ("C",)]
    assert content(store, units, "unit") == [("u",)]


@ONLY_DELIVERED
def test_a_row_that_a_snapshot_holds_unreadably_is_not_deleted(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A", meters="1"), case("B")]))
    load_into(store, deliver(tmp_path / "2", DAY(2), "snapshot", applications=[case("A", meters="one")]))
    assert content(store, applications, "application", "meters") == [("A", 1)]


@ONLY_DELIVERED
def test_a_regional_snapshot_deletes_under_its_regions_only(store: Store, tmp_path: Path):
    rows = [case("A", region="1"), case("B", region="11"), case("C", region="2"), case("D")]
    stood = [step(number, "survey", "2026-01-03") for number in "ABCD"]
    load_into(store, deliver(tmp_path / "1", DAY(1), regions=COMPANY, applications=rows, steps=stood))
    two = deliver(
        tmp_path / "2", DAY(2), "snapshot", 'covers = ["1"]', applications=[case("E", region="11")],
        steps=[step("C", "works", "2026-01-03")],
    )  # fmt: skip
    load_into(store, two)
    assert content(store, applications, "application") == [("C",), ("D",), ("E",)]
    assert content(store, steps, "application", "step") == [("C", "works"), ("D", "survey")]
    # Older, so it changes nothing in the covered regions, and all it likes in the others.
    late = [case("F", region="11"), case("G", region="2"), case("H", region="1")]
    report = load_into(store, deliver(tmp_path / "3", DAY(1), applications=late))
    assert content(store, applications, "application") == [("C",), ("D",), ("E",), ("G",)]
    assert report.files[0].superseded == 2


@ONLY_DELIVERED
def test_limits_of_the_product_stand_in_until_some_are_delivered(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A")]))
    assert len(content(store, limits, "limit")) > 5
    row = {"limit": "mine", "edition": "own", "clock": "whole", "working_days": "7"}
    load_into(store, deliver(tmp_path / "2", DAY(2), limits=[row]))
    assert content(store, limits, "limit", "working_days") == [("mine", 7)]
    load_into(store, deliver(tmp_path / "3", DAY(3), "snapshot", limits="limit,edition,clock,working_days\n"))
    assert content(store, limits, "limit") == []


# Deliveries of three cases. A case keeps its region, and a snapshot has all the files of the cases that it covers.
REGION = {"A": "1", "B": "11", "C": "2"}
NUMBERS = st.sets(st.sampled_from(sorted(REGION)))


@st.composite
def a_delivery(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["increment", "snapshot"]))
    covers = draw(st.sampled_from([None, "1", "2"])) if kind == "snapshot" else None
    numbers = sorted(draw(NUMBERS))
    mark = draw(st.sampled_from("xyz"))
    files: dict[str, Any] = {}
    if kind == "snapshot" or draw(st.booleans()):
        rows = [case(number, region=REGION[number], service=mark) for number in numbers]
        files["applications"] = rows or "application,accepted_at\n"
    for name in ("steps", "holds"):
        if kind == "snapshot" or draw(st.booleans()):
            named = sorted(draw(NUMBERS)) if kind == "increment" else [n for n in numbers if draw(st.booleans())]
            row = {"steps": step("", mark, "2026-01-03"), "holds": {"from": "2026-01-03", "reason": mark}}[name]
            header = {"steps": "application,step,left_at\n", "holds": "application,from\n"}[name]
            files[name] = [row | {"application": number} for number in named] or header
    if not files:
        files["units"] = [{"unit": "u", "name": mark}]
    return {"kind": kind, "more": f'covers = ["{covers}"]' if covers else "", **files}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has its regions and no cases yet."""
    folder = tmp_path_factory.mktemp("company")
    store = Store(folder / "warehouse", 256, THREADS)
    load_into(store, deliver(folder / "regions", "2026-01-01T00:00:00", regions=COMPANY))
    return store.root


@settings(max_examples=8, deadline=None)
@given(st.lists(a_delivery(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_whatever_the_order_the_same_rows_are_delivered(company: Path, deliveries: list[dict[str, Any]], random: Any):
    order = list(range(len(deliveries)))
    random.shuffle(order)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest.load, "derive", lambda *_args, **_more: None)  # facts follow from these rows alone
        in_order = _load_in_order(company, Path(folder) / "in order", deliveries, sorted(order))
        assert _load_in_order(company, Path(folder) / "in another", deliveries, order) == in_order


def _load_in_order(
    company: Path, folder: Path, deliveries: list[dict[str, Any]], order: list[int]
) -> dict[str, list[Any]]:
    store = Store(Path(shutil.copytree(company, folder / "warehouse")), 256, THREADS)
    try:
        for number in order:
            load_into(store, deliver(folder / str(number), DAY(number + 1), **deliveries[number]))
        return everything(store)
    finally:
        store.close()
