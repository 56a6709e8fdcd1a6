"""What a reform that reached units at different dates did to their times: staggered difference-in-differences.

Stacked regression (Cengiz, Dube, Lindner & Zipperer 2019, Quarterly Journal of Economics 134(3), 1405-1454) with the
corrective weights of Wing, Freedman & Hollingsworth (2024, NBER working paper 32054): for each quarter in which units
start, those units stand beside the ones that have not started by the quarter looked at, and no unit that has started
ever serves as a comparison. Each unit is held against its own mean over the four quarters before (pre-mean differenced,
as Dube, Girardi, Jordà & Taylor 2025, Journal of Applied Econometrics 40(5), 741-758), as a ratio: without the reform
times would have changed in the same proportion in the units that started as in those that had not. (Slow units feel a
common shock in more days than quick ones, so that equal changes in days would be the worse guess.)

The interval is the cluster jackknife's (CV3) with t(G-1), each unit with all its cells left out once (MacKinnon,
Nielsen & Webb 2023, Journal of Applied Econometrics 38(5), 671-694); `make bench` prints how often it holds the truth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc, stdtrit
from statsmodels.regression.linear_model import WLS

BEFORE = 4  # quarters before the start that a unit is held against: a whole year, so that seasons cancel out
AFTER = 6  # the last quarter after the start that is looked at
RAMP_OVER = 3  # the first quarter after the start in which the ramp is over
LEAST_CONTROLS = 3  # units not yet reformed that a comparison needs
LEAST_TREATED = 5  # units that started without which there is no estimate
LEAST_CASES = 60  # of theirs after the start, likewise: over fewer the interval's coverage is not known to hold
LEVEL = 0.95
NEVER = 2**31 - 1  # the start of a unit that has not started

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """An effect with its 95 % interval, in the unit of the times; negative is quicker.

    share: the same as a share of what the units' times were before. n: cases behind it, of units that started, in the
    quarters looked at. treated: how many such units. clusters: units that carry the estimate, on either side.
    """

    value: float
    low: float
    high: float
    share: float
    n: int
    treated: int
    clusters: int


@dataclass(frozen=True)
class Unit:
    """What one unit's times changed by, beyond what those of units not yet reformed did; alone it has no interval."""

    unit: int  # its row in the arrays
    value: float
    n: int


@dataclass(frozen=True)
class Naive:
    """After less before in the units that started, and what of it is no effect: change = effect + others + mix."""

    before: float
    after: float
    others: float  # what the units not yet reformed changed by in the same quarters, in proportion
    mix: float  # what comes of another mix of units and strata after than before

    @property
    def change(self) -> float:
        """What a plain comparison of before and after says."""
        return self.after - self.before


@dataclass(frozen=True)
class Effect:
    """The effect once the ramp is over; by quarter since the start (-BEFORE..AFTER); by unit; beside the plain change.

    pre_trend: the chance of quarters before the start as uneven as these, were there no trend before it; None where it
    cannot be told.
    """

    overall: Estimate
    course: dict[int, Estimate]
    pre_trend: float | None
    units: list[Unit]
    naive: Naive


def effect(cases: Floats, totals: Floats, starts: Ints) -> Effect | None:
    """The effect of a reform on mean times; None where too few units or cases can be compared.

    cases and totals: how many cases and the sum of their times, units x quarters x strata (class and service, so that
    like is compared with like); starts: the quarter in which each unit starts, NEVER where it does not.
    """
    found = stack(cases, totals, starts)
    over = found.of(found.event >= RAMP_OVER)
    if over.treated < LEAST_TREATED or over.cases.sum() < LEAST_CASES:
        return None
    every = {quarter: found.of(found.event == quarter) for quarter in range(-BEFORE, AFTER + 1)}
    looked_at = {quarter: rows for quarter, rows in every.items() if rows.treated >= LEAST_TREATED}
    course = {quarter: _estimate(rows) for quarter, rows in looked_at.items()}
    return Effect(
        overall=_estimate(over),
        course=course,
        pre_trend=_pre_trend({quarter: rows for quarter, rows in looked_at.items() if quarter < 0}, course),
        units=_units(over),
        naive=_naive(over, cases, totals, starts),
    )


