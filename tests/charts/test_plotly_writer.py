"""Charts as Plotly figures: what a reader sees in them."""

from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import pytest

from charts.chart import Chart, Kind, Reference, Role, Series
from charts.plotly_stack import PATTERNS
from charts.plotly_writer import figure, graph_config, legend
from charts.table import table
from charts.tokens import SCALES, SEEN, TOKENS, contrast, pattern_on, readable_on

MONTHS = [f"2026-{month:02d}-01" for month in range(1, 7)]
LIGHT = TOKENS["light"]


def line(**changes: object) -> Chart:
    """Six months of accepted cases against the year before, with a target."""
    now = Series("本期", MONTHS, [10, 12, 11, 15, 14, 4], n=[10, 12, 11, 15, 14, 4], incomplete=1)
    before = Series("上年同期", MONTHS, [9, 11, 10, 13, 13, 12], role=Role.COMPARISON)
    chart = Chart(Kind.LINE, "受理", "按受理月", "件", [now, before], "月", references=[Reference("目标", 13)])
    return replace(chart, **changes)


def bars(**changes: object) -> Chart:
    """Mean time of three units, the second from four cases only."""
    mean = Series("均值", ["上海", "浙江", "河南"], [17.81, 18.9, None], n=[300, 4, 0], links=["/a", "/b", None])
    chart = Chart(Kind.BARS, "用时", "均值", "工作日", [mean], "单位", 1, [Reference("目标", 22)], few=[1])
    return replace(chart, **changes)


def stack() -> Chart:
    """Two wholes of three parts."""
    parts = [("供电企业", [10.0, 5.0]), ("客户", [20.0, 4.0]), ("中止", [0.2, None])]
    series = [Series(name, ["前", "后"], y, role=Role.OTHER) for name, y in parts]
    return Chart(Kind.STACK, "等待谁", "", "工作日", series, "时期", 1)


def columns() -> Chart:
    """A distribution over named bins."""
    return Chart(Kind.COLUMNS, "分布", "", "件", [Series("件数", ["0–1", "1–2", "2+"], [5, 9, 2])], "工作日")


def curve() -> Chart:
    """A survival curve in percent."""
    return Chart(Kind.CURVE, "仍在途", "", "%", [Series("全部", [0, 1, 2, 5], [100, 80, 40, 5])], "工作日")


CHARTS = {"line": line(), "bars": bars(), "stack": stack(), "columns": columns(), "curve": curve()}


