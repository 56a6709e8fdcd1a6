"""The list's conditions and order: the same rows in grid, link and file; what is forged gets a sentence or nothing."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.roles import Role
from locales import LOCALES, text
from queries.catalogue import Catalogue
from tests.callbacks.posting import hrefs, page, post, words
from tests.callbacks.test_case import first, of

LIST = "?metric=accepted&from=2017-01-01"
NARROWED = f"{LIST}&where=state:finished&where=whole_minutes:5..30&where=channel:osg&where=channel:hall"


def fetch(client: FlaskClient, search: str, *order: Any, rows: int = 100) -> dict[str, Any]:
    """A block of the grid as the browser asks for it."""
    asked = {"startRow": 0, "endRow": rows, "sortModel": list(order)}
    values = {"cases-grid.getRowsRequest": asked, "url.search": search}
    answer = post(client, "cases-grid.getRowsResponse", values, "cases-grid.getRowsRequest")
    return dict(answer["cases-grid"]["getRowsResponse"]) if answer else {}


def by(column: str, order: str) -> dict[str, str]:
    return {"colId": column, "sort": order}


def in_file(client: FlaskClient, search: str) -> list[str]:
    """The numbers of the cases in a file, in its order."""
    lines = list(csv.reader(io.StringIO(client.get(f"/export/cases.csv{search}").data.decode("utf-8-sig"))))
    return [line[0] for line in lines[lines.index([]) + 2 :]]


def test_grid_link_and_file_hold_the_same_rows_in_the_same_order(client: FlaskClient) -> None:
    search = f"{NARROWED}&sort=capacity_kva:desc&sort=power_on_date:asc"
    shown = fetch(client, search, by("capacity_kva", "desc"), by("power_on_date", "asc"), rows=500)
    numbers = [row["application"] for row in shown["rowData"]]
    assert 10 < len(numbers) == shown["rowCount"] < fetch(client, LIST)["rowCount"]
    assert in_file(client, search) == numbers
    head = words(page(client, "/cases", search)["cases-head"]["children"])
    assert f"{len(numbers):,}" in head
    columns = page(client, "/cases", search)["cases-list"]["children"]["props"]["columnDefs"]
    ordered = {one["field"]: (one["sort"], one["sortIndex"]) for one in columns if one.get("sort")}
    assert ordered == {"capacity_kva": ("desc", 0), "power_on_date": ("asc", 1)}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_head_and_the_file_say_how_a_list_is_narrowed(
    client: FlaskClient, catalogue: Catalogue, locale: str
) -> None:
    search = f"{NARROWED}&where=outcome:&where=meters:1..&sort=capacity_kva:desc&lang={locale}"
    said = (
        catalogue.label("channel", "hall", locale),
        text(locale, "code.state.finished"),
        "5 – 30",
        "≥ 1",
        text(locale, "group.unknown"),
        text(locale, "cases.falling", name=text(locale, "column.capacity_kva")),
    )
    head = words(page(client, "/cases", search)["cases-head"]["children"])
    file = client.get(f"/export/cases.csv{search}").data.decode("utf-8-sig")
    for one in said:
        assert one in head
        assert one in file


def test_the_controls_stand_for_the_address(client: FlaskClient) -> None:
    shown = page(client, "/cases", NARROWED)
    assert shown["cases-by"]["value"] == ["state", "whole_minutes", "channel"]
    values = {"cases-by.value": shown["cases-by"]["value"], "url.search": NARROWED, "url.pathname": "/cases"}
    answer = post(client, "cases-conditions.children", values, "cases-by.value")
    assert answer["cases-shown"]["data"] == [
        "state:finished",
        "whole_minutes:5..30",
        "channel:osg",
        "channel:hall",
    ]
    held = {
        (one["id"]["column"], one["id"]["part"]): one["value"]
        for one in controls(answer["cases-conditions"]["children"])
    }
    assert held == {
        ("state", "in"): ["finished"],
        ("whole_minutes", "from"): "5",
        ("whole_minutes", "to"): "30",
        ("channel", "in"): ["osg", "hall"],
    }


def controls(part: Any) -> list[dict[str, Any]]:
    """The controls in a part of the page."""
    if isinstance(part, list):
        return [found for one in part for found in controls(one)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    own = [props] if isinstance(props.get("id"), dict) else []
    return own + controls(props.get("children"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "bad",
    [
        "where=place_no:1..5",
        "where=state:x",
        "sort=applicant_province:asc",
        "where=application",
        "sort=whole_minutes:up",
    ],
)
def test_what_is_no_condition_is_said_and_lists_nothing(client: FlaskClient, bad: str, locale: str) -> None:
    search = f"{LIST}&{bad}&lang={locale}"
    answer = page(client, "/cases", search)
    said = words(answer["cases-head"]["children"])
    assert text(locale, "filter.leave_out") in said  # behind the sentence
    assert len(said) > len(text(locale, "filter.leave_out")) + 8
    assert answer["cases-list"]["children"] is None
    assert fetch(client, f"{LIST}&{bad}") == {} or bad.startswith("sort")
    assert client.get(f"/export/cases.csv{search}").status_code == 400


@pytest.mark.parametrize(
    "model",
    [
        by("place_no", "asc"),
        by("application; drop table case_fact", "asc"),
        by("application", "sideways"),
        {"colId": None},
        "application",
        7,
    ],
)
def test_a_forged_order_of_the_grid_gets_nothing_or_the_lists_own_order(client: FlaskClient, model: Any) -> None:
    answer = fetch(client, LIST, model)
    assert answer == {} or answer == fetch(client, LIST)


def test_a_role_that_may_not_export_gets_a_sentence_and_no_file(server: Flask, catalogue: Catalogue) -> None:
    analyst = of(server, Role.ANALYST, catalogue.root.region)
    answer = analyst.get(f"/export/cases.csv{LIST}")
    assert answer.status_code in (400, 403)
    assert "SIM0" not in answer.text
    assert not [link for link in hrefs(page(analyst, "/cases", LIST)["cases-head"]["children"]) if "export" in link]


def found(client: FlaskClient, number: str, search: str = "") -> str:
    """Where the search box leads."""
    values = {"case-search.n_submit": 1, "case-search.value": number, "url.search": search}
    return str(post(client, "case-found.data", values, "case-search.n_submit")["case-found"]["data"])


def test_a_number_leads_to_its_case_or_to_those_that_begin_so(server: Flask, client: FlaskClient) -> None:
    application = first(server, "state = 'finished'")
    way = found(client, f"  {application} ", "?lang=en&class=residential")
    assert way.startswith("/case?")
    assert f"application={application}" in way
    assert "lang=en" in way
    assert "class=residential" in way
    assert f"application={application}" in found(client, application.lower())
    assert f"find={application[:-1]}" in found(client, application[:-1])
    assert "find=%25%27%22" in found(client, "%'\"", "?region=NOWHERE")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_number_that_is_not_the_readers_is_said_as_one_that_is_not_there(
    server: Flask, catalogue: Catalogue, locale: str
) -> None:
    here, elsewhere = catalogue.children(catalogue.root)[:2]
    reader = of(server, Role.SUPERVISOR, here.region)
    for number in (first(server, f"province_no = {elsewhere.no}"), "SIM999"):
        assert found(reader, number).startswith("/cases?")
        answer = page(reader, "/cases", f"?find={number}&lang={locale}")
        assert words(answer["cases-list"]["children"]) == text(locale, "case.none", application=number)
        assert fetch(reader, f"?find={number}") == {"rowData": [], "rowCount": 0}
        assert in_file(reader, f"?find={number}") == []
