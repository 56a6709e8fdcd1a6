"""How many of several will turn out so, against counting every way it can."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.poisson_binomial import likely


def by_counting(chances: list[float], level: float) -> tuple[int, int]:
    """The ends of the range from the probability of each number, over all outcomes."""
    of = [0.0] * (len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        of[sum(outcome)] += prod(p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True))
    reached = [sum(of[: number + 1]) for number in range(len(of))]
    tail = (1 - level) / 2
    low, high = (next(n for n, total in enumerate(reached) if total >= end - 1e-9) for end in (tail, 1 - tail))
    return low, high


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=8))
def test_it_equals_counting_every_outcome(chances: list[float]) -> None:
    assert likely([1] * len(chances), chances) == by_counting(chances, 0.95)


def test_ten_coins() -> None:
    """0 or 1 head comes in 11 of 1,024 throws, 2 or fewer in 56: beyond 2.5 % from 2 on."""
    assert likely([10], [5.0]) == (2, 8)


@pytest.mark.parametrize(
    ("n", "expected", "found"), [([], [], (0, 0)), ([5], [0.0], (0, 0)), ([3, 0], [3.0, 0.0], (3, 3))]
)
def test_what_is_sure_has_no_width(n: list[int], expected: list[float], found: tuple[int, int]) -> None:
    assert likely(n, expected) == found


def test_the_range_holds_what_is_expected_of_many() -> None:
    low, high = likely([1_000, 50_000], [100.0, 500.0])
    assert low < 600 < high
    assert high - low == pytest.approx(2 * 1.96 * (1_000 * 0.1 * 0.9 + 50_000 * 0.01 * 0.99) ** 0.5, abs=3)
