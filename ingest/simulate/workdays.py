"""Working time: a position counts working days, its fraction the part of the office hours gone by.

A duration drawn in working days is added to a position and only then turned into a stamp, so that a working-day clock
(24 h elapsed on each working day) reads it back, up to the part of the day in which the office is open.
"""

from datetime import date, timedelta

import chinese_calendar
import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, Stamps
from warehouse.calendar import CHINA, work_calendar

OFFICE_OPENS = 8 * 3600 + 1800  # second of the local day; assumed
OFFICE_SECONDS = 9 * 3600  # assumed
BEFORE_DAYS = 10  # calendar days kept before the simulated span
CONTINUED_DAYS = 3653  # for which a simulation may be continued: the calendar must not depend on how long it is
AFTER_DAYS = CONTINUED_DAYS + 1500  # calendar days kept after the span, for cases that last beyond it


class WorkDays:
    """The working days of China around a span; beyond the years announced, Monday to Friday."""

    def __init__(self, first: date, last: date) -> None:
        days = list(work_calendar(CHINA).days(first - timedelta(days=BEFORE_DAYS), last + timedelta(days=AFTER_DAYS)))
        self.first = np.datetime64(days[0].day)
        self.working: Flags = np.array([day.working for day in days])
        self.days: Stamps = np.array([day.day for day in days], dtype="datetime64[D]")[self.working]
        self.before: Ints = np.cumsum(self.working) - self.working  # working days before each calendar day

    def position(self, moment: Stamps) -> Floats:
        """The first position in office hours at or after each local moment (datetime64[s])."""
        day = moment.astype("datetime64[D]")
        number = (day - self.first).astype(np.int64)
        part = ((moment - day).astype(np.int64) - OFFICE_OPENS) / OFFICE_SECONDS
        gone: Floats = np.where(self.working[number], np.clip(part, 0.0, 1.0), 0.0)
        return gone + self.before[number]

    def stamp(self, position: Floats) -> Stamps:
        """The local moment (datetime64[s]) of each position; past the last known day, that day."""
        whole = np.clip(np.floor(position), 0, len(self.days) - 1)
        seconds = OFFICE_OPENS + np.clip(position - whole, 0.0, 1.0) * OFFICE_SECONDS
        moment: Stamps = self.days[whole.astype(np.int64)].astype("datetime64[s]") + seconds.astype(np.int64)
        return moment

    def upto(self, day: Stamps) -> Ints:
        """How many working days there are up to each local day, that day included."""
        number = (day - self.first).astype(np.int64)
        count: Ints = self.before[number] + self.working[number]
        return count

    def nth(self, number: Ints) -> Stamps:
        """The start of the working day of each number, as `upto` counts them; past the last known day, that day."""
        day: Stamps = self.days[np.clip(number - 1, 0, len(self.days) - 1)].astype("datetime64[s]")
        return day

    def near(self, day: Stamps, after: Stamps) -> Stamps:
        """The last working day up to each local day (datetime64[D]); the next, where that is not after the other."""
        number = self.upto(day)
        last = self.days[number - 1]
        near: Stamps = np.where(last > after, last, self.days[number])
        return near


def is_spring_festival(day: date) -> bool:
    """Whether the day is one of the Spring Festival's days off (never for years not announced)."""
    try:
        return bool(chinese_calendar.get_holiday_detail(day)[1] == "Spring Festival")
    except NotImplementedError:
        return False
