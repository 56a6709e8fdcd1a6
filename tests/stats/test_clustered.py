"""Intervals over months: by hand, by another way, and where none is shown."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from stats.clustered import LEAST, LEAST_EVEN, Estimate, beyond, difference, estimate, mean, position, share, shown
from stats.intervals import wilson

HOURS = np.arange(10, dtype=float)


def test_a_mean_over_four_months_by_hand() -> None:
    """Means 10, 12, 14, 16 of 5 cases each: 13 in all, residuals -15, -5, 5, 15, squares 500, no skew.

    Variance 4/3 x 500 / 20^2 = 1.6667, error 1.2910, t(3) = 3.1824: 13 -/+ 4.1085.
    """
    found = mean([5, 5, 5, 5], [50, 60, 70, 80])
    assert (found.value, found.n, found.clusters) == (13, 20, 4)
    assert found.error == pytest.approx(1.2910, abs=1e-4)
    assert found.low == pytest.approx(13 - 4.1085, abs=1e-4)
    assert found.high == pytest.approx(13 + 4.1085, abs=1e-4)


def test_months_of_one_case_each_give_student_s_interval() -> None:
    """Without clusters and skew it is the textbook's: mean -/+ t(n-1) s / sqrt(n)."""
    values = np.array([3.0, 5.0, 6.0, 8.0, 9.0, 11.0])  # alike on both sides of 7
    found = mean(np.ones(6), values)
    half = student.ppf(0.975, 5) * values.std(ddof=1) / math.sqrt(6)
    assert found.low == pytest.approx(values.mean() - half)
    assert found.high == pytest.approx(values.mean() + half)


def test_a_mean_with_a_long_tail_reaches_further_up_than_down() -> None:
    found = mean(np.full(12, 10), np.array([30.0] * 11 + [90.0]))
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.value > 2 * (found.value - found.low)


def test_a_share_is_wilson_s_at_the_number_of_cases_that_chance_would_need() -> None:
    """Ten of twenty in each of four months, no month apart from another by more than -/+ 4 of 20.

    Hits 6, 14, 6, 14: residuals -/+ 4, variance 4/3 x 64 / 80^2 = 1/75; chance needs 0.25 x 75 = 18.75 cases for it.
    """
    found = share([20] * 4, [6, 14, 6, 14])
    low, high = wilson(0.5 * 18.75, 18.75, float(student.ppf(0.975, 3)))
    assert found.value == 0.5
    assert found.low == pytest.approx(float(low))
    assert found.high == pytest.approx(float(high))


def test_a_share_of_which_all_score_is_told_by_its_cases() -> None:
    found = share([30] * 12, [30] * 12)
    assert found.value == 1
    assert found.high == pytest.approx(1)
    assert found.low == pytest.approx(float(wilson(360, 360, float(student.ppf(0.975, 11)))[0]))


def test_a_median_by_hand() -> None:
    """Twelve months, each with one case at every hour 0..9: the middle two are 4 and 5; no month is apart.

    So the error is chance's, sqrt(0.25 / 120) = 0.04564, t(11) = 2.2010: from the 39.95 % to the 60.05 % point, hours 3
    (40 % at or below) and 6 (70 %).
    """
    found = position(np.ones((12, 10)), HOURS, 0.5)
    assert found == Estimate(4.5, 3, 6, None, 120, 12, (3, 6), 12)


def test_p90_is_the_smallest_hour_with_nine_tenths_at_or_below() -> None:
    found = position(np.ones((12, 10)), HOURS, 0.9)
    assert found.value == 8
    assert found.low == 8  # 0.9 - 2.2010 x 0.02739 = 83.97 %: hour 8
    assert found.high == 9


def test_months_apart_widen_a_median() -> None:
    """The same cases, six months with the lower half of the hours and six with the upper."""
    lower, upper = np.repeat([[2.0, 0.0]], 5, axis=1), np.repeat([[0.0, 2.0]], 5, axis=1)
    apart = position(np.vstack([lower.reshape(1, -1)] * 6 + [upper.reshape(1, -1)] * 6), HOURS, 0.5)
    assert apart.low is not None
    assert apart.high is not None
    assert apart.high - apart.low > 3


def test_an_interval_beyond_all_cases_is_none() -> None:
    found = position(np.ones((3, 3)), np.arange(3.0), 0.9)
    assert (found.value, found.low, found.high) == (2, None, None)


def test_one_month_tells_nothing_of_how_months_vary() -> None:
    assert mean([100], [500]) == Estimate(5, None, None, None, 100, 1, even=1)
    assert share([100], [50]).low is None
    assert position(np.ones((1, 10)), HOURS, 0.5).low is None


def test_nothing_is_unknown() -> None:
    nothing = Estimate(None, None, None, None, 0, 0)
    assert mean([], []) == nothing
    assert share([], []) == nothing
    assert position(np.zeros((0, 0)), np.array([]), 0.5) == nothing


