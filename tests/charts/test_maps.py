"""Schematic maps, maps of areas and funnels on the screen: every unit once, its value legible, its step told."""

from dataclasses import replace
from math import log10
from typing import Any

import plotly.graph_objects as go
import pytest

from charts.chart import Chart, Kind, Reference, Role, Series
from charts.plotly_writer import figure, legend
from charts.schematic import positions
from charts.tokens import contrast
from locales import LOCALES, text

NAMES = ["黑龙江", "国网冀北电力", "国网河北电力", "新疆", "内蒙古东部"]


def tiles(**changes: Any) -> Chart:
    values = [1.0, 2.0, 3.0, 4.0, None]
    series = Series("达标率", NAMES, values, n=[50, 60, 70, 5, 0], links=["/a", "/b", None, "/d", "/e"])
    chart = Chart(
        kind=Kind.TILES,
        title="地图",
        subtitle="",
        unit="%",
        series=[series],
        x_name="单位",
        decimals=1,
        few=[3],
        places=positions(NAMES),
    )
    return replace(chart, **changes)


def drawn(chart: Chart, theme: str = "light", locale: str = "zh_CN") -> dict[str, Any]:
    made = figure(chart, theme=theme, locale=locale)
    go.Figure(made)  # refuses what Plotly does not know
    return made


def test_provincial_companies_stand_at_their_rough_places_whatever_they_are_called() -> None:
    north, jibei, hebei, west, mongolia = positions(NAMES)
    assert jibei == (hebei[0], hebei[1] - 1)  # right north of it, and no place is another's
    assert west[0] == 0
    assert north[1] == 0
    assert mongolia[1] == 1
    assert len(set(positions(NAMES))) == len(NAMES)


def test_units_without_a_place_stand_in_a_grid_in_their_order() -> None:
    assert positions(["杭州", "宁波", "温州"]) == [(0, 0), (1, 0), (2, 0)]
    assert positions(["浙江", "杭州"]) == [(0, 0), (1, 0)]  # not all are provinces
    assert positions(["浙江一", "浙江二"]) == [(0, 0), (1, 0)]  # nor have they places of their own
    columns = [column for column, _ in positions([str(at) for at in range(100)])]
    assert max(columns) == 4
    assert positions([]) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_tile_says_its_value_in_letters_that_read_on_it(theme: str) -> None:
    (bars,) = drawn(tiles(), theme)["data"]
    said = dict(zip(NAMES, bars["text"], strict=True))
    assert "1.0" in said["黑龙江"]
    assert "n = 5" in said["新疆"]  # too few for a value
    assert "—" in said["内蒙古东部"]
    for fill, ink in zip(bars["marker"]["color"], bars["textfont"]["color"], strict=True):
        assert contrast(fill, ink) >= 4.5
    assert [link for _, link in bars["customdata"]] == ["/a", "/b", None, "/d", "/e"]
    assert all(name in hover for name, hover in zip(NAMES, bars["hovertemplate"], strict=True))


def test_a_map_as_wide_as_the_country_fits_a_phone_and_breaks_no_word_for_it() -> None:
    chinese = drawn(tiles())
    assert chinese["layout"]["meta"]["min_width"] <= 302  # what a card leaves of a screen of 360 px
    assert "国网冀<br>北电力" in chinese["data"][0]["text"][1]
    english = ["Heilongjiang", "Jibei (Hebei North)", "Hebei South", "Xinjiang", "Inner Mongolia East"]
    chart = tiles()
    drawn_in_english = drawn(replace(chart, series=[replace(chart.series[0], x=english)]), locale="en")
    (bars,) = drawn_in_english["data"]
    for name, letters in zip(english, bars["text"], strict=True):
        assert name.split() == [word for line in letters.split("<br>")[:-1] for word in line.split()]
    wide = drawn(replace(chart, series=[replace(chart.series[0], y=[123_456.0, 2.0, 3.0, 4.0, None])]))
    assert wide["layout"]["meta"]["min_width"] > chinese["layout"]["meta"]["min_width"]  # no value leaves its tile


@pytest.mark.parametrize("locale", LOCALES)
def test_the_legend_tells_every_step_and_what_has_none(locale: str) -> None:
    chart = tiles()
    (bars,) = drawn(chart, locale=locale)["data"]
    keys = legend(chart, theme="light", locale=locale)
    assert {key.colour for key in keys} == set(bars["marker"]["color"])
    assert keys[-1].name == text(locale, "map.none")
    assert keys[0].name.startswith("1.0")
    assert keys[-2].name == "3.0"  # the value of too few rows sets no step


