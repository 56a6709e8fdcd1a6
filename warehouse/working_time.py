"""The cumulative clock W: whole working minutes since the calendar's first day, in UTC elapsed.

W runs while the local day is a working day and stands still otherwise, so that the working time between two stamps is
W(b) - W(a) and differences telescope exactly. A stamp counts as the minute it falls in. The reference in plain Python
and the tables calendar_day and clock_tick, which the engine joins, are made from the same days.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Insert, Subquery, case, cast, func, insert, select

from warehouse.calendar import FIRST_DAY, last_day, work_calendar
from warehouse.dialect import floor_divide
from warehouse.records import calendar_day, clock_tick

EPOCH = datetime(1970, 1, 1)
MINUTE = timedelta(minutes=1)
MINUTES_A_DAY = 1440
SECONDS_A_MINUTE = 60
LONGEST_DAY_TICKS = 200  # more ticks than any local day has, a day of two offsets included
TICKS = (60, 15)  # minutes; quarters only where a local day starts off the full UTC hour


def minute_of(stamp: datetime) -> int:
    """The UTC minute, counted from 1970, that a naive UTC stamp falls in."""
    return (stamp - EPOCH) // MINUTE


def stamp_of(minute: int) -> datetime:
    """The naive UTC stamp at which a minute begins."""
    return EPOCH + minute * MINUTE


@dataclass(frozen=True)
class ClockDay:
    """A row of calendar_day, with the minute in which the next day starts."""

    day: date
    working: bool
    working_no: int
    start_minute: int
    end_minute: int
    work_before: int
    confirmed: bool


def day_start(day: date, zone: ZoneInfo) -> int:
    """The UTC minute in which a local day starts: its midnight, the first one where the clock shows it twice."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return minute_of(local.astimezone(UTC).replace(tzinfo=None))


@dataclass(frozen=True)
class Clock:
    """The days of one calendar and time zone, from 2000-01-01 on, in order and without a gap."""

    days: tuple[ClockDay, ...]
    confirmed_until: date | None

    @cached_property
    def _starts(self) -> list[int]:
        return [day.start_minute for day in self.days]

    @cached_property
    def tick_minutes(self) -> int:
        """The longest tick that no day's start cuts: 60 minutes, or 15 where the zone has quarter-hour offsets."""
        for minutes in TICKS:
            if all(start % minutes == 0 for start in self._starts):
                return minutes
        raise ValueError(
            "A local day of this time zone does not start on a quarter hour of UTC: no tick of the clock fits."
        )

    def day_at(self, stamp: datetime) -> ClockDay | None:
        """The local day that a naive UTC stamp falls in; None outside the calendar."""
        minute = minute_of(stamp)
        at = bisect_right(self._starts, minute) - 1
        if at < 0 or minute >= self.days[at].end_minute:
            return None
        return self.days[at]

    def day_begun_before(self, stamp: datetime) -> ClockDay | None:
        """The last local day that had begun before a naive UTC stamp: at midnight it is the day that has just ended."""
        return self.day_at(stamp - timedelta.resolution)

    def work(self, stamp: datetime) -> int | None:
        """W at the minute of a naive UTC stamp, in minutes; None outside the calendar."""
        day = self.day_at(stamp)
        if day is None:
            return None
        return day.work_before + (minute_of(stamp) - day.start_minute if day.working else 0)


@cache
def make_clock(calendar: str, time_zone: str, as_of_year: int) -> Clock:
    """The clock of a calendar (CN, an ISO country code, none) in an IANA time zone, until the end of as_of_year + 3.

    Raises UnknownCalendar, or zoneinfo.ZoneInfoNotFoundError for a zone that does not exist.
    """
    zone = ZoneInfo(time_zone)
    rule = work_calendar(calendar)
    days = []
    working_no = work = 0
    start = day_start(FIRST_DAY, zone)
    for local in rule.days(FIRST_DAY, last_day(as_of_year)):
        end = day_start(local.day + timedelta(days=1), zone)
        working_no += local.working
        days.append(ClockDay(local.day, local.working, working_no, start, end, work, local.confirmed))
        work += end - start if local.working else 0
        start = end
    return Clock(tuple(days), rule.confirmed_until)


def calendar_rows(clock: Clock) -> list[dict[str, Any]]:
    """The rows of calendar_day."""
    names = [column.name for column in calendar_day.columns]
    return [{name: getattr(day, name) for name in names} for day in clock.days]


def days_with_ends(clock: Clock) -> Subquery:
    """The rows of a filled calendar_day, each with end_minute, the UTC minute in which the next day starts."""
    end = func.lead(calendar_day.c.start_minute, 1, clock.days[-1].end_minute).over(order_by=calendar_day.c.day)
    return select(calendar_day, end.label("end_minute")).subquery()


def insert_ticks(clock: Clock) -> Insert:
    """The statement that fills clock_tick from a filled calendar_day."""
    count = func.row_number().over(order_by=calendar_day.c.day)
    numbers = select((count - 1).label("n")).limit(LONGEST_DAY_TICKS).subquery()
    days = days_with_ends(clock)
    tick = floor_divide(days.c.start_minute, clock.tick_minutes) + numbers.c.n
    rate = case((days.c.working, 1), else_=0)
    ticks = select(
        tick, days.c.day, cast(days.c.work_before + rate * numbers.c.n * clock.tick_minutes, BigInteger), rate
    ).join_from(days, numbers, days.c.start_minute + numbers.c.n * clock.tick_minutes < days.c.end_minute)
    return insert(clock_tick).from_select(["tick", "day", "work", "rate"], ticks)