@pytest.mark.parametrize("statistic", list(LEAST))
def test_below_the_least_n_or_months_no_interval_is_shown(statistic: str) -> None:
    least = LEAST[statistic]
    full = Estimate(1, 0, 2, 0.5, least.n, least.clusters, even=LEAST_EVEN)
    assert shown(statistic, full) == full
    assert shown(statistic, replace(full, n=least.n - 1)).low is None
    assert shown(statistic, replace(full, even=LEAST_EVEN - 0.1)).low is None
    fewer = shown(statistic, replace(full, clusters=least.clusters - 1))
    assert (fewer.value, fewer.low, fewer.high, fewer.error) == (1, None, None, None)


def test_one_month_of_nearly_all_cases_is_as_good_as_one() -> None:
    """10,000 cases in one month and five in each of eight more count for 1.008 months."""
    n = np.array([10_000, *[5] * 8])
    found = mean(n, n * np.arange(10.0, 19.0))
    assert (found.clusters, found.even) == (9, pytest.approx(10_040**2 / (10_000**2 + 8 * 25)))
    assert shown("mean", found).low is None
    assert difference(found, found).low is None
    assert shown("share", share(n, n - 1)).low is None


def test_no_mean_time_lies_below_zero() -> None:
    found = mean([1, 1, 1], [0, 0, 3])
    assert (found.value, found.low) == (1, 0)


def test_a_share_has_no_more_cases_than_there_are() -> None:
    """Months more alike than chance would have them: 19 of 20 in each of twelve leave 240 cases, not more."""
    found = share([20] * 12, [19] * 11 + [20])
    assert found.effective == 240
    assert found.error == pytest.approx(math.sqrt(229 / 240 * 11 / 240 / 240))


def test_a_difference_of_means_that_are_alike_is_the_textbook_s() -> None:
    """10 -/+ 3 less 5 -/+ 4: 5 -/+ sqrt(3^2 + 4^2) = 5 -/+ 5, which touches 0."""
    now, before = Estimate(10, 7, 13, 1.5, 900, 12, (7, 13), 12), Estimate(5, 1, 9, 2, 800, 11, (1, 9), 10)
    change = difference(now, before)
    assert change == Estimate(5, 0, 10, None, 800, 11, (0, 10), 10)
    assert beyond(change) is False
    assert beyond(difference(Estimate(11, 8, 14, 1.5, 900, 12, (8, 14), 12), before)) is True
    assert beyond(difference(Estimate(10, None, None, None, 900, 12, None, 12), before)) is None


def test_a_change_is_told_from_fewer_cases_on_than_a_figure() -> None:
    """40 cases are too few for a mean's interval, not for that of a change; 29, or eight months, are."""
    now, before = (mean([4] * 10, [4 * one for one in range(start, start + 10)]) for start in (30, 10))
    assert shown("mean", now).low is None
    change = difference(shown("mean", now), shown("mean", before))
    assert change.value == 20
    assert beyond(change) is True
    few = mean([4] * 8, [4 * one for one in range(8)])
    assert difference(now, few).low is None
    assert difference(now, mean([2] * 10, [2 * one for one in range(10)])).low is None


def test_an_answer_split_by_months_is_read_as_it_comes() -> None:
    """Two units' rows of a month add up; a month whose date is unknown, and one without cases, do not count."""
    months = [f"2026-{month:02d}-01" for month in range(1, 11)]
    frame = pd.DataFrame(
        {"month": [*months, *months, None, "2026-11-01"], "n": [40] * 10 + [60] * 10 + [7, 0], "value": 5.0}
    )
    frame.loc[frame.index[:10], "value"] = 10.0
    found = estimate("mean", frame)
    assert found == Estimate(7, 7, 7, 0, 1000, 10, (7, 7), 10)


def test_a_median_of_hours_is_told_in_working_days() -> None:
    """Hours come as text; 48 and 96 hours are 2 and 4 working days."""
    months = [f"2026-{month:02d}-01" for month in range(1, 11)]
    frame = pd.DataFrame(
        {"month": months * 2, "hours": ["96"] * 10 + ["48"] * 10, "n": [4] * 10 + [6] * 10, "value": 0.0}
    )
    found = estimate("median", frame)
    assert (found.value, found.n, found.clusters) == (2, 100, 10)
    assert (found.low, found.high) == (2, 4)  # 60 % lie at 2; -/+ 2.26 x 0.05 around the middle


@given(st.lists(st.lists(st.integers(0, 30), min_size=8, max_size=8), min_size=2, max_size=14))
def test_positions_are_those_of_the_cases_laid_side_by_side(rows: list[list[int]]) -> None:
    counts = np.array(rows, dtype=float)
    cases = sorted(hour for row in rows for hour, n in enumerate(row) for _ in range(n))
    for p in (0.5, 0.9):
        found = position(counts, np.arange(8.0), p)
        if not cases:
            assert found.value is None
            continue
        expected = float(np.median(cases)) if p == 0.5 else cases[math.ceil(0.9 * len(cases) - 1e-9) - 1]
        assert found.value == expected
        if found.low is not None and found.high is not None:
            assert found.low <= found.value <= found.high
