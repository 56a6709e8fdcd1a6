"""Tables whose columns count different rows: each says which, leads to its own, and greys what is over too few."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from app import create_app
from callbacks import PAGES
from callbacks.panel import Content, answer
from callbacks.view import read_view
from ids import Applications, Overview, Page, Satisfaction, Services, path
from locales import LOCALES, text
from queries.asker import Failure
from queries.rows import parse_cell
from settings import Settings
from tests.callbacks import opening
from tests.counting import count_rows
from tests.signed import request_at

PERIOD = "?from=2026-03-01&to=2026-03-31&cohort=accepted"
REGIONS = "region,parent,name\nR,,Company\nE,R,East\nW,R,West\n"
CLASSES = "customer_class,name,sort\nresidential,居民,1\nlv_business,低压非居民,2\nhv_single,高压单电源,3\n"
# 40 cases in the east, 2 in the west; of the low-voltage ones three in four have all three zeros, of the others none.
HEAD = "application,region,customer_class,service,channel,accepted_at,power_on_at,outcome,trips,zero_visit,"
HEAD += "zero_approval,zero_investment,customer_cost\n"


def cases() -> str:
    """One row a case; every fourth is of high voltage, and trips and costs are known of the east alone."""
    rows = []
    for at in range(42):
        high, east = at % 4 == 3, at < 40
        kind, zero = ("hv_single", "false") if high else ("residential", "false" if at % 4 == 2 else "true")
        known = f"{at % 2},{zero},{zero},{zero},{80000 if high else 100}" if east else f",{zero},{zero},{zero},"
        days = "2026-03-02T01:00:00Z,2026-03-05T01:00:00Z"
        rows.append(f"A{at},{'E' if east else 'W'},{kind},new_connection,hall,{days},powered,{known}\n")
    return HEAD + "".join(rows)


ANSWERS = "answer,application,asked_at,reached,answered_at,method,score,scale\n" + "".join(
    f"S{at},A{at},2026-03-10T01:00:00Z,true,2026-03-10T01:00:00Z,callback,{5 if at else 1},five\n" for at in range(32)
)
ANSWERS += "T1,A40,2026-03-10T01:00:00Z,true,2026-03-10T01:00:00Z,callback,5,five\n"
SCALES = "scale,name,lowest,highest,satisfied_from,strictly_from\nfive,五级,1,5,3,4\n"
COMPLAINTS = "complaint,application,region,source,type,opened_at\nC1,A1,E,95598,slow,2026-03-11T01:00:00Z\n"


@pytest.fixture
def utility(delivered: Callable[..., Settings]) -> Flask:
    """A small utility whose answers, complaints and trips are not of the same cases."""
    return create_app(
        delivered(
            regions=REGIONS,
            classes=CLASSES,
            applications=cases(),
            answers=ANSWERS,
            scales=SCALES,
            complaints=COMPLAINTS,
        )
    )


def shown(server: Flask, page: Page, card: str, search: str = PERIOD) -> Content:
    return opening.drawn(server, page, card, search)


def cells(component: Any) -> list[list[Any]]:
    """The cells of the table in a component, head first."""
    [table] = [part for part in component._traverse() if type(part).__name__ == "Table"]
    return [list(part.children) for part in table._traverse() if type(part).__name__ == "Tr"]


def said(component: Any) -> str:
    """All texts of a component, one after the other."""
    if isinstance(component, str):
        return component
    if isinstance(component, list | tuple):
        return " ".join(map(said, component))
    return said(component.children) if getattr(component, "children", None) is not None else ""


def test_each_head_says_which_rows_its_column_counts(utility: Flask) -> None:
    ease = shown(utility, Page.SATISFACTION, Satisfaction.EASE)
    assert ease.subtitle == "2026-03-01 – 2026-03-31"
    assert ease.behind is None  # no column's rows are those of all
    data = ease.data()
    assert data is not None
    assert list(data.columns) == [
        "单位",
        "满意度（电话回访）（%） · 按询问日期 · n = 33",
        "零跑动率（%） · 按受理日期 · n = 40",
        "每千件投诉 · 按提出日期 ÷ 按受理日期 · n = 42",
        "线上办电率（%） · 按受理日期 · n = 42",
    ]
    assert data.iloc[:, 0].tolist() == ["East", "West"]
    assert data.iloc[:, 1].tolist() == [pytest.approx(31 / 32 * 100), 100.0]
    assert data.iloc[0, 2] == 50.0
    assert data.iloc[:, 2].isna().tolist() == [False, True]  # nobody entered the trips of the west: not 0
    assert data.iloc[:, 3].tolist() == [25.0, 0.0]
    head, *_ = cells(ease.shown)
    assert [said(cell) for cell in head] == [name.replace(" · ", " ") for name in data.columns]


def test_columns_over_the_same_rows_say_so_once(utility: Flask) -> None:
    content = shown(utility, Page.SERVICES, Services.COST)
    data = content.data()
    assert data is not None
    assert list(data.columns[1:]) == ["工单 · n = 42", "客户承担均值（元） · n = 40", "客户承担中位数（元） · n = 40"]
    assert content.subtitle == "按受理日期 · 2026-03-01 – 2026-03-31"
    assert data.iloc[:, 2].tolist() == [100, 80000]
    documents = shown(utility, Page.APPLICATIONS, Applications.SERVICES).data()
    assert documents is not None
    assert list(documents.columns[1:2]) == ["工单 · n = 42"]


def test_what_is_over_too_few_is_greyed_and_named_with_its_column(utility: Flask) -> None:
    ease = shown(utility, Page.SATISFACTION, Satisfaction.EASE)
    _, east, west = cells(ease.shown)
    assert ["few" in str(cell.className).split() for cell in east] == [False, False, False, True, False]
    assert ["few" in str(cell.className).split() for cell in west] == [False, True, False, True, True]
    assert [getattr(cell, "title", None) for cell in east[1:]] == ["n = 32", "n = 40", "n = 40", "n = 40"]
    assert "满意度（电话回访）（%），n 不足 30（West）" in ease.note
    assert "每千件投诉，n 不足 1,000（全部）" in ease.note
    assert text("zh_CN", "table.none") in ease.note


@pytest.mark.parametrize("locale", LOCALES)
def test_complaints_per_thousand_say_their_unit_once(utility: Flask, locale: str) -> None:
    data = shown(utility, Page.SATISFACTION, Satisfaction.EASE, f"{PERIOD}&lang={locale}").data()
    assert data is not None
    [head] = [name for name in data.columns if "omplaint" in name or "投诉" in name]
    figures = said(shown(utility, Page.SATISFACTION, Satisfaction.FIGURES, f"{PERIOD}&lang={locale}").body)
    unit = text(locale, "unit.per_thousand")
    assert head.count("1,000") <= 1
    assert f"（{unit}）" not in head
    assert f"({unit})" not in head
    assert figures.count(unit) == (1 if locale == "en" else 0)  # in its name


def test_one_is_no_plural(utility: Flask) -> None:
    search = f"{PERIOD}&lang=en"
    figures = said(shown(utility, Page.SATISFACTION, Satisfaction.FIGURES, search).body)
    assert "Complaints 1 complaint " in figures
    trips = shown(utility, Page.SATISFACTION, Satisfaction.TRIPS, search).data()
    assert trips is not None
    assert set(trips.iloc[:, 0]) == {"trips: 0", "trips: 1", "Unknown"}


def test_the_overview_has_no_mean_cost_of_all_classes(utility: Flask) -> None:
    figures = said(shown(utility, Page.OVERVIEW, Overview.FIGURES).body)
    assert "客户成本" not in figures


def test_without_any_column_every_reason_is_given(delivered: Callable[..., Settings]) -> None:
    rows = "application,region,submitted_at\nA1,E,2026-03-02T01:00:00Z\n"
    server = create_app(delivered(regions=REGIONS, applications=rows))
    ease = opening.outcomes(server, Page.SATISFACTION, "?from=2026-03-01&to=2026-03-31&lang=en")[Satisfaction.EASE]
    assert isinstance(ease, Failure)
    for missing in ("answers", "trips", "complaints", "online"):
        assert missing in ease.en, missing
    assert ease.en.count("deliver it") == 4


@pytest.mark.parametrize("at", [Page.APPLICATIONS, Page.SATISFACTION, Page.CHANNELS, Page.SERVICES])
def test_every_figure_of_every_table_opens_into_its_own_rows(server: Flask, at: Page) -> None:
    checked = 0
    for warehouse, link, n in ways(server, at):
        given = parse_qsl(urlsplit(link).query)
        view = read_view(Page.CASES, urlsplit(link).query, warehouse.catalogue)
        cell = parse_cell([value for name, value in given if name == "cell"])
        found = count_rows(warehouse.connection, view.catalogue, dict(given)["metric"], view.selection, cell)
        assert f"n = {found:,}" == n, link
        checked += 1
    assert checked > 10


def ways(server: Flask, at: Page) -> Iterator[tuple[Any, str, str]]:
    """Each figure of a page's tables that leads to rows: where to, and the n that it says."""
    product = server.extensions["tongdian"]
    with request_at(server, path(at)), product.asker.open() as warehouse:
        view = read_view(at, "", warehouse.catalogue)
        outcomes, _ = answer(warehouse, PAGES[at][1](view, product.settings, warehouse))
        for content in outcomes.values():
            if not isinstance(content, Content) or not content.cells or content.shown is None:
                continue
            head, *rows = cells(content.shown)
            links = [part for cell in head for part in _links(cell)]
            yield from ((warehouse, link.href, said(link)) for link in links)
            for row in rows[:4]:
                for cell in row[1:]:
                    yield from ((warehouse, link.href, cell.title) for link in _links(cell))


