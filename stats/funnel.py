"""Control limits of a funnel plot: between which ends units of a size lie when nothing but chance tells them apart.

Spiegelhalter, D. J. (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24, 1185-1202:
limits around the whole's own figure that hold 95 % and 99.8 % of the units which differ from it by chance alone, and
over-dispersion: where units differ throughout by more than chance, limits widened by as much as they commonly do.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LEVELS = (0.95, 0.998)
Z = {0.95: 1.959963984540054, 0.998: 3.090232306167813}  # two-sided, of the standard normal
Z_ONE_SIDED = 1.6448536269514722  # 95 % of the standard normal lie below it
WINSORISED = 0.1  # share of the units at each end whose z-scores are drawn in to the next one's
FAR = 10  # standard deviations from the mean beyond which a binomial number is left out of the sum
SLACK = 1e-12  # how far apart two probabilities are by rounding alone

Floats = npt.NDArray[np.float64]


def share_limits(share: float, n: Sequence[int], level: float) -> tuple[Floats, Floats]:
    """The low and high limits of a share (0..1) for each size n, exact by the binomial distribution.

    A share lies below the low limit exactly where chance gives it, or less, with less than the tail's probability; the
    high limit is the low one of the share that does not score, so that both ends are alike. Between counts the limits
    are interpolated as in the appendix of Spiegelhalter (2005), whose high limit lies one count lower: by it a unit
    where all score would be outside however few its rows. Null where n is 0.
    """
    tail = (1 - level) / 2
    ends = [(_quantile(share, size, tail), 1 - _quantile(1 - share, size, tail)) for size in n]
    low, high = np.array(ends, dtype=float).reshape(-1, 2).T
    return low, high


def mean_limits(mean: float, deviation: float, n: Sequence[int], level: float) -> tuple[Floats, Floats]:
    """The low and high limits of a mean for each size n, by the normal distribution: mean -/+ z x deviation / sqrt(n).

    deviation: the standard deviation within the units (see `within`). Null where n is 0.
    """
    sizes = np.asarray(n, dtype=float)
    with np.errstate(divide="ignore"):
        half = np.where(sizes > 0, Z[level] * deviation / np.sqrt(sizes), np.nan)
    return mean - half, mean + half


def within(groups: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float | None:
    """The standard deviation within groups: of all values around the means of their own groups (pooled).

    groups: of each its values and how often each occurs. None where no group has two.
    """
    squares, freedom = 0.0, 0.0
    for values, counts in groups:
        value, count = np.asarray(values, dtype=float), np.asarray(counts, dtype=float)
        if count.sum() < 2:
            continue
        mean = (value * count).sum() / count.sum()
        squares += float((count * (value - mean) ** 2).sum())
        freedom += float(count.sum()) - 1
    return math.sqrt(squares / freedom) if freedom else None


def dispersion(z: Sequence[float]) -> float:
    """How many times as much as by chance units vary: phi, at least 1.

    z: of each unit how far it lies from the whole, in standard errors of its own by chance alone. phi is the mean of
    their squares, winsorised so that the units which limits are to find do not widen these; 1 unless it is larger than
    chance lets it be (units x phi beyond the 95 % quantile of chi-squared with as many degrees of freedom).
    """
    units = len(z)
    drawn_in = math.floor(units * WINSORISED)
    ordered = np.sort(np.asarray(z, dtype=float))
    total = float((np.clip(ordered, ordered[drawn_in], ordered[-1 - drawn_in]) ** 2).sum()) if units else 0.0
    return total / units if units and total > _chi_squared(units) else 1.0


def widened(whole: float, ends: tuple[Floats, Floats], phi: float) -> tuple[Floats, Floats]:
    """Limits for units of which chance explains one part in phi: sqrt(phi) times as far from the whole's figure."""
    low, high = (whole + (end - whole) * math.sqrt(phi) for end in ends)
    return low, high


def _chi_squared(freedom: int) -> float:
    """The 95 % quantile of chi-squared, by Wilson and Hilferty (1931): 0.2 % too high at most from 3 degrees on."""
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + Z_ONE_SIDED * math.sqrt(spread)) ** 3)


def _quantile(share: float, n: int, p: float) -> float:
    """The interpolated p-quantile of a share over n rows of which each scores with probability `share`."""
    if n <= 0 or not 0 <= share <= 1:
        return math.nan
    if share in (0, 1):
        return share
    spread = FAR * math.sqrt(n * share * (1 - share)) + FAR
    first, last = max(0, math.floor(n * share - spread)), min(n, math.ceil(n * share + spread))
    counts = np.arange(first, last + 1)
    # Each probability by its ratio to the one before; what lies further out is less than rounding.
    steps = np.log((n - counts[:-1]) / (counts[:-1] + 1)) + math.log(share / (1 - share))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    reached = np.cumsum(chances)
    at = min(int(np.searchsorted(reached, p - SLACK)), len(counts) - 1)
    inside = (reached[at] - p) / chances[at]
    return float(np.clip((counts[at] - inside) / n, 0.0, 1.0))
