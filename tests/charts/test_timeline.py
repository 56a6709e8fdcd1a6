"""The time line's picture: bars of real length on a real axis, holds hatched, limits and odd stamps as marks."""

from dataclasses import replace
from datetime import datetime, timedelta

import plotly.graph_objects as go
import pytest

from charts.plotly_timeline import shaded, timeline_figure, timeline_keys
from charts.timeline import Doer, Moment, Point, Span, Timeline

LINE = Timeline(
    title="Steps",
    subtitle="2",
    rows=["survey", "<b>meter</b>"],
    spans=[
        Span(0, "2026-03-02 09:00:00", "2026-03-06 09:00:00", Doer.UTILITY, "survey", "4.0"),
        Span(1, "2026-03-06 09:00:00", "2026-03-09 21:00:00", Doer.CUSTOMER, "meter", "3.5", goes_on=True),
        Span(0, "2026-03-03 00:00:00", "2026-03-04 00:00:00", Doer.HELD, "held"),
    ],
    points=[Point(0, "2026-03-05 00:00:00", "due"), Point(1, "2026-03-01 00:00:00", "odd", odd=True)],
    moments=[Moment("2026-03-02 09:00:00", "accepted"), Moment("2026-03-02 10:00:00", "also")],
    idle=[("2026-03-07 00:00:00", "2026-03-09 00:00:00")],
    doers={doer: doer.value for doer in Doer},
    limit="limit",
    odd="odd stamp",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_bars_are_as_long_as_what_they_stand_for(theme: str, locale: str) -> None:
    figure = timeline_figure(LINE, theme=theme, locale=locale)
    go.Figure(figure)  # plotly takes each property
    bars = {trace["name"]: trace for trace in figure["data"] if trace["type"] == "bar"}
    assert list(bars) == ["utility", "customer", "held"]  # what is on hold is drawn over the others
    day = timedelta(days=1) / timedelta(milliseconds=1)
    assert bars["utility"]["base"] == ["2026-03-02 09:00:00"]
    assert bars["utility"]["x"] == [4 * day]
    assert bars["customer"]["x"] == [3.5 * day]
    figures = [one for one in figure["layout"]["annotations"] if "y" in one and one.get("yref") != "paper"]
    assert [(one["text"], one["x"], one["y"]) for one in figures] == [
        ("4.0", "2026-03-06 09:00:00", 0),
        ("3.5 →", "2026-03-09 21:00:00", 1),
    ]
    assert all(one["bgcolor"] for one in figures)  # a line that crosses a figure stays behind it
    assert bars["held"]["marker"]["pattern"]["shape"] == "/"
    assert bars["utility"]["marker"]["pattern"]["shape"] == ""


def test_the_axis_is_time_and_holds_everything() -> None:
    layout = timeline_figure(LINE, theme="light", locale="en")["layout"]
    low, high = map(datetime.fromisoformat, layout["xaxis"]["range"])
    assert layout["xaxis"]["type"] == "date"
    assert low < datetime(2026, 3, 1)
    assert high > datetime(2026, 3, 9, 21)
    assert layout["yaxis"]["ticktext"][1] == "&lt;b&gt;meter&lt;/b&gt;"


def test_limits_odd_stamps_and_days_off_are_marked() -> None:
    figure = timeline_figure(LINE, theme="light", locale="en")
    limit, odd = (trace for trace in figure["data"] if trace["type"] == "scatter")
    assert (limit["x"], limit["marker"]["symbol"]) == (["2026-03-05 00:00:00"], "line-ns")
    assert (odd["x"], odd["marker"]["symbol"]) == (["2026-03-01 00:00:00"], "x")
    idle = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert [(shape["x0"], shape["x1"]) for shape in idle] == LINE.idle
    names = [one for one in figure["layout"]["annotations"] if one.get("yref") == "paper"]
    assert {name["text"] for name in names} == {"accepted", "also"}
    assert len({name["yshift"] for name in names}) == 2  # names of one hour stand in two rows


def test_the_legend_names_what_is_drawn_alone() -> None:
    keys = [key.name for key in timeline_keys(LINE, theme="light", locale="en")]
    assert keys == ["utility", "customer", "held", "limit", "odd stamp"]
    bare = replace(LINE, spans=LINE.spans[:1], points=[])
    assert [key.name for key in timeline_keys(bare, theme="light", locale="en")] == ["utility"]


def test_a_figure_stands_behind_a_limit_that_would_cross_it() -> None:
    due = replace(LINE, points=[Point(0, "2026-03-06 12:00:00", "due"), Point(1, "2026-03-08 00:00:00", "due")])
    figures = timeline_figure(due, theme="light", locale="en")["layout"]["annotations"]
    assert [one["x"] for one in figures if one.get("yref") != "paper"] == ["2026-03-06 12:00:00", "2026-03-09 21:00:00"]


def test_a_moment_is_still_seen() -> None:
    short = replace(LINE, spans=[replace(LINE.spans[0], end=LINE.spans[0].begin), LINE.spans[1]])
    utility = timeline_figure(short, theme="light", locale="en")["data"][0]
    assert utility["x"][0] > 0


def test_days_off_beyond_the_axis_are_not_drawn_and_hide_no_others() -> None:
    """A case that ended long ago has as many days off behind it as there are weekends since."""
    later = [(f"2027-01-{day:02} 00:00:00", f"2027-01-{day:02} 12:00:00") for day in range(1, 29)] * 5
    assert shaded(replace(LINE, idle=[*LINE.idle, *later])) == list(LINE.idle)
    assert shaded(replace(LINE, idle=[*LINE.idle] * 200)) == []
