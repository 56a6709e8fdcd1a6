"""A failure is a sentence and a number for the reader, and the cause in the server's log alone."""

import logging
import re

import pytest
from flask.testing import FlaskClient

from tests.serving.conftest import CAUSE


@pytest.mark.parametrize("how", ["surprise", "engine"])
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_an_unexpected_failure_is_told_by_a_number_that_the_log_has(
    reader: FlaskClient, caplog: pytest.LogCaptureFixture, how: str, lang: str
) -> None:
    with caplog.at_level(logging.ERROR):
        response = reader.get(f"/export/fails/{how}?lang={lang}")
    assert (response.status_code, response.mimetype) == (500, "text/plain")
    number = response.headers["X-Reference"]
    assert re.fullmatch("[A-Z2-7]{8}", number)
    assert number in response.text
    assert ("number" in response.text) is (lang == "en")
    for inside in (CAUSE, "Traceback", ".py", "Error"):
        assert inside not in response.text
    assert number in caplog.text
    assert CAUSE in caplog.text  # the cause, with its trace
    assert "Traceback" in caplog.text


def test_a_failure_that_a_browser_shows_stands_on_a_page_with_its_number(reader: FlaskClient) -> None:
    response = reader.get("/export/fails/surprise?lang=en", headers={"Sec-Fetch-Dest": "document"})
    assert (response.status_code, response.mimetype) == (500, "text/html")
    assert response.headers["X-Reference"] in response.text
    assert CAUSE not in response.text


def test_each_failure_has_a_number_of_its_own(reader: FlaskClient) -> None:
    numbers = {reader.get("/export/fails/surprise").headers["X-Reference"] for _ in range(20)}
    assert len(numbers) == 20


def test_a_cancelled_statement_is_said_with_its_limit(reader: FlaskClient) -> None:
    response = reader.get("/export/fails/slow?lang=en")
    assert response.status_code == 503
    assert "longer than 30 s" in response.text


def test_what_asks_in_the_background_is_answered_in_the_language_of_its_page(reader: FlaskClient) -> None:
    chinese, english = (
        reader.get("/export/fails/slow", headers={"Referer": f"http://localhost/steps{search}"}).text
        for search in ("", "?lang=en")
    )
    assert "已取消" in chinese
    assert "cancelled" in english


def test_a_line_of_the_log_comes_from_no_address(reader: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    reader.get("/export/fails/surprise%0aERROR%20forged")
    assert "\nERROR forged" not in caplog.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/export/nothing.csv", 404),
        ("GET", "/export/overview-trend.exe", 404),
        ("GET", "/assets/nothing.css", 404),
        ("POST", "/healthz", 405),
        ("DELETE", "/export/overview-trend.csv", 405),
    ],
)
def test_what_is_not_there_is_said_plainly(client: FlaskClient, method: str, address: str, status: int) -> None:
    response = client.open(address, method=method)
    assert (response.status_code, response.mimetype) == (status, "text/plain")
    assert "。" in response.text
    if status == 405:
        assert response.headers["Allow"]
