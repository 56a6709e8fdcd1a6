"""Direct standardisation against numbers worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.standardise import direct


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
