"""Outlooks worked by hand, against the same model written as one big covariance, and what must hold of each."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.local_level import DRIFTS, SEASONS, UNKNOWN
from stats.outlook import Course, Outlook

FIRST = date(2024, 1, 1)
JUNE, DECEMBER = date(2026, 6, 30), date(2026, 12, 31)
YEAR = date(2026, 1, 1)


def course(values: list[float | None], n: list[int] | None = None, last: date = JUNE, *, share: bool = False) -> Course:
    return Course(FIRST, n or [100] * len(values), values, last, share)


def test_a_course_that_never_moves_stays_and_no_range_is_claimed_for_it() -> None:
    found = course([21.5] * 30).outlook(YEAR, DECEMBER)
    assert found.value == pytest.approx(21.5)
    assert (found.low, found.high, found.error) == (None, None, None)
    assert found.chance(22, 1, "lower") is None


def test_shares_that_hardly_vary_are_foretold_with_what_chance_alone_does() -> None:
    """Every month has one late case in a hundred: of 600 more about six are, but for chance there may be none."""
    found = course([0.99] * 30, share=True).outlook(YEAR, DECEMBER)
    assert found.value == pytest.approx(0.99)
    assert found.error is not None and found.rest_n == pytest.approx(600)
    assert found.error >= math.sqrt(0.99 * 0.01 / 600) / 2  # of the rest, which is half of the whole


def test_half_a_year_known_and_the_rest_as_ever() -> None:
    """Six months of 100 cases at 20.0 are known of 2026; the six to come have 100 each and go on at 20.0."""
    values = [19.0, 21.0] * 12 + [20.0] * 6
    found = course(values).outlook(YEAR, DECEMBER)
    assert (found.known_n, found.known, found.rest_n) == (600, 20.0, pytest.approx(600))
    assert found.rest is not None
    assert found.value == pytest.approx((600 * 20.0 + 600 * found.rest) / 1200)
    assert found.value == pytest.approx(20.0, abs=0.2)


def test_rows_to_come_follow_the_season_and_the_growth() -> None:
    """December had 10 times the rows in 2024 and, half as many again all over, in 2025: so it will in 2026."""
    year = [10] * 11 + [100]
    n = year + [15] * 11 + [150] + [20] * 6
    found = course([20.0, 21.0] * 15, n).outlook(YEAR, DECEMBER)
    grown = (sum(n[18:30])) / (sum(n[6:18]))
    assert found.rest_n == pytest.approx((15 * 5 + 150) * grown)


def test_a_month_that_had_no_rows_is_expected_to_be_a_usual_one() -> None:
    n = [20] * 30
    n[18:24] = [0, 20, 20, 20, 20, 20]  # July 2025
    found = course([20.0, 21.0] * 15, n).outlook(YEAR, DECEMBER)
    grown = 220 / 240
    assert found.rest_n == pytest.approx(220 / 12 + 5 * 20 * grown)


def test_after_a_year_without_rows_the_rest_comes_as_in_the_running_month() -> None:
    """Nothing in 2025, then 30 rows in the first half of April 2026: thirty more in April, and sixty a month after."""
    n = [20] * 12 + [0] * 15 + [30]
    values = [20.0, 21.0] * 6 + [None] * 15 + [24.0]
    tried = course(values, n, date(2026, 4, 15))
    found = tried.outlook(YEAR, DECEMBER)
    assert (found.known_n, found.known, found.rest_n) == (30, 24.0, pytest.approx(30 + 8 * 60))
    assert found.low is not None and found.high is not None and found.low < found.high
    chance = found.chance(24, 1, "lower")
    assert chance is not None and 0 < chance < 1
    assert tried.outlook(YEAR, DECEMBER, at=26).rest_n == 0  # what came later is not known at the end of March


def test_the_running_month_counts_as_far_as_it_is_not_over() -> None:
    """Until 21 June nine of the month's thirty days are left: nine thirtieths of the rows of the June before."""
    found = course([20.0, 21.0] * 15, last=date(2026, 6, 21)).outlook(date(2026, 6, 1), JUNE)
    assert (found.known_n, found.rest_n) == (100, pytest.approx(30.0))