def test_equal_values_are_one_step() -> None:
    chart = tiles(few=())
    chart = replace(chart, series=[replace(chart.series[0], y=[99.96, 100.0, 100.0, 100.0, 99.98])])
    (bars,) = drawn(chart)["data"]
    assert len(set(bars["marker"]["color"])) == 1  # as written all are 100.0
    assert [key.name for key in legend(chart, theme="light", locale="zh_CN")] == ["100.0"]


def test_a_withheld_value_is_said_to_be() -> None:
    chart = tiles(few=())
    chart = replace(chart, series=[replace(chart.series[0], withheld=[4])])
    (bars,) = drawn(chart)["data"]
    assert text("zh_CN", "chart.withheld") in bars["text"][4]


def test_areas_are_filled_by_their_step_and_named_at_their_place() -> None:
    ring = [(100.0, 30.0), (101.0, 30.0), (101.0, 31.0), (100.0, 30.0)]
    chart = tiles(kind=Kind.AREAS, places=[(100.5, 30.5)] * 5, outlines=[[ring, ring]] * 5)
    *areas, names = drawn(chart)["data"]
    assert len(areas) == 5
    assert [area["fillcolor"] for area in areas] == drawn(tiles())["data"][0]["marker"]["color"]
    assert areas[0]["x"].count(None) == 2  # a gap after each ring
    assert names["customdata"][0][1] == "/a"
    assert "黑龙江" in names["text"][0]


def test_a_small_area_carries_its_value_or_nothing_and_no_name() -> None:
    """The whole map is 520 px wide and 100 degrees: 40 degrees hold any name, 6 a value, 1 nothing."""

    def square(west: float, size: float) -> list[tuple[float, float]]:
        return [(west, 0.0), (west + size, 0.0), (west + size, size), (west, size), (west, 0.0)]

    rings = [square(west, size) for west, size in ((0, 40), (40, 6), (46, 1), (50, 10), (99, 1))]
    chart = tiles(kind=Kind.AREAS, places=[(0.0, 0.0)] * 5, outlines=[[ring] for ring in rings])
    *_, names = drawn(chart)["data"]
    assert names["text"][:3] == ["黑龙江<br><b>1.0</b>", "<b>2.0</b>", ""]


def funnel(sizes: list[float]) -> Chart:
    n = [int(size) for size in sizes]
    values = [99.0, 90.0, 80.0]
    units = Series(
        "外", sizes, values, n=n, low=[85.0] * 3, high=[95.0] * 3, labels=["甲", "乙", "丙"], links=["/a"] * 3
    )
    ends = [Series("95 %", sizes, [value] * 3, role=Role.COMPARISON) for value in (85.0, 95.0, 80.0, 98.0)]
    return Chart(
        kind=Kind.FUNNEL,
        title="",
        subtitle="",
        unit="%",
        series=[units, *ends],
        x_name="n",
        references=[Reference("全省", 91.0)],
    )


def test_units_outside_their_limits_are_named_and_in_the_accent() -> None:
    *lines, units = drawn(funnel([50, 60, 70]))["data"]
    assert len(lines) == 4
    assert units["text"] == ["甲", "", "丙"]
    first, second, third = units["marker"]["color"]
    assert first == third != second
    assert "甲" in units["hovertemplate"][0]


def test_sizes_of_many_powers_are_drawn_by_powers() -> None:
    narrow, wide = (drawn(funnel(sizes))["layout"]["xaxis"] for sizes in ([50, 60, 70], [30, 900, 60_000]))
    assert narrow["type"] == "linear"
    assert wide["type"] == "log"
    low, high = wide["range"]
    assert low < log10(30)
    assert high > log10(60_000)


def test_the_legend_of_a_funnel_names_its_limits_and_the_whole() -> None:
    names = [key.name for key in legend(funnel([50, 60, 70]), theme="light", locale="zh_CN")]
    assert names[:2] == ["外", "全省 91"]
    assert len(names) == 4


def test_no_name_of_a_funnel_stands_over_another() -> None:
    crowded = funnel([60.0, 60.5, 100.0])
    crowded = replace(crowded, series=[replace(crowded.series[0], y=[99.0, 99.1, 80.0]), *crowded.series[1:]])
    *_, units = drawn(crowded)["data"]
    assert units["text"].count("") == 1
    assert units["text"][2] == "丙"
    assert len(set(units["marker"]["color"])) == 1  # all are outside, named or not