def texts(drawn: dict) -> list[str]:
    return [annotation["text"] for annotation in drawn["layout"]["annotations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_figure_is_valid(name: str, theme: str, locale: str) -> None:
    drawn = figure(CHARTS[name], theme=theme, locale=locale)
    go.Figure(drawn)  # raises where a property does not exist or has a wrong value
    layout = drawn["layout"]
    assert layout["separators"] == ".,"
    assert layout["height"] > 0
    assert "tickformat" in layout["yaxis" if name in {"line", "columns", "curve"} else "xaxis"]


@pytest.mark.parametrize("name", CHARTS)
def test_values_begin_at_zero(name: str) -> None:
    axis = figure(CHARTS[name], theme="light", locale="en")["layout"]
    values = axis["xaxis"] if name in {"bars", "stack"} else axis["yaxis"]
    assert values["range"][0] == 0


def test_bars_hold_values_below_zero() -> None:
    low = Series("变化", ["上海", "浙江"], [-2.0, 3.0])
    drawn = figure(bars(series=[low], references=(), few=()), theme="light", locale="zh_CN")
    assert drawn["layout"]["xaxis"]["range"] == [-2.0, 3.0]


def test_line_of_near_values_leaves_zero() -> None:
    near = Series("达标率", MONTHS, [98.9, 99.1, 99.3, 99.2, 99.4, 99.9])
    drawn = figure(line(series=[near], references=(), unit="%", decimals=2), theme="light", locale="zh_CN")
    low, high = drawn["layout"]["yaxis"]["range"]
    assert 98 < low < 98.9
    assert 99.9 < high <= 100  # no share is larger


def test_months_read_as_year_and_month_in_both_languages() -> None:
    for locale in ("zh_CN", "en"):
        axis = figure(line(), theme="light", locale=locale)["layout"]["xaxis"]
        assert axis["type"] == "date"
        assert axis["tickformat"] == axis["hoverformat"] == "%Y-%m"
        assert axis["tickvals"][-1] == MONTHS[-1]
    weeks = Series("受理", ["2026-01-05", "2026-01-12"], [1, 2])
    axis = figure(line(series=[weeks]), theme="light", locale="en")["layout"]["xaxis"]
    assert axis["hoverformat"] == "%Y-%m-%d"


def test_names_that_look_like_numbers_stay_names() -> None:
    voltages = Series("件数", ["10", "35", "110"], [3, 2, 1])
    horizontal = figure(bars(series=[voltages], few=()), theme="light", locale="en")["layout"]
    assert horizontal["yaxis"]["type"] == "category"
    upright = figure(replace(columns(), series=[voltages]), theme="light", locale="en")["layout"]
    assert upright["xaxis"]["type"] == "category"


def test_comparison_is_thin_and_grey_and_the_value_is_the_accent() -> None:
    drawn = figure(line(), theme="light", locale="zh_CN")["data"]
    value, before = drawn[0], drawn[-1]
    assert (value["name"], value["line"]["color"]) == ("本期", LIGHT["accent"])
    assert (before["name"], before["line"]["color"]) == ("上年同期", LIGHT["comparison"])
    assert before["line"]["width"] < value["line"]["width"]


def test_the_comparison_is_dashed_where_other_lines_are_grey_too() -> None:
    now, before = line().series
    told = Series("回访确认", MONTHS, [12, 13, 12, 16, 15, 5], role=Role.OTHER)
    three = figure(line(series=[now, told, before]), theme="light", locale="zh_CN")["data"]
    dashes = {trace["name"]: trace["line"]["dash"] for trace in three[::-1]}
    assert dashes["本期"] == dashes["回访确认"] == "solid"
    assert dashes["上年同期"] not in ("solid", "2px,3px")
    two = figure(line(), theme="light", locale="zh_CN")["data"]
    assert two[-1]["line"]["dash"] == "solid"


def test_unfinished_end_is_dashed_hollow_and_said() -> None:
    finished, whole, _ = figure(line(), theme="light", locale="zh_CN")["data"]
    assert list(finished["x"]) == MONTHS[:5]
    assert (finished["line"]["dash"], finished["hoverinfo"]) == ("solid", "skip")
    assert (list(whole["x"]), whole["line"]["dash"]) == (MONTHS, "2px,3px")
    assert whole["marker"]["color"][4:] == [LIGHT["accent"], LIGHT["paper"]]
    assert ["期间未完" in said for said in whole["hovertemplate"]] == [False] * 5 + [True]


def test_unfinished_column_is_hatched() -> None:
    unfinished = Series("归档", MONTHS, [5, 6, 7, 8, 9, 1], incomplete=1)
    bar = figure(replace(columns(), series=[unfinished]), theme="light", locale="en")["data"][0]
    assert bar["marker"]["pattern"]["shape"] == ["", "", "", "", "", "/"]


def test_reference_is_a_dashed_line_with_name_and_value() -> None:
    for chart, side in ((line(), "y0"), (bars(), "x0")):
        drawn = figure(chart, theme="light", locale="zh_CN")
        (shape,) = drawn["layout"]["shapes"]
        value = chart.references[0].value
        assert (shape[side], shape["line"]["dash"]) == (value, "3px,3px")
        assert f"目标 {value:g}" in texts(drawn)
    whole = line(references=[Reference("全公司", 100.0, decimals=1), Reference("目标", 95.0)], decimals=1)
    assert {"全公司 100.0", "目标 95"} <= set(texts(figure(whole, theme="light", locale="zh_CN")))
    exact = line(references=[Reference("Ofgem", 42.08)], decimals=1)
    assert "Ofgem 42.08" in texts(figure(exact, theme="light", locale="en"))


def test_lines_are_named_at_their_ends_without_a_legend() -> None:
    drawn = figure(line(), theme="light", locale="zh_CN")
    assert legend(line(), theme="light", locale="zh_CN") == []
    assert "<b>本期</b>" in texts(drawn)  # unfinished: its value would mislead
    assert "上年同期 12" in texts(drawn)
    assert drawn["layout"]["showlegend"] is False


def test_single_line_shows_its_last_value_only() -> None:
    alone = Series("均值", MONTHS, [9.1, 9.3, 9.0, 9.4, 9.6, 9.44])
    drawn = figure(line(series=[alone], references=(), decimals=1), theme="light", locale="zh_CN")
    assert "<b>9.4</b>" in texts(drawn)


def test_many_series_get_a_legend_in_which_none_looks_like_another() -> None:
    many = [Series(f"渠道 {at}", MONTHS, [at * 10 + month for month in range(6)], role=Role.OTHER) for at in range(8)]
    keys = legend(line(series=many), theme="light", locale="zh_CN")
    assert [key.name for key in keys] == [series.name for series in many]
    assert len({(key.colour, key.mark) for key in keys}) == len(many)


def test_small_n_is_greyed_and_shown() -> None:
    drawn = figure(bars(), theme="light", locale="zh_CN")
    bar = drawn["data"][0]
    assert bar["marker"]["color"][:2] == [LIGHT["accent"], LIGHT["grey-1"]]
    assert "n = 4   18.9" in texts(drawn)
    assert "件数过少" in bar["hovertemplate"][1]
    assert "Too few" in figure(bars(), theme="light", locale="en")["data"][0]["hovertemplate"][1]


def test_unknown_value_is_a_dash_not_zero() -> None:
    drawn = figure(bars(), theme="light", locale="zh_CN")
    assert drawn["data"][0]["x"][2] is None
    assert "—" in texts(drawn)


def test_hover_names_value_unit_and_cases() -> None:
    template = figure(bars(), theme="light", locale="zh_CN")["data"][0]["hovertemplate"][0]
    assert template == "均值  <b>%{x:,.1f}</b> 工作日 · %{customdata[0]:,} 件<extra></extra>"
    english = figure(bars(), theme="light", locale="en")["data"][0]["hovertemplate"][0]
    assert "cases: %{customdata[0]:,}" in english
    counts = figure(line(), theme="light", locale="zh_CN")["data"][1]["hovertemplate"][0]
    assert "customdata" not in counts  # a count of cases does not say its n a second time


def test_points_carry_their_cases_and_links() -> None:
    assert figure(bars(), theme="light", locale="zh_CN")["data"][0]["customdata"] == [[300, "/a"], [4, "/b"], [0, None]]


def test_stack_names_its_parts_and_totals() -> None:
    drawn = figure(stack(), theme="light", locale="zh_CN")
    assert drawn["layout"]["barmode"] == "stack"
    assert drawn["data"][1]["text"] == ["客户<br>20.0", "客户<br>4.0"]
    assert {"<b>30.2</b>", "<b>9.0</b>"} <= set(texts(drawn))
    keys = legend(stack(), theme="light", locale="zh_CN")  # 0.2 of 30.2 leaves no room for a name
    assert [key.name for key in keys] == ["供电企业", "客户", "中止"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_parts_of_one_colour_differ_by_their_patterns_in_bars_and_legend(theme: str) -> None:
    parts = [Series(f"部分 {at}", ["前"], [1.0], shade=at // 3, variant=at % 3) for at in range(6)]
    chart = replace(stack(), series=[*parts, Series("中止", ["前"], [0.01], shade=3)])
    drawn = [trace["marker"] for trace in figure(chart, theme=theme, locale="zh_CN")["data"]]
    assert len({(marker["color"], marker["pattern"]["shape"]) for marker in drawn}) == len(drawn)
    assert len({marker["color"] for marker in drawn}) == 3
    keys = legend(chart, theme=theme, locale="zh_CN")
    assert len({(key.colour, key.mark) for key in keys}) == len(keys) == len(drawn)
    styles = (Path(__file__).parents[2] / "assets" / "look" / "4-cards.css").read_text(encoding="utf-8")
    for mark in (f"box-{variant}" for variant in range(1, len(PATTERNS))):
        assert f".key-{mark} {{" in styles


def test_parts_past_the_scale_come_again_in_patterns() -> None:
    many = replace(stack(), series=[Series(f"部分 {at}", ["前"], [1.0]) for at in range(12)])
    keys = legend(many, theme="light", locale="zh_CN")
    assert len({(key.colour, key.mark) for key in keys}) == 12


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_read_on_a_pattern_as_without(theme: str) -> None:
    for at in range(1, SCALES["part"] + 1):
        fill = TOKENS[theme][f"part-{at}"]
        words = readable_on(fill)
        assert contrast(words, fill) >= 4.5
        assert contrast(words, pattern_on(fill)) >= 4.5
        assert contrast(pattern_on(fill), fill) > SEEN


def test_what_is_withheld_is_said_to_be_and_has_no_n() -> None:
    share = Series("满意率", ["上海", "浙江"], [98.0, None], n=[300, 0], withheld=[1])
    for kind in (Kind.BARS, Kind.DOTS):
        chart = bars(kind=kind, series=[share], few=[1])
        said = texts(figure(chart, theme="light", locale="en"))
        assert "withheld" in said
        assert not any("n = 0" in words for words in said)
        assert table(chart)["n"].isna().tolist() == [False, True]


def test_height_grows_with_the_categories() -> None:
    def height(count: int) -> int:
        series = Series("均值", [f"单位 {at}" for at in range(count)], [1.0] * count)
        return figure(bars(series=[series], few=()), theme="light", locale="zh_CN")["layout"]["height"]

    assert height(27) - height(26) == height(3) - height(2) == 24


def test_names_from_data_are_text_not_markup() -> None:
    odd = Series("T<b>&", ["a<i>"], [1.0])
    drawn = figure(bars(series=[odd], few=()), theme="light", locale="en")
    assert drawn["layout"]["yaxis"]["ticktext"] == ["a&lt;i&gt;"]
    assert drawn["data"][0]["hovertemplate"][0].startswith("T&lt;b&gt;&amp;")


def test_empty_series_is_an_empty_picture() -> None:
    for kind in Kind:
        go.Figure(figure(line(kind=kind, series=[Series("本期", [], [])]), theme="dark", locale="zh_CN"))
        go.Figure(figure(line(kind=kind, series=[], references=()), theme="dark", locale="zh_CN"))


@pytest.mark.parametrize(("locale", "plotly"), [("zh_CN", "zh-CN"), ("en", "en")])
def test_graph_config_sends_nothing_out(locale: str, plotly: str) -> None:
    config = graph_config(locale)
    assert config["showSendToCloud"] is False
    assert config["displaylogo"] is False
    assert config["displayModeBar"] is False
    assert config["locale"] == plotly
