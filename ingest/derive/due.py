"""Due dates in whole working days: the start day does not count, the last day counts to its end.

Days are counted by the calendar's numbers of working days, so that a due date is an addition and one join.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Table,
    and_,
    case,
    func,
    select,
)

from ingest.derive.moments import Moments
from ingest.derive.scratch import Scratch
from warehouse.dialect import day_number, floor_divide, stamp_of
from warehouse.working_time import Clock, days_with_ends


@dataclass(frozen=True)
class DueSoon:
    """When a limit is nearly used up: so many working days or fewer are left, or this share of it is used."""

    days: int
    share: float

    def after(self, limit: ColumnElement[int]) -> ColumnElement[int]:
        """After how many counted days a limit of so many working days is due soon; 0 is the start day itself."""
        share = Fraction(str(self.share))  # exact: a binary fraction would round a product such as 0.7 × 10 up to 8
        used = floor_divide(limit * share.numerator + share.denominator - 1, share.denominator)
        return func.greatest(func.least(limit - self.days, used), 0)


def working_days(scratch: Scratch, clock: Clock) -> Table:
    """Every working day by its number: (working_no, day, late_at, late_day), the first instant and day after it."""
    days = days_with_ends(clock)
    late_day = func.lead(days.c.day).over(order_by=days.c.day)
    rows = select(
        days.c.working_no, days.c.day, days.c.end_minute, days.c.working, late_day.label("late_day")
    ).subquery()
    return scratch.keep(
        "working_day",
        select(rows.c.working_no, rows.c.day, stamp_of(rows.c.end_minute).label("late_at"), rows.c.late_day).where(
            rows.c.working
        ),
    )


@dataclass(frozen=True)
class Start:
    """Where a limit runs from, the limit (null where none applies) and the delivered due date with its day."""

    day: ColumnElement[Any]
    working_no: ColumnElement[int]
    limit: ColumnElement[int]
    delivered_at: ColumnElement[Any]
    delivered_day: ColumnElement[Any]
    delivered_no: ColumnElement[int]


class Deadline:
    """The due date of cases or executions, as expressions over `joined(source)`.

    The limit's, or the delivered one where no limit applies. shift and soon_shift are the working days wholly on hold
    that do not count, before the limit has run out and before it is due soon.
    """

    def __init__(
        self, days: Table, start: Start, soon: DueSoon, shift: ColumnElement[int], soon_shift: ColumnElement[int]
    ) -> None:
        self._start = start
        self._limited = start.limit.is_not(None)
        self._due, self._strict, self._soon = days.alias(), days.alias(), days.alias()
        self._span = case((self._limited, start.limit), else_=start.delivered_no - start.working_no)
        self._soon_after = soon.after(self._span)
        self._numbers = (
            start.working_no + start.limit + func.coalesce(shift, 0),
            start.working_no + start.limit,
            start.working_no + self._soon_after + case((self._limited, func.coalesce(soon_shift, 0)), else_=0),
        )

    def joined(self, source: FromClause) -> FromClause:
        """The source with the days that the due dates fall on."""
        for days, number in zip((self._due, self._strict, self._soon), self._numbers, strict=True):
            source = source.outerjoin(days, days.c.working_no == number)
        return source

    @property
    def due_at(self) -> ColumnElement[Any]:
        """UTC: the first instant that is late under a limit; a delivered one is the last that is not."""
        return case((self._limited, self._due.c.late_at), else_=self._start.delivered_at)

    @property
    def last_day(self) -> ColumnElement[Any]:
        """The last local day that is in time by the limit; null where none applies."""
        return case((self._limited, self._due.c.day))

    @property
    def overdue_day(self) -> ColumnElement[Any]:
        """The first local day at whose end it is late."""
        return case((self._limited, self._due.c.late_day), else_=self._start.delivered_day)

    @property
    def soon_day(self) -> ColumnElement[Any]:
        """The first local day at whose end it is due soon."""
        at_once = and_(self._span.is_not(None), self._soon_after == 0)
        return case((at_once, self._start.day), (self._span.is_not(None), self._soon.c.day))

    def late(self, stamp: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a stamp lies past the due date; null where either is unknown."""
        return case((self._limited, stamp >= self._due.c.late_at), else_=stamp > self._start.delivered_at)

    def late_strictly(self, stamp: ColumnElement[Any]) -> ColumnElement[bool]:
        """The same without the allowance for days on hold."""
        return case((self._limited, stamp >= self._strict.c.late_at), else_=stamp > self._start.delivered_at)


