"""The page of data: suspicions, due dates and late units, each figure with the way to its rows."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from accounts.roles import Role
from app import create_app
from callbacks.panel import Content
from ids import Data, Page
from locales import LOCALES, UNKNOWN, text
from queries.flags import flags, suspicions
from queries.scope import CASE_RIGHT, Scope
from settings import Settings
from tests.callbacks.opening import drawn
from tests.callbacks.posting import page, words
from tests.callbacks.test_cards import opened, rows_behind
from tests.conftest import store_of
from tests.ingest.deliveries import case, deliver
from tests.ingest.deliveries import load_into as load_delivery
from tests.signed import Signed, let_in
from warehouse.facts import Reconciled

SEARCHES = ("", "?cohort=accepted&from=2024-03-10&to=2025-06-20", "?region=310000", "?from=2030-01-01&to=2030-02-01")
CARDS = (Data.FRESHNESS, Data.SUSPICIONS, Data.SUSPICION_UNITS, Data.RECONCILIATION, Data.ODDITIES)


@pytest.mark.parametrize("search", SEARCHES)
def test_every_figure_of_a_table_opens_into_as_many_rows_as_it_counts(server: Flask, search: str) -> None:
    checked = 0
    for warehouse, _, panel, content in opened(server, Page.DATA, search):
        for at, links in content.cells.items():
            assert content.figures is not None
            figures = content.figures.iloc[:, at].tolist()
            assert len(links) == len(figures)
            for figure, link in zip(figures, links, strict=True):
                assert (rows_behind(warehouse, link) if link else 0) == counted(figure), panel.card
                checked += link is not None
    assert checked > 2


def counted(figure: Any) -> int:
    """The number in a cell: itself, or what stands in brackets behind a name."""
    bracketed = re.search(r"（([\d,]+)）", figure) if isinstance(figure, str) else None
    if bracketed:
        return int(bracketed[1].replace(",", ""))
    return 0 if figure == UNKNOWN else int(figure)


def tables(server: Flask, search: str = "?lang=en") -> dict[str, Content]:
    return {panel.card: content for _, _, panel, content in opened(server, Page.DATA, search)}


def test_every_suspicion_is_listed_even_where_there_is_none_and_oddities_apart(server: Flask) -> None:
    shown = tables(server)
    figures = shown[Data.SUSPICIONS].figures
    assert figures is not None
    assert len(figures) == len(suspicions())
    assert 0 in figures["In the period"].tolist()
    assert all(name.startswith("Suspected") for name in figures["Flag"])
    odd = shown[Data.ODDITIES].figures
    assert odd is None or not any(name.startswith("Suspected") for name in odd["Flag"])


def test_the_unit_with_most_suspicions_for_its_cases_stands_first(server: Flask) -> None:
    few = server.extensions["tongdian"].settings.few
    content = tables(server, "?lang=en&cohort=accepted&from=2017-01-01")[Data.SUSPICION_UNITS]
    assert content.figures is not None
    rows = content.figures.to_dict("records")
    for row in rows:
        assert row["Per 1,000 cases"] == pytest.approx(row["Suspicions"] / row["Cases"] * 1000)
    sound = [row["Per 1,000 cases"] for row in rows if row["Cases"] >= few]
    assert sound == sorted(sound, reverse=True)
    assert len(sound) > 5
    assert [row["Cases"] < few for row in rows] == sorted(row["Cases"] < few for row in rows)


def test_late_units_lead_to_their_open_cases_wherever_the_page_stands(server: Flask) -> None:
    for search in ("?lang=en", "?lang=en&region=310000"):
        content = tables(server, search)[Data.FRESHNESS]
        assert content.figures is not None
        assert (content.figures["Days behind"] > 0).all()
        [link, *_] = [link for link in content.cells[3] if link]
        assert dict(parse_qsl(urlsplit(link).query))["metric"] == "open"


APPLICATIONS = """application,service,customer_class,accepted_at,power_on_at,due_at,overdue,exempt_reason
A1,new_connection,lv_business,2026-03-02 09:00,2026-03-05 09:00,2026-03-06 23:59:59,false,
A2,new_connection,lv_business,2026-03-02 09:00,2026-03-09 09:00,2026-03-09 23:59:59,false,
A3,new_connection,lv_business,2026-03-02 09:00,2026-03-09 09:00,2026-03-06 23:59:59,false,permit_pending
A4,new_connection,lv_business,2026-03-02 09:00,,,,
A5,name_change,lv_business,2026-03-02 09:00,,2026-03-06 12:00,,
"""
LIMITS = "limit,edition,clock,step,customer_class,working_days\nL,test,whole,,lv_business,4\n"


def test_due_dates_are_listed_beside_the_sources(delivered: Callable[..., Settings]) -> None:
    """The limit of four days ends on Friday, 6 March; the Monday after it is five weekdays on."""
    server = create_app(delivered(applications=APPLICATIONS, limits=LIMITS))
    content = tables(server, "?lang=en&cohort=accepted&from=2026-03-01&to=2026-03-31")[Data.RECONCILIATION]
    assert content.figures is not None
    found = dict(zip(content.figures["Difference"], content.figures["Cases"], strict=True))
    assert found == {"Agree": 1, "Exempt": 1, "Unexplained": 1, "Only ours": 1, "Only the source's": 1}
    assert content.note == "Of the cases with a due date or verdict on both sides (n = 3), 33.3 % agree."
    assert len(found) < len(Reconciled)


def test_a_source_without_due_dates_is_told_which_columns_bring_them(delivered: Callable[..., Settings]) -> None:
    rows = "application,service,customer_class,accepted_at\nA1,new_connection,lv_business,2026-03-02 09:00\n"
    client = create_app(delivered(applications=rows, limits=LIMITS)).test_client()
    for locale in ("zh_CN", "en"):
        card = page(client, "/data", f"?lang={locale}")[Data.RECONCILIATION]
        assert text(locale, "data.no_due_dates") in words(card["children"])
        assert "due_at" in words(card["children"])


def test_the_list_of_due_dates_shows_both_sides_first(delivered: Callable[..., Settings]) -> None:
    client = create_app(delivered(applications=APPLICATIONS, limits=LIMITS)).test_client()
    query = "metric=due_dates&cohort=accepted&from=2026-03-01&to=2026-03-31&cell=reconciliation:exclusion"
    lines = client.get(f"/export/cases.csv?lang=en&{query}").text.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("Case,"))
    assert lines[head].startswith(
        'Case,Due date against the source’s,"Last day, ours","Due, the source\'s",Days apart,"Overdue, the source\'s",'
        "Exempt because,"
    )
    assert lines[head + 1].startswith("A3,Exempt,2026-03-06,2026-03-06 23:59,0,no,")
    assert len(lines) == head + 2


@pytest.mark.parametrize(
    ("region", "rights", "refused"),
    [
        ("CO", {CASE_RIGHT}, {}),
        ("CO", set(), {Data.QUARANTINED: "data.quarantine_cases"}),
        ("B", {CASE_RIGHT}, dict.fromkeys((Data.QUARANTINE, Data.QUARANTINED), "data.quarantine_root")),
    ],
)
def test_only_readers_of_the_whole_company_who_may_see_cases_see_rows_in_quarantine(
    delivered: Callable[..., Settings],
    monkeypatch: pytest.MonkeyPatch,
    region: str,
    rights: set[str],
    refused: Mapping[Data, str],
) -> None:
    """A row that could not be read is of no region, so it may be another unit's; it holds what customers answered."""
    regions = "region,name,parent\nCO,Company,\nA,East,CO\nB,West,CO\n"
    unread = "application,region,accepted_at,industry,customer_cost\nA1,A,2026-03-02 09:00,brewery,abc\n"
    server = create_app(delivered(regions=regions, applications=f"{unread}B1,B,2026-03-02 09:00,,\n"))
    monkeypatch.setattr("callbacks.view.reader_scope", lambda catalogue: Scope.at(catalogue, region, frozenset(rights)))
    client = server.test_client()
    for locale in ("zh_CN", "en"):
        cards = page(client, "/data", f"?lang={locale}")
        for card in (Data.QUARANTINE, Data.QUARANTINED):
            seen = card == Data.QUARANTINED and card not in refused
            assert ("customer_cost" in str(cards[card])) is seen
            assert ("brewery" in str(cards[card])) is seen
            assert card not in refused or text(locale, refused[card]) in words(cards[card]["children"])
            exported = client.get(f"/export/{card}.csv?lang={locale}")
            assert ("brewery" in exported.text) is seen


