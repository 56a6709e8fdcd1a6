"""Marks on axes of time: at the part of time that their day lies in, numbered, together where they would touch."""

from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest

from charts.chart import Chart, Kind, Mark, Series
from charts.plotly_writer import figure
from charts.table import table

MONTHS = [f"{year}-{month:02d}-01" for year in (2024, 2025) for month in range(1, 13)]
KINDS = [Kind.LINE, Kind.COLUMNS, Kind.SHARES]


def chart(kind: Kind, *days: str, x: list[str] = MONTHS) -> Chart:
    marks = [Mark(day, f"事件<{at}>", at) for at, day in enumerate(days, start=1)]
    return Chart(kind, "受理", "按受理日期", "件", [Series("受理", x, [50.0] * len(x))], "月份", marks=marks)


def drawn(one: Chart) -> dict[str, Any]:
    made = figure(one, theme="light", locale="zh_CN")
    go.Figure(made)  # raises where Plotly knows no such property
    return dict(made["layout"])


def numbers(one: Chart) -> list[tuple[str, str]]:
    """The numbers of marks and where they stand."""
    return [(note["text"], note["x"]) for note in drawn(one)["annotations"] if "hovertext" in note]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_stands_at_the_part_of_time_that_its_day_lies_in(kind: Kind) -> None:
    layout = drawn(chart(kind, "2024-01-01", "2025-03-31"))
    assert [(shape["x0"], shape["x1"], shape["yref"]) for shape in layout["shapes"]] == [
        ("2024-01-01", "2024-01-01", "paper"),
        ("2025-03-01", "2025-03-01", "paper"),
    ]
    assert numbers(chart(kind, "2024-01-01", "2025-03-31")) == [("①", "2024-01-01"), ("②", "2025-03-01")]


@pytest.mark.parametrize("kind", KINDS)
def test_marks_that_would_touch_share_a_place_and_those_of_one_part_a_line(kind: Kind) -> None:
    crowded = chart(kind, "2024-02-03", "2024-02-20", "2024-11-30", "2024-12-01", "2025-01-05")
    assert [shape["x0"] for shape in drawn(crowded)["shapes"]] == [
        *("2024-02-01", "2024-11-01", "2024-12-01", "2025-01-01")
    ]
    assert [text for text, _ in numbers(crowded)] == ["①②", "③–⑤"]


def test_who_points_at_a_number_reads_its_words_as_text() -> None:
    notes = [note for note in drawn(chart(Kind.LINE, "2024-02-03", "2024-02-20"))["annotations"] if "hovertext" in note]
    assert [note["hovertext"] for note in notes] == ["① 2024-02-03 事件&lt;1&gt;<br>② 2024-02-20 事件&lt;2&gt;"]


def test_numbers_have_their_own_room_above_the_plot() -> None:
    with_marks = drawn(chart(Kind.LINE, "2024-02-03"))
    without = drawn(chart(Kind.LINE))
    assert with_marks["height"] - without["height"] == with_marks["margin"]["t"] - without["margin"]["t"] == 16
    assert without["shapes"] == []


def test_there_are_numbers_beyond_those_in_circles() -> None:
    assert [Mark("2024-01-01", "", at).sign for at in (1, 20, 21)] == ["①", "⑳", "(21)"]


def test_marks_are_no_rows_of_the_table() -> None:
    one = chart(Kind.LINE, "2024-02-03")
    assert table(one).equals(table(replace(one, marks=())))