def _links(cell: Any) -> list[Any]:
    return [part for part in cell._traverse() if type(part).__name__ == "Link"]


def test_three_zeros_are_of_low_voltage_only(utility: Flask) -> None:
    zeros = shown(utility, Page.SERVICES, Services.ZEROS)
    assert zeros.n == 32
    assert "仅居民" in zeros.subtitle
    assert zeros.chart is not None
    assert list(zeros.chart.series[0].x) == ["居民"]
    assert [list(series.y) for series in zeros.chart.series] == [[22 / 32 * 100]] * 4
    chosen = shown(utility, Page.SERVICES, Services.ZEROS, f"{PERIOD}&class=hv_single")
    assert not chosen.n
    assert "低压" in chosen.empty
    assert chosen.chart is None


LEGACY = "legacy_service,name,sort,service\nold_lv,低压新装,1,new_connection\nold_hv,高压新装,2,new_connection\n"
SERVICES = "service,name,family,sort\nnew_connection,新装,connection,1\nmeter_check,验表,change,2\n"
MERGED = "application,service,submitted_at,accepted_at\nA1,old_lv,2026-03-02T01:00:00Z,2026-03-03T01:00:00Z\n"
MERGED += "A2,meter_check,2026-03-02T01:00:00Z,2026-03-03T01:00:00Z\n"