@dataclass(frozen=True)
class HeldDays:
    """The working days wholly on hold of each island of holds, by case or execution (`keys`).

    Columns of `table`: keys, held_days; counted, how many days of the limit have run before the first of them;
    begin_no, the number of the day on which the island begins; and uncounted, the number of the start day and the days
    held before it, so that begin_no - uncounted days have run when that day is over.

    For other ways to count: whole_after and whole_to, the day numbers (since 1970) between which all days, worked or
    not, are wholly on hold, the first excluded; touched_after and touched_to, the numbers of the working days between
    which the hold touches each, the first excluded, and none of them twice.
    """

    table: Table
    keys: tuple[str, ...]

    def shifts(self, starts: FromClause, soon: DueSoon) -> Subquery:
        """By how many working days holds move the due date (shift) and the day it is due soon (soon_shift), by key.

        starts has the keys and limit_days.
        """
        rows, limit = self.table.c, starts.c.limit_days

        def moved(after: ColumnElement[int]) -> ColumnElement[int]:
            return func.sum(case((rows.counted < after, rows.held_days), else_=0))

        key = [rows[name] for name in self.keys]
        return (
            select(*key, moved(limit).label("shift"), moved(soon.after(limit)).label("soon_shift"))
            .join_from(self.table, starts, and_(*[starts.c[name] == rows[name] for name in self.keys]))
            .group_by(*key)
            .subquery()
        )


def count_held_days(
    scratch: Scratch, name: str, moments: Moments, held: Select[Any], starts: FromClause, keys: tuple[str, ...]
) -> HeldDays:
    """Count the working days wholly on hold after the start day.

    held has the keys and low, high in UTC minutes, merged; starts has the keys and start_no, the start day's number.
    """
    island = held.subquery()
    low, high = moments.of_minute(island.c.low), moments.of_minute(island.c.high)
    begun = func.greatest(low.whole_days_from, starts.c.start_no)
    days = (
        select(
            *[island.c[key] for key in keys],
            island.c.low,
            starts.c.start_no,
            func.greatest(low.working_no, starts.c.start_no).label("begin_no"),
            begun.label("begun"),
            func.greatest(high.before_no - begun, 0).label("held_days"),
            (day_number(low.day) - case((low.starts_day, 1), else_=0)).label("whole_after"),
            (day_number(high.day) - 1).label("whole_to"),
            func.greatest(low.before_no, starts.c.start_no).label("touched_after"),
            case((high.starts_day, high.before_no), else_=high.working_no).label("touched_to"),
        )
        .select_from(
            island.join(starts, and_(*[starts.c[key] == island.c[key] for key in keys]))
            .join(low.ticks, low.found)
            .join(high.ticks, high.found)
        )
        .subquery()
    )
    window: dict[str, Any] = {"partition_by": [days.c[key] for key in keys], "order_by": days.c.low}
    before = func.sum(days.c.held_days).over(**window, rows=(None, -1))
    uncounted = days.c.start_no + func.coalesce(before, 0)
    # Islands come in order of time, so only the one before can have touched the same day.
    touched_after = func.greatest(days.c.touched_after, func.lag(days.c.touched_to).over(**window))
    rows = select(
        *[days.c[key] for key in keys],
        days.c.held_days,
        days.c.begin_no,
        uncounted.label("uncounted"),
        (days.c.begun - uncounted).label("counted"),
        days.c.whole_after,
        days.c.whole_to,
        touched_after.label("touched_after"),
        days.c.touched_to,
    )
    return HeldDays(scratch.keep(name, rows), keys)
