"""How long cases like one took: the band that a single case is held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, func, select
from sqlalchemy import case as case_when

from queries.case import Case
from queries.catalogue import Place
from queries.periods import shift_years
from queries.selection import DAY
from warehouse.dialect import count_where, floor_divide, median, percentile
from warehouse.facts import case_fact, step_fact

MINUTES_AN_HOUR = 60
ALIKE = ("customer_class", "service", "grid_works", "special")


@dataclass(frozen=True)
class Middle:
    """How long something took: over n cases, median and P90 of working minutes, from whole hours."""

    n: int
    median: float
    p90: float


@dataclass(frozen=True)
class Band:
    """Finished cases like one, of a place's subtree, that ended on first..last; steps: by step, over its cases."""

    place: Place
    first: date
    last: date
    whole: Middle
    steps: Mapping[str, Middle]


def similar_cases(case: Case, enough: int) -> Band | None:
    """The band for a case: of the smallest of its places that has enough cases, else of all that the reader may see.

    Alike are finished cases of the same class and service, with or without grid works and for a special customer or
    not as this one is (unknown is like unknown), that ended in the twelve months before it did, or before now. A
    step's time is the sum over its rounds, of cases that made it and whose rounds have all left. None without a case.
    """
    after = case.row["end_date"] or case.catalogue.as_of_date + DAY
    first, last = shift_years(after, -1), after - DAY
    reachable = [place for place in (*case.catalogue.ancestors(case.place), case.place) if case.scope.holds(place)]
    alike = _alike(case, first, last)
    hours = floor_divide(case_fact.c.whole_minutes, MINUTES_AN_HOUR)
    figures = [figure for place in reachable for figure in _figures(case_fact.c.place_no, place, hours)]
    found = case.connection.execute(select(*figures).where(alike, _in(case_fact.c.place_no, reachable[0]))).one()
    by_place = [(found[at] or 0, *found[at + 1 : at + 3]) for at in range(0, len(found), 3)]  # none of no rows is null
    at = max((at for at, (n, *_) in enumerate(by_place) if n >= enough), default=0)
    if not by_place[at][0]:
        return None
    chosen = and_(alike, _in(case_fact.c.place_no, reachable[at]))
    return Band(reachable[at], first, last, _middle(*by_place[at]), _steps(case, chosen, reachable[at]))


def _figures(place_no: Column[int], place: Place, hours: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    """Number, median and P90 of the cases of one place, among those of the places above it."""
    own = case_when((_in(place_no, place), hours))
    return count_where(_in(place_no, place)), median(own), percentile(own, 0.9)


def _alike(case: Case, first: date, last: date) -> ColumnElement[bool]:
    same = [case_fact.c[name].is_not_distinct_from(case.row[name]) for name in ALIKE]
    ended = case_fact.c.end_date.between(first, last)
    timed = case_fact.c.whole_minutes.is_not(None)
    return and_(*same, case_fact.c.state == "finished", ended, timed, case_fact.c.application != case.application)


def _steps(case: Case, chosen: ColumnElement[bool], place: Place) -> dict[str, Middle]:
    """How long each step of the chosen cases took."""
    mine = select(case_fact.c.application).where(chosen).subquery()
    summed = (
        select(step_fact.c.step, func.sum(step_fact.c.minutes).label("minutes"))
        .join_from(step_fact, mine, mine.c.application == step_fact.c.application)
        .where(_in(step_fact.c.place_no, place))
        .group_by(step_fact.c.application, step_fact.c.step)
        .having(func.count(step_fact.c.minutes) == func.count())
        .subquery()
    )
    hours = floor_divide(summed.c.minutes, MINUTES_AN_HOUR)
    statement = select(summed.c.step, func.count(), median(hours), percentile(hours, 0.9)).group_by(summed.c.step)
    return {step: _middle(*figures) for step, *figures in case.connection.execute(statement)}


def _middle(n: int, middle: float, high: float) -> Middle:
    return Middle(n, middle * MINUTES_AN_HOUR, high * MINUTES_AN_HOUR)


def _in(column: Column[int], place: Place) -> ColumnElement[bool]:
    """Rows of a place's subtree, which lies within the reader's."""
    return column.between(place.no, place.last)
