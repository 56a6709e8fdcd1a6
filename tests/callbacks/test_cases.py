"""The list of cases: as many rows as the figure counts, a page at a time, in words."""

import csv
import io
from collections.abc import Callable
from itertools import cycle
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks import cases
from callbacks.drawing import opened, sums
from callbacks.labels import not_known
from callbacks.view import read_view
from ids import Page, Shell
from locales import LOCALES, UNKNOWN, text
from queries.catalogue import Catalogue
from queries.metrics import METRICS, TOPICS
from settings import Settings
from tests.callbacks.posting import grid_rows, hrefs, page, post, words
from tests.signed import request_at


def test_the_pages_of_the_list_hold_every_row_once(client: FlaskClient) -> None:
    search = "?metric=accepted&class=residential"
    n = grid_rows(client, search, 0, 1)["rowCount"]
    assert n > 100
    found = [
        row["application"]
        for start in range(0, n, 60)
        for row in grid_rows(client, search, start, start + 60)["rowData"]
    ]
    assert len(found) == len(set(found)) == n
    assert f"{n:,}" in words(page(client, "/cases", search)["cases-head"]["children"])


@pytest.mark.parametrize("search", ["", "?metric=nothing", "?metric=accepted&region=X"])
def test_a_grid_that_asks_for_an_address_without_a_list_gets_nothing(client: FlaskClient, search: str) -> None:
    """Its reader is on the way to another page: the address has changed before the grid is gone."""
    values = {"cases-grid.getRowsRequest": {"startRow": 0, "endRow": 60}, "url.search": search}
    assert post(client, "cases-grid.getRowsResponse", values, "cases-grid.getRowsRequest") == {}


def test_a_cell_narrows_the_list(client: FlaskClient, catalogue: Catalogue) -> None:
    everything = grid_rows(client, "?metric=accepted", 0, 1)["rowCount"]
    found = grid_rows(client, "?metric=accepted&cell=class:hv_single&cell=month:2026-03-01", 0, 500)
    assert 0 < found["rowCount"] == len(found["rowData"]) < everything
    assert {row["customer_class"] for row in found["rowData"]} == {catalogue.label("class", "hv_single", "zh_CN")}
    assert {row["accepted_date"][:7] for row in found["rowData"]} == {"2026-03"}


@pytest.mark.parametrize("locale", LOCALES)
def test_rows_are_written_in_words(client: FlaskClient, catalogue: Catalogue, locale: str) -> None:
    row = grid_rows(client, f"?metric=whole_time&lang={locale}", 0, 1)["rowData"][0]
    names = {place.label(locale) for place in catalogue.places.values()}
    assert row["region"] in names
    assert row["state"] == text(locale, "code.state.finished")
    assert row["case_on_time"] in (text(locale, "word.yes"), text(locale, "word.no"))
    assert all(isinstance(cell, str) for cell in row.values())


def test_the_longest_stands_first(client: FlaskClient) -> None:
    rows = grid_rows(client, "?metric=whole_time", 0, 50)["rowData"]
    durations = [float(row["whole_minutes"].replace(",", "")) for row in rows]
    assert durations == sorted(durations, reverse=True)


@pytest.mark.parametrize(("key", "locale"), list(zip(METRICS, cycle(LOCALES))))
def test_every_metric_opens(client: FlaskClient, key: str, locale: str) -> None:
    search = f"?metric={key}&lang={locale}&from=2017-01-01"
    answer = page(client, "/cases", search)
    if sums(key):
        assert answer["cases-list"]["children"] is None
        assert {"zh_CN": "按日汇总", "en": "sums of a day"}[locale] in words(answer["cases-head"]["children"])
        return
    n = grid_rows(client, search, 0, 1)["rowCount"]
    assert f"{n:,}" in words(answer["cases-head"]["children"])
    if n:
        columns = answer["cases-list"]["children"]["props"]["columnDefs"]
        row = grid_rows(client, search, 0, 1)["rowData"][0]
        first = {"contact_fact": "contact", "complaint_fact": "complaint"}
        assert columns[0]["field"] == first.get(opened(key).fact.name, "application")
        assert {column["field"] for column in columns} <= row.keys()


OWN_WORDS = """application,service,accepted_at,due_at,exempt_reason,segment,channel
A1,transfer,2026-03-02 09:00,2026-03-06 23:59:59,客户原因,酒店,osg
A2,capacity_increase,2026-03-02 09:00,2026-03-06 23:59:59,,,osg
"""


def shown(client: FlaskClient, search: str) -> list[str]:
    """The fields of the list's columns."""
    grid = page(client, "/cases", search)["cases-list"]["children"]
    return [column["field"] for column in grid["props"]["columnDefs"]]


