"""Verdicts on targets: arithmetic where all cases are known, three-valued where there is only a sample of them.

Many units judged at once: Benjamini, Y. & Hochberg, Y. (1995), Controlling the false discovery rate, JRSS B 57,
289-300: of the units that are named, one in twenty at most, on average, is named by chance alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import numpy as np
from scipy.special import ndtri, stdtr
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from stats.clustered import Estimate
from stats.funnel import dispersion
from stats.intervals import wilson

FALSE_ALARMS = 0.05
NEVER = 1e-300  # a chance below which no two are told apart
DIGITS = 12  # significant ones that a figure worked out by sums can be trusted to


class Verdict(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    MISSED = "missed"
    UNSURE = "unsure"  # of samples only: there are too few rows to tell
    UNKNOWN = "unknown"  # there is no figure


@dataclass(frozen=True)
class Many:
    """Units judged at once.

    found: in the units' order. tested: how many could be. alone: how many would have been named, each judged by itself;
    named: how many are, false alarms controlled.
    """

    found: Sequence[Verdict]
    tested: int
    alone: int
    named: int


@dataclass(frozen=True)
class Unusual:
    """Units held against the whole at once.

    found: in the units' order, whether one differs by more than usual variation, null where it cannot be told. tested,
    alone and named as in Many. phi: how many times as much as by chance the units vary throughout.
    """

    found: Sequence[bool | None]
    tested: int
    alone: int
    named: int
    phi: float


def rounded(value: float, decimals: int) -> Decimal:
    """A figure as it is shown and judged: half up, in its metric's stored unit."""
    return Decimal(f"{value:.{DIGITS}g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def census(value: float | None, n: int, threshold: float, decimals: int, better: str) -> Verdict:
    """Whether the figure of all cases meets a target: arithmetic, to the target's decimals; a tie meets it.

    value and threshold in the metric's stored unit (shares 0..1); n: the cases behind the value. better: lower or
    higher. Raises ValueError for another one.
    """
    lower = _is_lower(better)
    if value is None or math.isnan(value) or not n:
        return Verdict.UNKNOWN
    shown, limit = rounded(value, decimals), Decimal(f"{threshold:.{DIGITS}g}")
    return Verdict.MET if (shown <= limit if lower else shown >= limit) else Verdict.MISSED


def sample(low: float | None, high: float | None, threshold: float, better: str) -> Verdict:
    """Whether a sample tells that a target is met: by its 95 % interval, which holds the threshold where it cannot.

    Raises ValueError for a `better` that is neither lower nor higher.
    """
    lower = _is_lower(better)
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return Verdict.UNKNOWN
    if (high <= threshold) if lower else (low >= threshold):
        return Verdict.MET
    if (low > threshold) if lower else (high < threshold):
        return Verdict.MISSED
    return Verdict.UNSURE


def samples(shares: Sequence[float | None], n: Sequence[int], thresholds: Sequence[float], better: str) -> Many:
    """Whether the samples of many units tell that a share meets its target: where it stays so, false alarms controlled.

    shares: of each unit its share (0..1), null where nothing was answered; n: answers; thresholds: each unit's target.
    A unit's p-value is that of the score test, which Wilson's interval inverts: below 5 % exactly where that excludes
    the threshold.
    """
    lows, highs = wilson([(share or 0.0) * size for share, size in zip(shares, n, strict=True)], n)
    single = [
        sample(float(low), float(high), threshold, better)
        for low, high, threshold in zip(lows, highs, thresholds, strict=True)
    ]
    stays = controlled([_score(*one) for one in zip(shares, n, thresholds, strict=True)])
    named = (Verdict.MET, Verdict.MISSED)
    found = [
        Verdict.UNSURE if verdict in named and not stay else verdict
        for verdict, stay in zip(single, stays, strict=True)
    ]
    return Many(
        found,
        tested=sum(verdict is not Verdict.UNKNOWN for verdict in single),
        alone=sum(verdict in named for verdict in single),
        named=sum(verdict in named for verdict in found),
    )


def unusual(estimates: Sequence[Estimate], whole: float) -> Unusual:
    """Which units differ from the whole by more than usual variation, false alarms controlled.

    estimates: the units' figures with their errors; units without one are not told. Where units differ throughout by
    more than these say, what is usual among them counts (see stats/funnel.py, dispersion).

    An error over some months is itself unsure: Student's t with its degrees of freedom takes the place of the normal
    distribution. A unit's error counts as at least that which is common (the median) among the units: of skewed times
    those that miss the long ones by chance lie low and seem sure of it. Of units with fewer cases, theirs as if it
    shrank with the root of the cases; of those with more, theirs. In how many answers any of 30 and 100 units is named
    that do not differ, `make bench` prints (bench/coverage.py): of means and shares of simulated cases in 2 or 3 of
    100 at most.
    """
    errors = np.array([one.error_at(whole) or math.nan for one in estimates])
    n = np.array([one.n for one in estimates], dtype=float)
    known = ~np.isnan(errors)
    least = [float(np.median(errors[known] * np.sqrt(np.minimum(n[known] / one, 1)))) for one in n[known]]
    z: list[float | None] = [None] * len(estimates)
    for at, error in zip(np.flatnonzero(known).tolist(), np.maximum(errors[known], least).tolist(), strict=True):
        z[at] = _deviate(estimates[at], error, whole)
    phi = dispersion([one for one in z if one is not None])
    chances = [None if one is None else float(2 * norm.sf(abs(one) / math.sqrt(phi))) for one in z]
    stays = controlled(chances)
    return Unusual(
        [None if chance is None else stay for chance, stay in zip(chances, stays, strict=True)],
        tested=sum(chance is not None for chance in chances),
        alone=sum(chance is not None and chance < FALSE_ALARMS for chance in chances),
        named=sum(stays),
        phi=phi,
    )


def controlled(chances: Sequence[float | None]) -> list[bool]:
    """Which of many p-values are named, false alarms controlled at 5 % (Benjamini and Hochberg); null ones are not."""
    known = [at for at, chance in enumerate(chances) if chance is not None and not math.isnan(chance)]
    found = [False] * len(chances)
    if known:
        values = np.array([chances[at] for at in known], dtype=float)
        named = multipletests(values, alpha=FALSE_ALARMS, method="fdr_bh")[0]
        for at, name in zip(known, named.tolist(), strict=True):
            found[at] = name
    return found


def _score(share: float | None, n: int, threshold: float) -> float | None:
    """The two-sided p-value of a share against the threshold; null where there is no answer."""
    if share is None or math.isnan(share) or not n:
        return None
    error = math.sqrt(threshold * (1 - threshold) / n)
    if not error:
        return 1.0 if share == threshold else 0.0
    return float(2 * norm.sf(abs(share - threshold) / error))


def _deviate(one: Estimate, error: float, whole: float) -> float | None:
    """The normal deviate that lies as far out, by chance, as a figure in errors from the whole by Student's t."""
    if one.value is None:
        return None
    off = (one.value - whole) / error
    return math.copysign(float(ndtri(max(stdtr(one.even - 1, -abs(off)), NEVER))), off)


def _is_lower(better: str) -> bool:
    if better not in ("lower", "higher"):
        raise ValueError(f"A target needs to know which way is better, lower or higher, not {better!r}.")
    return better == "lower"
