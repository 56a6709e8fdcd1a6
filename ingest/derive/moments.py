"""Stamps looked up in the clock: their minute, working time and local day, by one join on the tick."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, Table, case, cast, select

from ingest.derive.scratch import Scratch
from warehouse.dialect import floor_divide, minute_of
from warehouse.records import calendar_day, clock_tick


@dataclass(frozen=True)
class Moment:
    """One stamp in the clock. Everything but the minute is null outside the calendar.

    before_no counts the working days that ended before the moment's day, working_no that day too; day_minute is the UTC
    minute in which the day starts.
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
    def whole_days_from(self) -> ColumnElement[int]:
        """Working days that began before the moment: the next one is the first that lies wholly after it."""
        return case((self.minute == self.day_minute, self.before_no), else_=self.working_no)


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
    days = calendar_day
    before = days.c.working_no - cast(days.c.working, Integer)
    rows: Select[Any] = select(
        clock_tick,
        days.c.start_minute.label("day_minute"),
        days.c.working_no,
        before.label("before_no"),
    ).join_from(clock_tick, days, days.c.day == clock_tick.c.day)
    return scratch.keep("tick", rows)
