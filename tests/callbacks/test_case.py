"""The page of one case: what it says of cases of every kind, to whom, and what it says where there is none to see."""

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.roles import Role
from app import create_app
from ids import Case, Page
from locales import LOCALES, UNKNOWN, number, text
from queries.catalogue import Catalogue
from settings import Settings, SettingsError, read_settings
from tests.callbacks.case_pages import first, of, opened, said
from tests.callbacks.opening import drawn, facts
from tests.callbacks.posting import hrefs, post

OTHERS = [card for card in Case if card is not Case.HEAD]


KINDS = {
    "finished": "state = 'finished' and customer_class = 'residential'",
    "high voltage with rounds": "application in (select application from step_fact where round > 1)",
    "held": "application in (select application from holds)",
    "open": "state = 'open'",
    "overdue": "application in (select application from standing_fact where kind = 'overdue' and to_date is null)",
    "withdrawn": "outcome = 'withdrawn'",
    "not accepted": "state = 'submitted'",
    "cross-province": "cross_province",
    "flagged": "application in (select application from flag_fact)",
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_case_of_each_kind_is_told_whole(server: Flask, client: FlaskClient, kind: str, locale: str) -> None:
    application = first(server, KINDS[kind])
    answer = opened(client, application, locale)
    assert answer.keys() == set(map(str, Case))
    assert application in said(answer, Case.HEAD)
    for card in OTHERS:
        assert said(answer, card), card
        assert text(locale, "state.failed") not in said(answer, card), card
    if kind == "overdue":
        assert text(locale, "case.overdue") in said(answer, Case.HEAD)
    if kind == "open":
        elapsed = facts(server, f"select elapsed_minutes from case_fact where application = '{application}'")[0][0]
        assert number(locale, elapsed) in said(answer, Case.WAITING)  # the parts so far sum to it
    if kind == "not accepted":
        assert text(locale, "case.not_accepted") in said(answer, Case.NOW)


def test_the_parts_on_the_page_sum_to_the_whole_time(server: Flask, client: FlaskClient) -> None:
    application = first(server, "whole_minutes > 20000 and utility_minutes is not null")
    whole = facts(server, f"select whole_minutes from case_fact where application = '{application}'")[0][0]
    file = client.get(f"/export/case-waiting.csv?application={application}").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))
    assert [application] in lines  # the file says which case it is of, and no period, which would mean nothing
    assert "2025-11-23" not in file
    rows = lines[lines.index([]) + 2 :]
    *parts, total = [int(row[2]) for row in rows if row[2]]
    assert sum(parts) == total == whole


