"""The band of a line's intervals: where it stands, and where there is none."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from charts.chart import Chart, Kind, Role, Series
from charts.plotly_writer import figure

DAYS = [f"2026-0{month}-01" for month in range(1, 8)]


def course(**changes: object) -> Chart:
    """A level over seven months: the fourth is unknown, the seventh over few."""
    line = Series(
        "满意度",
        DAYS,
        [98.0, 97.5, 99.0, None, 98.5, 98.0, 90.0],
        n=[200, 210, 190, 0, 220, 200, 10],
        low=[95.0, 94.5, 96.0, None, 95.5, 95.0, 60.0],
        high=[99.2, 98.9, 99.8, None, 99.5, 99.2, 98.2],
    )
    chart = Chart(Kind.LINE, "满意度走势", "按询问日期", "%", [line], "月", 1, few=[6])
    return replace(chart, **changes)


def filled(chart: Chart, theme: str = "light") -> list[dict]:
    return [trace for trace in figure(chart, theme=theme, locale="zh_CN")["data"] if trace.get("fill") == "toself"]


def test_a_band_stands_over_each_run_of_known_intervals() -> None:
    first, second = filled(course())
    assert first["x"] == [*DAYS[:3], *DAYS[2::-1]]
    assert first["y"] == [99.2, 98.9, 99.8, 96.0, 94.5, 95.0]
    assert second["x"] == [DAYS[4], DAYS[5], DAYS[5], DAYS[4]]


def test_few_and_comparisons_have_none_and_do_not_stretch_the_axis() -> None:
    chart = course()
    compared = replace(chart.series[0], name="上年同期", role=Role.COMPARISON)
    drawn = figure(replace(chart, series=[*chart.series, compared]), theme="light", locale="zh_CN")
    assert len([trace for trace in drawn["data"] if trace.get("fill")]) == 2
    assert drawn["layout"]["yaxis"]["range"][0] > 80


def test_the_interval_is_told_at_the_point() -> None:
    (line,) = [one for one in figure(course(), theme="light", locale="zh_CN")["data"] if one.get("hovertemplate")]
    assert "95.0 – 99.2 %" in line["hovertemplate"][0]
    assert "–" not in line["hovertemplate"][3]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_takes_the_band(theme: str) -> None:
    go.Figure(figure(course(), theme=theme, locale="en"))
    assert all(trace["fillcolor"].startswith("rgba(") for trace in filled(course(), theme))


def test_a_line_without_intervals_has_no_band() -> None:
    line = replace(course().series[0], low=None, high=None)
    assert filled(course(series=[line])) == []
