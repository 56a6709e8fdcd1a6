"""Small vectorised draws that every part of the simulated utility uses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Stamps = NDArray[np.datetime64]

FIRST_YEAR, LAST_YEAR = 2017.0, 2026.0  # the years that a drifting share is given for


def chance(rng: np.random.Generator, probability: Floats) -> Flags:
    """True with each row's own probability."""
    return rng.random(len(probability)) < probability


def choose(rng: np.random.Generator, weights: Floats) -> Ints:
    """One column number a row of weights (rows x choices), in proportion to the weights."""
    edges = np.cumsum(weights, axis=1)
    point = rng.random(len(weights)) * edges[:, -1]
    number: Ints = (edges[:, :-1] <= point[:, None]).sum(axis=1).astype(np.int64)
    return number


def lognormal(rng: np.random.Generator, median: Floats, spread: float) -> Floats:
    """Right-skewed amounts with the given medians; spread is the standard deviation of their logarithm."""
    return median * np.exp(spread * rng.standard_normal(len(median)))


def hours(rng: np.random.Generator, mean: float, spread: float, size: int) -> Floats:
    """Hours of the local day, from 0 to below 24, around a mean; what would pass midnight is early on the same day."""
    return (mean + spread * rng.standard_normal(size)) % 24


def drift(year: Floats, first: float, last: float) -> Floats:
    """A share that moves in a straight line from the start of FIRST_YEAR to that of LAST_YEAR, then stays."""
    return np.interp(year, [FIRST_YEAR, LAST_YEAR], [first, last])


def drifts(year: Floats, shares: Sequence[tuple[float, float]]) -> Floats:
    """One column of drift() for each pair of shares (rows x choices)."""
    return np.stack([drift(year, first, last) for first, last in shares], axis=1)
