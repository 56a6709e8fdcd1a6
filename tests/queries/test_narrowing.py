"""Lists narrowed and ordered by their columns hold what a walk over all their rows finds, in the same order."""

import csv
import math
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

import warehouse
from accounts import operator_scope
from queries.catalogue import Catalogue
from queries.errors import QuestionError
from queries.narrowing import Narrowing, orders
from queries.rows import Page, count, fetch, listing, numbered
from queries.scope import Scope
from queries.selection import Selection
from warehouse.versions import Store

Row = dict[str, Any]
DAY = 1440


@pytest.fixture(scope="module")
def connection(simulated_store: Store) -> Iterator[Connection]:
    with simulated_store.read() as reading:
        yield reading.connection


def catalogue_rows(name: str) -> list[dict[str, str]]:
    """The rows of a catalogue as it is delivered with the product, in its order."""
    file = Path(warehouse.__file__).parent / "catalogues" / f"{name}.csv"
    return sorted(csv.DictReader(file.read_text("utf-8-sig").splitlines()), key=lambda row: int(row["sort"]))


def everything(catalogue: Catalogue) -> Selection:
    return Selection.from_query("from=2017-01-01&cohort=accepted", operator_scope(catalogue), catalogue)


def listed(connection: Connection, catalogue: Catalogue, *pairs: tuple[str, str]) -> pd.DataFrame:
    wanted = listing(catalogue, "accepted", everything(catalogue), (), Narrowing.parse(pairs))
    found = fetch(connection, catalogue, wanted)
    assert count(connection, wanted) == len(found)
    return found


def known(value: Any) -> bool:
    return value is not None and not pd.isna(value)


def within(low: float | date | None, high: float | date | None, name: str) -> Callable[[Row], bool]:
    def holds(row: Row) -> bool:
        value = row[name]
        return known(value) and (low is None or value >= low) and (high is None or value <= high)

    return holds


CASES: list[tuple[list[str], Callable[[Row], bool]]] = [
    (["state:open"], lambda row: row["state"] == "open"),
    (["channel:osg", "channel:hall"], lambda row: row["channel"] in ("osg", "hall")),
    (["channel:osg", "state:finished"], lambda row: row["channel"] == "osg" and row["state"] == "finished"),
    (["outcome:"], lambda row: not known(row["outcome"])),
    (["outcome:", "outcome:withdrawn"], lambda row: not known(row["outcome"]) or row["outcome"] == "withdrawn"),
    (["case_on_time:false"], lambda row: known(row["case_on_time"]) and not row["case_on_time"]),
    (["case_on_time:"], lambda row: not known(row["case_on_time"])),
    (["whole_minutes:5..10"], within(5 * DAY, 10 * DAY, "whole_minutes")),
    (["whole_minutes:40.."], within(40 * DAY, None, "whole_minutes")),
    (["capacity_kva:..50"], within(None, 50, "capacity_kva")),
    (
        ["power_on_date:2026-01-01..2026-03-31"],
        lambda row: (
            known(row["power_on_date"])
            and date(2026, 1, 1) <= pd.Timestamp(row["power_on_date"]).date() <= date(2026, 3, 31)
        ),
    ),
    # A local day of China is eight hours ahead of the UTC stamps of the warehouse.
    (
        ["whole_due_at:2026-03-02..2026-03-02"],
        lambda row: (
            known(row["whole_due_at"]) and datetime(2026, 3, 1, 16) <= row["whole_due_at"] < datetime(2026, 3, 2, 16)
        ),
    ),
    (["application:SIM00000001"], lambda row: row["application"].startswith("SIM00000001")),
]


@pytest.mark.parametrize(
    ("where", "holds"), CASES, ids=lambda value: "&".join(value) if isinstance(value, list) else ""
)
def test_conditions_leave_what_a_walk_over_all_rows_leaves(
    connection: Connection, catalogue: Catalogue, where: list[str], holds: Callable[[Row], bool]
) -> None:
    every = listed(connection, catalogue).to_dict("records")
    found = listed(connection, catalogue, *(("where", one) for one in where))
    expected = [row["application"] for row in every if holds(row)]
    assert list(found["application"]) == expected
    assert len(expected) < len(every)


@pytest.mark.parametrize("name", ["whole_minutes", "capacity_kva", "power_on_date", "case_on_time", "application"])
@pytest.mark.parametrize("down", [False, True])
def test_an_order_puts_unknown_last_and_ties_by_number(
    connection: Connection, catalogue: Catalogue, name: str, down: bool
) -> None:
    found = listed(connection, catalogue, ("sort", f"{name}:{'desc' if down else 'asc'}")).to_dict("records")
    first = [row for row in found if known(row[name])]
    expected = sorted(first, key=lambda row: row["application"])
    expected.sort(key=lambda row: row[name], reverse=down)
    unknown = sorted((row for row in found if not known(row[name])), key=lambda row: row["application"])
    assert [row["application"] for row in found] == [row["application"] for row in (*expected, *unknown)]


