"""A small invented utility for asking: a tree of six places and facts written straight into the derived tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, Table, create_engine, delete, insert

from ingest.work import FILES
from queries.catalogue import Catalogue, read_catalogue
from tests.queries.cast_service import apart_from_cases, case_columns, of_case
from warehouse.delivered import channels, classes, contract_columns, metadata, services, step_names
from warehouse.facts import COHORTS, case_fact, flag_fact, standing_fact, step_fact, waiting_fact
from warehouse.records import SCHEMA_NO, held_columns, places, version_info
from warehouse.service_facts import FACTS, answer_fact, appointment_fact

AS_OF = date(2026, 3, 20)
FIRST = date(2025, 1, 1)
# region: (number, last number of the subtree, depth, parent's number). ZJ-HZ-1 is a county of the city ZJ-HZ.
TREE = {
    "CO": (0, 5, 0, None),
    "ZJ": (1, 4, 1, 0),
    "ZJ-HZ": (2, 3, 2, 1),
    "ZJ-HZ-1": (3, 3, 3, 2),
    "ZJ-NB": (4, 4, 2, 1),
    "JS": (5, 5, 1, 0),
}
CODES = {
    "customer_class": ("residential", "lv_business", "hv_single"),
    "service": ("new", "name_change", "pv"),
    "channel": ("osg", "hall"),
    "step": ("plan", "works", "meter"),
}
RECONCILED = ("agree", "calendar", "unexplained", "only_ours", "start_unknown", "other_clock", "only_theirs", None)
FLAGS = ("same_day", "hold_before_limit", "stamp_in_future", "of a later version")
FAMILY = {"new": "connection", "name_change": "change", "pv": "pv", None: None}
Facts = Mapping[Table, Sequence[dict[str, Any]]]


def ancestors(number: int) -> dict[str, int | None]:
    """The columns a1..a6 of a place."""
    line = {place: (no, last, depth) for place, (no, last, depth, _) in TREE.items()}
    above = {depth: no for no, last, depth in line.values() if no <= number <= last}
    return {f"a{depth}": above.get(depth) for depth in range(1, 7)}


@cache
def engine() -> Engine:
    """One engine for all tests of a process, with the tree and the codes in it; each test fills the facts anew."""
    made = create_engine("duckdb:///:memory:")
    with made.begin() as connection:
        metadata.create_all(connection)
        stamp = datetime(2026, 3, 20, 16)
        connection.execute(
            insert(version_info).values(
                version="v1", schema_no=SCHEMA_NO, created_at=stamp, source="test", simulated=True, as_of=stamp,
                as_of_date=AS_OF, time_zone="Asia/Shanghai", calendar="CN", tick_minutes=60,
                cohorts=",".join(COHORTS), fairly_satisfied=True,
            )
        )  # fmt: skip
        held = [(table.name, column.name) for table in FILES for column in contract_columns(table)]
        connection.execute(insert(held_columns), [{"file": file, "column": column} for file, column in held])
        for region, (no, last, depth, parent) in TREE.items():
            connection.execute(
                insert(places).values(
                    place_no=no, last_no=last, region=region, parent_no=parent, depth=depth, name=region, now_at=stamp,
                    **ancestors(no),
                )
            )  # fmt: skip
        for table, column in (
            (classes, "customer_class"),
            (services, "service"),
            (channels, "channel"),
            (step_names, "step"),
        ):
            rows = [
                {column: code, "name": code, "sort": i, "as_of": stamp, "load_no": 1}
                for i, code in enumerate(CODES[column])
            ]
            connection.execute(insert(table), rows)
    return made


@contextmanager
def warehouse(facts: Facts) -> Iterator[tuple[Connection, Catalogue]]:
    """A store that holds just these facts, with the catalogue read back from it."""
    with engine().connect() as connection:
        for table in FACTS:
            connection.execute(delete(table))
            rows = facts.get(table, ())
            if rows:
                # One statement of the engine's own: a tenth of the time of a frame or of a statement for each row.
                names = [column.name for column in table.columns]
                places_of_rows = ", ".join([f"({', '.join('?' * len(names))})"] * len(rows))
                connection.exec_driver_sql(
                    f"INSERT INTO {table.name} VALUES {places_of_rows}",
                    tuple(row.get(name) for row in rows for name in names),
                )
        yield connection, read_catalogue(connection)
        connection.rollback()


def days(first: date = FIRST, last: date = AS_OF) -> st.SearchStrategy[date]:
    """Days of the utility's history."""
    return st.dates(first, last)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """One case, dates in order where known; durations need not agree with them (derivation is tested elsewhere)."""
    number = draw(st.integers(0, 5))
    service = draw(st.sampled_from((*CODES["service"], None)))
    accepted = draw(st.none() | days())
    end = draw(st.none() | days(accepted, AS_OF)) if accepted else None
    states = ("open", "left") if end is None else ("finished", "left")
    state = "submitted" if accepted is None else draw(st.sampled_from(states))
    known = state == "finished" and draw(st.booleans())
    minutes = st.integers(0, 20_000)
    whole = draw(minutes) if known else None
    watched = state == "open" and draw(st.booleans())
    return draw(case_columns()) | {
        "place_no": number,
        "province_no": ancestors(number)["a1"] or number,
        "service": service,
        "family": FAMILY[service],
        "channel": draw(st.sampled_from((*CODES["channel"], None))),
        "customer_class": draw(st.sampled_from((*CODES["customer_class"], None))),
        "outcome": "returned" if state == "left" and draw(st.booleans()) else None,
        "state": state,
        "submitted_date": draw(st.none() | days(FIRST, accepted or AS_OF)),
        "accepted_date": accepted,
        "power_on_date": end if state == "finished" else None,
        "end_date": end,
        "archived_date": draw(st.none() | days(end, AS_OF)) if end else None,
        "capacity_kva": draw(st.none() | st.integers(1, 500)),
        "meters": draw(st.none() | st.integers(1, 9)),
        "submit_minutes": draw(st.none() | minutes),
        "whole_minutes": whole,
        "whole_net_minutes": whole,
        "utility_minutes": draw(st.none() | st.integers(0, whole)) if known else None,
        "span_minutes": draw(st.none() | minutes),
        "elapsed_minutes": whole if known else draw(st.none() | minutes) if accepted else None,
        "steps_taken": draw(st.none() | st.integers(0, 5)),
        "steps_known": draw(st.booleans()),
        "whole_on_time": draw(st.none() | st.booleans()),
        "whole_on_time_strict": draw(st.none() | st.booleans()),
        "utility_on_time": draw(st.none() | st.booleans()),
        "case_on_time": draw(st.none() | st.booleans()),
        "reconciled": draw(st.sampled_from(RECONCILED)),
        "unit_now": draw(st.sampled_from(("U1", "U2", None))) if state == "open" else None,
        "chance_late": draw(st.integers(0, 1000)) / 1000 if watched else None,
        "days_left": draw(st.integers(0, 30)) if watched else None,
        "due_week": draw(st.booleans()) if watched else None,
    }


