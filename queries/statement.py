"""One statement: the flows and stocks that a page asks of a fact table, or of several, as arms of one UNION ALL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Dialect,
    Float,
    Select,
    String,
    case,
    cast,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from queries import aggregates
from queries.catalogue import Catalogue
from queries.conditions import counted, selected, standing
from queries.groupings import COLUMNS, TIME, Asked, expression, join_places, needs_places, part_number
from queries.metrics.kinds import Flow, Stock
from queries.need import Need, Row, times
from queries.periods import first_day
from queries.selection import Selection
from queries.together import asked_together, rows_of
from warehouse.dialect import count_where, packed

NOTHING: ColumnElement[Any] = literal_column("NULL")
PARTITIONS = {*TIME, *COLUMNS}


@dataclass(frozen=True)
class _Slot:
    """Where a need's figures stand in an arm: n, then the figure."""

    need: Need
    where: ColumnElement[bool]  # the rows that count
    aggregates: tuple[ColumnElement[float], ...]


@dataclass(frozen=True)
class _Arm:
    """Needs that one SELECT answers: its groups and, for stocks split by time, the part in which rows ended as well."""

    groups: tuple[ColumnElement[Any], ...]
    slots: list[_Slot]
    course: tuple[str, ...]  # the parts of time that the stocks are asked at; empty for all else

    def named(self, groups: Sequence[str | None]) -> tuple[str | None, ...]:
        """A row's groups, parts of time by their first days."""
        by = self.slots[0].need.by
        parts = [*by, *(times(by) if self.course else ())]
        return tuple(
            _first_day(name, group) if name in TIME and group is not None else group
            for name, group in zip(parts, groups, strict=True)
        )


@lru_cache(10_000)
def _first_day(part: str, number: str) -> str:
    return first_day(part, int(number)).isoformat()


# Groups of a row as text (null where unknown), and the figures of one slot over the rows of that group.
Figures = tuple[tuple[Any, ...], list[Any]]


def fetch(connection: Connection, catalogue: Catalogue, needs: Sequence[Need]) -> dict[Need, list[Row]]:
    """The answers to all needs, by one statement.

    Groups of which no row counts are left out; without groupings there is one row.
    """
    wide = asked_together(needs)
    found = _fetch(connection, catalogue, list(dict.fromkeys(wide.get(need, need) for need in needs)))
    return {need: rows_of(need, found[wide[need]]) if need in wide else found[need] for need in needs}


def _fetch(connection: Connection, catalogue: Catalogue, needs: Sequence[Need]) -> dict[Need, list[Row]]:
    sums = _sums(needs)
    arms = _arms([need for need in needs if need not in sums], catalogue, connection.dialect)
    rows = connection.execute(_union(arms, catalogue)).all() if arms else []
    answered: dict[Need, list[Figures]] = {need: [] for need in needs}
    for number, figures, *groups in rows:
        arm = arms[number]
        named, first = arm.named(groups[: len(arm.groups)]), 0
        for slot in arm.slots:
            last = first + len(slot.aggregates)
            answered[slot.need].append((named, figures[first:last]))
            first = last
    for need, finer in sums.items():
        answered[need] = _sum(need, finer, answered[finer])
    found = {
        need: [
            (*groups, int(values[0] or 0), aggregates.value(need.metric, int(values[0] or 0), values))
            for groups, values in rows
            if values[0] or not groups
        ]
        for need, rows in answered.items()
    }
    for arm in arms:
        for slot in arm.slots if arm.course else ():
            found[slot.need] = _standing(slot.need, arm.course, found[slot.need])
    return found


def _sums(needs: Sequence[Need]) -> dict[Need, Need]:
    """The needs that are summed from one that is split further, and from which: the engine reads less often.

    Every row has one day and one group of each column, unknown included, so that the parts are the whole.
    """
    asked: dict[tuple[Flow | Stock, Selection], list[Need]] = {}
    found = {}
    for need in sorted(needs, key=lambda one: len(one.by), reverse=True):
        alike = asked.setdefault((need.metric, need.selection), [])
        finer = [one for one in alike if set(need.by) < set(one.by) and {*one.by} - {*need.by} <= PARTITIONS]
        if finer and isinstance(need.metric, Flow) and need.metric.statistic in aggregates.ADDED_UP:
            found[need] = finer[-1]
        else:
            alike.append(need)
    return found


