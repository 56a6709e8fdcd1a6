"""Events on axes of time: those of the page's unit and of the units above it, on every chart over time, in words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks import PAGES
from callbacks.marks import OVER_TIME, days_of, marked
from callbacks.panel import Content
from callbacks.view import View, read_view
from charts.chart import Chart, Kind, Series
from ids import Page, path
from locales import LOCALES, text
from queries.catalogue import Catalogue, Event
from tests.callbacks.opening import outcomes
from tests.callbacks.posting import page, words
from tests.signed import request_at

LAUNCHED = date(2019, 10, 1)  # the app 网上国网
ALL_YEARS = "from=2017-01-01&to=2026-11-22"
WITH_CHARTS = [
    Page.OVERVIEW,
    Page.APPLICATIONS,
    Page.STEPS,
    Page.SATISFACTION,
    Page.CHANNELS,
    Page.SERVICES,
    Page.TARGETS,
]


@pytest.fixture
def view(server: Flask, catalogue: Catalogue) -> Iterator[View]:
    with request_at(server, "/"):
        yield read_view(Page.OVERVIEW, f"?{ALL_YEARS}", catalogue)


def course(*days: str, kind: Kind = Kind.LINE) -> Content:
    return Content(n=1, chart=Chart(kind, "t", "s", "", [Series("a", days, [1.0] * len(days))], "x"))


def shown(view: View, drawn: Content, *events: Event) -> list[tuple[str, str]]:
    catalogue = replace(view.catalogue, events=tuple(sorted(events, key=lambda event: event.date)))
    chart = marked(replace(view, catalogue=catalogue), drawn).chart
    assert chart is not None
    return [(mark.sign, mark.words) for mark in chart.marks]


def on(day: str, title: str, region: str | None = None) -> Event:
    return Event(date.fromisoformat(day), region, title, None)


@pytest.mark.parametrize("wanted", WITH_CHARTS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_chart_over_time_of_a_page_has_the_marks(server: Flask, client: FlaskClient, wanted: Page, locale: str):
    search = f"?{ALL_YEARS}&lang={locale}"
    told = {
        card
        for card, outcome in outcomes(server, wanted, search).items()
        if isinstance(outcome, Content)
        and outcome.n
        and outcome.chart is not None
        and outcome.chart.kind in OVER_TIME
        and (days := days_of(outcome.chart))
        and days[0] <= LAUNCHED <= days[-1]
    }
    assert told
    event = "网上国网上线" if locale == "zh_CN" else "is launched"
    cards = page(client, path(wanted), search)
    assert {card for card in told if event in words(cards[card]["children"])} == told


def test_a_mark_outside_what_is_drawn_is_left_out(view: View) -> None:
    events = [
        on("2026-01-31", "before"),
        on("2026-02-01", "first"),
        on("2026-04-30", "last"),
        on("2026-05-01", "after"),
    ]
    assert shown(view, course("2026-02-01", "2026-03-01", "2026-04-01"), *events) == [("①", "first"), ("②", "last")]
    assert shown(view, course("2026-02-01"), *events) == [("①", "first")]  # a single day


@pytest.mark.parametrize(
    "drawn",
    [
        course("2026-02-01", "2026-03-01", kind=Kind.BARS),
        Content(n=1, chart=Chart(Kind.LINE, "t", "s", "", [Series("a", [0.0, 1.0], [1.0, 2.0])], "x")),
        Content(n=1, chart=Chart(Kind.CURVE, "t", "s", "", [Series("a", ["2026-02-01"], [1.0])], "x")),
        Content(n=1, chart=Chart(Kind.COLUMNS, "t", "s", "", [Series("a", ["0–5", "5–10"], [1.0, 2.0])], "x")),
    ],
)
def test_what_is_not_over_time_has_none(view: View, drawn: Content) -> None:
    assert marked(view, drawn) is drawn


def test_a_units_mark_is_on_its_charts_and_those_below_it_alone(server: Flask, catalogue: Catalogue) -> None:
    province, other = catalogue.children(catalogue.root)[:2]
    city = catalogue.children(province)[0]
    events = [on("2026-02-03", "ours", province.region), on("2026-02-04", "all", catalogue.root.region)]
    seen = {}
    for place in (catalogue.root, province, city, other):
        with request_at(server, "/"):
            view = read_view(Page.OVERVIEW, f"?region={place.region}", catalogue)
        seen[place.region] = [words for _, words in shown(view, course("2026-02-01", "2026-03-01"), *events)]
    both, everyones = ["ours", "all"], ["all"]
    assert list(seen.values()) == [everyones, both, both, everyones]


def test_many_marks_are_folded_and_few_are_not(view: View) -> None:
    def listed(n: int) -> Any:
        events = tuple(on(f"2026-02-{day:02d}", "x") for day in range(1, n + 1))
        catalogue = replace(view.catalogue, events=events)
        return marked(replace(view, catalogue=catalogue), course("2026-02-01", "2026-03-01")).below

    assert type(listed(4)).__name__ == "Ol"
    assert type(listed(5)).__name__ == "Details"
    assert len(listed(5).children[1].children) == 5


@pytest.mark.parametrize("locale", LOCALES)
def test_a_file_of_a_chart_over_time_names_its_marks_in_a_line(server: Flask, client: FlaskClient, locale: str) -> None:
    assert Page.OVERVIEW in PAGES
    got = client.get(f"/export/overview-trend.csv?{ALL_YEARS}&lang={locale}").text
    head = text(locale, "mark.note", marks="①").split("①")[0] + "①"
    assert [line for line in got.splitlines() if head in line]
    assert "① 2018-01-01" in got
