"""工单明细: the rows behind a figure, in pages from the server, and as a file."""

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from flask import Flask, Response, abort, request

from callbacks.drawing import date_words, opened
from callbacks.exports import PLAIN_TEXT, TYPES, download
from callbacks.labels import group_label
from callbacks.product import Product
from callbacks.view import View, locale_of, page_at, read_view
from ids import Cases, Page, Shell
from locales import UNKNOWN, day, number, stamp, text
from pages.cases import choose, grid, head
from pages.components.state import state
from queries.asker import Warehouse
from queries.errors import QuestionError
from queries.groupings import Cell
from queries.metrics import METRICS, Flow, metric
from queries.rows import Page as Slice
from queries.rows import count_rows, parse_cell, rows

MOST = 100_000  # rows in one file
MINUTES_IN_WORKING_DAY = 1440
# Columns of codes and the grouping whose names they carry.
CODES = {
    "customer_class": "class",
    "kind": "stock",
    "reconciled": "reconciliation",
    "exempt_reason": "exempt_reason",
    **{name: name for name in ("region", "service", "legacy_service", "channel", "state", "outcome")},
    **{name: name for name in ("step", "part", "owner", "flag", "path", "visit", "applicant_province", "scale")},
    **{
        name: name for name in ("answer_method", "answer_reason", "contact_topic", "complaint_source", "complaint_type")
    },
}
KEYED = ("application", "contact", "complaint")  # what stands first in a list
# Times that are not working time, and other numbers with decimals: column -> decimals.
NUMBERS = ("capacity_kva", "meters", "round", "due_days_apart", "trips", "trips_confirmed", "documents_required")
ELAPSED = {"reply_minutes": 1, "lead_days": 1, "score": 1, "rating": 1}


WIDTHS = {"application": 170, "region": 150, "_date": 118, "_at": 156, "minutes": 132, "on_time": 104, "state": 96}


def register(app: Dash, product: Product) -> None:
    """Register the list's callbacks and its file."""

    @app.callback(
        Output(Cases.HEAD, "children"),
        Output(Cases.LIST, "children"),
        Input(Shell.URL, "search"),
        State(Shell.URL, "pathname"),
    )
    def show_list(search: str, pathname: str) -> tuple[Any, Any]:
        if page_at(pathname) is not Page.CASES:
            raise PreventUpdate
        with product.asker.open() as warehouse:
            return listed(warehouse, search)

    @app.callback(
        Output(Cases.GRID, "getRowsResponse"), Input(Cases.GRID, "getRowsRequest"), State(Shell.URL, "search")
    )
    def more_rows(wanted: dict[str, int] | None, search: str) -> dict[str, Any]:
        if wanted is None:
            raise PreventUpdate
        first = wanted["startRow"]
        with product.asker.open() as warehouse:
            try:
                view = read_view(Page.CASES, search, warehouse.catalogue)
                key, cell = asked(view)
                part = Slice(first, wanted["endRow"] - first)
                found = rows(warehouse.connection, view.catalogue, key, view.selection, part, cell)
                n = count_rows(warehouse.connection, view.catalogue, key, view.selection, cell)
            except QuestionError as error:
                # A grid asks once more while its reader is already on the way to another page, whose address names no
                # list; and of an address that cannot be read, the head of the page says why.
                raise PreventUpdate from error
        return {"rowData": written(view, found), "rowCount": n}


def register_file(server: Flask, product: Product) -> None:
    """Register the address of the list as a file."""

    def export(suffix: str) -> Response:
        if suffix not in TYPES:
            abort(404)
        return cases_file(product, suffix, request.query_string.decode())

    server.add_url_rule("/export/cases.<suffix>", view_func=export, endpoint="export-cases")


def asked(view: View) -> tuple[str, Cell]:
    """The metric and the cell of its table that the URL names. Raises QuestionError for a cell that cannot be read."""
    return view.parameter("metric", ""), parse_cell([value for name, value in view.extras if name == "cell"])


