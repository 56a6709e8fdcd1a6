"""The page of services: its figures are those of the facts, and what is not known is said in its place."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from app import create_app
from callbacks.panel import Content, Outcome
from callbacks.promises import PROMISES
from callbacks.view import read_view
from charts.chart import Kind
from ids import SENTENCES, Page, Services
from locales import LOCALES, number, text
from queries.metrics import METRICS
from queries.rows import parse_cell
from settings import Settings
from tests.callbacks import opening
from tests.callbacks.posting import page, words
from tests.counting import count_rows
from tests.signed import request_at

FROM, UNTIL = "2018-01-01", "2026-11-22"
PERIOD = f"?from={FROM}&to={UNTIL}&cohort=accepted"


def outcomes(server: Flask, search: str = PERIOD) -> dict[str, Outcome]:
    """Every card of the page by its id."""
    return opening.outcomes(server, Page.SERVICES, search)


def drawn(server: Flask, card: Services, search: str = PERIOD) -> Content:
    return opening.drawn(server, Page.SERVICES, card, search)


def facts(server: Flask, statement: str) -> list[tuple[Any, ...]]:
    """The answer to a statement over the version that the page shows; {period} stands for the days of PERIOD."""
    days = f"between date '{FROM}' and date '{UNTIL}'"
    return opening.facts(server, statement.replace("{period}", days))


def behind_link(server: Flask, link: str) -> int:
    """How many rows the page lists that a link leads to."""
    given = parse_qsl(urlsplit(link).query)
    with request_at(server, "/cases"), server.extensions["tongdian"].asker.open() as warehouse:
        view = read_view(Page.CASES, urlsplit(link).query, warehouse.catalogue)
        cell = parse_cell([value for name, value in given if name == "cell"])
        return count_rows(warehouse.connection, view.catalogue, dict(given)["metric"], view.selection, cell)


def test_every_promise_has_its_words_and_figures() -> None:
    assert list(PROMISES) == [f"S{at}" for at in range(1, 16)]
    assert all(key in METRICS for shown in PROMISES.values() for key in shown.metrics)
    for locale in LOCALES:
        assert all(text(locale, f"services.promise.{code}") for code in PROMISES)


SHARES = {
    "e_signature_rate": ("e_signed", "case_fact", "accepted_date"),
    "one_document_rate": ("one_document", "case_fact", "accepted_date"),
    "cross_province_share": ("cross_province", "case_fact", "accepted_date"),
    "appointment_kept": ("kept", "appointment_fact", "visit_date"),
    "contacts_solved": ("solved", "contact_fact", "opened_date"),
}


@pytest.mark.parametrize("key", SHARES)
def test_shares_on_the_board_are_those_of_the_facts(server: Flask, key: str) -> None:
    column, fact, day = SHARES[key]
    ((n, hits),) = facts(
        server, f"select count({column}), count(*) filter (where {column}) from {fact} where {day} {{period}}"
    )
    rows = drawn(server, Services.PROMISES).data()
    assert rows is not None
    name = text("zh_CN", "services.cross_province_share") if key == "cross_province_share" else METRICS[key].name.zh
    (row,) = [row for row in rows.itertuples(index=False) if row[1] == name]
    assert (row[5], row[2]) == (n, pytest.approx(hits / n * 100))


def test_sums_on_the_board_are_those_of_the_facts(server: Flask) -> None:
    ((started, submitted),) = facts(
        server, "select sum(started), sum(submitted) from draft_fact where draft_date {period}"
    )
    ((payments,),) = facts(
        server, "select sum(transactions) from channel_fact where amount is not null and use_date {period}"
    )
    rows = drawn(server, Services.PROMISES).data()
    assert rows is not None
    found = {row[1]: row[2] for row in rows.itertuples(index=False)}
    assert found[METRICS["drafts_started"].name.zh] == started
    assert found[METRICS["draft_completion"].name.zh] == pytest.approx(submitted / started * 100)
    assert found[METRICS["payments"].name.zh] == payments


def test_the_mapping_holds_every_service_and_each_older_one(server: Flask, client: FlaskClient) -> None:
    found = dict(
        facts(
            server,
            """select s.name, count(c.application) from services s
               left join case_fact c on c.service = s.service and c.accepted_date {period} group by 1""",
        )
    )
    older = dict(
        facts(
            server,
            f"""select s.name, count(c.application) from services s left join case_fact c on c.service = s.service
                and c.legacy_service is not null and c.submitted_date <= date '{UNTIL}' group by 1""",
        )
    )
    data = drawn(server, Services.MAPPING).data()
    assert data is not None
    assert dict(zip(data.iloc[:, 0], data.iloc[:, 2], strict=True)) == found
    assert dict(zip(data.iloc[:, 0], data.iloc[:, 3], strict=True)) == older
    assert sum("、" in names for names in data.iloc[:, 1]) == 5
    shown = words(page(client, "/services", PERIOD)[Services.MAPPING]["children"])
    assert shown.count(text("zh_CN", "services.merged", n=2)) == 5
    for (name,) in facts(server, "select name from legacy_services"):
        assert name in shown


def test_no_quarter_breaks_at_the_merger(server: Flask) -> None:
    found = facts(
        server,
        f"""select date_trunc('quarter', submitted_date)::date, count(*), count(legacy_service) from case_fact
            where submitted_date <= date '{UNTIL}' group by 1 order by 1""",
    )
    chart = drawn(server, Services.MERGER, f"?from=2026-01-01&to={UNTIL}").chart
    assert chart is not None
    every, older = chart.series
    counted = list(zip(every.x, every.y, older.y, strict=True))
    assert [row for row in counted if row[1]] == [(day.isoformat(), n, before) for day, n, before in found]
    assert older.y[-1] == 0


def test_the_matrix_and_the_flows_are_the_cases_from_elsewhere(server: Flask) -> None:
    found = facts(
        server,
        """select a.name, p.name, count(*) from case_fact c join places p on p.place_no = c.province_no
           join places a on a.place_no = c.applicant_province_no
           where cross_province and accepted_date {period} group by 1, 2""",
    )
    assert found
    matrix = drawn(server, Services.MATRIX)
    assert matrix.n == sum(n for *_, n in found)
    assert matrix.chart is not None
    assert matrix.chart.kind is Kind.MATRIX
    assert len(matrix.chart.series) == 27
    cells = [
        (row.name, x, y)
        for row in matrix.chart.series
        for x, y in zip(row.x, row.y, strict=True)
        if y and x != row.name
    ]
    assert sorted(cells) == sorted(found)


def test_what_was_begun_online_and_what_became_of_it(server: Flask) -> None:
    ((started,),) = facts(server, "select sum(started) from draft_fact where draft_date {period}")
    (came,) = facts(
        server,
        """select count(*), count(accepted_date), count(accepted_date) filter (where state = 'finished')
           from case_fact where online and submitted_date {period}""",
    )
    chart = drawn(server, Services.DROP_OFF).chart
    assert chart is not None
    (bars,) = chart.series
    assert list(bars.y) == [started, *came]
    assert number("zh_CN", came[0] / started * 100, 1) in str(bars.x[1])
    assert bars.links is not None
    assert bars.links[0] is None  # sums of a day open into no rows
    assert behind_link(server, bars.links[1] or "") == came[0]


def test_trips_are_shares_of_the_cases_of_which_they_are_known(server: Flask) -> None:
    found = facts(
        server,
        """select least(trips, 3), count(*) from case_fact
           where state = 'finished' and trips is not null and accepted_date {period} group by 1 order by 1""",
    )
    n = sum(cases for _, cases in found)
    content = drawn(server, Services.TRIPS)
    assert content.n == n
    assert content.chart is not None
    (bars,) = content.chart.series
    assert list(bars.n or ()) == [cases for _, cases in found]
    assert list(bars.y) == [pytest.approx(cases / n * 100) for _, cases in found]
    assert [behind_link(server, link or "") for link in bars.links or ()] == list(bars.n or ())


def test_zero_trips_as_entered_stand_beside_what_customers_told(server: Flask) -> None:
    for column, at in (("trips", 0), ("trips_confirmed", 1)):
        found = facts(
            server,
            f"""select date_trunc('quarter', accepted_date)::date, avg((trips = 0)::int * 100) from
                (select accepted_date, {column} trips from case_fact where state = 'finished')
                where trips is not null and accepted_date between date '2024-01-01' and date '2024-12-31' group by 1""",
        )
        chart = drawn(server, Services.ZERO_TRIPS, "?from=2024-01-01&to=2024-12-31&cohort=accepted").chart
        assert chart is not None
        line = chart.series[at]
        months = dict(zip(line.x, zip(line.y, line.n or (), strict=True), strict=True))
        assert len(months) == 12
        for first, rate in found:
            own = [months[f"{first.year}-{first.month + later:02}-01"] for later in range(3)]
            n = sum(rows for _, rows in own)
            assert sum((value or 0) * rows for value, rows in own) / n == pytest.approx(rate)


def test_new_energy_is_its_own_families_only(server: Flask) -> None:
    found = facts(
        server,
        """select s.name, count(*), sum(capacity_kva) from case_fact c join services s on s.service = c.service
           where s.family in ('pv', 'charging', 'storage', 'integrated_energy') and accepted_date {period}
           group by s.name, s.sort order by s.sort""",
    )
    data = drawn(server, Services.NEW_ENERGY).data()
    assert data is not None
    assert list(zip(data.iloc[:, 0], data.iloc[:, 1], strict=True)) == [(name, n) for name, n, _ in found]
    kva = [None if value is None else pytest.approx(value) for *_, value in found]
    assert [None if pd.isna(value) else value for value in data.iloc[:, 2]] == kva


def test_the_page_asks_at_most_eight_statements(simulated_settings: Settings) -> None:
    statements: list[str] = []

    def count(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if connection.dialect.name == "duckdb":  # not who is signed in, which is looked up elsewhere
            statements.append(statement)

    client = create_app(simulated_settings).test_client()
    page(client, "/", "?compare=none")  # reads the catalogue
    event.listen(Engine, "before_cursor_execute", count)
    try:
        page(client, "/services")
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert len(statements) <= 8


BARE = "application,submitted_at,accepted_at\n" + "".join(
    f"A{at},2026-01-05T01:00:00Z,2026-01-06T01:00:00Z\n" for at in range(40)
)


@pytest.mark.parametrize("locale", LOCALES)
def test_bare_cases_say_what_would_bring_each_figure(
    delivered: Callable[..., Settings], caplog: pytest.LogCaptureFixture, locale: str
) -> None:
    client = create_app(delivered(applications=BARE)).test_client()
    with caplog.at_level(logging.ERROR):
        cards = page(client, "/services", f"?from=2026-01-01&to=2026-03-31&cohort=accepted&lang={locale}")
    board = words(cards[Services.PROMISES]["children"])
    for file, column in (
        ("applications", "e_signed"),
        ("appointments", "booked_at"),
        ("contacts", "solved"),
        ("channel_use", "transactions"),
        ("pushes", "opened"),
        ("drafts", "started"),
        ("applications", "applicant_region"),
    ):
        assert file in board, file
        assert column in board, column
    assert "0.0" not in board
    assert not caplog.records
    for name, card in cards.items():
        assert name in SENTENCES or words(card["children"]), name
    assert "applicant_region" in words(cards[Services.FLOWS]["children"])
    assert "zero_visit" in words(cards[Services.ZEROS]["children"])
