"""Intervals for shares and for counts."""

import numpy as np
import numpy.typing as npt

Z95 = 1.959963984540054  # two-sided 95 % of the standard normal


def wilson(
    hits: npt.ArrayLike, n: npt.ArrayLike, z: float = Z95
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Wilson's score interval of a share: (low, high), null where n is 0.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
    """
    x, m = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / m
        middle = (share + z**2 / (2 * m)) / (1 + z**2 / m)
        half = z / (1 + z**2 / m) * np.sqrt(share * (1 - share) / m + z**2 / (4 * m**2))
        low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    return np.where(m > 0, low, np.nan), np.where(m > 0, high, np.nan)


def byar(events: npt.ArrayLike, z: float = Z95) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Byar's approximation to the exact Poisson interval of a count of events: (low, high); low is 0 where none is.

    Breslow, N. E. & Day, N. E. (1987), Statistical Methods in Cancer Research, volume II, IARC, page 69.
    """
    low, high = np.asarray(events, dtype=float), np.asarray(events, dtype=float) + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = low * (1 - 1 / (9 * low) - z / (3 * np.sqrt(low))) ** 3
    return np.where(low > 0, np.maximum(ends, 0.0), 0.0), high * (1 - 1 / (9 * high) + z / (3 * np.sqrt(high))) ** 3
