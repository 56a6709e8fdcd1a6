"""One statement per fact table: every flow and stock that a page asks, as arms of one UNION ALL."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Float,
    Function,
    FunctionFilter,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from queries.catalogue import Catalogue
from queries.conditions import check_adds, check_filters, check_known, counted, selected, standing
from queries.groupings import TIME, Asked, expression, join_places, needs_places
from queries.metrics.kinds import Flow, Statistic, Stock
from queries.selection import Selection
from warehouse.dialect import floor_divide, median, percentile, start_of

MINUTES_IN_WORKING_DAY = 1440
MINUTES_IN_HOUR = 60
HOURS_IN_WORKING_DAY = 24


@dataclass(frozen=True)
class Need:
    """One flow or stock, over one selection, split in one way: what a statement's arm answers."""

    metric: Flow | Stock
    selection: Selection
    by: tuple[str, ...]

    def asked(self, catalogue: Catalogue) -> Asked:
        """The metric with what its expressions are made from."""
        return Asked(self.metric, self.selection, catalogue)

    def checked(self, catalogue: Catalogue) -> "Need":
        """The need itself, or NotAvailable where a filter or grouping has no column."""
        asked = self.asked(catalogue)
        check_known(asked)
        check_filters(asked)
        check_adds(asked, self.by)
        for name in self.by:
            if not (name in TIME and isinstance(self.metric, Stock)):
                expression(asked, name)
        if isinstance(self.metric, Stock) and len(_times(self.by)) + ("age" in self.by) > 1:
            raise asked.refuse(", ".join(self.by), ("同时分组于", "split by all of"))
        return self


Aggregate = Function[Any] | FunctionFilter[Any]
# One group of an answer: its groups as text (null where unknown), then n and value (in the metric's unit; null where
# nothing is known).
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Slot:
    """Where a need's figures stand in an arm: n, then the figure."""

    need: Need
    where: ColumnElement[bool]  # the rows that count
    aggregates: tuple[Aggregate, ...]


@dataclass(frozen=True)
class _Arm:
    """Needs that one SELECT answers: its groups and, for stocks split by time, the part in which rows ended as well."""

    groups: tuple[ColumnElement[Any], ...]
    slots: list[_Slot]
    course: tuple[str, ...]  # the parts of time that the stocks are asked at; empty for all else


def fetch(connection: Connection, catalogue: Catalogue, fact: Table, needs: Sequence[Need]) -> dict[Need, list[Row]]:
    """The answers to all needs over one fact table, by one statement.

    Groups of which no row counts are left out; without groupings there is one row.
    """
    arms = _arms(needs, catalogue)
    rows = connection.execute(_union(fact, arms, catalogue)).all() if arms else []
    found: dict[Need, list[Row]] = {need: [] for need in needs}
    first_figure = 1 + max((len(arm.groups) for arm in arms), default=0)
    for row in rows:
        arm = arms[row[0]]
        groups, figures = row[1 : len(arm.groups) + 1], list(row[first_figure:])
        for slot in arm.slots:
            values, figures = figures[: len(slot.aggregates)], figures[len(slot.aggregates) :]
            n = int(values[0] or 0)
            if n or not arm.groups:
                found[slot.need].append((*groups, n, _value(slot.need.metric, n, values)))
    for arm in arms:
        for slot in arm.slots if arm.course else ():
            found[slot.need] = _standing(slot.need, arm.course, found[slot.need])
    return found


def _arms(needs: Sequence[Need], catalogue: Catalogue) -> list[_Arm]:
    """The needs by the SELECT that can answer them together."""
    arms: dict[object, _Arm] = {}
    for need in needs:
        asked = need.asked(catalogue)
        course = asked.course(need.by) if isinstance(need.metric, Stock) else {}
        if isinstance(need.metric, Stock) and _times(need.by) and not course:
            continue  # a period wholly after as_of has no day on which anything could stand
        key = (need.selection, need.by, _anchor(need, asked))
        if key not in arms:
            arms[key] = _Arm(_split(asked, need.by, course), [], tuple(course))
        arms[key].slots.append(_slot(need, asked, course))
    return list(arms.values())


def _split(asked: Asked, by: Sequence[str], course: Mapping[str, date]) -> tuple[ColumnElement[Any], ...]:
    """The groups of an arm. A stock's rows are grouped by the part they begin in and, last, by the part they end in."""
    if not course:
        return tuple(expression(asked, name) for name in by)
    metric = asked.metric
    assert isinstance(metric, Stock)  # noqa: S101 - only stocks have a course
    [part] = _times(by)
    first, last = date.fromisoformat(next(iter(course))), list(course.values())[-1]
    began = case((metric.from_date < first, literal(first, Date)), else_=start_of(part, metric.from_date))
    ended = case((metric.to_date <= last, start_of(part, metric.to_date)))
    return (*(began if name == part else expression(asked, name) for name in by), ended)


