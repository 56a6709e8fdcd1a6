"""Whether steps and cases are on time: each clock and step by itself, by its limit, else by its delivered due date."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table, and_, case, func, or_, select

from ingest.derive.cases import BY_STEPS, FINISHED, OPEN
from ingest.derive.due import Deadline, DueSoon, HeldDays, Start, count_held_days
from ingest.derive.islands import islands
from ingest.derive.moments import Moments
from ingest.derive.reconcile import Ours, Reconciliation, Theirs, starts_nowhere
from ingest.derive.scratch import Scratch
from ingest.derive.waiting import UTILITY
from warehouse.dialect import day_number

CASE = ("case_no",)
EXECUTION = ("case_no", "rank")


def _held_executions(cases: Table, steps: Table, holds: Table) -> Select[Any]:
    """Holds of the step or of its whole case, merged, for each execution under a limit; open ones count up to now."""
    until = func.coalesce(steps.c.left_minute, cases.c.clip_minute, cases.c.now_minute)
    high = func.least(func.coalesce(holds.c.to_minute, until), until)
    held = (
        select(steps.c.case_no, steps.c.rank, holds.c.from_minute.label("low"), high.label("high"))
        .join_from(steps, holds, holds.c.case_no == steps.c.case_no)
        .join(cases, cases.c.case_no == steps.c.case_no)
        .where(
            steps.c.step_limit.is_not(None),
            or_(holds.c.step.is_(None), holds.c.step == steps.c.step),
            holds.c.from_minute < high,
        )
        .subquery()
    )
    return islands(held, EXECUTION, "low", "high")


def judge_steps(
    scratch: Scratch,
    moments: Moments,
    days: Table,
    soon: DueSoon,
    options: Table | None,
    cases: Table,
    steps: Table,
    holds: Table,
) -> Table:
    """The steps with rounds (on a step's last round only), the verdict on each, and the source's due date beside ours.

    The verdict is due_at, on_time and on_time_strict, late (as of now), overdue_day and soon_day. An assessed step that
    a finished case entered and never left is not on time. options: see Reconciliation.
    """
    given = steps.c
    start = select(
        given.case_no, given.rank, given.entered_no.label("start_no"), given.step_limit.label("limit_days")
    ).subquery()
    held = count_held_days(scratch, "held_execution", moments, _held_executions(cases, steps, holds), start, EXECUTION)
    moved = held.shifts(start, soon)
    deadline = Deadline(
        days,
        Start(given.entered_date, given.entered_no, given.step_limit, given.delivered_at, given.due_day, given.due_no),
        soon,
        moved.c.shift,
        moved.c.soon_shift,
    )
    repeated = (
        select(given.case_no, given.place, func.max(given.round).label("last"), func.count().label("rounds"))
        .group_by(given.case_no, given.place)
        .having(func.count() > 1)
        .subquery()
    )
    source = (
        steps.join(cases, cases.c.case_no == given.case_no)
        .outerjoin(moved, and_(moved.c.case_no == given.case_no, moved.c.rank == given.rank))
        .outerjoin(repeated, and_(repeated.c.case_no == given.case_no, repeated.c.place == given.place))
    )
    beside = Reconciliation(
        steps,
        Ours(
            given.step_limit,
            given.entered_no,
            day_number(given.entered_date),
            day_number(deadline.last_day),
            given.option_no,
            deadline.late(given.left_at),
            starts_nowhere(given.entered_no, given.step_limit, cases),
        ),
        Theirs(given.delivered_at, given.last_day, given.last_no, given.last_works),
        held,
        options,
    )
    abandoned = and_(given.assessed, cases.c.state == FINISHED, given.entered_at.is_not(None), given.left_at.is_(None))

    def on_time(late: ColumnElement[bool]) -> ColumnElement[Any]:
        return case((abandoned, False), else_=~late)

    rows = select(
        steps,
        case((repeated.c.last.is_(None), 1), (repeated.c.last == given.round, repeated.c.rounds)).label("rounds"),
        deadline.due_at.label("due_at"),
        on_time(deadline.late(given.left_at)).label("on_time"),
        on_time(deadline.late_strictly(given.left_at)).label("on_time_strict"),
        deadline.late(cases.c.now_at).label("late"),
        deadline.overdue_day.label("overdue_day"),
        deadline.soon_day.label("soon_day"),
        deadline.last_day.label("due_date"),
        given.delivered_at.label("delivered_due_at"),
        beside.days_apart.label("due_days_apart"),
        beside.kind.label("reconciled"),
    ).select_from(beside.joined(deadline.joined(source)))
    return scratch.keep("judged_step", rows)


def judge_by_steps(steps: Table) -> Subquery:
    """State Grid's rule by case: every assessed step on time; null where one cannot be judged or none is due."""
    due = or_(steps.c.step_limit.is_not(None), steps.c.delivered_at.is_not(None))
    missed = func.max(case((steps.c.on_time.is_(False), 1), else_=0)) == 1
    unknown = func.max(case((and_(due, steps.c.on_time.is_(None)), 1), else_=0)) == 1
    met = func.max(case((steps.c.on_time.is_(True), 1), else_=0)) == 1
    return (
        select(steps.c.case_no, case((missed, False), (unknown, None), (met, True)).label("on_time"))
        .where(steps.c.assessed)
        .group_by(steps.c.case_no)
        .subquery()
    )


def limit_cases(scratch: Scratch, cases: Table, binding: Table) -> Table:
    """The limits on a case's clocks in working days: case_no, start_no, whole_limit, its option_no, utility_limit."""
    whole, utility = binding.alias(), binding.alias()

    def binds(limit: FromClause, clock: str) -> ColumnElement[bool]:
        return and_(
            limit.c.clock == clock,
            limit.c.limit_place == cases.c.limit_place,
            limit.c.limit_class == cases.c.limit_class,
            limit.c.capacity_no == cases.c.capacity_no,
            limit.c.day_no == cases.c.day_no,
        )

    rows = (
        select(
            cases.c.case_no,
            cases.c.accepted_no.label("start_no"),
            whole.c.working_days.label("whole_limit"),
            whole.c.option_no,
            utility.c.working_days.label("utility_limit"),
        )
        .outerjoin_from(cases, whole, binds(whole, "whole"))
        .outerjoin(utility, binds(utility, UTILITY))
    )
    return scratch.keep("case_limit", rows)


def hold_cases(scratch: Scratch, moments: Moments, segments: Table, limits: Table) -> HeldDays:
    """The islands of time in which a case is on hold."""
    held = select(segments.c.case_no, segments.c.low, segments.c.high).where(segments.c.held).subquery()
    return count_held_days(scratch, "held_case", moments, islands(held, CASE, "low", "high"), limits, CASE)


def _heard_at(cases: Table) -> ColumnElement[Any]:
    """When the source called an open case overdue or not: now, or before, where no later delivery tells of the case.

    It calls an exempt case not overdue whenever it is asked.
    """
    given = cases.c
    standing = and_(given.exempt_reason.is_not(None), given.overdue.is_(False))
    return case((standing, given.now_at), else_=func.least(given.now_at, given.told_at))


def judge_cases(
    scratch: Scratch,
    days: Table,
    soon: DueSoon,
    options: Table | None,
    cases: Table,
    limits: Table,
    sums: Table,
    held: HeldDays,
    utility_due: Subquery,
    by_steps: Subquery,
) -> Table:
    """The verdict on each case: case_no, case_fact's columns, and late (now), overdue_day and soon_day of the whole.

    Only finished cases are on time or not. options: see Reconciliation.
    """
    given = cases.c
    moved = held.shifts(select(limits.c.case_no, limits.c.whole_limit.label("limit_days")).subquery(), soon)
    whole = Deadline(
        days,
        Start(given.accepted_date, given.accepted_no, limits.c.whole_limit, given.due_at, given.due_day, given.due_no),
        soon,
        moved.c.shift,
        moved.c.soon_shift,
    )
    source = (
        cases.join(limits, limits.c.case_no == given.case_no)
        .join(sums, sums.c.case_no == given.case_no)
        .outerjoin(moved, moved.c.case_no == given.case_no)
        .outerjoin(utility_due, utility_due.c.case_no == given.case_no)
        .outerjoin(by_steps, by_steps.c.case_no == given.case_no)
    )
    beside = Reconciliation(
        cases,
        Ours(
            limits.c.whole_limit,
            given.accepted_no,
            day_number(given.accepted_date),
            day_number(whole.last_day),
            limits.c.option_no,
            whole.late(func.coalesce(given.end_at, case((given.state == OPEN, _heard_at(cases))))),
            starts_nowhere(given.accepted_no, limits.c.whole_limit, cases),
            limits.c.utility_limit.is_not(None),
        ),
        Theirs(given.due_at, given.last_day, given.last_no, given.last_works, given.overdue, given.exempt_reason),
        held,
        options,
    )
    finished = given.state == FINISHED
    whole_on_time = case((finished, ~whole.late(given.finish_at)))
    utility_late = func.coalesce(given.finish_at >= utility_due.c.due_at, False)  # a limit never reached is kept
    utility_judged = and_(limits.c.utility_limit.is_not(None), sums.c.utility_minutes.is_not(None))
    rows = select(
        given.case_no,
        limits.c.whole_limit,
        whole.due_at.label("whole_due_at"),
        whole_on_time.label("whole_on_time"),
        case((finished, ~whole.late_strictly(given.finish_at))).label("whole_on_time_strict"),
        limits.c.utility_limit,
        utility_due.c.due_at.label("utility_due_at"),
        case((utility_judged, ~utility_late)).label("utility_on_time"),
        case((and_(finished, given.judged_by == BY_STEPS), by_steps.c.on_time), (finished, whole_on_time)).label(
            "case_on_time"
        ),
        whole.late(given.now_at).label("late"),
        whole.overdue_day.label("overdue_day"),
        whole.soon_day.label("soon_day"),
        whole.last_day.label("due_date"),
        given.due_at.label("delivered_due_at"),
        given.overdue.label("delivered_overdue"),
        beside.days_apart.label("due_days_apart"),
        beside.kind.label("reconciled"),
    ).select_from(beside.joined(whole.joined(source)))
    return scratch.keep("case_verdict", rows)
