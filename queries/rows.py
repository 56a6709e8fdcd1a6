"""The rows behind a number: as many as its n, each with its case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Table, and_, func, or_, select

from queries.case import spellings
from queries.catalogue import Catalogue
from queries.conditions import check_known, check_rows, counted, selected, standing
from queries.errors import QuestionError
from queries.groupings import Asked, Cell, in_cell, standing_day
from queries.metrics import Derived, Flow, Stock, metric
from queries.narrowing import Narrowing, narrowed, ordered
from queries.scope import CASE_RIGHT, Scope
from queries.seen import seen
from queries.selection import Selection
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact
from warehouse.service_facts import answer_fact, appointment_fact, complaint_fact, contact_fact

CASE = ("application", "region", "customer_class", "service", "channel", "state")
DATES = ("accepted_date", "power_on_date", "end_date", "archived_date")
# What stands in a row of each fact beside the case's own columns.
COLUMNS: Mapping[Table, tuple[str, ...]] = {
    case_fact: (
        *CASE,
        "legacy_service",
        "outcome",
        "submitted_date",
        *DATES,
        *("capacity_kva", "meters", "whole_minutes", "utility_minutes", "elapsed_minutes"),
        *("whole_due_at", "whole_on_time", "utility_due_at", "utility_on_time", "case_on_time"),
        *("path", "trips", "trips_confirmed", "documents_required", "e_signed", "customer_cost", "applicant_province"),
    ),
    step_fact: (
        *CASE,
        *("step", "round", "owner", "unit", "entered_at", "left_at", "minutes", "due_at", "on_time"),
        *DATES,
    ),
    waiting_fact: (*CASE, "part", "owner", "unit", "minutes", "utility_minutes", *DATES),
    standing_fact: (*CASE, "kind", "from_date", "to_date", *DATES),
    flag_fact: (*CASE, "flag", "step", "round", *DATES),
    answer_fact: (
        *CASE,
        *("answer_method", "asked_date", "reached", "answered_date", "score", "scale", "satisfied", "answer_reason"),
        *("trips", "visit", "whole_minutes"),
        *DATES,
    ),
    appointment_fact: (*CASE, "booked_date", "visit_date", "kept", "lead_minutes", *DATES),
    contact_fact: (
        *("contact", "application", "region", "channel", "contact_topic", "opened_date", "reply_seconds"),
        *("solved", "rating", "customer_class", "service"),
    ),
    complaint_fact: (
        *("complaint", "application", "region", "complaint_source", "complaint_type", "opened_date", "closed_date"),
        *("upheld", "repeat", "customer_class", "service", "channel"),
    ),
}
# Columns that are places in the facts and regions in a list.
PLACED = {"region": "place_no", "applicant_province": "applicant_province_no"}
EVERY = Narrowing()
# What tells the rows of a fact apart beside their case.
KEYS = ("answer", "contact", "complaint", "booked_date", "step", "round", "part", "flag", "from_date")


@dataclass(frozen=True)
class Page:
    """A slice of a long list: rows offset .. offset + limit."""

    offset: int = 0
    limit: int = 100


@dataclass(frozen=True)
class Listing:
    """A list of a fact's rows: its columns by name and as the reader may know them, which rows, and their order."""

    fact: Table
    names: tuple[str, ...]
    columns: tuple[ColumnElement[Any], ...]
    where: ColumnElement[bool]
    order: Sequence[ColumnElement[Any]]


def listing(
    catalogue: Catalogue, key: str, selection: Selection, cell: Cell = (), narrowing: Narrowing = EVERY
) -> Listing:
    """The rows that a metric counts, of one cell of its table where given: one row a row of the metric's fact.

    Columns: the case, what the metric shows first, and those of COLUMNS for the fact; region is the region's code,
    stamps are naive UTC, durations minutes. The largest value stands first, then the latest acceptance, and of a stock
    what has stood longest, unless the reader orders them otherwise. A derived metric opens the rows of its denominator.
    Raises QuestionError as measure() does, and for a condition or order that the list does not know.
    """
    asked, opened = _opened(key, selection, cell, catalogue)
    fact = asked.fact
    first = COLUMNS[fact][:1]
    names = tuple(dict.fromkeys((*first, *getattr(asked.metric, "shows", ()), *COLUMNS[fact])))
    scope = selection.scope
    where = and_(_where(asked, opened), narrowed(narrowing, fact, names, catalogue, scope))
    own = ordered(narrowing, fact, names, catalogue, scope)
    order = [*own, *(_ties(fact, scope, catalogue) if own else _order(asked))]
    return Listing(fact, names, _columns(fact, names, scope, catalogue), where, order)


