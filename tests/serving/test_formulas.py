"""Codes and names of a delivery run nothing in the spreadsheet that opens a download of them."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks.exports import FORMULA
from settings import Settings

COMMAND = "cmd|'/c calc'!A0"
HOSTILE = [f"{sign}{COMMAND}" for sign in ("=", "+", "-", "@", "＝", "＋", "－", "＠")]
REGIONS = "region,from,parent,name,name_en,level\n" + "\n".join(
    [
        f"ROOT,2020-01-01,,={COMMAND},={COMMAND},company",
        *(f"{code},2020-01-01,ROOT,{code} 局,{code} unit,province" for code in HOSTILE),
    ]
)
APPLICATIONS = "application,region,channel,submitted_at,accepted_at\n" + "\n".join(
    f"{code}-{number},{code},{code},2026-02-0{number + 1} 09:00,2026-02-0{number + 1} 10:00"
    for number, code in enumerate(HOSTILE)
)


@pytest.fixture
def hostile(delivered: Callable[..., Settings]) -> FlaskClient:
    """A reader of a store whose every code and name is meant to harm."""
    return create_app(delivered(regions=REGIONS, applications=APPLICATIONS)).test_client()


DOWNLOADS = ["applications-units", "applications-channels", "cases", "data-loads"]


@pytest.mark.parametrize("name", DOWNLOADS)
def test_no_cell_of_a_csv_is_a_formula(hostile: FlaskClient, name: str) -> None:
    response = hostile.get(f"/export/{name}.csv?metric=accepted&cohort=accepted")
    assert response.status_code == 200
    cells = [cell for row in csv.reader(io.StringIO(response.data.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    if name != "data-loads":
        assert [cell for cell in cells if cell.startswith("'") and COMMAND in cell]


@pytest.mark.parametrize("name", DOWNLOADS)
def test_every_text_of_a_workbook_is_a_text(hostile: FlaskClient, name: str) -> None:
    response = hostile.get(f"/export/{name}.xlsx?metric=accepted&cohort=accepted")
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert all(isinstance(cell.value, str) is (cell.data_type == "s") for cell in cells)


def test_no_line_of_a_downloads_header_comes_from_a_name(hostile: FlaskClient) -> None:
    disposition = hostile.get("/export/applications-units.csv").headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert not set('"\\\r\n') & set(disposition)
