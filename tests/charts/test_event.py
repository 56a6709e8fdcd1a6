"""Effects by time since an event: what a reader sees in the picture."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from charts.chart import Chart, Kind, Reference, Role, Series
from charts.plotly_writer import figure, legend
from charts.tokens import TOKENS

LIGHT = TOKENS["light"]
EFFECT = Series(
    "成效",
    [-2, -1, 0, 1],
    [0.5, -0.5, -6.0, -15.0],
    n=[40, 40, 40, 9],
    low=[-1.0, None, -8.0, -20.0],
    high=[2.0, None, -4.0, -10.0],
)
CHART = Chart(
    Kind.EVENT,
    "高压单电源",
    "按受理日期",
    "工作日",
    [EFFECT],
    "距起始的季度数",
    1,
    [Reference("过渡期后平均", -15.0, decimals=1)],
    few=[3],
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_figure_is_one_that_plotly_knows(theme: str, locale: str) -> None:
    go.Figure(figure(CHART, theme=theme, locale=locale))


def test_what_was_before_the_event_is_hollow_and_too_few_is_grey() -> None:
    drawn = figure(CHART, theme="light", locale="zh_CN")
    intervals, dots = drawn["data"]
    assert dots["marker"]["color"] == [LIGHT["paper"], LIGHT["paper"], LIGHT["accent"], LIGHT["comparison"]]
    assert intervals["x"] == [-2, -2, None, 0, 0, None, 1, 1, None]  # none where it is not known
    assert intervals["y"] == [-1.0, 2.0, None, -8.0, -4.0, None, -20.0, -10.0, None]


def test_the_event_and_the_level_before_it_are_lines_and_periods_carry_their_sign() -> None:
    layout = figure(CHART, theme="light", locale="en")["layout"]
    assert layout["shapes"][0]["x0"] == layout["shapes"][0]["x1"] == -0.5
    assert layout["yaxis"]["zeroline"]
    low, high = layout["yaxis"]["range"]
    assert low < -20
    assert high > 2
    assert layout["xaxis"]["ticktext"] == ["−2", "−1", "0", "+1"]
    assert any("−15.0" in note["text"] for note in layout["annotations"])


def test_several_series_stand_beside_each_other_under_a_legend() -> None:
    other = replace(EFFECT, name="低压", role=Role.OTHER)
    chart = replace(CHART, series=[EFFECT, other])
    first, second = [trace for trace in figure(chart, theme="light", locale="zh_CN")["data"] if "marker" in trace]
    assert all(left < right for left, right in zip(first["x"], second["x"], strict=True))
    assert [key.name for key in legend(chart, theme="light", locale="zh_CN")] == ["成效", "低压"]
    assert legend(CHART, theme="light", locale="zh_CN") == []