def _sum(need: Need, finer: Need, parts: Sequence[Figures]) -> list[Figures]:
    """The figures of a need from those of one that is split further."""
    at = [finer.by.index(name) for name in need.by]
    together: dict[tuple[Any, ...], list[list[Any]]] = {} if need.by else {(): []}
    for groups, values in parts:
        together.setdefault(tuple(groups[one] for one in at), []).append(values)
    return [(groups, aggregates.sums_of(values)) for groups, values in together.items()]


def _arms(needs: Sequence[Need], catalogue: Catalogue, dialect: Dialect) -> list[_Arm]:
    """The needs by the SELECT that can answer them together."""
    arms: dict[object, _Arm] = {}
    for need in needs:
        asked = need.asked(catalogue)
        course = asked.course(need.by) if isinstance(need.metric, Stock) else {}
        if isinstance(need.metric, Stock) and times(need.by) and not course:
            continue  # a period wholly after as_of has no day on which anything could stand
        key = (need.metric.fact, need.selection, need.by, _anchor(need, asked))
        if key not in arms:
            arms[key] = _Arm(_split(asked, need.by, course), [], tuple(course))
        arms[key].slots.append(_slot(need, asked, course, dialect))
    return list(arms.values())


def _split(asked: Asked, by: Sequence[str], course: Mapping[str, date]) -> tuple[ColumnElement[Any], ...]:
    """The groups of an arm. A stock's rows are grouped by the part they begin in and, last, by the part they end in."""
    if not course:
        return tuple(expression(asked, name) for name in by)
    metric = asked.metric
    assert isinstance(metric, Stock)  # noqa: S101 - only stocks have a course
    [part] = times(by)
    first, last = date.fromisoformat(next(iter(course))), list(course.values())[-1]
    began = part_number(part, case((metric.from_date < first, literal(first, Date)), else_=metric.from_date))
    ended = part_number(part, case((metric.to_date <= last, metric.to_date)))
    return (*(began if name == part else expression(asked, name) for name in by), ended)


def _standing(need: Need, course: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """What stands at the end of each part of time, from how many rows began in one part and ended in another."""
    [part] = times(need.by)
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


def _anchor(need: Need, asked: Asked) -> object:
    """Needs with one anchor share an arm: the same date column, or the same rows standing."""
    if isinstance(need.metric, Stock):
        return ("stock", str(need.metric.from_date), str(need.metric.to_date))
    if need.metric.undated or need.metric.now:
        return "undated" if need.metric.undated else "now"
    # Groupings by the metric's own value give each metric groups of its own.
    own = need.metric.value if {"days", "hours"} & set(need.by) else None
    return (str(asked.counted_on), str(own))


# As many as there are metrics, for the versions open at once; each published version brings a dialect of its own.
@lru_cache(1_000)
def _flow_slot(metric: Flow, dialect: Dialect) -> tuple[ColumnElement[bool], tuple[ColumnElement[float], ...]]:
    """The rows that count for a flow, and its aggregates: the same whatever is selected, so they are compiled once."""

    def compiled(expression: ColumnElement[Any]) -> str:
        return str(expression.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    where = counted(metric)
    figures = [cast(figure, Float) for figure in (count_where(where), *aggregates.figures(metric, where))]
    return (
        literal_column(f"({compiled(where)})", Boolean),
        tuple(literal_column(compiled(figure), Float) for figure in figures),
    )


def _slot(need: Need, asked: Asked, course: Mapping[str, date], dialect: Dialect) -> _Slot:
    metric = need.metric
    if isinstance(metric, Stock):
        days = list(course.values()) or [asked.standing_days(None)[None]]
        stands = standing(metric, days[0], days[-1])
        return _Slot(need, stands, (cast(count_where(stands), Float),))
    return _Slot(need, *_flow_slot(metric, dialect))


def _union(arms: Sequence[_Arm], catalogue: Catalogue) -> Select[Any] | CompoundSelect[Any]:
    groups = max(len(arm.groups) for arm in arms)
    selects = [_select(number, arm, catalogue, groups) for number, arm in enumerate(arms)]
    return union_all(*selects) if len(selects) > 1 else selects[0]


def _select(number: int, arm: _Arm, catalogue: Catalogue, groups: int) -> Select[Any]:
    """One arm: its number, its figures, and its groups padded to those of the arm that has most."""
    need = arm.slots[0].need
    asked, fact = need.asked(catalogue), need.metric.fact
    figures = packed([figure for slot in arm.slots for figure in slot.aggregates])
    named = [cast(group, String) for group in (*arm.groups, *[NOTHING] * (groups - len(arm.groups)))]
    labels = [group.label(f"g{at}") for at, group in enumerate(named)]
    statement = select(literal_column(str(number)).label("arm"), figures.label("figures"), *labels).select_from(fact)
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
