"""How many cases are submitted on each day: growth, seasons, weekends, holidays and the Spring Festival."""

import math
from datetime import date, timedelta

import numpy as np

from ingest.simulate.drawing import FIRST_YEAR, Floats, Ints
from ingest.simulate.workdays import CONTINUED_DAYS, WorkDays, is_spring_festival

GROUPS = ("household", "business")
HOUSEHOLD_SHARE = 0.56  # of all cases; assumed (real utilities have more households, the simulation needs business)
GROWTH = 1.03  # of volumes a year; assumed
# Factor of each month from January. Households peak in summer, business before the year's end (domain); sizes assumed.
SEASONS = (
    (0.85, 0.80, 0.95, 1.00, 1.10, 1.25, 1.35, 1.25, 1.00, 0.95, 0.95, 0.90),
    (0.85, 0.75, 1.00, 1.00, 1.00, 1.00, 0.95, 0.95, 1.00, 1.05, 1.25, 1.35),
)
DAY_OFF = (0.40, 0.20)  # of a working day's volume on a weekend or holiday; assumed
FESTIVAL = (0.10, 0.04)  # during the Spring Festival's days off; assumed
FESTIVAL_NEAR, NEAR_DAYS = 0.60, 8  # within so many days of them; assumed
EPIDEMIC = (date(2020, 1, 25), date(2020, 4, 1), 0.45)  # first quarter of 2020, factor; assumed


class Volumes:
    """The volumes of an origin: so many cases over its span, and at the same rate on any later day."""

    def __init__(self, cases: int, first: date, last: date, workdays: WorkDays) -> None:
        self._cases, self._first, self._last, self._workdays = cases, first, last, workdays
        self._weights = _day_weights(first, last, workdays)
        self._scale = np.array([HOUSEHOLD_SHARE, 1 - HOUSEHOLD_SHARE]) / self._weights.sum(axis=0)

    def counts(self, rng: np.random.Generator) -> Ints:
        """Cases submitted by day of the span (rows) and group (columns); they sum to the number of cases."""
        shares = self._weights * self._scale
        counts: Ints = rng.multinomial(self._cases, shares.ravel()).reshape(shares.shape)
        return counts

    def most_of_a_day(self) -> float:
        """More cases than any later day will bring: ten standard deviations above the busiest day's mean."""
        grown = GROWTH ** ((self._last + timedelta(days=CONTINUED_DAYS)).year + 1 - FIRST_YEAR)
        mean = float(self._cases * grown * (np.max(SEASONS, axis=1) * self._scale).sum())
        return mean + 10 * math.sqrt(mean)

    def count_of(self, rng: np.random.Generator, day: date) -> Ints:
        """Cases submitted on a later day, by group."""
        [weights] = _day_weights(day, day, self._workdays)
        counts: Ints = rng.poisson(self._cases * weights * self._scale)
        return counts


def _day_weights(first: date, last: date, workdays: WorkDays) -> Floats:
    """Volume of each day (rows) and group (columns) against a plain working day at the start."""
    around = [first + timedelta(days=n) for n in range(-NEAR_DAYS, (last - first).days + 1 + NEAR_DAYS)]
    festival = {day for day in around if is_spring_festival(day)}
    near = {day + timedelta(days=n) for day in festival for n in range(-NEAR_DAYS, NEAR_DAYS + 1)}
    days = around[NEAR_DAYS:-NEAR_DAYS]
    offset = (np.datetime64(first) - workdays.first).astype(np.int64)
    working = workdays.working[offset : offset + len(days)]
    weights = np.empty((len(days), len(GROUPS)))
    for group in range(len(GROUPS)):
        for row, day in enumerate(days):
            weight = SEASONS[group][day.month - 1] * GROWTH ** (day.year + day.month / 12 - FIRST_YEAR)
            if day in festival:
                weight *= FESTIVAL[group]
            else:
                weight *= (1.0 if working[row] else DAY_OFF[group]) * (FESTIVAL_NEAR if day in near else 1.0)
            if EPIDEMIC[0] <= day < EPIDEMIC[1]:
                weight *= EPIDEMIC[2]
            weights[row, group] = weight
    return weights
