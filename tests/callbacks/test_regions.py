"""The page that compares units, as a whole: its last level, data without a tree, and its choices."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks import PAGES
from callbacks.panel import Content
from ids import Page, Regions, path
from locales import text
from queries.catalogue import Catalogue
from settings import Settings
from tests.callbacks import opening
from tests.callbacks.posting import filters, hrefs, page, words
from tests.callbacks.region_cards import FEW, ON_TIME, PERIOD, UNTIL, drawn

BELOW = (Regions.RANKING, Regions.MAP, Regions.FUNNEL, Regions.ADJUSTED, Regions.COURSES)  # of the units below


def test_the_last_level_leads_to_the_cases(server: Flask, client: FlaskClient, catalogue: Catalogue) -> None:
    ((station, above, n),) = opening.facts(
        server,
        """select s.region, c.region, count(*) from case_fact f join places s using (place_no)
           join places c on c.place_no = s.parent_no where s.level = 'station' and f.case_on_time is not null
           group by 1, 2 order by 3 desc limit 1""",
    )
    everything = f"?from=2017-01-01&to={UNTIL}"
    content = drawn(server, Regions.RANKING, f"{everything}&region={above}")
    data = content.data()
    assert data is not None
    at = data["单位"].tolist().index(catalogue.places[station].name)
    link = urlsplit(content.links[at] or "")
    assert link.path == "/cases"
    assert dict(parse_qsl(link.query))["region"] == station
    assert data["n"][at] == n
    cards = page(client, "/regions", f"{everything}&region={station}")
    lead = cards[Regions.LEAD]["children"]
    assert text("zh_CN", "group.no_children", name=catalogue.places[station].name) in words(lead)
    assert any(urlsplit(href).path == "/cases" for href in hrefs(lead))
    assert [cards[card]["children"] for card in BELOW] == [""] * len(BELOW)  # no room for what says no more


def test_a_log_without_regions_says_so(delivered: Callable[..., Settings]) -> None:
    settings = delivered(
        applications="application,service,submitted_at,accepted_at,archived_at,ended_at,outcome\n"
        "A1,new,2026-03-02 09:00,2026-03-02 10:00,2026-03-05 10:00,2026-03-05 09:00,completed\n"
    )
    server = create_app(settings)
    assert [drawn(server, card, "").body for card in BELOW] == [""] * len(BELOW)
    assert text("zh_CN", "regions.no_tree") in words(page(server.test_client(), "/regions")[Regions.LEAD]["children"])


def test_a_figure_of_which_no_case_counts_says_so_in_every_card(client: FlaskClient) -> None:
    """Nobody limits the utility's time of residential cases."""
    cards = page(client, "/regions", f"{PERIOD}&figure=utility_on_time&class=residential")
    for card in (Regions.RANKING, Regions.ADJUSTED, Regions.MAP, Regions.FUNNEL, Regions.COURSES):
        said = words(cards[card]["children"])
        assert text("zh_CN", "state.failed") not in said, card
        assert text("zh_CN", "state.empty") in said or text("zh_CN", "regions.few_units", few=FEW) in said, card


def test_the_choices_hold_what_the_address_says(client: FlaskClient, catalogue: Catalogue) -> None:
    first, second = catalogue.children(catalogue.root)[:2]
    search = f"?figure=whole_time&units={second.region}&units={first.region}&units=NOWHERE"
    shown = filters(client, "/regions", search)["filters-shown"]["data"]
    assert shown["figure"] == "whole_time"
    assert shown["units"] == [second.region, first.region]
    assert filters(client, "/regions", "?figure=nothing")["filters-shown"]["data"]["figure"] == ON_TIME


@pytest.mark.parametrize("at", [at for at in PAGES if at not in (Page.DATA, Page.REGIONS, Page.CASE)])
def test_a_unit_in_any_ranking_leads_to_its_own_page(server: Flask, client: FlaskClient, at: Page) -> None:
    """Of every card whose rows are units, each unit with a figure narrows the selection to itself."""
    cards = page(client, path(at), PERIOD)
    with_units = 0
    for card, content in opening.outcomes(server, at, PERIOD).items():
        data = content.data() if isinstance(content, Content) else None
        if not isinstance(content, Content) or data is None or data.columns[0] != text("zh_CN", "grouping.region"):
            continue
        ways = [*content.links, *(content.chart.series[0].links or () if content.chart else ())]
        ways += hrefs(cards[card]["children"])
        led = {dict(parse_qsl(urlsplit(way).query))["region"] for way in ways if way and urlsplit(way).path == path(at)}
        known = data[data.iloc[:, 1:].notna().any(axis=1)]
        assert len(led) >= len(known), card
        with_units += 1
    assert with_units or at in (Page.SERVICES, Page.EFFECT)  # the reform's provinces are compared, whatever is selected
