"""How often the estimate of the reform's effect holds the truth: simulated utilities whose true effect is known.

Each is small: 27 provinces that start when the product's simulator would have them start, 0.5 to 30 cases a province,
class and month, skewed times. Everything else is drawn anew: the provinces' pace and size, a trend and shocks that all
share, shocks of a province that last for months, and an effect that differs by province and class and ramps up. Only
the cases' months, classes, times and paths are handed to the estimator, as a delivery would.
"""

import time
from dataclasses import dataclass

import numpy as np

from ingest.simulate.characters import REFORM_RAMP, draw_characters
from stats.effect import BEFORE, LEVEL, NEVER, RAMP_OVER, Floats, effect, stack
from stats.starts import first_months

UTILITIES, SEED = 1_000, 6
SMALL, LARGE = 500, 2_000  # cases after the start, by which coverage is told apart
NORMAL = 1.959963984540054  # two-sided 95 % of the standard normal
PROVINCES, MONTHS = 27, 72
FIRST = np.datetime64("2017-01")
LEVELS = np.array([30.0, 45.0])  # working days without the reform, of each class
MIX = (6.0, 2.0)  # of the classes, as a Dirichlet distribution has it
FEWEST, MOST = 0.5, 30.0  # cases a province, class and month
SIZES = 0.6  # spread of the provinces' sizes, standard deviation of the logarithm
SKEW = 0.6  # of case times
TREND, TREND_SPREAD = -0.03, 0.02  # change of all times a year, without the reform
SHARED, SHARED_LASTS = 0.04, 0.9  # shocks that all share: size, and what is left of one after a month
OWN, OWN_LASTS = 0.05, 0.7  # those of a province
CUT, CUT_SPREAD = 0.45, 0.15  # share of the time that the streamlined path saves
SEASON = 0.05
STARTED = 0.1  # share of streamlined cases from which a province counts as started


@dataclass(frozen=True)
class Utility:
    """A utility's cases by province, month and class: how many, their times' sum and squares, those streamlined.

    true: by how much the reform moved the mean time of each cell.
    """

    cases: Floats
    totals: Floats
    squares: Floats
    streamlined: Floats
    true: Floats


def draw(rng: np.random.Generator) -> Utility:
    """A utility."""
    parts = draw_characters(rng, PROVINCES)
    size = np.exp(SIZES * rng.standard_normal(PROVINCES))
    size *= np.exp(rng.uniform(np.log(FEWEST), np.log(MOST))) / size.mean()
    mix = rng.dirichlet(MIX, PROVINCES) * len(LEVELS)
    cases = rng.poisson(np.broadcast_to((size[:, None] * mix)[:, None, :], (PROVINCES, MONTHS, len(LEVELS))))
    year = np.arange(MONTHS) / 12
    shared = _lasting(rng, 1, SHARED, SHARED_LASTS)[0] + SEASON * np.sin(2 * np.pi * year)
    shared += np.log1p(rng.normal(TREND, TREND_SPREAD)) * year
    moved = np.exp(shared + _lasting(rng, PROVINCES, OWN, OWN_LASTS))
    older = parts.pace[:, None, None] * moved[:, :, None] * LEVELS
    cut = np.clip(CUT * np.exp(CUT_SPREAD * rng.standard_normal((PROVINCES, 1, len(LEVELS)))), 0, 0.9)
    middle = (FIRST + np.arange(MONTHS)).astype("datetime64[D]") + 14
    since = (middle - parts.reform_day[:, None]).astype(int)
    share = np.broadcast_to((np.clip(since / REFORM_RAMP, 0, 1) * parts.share_hv[:, None])[:, :, None], cases.shape)
    cell = np.repeat(np.arange(cases.size), cases.ravel())
    new = rng.random(len(cell)) < share.ravel()[cell]
    luck = np.exp(SKEW * rng.standard_normal(len(cell)) - SKEW**2 / 2)
    saved = np.broadcast_to(cut, cases.shape).ravel()[cell]
    times = older.ravel()[cell] * np.where(new, 1 - saved, 1) * luck

    def summed(values: Floats) -> Floats:
        sums = np.bincount(cell, values, cases.size).astype(float)
        return sums.reshape(cases.shape)

    return Utility(
        cases.astype(float), summed(times), summed(times**2), summed(new.astype(float)), -cut * share * older
    )