TRIPS = """application,region,service,customer_class,accepted_at,power_on_at,archived_at,trips,trips_confirmed
T1,A,new_connection,lv_business,2026-03-02 09:00,2026-03-05 09:00,2026-03-06 09:00,0,2
T2,A,new_connection,lv_business,2026-03-02 09:00,2026-03-05 09:00,2026-03-02 18:00,0,0
"""


@pytest.mark.parametrize(("role", "seen"), [("analyst", False), ("supervisor", True)])
def test_who_may_not_see_cases_is_not_told_what_a_customer_answered_of_trips(
    delivered: Callable[..., Settings], role: str, seen: bool
) -> None:
    """T1: entered without trips, of which the customer told two; T2: archived on the day of its acceptance."""
    server = create_app(delivered(applications=TRIPS, regions="region,name,parent\nCO,Company,\nA,East,CO\n"))
    client = Signed(server)
    client.enter(let_in(server, role, Role(role), "CO"))
    for locale in ("zh_CN", "en"):
        search = f"?lang={locale}&from=2026-03-01&to=2026-03-31"
        cards = {name: words(card["children"]) for name, card in page(client, "/data", search).items()}
        doubted = flags()["trips_doubted"].name(locale)
        assert (doubted in cards[Data.SUSPICIONS]) is seen
        assert (text(locale, "data.answered") in cards[Data.SUSPICIONS]) is not seen
        assert (text(locale, "data.answered") in cards[Data.SUSPICION_UNITS]) is not seen
        told = 2 if seen else 1
        assert f"n = {told}" in cards[Data.SUSPICIONS]
        assert f"n = {told}" in cards[Data.SUSPICION_UNITS]
        file = client.get(f"/export/{Data.SUSPICIONS}.csv{search}").text
        assert (doubted in file) is seen
        lead = words(page(client, "/steps", search)["steps-lead"]["children"])
        assert text(locale, "steps.lead_suspicions", n=told) in lead


