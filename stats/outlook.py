"""Where the figure of a running period will stand at its end: what is known so far, and what is expected of the rest.

The mean or share of the rest is foretold by a level that drifts (stats/local_level.py), its number of rows by those of
the same months a year before. Ranges hold 95 in 100: `make bench` prints how many did.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from scipy.special import stdtr, stdtrit

from stats.local_level import YEAR, LocalLevel, Rest

LEAST = 12  # months with rows before which nothing is foretold
# Of the last year's rows, how many there must be for ranges to hold as often as they say: of a mean all, of a share
# those that score and those that do not, each. Measured on simulated units from a company down to stations.
LEAST_ROWS, LEAST_RARE = 30, 6
DOUBT = 0.15  # standard deviation of the number of rows still to come, as a share of it
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outlook:
    """The figure of the days from start to end, both included, as expected at their end.

    known_n and known: what is known so far. rest_n and rest: what is expected of the rest, null where nothing is left.
    value: both together; low and high: its 95 % range, null over too few rows, and where no month has differed from
    another so far. least and most: between which it must come to lie. error and freedom: of the t distribution that the
    range is of.
    """

    start: date
    end: date
    known_n: int
    known: float | None
    rest_n: float
    rest: float | None
    value: float | None
    low: float | None
    high: float | None
    least: float
    most: float
    error: float | None
    freedom: float

    def chance(self, threshold: float, decimals: int, better: str) -> float | None:
        """The chance that the figure, rounded to so many decimals, meets a threshold; null where it has no range.

        better: lower or higher. Raises ValueError for another one.
        """
        if better not in ("lower", "higher"):
            raise ValueError(f"A target needs to know which way is better, lower or higher, not {better!r}.")
        lower = better == "lower"
        limit = threshold + (0.5 if lower else -0.5) * 10.0**-decimals
        if self.value is None or self.error is None:
            return None
        if not self.error or not self.least < limit < self.most:
            below = float(self.value < limit)
        else:
            below = float(stdtr(self.freedom, (limit - self.value) / self.error))
        return below if lower else 1 - below


@dataclass(frozen=True, eq=False)
class Course:
    """A figure by month, up to the last day that is known; what is asked of it is filtered once.

    first: the first day of the first month. n and values: rows and their mean or share by month, null where there are
    none; the last month is that of `last`. share: values lie within 0 and 1; else at or above 0.
    """

    first: date
    n: Sequence[int]
    values: Sequence[float | None]
    last: date
    share: bool

    def month(self, day: date) -> int:
        """The place of a day's month."""
        return (day.year - self.first.year) * YEAR + day.month - self.first.month

    def begin(self, month: int) -> date:
        """The first day of a month by its place."""
        index = self.first.year * YEAR + self.first.month - 1 + month
        return date(index // YEAR, index % YEAR + 1, 1)

    def enough(self, at: int | None = None) -> bool:
        """Whether as many months as it takes have rows, up to the end or that of a month."""
        return sum(n > 0 for n in self.n[: None if at is None else at + 1]) >= LEAST

    def ranged(self, at: int | None = None) -> bool:
        """Whether the year up to the end, or up to that of a month, has rows enough for a range that holds."""
        n, value = self.year(self.month(self.last) if at is None else at)
        if value is None or not self.share:
            return n >= LEAST_ROWS
        return min(value, 1 - value) * n > LEAST_RARE - 0.5  # a count: what a product of fractions lacks is no row

    def year(self, at: int) -> tuple[int, float | None]:
        """The rows of the twelve months up to one, and their mean."""
        return self.sums(max(at + 1 - YEAR, 0), at + 1)

    def sums(self, first: int, until: int) -> tuple[int, float | None]:
        """The rows of the months [first, until) and their mean, null where there are none."""
        n = self._n[first:until].sum()
        return int(n), float(self._totals[first:until].sum() / n) if n else None

    def outlook(self, start: date, end: date, at: int | None = None) -> Outlook:
        """The figure of the days from start to end, both included; at: as at the end of that month, long past.

        It begins with a month. As many months as `enough` asks for must have rows up to then.
        """
        last = self.last if at is None else self.begin(at + 1) - DAY
        at = self.month(last)
        first, until = self.month(start), self.month(end)
        known_n, known = self.sums(max(first, 0), max(min(at, until) + 1, 0))
        months = np.arange(max(at, first), until + 1)
        rows = np.array([self._expected(month, last) * self._open(month, last, end) for month in months.tolist()])
        months, rows = months[rows > 0], rows[rows > 0]
        if not len(rows):
            ends = (math.nan, math.nan) if known is None else (known, known)
            error = None if known is None else 0.0
            return Outlook(start, end, known_n, known, 0.0, None, known, known, known, *ends, error, math.inf)
        floor, ceiling = 0.0, 1.0 if self.share else math.inf
        found = self._level.rest(at, months, rows, self._chance(at))
        rest, rest_n = min(max(found.mean, floor), ceiling), float(rows.sum())
        part = rest_n / (rest_n + known_n)
        so_far = rest if known is None else known
        value, least, most = (so_far * (1 - part) + one * part for one in (rest, floor, ceiling))
        error = _error(found, part, (rest - so_far) * (1 - part)) if self.ranged(at) else None
        low = high = None
        if error is not None:
            half = float(stdtrit(found.freedom, 0.975)) * error
            low, high = max(value - half, least), min(value + half, most)
        return Outlook(start, end, known_n, known, rest_n, rest, value, low, high, least, most, error, found.freedom)

    @cached_property
    def _n(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(self.n, dtype=float)

    @cached_property
    def _totals(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([n * (value or 0.0) for n, value in zip(self.n, self.values, strict=True)])

    @cached_property
    def _level(self) -> LocalLevel:
        values = [math.nan if not n or value is None else value for n, value in zip(self.n, self.values, strict=True)]
        return LocalLevel(self.first.month - 1, self._n, np.array(values))

    def _open(self, month: int, last: date, end: date) -> float:
        """The share of a month's days that lie after the last known one, up to the end."""
        begin, following = self.begin(month), self.begin(month + 1)
        days = (min(end, following - DAY) - max(last, begin - DAY)).days
        return max(days, 0) / (following - begin).days

    def _expected(self, month: int, last: date) -> float:
        """The rows of a month: those of the same month a year before, times how the last year grew on the one before.

        By the months that are over. Of less than a year, and where that month had none: as in a usual month of theirs;
        where the last year had none at all: as in the running month.
        """
        over = self.month(last + DAY)
        usual = float(self._n[max(over - YEAR, 0) : over].mean()) if over else 0.0
        if not usual and over == self.month(last):
            usual = float(self._n[over]) / (1 - self._open(over, last, self.begin(over + 1) - DAY))
        if over < YEAR:
            return usual
        before = self._n[over - 2 * YEAR : over - YEAR].sum() if over >= 2 * YEAR else 0.0
        growth = self._n[over - YEAR : over].sum() / before if before else 1.0
        years = -(-(month - over + 1) // YEAR)
        return float(self._n[month - years * YEAR] * min(max(growth, 0.5), 2.0)) or usual

    def _chance(self, at: int) -> float:
        """The variance that chance alone gives a usual month's share, by the last year; 0 for what is no share."""
        n, share = self.year(at)
        if not self.share or share is None:
            return 0.0
        share = (share * n + 1) / (n + 2)  # all of a few are not all of everything
        return share * (1 - share) / self._level.usual


def _error(rest: Rest, part: float, gap: float) -> float | None:
    """The standard error of the whole: that of the rest, and that of how much of the whole the rest will be.

    part: the share of the rest in the whole; gap: how far the rest moves the whole by a share of itself.
    """
    return None if rest.variance is None else part * math.sqrt(rest.variance + (gap * DOUBT) ** 2)
