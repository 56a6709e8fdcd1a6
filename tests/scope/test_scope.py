"""No reader gets anything from outside their unit: not by any page, callback, file or address, however it is asked."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text as sql

from accounts.roles import Role
from app import create_app
from ids import Page
from queries.catalogue import Catalogue
from queries.groupings import PLACES
from settings import Settings
from tests.conftest import load_into
from tests.scope.walk import everything, same, steady
from tests.scope.worlds import MARKS, province_of, world
from tests.signed import Signed, let_in

ALL_YEARS = "from=2015-01-01&to=2026-11-22&cohort=accepted"


@pytest.fixture(scope="module")
def province(simulated_settings: Settings) -> str:
    return province_of(delivery_of(simulated_settings))


@pytest.fixture(scope="module")
def servers(
    simulated_settings: Settings, province: str, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Flask]:
    """The product over each of the two worlds, by their marks."""
    made = {}
    for mark in MARKS:
        folder = tmp_path_factory.mktemp(mark)
        settings = Settings(data=folder / "data", memory_mb=512, threads=1)
        load_into(settings, world(delivery_of(simulated_settings), folder / "delivery", province, mark))
        made[mark] = create_app(settings)
    return made


def delivery_of(settings: Settings) -> Path:
    return next(folder for folder in (settings.data / "deliveries").iterdir() if folder.is_dir())


def catalogue_of(server: Flask) -> Catalogue:
    with server.extensions["tongdian"].asker.open() as warehouse:
        return warehouse.catalogue


def region_of(server: Flask, province: str, role: Role) -> str:
    """The province, and for a supervisor its first county."""
    catalogue = catalogue_of(server)
    if role is not Role.SUPERVISOR:
        return province
    own = catalogue.places[province]
    return next(
        place.region for place in catalogue.places.values() if own.no < place.no <= own.last and place.level == "county"
    )


def browser_of(server: Flask, role: Role, region: str) -> Signed:
    browser = Signed(server, server.response_class)
    browser.enter(let_in(server, f"{role} of {region}", role, region))
    return browser


def case_outside(server: Flask) -> str:
    """The number of a case of another province."""
    with server.extensions["tongdian"].store.read() as reading:
        numbers = sql(f"select min(application) from case_fact where application like '{MARKS[0]}%'")
        return str(reading.connection.execute(numbers).scalar_one())


def forged(server: Flask, province: str, region: str) -> dict[str, Iterable[Page]]:
    """Addresses that nobody led the reader to, and the pages that read them.

    Other units, other spellings, SQL, others' links, others' cases.
    """
    catalogue, case = catalogue_of(server), case_outside(server)
    root = catalogue.root.region
    other = next(place for place in catalogue.children(catalogue.root) if place.region != province)
    below = catalogue.children(other)[0]
    places = [root, other.region, below.region, f"{region} ", f"{region}x", region[:-1], "outside", "%", "*", "null"]
    places += [f"{region}' OR '1'='1", f"{region}; DROP TABLE case_fact"]
    listed = [
        *(f"?metric=accepted&{ALL_YEARS}&cell={by}:{other.region}" for by in PLACES),
        f"?metric=accepted&{ALL_YEARS}&cell=region:{root}",
        f"?metric=accepted' UNION SELECT application FROM case_fact --&{ALL_YEARS}",
        f"?metric=accepted&{ALL_YEARS}&where=application:{case}",
        f"?metric=accepted&{ALL_YEARS}&where=application:%25&sort=application:asc",
        f"?find={case}",
        f"?find={MARKS[0]}",
        f"?application={case}",
        f"?application={case}' OR '1'='1",
    ]
    return {
        **dict.fromkeys([f"?region={place}&{ALL_YEARS}" for place in places], Page),
        f"?region={region}&region={other.region}": Page,
        **dict.fromkeys(listed, (Page.CASES, Page.CASE)),
        f"?units={other.region}&units={below.region}&{ALL_YEARS}": (Page.REGIONS,),
    }


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.ANALYST])
def test_nothing_from_outside_comes_back(servers: Mapping[str, Flask], province: str, role: Role) -> None:
    server = servers[MARKS[0]]
    region, case = region_of(server, province, role), case_outside(server)
    browser = browser_of(server, role, region)
    searches = {"": Page, f"?{ALL_YEARS}": Page, **forged(server, province, region)}
    asked = 0
    for what, words in everything(browser, searches, {"case-search.value": case, "case-search.n_submit": 1}):
        asked += 1
        shown = words.replace(case, "")  # what was asked for is told back
        assert f"{MARKS[0]}-" not in shown, (what, near(shown, f"{MARKS[0]}-"))
        assert "987654" not in words, (what, near(words, "987654"))
    assert asked > 500


def test_the_walk_finds_the_marks_where_they_may_be_seen(servers: Mapping[str, Flask]) -> None:
    """Or its silence about the others would say nothing."""
    server = servers[MARKS[0]]
    browser = browser_of(server, Role.ADMINISTRATOR, catalogue_of(server).root.region)
    search = f"?{ALL_YEARS}&metric=accepted"
    asked = everything(browser, {search: (Page.OVERVIEW, Page.REGIONS, Page.CASES)}, {})
    found = {what.split()[0] for what, words in asked if f"{MARKS[0]}-" in words}
    assert {"overview", "regions", "cases", f"cases.csv{search}"} <= found


def near(words: str, wanted: str) -> str:
    at = words.index(wanted)
    return words[max(0, at - 200) : at + 200]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.ANALYST])
def test_a_reader_sees_the_same_whatever_is_outside(servers: Mapping[str, Flask], province: str, role: Role) -> None:
    """Not a number, a rank, an average or an axis of theirs is touched by what they may not see."""
    region = region_of(servers[MARKS[0]], province, role)
    searches = {"": Page, f"?{ALL_YEARS}&metric=accepted": Page}
    answers = []
    for server in servers.values():
        made = catalogue_of(server)
        stamp = f"{made.local(made.created_at):%Y-%m-%d %H:%M}"
        found = everything(browser_of(server, role, region), searches, {})
        answers.append({what: steady(words).replace(stamp, "…") for what, words in found})
    first, second = answers
    assert first.keys() == second.keys()
    differing = {what: apart(first[what], second[what]) for what in first if not same(first[what], second[what])}
    assert differing == {}


def apart(first: str, second: str) -> list[tuple[str, str]]:
    """The first lines in which two answers differ."""
    lines = zip(first.splitlines(), second.splitlines(), strict=False)
    return [(one[:300], other[:300]) for one, other in lines if not same(one, other)][:3]