def numbered(catalogue: Catalogue, scope: Scope, begin: str, narrowing: Narrowing = EVERY) -> Listing:
    """The reader's cases whose number begins so, in capitals or in small letters, by number unless ordered otherwise.

    Raises NotAllowed for a reader without the right to cases, else as listing().
    """
    scope.require(CASE_RIGHT)
    names = COLUMNS[case_fact]
    within = case_fact.c.place_no.between(scope.first, scope.last)
    begins = or_(*(case_fact.c.application.startswith(one, autoescape=True) for one in spellings(begin)))
    where = and_(within, begins, narrowed(narrowing, case_fact, names, catalogue, scope))
    order = [*ordered(narrowing, case_fact, names, catalogue, scope), *_ties(case_fact, scope, catalogue)]
    return Listing(case_fact, names, _columns(case_fact, names, scope, catalogue), where, order)


def _columns(fact: Table, names: Sequence[str], scope: Scope, catalogue: Catalogue) -> tuple[ColumnElement[Any], ...]:
    return tuple(seen(fact.c[PLACED.get(name, name)], scope, catalogue).label(name) for name in names)


def fetch(connection: Connection, catalogue: Catalogue, wanted: Listing, page: Page | None = None) -> pd.DataFrame:
    """The rows of a list, or of one page of it; the columns are wanted.names."""
    statement = select(*wanted.columns).where(wanted.where).order_by(*wanted.order)
    if page is not None:
        statement = statement.offset(page.offset).limit(page.limit)
    rows = [tuple(row) for row in connection.execute(statement)]  # as tuples: pandas takes long to see what a row is
    found = pd.DataFrame(rows, columns=list(wanted.names))
    for name in PLACED.keys() & set(wanted.names):
        regions = [None if pd.isna(number) else catalogue.by_no[int(number)].region for number in found[name]]
        found[name] = pd.Series(regions, dtype=object)
    return found


def count(connection: Connection, wanted: Listing) -> int:
    """How many rows a list has."""
    statement = select(func.count()).select_from(wanted.fact).where(wanted.where)
    return int(connection.execute(statement).scalar_one())


def rows(
    connection: Connection,
    catalogue: Catalogue,
    key: str,
    selection: Selection,
    page: Page | None = None,
    cell: Cell = (),
) -> pd.DataFrame:
    """The rows behind a metric's figure, as listing() says."""
    return fetch(connection, catalogue, listing(catalogue, key, selection, cell), page)


def parse_cell(parts: Sequence[str]) -> Cell:
    """A cell from texts such as class:lv_business; nothing behind the colon means unknown.

    Raises QuestionError for a text without a colon.
    """
    pairs = []
    for part in parts:
        name, colon, group = part.partition(":")
        if not colon:
            raise QuestionError(f"“{part}”应写成 分组:值。", f"{part!r} should be written as grouping:group.")
        pairs.append((name, group or None))
    return tuple(pairs)


def _opened(key: str, selection: Selection, cell: Cell, catalogue: Catalogue) -> tuple[Asked, Cell]:
    """The flow or stock whose rows stand behind a metric, and the part of the cell that they know."""
    asked = metric(key)
    if isinstance(asked, Derived):
        cell = tuple((name, group) for name, group in cell if name not in asked.apart)
        selection = replace(selection, steps=()) if "step" in asked.apart else selection
        asked = metric(asked.opens)
    if not isinstance(asked, Flow | Stock):
        raise TypeError(f"{key} opens no rows.")
    wanted = Asked(asked, selection, catalogue)
    check_known(wanted)
    check_rows(wanted)
    return wanted, cell


def _where(asked: Asked, cell: Cell) -> ColumnElement[bool]:
    if isinstance(asked.metric, Flow):
        counts = counted(asked.metric)
    else:
        day = standing_day(asked, cell)
        counts = standing(asked.metric, day, day)
    return and_(selected(asked), in_cell(asked, cell), counts)


def _order(asked: Asked) -> list[ColumnElement[Any]]:
    fact = asked.fact
    ties = _ties(fact, asked.selection.scope, asked.catalogue)
    if isinstance(asked.metric, Stock):
        return [asked.metric.from_date.asc(), *ties]
    value: Column[Any] | None = getattr(asked.metric, "value", None)
    first = [] if value is None else [value.desc()]
    dates = [fact.c[name] for name in ("accepted_date", "opened_date") if name in fact.c]
    return [
        *first,
        *[day.desc().nulls_last() for day in dates[:1]],
        *ties,
    ]


def _ties(fact: Table, scope: Scope, catalogue: Catalogue) -> list[ColumnElement[Any]]:
    """What puts rows that are otherwise equal into one order."""
    return [seen(fact.c[name], scope, catalogue) for name in ("application", *KEYS) if name in fact.c]
