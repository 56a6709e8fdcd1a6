"""A monthly figure as a level that drifts, with a season where that helps, seen through noise that shrinks with n.

The local level model of Durbin, J. & Koopman, S. J. (2012), Time Series Analysis by State Space Methods, 2nd edition,
Oxford, chapters 2 and 3, filtered by statsmodels. How fast the level drifts and whether there is a season are taken
from a coarse grid by the likelihood with the noise's scale concentrated out (their section 2.10.2). In it a month
counts half as much as one a year later (discounting: West, M. & Harrison, J. (1997), Bayesian Forecasting and Dynamic
Models, 2nd edition, Springer, section 6.3): the spread of years long past is no measure of today's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from statsmodels.tsa.statespace.kalman_filter import FilterResults, KalmanFilter

YEAR = 12
HALVED = 12  # months after which a month counts half
# Variances, as shares of that of a usual month's noise.
DRIFTS = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0)  # of the level's step from month to month
SEASONS = (0.0, 1.0)  # of the months of the season; with 0 there is none
UNKNOWN = 1e6  # of what nothing is known of yet
SAME = 1e-9  # noise below this share of the level is none

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rest:
    """The mean of rows that are to come: expected, with its variance by Student's t of so much freedom.

    variance: null where the months so far have not differed at all, so that nothing tells how far others may.
    """

    mean: float
    variance: float | None
    freedom: float


class LocalLevel:
    """The model of one course; what is said as at the end of a month is said from that month and those before it."""

    def __init__(self, calendar: int, n: Numbers, values: Numbers) -> None:
        """Filter the course once with each pair of the grid.

        calendar: the calendar month (0 to 11) of the first. n and values: rows and their mean, by month; 0 and NaN
        where there are none. Some month must have rows.
        """
        self.n, self.values = n, values
        self.filled = np.isfinite(values)
        self.first = int(np.argmax(self.filled))
        self.usual = float(n[self.filled][:YEAR].mean())  # rows of a usual month, by those known first of all
        self._calendar = calendar
        self._grid = [(season, drift) for season in SEASONS for drift in DRIFTS]
        self._filtered = [found for season in SEASONS for found in self._filter(season)]
        told = self.filled & (np.arange(len(n)) > self.first)  # the first month is what the level begins with
        errors = [(one.forecasts_error[0], one.forecasts_error_cov[0, 0]) for one in self._filtered]
        self._squares = np.array([np.where(told, error**2 / spread, 0.0) for error, spread in errors])
        self._spreads = np.array([np.where(told, np.log(spread), 0.0) for _, spread in errors])
        self._told = told.astype(float)

    def rest(self, at: int, months: Places, rows: Numbers, least: float = 0.0) -> Rest:
        """The mean of rows to come in some months, as at the end of a month, or within it.

        least: the variance that a usual month's figure has by chance alone.
        """
        weights = 0.5 ** ((at - np.arange(at + 1)) / HALVED)
        count = float(self._told[: at + 1] @ weights)
        scales = self._squares[:, : at + 1] @ weights / count
        logs = self._spreads[:, : at + 1] @ weights
        best = int(np.argmin(count * np.log(np.maximum(scales, np.finfo(float).tiny)) + logs))
        (season, drift), found, freedom = self._grid[best], self._filtered[best], count - 1
        share = rows / rows.sum()
        seen = self._design(months, season) @ share
        mean = float(seen @ found.filtered_state[:, at])
        scale = max(float(scales[best]) * count / freedom, least)
        if math.sqrt(scale) <= SAME * abs(mean):
            return Rest(mean, None, freedom)
        after = [float(share[months >= month].sum()) for month in range(at + 1, int(months[-1]) + 1)]
        variance = seen @ found.filtered_state_cov[:, :, at] @ seen
        variance += drift * np.square(after).sum() + (share**2 * self.usual / rows).sum()
        return Rest(mean, float(variance) * scale, freedom)

    def _design(self, months: Places | Sequence[int], season: float) -> Numbers:
        """What of the state a month shows: the level, and its own place in the season less the season's mean."""
        level = np.ones((1, len(months)))
        if not season:
            return level
        return np.vstack([level, np.eye(YEAR)[:, (np.asarray(months) + self._calendar) % YEAR] - 1 / YEAR])

    def _filter(self, season: float) -> list[FilterResults]:
        """The course filtered with a season, or without one, once for each drift."""
        design = self._design(range(len(self.n)), season)
        states = len(design)
        model = KalmanFilter(k_endog=1, k_states=states)
        model.bind(np.asfortranarray(self.values[None]))
        model["design"] = design[None]
        model["transition"] = model["selection"] = np.eye(states)
        model["obs_cov"] = (self.usual / np.where(self.filled, self.n, 1.0))[None, None]
        start = np.zeros(states)
        start[0] = self.values[self.first]
        model.initialize_known(start, np.diag([UNKNOWN] + [season] * (states - 1)))
        found = []
        for drift in DRIFTS:
            model["state_cov", 0, 0] = drift
            found.append(model.filter())
        return found
