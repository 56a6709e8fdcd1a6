"""What past and open cases are judged by, when it was due and how long they stood where: what chances are made from.

Everything is read from the facts of a version, so that it can be told as of an earlier day too.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from ingest.derive.cases import BY_STEPS, FINISHED, LEFT, OPEN
from ingest.derive.moments import Moments
from ingest.derive.standing import HELD
from stats.exceed import WHOLE
from warehouse.delivered import classes, step_names
from warehouse.dialect import minute_of
from warehouse.facts import case_fact, standing_fact, step_fact
from warehouse.records import calendar_day, places

BY_WHOLE = "whole"
_STATES = (OPEN, FINISHED, LEFT)


def courses(moments: Moments, since: datetime) -> Select[Any]:
    """The cases judged by their whole time, each of their steps, and the assessed steps of those judged by these.

    Only what was due since a moment (naive UTC). Columns: application; province_no, city_no (0: none); judged_by
    (BY_WHOLE or BY_STEPS), customer_class, family, step (WHOLE in the row of a whole case) and sort, its place in the
    catalogue; entered_no, the working days up to the day it was entered; left_no and end_no, those at whose ends it,
    and the case, was no longer there (null while it is); due_no, those up to the last day in time; days, how many of
    these were left when it was entered; held_no, those before the case was first on hold (null: never); now_no, those
    that have ended where the region's data end; due_at and now_at, UTC; late, whether it was still there when it was
    due, if that has passed.
    """
    rows = union_all(_cases(since), _steps_of_cases(since), _assessed_steps(since)).subquery()
    entered, left, end, started, first_held = (calendar_day.alias() for _ in range(5))
    due, now = moments.of_minute(minute_of(rows.c.due_at) - 1), moments.of_stamp(places.c.now_at)
    held = (
        select(standing_fact.c.application, func.min(standing_fact.c.from_date).label("day"))
        .where(standing_fact.c.kind == HELD)
        .group_by(standing_fact.c.application)
        .subquery()
    )
    source: FromClause = (
        rows.join(places, places.c.place_no == rows.c.place_no)
        .join(entered, entered.c.day == rows.c.entered_date)
        .join(due.ticks, due.found)
        .join(now.ticks, now.found)
        .outerjoin(started, started.c.day == rows.c.limited_from)
        .outerjoin(left, left.c.day == rows.c.left_date)
        .outerjoin(end, end.c.day == rows.c.end_date)
        .outerjoin(held, held.c.application == rows.c.application)
        .outerjoin(first_held, first_held.c.day == held.c.day)
        .outerjoin(step_names, step_names.c.step == rows.c.step)
    )
    gone = or_(rows.c.left_date.is_(None), rows.c.left_date > due.day)
    return select(
        rows.c.application,
        func.coalesce(places.c.a1, 0).label("province_no"),
        func.coalesce(places.c.a2, 0).label("city_no"),
        rows.c.judged_by,
        rows.c.customer_class,
        rows.c.family,
        rows.c.step,
        func.coalesce(step_names.c.sort, 0).label("sort"),
        entered.c.working_no.label("entered_no"),
        _gone_no(left).label("left_no"),
        _gone_no(end).label("end_no"),
        due.working_no.label("due_no"),
        (func.coalesce(started.c.working_no + rows.c.allowed, due.working_no) - entered.c.working_no).label("days"),
        (first_held.c.working_no - cast(first_held.c.working, Integer)).label("held_no"),
        now.before_no.label("now_no"),
        rows.c.due_at,
        places.c.now_at,
        case((rows.c.due_at <= places.c.now_at, func.coalesce(rows.c.judged_late, gone))).label("late"),
    ).select_from(source)


def _gone_no(day: FromClause) -> ColumnElement[int]:
    """The number of working days at whose ends what ended on a day was no longer there: that day's own is one."""
    return day.c.working_no + 1 - cast(day.c.working, Integer)


def _earlier(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The earlier of two days; the one that is known where only one is."""
    return case((one < other, one), else_=func.coalesce(other, one))


def _case(fact: Table) -> list[ColumnElement[Any]]:
    names = ("application", "place_no", "customer_class", "family", "state", "end_date")
    return [fact.c[name] for name in names]


def _known(fact: Table) -> tuple[ColumnElement[bool], ...]:
    """Cases that were accepted, and of which is known whether and when they ended."""
    return fact.c.state.in_(_STATES), or_(fact.c.state == OPEN, fact.c.end_date.is_not(None))


def _judged_by() -> ColumnElement[bool]:
    return func.coalesce(classes.c.judged_by, BY_WHOLE) == BY_STEPS


def _cases(since: datetime) -> Select[Any]:
    """The cases that are judged by their whole time."""
    c = case_fact.c
    late = case((c.state == FINISHED, ~c.whole_on_time))
    return (
        select(
            *_case(case_fact),
            literal(BY_WHOLE, String).label("judged_by"),
            literal(WHOLE, String).label("step"),
            c.accepted_date.label("entered_date"),
            c.end_date.label("left_date"),
            c.whole_due_at.label("due_at"),
            case((c.whole_limit.is_not(None), c.accepted_date)).label("limited_from"),
            c.whole_limit.label("allowed"),
            late.label("judged_late"),
        )
        .outerjoin_from(case_fact, classes, classes.c.customer_class == c.customer_class)
        .where(~_judged_by(), *_known(case_fact), c.accepted_date.is_not(None), c.whole_due_at >= since)
    )


def _steps_of_cases(since: datetime) -> Select[Any]:
    """The same once for each of their steps, with what the case is judged by."""
    whole, s = _cases(since).subquery(), step_fact.c
    own = {
        "step": cast(s.step, String),
        "entered_date": s.entered_date,
        "left_date": _earlier(s.left_date, whole.c.end_date),
    }
    return (
        select(*[own[column.name].label(column.name) if column.name in own else column for column in whole.columns])
        .join_from(whole, step_fact, s.application == whole.c.application)
        .where(s.entered_date.is_not(None))
    )


def _assessed_steps(since: datetime) -> Select[Any]:
    """The assessed steps of the cases that are judged by these."""
    s = step_fact.c
    return (
        select(
            *_case(step_fact),
            literal(BY_STEPS, String).label("judged_by"),
            cast(s.step, String).label("step"),
            s.entered_date,
            _earlier(s.left_date, s.end_date).label("left_date"),
            s.due_at,
            case((s.step_limit.is_not(None), s.entered_date)).label("limited_from"),
            s.step_limit.label("allowed"),
            case((s.left_at.is_not(None), ~s.on_time)).label("judged_late"),
        )
        .join_from(step_fact, classes, classes.c.customer_class == s.customer_class)
        .where(_judged_by(), s.assessed, *_known(step_fact), s.entered_date.is_not(None), s.due_at >= since)
    )