ORDERS = {  # as pages show them, and as the catalogues list them
    "state": ("submitted", "open", "finished", "left"),
    "customer_class": ("residential", "lv_business", "hv_single", "hv_dual"),
    "channel": tuple(row["channel"] for row in catalogue_rows("channels")),
    "service": tuple(row["service"] for row in catalogue_rows("services")),
}


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("down", [False, True])
def test_codes_stand_in_the_order_of_their_list(
    connection: Connection, catalogue: Catalogue, name: str, down: bool
) -> None:
    found = list(listed(connection, catalogue, ("sort", f"{name}:{'desc' if down else 'asc'}"))[name])
    places = [ORDERS[name].index(code) for code in found if known(code)]
    assert len(set(places)) > 2
    assert places == sorted(places, reverse=down)
    assert not any(map(known, found[len(places) :]))  # unknown last, either way


def test_regions_stand_in_the_order_of_the_tree(connection: Connection, catalogue: Catalogue) -> None:
    found = [catalogue.places[code].no for code in listed(connection, catalogue, ("sort", "region:asc"))["region"]]
    assert found == sorted(found)
    assert len(set(found)) > 100


@pytest.mark.parametrize(
    "key", ["accepted", "step_time", "waiting_on", "overdue", "suspicions", "csat", "contacts", "complaints"]
)
def test_each_list_takes_each_order(connection: Connection, catalogue: Catalogue, key: str) -> None:
    plain = listing(catalogue, key, everything(catalogue))
    names = [name for name in plain.names if orders(plain.fact, name)]
    assert set(plain.names) - set(names) <= {"applicant_province"}
    for name in names:
        wanted = listing(catalogue, key, everything(catalogue), (), Narrowing(sort=((name, True),)))
        assert len(fetch(connection, catalogue, wanted, Page(0, 1))) == 1, name


def test_pages_of_an_ordered_list_hold_every_row_once(connection: Connection, catalogue: Catalogue) -> None:
    wanted = listing(catalogue, "accepted", everything(catalogue), (), Narrowing.parse([("sort", "case_on_time:asc")]))
    n = count(connection, wanted)
    pages = math.ceil(n / 700)
    found = [
        one
        for page in range(pages)
        for one in fetch(connection, catalogue, wanted, Page(page * 700, 700))["application"]
    ]
    assert len(found) == len(set(found)) == n


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("where", "state"),
        ("where", "state:nothing"),
        ("where", "region:SG"),
        ("where", "place_no:1..5"),
        ("where", "application_:x"),
        ("where", "whole_minutes:nan..inf"),
        ("where", "whole_minutes:1;drop table case_fact..2"),
        ("where", "whole_minutes:.."),
        ("where", "whole_minutes:5"),
        ("where", "accepted_date:2026-02-30..2026-03-01"),
        ("where", "accepted_date:2026-05-01..2026-01-31"),
        ("where", "archived_at:2026-05-01..2026-01-31"),
        ("where", "whole_minutes:40..20"),
        ("where", "case_on_time:perhaps"),
        ("where", "'; drop table case_fact; --:x"),
        ("sort", "applicant_province:asc"),
        ("sort", "whole_minutes"),
        ("sort", "whole_minutes:sideways"),
        ("sort", "place_no:asc"),
        ("sort", "application desc; drop table case_fact:asc"),
    ],
)
def test_what_is_no_condition_of_the_list_is_refused_in_a_sentence(
    connection: Connection, catalogue: Catalogue, name: str, value: str
) -> None:
    with pytest.raises(QuestionError) as refused:
        listed(connection, catalogue, (name, value))
    assert refused.value.words("zh_CN").endswith("。")
    assert refused.value.words("en").endswith(".")


def test_too_many_conditions_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(QuestionError):
        Narrowing.parse([("where", "state:open")] * 200)


@pytest.mark.parametrize("begin", ["SIM0000000", "%", "_", "SIM%", "'", "\\", "x" * 80])
def test_a_number_is_found_by_its_beginning_as_it_stands(
    connection: Connection, catalogue: Catalogue, begin: str
) -> None:
    every = listed(connection, catalogue, ("sort", "application:asc"))["application"]
    found = fetch(connection, catalogue, numbered(catalogue, operator_scope(catalogue), begin))["application"]
    accepted = set(every)
    assert [one for one in found if one in accepted] == [one for one in every if one.startswith(begin)]


def test_a_beginning_is_found_in_capitals_however_it_is_typed(connection: Connection, catalogue: Catalogue) -> None:
    scope = operator_scope(catalogue)
    found = [
        list(fetch(connection, catalogue, numbered(catalogue, scope, f"{typed}00000"))["application"])
        for typed in ("SIM", "sim", "Sim")
    ]
    assert len(found[0]) > 0
    assert found[0] == found[1] == found[2]


def test_numbers_outside_the_readers_unit_are_not_found(connection: Connection, catalogue: Catalogue) -> None:
    all_rights = operator_scope(catalogue).rights
    found = 0
    for province in catalogue.children(catalogue.root):
        scope = Scope.at(catalogue, province.region, all_rights)
        mine = fetch(connection, catalogue, numbered(catalogue, scope, "SIM"))
        assert {catalogue.places[region].no in range(province.no, province.last + 1) for region in mine["region"]} <= {
            True
        }
        found += len(mine)
    assert found == count(connection, numbered(catalogue, operator_scope(catalogue), "SIM"))
