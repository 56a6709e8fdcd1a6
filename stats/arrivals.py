"""How many cases will stand open in four weeks: those open now that stay, and those still to come.

Of the open ones of a class as many stay as stayed of those of the same age over the last half year (the cohort-survival
method, age by age: Preston, Heuveline & Guillot 2001, Demography, chapter 6). New ones come as in the last eight weeks,
for each working day, times how much more came in the same four weeks of last year than in the eight before them, where
the data reach back over all of these. The range is that of over-dispersed counts (McCullagh & Nelder 1989, Generalized
Linear Models, section 4.5): chance alone, widened by how far the forecasts of the year before lay off, with Student's t
for as many four-week steps as these span.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

STEP = 4  # weeks ahead
STEPS = 12  # past steps that the forecast is held against
RECENT, HALF_YEAR, YEAR = 8, 26, 52  # weeks
WEEKS = (STEPS + 1) * STEP + 2 * YEAR + HALF_YEAR + RECENT + STEP  # that are looked at, back from the last day
AGES = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 17, 26, 52])  # the first week of each band of ages
LEAST_PAST = 8  # past forecasts without which no range is told
FEW = 30  # cases below which last year's arrivals say nothing of the season, nor a percentage of an error

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ahead:
    """What was expected at a landmark, weeks ago, of four weeks later; low and high are the 95 % range, None unknown.

    stay, come: the two parts of expected; arrivals: cases expected to come in the four weeks; observed: what there was
    then, None for what is still ahead.
    """

    weeks_ago: int
    now: int
    stay: float
    come: float
    arrivals: float
    low: float | None
    high: float | None
    observed: int | None

    @property
    def expected(self) -> float:
        """Open cases expected."""
        return self.stay + self.come

    @property
    def held(self) -> bool | None:
        """Whether the range held what came; None where either is unknown."""
        if self.observed is None or self.low is None or self.high is None:
            return None
        return self.low <= self.observed <= self.high


class Weeks:
    """The cases of a selection by the week in which they were accepted and ended, counted back from the last day."""

    def __init__(self, flows: pd.DataFrame, days: Sequence[int]) -> None:
        """Take flows and the working days of the weeks.

        flows: group, accepted and ended (weeks ago, 0 the last one; ended null while open, both at most WEEKS), n.
        days: how many working days each week has, from STEP weeks ahead back to WEEKS weeks ago, the latest first.
        """
        worked = np.asarray(days, dtype=float)
        self.known = int(flows["accepted"].max()) if len(flows) else -1
        self._classes = [_Class(rows, worked, self.known) for _, rows in flows.groupby("group", dropna=False)]

    def arrivals(self) -> list[int]:
        """Cases accepted in each week, the last one first."""
        return _summed([one.accepted for one in self._classes])

    def ends(self) -> list[int]:
        """Cases that ended in each week, the last one first."""
        return _summed([one.ended for one in self._classes])

    def open_at(self, weeks_ago: int) -> int:
        """Cases open at the end of a day so many weeks ago."""
        return int(sum(one.open[:, weeks_ago].sum() for one in self._classes))

    def ahead(self) -> list[Ahead]:
        """What is expected four weeks from now, then what was at each of the last STEPS steps, the latest first.

        Only landmarks that have a past of half a year and more are told of.
        """
        told = [STEP * step for step in range(STEPS + 1)]
        return [self._forecast(weeks_ago) for weeks_ago in told if self._can(weeks_ago)]

    def _can(self, weeks_ago: int) -> bool:
        return bool(self._classes) and weeks_ago + STEP + HALF_YEAR <= self.known

    def _forecast(self, weeks_ago: int) -> Ahead:
        stay, come, arrivals, spread = self._expected(weeks_ago)
        past = [one for one in self._off[weeks_ago + STEP : weeks_ago + STEP + YEAR] if one is not None]
        low = high = None
        if len(past) >= LEAST_PAST:
            times = float(student.ppf(0.975, max(len(past) / STEP, 1)))
            half = times * math.sqrt(max(float(np.mean(past)), 1.0) * spread)
            low, high = max(stay + come - half, 0.0), stay + come + half
        seen = self.open_at(weeks_ago - STEP) if weeks_ago >= STEP else None
        return Ahead(weeks_ago, self.open_at(weeks_ago), stay, come, arrivals, low, high, seen)

    @cached_property
    def _off(self) -> list[float | None]:
        """How far the forecast of each week ago lay off; None where there was none, or nothing is known of it yet."""
        past = range(STEP * STEPS + STEP + YEAR)
        return [self._squared(weeks_ago) if weeks_ago >= STEP and self._can(weeks_ago) else None for weeks_ago in past]

    def _squared(self, weeks_ago: int) -> float:
        """How far a past forecast lay off, squared, in variances by chance alone."""
        stay, come, _, spread = self._expected(weeks_ago)
        return float((self.open_at(weeks_ago - STEP) - stay - come) ** 2 / spread) if spread else 0.0

    def _expected(self, weeks_ago: int) -> tuple[float, float, float, float]:
        parts = [one.expected(weeks_ago) for one in self._classes]
        stay, come, arrivals, spread = np.sum(parts, axis=0)
        return float(stay), float(come), float(arrivals), float(spread)


class _Class:
    """The cases of one class. open[a, t]: of those accepted a weeks ago, how many were open at the end of week t."""

    def __init__(self, rows: pd.DataFrame, days: Floats, known: int) -> None:
        """Take the class's rows, the weeks' working days, and the week (weeks ago) in which the data begin."""
        size = WEEKS + 1
        over = rows["ended"].notna()
        table = np.zeros((size, size))
        np.add.at(table, (rows["accepted"][over].to_numpy(int), rows["ended"][over].to_numpy(int)), rows["n"][over])
        every: Floats = np.bincount(rows["accepted"].to_numpy(int), rows["n"], size).astype(float)
        self.accepted, self.ended = every[:WEEKS], table.sum(axis=0)[:WEEKS]
        ended_by = np.cumsum(table[:, ::-1], axis=1)[:, ::-1]  # in week t or before
        self.open: Floats = np.where(np.arange(size)[:, None] >= np.arange(size), every[:, None] - ended_by, 0.0)
        self._days, self._known = days, known
        looks = range(WEEKS)
        self._standing = np.array([self._by_age(look, look) for look in looks])
        self._stayed = np.array([self._by_age(look, max(look - STEP, 0)) for look in looks])
        self._came = np.array([self.accepted[max(look - STEP, 0) : look].sum() for look in looks])
        self._left = np.array([self.open[max(look - STEP, 0) : look, max(look - STEP, 0)].sum() for look in looks])

    def expected(self, weeks_ago: int) -> tuple[float, float, float, float]:
        """Those that stay, those that come and are open then, arrivals in all, and the variance by chance alone."""
        begin, until = weeks_ago + STEP, min(weeks_ago + STEP + HALF_YEAR, WEEKS - STEP)
        looks = slice(begin, until)
        standing, stayed = self._standing[looks].sum(axis=0), self._stayed[looks].sum(axis=0)
        share = np.divide(stayed, standing, out=np.zeros(len(AGES)), where=standing > 0)
        now, came, left = self._standing[weeks_ago], self._came[looks].sum(), self._left[looks].sum()
        arrivals = self._arrivals(weeks_ago)
        come = arrivals * left / came if came else 0.0
        return float(now @ share), float(come), arrivals, float(now @ (share * (1 - share)) + come)

    def _by_age(self, look: int, until: int) -> Floats:
        """Of the cases open at a landmark, by their age there, how many were still open at another."""
        ages = np.searchsorted(AGES, np.arange(len(self.open) - look), side="right") - 1
        return np.bincount(ages, self.open[look:, until], len(AGES)).astype(float)

    def _arrivals(self, weeks_ago: int) -> float:
        """Cases expected to come within the four weeks after a landmark."""
        recent, before = slice(weeks_ago, weeks_ago + RECENT), slice(weeks_ago + YEAR, weeks_ago + YEAR + RECENT)
        then = slice(weeks_ago + YEAR - STEP, weeks_ago + YEAR)
        season = 1.0
        whole = before.stop <= self._known  # the week in which the data begin is hardly a whole one
        if whole and self.accepted[before].sum() >= FEW and self._worked(then) > 0:
            season = self._rate(then) / self._rate(before)
        # weeks ahead have negative numbers: days begins STEP weeks ahead
        return float(self._rate(recent) * season * self._worked(slice(weeks_ago - STEP, weeks_ago)))

    def _worked(self, weeks: slice) -> float:
        """Working days in some weeks."""
        return float(self._days[weeks.start + STEP : weeks.stop + STEP].sum())

    def _rate(self, weeks: slice) -> float:
        """Cases accepted for each working day."""
        return float(self.accepted[weeks].sum() / max(self._worked(weeks), 1.0))


def _summed(series: Sequence[Floats]) -> list[int]:
    return [int(n) for n in np.sum(series, axis=0)] if series else []
