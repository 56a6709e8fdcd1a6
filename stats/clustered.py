"""How far a figure of skewed, clustered times commonly varies: intervals of means, shares, medians and P90.

A period's cases are all of them, so that its figure is exact; the interval tells what the same unit commonly shows,
and belongs to "more than usual variation" (domain.md, section 6). Cases of one month share its weather, staff and
festivals, so that not the case varies but the month: months are the clusters. Weeks would be more, but hang together:
drawn in runs of four, their intervals of 95 % held in 86 to 88 of 100 for 3,000 simulated HV cases, in 94 to 95 with
the runs as clusters (bench/coverage.py prints what months hold).

Means and shares: Cochran, W. G. (1977), Sampling Techniques, section 6.3: a ratio of totals over clusters, its variance
from the clusters' residuals, G / (G - 1) of their squares. Student's t with Satterthwaite's (1946, Biometrics Bulletin
2, 110-114) degrees of freedom, which count months of unequal size for less, in the sense of Imbens, G. W. & Kolesár, M.
(2016), Review of Economics and Statistics 98, 701-712.
Means: the skew is taken out by Hall, P. (1992), On the removal of skewness by transformation, JRSS B 54, 221-228.
Shares: Wilson's interval at the effective number of cases: Korn, E. L. & Graubard, B. I. (1998), Confidence intervals
for proportions with small expected number of positive counts, Survey Methodology 24, 193-201, with Wilson's for theirs.
Medians and P90: Woodruff, R. S. (1952), Confidence intervals for medians and other position measures, JASA 47, 635-646.
Differences: Zou, G. Y. & Donner, A. (2008), Construction of confidence limits about effect measures, Statistics in
Medicine 27, 1693-1702: from the limits of the two.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from stats.intervals import wilson

CLUSTER = "month"  # the grouping of the cohort date whose parts are the clusters
LEVEL = 0.95
POSITIONS = {"median": 0.5, "p90": 0.9}
SLACK = 1e-9  # shares that differ by less do so by rounding alone
STRAIGHT = 1e-6  # a skew below which the transformation is the straight line

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Least:
    """From how many cases and months on an interval is shown: below, it holds less often than it says."""

    n: int
    clusters: int


# As bench/coverage.py measured them on simulated cases: from these on, 91 or more of 100 intervals of 95 % hold in
# every class of customer, 95 in most. Means of residential customers' whole times, whose skew is 8, hold in 84 of 100
# at 100 cases and in 92 at 300; of a P90 of 30 cases there is mostly no interval. Six months know too little of each
# other: by them the mean and median of 3,000 HV cases hold in about 90. What two years have in common cancels where
# they are compared, so that changes hold from fewer cases on.
LEAST = {"mean": Least(500, 9), "share": Least(100, 9), "median": Least(30, 9), "p90": Least(100, 9)}
LEAST_CHANGE = Least(30, 9)
# Months of one size that the months have to count for: one month with nearly all cases and eight of a few are as good
# as one. Nine months of 30 cases in all, three or four each, count for seven.
LEAST_EVEN = 6


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval, in the figure's unit; low and high are both null where no interval is shown.

    error: its standard error, null where no interval is; of positions (medians, P90) always null. ends: the interval's,
    shown or not: what the interval of a difference is made from. even: how many months of one size the months count
    for; one less are the degrees of freedom. effective: of a share, its effective number of cases.
    """

    value: float | None
    low: float | None
    high: float | None
    error: float | None
    n: int
    clusters: int
    ends: tuple[float, float] | None = None
    even: float = 0.0
    effective: float | None = None

    def error_at(self, whole: float) -> float | None:
        """The standard error if the figure were another one: of a share that figure's own; null where none is shown."""
        if self.error is None or self.effective is None:
            return self.error
        return math.sqrt(max(whole * (1 - whole), 0.0) / self.effective)


