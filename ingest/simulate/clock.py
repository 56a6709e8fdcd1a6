"""Time on the simulation's own stamps: spans in seconds, and the product's working time.

A working day is 24 hours elapsed on it; the clock counts whole minutes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.simulate.drawing import Floats, Ints, Stamps
from ingest.simulate.workdays import WorkDays

MINUTES_A_DAY = 1440


def seconds(amount: Floats) -> NDArray[Any]:
    """Spans of so many whole seconds."""
    return amount.astype(np.int64).astype("timedelta64[s]")


def working_minutes(workdays: WorkDays, stamps: Stamps) -> Ints:
    """W: working minutes from the calendar's first day to the minute of each local stamp, which must be known.

    China's clocks are not put back or forward, so that local minutes are elapsed ones.
    """
    day = stamps.astype("datetime64[D]")
    number = (day - workdays.first).astype(np.int64)
    minute = (stamps - day).astype("timedelta64[m]").astype(np.int64)
    return workdays.before[number] * MINUTES_A_DAY + np.where(workdays.working[number], minute, 0)


def working_days_between(workdays: WorkDays, start: Stamps, end: Stamps) -> Floats:
    """Working days elapsed between local stamps; NaN where one of them is never."""
    days = np.full(len(start), np.nan)
    rows = np.flatnonzero(~np.isnat(start) & ~np.isnat(end))
    elapsed = working_minutes(workdays, end[rows]) - working_minutes(workdays, start[rows])
    days[rows] = elapsed / MINUTES_A_DAY
    return days
