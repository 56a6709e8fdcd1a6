"""Control limits against closed forms and numbers counted by hand."""

import math
from itertools import product
from statistics import NormalDist, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.funnel import LEVELS, Z, dispersion, mean_limits, share_limits, widened, within


def cumulative(n: int, share: float) -> list[float]:
    """P(R <= r) for r = 0..n, by the binomial formula itself."""
    chances = [math.comb(n, r) * share**r * (1 - share) ** (n - r) for r in range(n + 1)]
    return [sum(chances[: r + 1]) for r in range(n + 1)]


def test_levels_are_those_of_the_normal_distribution() -> None:
    for level in LEVELS:
        assert pytest.approx(NormalDist().inv_cdf(1 - (1 - level) / 2)) == Z[level]


def test_four_tosses_of_a_coin() -> None:
    """None of four heads is no wonder (1 in 16, above 2.5 %), none of eight is (1 in 256)."""
    low, high = share_limits(0.5, [4, 8], 0.95)
    assert (low[0], high[0]) == (0, 1)
    # Of eight: P(R <= 0) = 1/256 < 2.5 %, P(R <= 1) = 9/256 > 2.5 %; r = 1, less (9/256 - 1/40) / (8/256) of a count.
    assert low[1] == pytest.approx((1 - (9 / 256 - 1 / 40) / (8 / 256)) / 8)
    assert high[1] == pytest.approx(1 - low[1])


@pytest.mark.parametrize(("share", "n", "level"), list(product((0.03, 0.5, 0.93), (40, 100, 333), LEVELS)))
def test_limits_stand_between_the_counts_next_to_the_quantile(share: float, n: int, level: float) -> None:
    """Counts outside are those that as many or fewer (or as many or more) reach with less than the tail's chance."""
    reached, tail = cumulative(n, share), (1 - level) / 2
    low, high = (float(end[0]) for end in share_limits(share, [n], level))
    for r in range(n + 1):
        fewer, more = reached[r], 1 - (reached[r - 1] if r else 0.0)
        assert (r / n < low - 1e-12) is (fewer < tail), r
        assert (r / n > high + 1e-12) is (more < tail), r


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


def test_a_few_rows_that_all_score_are_no_wonder() -> None:
    """At 97.4 % all of 47 score in 29 of 100 units, all of 200 in 5 of 1,000."""
    _, high = share_limits(0.974, [47, 200], 0.95)
    assert high[0] == 1
    assert high[1] < 1


def test_limits_of_a_mean_narrow_with_the_root_of_n() -> None:
    low, high = mean_limits(10, 4, [4, 16, 400], 0.95)
    assert list(high - 10) == pytest.approx([Z[0.95] * 2, Z[0.95], Z[0.95] * 0.2])
    assert list(10 - low) == pytest.approx(list(high - 10))


def test_the_spread_within_groups_leaves_out_what_is_between_them() -> None:
    """Two groups that lie 100 apart and spread alike: 1, 3 and 101, 103 around 2 and 102; squares 4, freedom 2."""
    assert within([([1, 3], [1, 1]), ([101, 103], [1, 1])]) == pytest.approx(math.sqrt(4 / 2))
    assert within([([5, 7], [3, 3])]) == pytest.approx(pstdev([5, 5, 5, 7, 7, 7]) * math.sqrt(6 / 5))
    assert within([([5], [1]), ([], [])]) is None


def test_how_much_more_than_by_chance_units_vary_worked_by_hand() -> None:
    """Ten units of 100 rows around 90 %, each with a standard error of 3 points by chance.

    Lowest and highest, a tenth of the units each, are drawn in to the next: -5 to -3 and 3.3 to 3; the squares
    9, 9, 4, 1, 0, 0, 1, 4, 9, 9 sum to 46, more than chance's 18.3 (95 % of chi-squared with 10 degrees of freedom).
    """
    shares = [0.75, 0.81, 0.84, 0.87, 0.90, 0.90, 0.93, 0.96, 0.99, 0.999]
    z = [(share - 0.9) / 0.03 for share in shares]
    assert dispersion(z) == pytest.approx(4.6)
    assert dispersion(z[::-1]) == pytest.approx(4.6)
    low, high = widened(0.9, mean_limits(0.9, 0.3, [100], 0.95), 4.6)
    assert (low[0], high[0]) == pytest.approx(
        (0.9 - 1.96 * math.sqrt(4.6) * 0.03, 0.9 + 1.96 * math.sqrt(4.6) * 0.03), abs=1e-5
    )


def test_what_chance_explains_widens_nothing() -> None:
    """Squares that sum to 18.2 are within chance for ten units, to 18.4 are not."""
    assert dispersion([math.sqrt(1.82), -math.sqrt(1.82)] * 5) == 1
    assert dispersion([math.sqrt(1.84), -math.sqrt(1.84)] * 5) == pytest.approx(1.84)
    assert dispersion([40.0, *[0.5] * 9]) == 1  # one that stands out does not widen the limits that find it
    assert dispersion([]) == 1
    exact = share_limits(0.3, [50], 0.95)
    assert [end[0] for end in widened(0.3, exact, 1)] == pytest.approx([end[0] for end in exact])
