"""The table under a chart."""

import pandas as pd

from charts.chart import Chart, Kind, Role, Series
from charts.table import table


def test_one_series_with_its_cases() -> None:
    series = Series("均值", ["上海", "浙江"], [17.81, None], n=[300, 0])
    frame = table(Chart(Kind.BARS, "用时", "", "工作日", [series], "单位", 1))
    assert list(frame.columns) == ["单位", "均值 (工作日)", "n"]
    assert frame["单位"].tolist() == ["上海", "浙江"]
    assert frame["均值 (工作日)"].iloc[0] == 17.81  # as known, not as rounded on the chart
    assert pd.isna(frame["均值 (工作日)"].iloc[1])
    assert frame["n"].tolist() == [300, 0]


def test_series_with_different_x_stand_in_one_row_for_each_x() -> None:
    now = Series("本期", ["2026-01-01", "2026-02-01"], [5, 6], n=[50, 60])
    before = Series("上年同期", ["2026-02-01", "2026-03-01"], [7, 8], n=[70, 80], role=Role.COMPARISON)
    frame = table(Chart(Kind.LINE, "受理", "", "", [now, before], "月"))
    assert list(frame.columns) == ["月", "本期", "本期: n", "上年同期", "上年同期: n"]
    assert frame["月"].tolist() == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert frame["上年同期"].isna().tolist() == [True, False, False]
    assert frame["本期: n"].isna().tolist() == [False, False, True]


def test_counts_do_not_stand_twice() -> None:
    now = Series("本期", ["2026-01-01", "2026-02-01"], [5, 6])
    before = Series("上年同期", ["2026-01-01", "2026-02-01"], [7, None], n=[7, 0], role=Role.COMPARISON)
    assert list(table(Chart(Kind.LINE, "受理", "", "件", [now, before], "月")).columns) == [
        "月",
        "本期 (件)",
        "上年同期 (件)",
    ]


def test_beside_another_series_n_says_whose_it_is() -> None:
    mean, limit = Series("均值", ["居民"], [3.5], n=[7]), Series("时限", ["居民"], [5.0], role=Role.COMPARISON)
    frame = table(Chart(Kind.BARS, "用时", "", "天", [mean, limit], "类别"))
    assert list(frame.columns) == ["类别", "均值 (天)", "均值: n", "时限 (天)"]


def test_no_series_is_a_table_without_rows() -> None:
    frame = table(Chart(Kind.LINE, "受理", "", "件", [], "月"))
    assert list(frame.columns) == ["月"]
    assert frame.empty
