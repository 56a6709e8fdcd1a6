"""Lines over time: their axis of days, what hovering finds, lines of references."""

from dataclasses import replace

from charts.chart import Reference, Role, Series
from charts.plotly_writer import figure
from tests.charts.test_plotly_writer import MONTHS, line


def test_quarters_and_years_read_as_in_the_table_and_the_last_is_named() -> None:
    quarters = [f"{year}-{month:02d}-01" for year in range(2017, 2027) for month in (1, 4, 7, 10)]
    for days, written in ((quarters, "%Y Q%q"), (quarters[::4], "%Y")):
        one = Series("占比", days, [float(at) for at in range(len(days))])
        axis = figure(line(series=[one], references=()), theme="light", locale="en")["layout"]["xaxis"]
        assert axis["tickformat"] == axis["hoverformat"] == written
        assert set(axis["tickvals"]) <= set(days)
        assert axis["tickvals"][-1] == days[-1]
        assert 3 <= len(axis["tickvals"]) <= 5


def test_a_group_that_is_alone_is_named_at_its_end() -> None:
    alone = Series("95598热线", MONTHS, [0.0] * 6)
    for split, label in ((True, "<b>95598热线</b> 0"), (False, "<b>0</b>")):
        drawn = figure(line(series=[alone], references=(), split=split), theme="light", locale="zh_CN")
        assert label in [note["text"] for note in drawn["layout"]["annotations"]]


def test_a_line_beside_one_without_values_is_named_at_its_end() -> None:
    both = [Series("录入", MONTHS, [0.0] * 6), Series("回访", MONTHS, [None] * 6, role=Role.OTHER)]
    drawn = figure(line(series=both, references=()), theme="light", locale="zh_CN")
    assert "<b>录入</b> 0" in [note["text"] for note in drawn["layout"]["annotations"]]


def test_hovering_over_lines_finds_one_point_of_each() -> None:
    found = [trace for trace in figure(line(), theme="light", locale="zh_CN")["data"] if "hoverinfo" not in trace]
    assert [(trace["name"], list(trace["x"])) for trace in found] == [("本期", MONTHS), ("上年同期", MONTHS)]


def test_a_reference_over_time_stands_from_its_first_day_to_its_last() -> None:
    valid = [Reference("目标", 13, start="2026-03-01"), Reference("目标", 12, end="2026-03-01")]
    after, before = figure(line(references=valid), theme="light", locale="zh_CN")["layout"]["shapes"]
    assert (after["x0"], before["x1"]) == ("2026-03-01", "2026-03-01")
    assert before["x0"] < MONTHS[0] < MONTHS[-1] < after["x1"]
    always = replace(valid[0], start="2019-01-01")
    (shape,) = figure(line(references=[always]), theme="light", locale="zh_CN")["layout"]["shapes"]
    assert shape["x0"] == before["x0"]
