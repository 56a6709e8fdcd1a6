"""Standardisation, direct and indirect, against numbers worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.standardise import direct, expected


def test_a_mix_alone_makes_no_difference() -> None:
    """Two units with the same rate in each class, 0.9 and 0.5, but mixed 80:20 and 20:80."""
    crude = [(0.9 * 80 + 0.5 * 20) / 100, (0.9 * 20 + 0.5 * 80) / 100]
    assert crude == pytest.approx([0.82, 0.58])
    assert direct([0.9, 0.5], [100, 100]) == pytest.approx(0.7)


def test_weights_are_the_standards() -> None:
    # 0.10 x 500 + 0.20 x 300 + 0.40 x 200 = 50 + 60 + 80 = 190 of 1,000.
    assert direct([0.10, 0.20, 0.40], [500, 300, 200]) == pytest.approx(0.19)
    assert direct([0.10, 0.20, 0.40], [0.5, 0.3, 0.2]) == pytest.approx(0.19)


def test_unknown_strata_are_left_out_with_their_weight() -> None:
    # (0.10 x 500 + 0.40 x 200) / 700
    assert direct([0.10, None, 0.40], [500, 300, 200]) == pytest.approx(130 / 700)
    assert direct([0.10, float("nan"), 0.40], [500, 300, 200]) == pytest.approx(130 / 700)


def test_nothing_known_is_unknown_not_zero() -> None:
    assert direct([], []) is None
    assert direct([None], [10]) is None
    assert direct([0.5], [0]) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 1e6)), min_size=1, max_size=8))
def test_it_lies_between_the_lowest_and_the_highest_rate(strata: list[tuple[float, float]]) -> None:
    rates, weights = zip(*strata, strict=True)
    found = direct(rates, weights)
    assert found is not None
    assert min(rates) - 1e-9 <= found <= max(rates) + 1e-9


def test_what_a_mix_makes_one_expect() -> None:
    """In all units 90 % of A and 50 % of B score; of 80 A and 20 B 82 % should, of 20 A and 80 B 58 %."""
    rates = {"A": 0.9, "B": 0.5}
    assert expected(["A", "B"], rates, [80, 20]) == pytest.approx(0.82)
    assert expected(["A", "B"], rates, [20, 80]) == pytest.approx(0.58)
    assert expected(["A", "C"], rates, [10, 90]) == pytest.approx(0.9)  # nothing is known of C
    assert expected(["C"], rates, [5]) is None
    assert expected(["A"], rates, [0]) is None


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500), st.floats(0, 1), st.floats(0, 1)), min_size=1))
def test_what_mixes_do_not_explain_sums_to_nothing(strata: list[tuple[int, int, float, float]]) -> None:
    """Over all groups together they are as they are expected to be: what one has more, the others have less."""
    names = [str(at) for at in range(len(strata))]
    rates = {
        name: (n * a + m * b) / (n + m) for name, (n, m, a, b) in zip(names, strata, strict=True)
    }  # of both groups together
    apart = 0.0
    for sizes, own in (
        ([n for n, *_ in strata], [a for *_, a, _ in strata]),
        ([m for _, m, *_ in strata], [b for *_, b in strata]),
    ):
        observed = sum(n * rate for n, rate in zip(sizes, own, strict=True)) / sum(sizes)
        found = expected(names, rates, sizes)
        assert found is not None
        apart += (observed - found) * sum(sizes)
    assert apart == pytest.approx(0, abs=1e-6)
