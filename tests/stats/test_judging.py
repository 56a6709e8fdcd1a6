"""Verdicts worked by hand: ties and decimals, samples by their interval, many units with false alarms controlled."""

import math
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.clustered import Estimate, mean, share
from stats.intervals import wilson
from stats.verdicts import Verdict, census, controlled, rounded, sample, samples, unusual


@pytest.mark.parametrize(
    ("value", "threshold", "decimals", "better", "verdict"),
    [
        (23.1, 22, 1, "lower", Verdict.MISSED),
        (15.04, 15, 1, "lower", Verdict.MET),  # shown as 15.0
        (15.05, 15, 1, "lower", Verdict.MISSED),  # half up: 15.1
        (15.0, 15, 1, "lower", Verdict.MET),  # a tie
        (0.9496, 0.95, 4, "higher", Verdict.MISSED),
        (0.94996, 0.95, 4, "higher", Verdict.MET),  # shown as 95.00 %
        (0.94994, 0.95, 4, "higher", Verdict.MISSED),  # shown as 94.99 %
        (0.9496, 0.95, 2, "higher", Verdict.MET),  # to whole per cent it is 95
        (99.0, 100, 0, "higher", Verdict.MISSED),
    ],
)
def test_all_cases_are_judged_to_the_target_s_decimals(
    value: float, threshold: float, decimals: int, better: str, verdict: Verdict
) -> None:
    assert census(value, 100, threshold, decimals, better) is verdict


def test_half_is_rounded_up_whatever_the_binary_number() -> None:
    """2.675 and 1.005 have no binary number of their own and lie a little below; a sum may leave 15.049999999999999."""
    assert rounded(2.675, 2) == Decimal("2.68")
    assert rounded(1.005, 2) == Decimal("1.01")
    assert rounded(15.049999999999999, 1) == Decimal("15.1")
    assert rounded(18993 / 20000, 4) == Decimal("0.9497")


@pytest.mark.parametrize(("value", "n"), [(None, 0), (math.nan, 0), (math.nan, 3), (12.0, 0)])
def test_nothing_known_is_no_verdict(value: float | None, n: int) -> None:
    assert census(value, n, 15, 1, "lower") is Verdict.UNKNOWN


def test_a_target_knows_which_way_is_better() -> None:
    with pytest.raises(ValueError, match="which way is better"):
        census(1.0, 1, 1.0, 0, "sideways")


def test_ninety_eight_of_a_hundred_cannot_tell_of_ninety_five_per_cent() -> None:
    """Wilson: (0.98 + 0.0192) / 1.0384 -/+ ...: 93.0 to 99.4 % (domain.md, section 6)."""
    low, high = (float(end[0]) for end in wilson([98], [100]))
    assert (round(low, 3), round(high, 3)) == (0.930, 0.994)
    assert sample(low, high, 0.95, "higher") is Verdict.UNSURE
    assert sample(low, high, 0.92, "higher") is Verdict.MET
    assert sample(low, high, 0.995, "higher") is Verdict.MISSED


def test_an_interval_of_days_is_met_from_below() -> None:
    assert sample(12.0, 15.0, 15.0, "lower") is Verdict.MET
    assert sample(15.1, 18.0, 15.0, "lower") is Verdict.MISSED
    assert sample(14.0, 16.0, 15.0, "lower") is Verdict.UNSURE
    assert sample(None, None, 15.0, "lower") is Verdict.UNKNOWN
    assert sample(math.nan, math.nan, 15.0, "lower") is Verdict.UNKNOWN


def test_benjamini_and_hochberg_by_hand() -> None:
    """Five p-values against 0.01, 0.02, 0.03, 0.04, 0.05 in their order: the largest that lies below its own is the
    third (0.029 <= 0.03), so three are named, the second too, though it is above its own (0.025 > 0.02)."""
    assert controlled([0.3, 0.029, 0.001, 0.025, 0.041]) == [False, True, True, True, False]
    assert controlled([0.04, None, 0.5]) == [False, False, False]  # of two, the first has to be at most 0.025
    assert controlled([]) == []


def test_of_many_units_one_alone_is_no_longer_named() -> None:
    """Twenty units of 100 answers against 95 %. By itself 90 of 100 misses: z = 0.05 / 0.0218 = 2.29, p = 0.022; of
    twenty it would have to be at most 0.05 / 20 = 0.0025. 85 of 100 stays: z = 4.59."""
    alone = samples([0.90], [100], [0.95], "higher")
    assert list(alone.found) == [Verdict.MISSED]
    shares = [0.90, *[0.95] * 19]
    many = samples(shares, [100] * 20, [0.95] * 20, "higher")
    assert set(many.found) == {Verdict.UNSURE}
    assert (many.tested, many.alone, many.named) == (20, 1, 0)
    clear = samples([0.85, *shares[1:]], [100] * 20, [0.95] * 20, "higher")
    assert clear.found[0] is Verdict.MISSED


