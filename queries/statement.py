"""One statement per fact table: every flow and stock that a page asks, as arms of one UNION ALL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Float,
    Function,
    FunctionFilter,
    Select,
    String,
    Table,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from queries.catalogue import Catalogue
from queries.conditions import counted, selected, standing
from queries.groupings import TIME, Asked, expression, join_places, needs_places
from queries.metrics.kinds import Flow, Statistic, Stock
from queries.selection import Selection
from warehouse.dialect import floor_divide, median, percentile

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
        selected(asked)
        for name in self.by:
            if not (name in TIME and isinstance(self.metric, Stock)):
                expression(asked, name)
        if isinstance(self.metric, Stock) and len(_times(self.by)) + ("age" in self.by) > 1:
            raise asked.refuse(", ".join(self.by), ("同时分组于", "split by all of"))
        return self


Aggregate = Function[Any] | FunctionFilter[Any]


@dataclass(frozen=True)
class _Slot:
    """Where a need's figures stand in an arm: the group of time that they belong to (stocks), n and the figure."""

    need: Need
    time: str | None
    aggregates: tuple[Aggregate, ...]


def fetch(connection: Connection, catalogue: Catalogue, fact: Table, needs: Sequence[Need]) -> dict[Need, pd.DataFrame]:
    """The answers to all needs over one fact table, by one statement.

    Each frame has a text column a grouping, then n and value (in the metric's unit; null where nothing is known).
    Groups of which no row counts are left out; without groupings there is one row.
    """
    arms: dict[tuple[object, ...], list[_Slot]] = {}
    for need in needs:
        asked = need.asked(catalogue)
        anchor = _anchor(need, asked)
        arms.setdefault((need.selection, need.by, anchor), []).extend(_slots(need, asked))
    # A period wholly after as_of has no day on which anything could stand.
    keyed = [slots for slots in arms.values() if slots]
    rows = connection.execute(_union(fact, keyed, catalogue)).all() if keyed else []
    found: dict[Need, list[tuple[Any, ...]]] = {need: [] for need in needs}
    for row in rows:
        slots = keyed[row[0]]
        width = len(slots[0].need.by)
        figures = list(row[_width(keyed) + 1 :])
        for slot in slots:
            values, figures = figures[: len(slot.aggregates)], figures[len(slot.aggregates) :]
            groups = _groups(slot, row[1 : width + 1])
            n = int(values[0] or 0)
            if n or not slot.need.by:
                found[slot.need].append((*groups, n, _value(slot.need.metric, n, values)))
    return {need: pd.DataFrame(rows, columns=[*need.by, "n", "value"]) for need, rows in found.items()}


def _times(by: Sequence[str]) -> list[str]:
    return [name for name in by if name in TIME]


def _anchor(need: Need, asked: Asked) -> object:
    """Needs with one anchor share an arm: the same date column, or the same rows standing."""
    if isinstance(need.metric, Stock):
        return "stock"
    if need.metric.undated:
        return "undated"
    # Groupings by the metric's own value give each metric groups of its own.
    own = need.metric.value if {"days", "hours"} & set(need.by) else None
    return (str(asked.counted_on), str(own))


def _slots(need: Need, asked: Asked) -> list[_Slot]:
    metric = need.metric
    if isinstance(metric, Stock):
        part = next(iter(_times(need.by)), None)
        return [
            _Slot(need, time, (func.count().filter(standing(metric, day)),))
            for time, day in asked.standing_days(part).items()
        ]
    where = counted(metric)
    n = func.count().filter(where)
    return [_Slot(need, None, (n, *(figure.filter(where) for figure in _figures(metric))))]


def _figures(metric: Flow) -> tuple[Function[Any], ...]:
    if metric.statistic is Statistic.SHARE:
        return (func.sum(metric.hit.cast(Float)),) if metric.hit is not None else ()
    if metric.value is None:
        return ()
    hours = floor_divide(metric.value, MINUTES_IN_HOUR) if metric.in_minutes else metric.value
    match metric.statistic:
        case Statistic.SUM | Statistic.MEAN:
            return (func.sum(metric.value),)
        case Statistic.MEDIAN:
            return (median(hours),)
        case Statistic.P90:
            return (percentile(hours, 0.9),)
        case _:
            return ()


def _width(arms: Sequence[Sequence[_Slot]]) -> int:
    return max(len(slots[0].need.by) for slots in arms)


def _union(fact: Table, arms: Sequence[Sequence[_Slot]], catalogue: Catalogue) -> Select[Any] | CompoundSelect[Any]:
    groups = _width(arms)
    figures = max(sum(len(slot.aggregates) for slot in slots) for slots in arms)
    selects = [_arm(number, fact, slots, catalogue, groups, figures) for number, slots in enumerate(arms)]
    return union_all(*selects) if len(selects) > 1 else selects[0]


def _arm(
    number: int, fact: Table, slots: Sequence[_Slot], catalogue: Catalogue, groups: int, figures: int
) -> Select[Any]:
    need = slots[0].need
    asked = need.asked(catalogue)
    split = [None if isinstance(need.metric, Stock) and name in TIME else expression(asked, name) for name in need.by]
    columns = [cast(null(), String) if column is None else column for column in split]
    columns += [cast(null(), String)] * (groups - len(columns))
    aggregates = [cast(figure, Float) for slot in slots for figure in slot.aggregates]
    aggregates += [cast(null(), Float)] * (figures - len(aggregates))
    labelled = [column.label(f"g{i}") for i, column in enumerate(columns)]
    labelled += [figure.label(f"f{i}") for i, figure in enumerate(aggregates)]
    statement = select(literal(number).label("arm"), *labelled).select_from(fact)
    if needs_places(asked, need.by):
        statement = join_places(statement, fact)
    statement = statement.where(selected(asked))
    keys = [column for column in split if column is not None]
    return statement.group_by(*keys) if keys else statement


def _groups(slot: _Slot, found: Sequence[str | None]) -> list[str | None]:
    """The groups of one row, the time of a stock filled in."""
    if slot.time is None:
        return list(found)
    return [slot.time if name in TIME else group for name, group in zip(slot.need.by, found, strict=True)]


def _value(metric: Flow | Stock, n: int, values: Sequence[float | None]) -> float | None:
    """The value in the metric's unit from an arm's figures."""
    if isinstance(metric, Stock) or metric.statistic is Statistic.COUNT:
        return float(n)
    figure = values[1]
    if figure is None:
        return None
    if metric.statistic in (Statistic.MEAN, Statistic.SHARE):
        figure = figure / n
    if not metric.in_minutes:
        return figure
    by_hours = metric.statistic in (Statistic.MEDIAN, Statistic.P90)
    return figure / (HOURS_IN_WORKING_DAY if by_hours else MINUTES_IN_WORKING_DAY)
