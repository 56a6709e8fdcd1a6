"""What is readable but odd: listed with the case behind it, a suspicion and never proof."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    and_,
    cast,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    union,
)

from ingest.derive.cases import FINISHED, LEFT
from ingest.derive.due import HeldDays
from warehouse.delivered import holds
from warehouse.working_time import MINUTES_A_DAY

METERING = "metering"
LONG_HOLD_DAYS = 90
BATCH_ENTRY = timedelta(minutes=5)
BATCH_ENTRY_STEPS = 3
DAYS_BEFORE_LIMIT = 2


def _flags(
    rules: Mapping[str, ColumnElement[bool]], source: FromClause, case_no: ColumnElement[int], step: Any, number: Any
) -> list[Select[Any]]:
    """One select a rule: the rows of the source for which it holds, under the flag's code."""
    where: list[ColumnElement[Any]] = [cast(step, String).label("step"), cast(number, Integer).label("round")]
    return [
        select(case_no, literal(flag).label("flag"), *where).select_from(source).where(rule)
        for flag, rule in rules.items()
    ]


def _of_cases(cases: Table) -> list[Select[Any]]:
    given = cases.c
    stamps = (given.submitted_at, given.accepted_at, given.power_on_at, given.ended_at, given.archived_at)
    begins = func.coalesce(given.submitted_at, given.accepted_at)
    begin_date = func.coalesce(given.submitted_date, given.accepted_date)
    rules = {
        "ends_before_start": given.end_at < func.coalesce(given.accepted_at, given.submitted_at),
        # Before the calendar begins, no time can be told either.
        "event_before_start": or_(
            given.accepted_at < given.submitted_at,
            given.archived_at < begins,
            and_(begins <= given.now_at, begin_date.is_(None)),
        ),
        "same_day": given.accepted_date == given.archived_date,
        "stamp_in_future": or_(*[stamp > given.now_at for stamp in stamps]),
        "trips_doubted": and_(given.trips == 0, given.trips_confirmed >= 1),
    }
    return _flags(rules, cases, given.case_no, null(), null())


def _always_zero_trips(cases: Table, zero_trips: Table) -> Select[Any]:
    """Finished cases without a trip, of a place and year of acceptance in which no case has one."""
    given = cases.c
    accepted = extract("year", given.accepted_date) == zero_trips.c.year
    source = cases.join(zero_trips, and_(zero_trips.c.place_no == given.place_no, accepted))
    rule = {"always_zero_trips": and_(given.state == FINISHED, given.trips == 0)}
    return _flags(rule, source, given.case_no, null(), null())[0]


def _of_steps(cases: Table, steps: Table) -> list[Select[Any]]:
    given, of_case = steps.c, cases.c
    begins = func.coalesce(of_case.submitted_at, of_case.accepted_at)
    rules = {
        "event_before_start": or_(given.entered_at < begins, given.left_at < begins),
        "event_after_end": or_(given.entered_at > of_case.end_at, given.left_at > of_case.end_at),
        "step_ends_before_it_starts": given.left_at < given.entered_at,
        "stamp_in_future": or_(given.entered_at > of_case.now_at, given.left_at > of_case.now_at),
        "meter_before_acceptance": and_(given.step == METERING, given.left_at < of_case.accepted_at),
        "test_handler": given.by_test_handler,
        "step_outlives_case": and_(
            given.left_at.is_(None), given.entered_at.is_not(None), of_case.state.in_((FINISHED, LEFT))
        ),
    }
    joined = steps.join(cases, of_case.case_no == given.case_no)
    return _flags(rules, joined, given.case_no, given.step, given.round)


def _batch_entry(cases: Table, steps: Table) -> Select[Any]:
    """Finished cases of three steps or more, all of which were left within five minutes."""
    left = steps.c.left_at
    together = (
        select(steps.c.case_no)
        .join_from(steps, cases, cases.c.case_no == steps.c.case_no)
        .where(cases.c.state == FINISHED)
        .group_by(steps.c.case_no)
        .having(
            func.count(left) >= BATCH_ENTRY_STEPS,
            func.count(left) == func.count(),
            func.max(left) <= func.min(left) + BATCH_ENTRY,
        )
        .subquery()
    )
    return _flags({"minutes_apart": literal(True)}, together, together.c.case_no, null(), null())[0]


def _of_holds(cases: Table, held: Table) -> list[Select[Any]]:
    given = held.c
    lasts = func.coalesce(given.to_minute, cases.c.clip_minute, cases.c.now_minute) - given.from_minute
    rules = {
        "long_hold": lasts > LONG_HOLD_DAYS * MINUTES_A_DAY,
        "stamp_in_future": given.from_at > cases.c.now_at,
    }
    joined = held.join(cases, cases.c.case_no == given.case_no)
    backwards = holds.join(cases, cases.c.application == holds.c.application)
    return [
        *_flags(rules, joined, given.case_no, given.step, null()),
        *_flags(
            {"hold_ends_before_it_starts": holds.c.to_at < holds.c.from_at},
            backwards,
            cases.c.case_no,
            holds.c.step,
            null(),
        ),
    ]


def _hold_before_limit(cases: Table, limits: Table, held_cases: HeldDays) -> Select[Any]:
    """A hold of the case that begins with two working days or fewer left until it is due."""
    held = held_cases.table
    left = func.coalesce(limits.c.whole_limit - (held.c.begin_no - held.c.uncounted), cases.c.due_no - held.c.begin_no)
    source = held.join(limits, limits.c.case_no == held.c.case_no).join(cases, cases.c.case_no == held.c.case_no)
    rule = {"hold_before_limit": left.between(0, DAYS_BEFORE_LIMIT)}
    return _flags(rule, source, held.c.case_no, null(), null())[0]


def flags(cases: Table, limits: Table, steps: Table, held: Table, held_cases: HeldDays, zero_trips: Table) -> Subquery:
    """case_no, flag, and step and round where one execution is meant, each once."""
    return union(
        *_of_cases(cases),
        _always_zero_trips(cases, zero_trips),
        *_of_steps(cases, steps),
        _batch_entry(cases, steps),
        *_of_holds(cases, held),
        _hold_before_limit(cases, limits, held_cases),
    ).subquery()
