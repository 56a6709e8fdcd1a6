"""The largest flows across provinces: those that have an order, and how many have none."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from accounts.roles import Role
from app import create_app
from callbacks.panel import Content
from callbacks.view import read_view
from charts.chart import Kind
from ids import Page, Services
from locales import LOCALES, text
from queries.metrics import METRICS
from queries.rows import parse_cell
from settings import Settings
from tests.callbacks.opening import drawn
from tests.counting import count_rows
from tests.signed import Signed, let_in, request_at

REGIONS = """region,parent,name,level
CO,,Company,company
ZJ,CO,Zhejiang,province
HA,CO,Henan,province
SC,CO,Sichuan,province
"""
FLOWS = {("HA", "ZJ"): 3, ("SC", "ZJ"): 2, ("ZJ", "HA"): 1, ("SC", "HA"): 1, ("ZJ", "ZJ"): 4}


@pytest.fixture
def company(delivered: Callable[..., Settings]) -> Flask:
    """Cases of three provinces, some of them of customers registered in another."""
    pairs = [pair for pair, n in FLOWS.items() for _ in range(n)]
    rows = [f"A{at},{to},{start},2026-03-02T01:00:00Z" for at, (start, to) in enumerate(pairs)]
    head = "application,region,applicant_region,accepted_at"
    return create_app(delivered(regions=REGIONS, applications="\n".join((head, *rows)) + "\n"))


def flows(server: Flask, search: str = "?lang=en") -> Content:
    return drawn(server, Page.SERVICES, Services.FLOWS, search)


def rows_behind(server: Flask, link: str) -> int:
    given = parse_qsl(urlsplit(link).query)
    with request_at(server, "/cases"), server.extensions["tongdian"].asker.open() as warehouse:
        view = read_view(Page.CASES, urlsplit(link).query, warehouse.catalogue)
        cell = parse_cell([value for name, value in given if name == "cell"])
        return count_rows(warehouse.connection, view.catalogue, dict(given)["metric"], view.selection, cell)


@pytest.mark.parametrize("locale", LOCALES)
def test_flows_of_one_case_are_counted_not_listed(company: Flask, locale: str) -> None:
    content = flows(company, f"?lang={locale}")
    assert content.chart is not None
    (bars,) = content.chart.series
    assert list(bars.x) == ["Henan → Zhejiang", "Sichuan → Zhejiang"]
    assert list(bars.y) == [3, 2]
    assert content.n == 7
    assert content.note == text(locale, "services.flows_single", n=2)
    shown: list[Any] = [link and rows_behind(company, link) for link in bars.links or ()]
    assert shown == [3, 2]


def test_of_one_province_its_own_and_where_none_has_two_that_is_said(company: Flask) -> None:
    content = flows(company, "?lang=en&region=ZJ")
    assert content.chart is not None
    assert list(content.chart.series[0].x) == ["Henan → Zhejiang", "Sichuan → Zhejiang"]
    assert not content.note
    single = flows(company, "?lang=en&region=HA")
    assert not single.n
    assert single.empty == text("en", "services.flows_single_only", n=2)


def test_every_province_of_the_matrix_leads_to_its_own_page(company: Flask) -> None:
    content = drawn(company, Page.SERVICES, Services.MATRIX, "?lang=en")
    led = [(urlsplit(way or "").path, dict(parse_qsl(urlsplit(way or "").query))["region"]) for way in content.links]
    assert led == [("/services", region) for region in ("HA", "SC", "ZJ")]


@pytest.mark.parametrize(("province", "served"), {"ZJ": 1, "HA": 3, "SC": 3}.items())
def test_a_province_is_told_how_many_of_its_customers_others_served(company: Flask, province: str, served: int) -> None:
    content = drawn(company, Page.SERVICES, Services.MATRIX, f"?lang=en&region={province}")
    assert content.chart is not None
    assert content.chart.kind is Kind.COLUMNS  # few events make no line
    (bars,) = content.chart.series
    months = bars.y
    assert sorted(months) == [0.0] * (len(months) - 1) + [served]
    assert content.subtitle.endswith(f" · {served} in the period")  # the year before lies before the data
    assert content.behind is None  # the cases are not the province's to open
    browser = Signed(company, company.response_class)
    browser.enter(let_in(company, f"reader of {province}", Role.SUPERVISOR, province))
    shown = browser.get(f"/export/{Services.MATRIX}.csv?lang=en").text
    assert len(re.findall(rf",{served}(?:\.0)?\r\n", shown)) == 1
    listed = browser.get(f"/export/cases.csv?lang=en&metric=handled_elsewhere&region={province}")
    assert "no single rows" in listed.text
    assert "A0" not in listed.text


def test_a_province_without_such_cases_is_told_so_and_how_many_there_were_before(company: Flask) -> None:
    content = drawn(company, Page.SERVICES, Services.MATRIX, "?lang=en&region=ZJ&from=2026-03-03&to=2026-03-03")
    assert (content.n, content.empty) == (0, text("en", "services.none_elsewhere"))
    content = drawn(
        company, Page.SERVICES, Services.MATRIX, "?lang=en&region=HA&from=2026-03-03&to=2026-03-03&compare=previous"
    )
    assert content.subtitle.endswith(" · 0 in the period · previous period: 3")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_board_says_which_direction_it_counts_and_gives_a_province_both(company: Flask, locale: str) -> None:
    def board(region: str) -> dict[str, float | None]:
        data = drawn(company, Page.SERVICES, Services.PROMISES, f"?lang={locale}&region={region}").data()
        assert data is not None
        across = data[data.iloc[:, 0].str.startswith("S11 ")]
        return dict(zip(across.iloc[:, 1], across.iloc[:, 2], strict=True))

    served, share = text(locale, "services.cross_province"), text(locale, "services.cross_province_share")
    own = METRICS["handled_elsewhere"].name(locale)
    assert board("ZJ") == {served: 5, share: pytest.approx(5 / 9 * 100), own: 1}
    assert board("HA") == {served: 2, share: 100, own: 3}
    assert board("CO") == {served: 7, share: pytest.approx(7 / 11 * 100)}  # of all of them both are one number