def estimate(statistic: str, frame: pd.DataFrame, hours: float = 24) -> Estimate:
    """The figure of an answer split by CLUSTER, with its interval where that holds.

    statistic: mean, share, median or p90. frame: columns CLUSTER, n and value, a row a cluster; for a median and a P90
    CLUSTER, hours (whole, as text or number) and n, a row a cluster and hour. hours: in one unit of the figure.
    """
    if statistic in POSITIONS:
        known = frame[frame["n"] > 0].dropna(subset=[CLUSTER, "hours"])
        month, of_month = np.unique(known[CLUSTER].astype(str), return_inverse=True)
        hour, of_hour = np.unique(known["hours"].astype(int), return_inverse=True)
        counts = np.zeros((len(month), len(hour)))
        np.add.at(counts, (of_month, of_hour), known["n"].to_numpy(float))
        return shown(statistic, position(counts, hour / hours, POSITIONS[statistic]))
    rows, value = frame["n"].to_numpy(float), frame["value"].to_numpy(float)
    told = (rows > 0) & ~np.isnan(value) & frame[CLUSTER].notna().to_numpy()  # not by frames: a page has some hundred
    _, of_month = np.unique(frame[CLUSTER].to_numpy(str)[told], return_inverse=True)
    n, total = np.bincount(of_month, rows[told]), np.bincount(of_month, (rows * value)[told])
    return shown(statistic, share(n, total) if statistic == "share" else mean(n, total))


def shown(statistic: str, found: Estimate) -> Estimate:
    """The estimate without its interval where it has too few cases or clusters for one that holds."""
    least = LEAST[statistic]
    if found.n >= least.n and found.clusters >= least.clusters and found.even >= LEAST_EVEN:
        return found
    return replace(found, low=None, high=None, error=None)


def mean(n: npt.ArrayLike, total: npt.ArrayLike) -> Estimate:
    """The mean of all cases, none of which lies below 0, from each cluster's number of cases and their sum."""
    sizes, totals = np.asarray(n, dtype=float), np.asarray(total, dtype=float)
    value, error, skew, freedom = _ratio(sizes, totals)
    found = _estimate(value, sizes)
    if error is None or value is None:
        return found
    t = _t(freedom)
    low, high = max(value - error * _unskewed(t, skew), 0.0), value - error * _unskewed(-t, skew)
    return replace(found, low=low, high=high, error=error, ends=(low, high))


def share(n: npt.ArrayLike, hits: npt.ArrayLike) -> Estimate:
    """The share (0..1) of cases that score from each cluster's number of cases and of those that score."""
    sizes, scores = np.asarray(n, dtype=float), np.asarray(hits, dtype=float)
    value, error, _, freedom = _ratio(sizes, scores)
    found = _estimate(value, sizes)
    if error is None or value is None:
        return found
    # As many cases as chance alone would need for this error; never more than there are.
    own = value * (1 - value)
    effective = min(own / error**2, found.n) if error else found.n
    low, high = (float(end) for end in wilson(value * effective, effective, _t(freedom)))
    error = math.sqrt(own / effective)
    return replace(found, low=low, high=high, error=error, ends=(low, high), effective=effective)


def position(counts: Floats, values: Floats, p: float) -> Estimate:
    """The value with a share p of the cases at or below it (the median of an even number: the mean of the middle two).

    counts: a row a cluster, a column a value; values: ascending. The interval reaches from the value with p - t x error
    of the cases at or below to the one with p + t x error, the error being that of the share at or below the figure;
    none where one of these lies beyond all cases.
    """
    sizes, below = counts.sum(axis=1), counts.cumsum(axis=1)
    reached = below.sum(axis=0)
    value = standing(reached, values, p)
    if value is None:
        return Estimate(None, None, None, None, 0, 0)
    n = reached[-1]
    at = _rank(reached, p * n)
    found = _estimate(value, sizes)
    _, error, _, freedom = _ratio(sizes, below[:, at])
    if error is None:
        return found
    half = _t(freedom) * max(error, math.sqrt(p * (1 - p) / n))
    if p - half <= 0 or p + half >= 1:
        return found
    low, high = (float(values[_rank(reached, end * n)]) for end in (p - half, p + half))
    return replace(found, low=low, high=high, ends=(low, high))