def _standing(need: Need, course: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """What stands at the end of each part of time, from how many rows began in one part and ended in another."""
    [part] = _times(need.by)
    at = need.by.index(part)
    place = {first: number for number, first in enumerate(course)}
    changes: dict[tuple[Any, ...], list[int]] = {}
    for *groups, ended, n, _ in rows:
        others = tuple(group for number, group in enumerate(groups) if number != at)
        change = changes.setdefault(others, [0] * len(course))
        change[place[groups[at]]] += n
        if ended is not None:
            change[place[ended]] -= n
    return [
        (*others[:at], first, *others[at:], n, float(n))
        for others, change in changes.items()
        for first, n in zip(course, accumulate(change), strict=True)
        if n
    ]


def _times(by: Sequence[str]) -> list[str]:
    return [name for name in by if name in TIME]


def _anchor(need: Need, asked: Asked) -> object:
    """Needs with one anchor share an arm: the same date column, or the same rows standing."""
    if isinstance(need.metric, Stock):
        return ("stock", str(need.metric.from_date), str(need.metric.to_date))
    if need.metric.undated:
        return "undated"
    # Groupings by the metric's own value give each metric groups of its own.
    own = need.metric.value if {"days", "hours"} & set(need.by) else None
    return (str(asked.counted_on), str(own))


def _slot(need: Need, asked: Asked, course: Mapping[str, date]) -> _Slot:
    metric = need.metric
    if isinstance(metric, Stock):
        days = list(course.values()) or [asked.standing_days(None)[None]]
        stands = standing(metric, days[0], days[-1])
        return _Slot(need, stands, (func.count().filter(stands),))
    where = counted(metric)
    return _Slot(need, where, (func.count().filter(where), *(figure.filter(where) for figure in _figures(metric))))


def _figures(metric: Flow) -> tuple[Function[Any], ...]:
    if metric.statistic is Statistic.SHARE:
        return (func.sum(metric.hit.cast(Float)),) if metric.hit is not None else ()
    if metric.value is None:
        return ()
    hours = floor_divide(metric.value, MINUTES_IN_HOUR) if metric.in_minutes else metric.value
    match metric.statistic:
        case Statistic.SUM | Statistic.MEAN:
            return (func.sum(metric.value),)
        case Statistic.PER_PART:
            return (func.sum(metric.value), func.count(metric.part.distinct() if metric.part is not None else None))
        case Statistic.MEDIAN:
            return (median(hours),)
        case Statistic.P90:
            return (percentile(hours, 0.9),)
        case _:
            return ()


def _union(fact: Table, arms: Sequence[_Arm], catalogue: Catalogue) -> Select[Any] | CompoundSelect[Any]:
    groups = max(len(arm.groups) for arm in arms)
    figures = max(sum(len(slot.aggregates) for slot in arm.slots) for arm in arms)
    selects = [_select(number, fact, arm, catalogue, groups, figures) for number, arm in enumerate(arms)]
    return union_all(*selects) if len(selects) > 1 else selects[0]


def _select(number: int, fact: Table, arm: _Arm, catalogue: Catalogue, groups: int, figures: int) -> Select[Any]:
    """One arm, its groups and figures padded to the width of the widest."""
    need = arm.slots[0].need
    asked = need.asked(catalogue)
    columns = [cast(group, String) for group in (*arm.groups, *[null()] * (groups - len(arm.groups)))]
    aggregates = [cast(figure, Float) for slot in arm.slots for figure in slot.aggregates]
    aggregates += [cast(null(), Float)] * (figures - len(aggregates))
    labelled: list[ColumnElement[Any]] = [literal(number).label("arm")]
    labelled += [column.label(f"g{i}") for i, column in enumerate(columns)]
    labelled += [figure.label(f"f{i}") for i, figure in enumerate(aggregates)]
    statement = select(*labelled).select_from(fact)
    if needs_places(asked, need.by):
        statement = join_places(statement, fact)
    return statement.where(selected(asked), _any(arm)).group_by(*arm.groups)


def _any(arm: _Arm) -> ColumnElement[bool]:
    """Rows that count for some figure of an arm: the engine need not group the others."""
    found = {}
    for slot in arm.slots:
        metric = slot.need.metric
        value = getattr(metric, "value", None)
        if not metric.where and value is None and isinstance(metric, Flow):
            return true()
        found[metric.where, value, isinstance(metric, Stock)] = slot.where
    return or_(*found.values())


def _value(metric: Flow | Stock, n: int, values: Sequence[float | None]) -> float | None:
    """The value in the metric's unit from an arm's figures."""
    if isinstance(metric, Stock) or metric.statistic is Statistic.COUNT:
        return float(n)
    figure = values[1]
    if figure is None:
        return None
    if metric.statistic in (Statistic.MEAN, Statistic.SHARE):
        figure = figure / n
    if metric.statistic is Statistic.PER_PART:
        figure = figure / (values[2] or math.nan)
    if not metric.in_minutes:
        return figure
    by_hours = metric.statistic in (Statistic.MEDIAN, Statistic.P90)
    return figure / (HOURS_IN_WORKING_DAY if by_hours else MINUTES_IN_WORKING_DAY)
