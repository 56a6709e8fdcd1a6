"""Dots with intervals and matrices of flows: what a reader sees in them."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.chart import Chart, Kind, Reference, Role, Series
from charts.plotly_writer import figure, legend
from charts.table import table
from charts.tokens import TOKENS, contrast, luminance, readable_on, shades

LIGHT = TOKENS["light"]
PLACES = ["上海", "浙江", "河南", "西藏"]


def dots(**changes: object) -> Chart:
    """Satisfaction of four units with its interval: one over few answers, one unknown."""
    share = Series(
        "满意率",
        PLACES,
        [98.5, 99.25, 96.0, None],
        n=[400, 12, 900, 0],
        low=[96.8, 94.0, 94.5, None],
        high=[99.4, 99.9, 97.2, None],
        links=["/a", "/b", "/c", None],
    )
    chart = Chart(
        Kind.DOTS,
        "满意率",
        "按询问日期",
        "%",
        [share],
        "单位",
        2,
        [Reference("目标", 98), Reference("全公司", 97.42)],
        few=[1],
        interval_names=("95% 下限", "95% 上限"),
    )
    return replace(chart, **changes)


def matrix(size: int = 3, most: int = 40) -> Chart:
    """Customers of each place handled at each; nobody from the first at the second; a place with itself is 999."""
    names = [f"单位{at}" for at in range(size)]
    rows = [
        Series(
            name,
            names,
            [999 if at == to else 0 if (at, to) == (0, 1) else 1 + (at * 7 + to * 3) % most for to in range(size)],
            links=[f"/{at}-{to}" for to in range(size)],
        )
        for at, name in enumerate(names)
    ]
    return Chart(Kind.MATRIX, "跨省通办", "", "件", rows, "受理地", y_name="户籍地")


def texts(drawn: dict) -> list[str]:
    return [annotation["text"] for annotation in drawn["layout"]["annotations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("chart", [dots(), matrix(27)], ids=["dots", "matrix"])
def test_figure_is_valid(chart: Chart, theme: str, locale: str) -> None:
    drawn = figure(chart, theme=theme, locale=locale)
    go.Figure(drawn)  # raises where a property does not exist or has a wrong value
    assert drawn["layout"]["separators"] == ".,"


def test_dots_need_not_begin_at_zero_and_hold_their_intervals() -> None:
    low, high = figure(dots(), theme="light", locale="en")["layout"]["xaxis"]["range"]
    assert 90 < low < 94.0
    assert 99.9 < high <= 101
    counts = dots(unit="分", series=[Series("均分", PLACES[:2], [0.1, 4.0])], references=(), few=())
    assert figure(counts, theme="light", locale="en")["layout"]["xaxis"]["range"][0] == 0


def test_an_interval_is_a_line_through_its_dot() -> None:
    known, greyed, found = figure(dots(), theme="light", locale="zh_CN")["data"]
    assert known["x"] == [96.8, 99.4, None, 94.5, 97.2, None]
    assert known["y"] == [0, 0, None, 2, 2, None]
    assert (greyed["x"], greyed["line"]["color"]) == ([94.0, 99.9, None], LIGHT["comparison"])
    assert known["hoverinfo"] == greyed["hoverinfo"] == "skip"
    assert found["x"] == [98.5, 99.25, 96.0, None]
    assert found["marker"]["color"][:2] == [LIGHT["accent"], LIGHT["grey-1"]]
    assert found["customdata"][0] == [400, "/a"]


def test_dots_write_their_values_and_hover_their_intervals() -> None:
    drawn = figure(dots(), theme="light", locale="zh_CN")
    assert {"98.50", "n = 12   99.25", "96.00", "—", "目标 98", "全公司 97.42"} <= set(texts(drawn))
    words = drawn["data"][-1]["hovertemplate"]
    assert words[0].endswith("<br>96.80 – 99.40 %<extra></extra>")
    assert "–" not in words[3].removesuffix("<extra></extra>")


def test_references_stand_where_they_are_though_the_axis_leaves_zero() -> None:
    shapes = figure(dots(), theme="light", locale="zh_CN")["layout"]["shapes"]
    assert [shape["x0"] for shape in shapes] == [98, 97.42]


def test_dots_of_several_series_share_a_row_and_have_a_legend() -> None:
    one = Series("自报", PLACES[:2], [99.0, 98.0], role=Role.OTHER, low=[98.0, 97.0], high=[99.5, 98.8])
    other = Series("回访", PLACES[:2], [97.0, 96.0], role=Role.OTHER)
    before = Series("上年同期", PLACES[:2], [95.0, 94.0], role=Role.COMPARISON)
    chart = dots(series=[one, other, before], few=(), references=())
    drawn = figure(chart, theme="light", locale="zh_CN")
    first, second, third = [trace for trace in drawn["data"] if trace["mode"] == "markers"]
    assert first["y"][0] < 0 < second["y"][0]  # above each other, as the first row is at 0 and rows go down
    assert third["y"] == [0, 1]
    assert third["marker"]["color"] == [LIGHT["paper"]] * 2
    assert all("上海" in trace["hovertemplate"][0] for trace in (first, second, third))
    assert [key.name for key in legend(chart, theme="light", locale="zh_CN")] == ["自报", "回访", "上年同期"]
    assert legend(dots(), theme="light", locale="zh_CN") == []


def test_the_table_holds_the_intervals() -> None:
    frame = table(dots())
    assert list(frame.columns) == ["单位", "满意率 (%)", "95% 下限", "95% 上限", "n"]
    assert frame["95% 下限"].tolist()[:3] == [96.8, 94.0, 94.5]
    assert pd.isna(frame["95% 上限"].iloc[3])


def columns_and_rows(cells: dict) -> list[tuple[float, float]]:
    """Where the cells stand whose bars fill them."""
    assert set(cells["x"]) == {1}
    return [(base + 0.5, y) for base, y in zip(cells["base"], cells["y"], strict=True)]


def test_a_matrix_leaves_its_diagonal_empty() -> None:
    drawn = figure(matrix(), theme="light", locale="zh_CN")
    some, none = drawn["data"]
    places = [*columns_and_rows(some), *zip(none["x"], none["y"], strict=True)]
    assert len(places) == len(set(places)) == 6
    assert all(x != y for x, y in places)
    assert drawn["layout"]["yaxis"]["range"] == [2.5, -0.5]  # the first row on top
    titles = [drawn["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == ["受理地", "户籍地"]


def test_a_cell_says_from_where_to_where_and_leads_there() -> None:
    cells, _ = figure(matrix(), theme="light", locale="zh_CN")["data"]
    at = columns_and_rows(cells).index((2, 0))
    assert cells["hovertemplate"][at] == "单位0 → 单位2<br><b>7</b> 件<extra></extra>"
    assert cells["customdata"][at] == [7, "/0-2"]
    assert cells["text"][at] == "7"


def test_nobody_is_a_dot_and_unknown_is_nothing() -> None:
    chart = matrix()
    unknown = replace(chart.series[1], y=[None, 5, 6])
    some, none = figure(replace(chart, series=[chart.series[0], unknown]), theme="light", locale="en")["data"]
    assert columns_and_rows(some) == [(2, 0), (2, 1)]
    assert list(zip(none["x"], none["y"], strict=True)) == [(1, 0)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_more_the_further_from_the_paper(theme: str) -> None:
    scale, paper = shades(theme, 5), luminance(TOKENS[theme]["paper"])
    away = [abs(luminance(colour) - paper) for colour in scale]
    assert away == sorted(away)
    assert scale[-1] == TOKENS[theme]["accent"]
    assert all(contrast(readable_on(colour), colour) >= 4.5 for colour in scale)


def test_the_legend_of_a_matrix_parts_what_is_shown() -> None:
    keys = legend(matrix(9), theme="light", locale="zh_CN")
    names = [key.name for key in keys]
    assert names[0].startswith("2–")
    assert names[-1].endswith("40")
    for lower, upper in pairwise(names):
        assert int(lower.split("–")[-1]) + 1 == int(upper.split("–")[0])
    empty = Chart(Kind.MATRIX, "", "", "件", [Series("甲", ["甲", "乙"], [0, 0])], "")
    assert legend(empty, theme="light", locale="zh_CN") == []


def test_numbers_stand_in_the_cells_only_where_all_have_room() -> None:
    wide = figure(matrix(9, most=60_000), theme="light", locale="zh_CN")["data"][0]["text"]
    assert any(wide)
    much = matrix()
    rows = [replace(series, y=[(y or 0) * 100_000 for y in series.y]) for series in much.series]
    assert not any(figure(replace(much, series=rows), theme="light", locale="en")["data"][0]["text"])


def test_a_matrix_says_how_wide_it_has_to_be() -> None:
    widths = figure(matrix(27), theme="light", locale="zh_CN")["layout"]["meta"]
    assert 27 * 24 < widths["min_width"] < 1100  # it fits a laptop, and on a phone it scrolls
    assert widths["max_width"] > 2200  # it fills a wall screen


def test_the_table_of_a_matrix_is_as_it_is_drawn() -> None:
    frame = table(matrix())
    assert list(frame.columns) == ["户籍地 → 受理地 (件)", "单位0", "单位1", "单位2"]
    assert frame.iloc[:, 0].tolist() == ["单位0", "单位1", "单位2"]
    assert frame["单位2"].tolist()[:2] == [7, 14]
    assert pd.isna(frame["单位2"].iloc[2])


def test_lines_of_near_colours_differ_in_their_dashes() -> None:
    months = [f"2026-{month:02d}-01" for month in range(1, 7)]
    rows = [Series(f"渠道 {at}", months, [at * 10.0] * 6, role=Role.OTHER) for at in range(6)]
    drawn = figure(Chart(Kind.LINE, "", "", "", rows, "月"), theme="light", locale="zh_CN")["data"]
    assert [trace["line"]["dash"] == "solid" for trace in drawn] == [True] * 3 + [False] * 3
    few = figure(Chart(Kind.LINE, "", "", "", rows[:4], "月"), theme="light", locale="zh_CN")["data"]
    assert {trace["line"]["dash"] for trace in few} == {"solid"}
