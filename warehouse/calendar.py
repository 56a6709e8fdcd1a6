"""Which local days are working days: China's announced calendar, other countries by rule, or every day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import chinese_calendar
import holidays

FIRST_DAY = date(2000, 1, 1)
YEARS_AHEAD = 3  # due dates of open cases fall in days to come
CHINA = "CN"
EVERY_DAY = "none"
SATURDAY = 5


class UnknownCalendar(ValueError):
    """A calendar that is neither CN, nor a country that `holidays` knows, nor none."""


@dataclass(frozen=True)
class LocalDay:
    """One local day. confirmed: its being a working day or not rests on an announcement or a rule, not on a guess."""

    day: date
    working: bool
    confirmed: bool


@dataclass(frozen=True)
class WorkCalendar:
    """How one country counts its days: known for the years first_year … last_year, Monday to Friday outside them."""

    first_year: int
    last_year: int
    is_working: Callable[[date], bool]
    confirmed_until: date | None  # the last day by announcement; None where none is needed

    def days(self, first: date, last: date) -> Iterator[LocalDay]:
        """Every day from first to last, both included."""
        day = first
        while day <= last:
            known = self.first_year <= day.year <= self.last_year
            yield LocalDay(day, self.is_working(day) if known else day.weekday() < SATURDAY, known)
            day += timedelta(days=1)


def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _china() -> WorkCalendar:
    first = next(year for year in count(FIRST_DAY.year) if _announced(year))
    last = next(year for year in count(first) if not _announced(year + 1))
    return WorkCalendar(first, last, chinese_calendar.is_workday, date(last, 12, 31))


def _country(code: str) -> WorkCalendar:
    try:
        country = holidays.country_holidays(code)
    except NotImplementedError as error:
        raise UnknownCalendar(
            f"The calendar {code!r} is not known: use CN, another country's ISO code that the holidays library knows, "
            "or none."
        ) from error
    by_rule = country.end_year >= holidays.HolidayBase.end_year
    until = None if by_rule else date(country.end_year, 12, 31)
    return WorkCalendar(country.start_year, country.end_year, country.is_working_day, until)


def work_calendar(calendar: str) -> WorkCalendar:
    """The calendar named CN, by another ISO country code, or none (every day is a working day).

    Raises UnknownCalendar for any other name.
    """
    if calendar == EVERY_DAY:
        return WorkCalendar(date.min.year, date.max.year, lambda _day: True, None)
    if calendar == CHINA:
        return _china()
    return _country(calendar)


def last_day(as_of_year: int) -> date:
    """The last day that a version's calendar holds, for data that reach into as_of_year."""
    return date(as_of_year + YEARS_AHEAD, 12, 31)