def test_the_units_above_a_case_lead_to_their_overview_and_none_beyond_the_readers(
    server: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    application = first(server, "place_no > 100")
    place = catalogue.by_no[facts(server, f"select place_no from case_fact where application = '{application}'")[0][0]]
    line = [one.region for one in (*catalogue.ancestors(place), place)]

    def led(reader: FlaskClient) -> list[str]:
        links = hrefs(opened(reader, application)[Case.HEAD]["children"])
        return [parse_qs(urlsplit(link).query)["region"][0] for link in links]

    assert led(client) == line
    assert led(of(server, Role.SUPERVISOR, line[1])) == line[1:]


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_not_there_and_what_is_not_the_readers_are_refused_alike(
    server: Flask, catalogue: Catalogue, locale: str
) -> None:
    here, elsewhere = catalogue.children(catalogue.root)[:2]
    application = first(server, f"province_no = {elsewhere.no}")
    reader = of(server, Role.SUPERVISOR, here.region)
    for asked in (application, "SIM999", "' or 1=1 --"):
        answer = opened(reader, asked, locale)
        assert said(answer, Case.HEAD) == " ".join(
            (text(locale, "case.nothing"), text(locale, "case.none", application=asked))
        )
        assert [said(answer, card) for card in OTHERS] == [""] * len(OTHERS)
        for card in ("facts", "line", "waiting", "answers"):
            assert reader.get(f"/export/case-{card}.csv?application={asked}").status_code == 404


def test_a_role_without_cases_sees_none(server: Flask, catalogue: Catalogue) -> None:
    reader = of(server, Role.ANALYST, catalogue.root.region)
    application = first(server, "true")
    answer = opened(reader, application)
    assert application not in str(answer)
    assert "无权" in said(answer, Case.HEAD)


def test_without_a_number_the_page_says_how_to_write_one(client: FlaskClient) -> None:
    assert text("zh_CN", "case.no_number") in said(opened(client, ""), Case.HEAD)


TOLD = """application,accepted_at,ended_at,outcome
A/1 &?,2026-03-02 09:00,2026-03-06 09:00,completed
A2,2026-03-02 09:00,,
"""
ALIKE = "A2,2026-03-02 09:00,2026-03-20 09:00,completed"
STEPS = """application,step,round,entered_at,left_at
A/1 &?,survey,1,2026-03-05 09:00,2026-03-03 09:00
A/1 &?,meter,1,2026-03-05 09:00,
A2,survey,1,2026-03-03 09:00,2026-03-04 09:00
"""


@pytest.mark.parametrize("locale", LOCALES)
def test_impossible_stamps_are_shown_and_never_a_bar(delivered: Callable[..., Settings], locale: str) -> None:
    client = create_app(delivered(applications=TOLD, steps=STEPS)).test_client()
    answer = opened(client, "A%2F1%20%26%3F", locale)
    line = said(answer, Case.LINE)
    assert "2026-03-05 09:00" in line
    assert "2026-03-03 09:00" in line
    assert text(locale, "case.odd_note") in line
    drawn = figure(answer)
    bars = [trace for trace in drawn["data"] if trace["type"] == "bar"]
    odd = next(trace for trace in drawn["data"] if trace["type"] == "scatter")
    assert bars == []
    assert odd["x"] == ["2026-03-05 09:00:00", "2026-03-03 09:00:00", "2026-03-05 09:00:00"]
    assert UNKNOWN in line


def figure(answer: dict[str, Any]) -> dict[str, Any]:
    """The picture of the time line."""

    def walk(part: Any) -> Any:
        if isinstance(part, list):
            return next((found for one in part if (found := walk(one))), None)
        if isinstance(part, dict):
            props = part.get("props", {})
            return props.get("figure") or walk(props.get("children"))
        return None

    found: dict[str, Any] = walk(answer[Case.LINE]["children"])
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_data_that_tell_of_steps_only_say_what_is_not_known(delivered: Callable[..., Settings], locale: str) -> None:
    client = create_app(delivered(applications=TOLD, steps=STEPS)).test_client()
    answer = opened(client, "A2", locale)
    assert text(locale, "case.untold", file="appointments") in said(answer, Case.VISITS)
    assert text(locale, "case.untold", file="answers") in said(answer, Case.ANSWERS)
    assert text(locale, "column.voltage") in said(answer, Case.FACTS)  # among what these data never tell
    assert text(locale, "case.nobody", stamp="2026-03-04 09:00") in said(answer, Case.NOW)


@pytest.mark.parametrize("locale", LOCALES)
def test_similar_cases_that_are_too_few_are_grey_without_a_verdict_and_said_to_be_all(
    delivered: Callable[..., Settings], locale: str
) -> None:
    server = create_app(delivered(applications=TOLD.replace("A2,2026-03-02 09:00,,", ALIKE), steps=STEPS))
    shown = drawn(server, Page.CASE, Case.BAND, f"?application=A2&lang={locale}")
    assert isinstance(shown.figures, pd.DataFrame)
    assert list(shown.figures["n"]) == [1, 0]
    assert list(shown.figures[text(locale, "case.beside")]) == [None, None]
    assert dict(shown.few) == {2: [0], 3: [0], 4: [0]}
    assert text(locale, "case.band_all", n=1, few=30) in shown.note
    assert text(locale, "case.band_smallest", few=30) not in shown.note


def test_the_way_into_the_utilitys_own_system_holds_the_number_encoded(delivered: Callable[..., Settings]) -> None:
    settings = delivered(applications=TOLD, steps=STEPS).model_copy(
        update={"case_url": "https://pms.example/case?no={application}&x=1"}
    )
    answer = opened(create_app(settings).test_client(), "A%2F1%20%26%3F")
    way = next(link for link in hrefs(answer[Case.HEAD]["children"]) if link.startswith("https://pms.example/"))
    assert parse_qs(urlsplit(way).query) == {"no": ["A/1 &?"], "x": ["1"]}


@pytest.mark.parametrize("url", ["https://pms.example/", "javascript:{application}", "ftp://x/{application}", "x"])
def test_a_template_that_leads_nowhere_stops_the_start(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TONGDIAN_CASE_URL", url)
    with pytest.raises(SettingsError, match="TONGDIAN_CASE_URL"):
        read_settings()


def test_every_row_of_a_list_leads_to_its_case(client: FlaskClient) -> None:
    for metric in ("accepted", "overdue", "suspicions", "complaints"):
        values = {
            "cases-grid.getRowsRequest": {"startRow": 0, "endRow": 5},
            "url.search": f"?metric={metric}&from=2017-01-01&lang=en",
        }
        rows = post(client, "cases-grid.getRowsResponse", values, "cases-grid.getRowsRequest")
        for row in rows["cases-grid"]["getRowsResponse"]["rowData"]:
            if row["application"] == UNKNOWN:  # a complaint about no case
                assert "way" not in row
                continue
            way = urlsplit(row["way"])
            assert way.path == "/case"
            assert parse_qs(way.query)["application"] == [row["application"]]
            assert parse_qs(way.query)["lang"] == ["en"]
