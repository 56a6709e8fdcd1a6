"""What stands at the end of each day: cases overdue, due soon or on hold, as intervals of local days [from, to)."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from ingest.derive.cases import BY_STEPS, OPEN
from ingest.derive.islands import islands

OVERDUE, DUE_SOON, HELD = "overdue", "due_soon", "held"
KINDS = (OVERDUE, DUE_SOON)  # the first wins a day
STILL = literal(date.max, Date)  # the end of what has not ended, so that ends compare


def _row(cases: Table, kind: str, low: ColumnElement[Any], high: ColumnElement[Any]) -> Select[Any]:
    """One kind of interval of a case that was open then: from its acceptance on, never beginning after now."""
    begin = func.greatest(low, cases.c.accepted_date)
    return select(cases.c.case_no, literal(kind).label("kind"), begin.label("from_date"), high.label("to_date")).where(
        cases.c.accepted_date.is_not(None),
        or_(cases.c.state == OPEN, cases.c.end_date.is_not(None)),
        low.is_not(None),
        begin <= cases.c.now_day,
        begin < high,
    )


def _judged(
    cases: Table, verdicts: Table, low: ColumnElement[Any], ended: ColumnElement[Any]
) -> tuple[Select[Any], ...]:
    """Overdue from the due date to the end; due soon from its day until overdue or the end. low: when it began."""
    late = func.coalesce(verdicts.c.late, False)
    until = func.least(ended, case((late, verdicts.c.overdue_day), else_=STILL))
    return (
        _row(cases, OVERDUE, func.greatest(verdicts.c.overdue_day, low), ended).where(late),
        _row(cases, DUE_SOON, func.greatest(verdicts.c.soon_day, low), until).where(verdicts.c.soon_day.is_not(None)),
    )


def _of_cases(cases: Table, verdicts: Table) -> list[Select[Any]]:
    ended = func.coalesce(cases.c.end_date, STILL)
    return [
        row.join_from(cases, verdicts, verdicts.c.case_no == cases.c.case_no).where(
            cases.c.judged_by.is_distinct_from(BY_STEPS)
        )
        for row in _judged(cases, verdicts, cases.c.accepted_date, ended)
    ]


def _of_steps(cases: Table, steps: Table) -> Subquery:
    """A case judged by its steps is overdue while an assessed one is, else due soon while one is."""
    ended = func.least(func.coalesce(steps.c.left_date, STILL), func.coalesce(cases.c.end_date, STILL))
    rows = [
        row.join_from(cases, steps, steps.c.case_no == cases.c.case_no).where(
            cases.c.judged_by == BY_STEPS, steps.c.assessed, steps.c.entered_date.is_not(None)
        )
        for row in _judged(cases, steps, steps.c.entered_date, ended)
    ]
    return _first_kind(union(*rows).subquery())


def _first_kind(intervals: Subquery) -> Subquery:
    """Intervals that may overlap, cut so that each day has one kind, the first of KINDS."""
    ends = union(
        select(intervals.c.case_no, intervals.c.from_date), select(intervals.c.case_no, intervals.c.to_date)
    ).subquery()
    to_date = func.lead(ends.c.from_date).over(partition_by=ends.c.case_no, order_by=ends.c.from_date)
    cuts = select(ends, to_date.label("to_date")).subquery()
    first = func.min(case({kind: number for number, kind in enumerate(KINDS)}, value=intervals.c.kind))
    cut = (cuts.c.case_no, cuts.c.from_date, cuts.c.to_date)
    covered = and_(
        intervals.c.case_no == cuts.c.case_no,
        intervals.c.from_date <= cuts.c.from_date,
        intervals.c.to_date >= cuts.c.to_date,
    )
    kinds = select(*cut, first.label("first")).join_from(cuts, intervals, covered).group_by(*cut).subquery()
    name = case(dict(enumerate(KINDS)), value=kinds.c.first)
    named = select(kinds.c.case_no, name.label("kind"), kinds.c.from_date, kinds.c.to_date).subquery()
    return islands(named, ("case_no", "kind"), "from_date", "to_date").subquery()


def _of_holds(cases: Table, holds: Table) -> Subquery:
    """The days at whose end some hold of the case is open."""
    ended = func.least(func.coalesce(holds.c.to_date, STILL), func.coalesce(cases.c.end_date, STILL))
    held = _row(cases, HELD, holds.c.from_date, ended).join_from(cases, holds, holds.c.case_no == cases.c.case_no)
    return islands(held.subquery(), ("case_no", "kind"), "from_date", "to_date").subquery()


def standings(cases: Table, verdicts: Table, steps: Table, holds: Table) -> Subquery:
    """case_no, kind, from_date, to_date (null while it stands); never two of one kind on one day of a case."""
    rows = [
        *_of_cases(cases, verdicts),
        *[select(each) for each in (_of_steps(cases, steps), _of_holds(cases, holds))],
    ]
    every = union_all(*rows).subquery()
    return select(
        every.c.case_no, every.c.kind, every.c.from_date, func.nullif(every.c.to_date, STILL).label("to_date")
    ).subquery()
