"""Readers from the command line, and what the server refuses to start with."""

import re
import shutil
import stat
from collections.abc import Sequence

import pytest
from click.testing import Result
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import func, select

from accounts.guard import FORWARDED
from app import create_app
from settings import Settings, SettingsError, read_settings
from state import audit, readers
from tests.accounts.signing import PASSWORD, sign_in
from tests.signed import Stranger, desk_of
from warehouse.facts import case_fact

EVERYWHERE = "0.0.0.0"  # noqa: S104 - only looked at


def run(server: Flask, *words: str, typed: str = "") -> Result:
    return server.test_cli_runner().invoke(args=["user", *words], input=typed)


def test_a_reader_is_added_and_signs_in(product: Flask) -> None:
    added = run(product, "add", "Zhao", "--role", "supervisor", "--region", "A1", typed=PASSWORD + "\n")
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    assert sign_in(Stranger(product), "zhao").status_code == 303
    listed = run(product, "list").output
    assert re.search(r"Zhao +supervisor +A1 +password", listed)
    assert "argon2" not in listed


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["add", "X", "--role", "king"], PASSWORD, "'king' is not one of"),
        (["add", "X", "--role", "manager", "--region", "NOWHERE"], PASSWORD, "There is no unit 'NOWHERE'"),
        (["add", "MANAGER", "--role", "manager"], PASSWORD, "There is a reader 'MANAGER' already."),
        (["add", "X", "--role", "manager"], "short", "A password has 12 to 200 characters."),
        (["disable", "nobody"], "", "There is no reader 'nobody'"),
        (["password", "nobody"], PASSWORD, "There is no reader 'nobody'"),
        (["demonstration"], "", "only `make run` makes them"),
    ],
)
def test_what_makes_no_sense_is_refused(product: Flask, words: Sequence[str], typed: str, said: str) -> None:
    before = len(readers.everyone(desk_of(product).state))
    refused = run(product, *words, typed=typed + "\n")
    assert refused.exit_code != 0
    assert said in refused.output
    assert len(readers.everyone(desk_of(product).state)) == before


def test_disabling_and_a_new_password_end_what_is_open(product: Flask, stranger: Stranger) -> None:
    sign_in(stranger, "manager")
    assert run(product, "disable", "manager").exit_code == 0
    assert stranger.get("/_dash-layout").status_code == 401
    assert sign_in(stranger, "manager").status_code == 401
    assert run(product, "enable", "manager").exit_code == 0
    assert sign_in(stranger, "manager").status_code == 303
    assert run(product, "password", "manager", typed="a newer password\n").exit_code == 0
    assert stranger.get("/_dash-layout").status_code == 401
    assert sign_in(stranger, "manager", "a newer password").status_code == 303
    noted = [entry.detail for entry in audit.entries(desk_of(product).state) if entry.address == "command line"]
    assert noted == [f"doing={doing}&reader=manager" for doing in ("password_set", "enable", "disable")]