@st.composite
def parts_of(draw: st.DrawFn, whole: int | None) -> list[int]:
    """Up to four parts that sum to the whole; none of what is unknown or nothing."""
    if not whole:
        return []
    cuts = sorted(draw(st.sets(st.integers(1, whole - 1), max_size=3))) if whole > 1 else []
    return [until - begin for begin, until in zip([0, *cuts], [*cuts, whole], strict=True)]


@st.composite
def facts(draw: st.DrawFn) -> dict[Table, list[dict[str, Any]]]:
    """A few cases with step rows, waiting parts that sum to their clocks, standing intervals and flags."""
    made: dict[Table, list[dict[str, Any]]] = {
        table: [] for table in (case_fact, step_fact, waiting_fact, standing_fact, flag_fact)
    }
    made |= {answer_fact: [], appointment_fact: [], **draw(apart_from_cases(days()))}
    for i, case in enumerate(draw(st.lists(cases(), max_size=14))):
        case["application"] = f"A{i:03d}"
        made[case_fact].append(case)
        for table, rows in draw(of_case(case, days())).items():
            made[table] += rows
        for _ in range(draw(st.integers(0, 3))):
            case_on_time = draw(st.none() | st.booleans())
            made[step_fact].append(
                case
                | {
                    "step": draw(st.sampled_from(CODES["step"])),
                    "round": draw(st.integers(1, 3)),
                    "rounds": draw(st.none() | st.integers(1, 3)),
                    "owner": draw(st.sampled_from(("utility", "customer", None))),
                    "unit": draw(st.sampled_from(("U1", None))),
                    "minutes": draw(st.integers(0, 9_000)) if case["steps_known"] else draw(st.none()),
                    "on_time": case_on_time,
                    "on_time_strict": case_on_time,
                    "reconciled": draw(st.sampled_from(RECONCILED)),
                    "notified": draw(st.none() | st.booleans()),
                    "notice_minutes": draw(st.none() | st.integers(0, 9_000)),
                }
            )
        for clock, column in (("whole", "minutes"), ("utility", "utility_minutes")):
            for part in draw(parts_of(case[f"{clock}_minutes"])):
                name = draw(st.sampled_from(("plan", "(held)", "(between)")))
                told = {"part": name, "owner": draw(st.sampled_from(("utility", None))), "unit": None}
                made[waiting_fact].append(case | told | {"minutes": None, "utility_minutes": None, column: part})
        for kind in ("overdue", "due_soon", "held"):
            if case["accepted_date"] and draw(st.booleans()):
                begin = draw(days(case["accepted_date"], AS_OF))
                until = draw(st.none() | days(begin, AS_OF))
                made[standing_fact].append(case | {"kind": kind, "from_date": begin, "to_date": until})
        for flag in draw(st.sets(st.sampled_from(FLAGS))):
            made[flag_fact].append(case | {"flag": flag, "step": draw(st.sampled_from(("plan", None)))})
    return made


def within(region: str, number: int) -> bool:
    """Whether a place number lies in a region's subtree."""
    no, last, *_ = TREE[region]
    return no <= number <= last


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
