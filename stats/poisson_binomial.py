"""How many of several cases will turn out so, each with a chance of its own: the Poisson-binomial distribution."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binom

RARE = 1e-12  # what is rarer is left out


def likely(n: Sequence[int], expected: Sequence[float], level: float = 0.95) -> tuple[int, int]:
    """Between which numbers it will lie with at least this probability, as much left out below as above.

    n, expected: of bands of cases with about the same chance, how many there are and the sum of their chances. The
    number in each band is binomial, the whole their convolution (Hong 2013, On computing the distribution function for
    the Poisson binomial distribution, Computational Statistics & Data Analysis 59, 41-51). Cases must be independent.
    """
    first, chances = 0, np.ones(1)
    for cases, total in zip(n, expected, strict=True):
        if cases <= 0:
            continue
        every = binom.pmf(np.arange(cases + 1), cases, min(max(total / cases, 0.0), 1.0))
        kept = np.flatnonzero(every > RARE)
        first += int(kept[0])
        chances = np.convolve(chances, every[kept[0] : kept[-1] + 1])
    reached = np.cumsum(chances / chances.sum())
    tail = (1 - level) / 2
    low, high = np.searchsorted(reached, [tail, 1 - tail])
    return first + int(low), first + min(int(high), len(chances) - 1)