@dataclass(frozen=True)
class Stack:
    """Comparisons, one a row: of a start's quarter, a quarter since it and a stratum; each over all units.

    ratio: mean time over the unit's own mean before. cases: those of units that started. treated_weight and
    control_weight: cases x the unit's mean before, so that a weighed mean of ratios is a ratio of sums.
    """

    start: Ints
    event: Ints
    stratum: Ints
    ratio: Floats
    cases: Floats
    treated_weight: Floats
    control_weight: Floats

    def of(self, rows: Flags) -> "Stack":
        """Some of the rows."""
        return Stack(
            self.start[rows],
            self.event[rows],
            self.stratum[rows],
            self.ratio[rows],
            self.cases[rows],
            self.treated_weight[rows],
            self.control_weight[rows],
        )

    @property
    def treated(self) -> int:
        """Units that started."""
        return int((self.treated_weight.sum(axis=0) > 0).sum())

    @cached_property
    def carrying(self) -> Ints:
        """Units that stand on either side."""
        return np.flatnonzero((self.treated_weight + self.control_weight).sum(axis=0) > 0)

    @property
    def scale(self) -> float:
        """The mean time before that an effect as a share is a share of, over the cases after."""
        return float(self.treated_weight.sum() / self.cases.sum())


def stack(cases: Floats, totals: Floats, starts: Ints) -> Stack:
    """Every comparison that has units on both sides."""
    units, quarters, _ = cases.shape
    rows: list[tuple[int, int, int, Floats, Floats, Floats, Floats]] = []
    for start in sorted({int(start) for start in starts if BEFORE <= start < quarters}):
        known = cases[:, start - BEFORE : start].sum(axis=1)
        base = np.divide(
            totals[:, start - BEFORE : start].sum(axis=1), known, out=np.zeros_like(known), where=known > 0
        )
        for event in range(-BEFORE, min(AFTER, quarters - 1 - start) + 1):
            at = start + event
            n = np.where(base > 0, cases[:, at], 0.0)
            weight = n * base
            ratio = np.divide(totals[:, at], weight, out=np.zeros_like(weight), where=weight > 0)
            treated = np.where((starts == start)[:, None], weight, 0.0)
            control = np.where((starts > max(at, start))[:, None], weight, 0.0)
            enough = (treated.sum(axis=0) > 0) & ((control > 0).sum(axis=0) >= LEAST_CONTROLS)
            rows += [
                (
                    start,
                    event,
                    int(k),
                    ratio[:, k],
                    np.where(treated[:, k] > 0, n[:, k], 0.0),
                    treated[:, k],
                    control[:, k],
                )
                for k in np.flatnonzero(enough)
            ]
    of = list(zip(*rows, strict=True)) if rows else [()] * 7
    starting, since, stratum = (np.array(one, dtype=int) for one in of[:3])
    ratio, n, treated, control = (np.array(one, dtype=float).reshape(len(rows), units) for one in of[3:])
    return Stack(starting, since, stratum, ratio, n, treated, control)


def regress(rows: Stack) -> float:
    """The effect as a share: the coefficient of having started.

    Weighted least squares with an intercept for each comparison, taken out by demeaning within it (Frisch, Waugh and
    Lovell); units not yet reformed weigh as much within a comparison as those that started. As each comparison is of
    one quarter since the start, the coefficients of several quarters are those of each one's own regression.
    """
    treated, control = rows.treated_weight, rows.control_weight
    mass = treated.sum(axis=1, keepdims=True)
    weight = treated + control * mass / control.sum(axis=1, keepdims=True)
    mean = (weight * rows.ratio).sum(axis=1) / (2 * mass[:, 0])
    row, unit = np.nonzero(weight)
    started = np.where(treated > 0, 0.5, -0.5)[row, unit]  # less its mean: both sides weigh the same
    model = WLS(rows.ratio[row, unit] - mean[row], started, weights=weight[row, unit], hasconst=False)
    return float(model.fit().params[0])


