"""Downloads hold what the card shows, say what they are, and run nothing in a spreadsheet."""

import csv
import io
from collections.abc import Callable
from urllib.parse import unquote

import openpyxl
import pandas as pd
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from callbacks import PAGES
from callbacks.exports import as_csv, as_xlsx
from ids import SENTENCES, Page, path
from locales import LOCALES, text
from queries.catalogue import Catalogue
from settings import Settings
from tests.callbacks.posting import filters, hrefs, page, words

NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")
CARDS = [card for cards, _ in PAGES.values() for card in cards if card not in SENTENCES]


def file_name(response: TestResponse) -> str:
    return unquote(response.headers["Content-Disposition"].split("''")[1])


def lines(response: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def table(response: TestResponse) -> list[list[str]]:
    """The rows under the heading, which ends with an empty line."""
    found = lines(response)
    return found[found.index([]) + 1 :]


def test_a_text_that_a_spreadsheet_would_run_stays_a_text() -> None:
    frame = pd.DataFrame({"=name": [*NASTY, "plain"], "value": [-1.5, 2, 3, 4, 5, 6, 7, 8]})
    rows = list(csv.reader(io.StringIO(as_csv(["=heading"], frame).decode("utf-8-sig"))))
    assert rows[0] == ["'=heading"]
    assert rows[2] == ["'=name", "value"]
    assert [row[0] for row in rows[3:]] == [*(f"'{one}" for one in NASTY), "plain"]
    assert rows[3][1] == "-1.5"  # a number is a number
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(["=heading"], frame))).active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)] == ["s"] * 11
    assert sheet["B4"].value == -1.5


def test_unknown_is_an_empty_cell() -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "value": pd.array([1, None], dtype="Int64")})
    assert as_csv([], frame).decode("utf-8-sig").splitlines()[-2:] == ["a,1", "b,"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("card", CARDS)
def test_every_card_of_simulated_data_says_so(
    client: FlaskClient, catalogue: Catalogue, card: str, locale: str
) -> None:
    response = client.get(f"/export/{card}.csv?lang={locale}")
    assert response.status_code == 200
    assert response.data.startswith("\ufeff".encode())
    assert text(locale, "shell.simulated") in file_name(response)
    assert text(locale, "shell.simulated") in lines(response)[0][0]
    assert any(catalogue.version in line[0] for line in lines(response) if line)
    assert any("2025-11-23 – 2026-11-22" in line[0] for line in lines(response) if line)


@pytest.mark.parametrize("at", Page)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_of_simulated_data_says_so(client: FlaskClient, at: Page, locale: str) -> None:
    shown = filters(client, path(at), f"?lang={locale}")["tags"]["children"]
    assert words(shown) == text(locale, "shell.simulated")


def test_the_workbook_holds_the_same_as_the_csv(client: FlaskClient) -> None:
    address = "/export/applications-units.{}?class=residential"
    rows = table(client.get(address.format("csv")))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address.format("xlsx")).data)).active
    found = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    start = found.index(rows[0])
    assert found[start:] == rows
    assert text("zh_CN", "shell.simulated") in found[0][0]


def test_a_download_has_the_filters_of_the_page(client: FlaskClient, catalogue: Catalogue) -> None:
    whole = table(client.get("/export/applications-units.csv?compare=none"))
    narrowed = table(client.get("/export/applications-units.csv?class=residential"))
    assert sum(int(row[1]) for row in whole[1:]) > sum(int(row[1]) for row in narrowed[1:])
    head = lines(client.get("/export/applications-units.csv?class=residential"))
    assert any(catalogue.label("class", "residential", "zh_CN") in line[0] for line in head if line)


def test_the_link_in_a_card_downloads_its_view(client: FlaskClient) -> None:
    search = "?class=residential&lang=en"
    cards = page(client, "/", search)
    links = [href for href in hrefs(cards["overview-trend"]["children"]) if href.startswith("/export/")]
    assert [href.split("?")[0] for href in links] == ["/export/overview-trend.csv", "/export/overview-trend.xlsx"]
    assert all("class=residential" in href and "lang=en" in href for href in links)
    assert client.get(links[0]).status_code == 200


@pytest.mark.parametrize("address", ["nothing.csv", "overview-trend.pdf", "overview-lead.csv"])
def test_what_is_no_download_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(f"/export/{address}").status_code == 404


def test_a_bad_parameter_is_said_in_the_readers_language(client: FlaskClient) -> None:
    response = client.get("/export/overview-trend.csv?region=NOWHERE&lang=en")
    assert response.status_code == 400
    assert "NOWHERE" in response.text
    assert response.mimetype == "text/plain"


APPLICATIONS = """application,channel,submitted_at,accepted_at,power_on_at,archived_at
A1,=1+1,2026-01-05 09:00,2026-01-05 10:00,2026-01-12 10:00,2026-01-13 10:00
A2,=1+1,2026-01-06 09:00,2026-01-06 10:00,2026-01-09 10:00,2026-01-12 10:00
=A3,hall,2026-02-02 09:00,2026-02-03 10:00,,
"""


def test_real_data_bears_no_mark_and_its_codes_run_nothing(delivered: Callable[..., Settings]) -> None:
    client = create_app(delivered(applications=APPLICATIONS)).test_client()
    assert words(filters(client, "/")["tags"]["children"]) == ""
    response = client.get("/export/applications-channels.csv")
    assert "模拟" not in response.data.decode() + file_name(response)
    assert table(response)[1][0] == "'=1+1"
    cases = client.get("/export/cases.csv?metric=open")
    assert table(cases)[1][0] == "'=A3"


def test_counts_are_written_whole_and_other_numbers_as_they_are() -> None:
    frame = pd.DataFrame({"name": ["a", "b", "c"], "cases": [2575.0, None, 3.0], "days": [2.0, 3.5, None]})
    rows = list(csv.reader(io.StringIO(as_csv([], frame).decode("utf-8-sig"))))
    assert rows[-3:] == [["a", "2575", "2.0"], ["b", "", "3.5"], ["c", "3", ""]]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([], frame))).active
    found = list(sheet.iter_rows(values_only=True))[-3:]
    assert found == [("a", 2575, 2), ("b", None, 3.5), ("c", 3, None)]
    assert [cell.data_type for cell in sheet["B"][-3:]] == ["n"] * 3


@pytest.mark.parametrize("locale", LOCALES)
def test_the_counts_of_who_was_reached_are_whole_and_their_column_says_what_they_are_of(
    client: FlaskClient, locale: str
) -> None:
    found = table(client.get(f"/export/satisfaction-reached.csv?lang={locale}"))
    assert found[0][0] != text(locale, "grouping.step")
    assert all(row[1].isdigit() for row in found[1:])
