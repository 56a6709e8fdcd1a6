"""The page of one case: what it says of cases of every kind, to whom, and what it says where there is none to see."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
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
from queries.catalogue import OUTSIDE, Catalogue
from settings import Settings, SettingsError, read_settings
from tests.callbacks.opening import drawn, facts
from tests.callbacks.posting import hrefs, post, words
from tests.signed import Signed, let_in

OTHERS = [card for card in Case if card is not Case.HEAD]


def opened(client: FlaskClient, application: str, locale: str = "zh_CN") -> dict[str, Any]:
    """The cards of a case's page."""
    search = f"?application={application}&lang={locale}"
    return post(client, "case-head.children", {"url.search": search, "url.pathname": "/case"})


def said(answer: dict[str, Any], card: Case) -> str:
    return words(answer[card]["children"])


def first(server: Flask, condition: str, fact: str = "case_fact") -> str:
    """The number of the first case of which a condition holds."""
    query = f"select application from {fact} where {condition} order by application limit 1"
    return str(facts(server, query)[0][0])


def of(server: Flask, role: Role, region: str) -> Signed:
    """A browser of another reader."""
    client = Signed(server, server.response_class)
    client.enter(let_in(server, f"{role} of {region}", role, region))
    return client


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


def test_who_has_it_now_is_named_with_team_and_handler(server: Flask, client: FlaskClient) -> None:
    open_step = "entered_at is not null and left_at is null and owner = 'utility' and state = 'open'"
    application = first(server, open_step, "step_fact")
    handler, unit, name = facts(
        server,
        "select s.handler, s.unit, u.name from steps s join units u using (unit) "
        f"where s.application = '{application}' and s.left_at is null and s.owner = 'utility'",
    )[0]
    now = said(opened(client, application), Case.NOW)
    assert handler in now
    assert f"{name} ({unit})" in now


@pytest.mark.parametrize("locale", LOCALES)
def test_beside_an_open_step_stands_when_the_whole_case_is_due(
    server: Flask, client: FlaskClient, catalogue: Catalogue, locale: str
) -> None:
    application, due = facts(
        server,
        """select application, whole_due_at from case_fact c join step_fact s using (application)
           where c.state = 'open' and whole_due_at is not null and s.entered_at is not null and s.left_at is null
           order by 1 limit 1""",
    )[0]
    local = catalogue.local(due)
    assert local is not None
    last = (local - timedelta(days=1)).date()  # a limit ends with its last day
    assert local == datetime.combine(last + timedelta(days=1), datetime.min.time())
    assert f"{text(locale, 'column.whole_due_at')}{'：' if locale == 'zh_CN' else ': '}{last}" in said(
        opened(client, application, locale), Case.NOW
    )


def test_a_booked_visit_to_which_nobody_came_is_not_one_that_is_still_to_come(
    server: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    """Whose window is over when the data end, and whose is not."""
    for key, condition in (("visit_missed", "window_end < now_at"), ("visit_ahead", "window_end > now_at")):
        found = facts(
            server,
            f"""select application from appointments join case_fact using (application) join places using (place_no)
                where arrived_at is null and {condition} order by 1 limit 1""",
        )
        if key == "visit_missed":
            assert found
        for (application,) in found:
            assert text("zh_CN", f"case.{key}") in said(opened(client, application), Case.VISITS)


def test_the_readers_own_province_is_no_other_unit(server: Flask, catalogue: Catalogue) -> None:
    county, application = facts(
        server,
        """select region, application from case_fact join places using (place_no)
           where level = 'county' and applicant_province_no = province_no order by 2 limit 1""",
    )[0]
    ease = said(opened(of(server, Role.SUPERVISOR, county), application), Case.EASE)
    assert text("zh_CN", "group.above") in ease
    assert OUTSIDE.label("zh_CN") not in ease


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


STALLED = """application,accepted_at,due_at
A3,2026-03-02 09:00,2026-03-10 23:59
A4,2026-03-02 09:00,
"""
DONE = """application,step,round,entered_at,left_at,owner,unit,handler
A3,survey,1,2026-03-03 09:00,2026-03-04 12:00,utility,T1,H1
A3,works,1,2026-03-04 12:00,2026-03-05 12:00,customer,,
A4,survey,1,2026-03-03 09:00,2026-03-04 12:00,utility,T1,H1
A4,works,1,2026-03-04 12:00,,customer,,
"""


@pytest.mark.parametrize("locale", LOCALES)
def test_an_open_case_without_an_open_step_names_who_is_responsible_and_how_long_it_is_over(
    delivered: Callable[..., Settings], locale: str
) -> None:
    """The data reach to the end of 31 March: 15 working days after the 10th, 18.5 after noon of the 5th."""
    client = create_app(delivered(applications=STALLED, steps=DONE)).test_client()
    now = said(opened(client, "A3", locale), Case.NOW)
    assert text(locale, "case.responsible") in now
    assert f"works · {text(locale, 'code.owner.customer')}" in now
    assert "survey · T1 · H1" in now  # the utility's last step, since the last of all was the customer's
    assert "2026-03-05 12:00" in now
    assert "18.50" in now
    unit = text(locale, "unit.working_days")
    assert text(locale, "case.due_over", due="2026-03-10 23:59", days="15.00", unit=unit) in now


@pytest.mark.parametrize("locale", LOCALES)
def test_beside_a_step_of_the_customers_stands_the_utilitys_unit_and_last_team(
    delivered: Callable[..., Settings], locale: str
) -> None:
    client = create_app(delivered(applications=STALLED, steps=DONE)).test_client()
    now = said(opened(client, "A4", locale), Case.NOW)
    assert text(locale, "case.responsible") in now
    assert "survey · T1 · H1" in now


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


def test_a_holds_reason_stands_with_the_hold_and_not_under_the_verdict(server: Flask, catalogue: Catalogue) -> None:
    application, reason = facts(server, "select application, reason from holds where reason is not null limit 1")[0]
    figures = drawn(server, Page.CASE, Case.LINE, f"?application={application}").figures
    assert isinstance(figures, pd.DataFrame)
    words = f"（{catalogue.label('hold_reason', reason, 'zh_CN')}）"
    held = figures[figures[text("zh_CN", "column.step")].str.endswith(words)]
    assert len(held) > 0
    assert held[text("zh_CN", "case.verdict")].isna().all()


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
