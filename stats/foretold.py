"""How wrong outlooks would have been: those of periods that are over, each made from what lay before it alone.

A rolling origin: Tashman, L. J. (2000), Out-of-sample tests of forecasting accuracy: an analysis and review,
International Journal of Forecasting 16, 437-450. The figures are those of today's data: what was entered late is in
them, as it was not on the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from stats.outlook import DAY, Course, Outlook

PERIODS = {"month": 1, "quarter": 3, "year": 12}  # months
TRIED = {"month": 24, "quarter": 8, "year": 3}  # of how many periods that are over outlooks are made again


@dataclass(frozen=True)
class Earlier:
    """An outlook as at the end of a day long past, and what came.

    left: whole months that were still to come. plain: what one says who does not foretell: the figure so far, and at
    the period's start that of the period before.
    """

    seen: date
    left: int
    outlook: Outlook
    came: float
    plain: float | None

    @property
    def off(self) -> float:
        """How far the outlook was off, up or down."""
        return abs((self.outlook.value or 0.0) - self.came)

    @property
    def held(self) -> bool:
        """Whether its range holds what came."""
        low, high = self.outlook.low, self.outlook.high
        return low is not None and high is not None and low <= self.came <= high


@dataclass(frozen=True)
class Errors:
    """Of outlooks: how many; their mean absolute error, and of those that have one that of the plain guess.

    ranged: how many had a range; held: how many of these held what came.
    """

    n: int
    off: float
    plain: float | None
    ranged: int
    held: int


def earlier(course: Course, period: str) -> list[Earlier]:
    """Outlooks on the last periods that are over, as at the end of each month before their last, the oldest first.

    period: month, quarter or year. A period without rows, and one before which too few months are known, is left out.
    """
    months = PERIODS[period]
    over = course.month(course.last + DAY)
    running = over - (course.begin(over).month - 1) % months  # the first month of the period that is not over
    found = []
    for first in range(running - TRIED[period] * months, running, months):
        came = course.sums(max(first, 0), max(first + months, 0))[1]
        for at in range(first - 1, first + months - 1):
            if first < 0 or came is None or not course.enough(at):
                continue
            outlook = course.outlook(course.begin(first), course.begin(first + months) - DAY, at)
            if outlook.value is not None:
                before = course.sums(max(first - months, 0), first)[1]
                plain = before if outlook.known is None else outlook.known
                found.append(Earlier(course.begin(at + 1) - DAY, first + months - 1 - at, outlook, came, plain))
    return found


def errors(outlooks: Sequence[Earlier]) -> Errors | None:
    """How far outlooks were off; None of none."""
    if not outlooks:
        return None
    plain = [abs(one.plain - one.came) for one in outlooks if one.plain is not None]
    return Errors(
        len(outlooks),
        float(np.mean([one.off for one in outlooks])),
        float(np.mean(plain)) if plain else None,
        sum(one.outlook.low is not None for one in outlooks),
        sum(one.held for one in outlooks),
    )
