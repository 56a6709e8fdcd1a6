"""The limit on utility time: only working days on which an unheld step of the utility's was open count."""

from typing import Any

from sqlalchemy import Subquery, Table, and_, func, select

from ingest.derive.moments import Moments


def utility_deadlines(
    moments: Moments, days: Table, segments: Table, cases: Table, limits: Table, sums: Table
) -> Subquery:
    """The first instant (due_at, UTC) after the day on which the limit is reached, by case_no.

    Cases that have not reached it, and those whose utility time is unknown, are left out.

    limits has case_no and utility_limit. The start day, that of acceptance, does not count.
    """
    low, last = moments.of_minute(segments.c.low), moments.of_minute(segments.c.high - 1)
    touched = (
        select(
            segments.c.case_no,
            segments.c.low,
            limits.c.utility_limit.label("limit_days"),
            func.greatest(low.before_no, cases.c.accepted_no).label("before_no"),
            last.working_no.label("last_no"),
        )
        .select_from(
            segments.join(limits, limits.c.case_no == segments.c.case_no)
            .join(cases, cases.c.case_no == segments.c.case_no)
            .join(sums, and_(sums.c.case_no == segments.c.case_no, sums.c.owners_known))
            .join(low.ticks, low.found)
            .join(last.ticks, last.found)
        )
        .where(segments.c.utility.is_not(None), limits.c.utility_limit.is_not(None))
        .subquery()
    )
    # Segments come in order of time, so only the one before can have touched the same days.
    window: dict[str, Any] = {"partition_by": touched.c.case_no, "order_by": touched.c.low}
    after = func.greatest(touched.c.before_no, func.lag(touched.c.last_no).over(**window))
    fresh = select(
        touched.c.case_no,
        touched.c.low,
        touched.c.limit_days,
        after.label("after_no"),
        func.greatest(touched.c.last_no - after, 0).label("days"),
    ).subquery()
    window = {"partition_by": fresh.c.case_no, "order_by": fresh.c.low, "rows": (None, -1)}
    run = func.coalesce(func.sum(fresh.c.days).over(**window), 0)
    counted = select(fresh, run.label("run")).subquery()
    reached = counted.c.after_no + counted.c.limit_days - counted.c.run
    return (
        select(counted.c.case_no, days.c.late_at.label("due_at"))
        .join_from(counted, days, days.c.working_no == reached)
        .where(counted.c.run < counted.c.limit_days, counted.c.limit_days <= counted.c.run + counted.c.days)
        .subquery()
    )