def test_a_column_is_left_out_only_where_the_data_have_no_such_codes(delivered: Callable[..., Settings]) -> None:
    """Codes in use are in the catalogues, but lists of other codes need not name all: those are shown as they are."""
    client = create_app(delivered(applications=OWN_WORDS)).test_client()
    search = "?metric=due_dates&from=2026-01-01&to=2026-12-31&cohort=accepted"
    fields = shown(client, search)
    assert "exempt_reason" in fields
    assert "legacy_service" in fields
    assert "customer_class" not in fields
    assert [row["exempt_reason"] for row in grid_rows(client, search, 0, 9)["rowData"]] == ["客户原因", UNKNOWN]


def test_the_old_name_of_a_service_stands_beside_todays(delivered: Callable[..., Settings]) -> None:
    server = create_app(delivered(applications=OWN_WORDS))
    client = server.test_client()
    search = "?metric=accepted&from=2026-01-01&to=2026-12-31"
    for locale, heading, names in (
        ("zh_CN", "原业务", ("过户", "更名过户")),
        ("en", "Legacy service", ("Transfer to another owner", "Change of name or owner")),
    ):
        rows = grid_rows(client, f"{search}&lang={locale}", 0, 9)["rowData"]
        assert (rows[0]["legacy_service"], rows[0]["service"]) == names
        assert rows[1]["legacy_service"] == UNKNOWN
        assert heading in str(page(client, "/cases", f"{search}&lang={locale}")["cases-list"])


def test_data_without_old_names_of_services_show_no_such_column(delivered: Callable[..., Settings]) -> None:
    text_of = "application,service,accepted_at\nA1,capacity_increase,2026-03-02 09:00\n"
    client = create_app(delivered(applications=text_of)).test_client()
    assert "legacy_service" not in shown(client, "?metric=accepted&from=2026-01-01&to=2026-12-31")


@pytest.mark.parametrize(("by", "known"), [("segment", True), ("channel", True), ("class", False)])
def test_data_can_be_split_by_codes_that_nothing_names(
    delivered: Callable[..., Settings], by: str, known: bool
) -> None:
    server = create_app(delivered(applications=OWN_WORDS))
    with request_at(server, "/"), server.extensions["tongdian"].asker.open() as warehouse:
        assert (not_known(read_view(Page.CASES, "", warehouse.catalogue), by) == "") is known


def test_without_a_metric_the_reader_chooses_one(client: FlaskClient) -> None:
    assert text("zh_CN", "cases.choose") in words(page(client, "/cases")["cases-head"]["children"])


def test_the_file_holds_every_row(client: FlaskClient) -> None:
    search = "?metric=accepted&class=hv_single"
    n = grid_rows(client, search, 0, 1)["rowCount"]
    lines = list(csv.reader(io.StringIO(client.get(f"/export/cases.csv{search}").data.decode("utf-8-sig"))))
    assert len(lines[lines.index([]) + 2 :]) == n
    assert text("zh_CN", "shell.simulated") in lines[0][0]


@pytest.mark.parametrize("locale", LOCALES)
def test_while_one_list_is_written_another_is_asked_to_wait(client: FlaskClient, locale: str) -> None:
    with cases.WRITING:
        answer = client.get(f"/export/cases.csv?metric=accepted&class=hv_single&lang={locale}")
        assert (answer.status_code, answer.text) == (429, text(locale, "cases.busy"))
    assert client.get("/export/cases.csv?metric=accepted&class=hv_single").status_code == 200


LATE_ONES = """application,accepted_at,due_at
A1,2026-03-02 09:00,2026-03-26 23:59:59
A2,2026-03-02 09:00,1990-01-05 23:59:59
A3,2026-03-02 09:00,2026-04-30 23:59:59
A4,2026-03-02 09:00,
"""
THEIR_STEPS = """application,step,round,entered_at,left_at,owner,unit
A1,accept,1,2026-03-02 09:00,2026-03-02 10:00,utility,K1
A1,meter,1,2026-03-10 09:00,,utility,K2
A2,accept,1,2026-03-02 09:00,2026-03-03 09:00,utility,K1
A3,customer_build,1,2026-03-04 09:00,,customer,
"""
TEAMS = "unit,name,name_en\nK1,营业班,Counter team\nK2,装表班,Metering team\n"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_list_of_open_cases_says_how_late_each_is_and_who_has_it(
    delivered: Callable[..., Settings], locale: str
) -> None:
    """On 31 March; counted by hand, its 27th, 30th and 31st are the working days after Thursday the 26th."""
    server = create_app(delivered(applications=LATE_ONES, steps=THEIR_STEPS, units=TEAMS))
    client = server.test_client()
    search = f"?metric=open&lang={locale}&sort=application:asc"
    rows = grid_rows(client, search, 0, 9)["rowData"]
    names = ("last_due_date", "over_minutes", "step_now", "holder")
    company = rows[1]["holder"]
    unknown, none = text(locale, "group.unknown"), text(locale, "cases.no_step")
    metering = {"zh_CN": "装表班", "en": "Metering team"}[locale]
    found = [tuple(row[name] for name in names) for row in rows]
    assert [one[:2] for one in found] == [
        ("2026-03-26", "3.00"),
        ("1990-01-05", unknown),  # no calendar reaches so far back
        ("2026-04-30", "0.00"),
        (UNKNOWN, UNKNOWN),
    ]
    assert [one[2:] for one in found][1::2] == [(none, company), (none, company)]
    assert found[0][3] == metering
    assert found[2][3] == text(locale, "code.owner.customer")
    assert shown(client, search)[1:5] == list(names)
    lines = list(csv.reader(io.StringIO(client.get(f"/export/cases.csv{search}").data.decode("utf-8-sig"))))
    table = lines[lines.index([]) + 1 :]
    assert [row[1:5] for row in table[1:]] == [
        ["" if cell == UNKNOWN else cell.replace(".00", ".0") for cell in one] for one in found
    ]
    overdue = grid_rows(client, f"?metric=overdue&lang={locale}", 0, 9)["rowData"]
    assert [row["application"] for row in overdue] == ["A2", "A1"]  # what has stood longest first
    page_of = post(
        client, "case-head.children", {"url.search": f"?application=A2&lang={locale}", "url.pathname": "/case"}
    )
    assert {"zh_CN": "超期天数未知", "en": "is unknown"}[locale] in words(page_of["case-now"]["children"])


