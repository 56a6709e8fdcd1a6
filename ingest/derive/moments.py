"""Stamps looked up in the clock: their minute, working time and local day, by one join on the tick."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, Table, case, cast, func, select

from ingest.derive.scratch import Scratch
from warehouse.dialect import day_number, floor_divide, minute_of, stamp_of
from warehouse.records import calendar_day, clock_tick


@dataclass(frozen=True)
class Moment:
    """One stamp in the clock. Everything but the minute is null outside the calendar.

    before_no counts the working days that ended before the moment's day, working_no that day too, eve_no those that
    ended before the day before it; day_minute is the UTC minute in which the day starts.
    """

    ticks: FromClause
    minute: ColumnElement[int]
    tick: ColumnElement[int]
    tick_minutes: int

    @property
    def found(self) -> ColumnElement[bool]:
        """The condition of the (outer) join with `ticks`."""
        return self.ticks.c.tick == self.tick

    @property
    def work(self) -> ColumnElement[int]:
        """W in minutes."""
        return self.ticks.c.work + self.ticks.c.rate * (self.minute - self.ticks.c.tick * self.tick_minutes)

    @property
    def day(self) -> ColumnElement[Any]:
        """The local day."""
        return self.ticks.c.day

    @property
    def day_minute(self) -> ColumnElement[int]:
        """The UTC minute in which the local day starts."""
        return self.ticks.c.day_minute

    @property
    def working_no(self) -> ColumnElement[int]:
        """Working days up to and including the local day."""
        return self.ticks.c.working_no

    @property
    def before_no(self) -> ColumnElement[int]:
        """Working days that ended before the local day."""
        return self.ticks.c.before_no

    @property
    def eve_no(self) -> ColumnElement[int]:
        """Working days that ended before the day before the local day."""
        return self.ticks.c.eve_no

    @property
    def starts_day(self) -> ColumnElement[bool]:
        """Whether its minute is the first of the local day."""
        return self.minute == self.day_minute

    @property
    def whole_days_from(self) -> ColumnElement[int]:
        """Working days that began before the moment: the next one is the first that lies wholly after it."""
        return case((self.starts_day, self.before_no), else_=self.working_no)


def last_day_allowed(due_at: ColumnElement[Any], due: Moment) -> dict[str, ColumnElement[Any]]:
    """The last local day that a delivered due date allows: its own; at midnight sharp, the day that has just ended.

    last_day is its day_number, last_no the working days up to it, last_works whether it is one of them.
    """
    sharp = due_at == stamp_of(due.day_minute)
    return {
        "last_day": day_number(due.day) - case((sharp, 1), else_=0),
        "last_no": case((sharp, due.before_no), else_=due.working_no),
        "last_works": case((sharp, due.before_no > due.eve_no), else_=due.working_no > due.before_no),
    }


class Moments:
    """The clock of one version, ready to be joined."""

    def __init__(self, scratch: Scratch, tick_minutes: int) -> None:
        self._tick_minutes = tick_minutes
        self._ticks = _ticks(scratch)

    def of_stamp(self, stamp: ColumnElement[Any]) -> Moment:
        """The moment of a naive UTC stamp."""
        return self.of_minute(minute_of(stamp))

    def of_minute(self, minute: ColumnElement[int]) -> Moment:
        """The moment of a UTC minute counted from 1970."""
        return Moment(self._ticks.alias(), minute, floor_divide(minute, self._tick_minutes), self._tick_minutes)


def _ticks(scratch: Scratch) -> Table:
    before = calendar_day.c.working_no - cast(calendar_day.c.working, Integer)
    days = select(
        calendar_day.c.day,
        calendar_day.c.start_minute.label("day_minute"),
        calendar_day.c.working_no,
        before.label("before_no"),
        func.lag(before, 1, 0).over(order_by=calendar_day.c.day).label("eve_no"),
    ).subquery()
    rows: Select[Any] = select(clock_tick, *[column for column in days.columns if column.key != "day"]).join_from(
        clock_tick, days, days.c.day == clock_tick.c.day
    )
    return scratch.keep("tick", rows)