def test_a_target_that_ends_within_the_year_is_foretold_to_its_last_day() -> None:
    """Until 15 September: all of July and August, and fifteen of thirty days."""
    found = course([20.0, 21.0] * 15).outlook(YEAR, date(2026, 9, 15))
    assert found.rest_n == pytest.approx(250.0)


def test_a_period_that_is_over_is_its_figure() -> None:
    values: list[float | None] = [20.0, 21.0] * 15
    n = [100, 300] * 15
    found = course(values, n).outlook(date(2025, 1, 1), date(2025, 12, 31))
    assert found.value == found.low == found.high == pytest.approx((20 * 100 + 21 * 300) / 400)
    assert (found.rest_n, found.rest) == (0.0, None)
    assert found.chance(20.7, 1, "lower") == 0.0 and found.chance(20.8, 1, "lower") == 1.0


def test_the_chance_is_half_where_the_expected_figure_stands_at_the_threshold() -> None:
    found = course([20.0, 21.0, 22.0] * 10).outlook(YEAR, DECEMBER)
    assert found.value is not None
    assert found.chance(found.value, 9, "lower") == pytest.approx(0.5)
    low, high = found.low, found.high
    assert low is not None and high is not None
    assert found.chance(high, 9, "lower") == pytest.approx(0.975)
    assert found.chance(high, 9, "higher") == pytest.approx(0.025)
    assert found.chance(low, 9, "lower") == pytest.approx(0.025)


def test_what_can_no_longer_be_reached_has_no_chance() -> None:
    """1,100 of 1,200 cases known, half of them late: 95 % is out of reach whatever comes."""
    values: list[float | None] = [0.96, 0.94] * 12 + [0.5] * 11
    found = course(values, last=date(2026, 11, 30), share=True).outlook(YEAR, DECEMBER)
    assert found.most < 0.6
    assert found.chance(0.95, 4, "higher") == 0.0
    assert found.chance(0.40, 4, "higher") == 1.0


def test_the_threshold_is_met_by_what_rounds_to_it() -> None:
    known = Outlook(YEAR, JUNE, 10, 22.04, 0.0, None, 22.04, 22.04, 22.04, 22.04, 22.04, 0.0, math.inf)
    assert known.chance(22, 1, "lower") == 1.0
    assert known.chance(22, 2, "lower") == 0.0


def test_a_course_needs_a_year_of_months_with_rows() -> None:
    assert not Course(FIRST, [5] * 11, [1.0] * 11, date(2024, 11, 30), share=False).enough()
    assert Course(FIRST, [5] * 12, [1.0] * 12, date(2024, 12, 31), share=False).enough()
    assert not Course(FIRST, [5] * 11 + [0], [1.0] * 11 + [None], date(2024, 12, 31), share=False).enough()


def test_a_better_way_must_be_named() -> None:
    with pytest.raises(ValueError, match="lower or higher"):
        course([20.0] * 30).outlook(YEAR, DECEMBER).chance(1, 1, "up")


