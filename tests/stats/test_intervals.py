"""Intervals against figures published elsewhere."""

import numpy as np
import pytest

from stats.intervals import byar, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (98, 100, 0.930, 0.994),  # domain.md, section 6
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(hits: int, n: int, low: float, high: float) -> None:
    found = wilson([hits], [n])
    assert found[0][0] == pytest.approx(low, abs=5e-4)
    assert found[1][0] == pytest.approx(high, abs=5e-4)


def test_no_cases_no_interval() -> None:
    low, high = wilson([0], [0])
    assert np.isnan(low[0])
    assert np.isnan(high[0])


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [  # exact limits of Garwood (1936), Biometrika 28, 437-442, which the approximation comes near from one event on
        (1, 0.0253, 5.572),
        (2, 0.242, 7.225),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (20, 12.217, 30.888),
        (100, 81.364, 121.627),
    ],
)
def test_counts_have_nearly_their_exact_interval(events: int, low: float, high: float) -> None:
    found = byar([events])
    assert found[0][0] == pytest.approx(low, rel=0.015, abs=0.035)
    assert found[1][0] == pytest.approx(high, rel=0.005)


def test_no_event_may_still_come() -> None:
    low, high = byar([0, 0])
    assert low.tolist() == [0, 0]
    assert high[0] == pytest.approx(3.689, rel=0.01)