@pytest.fixture(scope="module")
def simulated(simulated_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings by which the simulated utility is demonstrated."""
    data = tmp_path_factory.mktemp("demonstrated") / "data"
    shutil.copytree(simulated_settings.data, data, ignore=shutil.ignore_patterns("state.*", "deliveries"))
    return simulated_settings.model_copy(update={"data": data, "argon_mb": 1, "demonstration": True})


def test_demonstration_readers_are_offered_and_stay_the_same(simulated: Settings) -> None:
    server = create_app(simulated)
    printed = run(server, "demonstration").output
    offers = re.findall(r"(company|province|county) +(\w{16})", printed)
    assert len(offers) == 3
    for name, password in offers:
        assert password in Stranger(create_app(simulated)).get("/login").text
        assert sign_in(Stranger(server), name, password).status_code == 303
    roles = {reader.name: (reader.role, reader.region) for reader in readers.everyone(desk_of(server).state)}
    with server.extensions["tongdian"].asker.open() as warehouse:
        places = warehouse.catalogue.places
    assert [roles[name][0] for name, _ in offers] == ["administrator", "manager", "supervisor"]
    assert [places[roles[name][1]].depth for name, _ in offers] == [0, 1, 3]


def test_a_demonstration_county_has_units_below_it_and_open_cases(simulated: Settings) -> None:
    server = create_app(simulated)
    regions = {reader.name: reader.region for reader in readers.everyone(desk_of(server).state)}
    with server.extensions["tongdian"].asker.open() as warehouse:
        places = warehouse.catalogue.places
        [province, county] = [places[regions[name]] for name in ("province", "county")]
        case = case_fact.c
        found = warehouse.connection.execute(
            select(func.count()).where(case.state == "open", case.place_no.between(county.no, county.last))
        )
        assert found.scalar_one() > 0
    assert province.no < county.no < county.last <= province.last


def test_without_the_flag_there_are_no_demonstration_readers(simulated: Settings) -> None:
    ((name, password), *_) = re.findall(r"(company) +(\w{16})", run(create_app(simulated), "demonstration").output)
    browser = Stranger(create_app(simulated))
    sign_in(browser, name, password)
    kept = browser.get_cookie("tongdian_session")
    assert kept is not None
    plain = Stranger(create_app(simulated.model_copy(update={"demonstration": False})))
    assert password not in plain.get("/login").text
    assert sign_in(plain, name, password).status_code == 401
    plain.set_cookie("tongdian_session", kept.value)
    assert plain.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize("header", FORWARDED)
def test_no_proxy_may_stand_before_a_demonstration(simulated: Settings, header: str) -> None:
    browser = Stranger(create_app(simulated))
    assert browser.get("/login").status_code == 200
    assert browser.get("/login", headers={header: "127.0.0.1"}).status_code == 403
    assert browser.get("/login", base_url="http://attacker.example").status_code == 403


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_server_for_this_machine_answers_no_other(simulated: Settings, demonstration: bool) -> None:
    browser = Stranger(create_app(simulated.model_copy(update={"demonstration": demonstration})))
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "fe80::1"):
        assert browser.get("/login", environ_overrides={"REMOTE_ADDR": address}).status_code == 403
    assert browser.get("/login", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200


def test_demonstration_readers_are_refused_on_real_data(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="for simulated data only"):
        create_app(settings.model_copy(update={"demonstration": True}))


def test_a_demonstration_is_refused_beyond_this_machine(simulated: Settings) -> None:
    with pytest.raises(SystemExit, match="for this machine only"):
        create_app(simulated.model_copy(update={"host": EVERYWHERE, "secret": SecretStr("x" * 32)}))


def test_beyond_this_machine_a_server_needs_a_secret_and_an_administrator(settings: Settings, tmp_path) -> None:
    open_to_all = settings.model_copy(update={"host": EVERYWHERE})
    with pytest.raises(SystemExit, match="set TONGDIAN_SECRET_FILE"):
        create_app(open_to_all)
    secret = tmp_path / "its-secret"
    secret.write_text("short")
    with pytest.raises(SystemExit, match="fewer than 32"):
        create_app(open_to_all.model_copy(update={"secret_file": secret}))
    secret.write_text("s" * 40)
    with pytest.raises(SystemExit, match="there is no administrator yet"):
        create_app(open_to_all.model_copy(update={"secret_file": secret}))
    inside = create_app(settings.model_copy(update={"secret_file": secret}))
    assert run(inside, "add", "chief", "--role", "administrator", typed=PASSWORD + "\n").exit_code == 0
    served = create_app(open_to_all.model_copy(update={"secret_file": secret}))
    far = {"environ_overrides": {"REMOTE_ADDR": "10.1.2.3"}}
    assert Stranger(served).get("/login", **far).status_code == 200
    assert Stranger(served).get("/", **far).status_code == 303


def test_the_data_folders_own_secret_is_its_owners_alone(settings: Settings) -> None:
    first, second = create_app(settings), create_app(settings)
    assert desk_of(first).secret == desk_of(second).secret
    file = settings.data / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((settings.data / "state.db").stat().st_mode) == 0o600
    assert len(desk_of(first).secret) >= 32


def test_no_secret_is_written_into_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGDIAN_SECRET", "tooshortasecret")
    with pytest.raises(SettingsError, match="TONGDIAN_SECRET is not shown") as refused:
        read_settings()
    assert "tooshortasecret" not in str(refused.value)
    long = Settings(secret=SecretStr("a long secret that nobody shall read"))
    assert "nobody shall read" not in repr(long)
