"""URL -> filters -> URL: what the address says is what the controls hold, and nothing else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.roles import Role
from locales import LOCALES, text
from pages.shell import RAIL
from queries.catalogue import Catalogue
from queries.scope import Scope
from queries.selection import Selection
from tests.callbacks.posting import filters, hrefs, page, post, words
from tests.signed import Signed, let_in


@pytest.fixture
def scope(catalogue: Catalogue) -> Scope:
    return Scope.at(catalogue, catalogue.root.region)


def region(catalogue: Catalogue) -> str:
    return catalogue.children(catalogue.root)[0].region


def test_without_parameters_the_controls_hold_the_default(
    client: FlaskClient, catalogue: Catalogue, scope: Scope
) -> None:
    shown = filters(client, "/")["filters-shown"]["data"]
    default = Selection.default(scope, catalogue)
    assert shown["region"] == catalogue.root.region
    assert shown["cohort"] == default.cohort == "archived"
    assert (shown["class"], shown["service"], shown["channel"]) == ([], [], [])
    assert shown["from"] == default.start.isoformat() == "2025-11-23"
    assert shown["to"] == "2026-11-22"


def test_the_controls_hold_what_the_address_says(client: FlaskClient, catalogue: Catalogue) -> None:
    several = "class=hv_single&class=hv_dual&compare=none"
    search = f"?region={region(catalogue)}&from=2024-01-01&to=2024-12-31&cohort=accepted&{several}"
    shown = filters(client, "/", search)["filters-shown"]["data"]
    assert shown["region"] == region(catalogue)
    assert shown["period"] == "2024-01-01..2024-12-31"
    assert (shown["from"], shown["to"]) == ("2024-01-01", "2024-12-31")
    assert (shown["cohort"], shown["compare"]) == ("accepted", "none")
    assert shown["class"] == ["hv_single", "hv_dual"]


def test_what_the_filters_show_is_what_they_hold(client: FlaskClient, catalogue: Catalogue) -> None:
    answer = filters(client, "/", f"?region={region(catalogue)}&class=residential")
    shown = answer["filters-shown"]["data"]
    for name in ("region", "period", "cohort", "compare", "class", "service", "channel"):
        control = answer[f'{{"name":"{name}","type":"filter"}}']
        assert control["value"] == shown[name]
        values = {option["value"] for option in control["options"]}
        assert set(shown[name] if isinstance(shown[name], list) else [shown[name]]) <= values


def test_every_link_of_the_shell_carries_the_selection_and_the_language(
    client: FlaskClient, catalogue: Catalogue, scope: Scope
) -> None:
    search = f"?region={region(catalogue)}&class=residential&of=utility&lang=en"
    answer = filters(client, "/steps", search)
    wanted = Selection.from_query(search, scope, catalogue)
    rail = [value["href"] for key, value in answer.items() if '"rail"' in key]
    assert len(rail) == len(RAIL)
    for link in rail:
        assert Selection.from_query(urlsplit(link).query, scope, catalogue) == wanted
        assert parse_qs(urlsplit(link).query)["lang"] == ["en"]
    other = urlsplit(answer["language"]["href"])
    assert other.path == "/steps"
    assert Selection.from_query(other.query, scope, catalogue) == wanted
    assert parse_qs(other.query)["of"] == ["utility"]
    assert "lang" not in parse_qs(other.query)


def test_a_unit_shows_its_parents_and_offers_those_below(client: FlaskClient, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[0]
    city = catalogue.children(province)[0]
    answer = filters(client, "/", f"?region={city.region}")
    links = [one["props"] for one in answer["filters-path"]["children"] if one["type"] == "Link"]
    assert [link["children"] for link in links] == [catalogue.root.name, province.name]
    options = answer['{"name":"region","type":"filter"}']["options"]
    assert [option["value"] for option in options] == [
        city.region,
        *(place.region for place in catalogue.children(city)),
    ]


def test_only_the_dates_that_the_data_holds_are_offered(client: FlaskClient, catalogue: Catalogue) -> None:
    options = filters(client, "/")['{"name":"cohort","type":"filter"}']["options"]
    assert tuple(option["value"] for option in options) == catalogue.cohorts


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "bad",
    ["region=NOWHERE", "from=yesterday", "from=2026-02-02&to=2026-01-01", "cohort=born", "class=gold", "compare=mars"],
)
def test_a_bad_parameter_is_said_in_a_sentence(client: FlaskClient, bad: str, locale: str) -> None:
    search = f"?{bad}&lang={locale}"
    answer = filters(client, "/", search)
    problem = words(answer["filters-problem"]["children"])
    assert answer["page-content"]["hidden"]
    assert text(locale, "filter.reset") in problem
    assert len(problem) > len(text(locale, "filter.reset")) + 8
    assert {words(card["children"]) for card in page(client, "/", search).values()} == {""}


def test_a_good_address_says_no_problem(client: FlaskClient) -> None:
    answer = filters(client, "/", "?class=residential")
    assert answer["filters-problem"]["children"] is None
    assert not answer["page-content"]["hidden"]
    for page_of, good in (("/regions", "figure=csat"), ("/steps", "of=utility"), ("/satisfaction", "method=app")):
        assert filters(client, page_of, f"?{good}")["filters-problem"]["children"] is None


CHOICES = (
    ("/regions", "figure", "case_on_time"),
    ("/steps", "of", "whole"),
    ("/satisfaction", "method", "callback"),
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("pathname", "name", "default"), CHOICES)
def test_a_choice_that_is_not_offered_is_said_with_what_is_shown_instead(
    client: FlaskClient, pathname: str, name: str, default: str, locale: str
) -> None:
    answer = filters(client, pathname, f"?class=residential&{name}=forged&lang={locale}")
    shown = answer["filters-shown"]["data"]
    assert (shown[name], shown["class"]) == (default, ["residential"])
    problem = answer["filters-problem"]["children"]
    assert "forged" in words(problem)
    assert text(locale, f"filter.{name}") in words(problem)
    assert not answer["page-content"]["hidden"]  # the page stands, with its default
    (back,) = hrefs(problem)
    assert (urlsplit(back).path, name in parse_qs(urlsplit(back).query)) == (pathname, False)
    assert filters(client, pathname, f"?{urlsplit(back).query}")["filters-problem"]["children"] is None
    assert filters(client, pathname, f"?{urlsplit(back).query}")["filters-shown"]["data"]["class"] == ["residential"]


@pytest.mark.parametrize("locale", LOCALES)
def test_units_side_by_side_that_are_not_the_readers_are_said_once_with_the_way_on(
    server: Flask, catalogue: Catalogue, locale: str
) -> None:
    province, other = catalogue.children(catalogue.root)[:2]
    browser = Signed(server, server.response_class)
    browser.enter(let_in(server, f"reader of {province.region} in {locale}", Role.SUPERVISOR, province.region))
    search = f"?figure=csat&units={other.region}&units={province.region}&units=NOWHERE&lang={locale}"
    problem = filters(browser, "/regions", search)["filters-problem"]["children"]
    for code in (other.region, "NOWHERE"):  # nobody is told which of them there is
        assert words(problem).count(text(locale, "regions.refused", code=code)) == 1
    assert other.name not in words(problem)
    (back,) = hrefs(problem)
    kept = parse_qs(urlsplit(back).query)
    assert (kept["units"], kept["figure"]) == ([province.region], ["csat"])
    assert filters(browser, "/regions", f"?{urlsplit(back).query}")["filters-problem"]["children"] is None
    assert filters(browser, "/steps", search)["filters-problem"]["children"] is None  # which has no such units


@pytest.mark.parametrize(("pathname", "name", "default"), CHOICES)
def test_where_the_address_cannot_be_read_a_pages_own_control_holds_its_default(
    client: FlaskClient, pathname: str, name: str, default: str
) -> None:
    values = {"url.search": "?region=NOWHERE", "url.pathname": pathname}
    control = post(client, f'{{"name":"{name}","type":"filter"}}.options', values)[
        f'{{"name":"{name}","type":"filter"}}'
    ]
    assert control["value"] == default == filters(client, pathname, "?region=NOWHERE")["filters-shown"]["data"][name]
    assert default in [option["value"] for option in control["options"]]


def test_the_version_and_its_kind_are_said(client: FlaskClient, catalogue: Catalogue) -> None:
    answer = filters(client, "/")
    assert "2026-11-23 00:00" in words(answer["freshness"]["children"])
    assert words(answer["tags"]["children"]) == text("zh_CN", "shell.simulated")
    assert answer["version-shown"]["data"] == catalogue.version
