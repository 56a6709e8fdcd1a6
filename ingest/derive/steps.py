"""The step executions and holds of a batch's cases, with their working time."""

from sqlalchemy import FromClause, Table, and_, case, func, literal, or_, select

from ingest.derive.limits import Bands
from ingest.derive.moments import Moments, last_day_allowed
from ingest.derive.scratch import Scratch
from warehouse.delivered import holds, step_names, steps
from warehouse.dialect import as_code, elapsed
from warehouse.working_time import SECONDS_A_MINUTE

TEST_HANDLERS = ("test", "admin")


def order_steps(scratch: Scratch) -> Table:
    """The steps in use with their place in the catalogue's order: (step, place, assessed, seen_no, older, dropped).

    Steps that the customer sees as one have one seen_no. older: the streamlining merged the step into another or
    dropped it; dropped: the latter. Both are null for a step that nobody described, and where no step is said to be
    today's.
    """
    used = select(steps.c.step).distinct().subquery()
    place = func.row_number().over(order_by=(step_names.c.sort.nulls_last(), used.c.step))
    assessed = func.coalesce(step_names.c.assessed, False)
    seen_no = func.dense_rank().over(order_by=func.coalesce(step_names.c.part_of, used.c.step))
    name = step_names.c
    of_today = select(name.step).where(name.streamlined.is_not(None)).exists()
    described = or_(name.name != name.step, name.name_en.is_not(None), name.streamlined.is_not(None))
    known = and_(described, of_today)
    dropped = name.streamlined.is_(None)
    older = or_(dropped, name.streamlined != func.coalesce(name.part_of, name.step))
    rows = select(
        used.c.step,
        place.label("place"),
        assessed.label("assessed"),
        seen_no.label("seen_no"),
        case((known, older)).label("older"),
        case((known, dropped)).label("dropped"),
    )
    return scratch.keep("step_order", rows.outerjoin_from(used, step_names, step_names.c.step == used.c.step))


def read_steps(
    scratch: Scratch, moments: Moments, bands: Bands, order: Table, cases: Table, binding: Table, notices: bool
) -> Table:
    """One row a step execution.

    (case_no, rank) is its key: rank 1 ends last of the case's steps, open ends counting as now, ties by the catalogue's
    order, then step and round. Beside the delivered columns: place in the catalogue's order; by_test_handler; seen_no,
    older and dropped as in order_steps; notified (null unless `notices` are delivered) and notice_minutes; *_minute,
    *_work, *_no and *_date of entering and leaving; minutes (null unless it leaves after it is entered); known (its
    interval is, an open end included); delivered_at, due_day and due_no, its own due date, and that of
    last_day_allowed; step_limit in working days, and the option_no of its limit.
    """
    given = steps.c
    entered, left, due = (
        moments.of_stamp(given.entered_at),
        moments.of_stamp(given.left_at),
        moments.of_stamp(given.due_at),
    )
    ends_last = (func.coalesce(given.left_at, cases.c.now_at).desc(), order.c.place, given.round)
    limit_day = func.coalesce(cases.c.day_no, bands.day_no(entered.day))
    source: FromClause = (
        steps.join(cases, cases.c.application == given.application)
        .join(order, order.c.step == given.step)
        .outerjoin(entered.ticks, entered.found)
        .outerjoin(left.ticks, left.found)
        .outerjoin(due.ticks, due.found)
        .outerjoin(
            binding,
            and_(
                binding.c.clock == "step",
                binding.c.step == given.step,
                binding.c.limit_place == cases.c.limit_place,
                binding.c.limit_class == cases.c.limit_class,
                binding.c.capacity_no == cases.c.capacity_no,
                binding.c.day_no == limit_day,
            ),
        )
    )
    rows = select(
        cases.c.case_no,
        func.row_number().over(partition_by=cases.c.case_no, order_by=ends_last).label("rank"),
        as_code(given.step, "step").label("step"),
        given.round,
        as_code(given.owner, "owner").label("owner"),
        as_code(given.unit, "unit").label("unit"),
        func.lower(given.handler).in_(TEST_HANDLERS).label("by_test_handler"),
        order.c.place,
        order.c.assessed,
        order.c.seen_no,
        order.c.older,
        order.c.dropped,
        case((literal(notices), given.notified_at.is_not(None))).label("notified"),
        elapsed(given.entered_at, given.notified_at, SECONDS_A_MINUTE).label("notice_minutes"),
        given.entered_at,
        given.left_at,
        entered.day.label("entered_date"),
        entered.minute.label("entered_minute"),
        entered.work.label("entered_work"),
        entered.working_no.label("entered_no"),
        left.day.label("left_date"),
        left.minute.label("left_minute"),
        left.work.label("left_work"),
        case((given.entered_at <= given.left_at, left.work - entered.work)).label("minutes"),
        and_(given.entered_at.is_not(None), or_(given.left_at.is_(None), given.entered_at <= given.left_at)).label(
            "known"
        ),
        given.due_at.label("delivered_at"),
        due.day.label("due_day"),
        due.working_no.label("due_no"),
        *[value.label(name) for name, value in last_day_allowed(given.due_at, due).items()],
        binding.c.working_days.label("step_limit"),
        binding.c.option_no,
    ).select_from(source)
    return scratch.keep("step", rows)


def read_holds(scratch: Scratch, moments: Moments, cases: Table) -> Table:
    """One row a hold that does not end before it begins: from and to as UTC minute, W and local day; to may be null."""
    given = holds.c
    begin, end = moments.of_stamp(given.from_at), moments.of_stamp(given.to_at)
    rows = (
        select(
            cases.c.case_no,
            as_code(given.step, "step").label("step"),
            given.from_at.label("from_at"),
            given.to_at.label("to_at"),
            begin.minute.label("from_minute"),
            begin.work.label("from_work"),
            begin.day.label("from_date"),
            end.minute.label("to_minute"),
            end.work.label("to_work"),
            end.day.label("to_date"),
        )
        .join_from(holds, cases, cases.c.application == given.application)
        .outerjoin(begin.ticks, begin.found)
        .outerjoin(end.ticks, end.found)
        .where(or_(given.to_at.is_(None), given.from_at <= given.to_at))
    )
    return scratch.keep("hold", rows)
