"""Who a case waits on at each moment: its time from acceptance to its end (or now), cut wherever something changes.

Between two cuts nothing changes, so each segment has one winner: the unheld open step that ends last.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Table,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    union,
)

from ingest.derive.cases import FINISHED, POWER_ON_FAMILIES
from ingest.derive.scratch import Scratch
from warehouse.dialect import as_code
from warehouse.facts import WAITING_BETWEEN, WAITING_HELD, Path

UTILITY = "utility"


@dataclass(frozen=True)
class Cut:
    """A minute with its W."""

    minute: ColumnElement[int]
    work: ColumnElement[int]

    def or_before(self, other: "Cut") -> "Cut":
        """The earlier of the two; the other one where this is unknown (an open end)."""
        first = self.minute < other.minute
        return Cut(case((first, self.minute), else_=other.minute), case((first, self.work), else_=other.work))

    def or_after(self, other: "Cut") -> "Cut":
        """The later of the two."""
        last = self.minute > other.minute
        return Cut(case((last, self.minute), else_=other.minute), case((last, self.work), else_=other.work))


def _clipped(rows: FromClause, cases: Table, begin: str, end: str, *columns: str) -> Select[Any]:
    """Intervals of a table as they lie between acceptance and the case's end or now; those outside are left out."""
    accepted = Cut(cases.c.accepted_minute, cases.c.accepted_work)
    clip = Cut(cases.c.clip_minute, cases.c.clip_work)
    low = Cut(rows.c[f"{begin}_minute"], rows.c[f"{begin}_work"]).or_after(accepted)
    high = Cut(rows.c[f"{end}_minute"], rows.c[f"{end}_work"]).or_before(clip)
    return (
        select(
            rows.c.case_no,
            *[rows.c[name] for name in columns],
            low.minute.label("low"),
            low.work.label("low_work"),
            high.minute.label("high"),
            high.work.label("high_work"),
        )
        .join_from(rows, cases, cases.c.case_no == rows.c.case_no)
        .where(low.minute < high.minute, cases.c.accepted_work.is_not(None), cases.c.clip_work.is_not(None))
    )


def _segments(cases: Table, open_steps: FromClause, open_holds: FromClause) -> Subquery:
    """The elementary segments [low, high) of each case with their working minutes."""
    has_time = and_(
        cases.c.accepted_minute < cases.c.clip_minute,
        cases.c.accepted_work.is_not(None),
        cases.c.clip_work.is_not(None),
    )
    ends: list[Select[Any]] = [
        select(cases.c.case_no, cases.c.accepted_minute.label("low"), cases.c.accepted_work.label("work")).where(
            has_time
        ),
        select(cases.c.case_no, cases.c.clip_minute, cases.c.clip_work).where(has_time),
    ]
    for rows in (open_steps, open_holds):
        ends.append(select(rows.c.case_no, rows.c.low, rows.c.low_work))
        ends.append(select(rows.c.case_no, rows.c.high, rows.c.high_work))
    cuts = union(*ends).subquery()
    window: dict[str, Any] = {"partition_by": cuts.c.case_no, "order_by": cuts.c.low}
    lined = select(
        cuts,
        func.lead(cuts.c.low).over(**window).label("high"),
        func.lead(cuts.c.work).over(**window).label("next_work"),
    ).subquery()
    return (
        select(lined.c.case_no, lined.c.low, lined.c.high, (lined.c.next_work - lined.c.work).label("minutes"))
        .where(lined.c.high.is_not(None))
        .subquery()
    )


def split(scratch: Scratch, cases: Table, steps: Table, holds: Table) -> Table:
    """The segments of every accepted case: case_no, low, high (UTC minutes), minutes (working), held, and the winners.

    held: the case is on hold, or every open step is. winner is the rank of the unheld open step that ends last, utility
    the rank of the one among the utility's; null where there is none.
    """
    known = select(steps).where(steps.c.known).subquery()
    open_steps = scratch.keep("open_step", _clipped(known, cases, "entered", "left", "rank", "step", "owner"))
    open_holds = scratch.keep("open_hold", _clipped(holds, cases, "from", "to", "step"))
    segments = scratch.keep("cut", select(_segments(cases, open_steps, open_holds)))
    held = scratch.keep(
        "held_cut",
        select(segments.c.case_no, segments.c.low, open_holds.c.step)
        .join_from(segments, open_holds, _covers(open_holds, segments))
        .distinct(),
    )
    held_step, held_case = held.alias(), held.alias()
    unheld = and_(open_steps.c.rank.is_not(None), held_step.c.step.is_(None))
    winners = (
        select(
            segments.c.case_no,
            segments.c.low,
            func.min(segments.c.high).label("high"),
            func.min(segments.c.minutes).label("minutes"),
            func.count(held_case.c.low).label("case_held"),
            func.count(open_steps.c.rank).label("open_steps"),
            func.min(case((unheld, open_steps.c.rank))).label("winner"),
            func.min(case((and_(unheld, open_steps.c.owner == UTILITY), open_steps.c.rank))).label("utility"),
        )
        .select_from(
            segments.outerjoin(open_steps, _covers(open_steps, segments))
            .outerjoin(held_step, and_(_same(held_step, segments), held_step.c.step == open_steps.c.step))
            .outerjoin(held_case, and_(_same(held_case, segments), held_case.c.step.is_(None)))
        )
        .group_by(segments.c.case_no, segments.c.low)
        .subquery()
    )
    runs = winners.c.case_held == 0
    return scratch.keep(
        "segment",
        select(
            winners.c.case_no,
            winners.c.low,
            winners.c.high,
            winners.c.minutes,
            or_(~runs, and_(winners.c.open_steps > 0, winners.c.winner.is_(None))).label("held"),
            case((runs, winners.c.winner)).label("winner"),
            case((runs, winners.c.utility)).label("utility"),
        ),
    )


