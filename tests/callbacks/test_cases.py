"""The list of cases: as many rows as the figure counts, a page at a time, in words."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from locales import LOCALES, text
from queries.catalogue import Catalogue
from queries.metrics import METRICS
from tests.callbacks.posting import page, post, words


def fetch(client: FlaskClient, search: str, start: int, end: int) -> dict[str, Any]:
    values = {"cases-grid.getRowsRequest": {"startRow": start, "endRow": end}, "url.search": search}
    answer = post(client, "cases-grid.getRowsResponse", values, "cases-grid.getRowsRequest")
    return dict(answer["cases-grid"]["getRowsResponse"])


def test_the_pages_of_the_list_hold_every_row_once(client: FlaskClient) -> None:
    search = "?metric=accepted&class=residential"
    n = fetch(client, search, 0, 1)["rowCount"]
    assert n > 100
    found = [
        row["application"] for start in range(0, n, 60) for row in fetch(client, search, start, start + 60)["rowData"]
    ]
    assert len(found) == len(set(found)) == n
    assert f"{n:,}" in words(page(client, "/cases", search)["cases-head"]["children"])


@pytest.mark.parametrize("search", ["", "?metric=nothing", "?metric=accepted&region=X"])
def test_a_grid_that_asks_for_an_address_without_a_list_gets_nothing(client: FlaskClient, search: str) -> None:
    """Its reader is on the way to another page: the address has changed before the grid is gone."""
    values = {"cases-grid.getRowsRequest": {"startRow": 0, "endRow": 60}, "url.search": search}
    assert post(client, "cases-grid.getRowsResponse", values, "cases-grid.getRowsRequest") == {}


def test_a_cell_narrows_the_list(client: FlaskClient, catalogue: Catalogue) -> None:
    everything = fetch(client, "?metric=accepted", 0, 1)["rowCount"]
    found = fetch(client, "?metric=accepted&cell=class:hv_single&cell=month:2026-03-01", 0, 500)
    assert 0 < found["rowCount"] == len(found["rowData"]) < everything
    assert {row["customer_class"] for row in found["rowData"]} == {catalogue.label("class", "hv_single", "zh_CN")}
    assert {row["accepted_date"][:7] for row in found["rowData"]} == {"2026-03"}


@pytest.mark.parametrize("locale", LOCALES)
def test_rows_are_written_in_words(client: FlaskClient, catalogue: Catalogue, locale: str) -> None:
    row = fetch(client, f"?metric=whole_time&lang={locale}", 0, 1)["rowData"][0]
    names = {place.label(locale) for place in catalogue.places.values()}
    assert row["region"] in names
    assert row["state"] == text(locale, "code.state.finished")
    assert row["case_on_time"] in (text(locale, "word.yes"), text(locale, "word.no"))
    assert all(isinstance(cell, str) for cell in row.values())


def test_the_longest_stands_first(client: FlaskClient) -> None:
    rows = fetch(client, "?metric=whole_time", 0, 50)["rowData"]
    durations = [float(row["whole_minutes"].replace(",", "")) for row in rows]
    assert durations == sorted(durations, reverse=True)


@pytest.mark.parametrize(
    "bad", ["metric=nothing", "metric=accepted&cell=class", "metric=accepted&cell=step:x", "region=X"]
)
@pytest.mark.parametrize("locale", LOCALES)
def test_what_cannot_be_listed_is_said(client: FlaskClient, bad: str, locale: str) -> None:
    answer = page(client, "/cases", f"?{bad}&lang={locale}")
    assert text(locale, "state.not_available") in words(answer["cases-head"]["children"])


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", METRICS)
def test_every_metric_opens(client: FlaskClient, key: str, locale: str) -> None:
    search = f"?metric={key}&lang={locale}&from=2017-01-01"
    answer = page(client, "/cases", search)
    n = fetch(client, search, 0, 1)["rowCount"]
    assert f"{n:,}" in words(answer["cases-head"]["children"])
    if n:
        columns = answer["cases-list"]["children"]["props"]["columnDefs"]
        row = fetch(client, search, 0, 1)["rowData"][0]
        assert columns[0]["field"] == "application"
        assert {column["field"] for column in columns} <= row.keys()


def test_without_a_metric_the_reader_chooses_one(client: FlaskClient) -> None:
    assert text("zh_CN", "cases.choose") in words(page(client, "/cases")["cases-head"]["children"])


def test_the_file_holds_every_row(client: FlaskClient) -> None:
    search = "?metric=accepted&class=hv_single"
    n = fetch(client, search, 0, 1)["rowCount"]
    lines = list(csv.reader(io.StringIO(client.get(f"/export/cases.csv{search}").data.decode("utf-8-sig"))))
    assert len(lines[lines.index([]) + 2 :]) == n
    assert text("zh_CN", "shell.simulated") in lines[0][0]
