"""Periods of whole days [start, end), what they are compared with, and their parts."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
EPOCH = date(1970, 1, 1).toordinal()


def shift_years(day: date, years: int) -> date:
    """The same day some years away; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shift_months(first: date, months: int) -> date:
    """The first of a month some months away from the first of a month."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def year_before(start: date, end: date) -> tuple[date, date]:
    """The same days one year earlier (同比)."""
    return shift_years(start, -1), shift_years(end, -1)


def period_before(start: date, end: date) -> tuple[date, date]:
    """The period of the same length right before (环比); whole months are compared with as many whole months."""
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        return shift_months(start, -months), start
    return start - (end - start), start


# The first day of the part of time that a day falls into; weeks begin on Monday.
STARTS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    "year": lambda day: date(day.year, 1, 1),
}


MONDAY = date(1, 1, 1)  # from which weeks are counted


def first_day(part: str, number: int) -> date:
    """The first day of a part of time by its number, as queries/groupings.py counts them."""
    match part:
        case "day":
            return date.fromordinal(EPOCH + number)
        case "week":
            return MONDAY + timedelta(weeks=number)
        case "month":
            return date(number // 12, number % 12 + 1, 1)
        case "quarter":
            return date(number // 4, number % 4 * 3 + 1, 1)
        case _:
            return date(number, 1, 1)


def next_start(part: str, first: date) -> date:
    """The first day of the part of time after the one that begins at first."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[part]
    return STARTS[part](first + timedelta(days=longest))


@lru_cache(1_000)  # every figure of a page asks for the same
def parts(part: str, start: date, end: date) -> tuple[date, ...]:
    """First days of the parts of time (day, week, month, quarter, year) that [start, end) touches, in order."""
    days, first = [], STARTS[part](start)
    while first < end:
        days.append(first)
        first = next_start(part, first)
    return tuple(days)
