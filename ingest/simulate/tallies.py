"""Tallies that take the same memory however many cases there are: by year; of durations by whole hour, and sums."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ingest.simulate.clock import MINUTES_A_DAY
from ingest.simulate.drawing import Flags, Ints, Stamps

FIRST_YEAR, YEARS = 2017, 16  # years kept apart; later ones count as the last
MOST_HOURS = 24_000  # working hours: longer durations count as this long in medians, never in means
HOURS_A_DAY = 24
MINUTES_AN_HOUR = 60

Figures = dict[str, float | int | None]


class Durations:
    """Durations by group; groups are numbered by one or more numbers each, up to `shape`."""

    def __init__(self, *shape: int) -> None:
        self._shape = shape
        self._counts: Ints = np.zeros((int(np.prod(shape)), MOST_HOURS + 1), dtype=np.int64)
        self._minutes: Ints = np.zeros(int(np.prod(shape)), dtype=np.int64)

    def add(self, minutes: Ints, *group: Ints) -> None:
        """Count durations, in working minutes, each in its group."""
        number = np.ravel_multi_index(group, self._shape)
        hours = np.minimum(minutes // MINUTES_AN_HOUR, MOST_HOURS)
        np.add.at(self._counts, (number, hours), 1)
        np.add.at(self._minutes, number, minutes)

    def figures(self, *group: int | slice) -> Figures:
        """Cases, and mean, median and 90th percentile in working days, of a group or of several taken together.

        As the product has them: medians and percentiles from whole hours, floored; the median of an even number is the
        mean of the middle two, the percentile the smallest hour with at least 90 % at or below it. Null without cases.
        """
        counts = self._counts.reshape(*self._shape, -1)[group].reshape(-1, MOST_HOURS + 1).sum(axis=0)
        minutes = int(np.sum(self._minutes.reshape(self._shape)[group]))
        cases = int(counts.sum())
        if not cases:
            return {"cases": 0, "mean_working_days": None, "median_working_days": None, "p90_working_days": None}
        upto = np.cumsum(counts)
        low, high, most = (
            int(np.searchsorted(upto, rank)) for rank in ((cases + 1) // 2, cases // 2 + 1, -(-9 * cases // 10))
        )
        return {
            "cases": cases,
            "mean_working_days": round(minutes / cases / MINUTES_A_DAY, 4),
            "median_working_days": round((low + high) / 2 / HOURS_A_DAY, 4),
            "p90_working_days": round(most / HOURS_A_DAY, 4),
        }


def share(part: float, whole: float) -> float | None:
    """A part of a whole, to six decimals; null where there is none."""
    return round(part / whole, 6) if whole else None


def years_of(stamps: Stamps) -> Ints:
    """The number of each stamp's year, as years are kept apart."""
    year = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.clip(year - FIRST_YEAR, 0, YEARS - 1)


def by_year(seen: Flags, of: Callable[[int], Any]) -> dict[str, Any]:
    """What holds of each year that is seen."""
    return {str(FIRST_YEAR + int(year)): of(int(year)) for year in np.flatnonzero(seen)}