def left_out(rows: Stack, units: Ints) -> Floats:
    """The effect as a share without each of some units.

    The regression's coefficient is the mean of the differences of its comparisons, weighed by the started side, so that
    it need not be solved anew.
    """
    treated, control = rows.treated_weight, rows.control_weight

    def without(values: Floats) -> Floats:
        rest: Floats = values.sum(axis=1, keepdims=True) - values[:, units]
        return rest

    mass, other = without(treated), without(control)
    there = (mass > 1e-9 * treated.sum()) & (other > 1e-9 * control.sum())
    before = np.divide(without(control * rows.ratio), other, out=np.zeros_like(other), where=there)
    gap = np.where(there, without(treated * rows.ratio) - mass * before, 0.0)
    return np.asarray(gap.sum(axis=0) / np.where(there, mass, 0.0).sum(axis=0), dtype=float)


def _estimate(rows: Stack) -> Estimate:
    """The effect of some comparisons with its interval by the cluster jackknife.

    The jackknife is of the share: which units started, and how long they took before, is known.
    """
    clusters, share = len(rows.carrying), regress(rows)
    error = np.sqrt((clusters - 1) / clusters * ((left_out(rows, rows.carrying) - share) ** 2).sum())
    half = float(stdtrit(clusters - 1, (1 + LEVEL) / 2) * error)
    low, value, high = (end * rows.scale for end in (share - half, share, share + half))
    return Estimate(value, low, high, share, round(rows.cases.sum()), rows.treated, clusters)


def _pre_trend(before: Mapping[int, Stack], course: Mapping[int, Estimate]) -> float | None:
    """The p-value of no trend before the start, by Hotelling's T2 with the jackknife's covariance.

    The last quarter is left out: as deviations from their common mean the others say it already.
    """
    if len(before) < BEFORE:
        return None
    quarters = sorted(before)[:-1]
    clusters = np.unique(np.concatenate([before[quarter].carrying for quarter in quarters]))
    values = np.array([course[quarter].share for quarter in quarters])
    spread = np.array([left_out(before[quarter], clusters) for quarter in quarters]) - values[:, None]
    g, q = len(clusters), len(quarters)
    covariance = (g - 1) / g * spread @ spread.T
    if g <= q or np.linalg.matrix_rank(covariance) < q:
        return None
    statistic = float(values @ np.linalg.solve(covariance, values)) * (g - q) / ((g - 1) * q)
    return float(fdtrc(q, g - q, statistic))


def _others(rows: Stack) -> Floats:
    """What the times of units not yet reformed were to their own before, of each comparison."""
    mean: Floats = (rows.control_weight * rows.ratio).sum(axis=1) / rows.control_weight.sum(axis=1)
    return mean


def _units(over: Stack) -> list[Unit]:
    """Each unit's own effect."""
    cases = over.cases.sum(axis=0)
    gap = (over.treated_weight * (over.ratio - _others(over)[:, None])).sum(axis=0)
    return [Unit(int(unit), float(gap[unit] / cases[unit]), round(cases[unit])) for unit in np.flatnonzero(cases)]


def _naive(over: Stack, cases: Floats, totals: Floats, starts: Ints) -> Naive:
    """The plain comparison of the same units: all their cases of the quarters before, and those after."""
    n = float(over.cases.sum())
    own = [(unit, slice(int(starts[unit]) - BEFORE, int(starts[unit]))) for unit in np.flatnonzero(over.cases.sum(0))]
    before = sum(totals[at].sum() for at in own) / sum(cases[at].sum() for at in own)
    after = float((over.treated_weight * over.ratio).sum()) / n
    others = float((over.treated_weight.sum(axis=1) * (_others(over) - 1)).sum()) / n
    return Naive(float(before), after, others, over.scale - float(before))
