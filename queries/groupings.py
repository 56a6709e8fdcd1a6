"""What a metric may be split by, as expressions over a fact's columns; null where unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    true,
)

from queries.aggregates import MINUTES_IN_HOUR, MINUTES_IN_WORKING_DAY
from queries.catalogue import OUTSIDE, Catalogue
from queries.errors import NotAvailable
from queries.metrics.kinds import Flow, Stock
from queries.periods import EPOCH, MONDAY, STARTS, next_start
from queries.seen import seen
from queries.selection import Selection
from queries.words import Words
from warehouse.dialect import day_number, floor_divide
from warehouse.records import places

TIME = tuple(STARTS)
# Groupings that are a column of the fact under the same name; and those whose column has another one.
_SAME = (
    *("service", "legacy_service", "family", "channel", "online", "unified", "assisted", "voltage", "segment"),
    *("industry", "importance", "special_load", "special", "grid_works", "batch", "cross_province", "outcome", "state"),
    *("path", "step", "round", "part", "owner", "unit", "unit_now", "flag", "answer_method", "answer_reason", "visit"),
    *("contact_topic", "complaint_source", "complaint_type", "function", "push_kind"),
)
COLUMNS = {"class": "customer_class", "reconciliation": "reconciled", **{name: name for name in _SAME}}
# Groupings by place: an expression that gives place numbers, whose text is the region's code in the end.
PLACE_COLUMNS = {"province": "province_no", "applicant_province": "applicant_province_no"}
PLACES = ("region", *PLACE_COLUMNS)
# Groupings by whole units of a duration: name -> (column, or None for the metric's own value; minutes in a unit).
DURATIONS = {
    "days": (None, MINUTES_IN_WORKING_DAY),
    "hours": (None, MINUTES_IN_HOUR),
    "elapsed_hours": ("elapsed_minutes", MINUTES_IN_HOUR),
}
# Age of an open case: calendar days from acceptance to the day asked about; the first day of the next band.
AGE_BANDS = (("0-5", 6), ("6-15", 16), ("16-30", 31), ("31-90", 91), ("91-180", 181), ("181+", None))
# Bands of a number: name -> (column, units in one of the bands' own, the first number of the next band).
BANDS = {
    "trips": ("trips", 1, (("0", 1), ("1", 2), ("2", 3), ("3+", None))),
    "whole_band": (
        "whole_minutes",
        MINUTES_IN_WORKING_DAY,
        (("0-2", 3), ("3-5", 6), ("6-10", 11), ("11-20", 21), ("21-40", 41), ("41-80", 81), ("81+", None)),
    ),
}
# Groupings by twentieths of a chance: by its bands sums of chances keep how unsure they are.
CHANCES = {"chance": "chance_late"}
TWENTIETHS = 20
GROUPINGS = (*PLACES, *TIME, *COLUMNS, *DURATIONS, *BANDS, *CHANCES, "age")

Cell = Sequence[tuple[str, str | None]]


@dataclass(frozen=True)
class Asked:
    """A flow or stock with the selection it is asked about: what a grouping's expression is made from."""

    metric: Flow | Stock
    selection: Selection
    catalogue: Catalogue

    @property
    def fact(self) -> Table:
        """The table that is asked."""
        return self.metric.fact

    @property
    def counted_on(self) -> Column[date] | None:
        """The date a flow is counted on; None for stocks and for what has no date."""
        if isinstance(self.metric, Stock) or self.metric.undated or self.metric.now:
            return None
        return self.fact.c[self.metric.date or f"{self.selection.cohort}_date"]

    def standing_days(self, part: str | None) -> dict[str | None, date]:
        """For a stock: the day asked about, for the whole period (None) or for each part of time (by its first day)."""
        last = min(self.selection.end - timedelta(days=1), self.catalogue.as_of_date)
        if part is None:
            return {None: last}
        days: dict[str | None, date] = {}
        first = STARTS[part](self.selection.start)
        while first <= last:
            days[first.isoformat()] = min(next_start(part, first) - timedelta(days=1), last)
            first = next_start(part, first)
        return days

    def course(self, by: Sequence[str]) -> dict[str, date]:
        """For a stock split by time: the day at whose end each part is asked about, by its first day, in order."""
        part = next((name for name in by if name in TIME), None)
        return {str(first): day for first, day in self.standing_days(part).items()} if part else {}

    def refuse(self, name: str | Words, kind: tuple[str, str]) -> NotAvailable:
        """The error that says that this metric cannot be filtered or split by something, in words where it has some."""
        zh, en = (name.zh, name.en) if isinstance(name, Words) else (name, name)
        return NotAvailable(
            f"“{self.metric.name.zh}”不能{kind[0]}“{zh}”。",
            f"{self.metric.name.en} cannot be {kind[1]} {en!r}: its rows have no such column.",
        )


