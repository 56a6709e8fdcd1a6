"""Small cells: nothing under five stands in a table or can be worked out from what stands there."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.withhold import LEAST_ANSWERS, Cells, Group, hidden, margin, whole, withheld


@pytest.mark.parametrize(
    ("n", "positions"),
    [
        ([], set()),
        ([5, 0, 100], set()),  # nothing small
        ([3, 20, 9, 0], {0, 2}),  # the smallest other goes with it
        ([3, 4, 20], {0, 1}),  # two cells that hold seven
        ([1, 2, 20, 6], {0, 1, 3}),  # two that hold three are not enough
        ([1, 1, 1, 20], {0, 1, 2, 3}),  # nor three that hold three
        ([1, 1, 1, 1, 1], {0, 1, 2, 3, 4}),
        ([2, 0], {0}),  # and the total of 2
    ],
)
def test_one_way_tables_by_hand(n: list[int], positions: set[int]) -> None:
    assert withheld(n) == positions


def test_a_cell_that_must_go_takes_another_with_it() -> None:
    assert withheld([20, 30, 40], also=[2]) == {2, 0}
    assert withheld([20, 0], also=[1]) == set()  # nothing is in it


@given(st.lists(st.integers(0, 12), max_size=8))
def test_what_is_withheld_of_a_line_is_two_cells_and_five_answers(n: list[int]) -> None:
    block = withheld(n)
    assert all(at in block for at, count in enumerate(n) if 0 < count < LEAST_ANSWERS)
    assert all(n[at] for at in block)
    if block and sum(n) >= LEAST_ANSWERS:
        assert len(block) >= 2
        assert sum(n[at] for at in block) >= LEAST_ANSWERS


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.data())
def test_a_safe_union_and_its_rest_hold_none_or_five(n: list[int], data: st.DataObject) -> None:
    union = data.draw(st.sets(st.integers(0, len(n) - 1)))
    if sum(n) >= LEAST_ANSWERS and whole(union, withheld(n)):
        inside = sum(n[at] for at in union)
        assert inside == 0 or inside >= LEAST_ANSWERS
        assert inside == sum(n) or sum(n) - inside >= LEAST_ANSWERS


def test_a_two_way_table_by_hand() -> None:
    """3 goes; in its row 7 goes with it, in its column 10, and the corner of those two closes the square."""
    cells: dict[Group, int] = {
        ("a", "x"): 3,
        ("a", "y"): 7,
        ("a", "z"): 60,
        ("b", "x"): 10,
        ("b", "y"): 20,
        ("b", "z"): 90,
    }
    assert hidden(cells) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_a_withheld_margin_takes_its_line_with_it() -> None:
    """Row a holds 4: it and the smallest other row are withheld as sums, so their cells are withheld too."""
    cells: dict[Group, int] = {("a", "x"): 4, ("b", "x"): 9, ("b", "y"): 8, ("c", "x"): 50, ("c", "y"): 60}
    assert {("a", "x"), ("b", "x"), ("b", "y")} <= hidden(cells)


def test_a_bridge_between_two_squares_can_be_worked_out_and_is_closed() -> None:
    """Each line holds none or two of the withheld, yet the cell that joins two squares follows from the margins."""
    rows = [[30, 30, 90, 90], [30, 30, 30, 90], [90, 90, 30, 30], [90, 90, 30, 30]]
    cells: dict[Group, int] = {(f"r{i}", f"c{j}"): n for i, row in enumerate(rows) for j, n in enumerate(row)}
    squares = {group for group, n in cells.items() if n == 30}
    found = hidden(cells, {(0, 1): squares})
    assert len(found) > len(squares)
    assert not derivable(cells, found, {(0,): set(), (1,): set(), (): set()})


def test_all_is_withheld_where_the_total_is() -> None:
    assert hidden({("a",): 2, ("b",): 2}) == {("a",), ("b",)}
    assert hidden({("a",): 20, ("b",): 30}, {(): [()]}) == {("a",), ("b",)}
    assert hidden({(): 3}) == {()}
    assert hidden({(): 5}) == set()
    assert hidden({}) == set()


def derivable(cells: Cells, shut: set[Group], margins: dict[tuple[int, ...], set[Group]]) -> list[Group]:
    """The withheld cells that follow from the published ones and margins, by the rank of what is published."""
    names = sorted(cells)
    known = [[float(one == group) for one in names] for group in names if group not in shut]
    for kept, closed in margins.items():
        heads = [head for head in margin(cells, kept) if head not in closed]
        known += [[float(tuple(one[at] for at in kept) == head) for one in names] for head in heads]
    rank = np.linalg.matrix_rank(np.array(known)) if known else 0
    return [
        group
        for group in shut
        if np.linalg.matrix_rank(np.array([*known, [float(one == group) for one in names]])) == rank
    ]


@st.composite
def tables(draw: st.DrawFn, width: int) -> dict[Group, int]:
    """A table of so many groupings, of small and large cells."""
    sizes = [draw(st.integers(1, 4 if width < 3 else 3)) for _ in range(width)]
    counts = st.integers(0, 9) | st.integers(0, 60)
    groups: list[Group] = [()]
    for size in sizes:
        groups = [(*group, str(at)) for group in groups for at in range(size)]
    return {group: draw(counts) for group in groups}


@pytest.mark.parametrize("width", [1, 2, 3])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_withheld_cell_follows_from_a_table_and_its_margins(width: int, data: st.DataObject) -> None:
    cells = data.draw(tables(width))
    must = data.draw(st.sets(st.sampled_from(sorted(cells)), max_size=2))
    every = tuple(range(width))
    shut = hidden(cells, {every: must})
    assert all(group in shut for group, n in cells.items() if 0 < n < LEAST_ANSWERS or (n and group in must))
    filled = {group for group, n in cells.items() if n}
    if shut == filled:
        return  # nothing of the table is shown
    margins = {kept: hidden(margin(cells, kept)) for size in range(width) for kept in combinations(range(width), size)}
    assert not derivable(cells, shut, margins)
    for kept, closed in margins.items():
        for head in closed:
            parts = [group for group in filled if tuple(group[at] for at in kept) == head]
            assert any(group in shut for group in parts)