def standing(reached: Floats, values: Floats, p: float) -> float | None:
    """The smallest value with at least a share p of the cases at or below it; None where there are none.

    reached: how many cases lie at or below each of the values, which ascend. The median of an even number is the mean
    of the middle two.
    """
    if not reached.size or not reached[-1]:
        return None
    n = reached[-1]
    at = _rank(reached, p * n)
    upper = _rank(reached, n / 2 + 1) if p == POSITIONS["median"] and n % 2 == 0 else at
    return float(values[at] + values[upper]) / 2


def difference(now: Estimate, before: Estimate) -> Estimate:
    """By how much a figure differs between two periods, with the difference's interval from LEAST_CHANGE on.

    n, clusters and even are those of the period that has fewer.
    """
    n, clusters, even = min(now.n, before.n), min(now.clusters, before.clusters), min(now.even, before.even)
    if now.value is None or before.value is None:
        return Estimate(None, None, None, None, n, clusters, even=even)
    apart = now.value - before.value
    few = n < LEAST_CHANGE.n or clusters < LEAST_CHANGE.clusters or even < LEAST_EVEN
    if few or now.ends is None or before.ends is None:
        return Estimate(apart, None, None, None, n, clusters, even=even)
    low = apart - math.hypot(now.value - now.ends[0], before.ends[1] - before.value)
    high = apart + math.hypot(now.ends[1] - now.value, before.value - before.ends[0])
    return Estimate(apart, low, high, None, n, clusters, (low, high), even)


def beyond(change: Estimate) -> bool | None:
    """Whether a difference is more than usual variation: its interval excludes 0. None where it has no interval."""
    if change.low is None or change.high is None:
        return None
    return change.low > 0 or change.high < 0


def _estimate(value: float | None, sizes: Floats) -> Estimate:
    n = float(sizes.sum())
    return Estimate(value, None, None, None, round(n), int((sizes > 0).sum()), even=_even(sizes) if n else 0.0)


def _even(sizes: Floats) -> float:
    """How many clusters of one size clusters of these sizes count for."""
    return float(sizes.sum()) ** 2 / float((sizes**2).sum())


def _ratio(sizes: Floats, totals: Floats) -> tuple[float | None, float | None, float, float]:
    """The ratio of totals, its standard error, its skew, and the degrees of freedom; error null below two clusters."""
    n = float(sizes.sum())
    if not n:
        return None, None, 0.0, 0.0
    ratio = float(totals.sum()) / n
    clusters = int((sizes > 0).sum())
    freedom = _even(sizes) - 1
    if clusters < 2 or freedom < SLACK:  # one alone does not vary
        return ratio, None, 0.0, 0.0
    residuals = totals - ratio * sizes
    squares = float((residuals**2).sum())
    error = math.sqrt(clusters / (clusters - 1) * squares) / n
    skew = float((residuals**3).sum()) / squares**1.5 if squares else 0.0
    return ratio, error, skew, freedom


def _unskewed(t: float, skew: float) -> float:
    """The quantile of a studentised mean with that skew which stands where t stands without: Hall's, inverted."""
    if abs(skew) < STRAIGHT:
        return t
    return 3 / skew * (float(np.cbrt(1 + skew * (t - skew / 6))) - 1)


def _rank(reached: Floats, count: float) -> int:
    """The first column at which at least so many cases are reached."""
    return min(int(np.searchsorted(reached, count - SLACK * reached[-1])), len(reached) - 1)


@lru_cache(10_000)
def _t(freedom: float) -> float:
    return float(student.ppf((1 + LEVEL) / 2, freedom))