def test_a_judgement_of_cases_says_how_far_over_each_was_but_not_who_has_it(client: FlaskClient) -> None:
    assert shown(client, "?metric=case_on_time")[1:4] == ["last_due_date", "over_minutes", "region"]
    rows = grid_rows(client, "?metric=case_on_time&where=case_on_time:false", 0, 50)["rowData"]
    assert rows
    assert all(row["last_due_date"] != UNKNOWN for row in rows)
    assert "holder" not in shown(client, "?metric=whole_time")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("search", "hidden"),
    [
        ("", True),
        ("metric=nothing", True),
        ("find=NO-SUCH-NUMBER", True),
        ("metric=accepted", False),
        ("metric=accepted&where=whole_minutes:99999..", False),  # to take the condition away again
    ],
)
def test_a_filter_stands_only_where_there_is_something_to_filter(
    client: FlaskClient, search: str, hidden: bool, locale: str
) -> None:
    assert page(client, "/cases", f"?{search}&lang={locale}")["cases-narrowing"]["hidden"] is hidden


@pytest.mark.parametrize("locale", LOCALES)
def test_what_to_list_stands_under_topics_once_and_opens(client: FlaskClient, locale: str) -> None:
    head = page(client, "/cases", f"?lang={locale}")["cases-head"]["children"]
    assert all(text(locale, f"cases.topic.{topic}") in words(head) for topic in TOPICS)
    links = hrefs(head)
    assert len(links) == len(set(links))
    keys = [dict(parse_qsl(urlsplit(link).query))["metric"] for link in links]
    assert not [key for key in keys if sums(key) or key.endswith((".median", ".p90"))]
    left_out = [key for key in METRICS if key not in keys and not sums(key)]
    assert all(key.endswith((".median", ".p90")) for key in left_out)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("asked", "name", "zh", "en"),
    [
        (
            "where=region:SG",
            "column.region",
            "不能按“单位”筛选。单位请在页面上方选择",
            "cannot be narrowed by 'Unit'. Choose",
        ),
        ("where=whole_minutes:40..20", "column.whole_minutes", "的范围 40..20 起点在终点之后", "begins after it ends"),
        ("where=state:nothing", "column.state", "没有“nothing”这样的值", "takes no 'nothing'"),
        ("sort=applicant_province:asc", "column.applicant_province", "排序", "cannot be ordered by"),
    ],
)
def test_a_refused_condition_is_said_with_the_name_of_the_column_on_screen(
    client: FlaskClient, asked: str, name: str, zh: str, en: str, locale: str
) -> None:
    said = words(page(client, "/cases", f"?metric=accepted&{asked}&lang={locale}")["cases-head"]["children"])
    assert {"zh_CN": f"“{text(locale, name)}”", "en": f"'{text(locale, name)}'"}[locale] in said
    assert {"zh_CN": zh, "en": en}[locale] in said
    raw = name.removeprefix("column.")
    assert raw not in said or raw in text(locale, name).lower()


@pytest.mark.parametrize("typed", ["abc-1", "ABC-1", "xyz-2", "XYZ-2"])
def test_a_number_is_found_in_capitals_or_small_letters_whichever_it_is_stored_in(
    delivered: Callable[..., Settings], typed: str
) -> None:
    server = create_app(delivered(applications="application,accepted_at\nabc-1,2026-03-02\nXYZ-2,2026-03-02\n"))
    client = server.test_client()
    stored = {"abc-1": "abc-1", "xyz-2": "XYZ-2"}[typed.lower()]
    assert [row["application"] for row in grid_rows(client, f"?find={typed[:3]}", 0, 9)["rowData"]] == [stored]
    values = {f"{Shell.SEARCH}.n_submit": 1, f"{Shell.SEARCH}.value": typed, "url.search": ""}
    way = post(client, f"{Shell.FOUND}.data", values, f"{Shell.SEARCH}.n_submit")
    assert f"application={stored}" in str(way)