def test_older_codes_that_a_service_never_had_are_no_zero(delivered: Callable[..., Settings]) -> None:
    server = create_app(delivered(applications=MERGED, services=SERVICES, legacy_services=LEGACY))
    data = shown(server, Page.SERVICES, Services.MAPPING).data()
    assert data is not None
    assert data.iloc[0].tolist() == ["新装", "低压新装、高压新装", 1, 1]
    assert data.iloc[1, :3].tolist() == ["验表", "", 1]
    assert data.iloc[:, 3].isna().tolist() == [False, True]


def test_no_case_under_an_older_code_is_zero(delivered: Callable[..., Settings]) -> None:
    rows = MERGED.replace("old_lv", "new_connection")
    server = create_app(delivered(applications=rows, services=SERVICES, legacy_services=LEGACY))
    data = shown(server, Page.SERVICES, Services.MAPPING).data()
    assert data is not None
    assert data.iloc[0, 3] == 0


def test_a_step_that_nobody_reached_has_a_share_of_zero(delivered: Callable[..., Settings]) -> None:
    channels = "channel,name,online\nosg,网上国网,true\n"
    rows = "application,channel,submitted_at,accepted_at\nA1,osg,2026-03-02T01:00:00Z,2026-03-03T01:00:00Z\n"
    rows += "A2,osg,2026-03-02T01:00:00Z,\n"
    drafts = "channel,service,date,started,submitted,accepted\nosg,new_connection,2026-03-02,4,2,1\n"
    server = create_app(delivered(applications=rows, channels=channels, drafts=drafts))
    chart = shown(server, Page.SERVICES, Services.DROP_OFF).chart
    assert chart is not None
    (bars,) = chart.series
    assert list(bars.y) == [4, 2, 1, 0]
    assert [str(x).partition("（")[2] for x in bars.x] == ["", "50.0%）", "50.0%）", "0.0%）"]


def test_customers_of_whom_no_segment_is_told_have_no_table(utility: Flask) -> None:
    for card in (Services.SEGMENTS, Services.INDUSTRIES):
        portrait = shown(utility, Page.SERVICES, card)
        assert not portrait.n
        assert portrait.empty.startswith("本数据没有")


def test_take_up_is_told_in_one_unit(server: Flask) -> None:
    search = "?from=2025-11-23&to=2026-11-22&lang=en"
    pushes = shown(server, Page.CHANNELS, "channels-pushes", search)
    portrait = shown(server, Page.SERVICES, Services.SEGMENTS, search).data()
    data = pushes.data()
    assert data is not None
    assert portrait is not None
    assert data.columns[-1] == "Taken up (%)"
    assert portrait.columns[-1].startswith("Taken up (%)")
    assert pushes.decimals == {3: 2}
    board = shown(server, Page.SERVICES, Services.PROMISES, search).data()
    assert board is not None
    [row] = [row for row in board.itertuples(index=False) if row[1] == "Take-up rate"]
    assert row[3] == "%"
