"""Control limits against closed forms and numbers counted by hand."""

import math
from itertools import product
from statistics import NormalDist, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.funnel import LEVELS, Z, mean_limits, share_limits, within


def cumulative(n: int, share: float) -> list[float]:
    """P(R <= r) for r = 0..n, by the binomial formula itself."""
    chances = [math.comb(n, r) * share**r * (1 - share) ** (n - r) for r in range(n + 1)]
    return [sum(chances[: r + 1]) for r in range(n + 1)]


def test_levels_are_those_of_the_normal_distribution() -> None:
    for level in LEVELS:
        assert pytest.approx(NormalDist().inv_cdf(1 - (1 - level) / 2)) == Z[level]


def test_four_tosses_of_a_coin() -> None:
    """P(R <= 0) = 1/16 is above 2.5 %: the low limit lies (1/16 - 1/40) / (1/16) = 0.6 of a count below 0, so at 0.

    Above: P(R <= 3) = 15/16 is below 97.5 %, P(R <= 4) = 1; r = 4, less (1 - 0.975) / (1/16) = 0.4 of a count.
    """
    low, high = share_limits(0.5, [4], 0.95)
    assert low[0] == 0
    assert high[0] == pytest.approx(3.6 / 4)


@pytest.mark.parametrize(("share", "n", "level"), list(product((0.03, 0.5, 0.93), (40, 100, 333), LEVELS)))
def test_limits_stand_between_the_counts_next_to_the_quantile(share: float, n: int, level: float) -> None:
    """The limit x n lies in (r - 1, r], r the smallest count that as many or fewer reach with the tail's chance."""
    reached, tail = cumulative(n, share), (1 - level) / 2
    for limit, p in zip(share_limits(share, [n], level), (tail, 1 - tail), strict=True):
        r = next((at for at, chance in enumerate(reached) if chance >= p - 1e-12), n)
        below = reached[r - 1] if r else 0.0
        expected = max((r - (reached[r] - p) / (reached[r] - below)) / n, 0)
        assert limit[0] == pytest.approx(min(expected, 1), abs=1e-9)


def test_limits_of_many_rows_are_those_of_the_normal_distribution() -> None:
    low, high = share_limits(0.3, [1_000_000], 0.95)
    half = Z[0.95] * math.sqrt(0.3 * 0.7 / 1_000_000)
    assert low[0] == pytest.approx(0.3 - half, abs=2e-6)
    assert high[0] == pytest.approx(0.3 + half, abs=2e-6)


def test_where_all_score_there_is_no_room() -> None:
    assert [end[0] for end in share_limits(1.0, [50], 0.95)] == [1.0, 1.0]
    assert [end[0] for end in share_limits(0.0, [50], 0.998)] == [0.0, 0.0]


def test_nothing_has_no_limits() -> None:
    assert all(math.isnan(end[0]) for end in share_limits(0.9, [0], 0.95))
    assert all(math.isnan(end[0]) for end in mean_limits(5, 2, [0], 0.95))


@given(st.floats(0.01, 0.99), st.integers(1, 5000))
def test_the_outer_limits_hold_the_inner_ones_and_the_share(share: float, n: int) -> None:
    (low, high), (lowest, highest) = (share_limits(share, [n], level) for level in LEVELS)
    assert 0 <= lowest[0] <= low[0] <= share + 1 / n
    assert share - 1 / n <= high[0] <= highest[0] <= 1


def test_limits_of_a_mean_narrow_with_the_root_of_n() -> None:
    low, high = mean_limits(10, 4, [4, 16, 400], 0.95)
    assert list(high - 10) == pytest.approx([Z[0.95] * 2, Z[0.95], Z[0.95] * 0.2])
    assert list(10 - low) == pytest.approx(list(high - 10))


def test_the_spread_within_groups_leaves_out_what_is_between_them() -> None:
    """Two groups that lie 100 apart and spread alike: 1, 3 and 101, 103 around 2 and 102; squares 4, freedom 2."""
    assert within([([1, 3], [1, 1]), ([101, 103], [1, 1])]) == pytest.approx(math.sqrt(4 / 2))
    assert within([([5, 7], [3, 3])]) == pytest.approx(pstdev([5, 5, 5, 7, 7, 7]) * math.sqrt(6 / 5))
    assert within([([5], [1]), ([], [])]) is None
