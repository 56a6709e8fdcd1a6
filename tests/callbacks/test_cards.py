"""The cards: every figure opens into as many rows as it counts, and one card's failure is its own."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from app import create_app
from callbacks import PAGES
from callbacks.panel import Content, Panel, answer
from callbacks.view import View, read_view
from charts.chart import Chart, Kind
from ids import SENTENCES, Page, path
from locales import LOCALES, text
from pages.components import card as figure_card
from queries.asker import Failure, Warehouse
from queries.catalogue import Catalogue
from queries.metrics import METRICS
from queries.rows import parse_cell
from settings import Settings
from tests.callbacks.posting import page, post, words
from tests.counting import count_rows
from tests.signed import request_at

SEARCHES = (
    "",
    "?class=residential&class=lv_business",
    "?cohort=accepted&from=2024-03-10&to=2025-06-20&compare=previous",
)


def opened(server: Flask, at: Page, search: str) -> Iterator[tuple[Warehouse, View, Panel, Content]]:
    """Every card of a page with its content."""
    product = server.extensions["tongdian"]
    with request_at(server, path(at)), product.asker.open() as warehouse:
        view = read_view(at, search, warehouse.catalogue)
        panels = PAGES[at][1](view, product.settings, warehouse)
        outcomes, sound = answer(warehouse, panels)
        assert sound
        for panel in panels:
            content = outcomes[panel.card]
            if isinstance(content, Failure) and view.selection.classes:
                continue  # sums of a day know no classes, and say so
            assert isinstance(content, Content), (panel.card, content)
            yield warehouse, view, panel, content


def rows_behind(warehouse: Warehouse, link: str) -> int:
    """How many rows the page lists that a link leads to."""
    target = urlsplit(link)
    assert target.path == "/cases"
    given = parse_qsl(target.query)
    view = read_view(Page.CASES, target.query, warehouse.catalogue)
    cell = parse_cell([value for name, value in given if name == "cell"])
    return count_rows(warehouse.connection, view.catalogue, dict(given)["metric"], view.selection, cell)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("at", PAGES)
def test_every_card_opens_into_as_many_rows_as_it_counts(server: Flask, at: Page, search: str) -> None:
    for warehouse, _, panel, content in opened(server, at, search):
        if content.behind is not None and at is not Page.DATA:
            assert rows_behind(warehouse, content.behind.href) == content.n, panel.card


@pytest.mark.parametrize("at", [Page.OVERVIEW, Page.APPLICATIONS, Page.STEPS, Page.SATISFACTION])
def test_every_point_opens_into_as_many_rows_as_it_counts(server: Flask, at: Page) -> None:
    checked = 0
    for warehouse, _, panel, content in opened(server, at, "?class=lv_business"):
        if content.chart is None or content.chart.kind is Kind.STACK:
            continue
        for series in content.chart.series:
            counted = series.n if series.n is not None else series.y
            for link, n in zip(series.links or (), counted, strict=False):
                if link and urlsplit(link).path == "/cases":
                    assert rows_behind(warehouse, link) == n, (panel.card, series.name, link)
                    checked += 1
    assert checked > 20


def test_a_unit_leads_to_the_same_page_there(server: Flask) -> None:
    for warehouse, view, panel, content in opened(server, Page.OVERVIEW, "?class=residential&lang=en"):
        if panel.card == "overview-units":
            assert content.chart is not None
            first = urlsplit(content.chart.series[0].links[0] or "")
            below = read_view(Page.OVERVIEW, first.query, warehouse.catalogue)
            assert first.path == "/"
            assert below.locale == "en"
            assert below.selection.place in view.catalogue.children(view.selection.place)
            assert replace(below.selection, place=view.selection.place) == view.selection


def test_waiting_parts_sum_to_the_whole_time(server: Flask) -> None:
    drawn = {panel.card: content for _, _, panel, content in opened(server, Page.STEPS, "")}
    waiting, lead = drawn["steps-waiting"], drawn["steps-lead"]
    assert waiting.chart is not None
    total = sum(series.y[0] or 0.0 for series in waiting.chart.series)
    every = waiting.data()
    assert every is not None
    assert sum(every.iloc[0, 1:]) == pytest.approx(total)
    assert f"{total:.1f}" in str(lead.body)
    steps = every.iloc[0, 1:].astype(float).rename(lambda head: head.removesuffix(f" ({waiting.chart.unit})"))
    longest = steps.drop([text("zh_CN", f"part.{none}") for none in ("held", "between")], errors="ignore").idxmax()
    assert text("zh_CN", "steps.lead_longest", step=longest) in str(lead.body)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("at", PAGES)
def test_every_page_draws_every_card(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, at: Page, locale: str
) -> None:
    with caplog.at_level(logging.ERROR):
        cards = page(client, path(at), f"?lang={locale}")
    assert not caplog.records
    assert len(cards) == len(PAGES[at][0])
    for name, card in cards.items():
        assert name in SENTENCES or card["children"] or at is Page.EFFECT, name  # of few cases nothing is estimated
        assert text(locale, "state.failed") not in words(card["children"]), name
    assert any(words(card["children"]) for card in cards.values())


def test_a_page_asks_at_most_eight_statements_and_none_the_second_time(simulated_settings: Settings) -> None:
    statements: list[str] = []

    def count(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if connection.dialect.name == "duckdb":  # not who is signed in, which is looked up elsewhere
            statements.append(statement)

    client = create_app(simulated_settings).test_client()
    page(client, "/", "?compare=none")  # reads the catalogue
    event.listen(Engine, "before_cursor_execute", count)
    try:
        for at in PAGES:
            statements.clear()
            page(client, path(at), "?class=residential")
            assert len(statements) <= 8, (at, len(statements))
            statements.clear()
            page(client, path(at), "?class=residential")
            assert statements == [], at
    finally:
        event.remove(Engine, "before_cursor_execute", count)


@pytest.fixture
def broken(simulated_settings: Settings, tmp_path: Path) -> FlaskClient:
    """The product over a version that has lost one of its tables."""
    version = (simulated_settings.data / "warehouse" / "CURRENT").read_text().strip()
    folder = tmp_path / "warehouse"
    folder.mkdir()
    file = folder / f"{version}.duckdb"
    file.write_bytes((simulated_settings.data / "warehouse" / file.name).read_bytes())
    (folder / "CURRENT").write_text(version)
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE waiting_fact")
    return create_app(simulated_settings.model_copy(update={"data": tmp_path})).test_client()


def test_one_failed_card_leaves_the_others_standing(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        cards = page(broken, "/steps")
    failed = [name for name, card in cards.items() if text("zh_CN", "state.failed") in words(card["children"])]
    assert failed == ["steps-reform-hv", "steps-reform-lv", "steps-waiting"]
    assert "waiting_fact" in caplog.text
    assert "n = " in words(cards["steps-times"]["children"])


def test_a_picture_that_cannot_be_drawn_leaves_the_others_standing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawing = figure_card.figure

    def failing(chart: Chart, **settings: Any) -> Any:
        if chart.kind in (Kind.SHARES, Kind.DOTS):
            raise KeyError("a word that nobody has written")
        return drawing(chart, **settings)

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(figure_card, "figure", failing)
        cards = page(client, "/", "?from=2025-03-01&to=2026-02-28")
    failed = [name for name, card in cards.items() if text("zh_CN", "state.failed") in words(card["children"])]
    assert sorted(failed) == ["overview-channels", "overview-units"]
    assert "overview-units" in caplog.text
    again = page(client, "/", "?from=2025-03-01&to=2026-02-28")
    assert text("zh_CN", "state.failed") not in words([card["children"] for card in again.values()])


def test_what_failed_is_asked_again(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    page(broken, "/steps")
    caplog.clear()
    page(broken, "/steps")
    assert "waiting_fact" in caplog.text


def test_a_filter_that_a_figure_does_not_know_is_said(client: FlaskClient) -> None:
    cards = page(client, "/", "?step=metering")
    assert text("zh_CN", "state.not_available") in words(cards["overview-trend"]["children"])
    assert METRICS["whole_time"].name("zh_CN") in words(cards["overview-board"]["children"])
    assert "不能筛选" in words(cards["overview-board"]["children"])
    assert "n = " in words(page(client, "/steps", "?step=metering")["steps-on-time"]["children"])


@pytest.mark.parametrize("locale", LOCALES)
def test_a_key_figure_of_sums_that_a_unit_does_not_have_says_so(
    client: FlaskClient, catalogue: Catalogue, locale: str
) -> None:
    """The simulated utility tells of its app by province only."""
    county = next(place for place in catalogue.places.values() if place.level == "county")
    cards = page(client, "/channels", f"?region={county.region}&lang={locale}")
    assert text(locale, "lines.no_sums") in words(cards["channels-figures"]["children"])


def test_an_open_table_is_drawn_with_the_card(client: FlaskClient) -> None:
    toggles = '{"card":["ALL"],"type":"table-toggle"}'
    values = {
        "url.search": "",
        "url.pathname": "/",
        f"{toggles}.n_clicks": [
            {"id": {"type": "table-toggle", "card": "overview-trend"}, "property": "n_clicks", "value": 1}
        ],
        f"{toggles}.id": [
            {
                "id": {"type": "table-toggle", "card": "overview-trend"},
                "property": "id",
                "value": {"type": "table-toggle", "card": "overview-trend"},
            }
        ],
    }
    cards = post(client, "overview-lead.children", values)
    assert "2026年3月" in words(cards["overview-trend"]["children"])
    assert "2026年3月" not in words(cards["overview-channels"]["children"])


def test_too_few_cases_are_greyed(server: Flask) -> None:
    few = server.extensions["tongdian"].settings.few
    for _, _, panel, content in opened(server, Page.OVERVIEW, ""):
        if panel.card == "overview-units":
            assert content.chart is not None
            n = content.chart.series[0].n or ()
            assert set(content.chart.few) == {at for at, cases in enumerate(n) if cases < few}
            assert content.chart.few