def _lasting(rng: np.random.Generator, rows: int, size: float, lasts: float) -> Floats:
    """Shocks by month that fade, each row on its own (autoregressive of the first order)."""
    found = np.empty((rows, MONTHS))
    found[:, 0] = rng.standard_normal(rows)
    for month in range(1, MONTHS):
        found[:, month] = lasts * found[:, month - 1] + np.sqrt(1 - lasts**2) * rng.standard_normal(rows)
    return size * found


def quarters(values: Floats) -> Floats:
    """Sums by quarter of what is by month."""
    provinces, months, strata = values.shape
    by_quarter: Floats = values.reshape(provinces, months // 3, 3, strata).sum(axis=2)
    return by_quarter


def judge(drawn: Utility) -> tuple[float, ...] | None:
    """Of the estimate and of the plain before and after: error, half the interval; the pre-trend's chance; cases.

    Errors are against the true effect on the very cases that the estimate is over. The interval of the plain comparison
    is the usual one of two means, each case by itself. None where there is no estimate.
    """
    months = first_months(drawn.cases.sum(axis=2), drawn.streamlined.sum(axis=2), STARTED)
    starts = np.where(months == NEVER, NEVER, months // 3)
    cases, totals, moved = (quarters(one) for one in (drawn.cases, drawn.totals, drawn.true * drawn.cases))
    found = effect(cases, totals, starts)
    if found is None or found.pre_trend is None:
        return None
    over = stack(cases, totals, starts)
    over = over.of(over.event >= RAMP_OVER)
    row, unit = np.nonzero(over.cases)
    own = np.unique(unit)
    after = np.zeros(cases.shape, dtype=bool)
    after[unit, (over.start + over.event)[row], over.stratum[row]] = True
    since = np.arange(cases.shape[1]) - starts[own, None]
    before = np.zeros_like(after)
    before[own] = ((since >= -BEFORE) & (since < 0))[:, :, None]
    true = moved[after].sum() / cases[after].sum()
    squares = quarters(drawn.squares)
    error = np.sqrt(sum(_variance(cases[at], totals[at], squares[at]) for at in (before, after)))
    estimate = found.overall
    half = (estimate.high - estimate.low) / 2
    return estimate.value - true, half, found.naive.change - true, NORMAL * error, found.pre_trend, estimate.n


def _variance(cases: Floats, totals: Floats, squares: Floats) -> float:
    """The variance of the mean of all cases of some cells."""
    n = cases.sum()
    return float((squares.sum() / n - (totals.sum() / n) ** 2) / (n - 1))


def judge_utilities() -> None:
    """Print coverage, bias and width of the estimate and of the plain comparison, and how often a pre-trend is seen."""
    started = time.perf_counter()
    judged = [judge(draw(np.random.default_rng((SEED, number)))) for number in range(UTILITIES)]
    known = np.array([one for one in judged if one is not None])
    print(f"The reform's effect, {UTILITIES:,} simulated utilities of {PROVINCES} provinces, truth known")
    print("                                        nominal  actual     bias    width")
    cases = known[:, 5]
    every = np.ones(len(known), dtype=bool)
    for name, rows, at in (
        ("estimate, interval by province", every, 0),
        (f"  of under {SMALL:,} cases after the start", cases < SMALL, 0),
        (f"  of under {LARGE:,}", (cases >= SMALL) & (cases < LARGE), 0),
        ("  of more", cases >= LARGE, 0),
        ("plain before and after", every, 2),
    ):
        error, half = known[rows, at], known[rows, at + 1]
        held = (np.abs(error) <= half).mean()
        print(f"  {name:<38}  {LEVEL:5.1%}  {held:6.1%}  {error.mean():7.2f}  {2 * half.mean():7.2f}")
    seen = (known[:, 4] < 1 - LEVEL).mean()
    print(f"  a trend before the start is seen where there is none: {seen:.1%} (nominal {1 - LEVEL:.0%})")
    took = time.perf_counter() - started
    print(f"  bias and width in working days; no estimate for {UTILITIES - len(known)}; {took:.0f} s\n")