def _covers(interval: FromClause, segments: Table) -> ColumnElement[bool]:
    return and_(
        interval.c.case_no == segments.c.case_no,
        interval.c.low <= segments.c.low,
        interval.c.high >= segments.c.high,
    )


def _same(cuts: FromClause, segments: Table) -> ColumnElement[bool]:
    return and_(cuts.c.case_no == segments.c.case_no, cuts.c.low == segments.c.low)


def sum_up(scratch: Scratch, cases: Table, steps: Table, segments: Table, visits: FromClause) -> Table:
    """What a case's steps, segments and visits come to: case_no and the columns of case_fact that are made of them.

    Utility time is unknown where a step's owner is, or where the interval of a step of the utility's is. visits: as of
    count_visits.
    """
    unknown = or_(steps.c.owner.is_(None), and_(steps.c.owner == UTILITY, ~steps.c.known))
    all_timed = and_(func.count(steps.c.entered_work) == func.count(), func.count(steps.c.left_work) == func.count())
    in_order = func.min(steps.c.entered_at) <= func.max(steps.c.left_at)
    taken = (
        select(
            steps.c.case_no,
            func.count(steps.c.seen_no.distinct()).label("steps_taken"),
            func.count().label("executions"),
            (func.count(steps.c.minutes) == func.count()).label("steps_known"),
            (func.max(case((unknown, 1), else_=0)) == 0).label("owners_known"),
            case((and_(all_timed, in_order), func.max(steps.c.left_work) - func.min(steps.c.entered_work))).label(
                "span_minutes"
            ),
            func.count(case((steps.c.older, 1))).label("older"),
            func.count(case((steps.c.dropped, 1))).label("dropped"),
            (func.count(steps.c.older) == func.count()).label("described"),
        )
        .group_by(steps.c.case_no)
        .subquery()
    )
    spent = (
        select(
            segments.c.case_no,
            func.sum(case((segments.c.held, segments.c.minutes), else_=0)).label("held"),
            func.sum(case((segments.c.utility.is_not(None), segments.c.minutes), else_=0)).label("utility"),
        )
        .group_by(segments.c.case_no)
        .subquery()
    )
    # Today's flow has only today's steps: one that nobody described might be an older one.
    streamlined = and_(cases.c.state == FINISHED, or_(cases.c.family.is_(None), cases.c.family.in_(POWER_ON_FAMILIES)))
    path = case((streamlined, case((taken.c.older > 0, Path.OLDER.value), (taken.c.described, Path.STREAMLINED.value))))
    dropped = case((taken.c.dropped > 0, True), (taken.c.described, False))
    timed = and_(cases.c.whole_minutes.is_not(None), taken.c.owners_known)
    return scratch.keep(
        "sum",
        select(
            cases.c.case_no,
            func.coalesce(taken.c.steps_taken, 0).label("steps_taken"),
            func.coalesce(taken.c.executions, 0).label("executions"),
            func.coalesce(taken.c.steps_known, False).label("steps_known"),
            taken.c.owners_known,
            taken.c.span_minutes,
            (cases.c.whole_minutes - func.coalesce(spent.c.held, 0)).label("whole_net_minutes"),
            case((timed, func.coalesce(spent.c.utility, 0))).label("utility_minutes"),
            as_code(path, "path").label("path"),
            case((path.is_not(None), dropped)).label("dropped_steps"),
            visits.c.appointments,
            visits.c.visit,
        )
        .outerjoin_from(cases, taken, taken.c.case_no == cases.c.case_no)
        .outerjoin(spent, spent.c.case_no == cases.c.case_no)
        .outerjoin(visits, visits.c.case_no == cases.c.case_no),
    )


def waiting_parts(cases: Table, sums: Table, segments: Table, steps: Table) -> Subquery:
    """The parts of finished cases: case_no, part, owner, unit, minutes and utility_minutes.

    minutes sum to the case's whole_minutes, utility_minutes to its utility_minutes, where these are known; null where a
    part has none of a clock.
    """

    def clock(winner: ColumnElement[int], minutes: ColumnElement[int], utility: ColumnElement[int]) -> Select[Any]:
        return (
            select(
                segments.c.case_no,
                winner.label("rank"),
                segments.c.held,
                minutes.label("minutes"),
                utility.label("utility_minutes"),
            )
            .join_from(segments, cases, cases.c.case_no == segments.c.case_no)
            .where(cases.c.whole_minutes.is_not(None))
        )

    none = cast(null(), BigInteger)
    whole = clock(segments.c.winner, segments.c.minutes, none)
    utility = (
        clock(segments.c.utility, none, segments.c.minutes)
        .join(sums, sums.c.case_no == segments.c.case_no)
        .where(sums.c.utility_minutes.is_not(None), segments.c.utility.is_not(None))
    )
    both = whole.union_all(utility).subquery()
    unheld = case((both.c.held, WAITING_HELD), else_=WAITING_BETWEEN)
    part = func.coalesce(as_code(steps.c.step, "part"), as_code(unheld, "part"))
    return (
        select(
            both.c.case_no,
            part.label("part"),
            steps.c.owner,
            steps.c.unit,
            func.sum(both.c.minutes).label("minutes"),
            func.sum(both.c.utility_minutes).label("utility_minutes"),
        )
        .outerjoin_from(both, steps, and_(steps.c.case_no == both.c.case_no, steps.c.rank == both.c.rank))
        .group_by(both.c.case_no, part, steps.c.owner, steps.c.unit)
        .subquery()
    )