def expression(asked: Asked, name: str) -> ColumnElement[Any]:
    """The group of a row, whose text is its code, and a number for parts of time; not for the time of stocks.

    Raises NotAvailable where the fact has no such column. Grouping by the value itself and writing it as text
    afterwards takes the engine a third of the time of grouping by texts.
    """
    fact, metric = asked.fact, asked.metric
    if name == "region":
        return _child_number(asked)
    if name in TIME and asked.counted_on is not None:
        return _part_of(name, asked.counted_on)
    if name in COLUMNS and COLUMNS[name] in fact.c:
        return seen(fact.c[COLUMNS[name]], asked.selection.scope, asked.catalogue)
    if name in BANDS and BANDS[name][0] in fact.c:
        return _banded(fact, *BANDS[name])
    if name in CHANCES and CHANCES[name] in fact.c:
        return cast(func.floor(fact.c[CHANCES[name]] * TWENTIETHS), Integer)
    if name in PLACE_COLUMNS and PLACE_COLUMNS[name] in fact.c:
        return _seen(asked, fact.c[PLACE_COLUMNS[name]])
    if name in DURATIONS:
        column, minutes = DURATIONS[name]
        value = fact.c.get(column) if column else getattr(metric, "value", None)
        if value is not None and (column or getattr(metric, "in_minutes", False)):
            return floor_divide(value, minutes)
    if name == "age" and isinstance(metric, Stock):
        day = asked.standing_days(None)[None]
        accepted = fact.c.accepted_date
        bands = [(accepted > day - timedelta(days=until), literal(band)) for band, until in AGE_BANDS if until]
        return case((accepted.is_(None), null()), *bands, else_=literal(AGE_BANDS[-1][0]))
    raise asked.refuse(name, ("分组于", "split by"))


def _seen(asked: Asked, number: Column[int]) -> ColumnElement[int]:
    """A place number as the reader may know it: one number for all places outside their scope."""
    scope = asked.selection.scope
    if scope.holds(asked.catalogue.root):
        return number
    inside = number.between(scope.first, scope.last)
    return case((number.is_(None), null()), (inside, number), else_=literal(OUTSIDE.no))


@cache
def _part_of(part: str, day: Column[date]) -> ColumnElement[int]:
    """The part of time of a declared column, made once."""
    return part_number(part, day)


def part_number(part: str, day: ColumnElement[date]) -> ColumnElement[int]:
    """The part of time that a day falls into, as a number: engines group by these in a third of the time of dates.

    queries/periods.py, first_day, says the day that a number stands for.
    """
    year = extract("year", day)
    match part:
        case "day":
            return day_number(day)
        case "week":
            return floor_divide(day_number(day) + (EPOCH - MONDAY.toordinal()), 7)
        case "month":
            return year * 12 + extract("month", day) - 1
        case "quarter":
            return year * 4 + extract("quarter", day) - 1
        case _:
            return year


def _banded(fact: Table, column: str, unit: int, bands: Sequence[tuple[str, int | None]]) -> ColumnElement[str | None]:
    """The band of a number; null where it is unknown."""
    number = floor_divide(fact.c[column], unit)
    lower = [(number < until, literal(band)) for band, until in bands if until]
    return case((number.is_(None), null()), *lower, else_=literal(bands[-1][0]))


def needs_places(asked: Asked, by: Sequence[str]) -> bool:
    """Whether a grouping by region needs the tree of places beside the fact."""
    return "region" in by and asked.selection.place.depth > 0


def join_places(statement: Select[Any], fact: Table) -> Select[Any]:
    """The statement with the tree of places beside the fact."""
    return statement.join(places, places.c.place_no == fact.c.place_no)


def _child_number(asked: Asked) -> ColumnElement[int]:
    """Place number of the child of the selected place that a row lies in; the place's own where it lies in none."""
    if asked.selection.place.depth == 0:
        return asked.fact.c.province_no
    column = places.c.get(f"a{asked.selection.place.depth + 1}")
    return asked.fact.c.place_no if column is None else func.coalesce(column, asked.fact.c.place_no)


def in_cell(asked: Asked, cell: Cell) -> ColumnElement[bool]:
    """The rows of one cell of a table of groups: (grouping, group) pairs, null groups included."""
    conditions: list[ColumnElement[bool]] = [true()]
    for name, group in cell:
        if name == "region":
            conditions.append(_in_region(asked, group))
        elif name in TIME and isinstance(asked.metric, Stock):
            continue  # the day that is asked about; see standing_day
        elif group is None:
            conditions.append(expression(asked, name).is_(None))
        elif name in PLACE_COLUMNS:
            place = OUTSIDE if group == OUTSIDE.region else asked.catalogue.places.get(group)
            if place is None or not (place is OUTSIDE or asked.selection.scope.holds(place)):
                raise asked.refuse(group, ("限定单位", "narrowed to the unit"))
            conditions.append(expression(asked, name) == place.no)
        elif name in TIME and asked.counted_on is not None:
            conditions.append(_in_part(asked, asked.counted_on, name, group))
        else:
            conditions.append(cast(expression(asked, name), String) == group)
    return and_(*conditions)


def _in_part(asked: Asked, counted_on: Column[date], part: str, group: str) -> ColumnElement[bool]:
    """Rows of the part of time that begins on the day a group names."""
    try:
        first = STARTS[part](date.fromisoformat(group))
    except ValueError:
        raise asked.refuse(f"{part} {group}", ("限定于", "narrowed to")) from None
    return and_(counted_on >= first, counted_on < next_start(part, first))


def _in_region(asked: Asked, region: str | None) -> ColumnElement[bool]:
    """Rows of a child of the selected place; of the place alone where its own code is meant."""
    place = asked.catalogue.places.get(region or "")
    if place is None or not asked.selection.scope.holds(place):
        raise asked.refuse(str(region), ("限定单位", "narrowed to the unit"))
    number = asked.fact.c.place_no
    if place == asked.selection.place:
        return number == place.no
    return number.between(place.no, place.last)


def standing_day(asked: Asked, cell: Cell) -> date:
    """For a stock: the day that a cell asks about."""
    part = next(((name, group) for name, group in cell if name in TIME), None)
    if part is None:
        return asked.standing_days(None)[None]
    days = asked.standing_days(part[0])
    if part[1] not in days:
        raise asked.refuse(f"{part[0]} {part[1]}", ("限定于", "narrowed to"))
    return days[part[1]]
