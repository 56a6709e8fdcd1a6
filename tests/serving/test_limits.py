"""Requests that no page makes: too large, aimed at files, or with lines of a header in them."""

import pytest
from flask.testing import FlaskClient

from callbacks import PAGES
from serving.limits import ADDRESS, BODY

POST = "/_dash-update-component"


def test_a_body_that_is_too_large_is_not_read(client: FlaskClient) -> None:
    response = client.post(POST, data=b" " * (BODY + 1), content_type="application/json")
    assert response.status_code == 413


def test_an_address_that_is_too_long_is_refused(client: FlaskClient) -> None:
    assert client.get("/?class=" + "a" * ADDRESS).status_code == 414
    assert client.get("/export/overview-trend.csv?class=" + "a" * ADDRESS).status_code == 414
    assert client.get("/?class=" + "a" * 3000).status_code == 200  # the page says what is wrong with it


@pytest.mark.parametrize("body", [b"{", b"", b"null", b"[]", b"7", b'"text"', b"\xff\xfe", b"[" * 100_000, b"9" * 5000])
def test_a_body_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    response = client.post(POST, data=body, content_type="application/json")
    assert (response.status_code, response.mimetype) == (400, "text/plain")


def test_a_body_of_another_kind_is_refused(client: FlaskClient) -> None:
    assert client.post(POST, data=b"<x/>", content_type="text/xml").status_code in (400, 415)


@pytest.mark.parametrize(
    "address",
    [
        "/assets/../settings.py",
        "/assets/%2e%2e/settings.py",
        "/assets/..%2fsettings.py",
        "/assets/..%5csettings.py",
        "/assets//etc/passwd",
        "/assets/%00",
        "/_dash-component-suites/dash/../app.py",
        "/_dash-component-suites/dash/deps/..%2f..%2fdash.py",
        "/_dash-component-suites/settings/settings.py",
        "/_dash-component-suites/os/os.py",
        "/export/..%2f..%2fsettings.csv",
        "/export/cases.%2e%2e",
    ],
)
def test_no_file_is_reached_but_the_products_own(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404 or "<title>通电</title>" in response.text  # the page of no such page
    assert "TONGDIAN_" not in response.text
    assert "root:" not in response.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referer", "http://["),
        ("Referer", "http://x/?lang=\xff"),
        ("Cookie", "tongdian_theme=;;==\x01; tongdian_session=\xff"),
        ("Accept-Encoding", "gzip;q=many, ;;, br;q=-1"),
        ("Accept-Language", "\xff;q=x"),
        ("If-None-Match", '"\xff'),
        ("If-Modified-Since", "never"),
        ("Range", "bytes=9999999999-0"),
        ("Content-Type", "application/json; charset=none-such"),
        ("Content-Length", "-5"),
        ("X-Forwarded-For", "a, b, c"),
        ("Forwarded", 'for="['),
    ],
)
def test_no_header_makes_the_server_fail(client: FlaskClient, name: str, value: str) -> None:
    for address in ("/", "/assets/theme.js", "/healthz", "/export/overview-trend.csv", "/export/nothing.csv"):
        assert client.get(address, headers={name: value}, buffered=True).status_code < 500
    assert client.post(POST, data=b"{}", headers={"Content-Type": "application/json", name: value}).status_code < 500


@pytest.mark.parametrize(
    "query",
    ["region=%0d%0aSet-Cookie:a=b", "lang=en%0d%0aX-Mine:1", "metric=%0aX-Mine:1", "region=%00", "class=%ff%fe"],
)
@pytest.mark.parametrize("address", ["/export/overview-trend.csv", "/export/cases.csv"])
def test_no_line_of_a_header_comes_from_an_address(client: FlaskClient, address: str, query: str) -> None:
    response = client.get(f"{address}?{query}")
    assert response.status_code in (200, 400)
    assert "X-Mine" not in response.headers
    assert "a=b" not in response.headers.get("Set-Cookie", "")


ODD = (
    *(
        "?metric=none",
        "?metric=open&cell=class",
        "?metric=open&cell=month:x",
        "?metric=open&cell=hours:9999999999999999",
    ),
    *(
        "?from=2026-02-30",
        "?from=0001-01-01&to=9999-12-31",
        "?from=9999-12-31&to=9999-12-31",
        "?region=&class=&service=",
    ),
    *("?from=%00", "?%00=%00", "?application=%00", "?rank=x&spread=x&of=x&by=x&unit=x&step=x&flag=x&part=x&sort=x"),
)


@pytest.mark.parametrize("query", ODD)
def test_no_download_fails_whatever_its_address_says(client: FlaskClient, query: str) -> None:
    names = [*(str(card) for cards, _ in PAGES.values() for card in cards), "cases"]
    failed = [name for name in names if client.get(f"/export/{name}.csv{query}").status_code == 500]
    assert failed == []


FORGED = ("", "abc", "-1", "9" * 20, "1e999", "%00", "..", "1..", "region:" + "9" * 400, "capacity_kva:1e999..")
NAMES = ("first", "region", "from", "cohort", "class", "metric", "cell", "where", "sort", "find")


@pytest.mark.parametrize("odd", FORGED)
def test_no_parameter_makes_a_file_or_page_fail_whatever_it_holds(client: FlaskClient, odd: str) -> None:
    for name in NAMES:
        metric = "metric=accepted&" if name in ("cell", "where", "sort") else ""
        for address in ("/administration", "/export/cases.csv"):
            status = client.get(f"{address}?{metric}{name}={odd}").status_code
            assert status in (200, 400), (address, name)