def test_units_without_answers_have_no_verdict() -> None:
    found = samples([None, 0.5], [0, 400], [0.95, 0.95], "higher")
    assert list(found.found) == [Verdict.UNKNOWN, Verdict.MISSED]
    assert found.tested == 1


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.05, 0.95))
def test_a_single_unit_is_judged_as_by_its_interval(hits: int, n: int, threshold: float) -> None:
    share = min(hits, n) / n
    low, high = (float(end[0]) for end in wilson([share * n], [n]))
    if min(abs(low - threshold), abs(high - threshold)) > 1e-9:
        assert list(samples([share], [n], [threshold], "higher").found) == [sample(low, high, threshold, "higher")]


def units(values: list[float | None], even: float = 10_000) -> list[Estimate]:
    """Means with an error of 1 over that many months: without more said, as many as leave the normal distribution."""
    return [Estimate(value, 0, 0, 1.0, 1_000, 12, None, even) for value in values]


def test_units_that_differ_by_chance_are_usual_and_one_far_off_is_not() -> None:
    """Errors of 1 around 10: 3.5 errors off has p = 0.0005, below 0.05 / 10; 2 errors (p = 0.046) is not, of ten."""
    found = unusual(units([10.5, 9.5, 10.2, 9.8, 10.4, 9.6, 10.1, 9.9, 12.0, 13.5]), 10.0)
    assert list(found.found) == [False] * 9 + [True]
    assert (found.tested, found.alone, found.named, found.phi) == (10, 2, 1, 1.0)


def test_errors_over_twelve_months_are_unsure_themselves() -> None:
    """3.5 errors off has p = 0.0050 by t(11), 0.0100 by t(7): no longer below 0.005 of ten."""
    values: list[float | None] = [10.5, 9.5, 10.2, 9.8, 10.4, 9.6, 10.1, 9.9, 10.0, 13.5]
    assert unusual(units(values, 12), 10.0).named == 1
    assert unusual(units(values, 8), 10.0).named == 0


def test_a_unit_is_no_surer_of_itself_than_units_of_its_size_commonly_are() -> None:
    """A tenth of the others' error, five of these off: half of theirs. At 100 times the cases a tenth may be common."""
    usual = units([10.0] * 9)
    sure = replace(usual[0], value=10.5, error=0.1)
    assert unusual([*usual, sure], 10.0).named == 0
    assert unusual([*usual, replace(sure, n=100_000)], 10.0).named == 1
    small = replace(sure, value=16.0, error=1.0, n=600)  # months differ as much whatever the cases: its own error stays
    assert unusual([*usual, small], 10.0).named == 1


def test_a_share_s_error_is_that_at_the_whole_s() -> None:
    """240 cases, all in time but one: its own error says 0.42 points, and so 98 % 3.8 errors off; chance at 98 % 0.90
    points: 1.75."""
    one = share([20] * 12, [20] * 11 + [19])
    assert one.error_at(0.98) == pytest.approx(math.sqrt(0.98 * 0.02 / 240), rel=1e-2)
    found = unusual([one] * 3, 0.98)
    assert (found.tested, found.alone) == (3, 0)
    usual = [share([20] * 12, [17, 19] * 6)] * 9
    found = unusual([*usual, share([20] * 12, [20] * 12)], 0.9)  # all of 240 in time are told though no month varies
    assert list(found.found) == [False] * 9 + [True]


def test_units_that_do_not_differ_are_seldom_named() -> None:
    """Thirty means of skewed months (gamma, shape 4), and thirty shares of 98 %: at most 5 in 100 name any."""
    draw = np.random.default_rng(1)
    named = {"mean": 0, "share": 0}
    for _ in range(100):
        n = draw.poisson(100, (30, 12))
        means = [mean(row, row * (17 + draw.gamma(4, 0.75, 12))) for row in n]
        shares = [share(row, draw.binomial(row, 0.98)) for row in n]
        named["mean"] += unusual(means, 20).named > 0
        named["share"] += unusual(shares, 0.98).named > 0
    assert max(named.values()) <= 5


def test_where_all_units_differ_that_is_what_is_usual() -> None:
    """Every unit lies five errors off: phi = 25, and none is singled out."""
    found = unusual(units([15.0, 5.0] * 10), 10.0)
    assert found.phi == pytest.approx(25, rel=1e-2)
    assert not any(found.found)


def test_units_without_an_error_are_not_told() -> None:
    found = unusual([*units([None]), Estimate(12.0, None, None, None, 9, 12), *units([30.0, *[10.0] * 10])], 10.0)
    assert list(found.found) == [None, None, True, *[False] * 10]
    assert found.tested == 11
