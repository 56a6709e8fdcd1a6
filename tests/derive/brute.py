"""Working time, waiting and due dates counted minute by minute and day by day, without the clock's tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
Row = dict[str, Any]
OnHold = Callable[[datetime], bool]


def floor(stamp: datetime) -> datetime:
    return stamp.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Days:
    """Local days and whether they are worked."""

    time_zone: str
    calendar: str

    def of(self, minute: datetime) -> date:
        """The local day of a naive UTC minute."""
        return local_day(minute, self.time_zone)

    def works(self, day: date) -> bool:
        return works(day, self.calendar)

    def minutes(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        """Every minute from begin to end, the last excluded."""
        minute = floor(begin)
        while minute < floor(end):
            yield minute
            minute += MINUTE

    def working_minutes(self, begin: datetime, end: datetime) -> int:
        return sum(self.works(self.of(minute)) for minute in self.minutes(begin, end))

    def start(self, day: date) -> datetime:
        """The first minute of a local day, found by looking for it from noon backwards."""
        return day_start(day, self.time_zone)


@cache
def local_day(minute: datetime, time_zone: str) -> date:
    return minute.replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone)).date()


@cache
def day_start(day: date, time_zone: str) -> datetime:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(time_zone))
    minute = noon.astimezone(UTC).replace(tzinfo=None)
    while local_day(minute - MINUTE, time_zone) == day:
        minute -= MINUTE
    return minute


@cache
def works(day: date, calendar: str) -> bool:
    if calendar == "none":
        return True
    if calendar == "CN" and 2004 <= day.year <= 2026:
        return bool(chinese_calendar.is_workday(day))
    if calendar == "CN":
        return day.weekday() < 5
    return day.weekday() < 5 and day not in holidays.country_holidays(calendar, years=day.year)


@dataclass(frozen=True)
class BruteCase:
    """One case with its steps and holds, each as its delivered row; now in naive UTC."""

    days: Days
    case: Row
    steps: list[Row]
    holds: list[Row]
    now: datetime
    sorts: dict[str, int] = field(repr=False)

    @property
    def finish(self) -> datetime | None:
        finish: datetime | None = self.case["power_on_at"]
        return finish

    @property
    def clip(self) -> datetime:
        return self.finish or self.now

    def held(self, minute: datetime, step: str | None) -> bool:
        """Whether the case (step None), or the step itself, is on hold in a minute."""
        return any(
            hold["step"] == step and floor(hold["from_at"]) <= minute < floor(hold["to_at"] or datetime.max)
            for hold in self.holds
        )

    def open_steps(self, minute: datetime) -> list[Row]:
        return [
            step
            for step in self.steps
            if step["entered_at"]
            and floor(step["entered_at"]) <= minute < floor(step["left_at"] or datetime.max)
            and (step["left_at"] is None or step["entered_at"] <= step["left_at"])
        ]

    def winner(self, steps: list[Row]) -> Row | None:
        """The one that ends last, open ends counting as now; ties by catalogue order, step, round."""

        def ends_last(step: Row) -> tuple[Any, ...]:
            ends = step["left_at"] or self.now
            return -(ends - datetime.min).total_seconds(), self.sorts[step["step"]], step["step"], step["round"]

        return min(steps, key=ends_last, default=None)

    def moment(self, minute: datetime) -> tuple[str, Row | None]:
        """Who a minute belongs to on both clocks: the whole clock's part, and the utility's step."""
        running = self.open_steps(minute)
        if self.held(minute, None):
            return "(held)", None
        unheld = [step for step in running if not self.held(minute, step["step"])]
        if running and not unheld:
            return "(held)", None
        winner = self.winner(unheld)
        utility = self.winner([step for step in unheld if step["owner"] == "utility"])
        return (winner["step"] if winner else "(between)"), utility

    def parts(self) -> Counter[tuple[str, str]]:
        """Working minutes by (clock, part) from acceptance to power on."""
        total: Counter[tuple[str, str]] = Counter()
        for minute in self.days.minutes(self.case["accepted_at"], self.clip):
            if self.days.works(self.days.of(minute)):
                part, utility = self.moment(minute)
                total["whole", part] += 1
                if utility:
                    total["utility", utility["step"]] += 1
        return total

    def case_on_hold(self, minute: datetime) -> bool:
        return floor(self.case["accepted_at"]) <= minute < floor(self.clip) and self.moment(minute)[0] == "(held)"

    def step_on_hold(self, step: Row) -> Callable[[datetime], bool]:
        until = floor(step["left_at"] or self.clip)
        return lambda minute: minute < until and (self.held(minute, None) or self.held(minute, step["step"]))

    def utility_open(self, minute: datetime) -> bool:
        return floor(self.case["accepted_at"]) <= minute < floor(self.clip) and self.moment(minute)[1] is not None

    def day_is(self, day: date, fits: Callable[[datetime], bool], every: bool) -> bool:
        minutes = self.days.minutes(self.days.start(day), self.days.start(day + DAY))
        return (all if every else any)(fits(minute) for minute in minutes)

    def nth_day(self, begin: datetime, number: int, on_hold: Callable[[datetime], bool]) -> date:
        """The day after `begin`'s with so many counted days behind it; that day itself where number is 0."""
        day, left = self.days.of(floor(begin)), number
        while left:
            day += DAY
            left -= self.days.works(day) and not self.day_is(day, on_hold, every=True)
        return day

    def utility_day(self, number: int) -> date | None:
        """The day on which a limit on utility time is reached, by the case's end or now."""
        day, left = self.days.of(floor(self.case["accepted_at"])), number
        while left:
            day += DAY
            if self.days.start(day) >= floor(self.clip):
                return None
            left -= self.days.works(day) and self.day_is(day, self.utility_open, every=False)
        return day

    def last_day(
        self, begin: datetime, number: int, counts: Callable[[date], bool], off: Callable[[date], bool]
    ) -> date:
        """The day after `begin`'s with so many days behind it that count and are not off."""
        day, left = self.days.of(floor(begin)), number
        while left:
            day += DAY
            left -= counts(day) and not off(day)
        return day

    def explained(self, begin: datetime, limit: int, last: date, options: set[int], on_hold: OnHold) -> str:
        """Which other way of counting gives this last day, by walking each; unexplained where none does."""

        def off(every: bool) -> Callable[[date], bool]:
            return cache(lambda day: self.day_is(day, on_hold, every=every))

        wholly, touched = off(every=True), off(every=False)
        allowances = (kept, wholly)
        ways = {
            "hold": {self.last_day(begin, limit, self.days.works, each) for each in (kept, touched)},
            "calendar": {
                self.last_day(begin, limit, each, less) for each in (weekday, every_day) for less in allowances
            },
            "edition": {self.last_day(begin, n, self.days.works, less) for n in options for less in allowances},
        }
        return next((way for way, days in ways.items() if last in days), "unexplained")

    def late_at(self, day: date) -> datetime:
        return self.days.start(day + DAY)


def never(_minute: datetime) -> bool:
    return False


def kept(_day: date) -> bool:
    """No day is off."""
    return False


def weekday(day: date) -> bool:
    return day.weekday() < 5


def every_day(_day: date) -> bool:
    return True
