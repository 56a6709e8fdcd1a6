"""Splits of gaps and changes: worked by hand, and that they add up whatever the figures."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stats.gap import (
    Group,
    apart,
    by_cells,
    by_parts,
    by_units,
    change,
    excess,
    if_closed,
    largest,
    leading,
    profile,
    pulls,
    together,
)

LOWER, HIGHER = "lower", "higher"
figures = st.floats(0, 500, allow_nan=False)
groups = st.dictionaries(st.sampled_from("ABCDEFG"), st.builds(Group, st.integers(1, 5_000), figures), min_size=1)
betters = st.sampled_from([LOWER, HIGHER])


def test_a_gap_of_a_mean_over_units_by_hand() -> None:
    """Target 20. A: 30 cases of 28 d, B: 50 of 20 d, C: 20 of 15 d: mean 21.4, gap 1.4.

    A 0.3 x 8 = 2.4, B 0, C 0.2 x -5 = -1.0.
    """
    units = {"A": Group(30, 28.0), "B": Group(50, 20.0), "C": Group(20, 15.0)}
    found = by_units(units, 20, LOWER)
    assert found == {"A": pytest.approx(2.4), "B": 0, "C": pytest.approx(-1.0)}
    assert largest(found) == "A"
    whole = together(units.values())
    assert whole is not None
    assert apart(whole.value, 20, LOWER) == pytest.approx(1.4)


def test_a_gap_of_a_share_over_excess_cases_by_hand() -> None:
    """Target 95 %. Of 200 cases 20 miss where 10 may: 10 too many. Of 100, 2 miss where 5 may: 3 to spare."""
    units = {"A": Group(200, 0.90), "B": Group(100, 0.98)}
    found = excess(units, 0.95, HIGHER)
    assert found == {"A": pytest.approx(10), "B": pytest.approx(-3)}
    assert by_units(units, 0.95, HIGHER) == {"A": pytest.approx(10 / 300), "B": pytest.approx(-3 / 300)}


def test_parts_of_a_clock_against_the_target_by_hand() -> None:
    """Mean 24 = survey 4 + works 16 + meter 4; target 20, divided as where it is met: 20 %, 50 %, 30 %.

    Survey 4 - 4, works 16 - 10, meter 4 - 6: 0 + 6 - 2 = 4.
    """
    reference = profile({"survey": 2.0, "works": 5.0, "meter": 3.0})
    found = by_parts({"survey": 4, "works": 16, "meter": 4}, 20, reference)
    assert found == {"survey": 0, "works": pytest.approx(6), "meter": pytest.approx(-2)}


def test_a_part_that_only_the_reference_has_saves_what_it_would_take() -> None:
    found = by_parts({"works": 24.0}, 20, {"works": 0.9, "review": 0.1})
    assert found == {"works": pytest.approx(6), "review": pytest.approx(-2)}


def test_the_largest_cell_by_hand() -> None:
    """Target 10, half survey, half works. A: 40 cases, 4 + 16; B: 60 cases, 5 + 3.

    A, works: 0.4 x (16 - 5) = 4.4, survey 0.4 x -1; B, survey 0, works 0.6 x -2.
    """
    found = by_cells(
        {"A": 40, "B": 60},
        {"A": {"survey": 4, "works": 16}, "B": {"survey": 5, "works": 3}},
        10,
        {"survey": 0.5, "works": 0.5},
    )
    assert largest(found) == ("A", "works")
    assert found["A", "works"] == pytest.approx(4.4)
    assert sum(found.values()) == pytest.approx(0.4 * 20 + 0.6 * 8 - 10)


@given(groups, figures, betters)
def test_units_sum_to_the_gap(units: dict[str, Group], target: float, better: str) -> None:
    whole = together(units.values())
    assert whole is not None
    gap = apart(whole.value, target, better)
    assert sum(by_units(units, target, better).values()) == pytest.approx(gap, abs=1e-8)
    assert sum(excess(units, target, better).values()) == pytest.approx(gap * whole.n, abs=1e-5)


parts = st.dictionaries(st.sampled_from(["survey", "reply", "works", "meter", "(held)"]), figures)


@given(st.dictionaries(st.sampled_from("ABCD"), st.tuples(st.integers(1, 900), parts), min_size=1), figures, parts)
def test_parts_and_cells_sum_to_the_gap(
    units: dict[str, tuple[int, dict[str, float]]], target: float, reference: dict[str, float]
) -> None:
    shape = profile(reference)
    assume(shape)
    sizes = {code: float(n) for code, (n, _) in units.items()}
    split = {code: own for code, (_, own) in units.items()}
    total = sum(sizes.values())
    means = {code: sum(own.values()) for code, own in split.items()}
    gap = sum(sizes[code] * means[code] for code in sizes) / total - target
    names = {name for own in split.values() for name in own}
    overall = {name: sum(sizes[code] * split[code].get(name, 0.0) for code in sizes) / total for name in names}
    by_part = by_parts(overall, target, shape)
    cells = by_cells(sizes, split, target, shape)
    by_unit = by_units({code: Group(sizes[code], means[code]) for code in sizes}, target, LOWER)
    assert sum(by_part.values()) == pytest.approx(gap, abs=1e-6)
    for name, found in by_part.items():
        assert sum(cell for (_, part), cell in cells.items() if part == name) == pytest.approx(found, abs=1e-6)
    for code, found in by_unit.items():
        assert sum(cell for (unit, _), cell in cells.items() if unit == code) == pytest.approx(found, abs=1e-6)


def test_what_a_unit_pulls_a_median_by() -> None:
    """A: 1, 2, 3; B: 8, 9. All: 3; without B 2; without A 8.5. B pulls the median up by 1, A down by 5.5."""
    hours = np.array([1.0, 2.0, 3.0, 8.0, 9.0])
    counts = {"A": np.array([1.0, 1, 1, 0, 0]), "B": np.array([0.0, 0, 0, 1, 1])}
    assert pulls(counts, hours, 0.5, LOWER) == {"A": -5.5, "B": 1.0}
    assert pulls(counts, hours, 0.5, HIGHER) == {"A": 5.5, "B": -1.0}
    assert pulls({"A": counts["A"]}, hours, 0.5, LOWER) == {}


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6), min_size=2, max_size=5), st.sampled_from([0.5, 0.9])
)
def test_pulls_are_the_figure_less_the_one_without(rows: list[list[int]], p: float) -> None:
    def figure(left: list[list[int]]) -> float | None:
        cases = sorted(value for row in left for value, n in enumerate(row) for _ in range(n))
        if not cases:
            return None
        return float(np.median(cases)) if p == 0.5 else float(cases[-(-9 * len(cases) // 10) - 1])

    counts = {str(at): np.array(row, dtype=float) for at, row in enumerate(rows)}
    whole = figure(rows)
    expected = {}
    for at in range(len(rows)):
        without = figure(rows[:at] + rows[at + 1 :])
        if whole is not None and without is not None:
            expected[str(at)] = whole - without
    assert pulls(counts, np.arange(6.0), p, LOWER) == expected


def test_what_closes_if_the_worst_stood_at_the_median() -> None:
    """Means 10, 12, 14, 20, 30 of 100 cases each, and one of 99 in 2 cases, which has no say in the median: 14.

    To it E comes down by 16 x 100/502, D by 6 x 100/502, F by 85 x 2/502.
    """
    units = {name: Group(100, value) for name, value in zip("ABCDE", (10.0, 12, 14, 20, 30), strict=True)}
    units["F"] = Group(2, 99.0)
    found = if_closed(units, 30, 2, LOWER)
    assert found is not None
    assert (list(found.units), found.level) == (["E", "D"], 14)
    assert found.closed == pytest.approx((1600 + 600) / 502)
    assert if_closed({"A": Group(100, 1.0), "B": Group(100, 5.0)}, 30, 2, LOWER) is None
    alike = {name: Group(100, 5.0) for name in "ABC"}
    assert if_closed(alike, 30, 2, LOWER) is None
    shares = {"A": Group(100, 0.90), "B": Group(100, 0.95), "C": Group(100, 0.97)}
    closed = if_closed(shares, 30, 3, HIGHER)
    assert closed is not None
    assert (list(closed.units), closed.level) == (["A"], 0.95)
    assert closed.closed == pytest.approx(0.05 / 3)


def test_a_change_within_and_by_mix_by_hand() -> None:
    """Before: A 50 of 10 d, B 50 of 30 d (20). Now: A 80 of 9 d, B 20 of 29 d (13). Change -7.

    Within: A 0.65 x -1, B 0.35 x -1 = -1. Mix: A 0.3 x (9.5 - 16.5), B -0.3 x (29.5 - 16.5) = -2.1 - 3.9 = -6.
    """
    found = change({"A": Group(80, 9), "B": Group(20, 29)}, {"A": Group(50, 10), "B": Group(50, 30)})
    assert (found["A"].within, found["A"].mix) == pytest.approx((-0.65, -2.1))
    assert (found["B"].within, found["B"].mix) == pytest.approx((-0.35, -3.9))


def test_a_group_of_one_period_alone_is_mix() -> None:
    """Before: A 100 of 10 d. Now: A 50 of 10 d, C 50 of 20 d: 15, all of it because C has come."""
    found = change({"A": Group(50, 10), "C": Group(50, 20)}, {"A": Group(100, 10)})
    assert [one.within for one in found.values()] == [0, 0]
    assert sum(one.mix for one in found.values()) == pytest.approx(5)
    assert found["C"].mix == pytest.approx(0.5 * (20 - 12.5))


@given(groups, groups)
def test_within_and_mix_sum_to_the_change(now: dict[str, Group], before: dict[str, Group]) -> None:
    whole, then = together(now.values()), together(before.values())
    assert whole is not None
    assert then is not None
    found = change(now, before)
    assert sum(one.within + one.mix for one in found.values()) == pytest.approx(whole.value - then.value, abs=1e-8)
    for code in set(now) ^ set(before):
        assert found[code].within == 0


def test_nothing_changes_from_nothing() -> None:
    assert change({"A": Group(1, 2)}, {}) == {}
    assert together([]) is None
    assert by_units({}, 1, LOWER) == {}
    assert largest({}) is None
    assert largest({"A": -1.0}) is None


def test_as_many_units_are_named_as_make_up_most_of_a_gap() -> None:
    split = {"A": 0.5, "B": 3.0, "C": 2.0, "D": -1.5}
    assert leading(split, 4.0, 3, 0.5) == ["B"]
    assert leading(split, 4.0, 3, 0.8) == ["B", "C"]
    assert leading(split, 40.0, 5, 1.0) == ["B", "C", "A"]
    assert leading({"A": -1.0}, -1.0, 3, 0.5) == []
