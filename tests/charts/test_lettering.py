"""Labels that keep out of each other's way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.lettering import plain, spread, width, wrapped


@given(st.lists(st.floats(0, 200), max_size=8), st.floats(1, 30))
def test_labels_stay_apart_in_their_order(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, lowest=0)
    in_order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    for lower, upper in pairwise(in_order):
        assert placed[upper] - placed[lower] >= gap - 1e-6
    assert min(placed, default=0) >= 0


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([10, 90, 50], 16, lowest=0) == [10, 90, 50]
    assert spread([50, 50], 16, lowest=0) == [42, 58]
    assert spread([2, 3], 16, lowest=8) == [8, 24]


def test_chinese_is_wider_than_latin() -> None:
    assert width("工作日", 10) == 30
    assert width("abc", 10) == pytest.approx(16.8)


def test_names_break_at_spaces_and_inside_only_where_they_must() -> None:
    assert wrapped("Supporting grid works", 80) == "Supporting<br>grid works"
    assert wrapped("高压双电源竣工检验", 60) == "高压双电源<br>竣工检验"
    assert wrapped("短", 60) == "短"


def test_markup_is_shown_as_it_is() -> None:
    assert plain('<b> & "x"') == '&lt;b&gt; &amp; "x"'