def listed(warehouse: Warehouse, search: str) -> tuple[Any, Any]:
    """The head of the list and its grid for a URL; a sentence where the URL cannot be read."""
    locale = locale_of(search)
    try:
        view = read_view(Page.CASES, search, warehouse.catalogue)
        key, cell = asked(view)
        if not key:
            names = {one.name(locale): view.href(extras=[("metric", one.key)]) for one in METRICS.values()}
            return choose(locale, names), None
        first = rows(warehouse.connection, view.catalogue, key, view.selection, Slice(0, 1), cell)
        n = count_rows(warehouse.connection, view.catalogue, key, view.selection, cell)
    except QuestionError as error:
        return state("empty", text(locale, "state.not_available"), error.words(locale)), None
    top = head(
        locale,
        title=title(view, key, cell),
        dates=date_words(view, key),
        definition=metric(key).definition(locale),
        n=number(locale, n),
        downloads=view.downloads("cases"),
    )
    if not n:
        return top, state("empty", text(locale, "state.empty"), text(locale, "state.empty_hint"))
    return top, grid([column(view, name) for name in shown_columns(view, key, list(first.columns))])


def shown_columns(view: View, key: str, names: list[str]) -> list[str]:
    """The columns of the list: the case, then what the metric counts; none for codes that the data does not know."""
    known = [name for name in names if not view.catalogue.lacks(CODES.get(name, ""))]
    asked = opened(key)
    value = asked.value.name if isinstance(asked, Flow) and asked.value is not None else ""
    return sorted(known, key=lambda name: (name != names[0], name != value))


def title(view: View, key: str, cell: Cell) -> str:
    """The metric's name and the cell that is opened."""
    opened = [group_label(view, name, group or "") for name, group in cell]
    return " · ".join([metric(key).name(view.locale), *opened])


def column(view: View, name: str) -> dict[str, Any]:
    """How a column of the rows stands in the grid."""
    shown: dict[str, Any] = {"field": name, "headerName": heading(view, name)}
    shown["width"] = next((width for end, width in WIDTHS.items() if name.endswith(end)), 120)
    if name in KEYED:
        shown |= {"pinned": "left"}
    if name.endswith("minutes") or name in (*NUMBERS, *ELAPSED):
        shown |= {"type": "rightAligned"}
    return shown


def heading(view: View, name: str) -> str:
    """A column's name; durations say their unit."""
    words = text(view.locale, f"column.{name}")
    if not name.endswith("minutes") or name in ELAPSED:
        return words
    unit = "days" if view.catalogue.calendar == "none" else "working_days"
    return f"{words} ({text(view.locale, f'unit.{unit}')})"


def readable(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Rows as a reader sees them: names for codes, local time, working days, yes and no; missing where unknown."""
    return pd.DataFrame(
        {name: [_readable(view, name, value) for value in found[name]] for name in found.columns}, dtype=object
    )


def _readable(view: View, name: str, value: Any) -> Any:
    if pd.isna(value):
        return None
    if name in CODES:
        return group_label(view, CODES[name], str(value))
    if name.endswith("_at"):
        return stamp(view.catalogue.local(value))
    if name.endswith("_date"):
        return day(value)
    if name in ELAPSED:
        return round(float(value), ELAPSED[name])
    if name.endswith("minutes"):
        return round(value / MINUTES_IN_WORKING_DAY, 2)
    if isinstance(value, bool):
        return text(view.locale, "word.yes" if value else "word.no")
    return value


def written(view: View, found: pd.DataFrame) -> list[dict[str, str]]:
    """Rows as the grid shows them: every cell a text."""
    cells = readable(view, found).to_dict("records")
    return [{str(name): _cell(view.locale, str(name), value) for name, value in row.items()} for row in cells]


def _cell(locale: str, name: str, value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    return number(locale, value, ELAPSED.get(name, 2 if name.endswith("minutes") else 0))


def cases_file(product: Product, suffix: str, search: str) -> Response:
    """The rows behind a figure as a file; beyond MOST rows it says that it holds only the first."""
    locale = locale_of(search)
    with product.asker.open() as warehouse:
        try:
            view = read_view(Page.CASES, search, warehouse.catalogue)
            key, cell = asked(view)
            found = rows(warehouse.connection, view.catalogue, key, view.selection, Slice(0, MOST), cell)
            n = count_rows(warehouse.connection, view.catalogue, key, view.selection, cell)
        except QuestionError as error:
            return Response(error.words(locale), 400, content_type=PLAIN_TEXT)
    data = readable(view, found).rename(columns={name: heading(view, name) for name in found.columns})
    remark = text(locale, "cases.first", most=number(locale, MOST), n=number(locale, n)) if n > MOST else ""
    remarks = [text(locale, "cases.rows", n=number(locale, n)), remark, metric(key).definition(locale)]
    return download(view, title(view, key, cell), remarks, data, suffix)