def test_the_page_of_steps_leads_to_the_suspicions(server: Flask) -> None:
    lead = next(content for _, _, panel, content in opened(server, Page.STEPS, "") if panel.card == "steps-lead")
    assert "/data" in str(lead.body)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("lifted", [False, True])
def test_that_old_cases_were_removed_is_said_also_once_the_setting_is_lifted(
    tmp_path: Path, locale: str, lifted: bool
) -> None:
    settings = Settings(data=tmp_path / "data", case_years=3)
    ended = [case("old", ended_at="2020-01-02 09:00:00"), case("recent", ended_at="2026-01-05 09:00:00")]
    folder = deliver(tmp_path / "delivery", "2026-03-02T00:00:00", applications=ended)
    load_delivery(store_of(settings), folder, case_years=settings.case_years)
    if lifted:
        later = deliver(tmp_path / "later", "2026-03-03T00:00:00", applications=[case("new")])
        load_delivery(store_of(settings), later)
    server = create_app(settings)
    assert drawn(server, Page.DATA, Data.LOADS, f"?lang={locale}").note == text(
        locale, "data.expired", load=1, n=1, day="2023-03-01"
    )
    figures = drawn(server, Page.DATA, Data.VERSION, f"?lang={locale}").data()
    assert figures is not None
    assert text(locale, "data.removed_before", day="2023-03-01") in figures.iloc[:, 1].tolist()