def test_the_rest_against_one_big_covariance() -> None:
    """The same model as a joint normal distribution of all months, solved at once instead of month by month."""
    draw = np.random.default_rng(5)
    n = draw.integers(20, 200, 30)
    n[7] = 0
    values = 20 + np.cumsum(draw.normal(0, 0.3, 30)) + draw.normal(0, 5, 30) / np.sqrt(np.maximum(n, 1))
    found = course([None if not rows else float(one) for rows, one in zip(n, values, strict=True)], n.tolist()).outlook(
        YEAR, DECEMBER
    )
    months = np.flatnonzero(n)
    usual = n[months][:12].mean()
    ahead = np.arange(30, 36)
    grown = n[18:30].sum() / n[6:18].sum()
    rows = np.array([n[month - 12] * grown for month in ahead])
    best, result = math.inf, (0.0, 0.0)
    for season in SEASONS:
        for drift in DRIFTS:

            def joint(a: np.ndarray, b: np.ndarray, drift: float = drift, season: float = season) -> np.ndarray:
                same = (a[:, None] % 12 == b[None] % 12) - 1 / 12
                return UNKNOWN + drift * np.minimum.outer(a, b) + season * same

            own = joint(months, months) + np.diag(usual / n[months])
            root = np.linalg.cholesky(own)
            past = values[months] - values[0]
            missed = np.linalg.solve(root, past)[1:] ** 2
            weights = 0.5 ** ((29 - months[1:]) / 12)
            count = weights.sum()
            scale = (weights * missed).sum() / count
            lack = count * math.log(scale) + (weights * 2 * np.log(np.diag(root)[1:])).sum()
            if lack < best:
                share = rows / rows.sum()
                cross = joint(ahead, months)
                mean = values[0] + share @ cross @ np.linalg.solve(own, past)
                spread = joint(ahead, ahead) + np.diag(usual / rows) - cross @ np.linalg.solve(own, cross.T)
                best, result = lack, (mean, share @ spread @ share * scale * count / (count - 1))
    mean, variance = result
    part = rows.sum() / (rows.sum() + n[24:].sum())
    known = (values[24:] * n[24:]).sum() / n[24:].sum()
    assert found.rest == pytest.approx(mean, rel=1e-4)
    assert found.value == pytest.approx(known * (1 - part) + mean * part, rel=1e-4)
    error = part * math.sqrt(variance + ((mean - known) * (1 - part) * 0.15) ** 2)
    assert found.error == pytest.approx(error, rel=1e-2)


months = st.lists(st.tuples(st.integers(0, 500), st.floats(0, 1)), min_size=30, max_size=30)


@given(months, st.booleans())
@settings(max_examples=60, deadline=None)
def test_ranges_hold_their_figure_and_stay_where_shares_can_be(drawn: list[tuple[int, float]], share: bool) -> None:
    n = [rows for rows, _ in drawn]
    # A share is one of so many rows, as all shares are.
    values = [(round(value * rows) / rows if share else value) if rows else None for rows, value in drawn]
    tried = Course(FIRST, n, values, JUNE, share)
    if not tried.enough():
        return
    found = tried.outlook(YEAR, DECEMBER)
    if found.value is None or found.low is None or found.high is None:
        return
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    assert found.least - 1e-9 <= found.low and found.high <= found.most + 1e-9
    assert found.low >= -1e-9 and (not share or found.high <= 1 + 1e-9)
    chance = found.chance(0.5, 4, "lower")
    assert chance is not None and 0 <= chance <= 1


@given(st.lists(st.floats(5, 50), min_size=30, max_size=30))
@settings(max_examples=40, deadline=None)
def test_the_range_of_the_rest_widens_the_further_it_reaches(values: list[float]) -> None:
    """A month of next year is as uncertain as the same month of this one, or more: the season is known as little."""
    tried = course([*values])

    def error(month: int) -> float | None:
        begin, end = tried.begin(month), tried.begin(month + 1) - timedelta(days=1)
        return tried.outlook(begin, end).error

    for month in range(30, 36):
        near, far = error(month), error(month + 12)
        assert near is None or far is None or near <= far * (1 + 1e-9)


def test_no_range_is_claimed_over_too_few_rows() -> None:
    """Of the last year 30 cases, or of a share 6 on either side; the figure is foretold all the same."""
    few = course([20.0, 21.0] * 15, [3, 1] * 15).outlook(YEAR, DECEMBER)
    assert few.value is not None and few.low is None and few.chance(22, 1, "lower") is None
    assert course([20.0, 21.0] * 15, [3, 2] * 15).outlook(YEAR, DECEMBER).low is not None
    late = [0.9, 1.0] * 15  # one in ten every other month
    assert course(late, [20, 10] * 15, share=True).outlook(YEAR, DECEMBER).low is not None  # 6 months x 2 late ones
    late = [0.9, 1.0, 1.0] * 10
    assert course(late, [10] * 30, share=True).outlook(YEAR, DECEMBER).low is None  # 4 months x 1 late one
