"""工单明细: the rows behind a figure, in pages from the server, and as a file."""

from threading import BoundedSemaphore
from typing import Any

import pandas as pd
from dash import ALL, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate
from dash_ag_grid import AgGrid
from flask import Flask, Response, abort, request

from callbacks.browser import in_browser
from callbacks.case_columns import column, shown_columns
from callbacks.case_holders import with_holders
from callbacks.case_wanted import FIND, asked, ordered_as
from callbacks.drawing import has_rows
from callbacks.exports import PLAIN_TEXT, TYPES, download
from callbacks.narrowed import condition_words, control, offered
from callbacks.product import Product
from callbacks.row_words import heading, readable, written_rows
from callbacks.view import View, locale_of, page_at, read_view
from ids import Cases, Page, Shell
from locales import number, text
from pages.cases import choose, conditions, grid, head
from pages.components.state import problem, state
from queries.asker import Warehouse
from queries.errors import NotAllowed, QuestionError
from queries.metrics import METRICS, TOPICS
from queries.narrowing import WHERE
from queries.rows import Page as Slice
from queries.rows import count, fetch
from queries.scope import CASE_RIGHT, EXPORT_RIGHT

MOST = 100_000  # rows in one file
WRITING = BoundedSemaphore()  # one file at a time in each process: a long one takes a core for seconds
CONDITIONS = {"type": "condition", "column": ALL, "part": ALL}


def register(app: Dash, product: Product) -> None:
    """Register the list's callbacks and its file."""

    @app.callback(
        Output(Cases.HEAD, "children"),
        Output(Cases.LIST, "children"),
        Output(Cases.BY, "options"),
        Output(Cases.BY, "value"),
        Output(Cases.NARROWING, "hidden"),
        Input(Shell.URL, "search"),
        State(Shell.URL, "pathname"),
        State(Cases.BY, "value"),
    )
    def show_list(search: str, pathname: str, by: list[str] | None) -> tuple[Any, Any, Any, Any, bool]:
        if page_at(pathname) is not Page.CASES:
            raise PreventUpdate
        with product.asker.open() as warehouse:
            top, rows, options, narrowed_by = listed(warehouse, search, by or [])
        # Of a list that is empty without any condition, no condition leaves more.
        return top, rows, options, narrowed_by, not (options and (narrowed_by or isinstance(rows, AgGrid)))

    @app.callback(
        Output(Cases.CONDITIONS, "children"),
        Output(Cases.SHOWN, "data"),
        Input(Cases.BY, "value"),
        State(Shell.URL, "search"),
        State(Shell.URL, "pathname"),
    )
    def show_conditions(by: list[str] | None, search: str, pathname: str) -> tuple[Any, Any]:
        if page_at(pathname) is not Page.CASES:
            raise PreventUpdate
        with product.asker.open() as warehouse:
            try:
                view = read_view(Page.CASES, search, warehouse.catalogue)
                wanted = asked(view)
            except QuestionError:
                return [], None
        names = [name for name in by or [] if name in offered(view, wanted.listing, wanted.listing.names)]
        controls = [control(view, wanted.listing, name, wanted.narrowing) for name in names]
        return conditions(view.locale, controls), [value for name, value in view.extras if name == WHERE]

    @app.callback(
        Output(Cases.GRID, "getRowsResponse"), Input(Cases.GRID, "getRowsRequest"), State(Shell.URL, "search")
    )
    def more_rows(wanted: dict[str, Any] | None, search: str) -> dict[str, Any]:
        if wanted is None:
            raise PreventUpdate
        first = int(wanted["startRow"])
        with product.asker.open() as warehouse:
            try:
                view = ordered_as(read_view(Page.CASES, search, warehouse.catalogue), wanted.get("sortModel"))
                asks = asked(view)
                page = Slice(first, int(wanted["endRow"]) - first)
                found = fetch(warehouse.connection, view.catalogue, asks.listing, page)
                cells = with_holders(view, warehouse, asks.told, found, readable(view, found))
                n = count(warehouse.connection, asks.listing)
            except QuestionError as error:
                # A grid asks once more while its reader is already on the way to another page, whose address names no
                # list; and of an address that cannot be read, the head of the page says why.
                raise PreventUpdate from error
        return {"rowData": linked(view, found, cells), "rowCount": n}

    in_browser(
        app,
        "cases.narrow",
        Output(Shell.URL, "href", allow_duplicate=True),
        Input(Cases.BY, "value"),
        Input(CONDITIONS, "value"),
        State(CONDITIONS, "id"),
        State(Cases.SHOWN, "data"),
        State(Shell.URL, "pathname"),
        State(Shell.URL, "search"),
    )
    in_browser(
        app,
        "cases.order",
        Output(Shell.URL, "href", allow_duplicate=True),
        Input(Cases.GRID, "getRowsRequest"),
        State(Shell.URL, "pathname"),
        State(Shell.URL, "search"),
    )


def register_file(server: Flask, product: Product) -> None:
    """Register the address of the list as a file."""

    def export(suffix: str) -> Response:
        if suffix not in TYPES:
            abort(404)
        search = request.query_string.decode()
        if not WRITING.acquire(blocking=False):
            return Response(text(locale_of(search), "cases.busy"), 429, content_type=PLAIN_TEXT)
        try:
            return cases_file(product, suffix, search)
        finally:
            WRITING.release()

    server.add_url_rule("/export/cases.<suffix>", view_func=export, endpoint="export-cases")


def listed(warehouse: Warehouse, search: str, by: list[str]) -> tuple[Any, Any, Any, Any]:
    """The head of the list, its grid, by which columns it can be narrowed, and by which it is, for a URL.

    by: the columns that the reader has chosen, some perhaps without a condition yet. A sentence where the URL cannot be
    read.
    """
    locale = locale_of(search)
    try:
        view = read_view(Page.CASES, search, warehouse.catalogue)
    except QuestionError:  # the filter bar says so, and hides the page
        return None, None, [], no_update
    try:
        if not view.parameter("metric", "") and not view.parameter(FIND, "").strip():
            return choose(locale, choices(view)), None, [], []
        wanted = asked(view)
        n = count(warehouse.connection, wanted.listing)
    except NotAllowed as error:
        return state("empty", text(locale, "state.not_available"), error.words(locale)), None, [], no_update
    except QuestionError as error:
        # The whole list where a cell, condition or order is wrong; else all lists.
        figure = [(name, value) for name, value in view.extras if name == "metric" and value in METRICS]
        way = view.href(extras=figure if len(view.extras) > len(figure) else [])
        return problem(error.words(locale), (text(locale, "filter.leave_out"), way)), None, [], no_update
    top = head(
        locale,
        title=wanted.title,
        dates=wanted.dates,
        definition=wanted.definition,
        narrowed=condition_words(view, wanted.narrowing),
        n=number(locale, n),
        most=text(locale, "cases.most", most=number(locale, MOST)) if n > MOST else "",
        downloads=view.downloads("cases") if n and EXPORT_RIGHT in view.selection.scope.rights else {},
    )
    columns = shown_columns(view, wanted.listing, wanted.value, wanted.told)
    usable = offered(view, wanted.listing, columns)
    options = [{"label": heading(view, name), "value": name} for name in usable]
    narrowed_by = list(dict.fromkeys([*(name for name, _ in wanted.narrowing.where), *(set(by) & set(usable))]))
    body = grid([column(view, wanted.listing, wanted.narrowing, name) for name in columns]) if n else nothing(view)
    return top, body, options, narrowed_by


def choices(view: View) -> dict[str, list[tuple[str, str]]]:
    """The ways to the lists that the reader may see, by topic: one of each figure, whose statistics open the same rows.

    Raises NotAllowed for a reader without the right to cases.
    """
    view.selection.scope.require(CASE_RIGHT)
    found = {}
    for topic, metrics in TOPICS.items():
        opening = [one for one in metrics if not one.key.endswith((".median", ".p90")) and has_rows(view, one.key)]
        found[text(view.locale, f"cases.topic.{topic}")] = [
            (one.name(view.locale), view.href(extras=[("metric", one.key)])) for one in opening
        ]
    return found


def nothing(view: View) -> Any:
    """What stands where a list has no rows; of a number, what is said of one that is not there or not the reader's."""
    begin = view.parameter(FIND, "").strip()
    if begin:
        return state("empty", text(view.locale, "case.none", application=begin))
    return state("empty", text(view.locale, "state.empty"), text(view.locale, "state.empty_hint"))


def linked(view: View, found: pd.DataFrame, cells: pd.DataFrame) -> list[dict[str, str]]:
    """Rows as the grid shows them, every cell a text, each with the ways to its case and to the list of its unit."""
    rows = written_rows(view, cells)
    for row, application in zip(rows, found["application"], strict=True):
        if application is not None and not pd.isna(application):
            row["way"] = view.href(Page.CASE, extras=[("application", str(application))])
    if "region" in found and not view.parameter(FIND, "").strip():  # a search is the same whatever is selected
        ways = {region: _narrower(view, region) for region in found["region"].dropna().unique()}
        for row, region in zip(rows, found["region"], strict=True):
            if way := ways.get(region):
                row["unit_way"] = way
    return rows


def _narrower(view: View, region: str) -> str | None:
    """The way to the same list at a unit below; None where it is that unit's already."""
    place = view.catalogue.places[region]
    if place == view.selection.place or not view.selection.scope.holds(place):
        return None
    rest = [(name, value) for name, value in view.extras if not (name == "cell" and value.startswith("region:"))]
    return view.href(selection=view.selection.at(place), extras=rest)


def cases_file(product: Product, suffix: str, search: str) -> Response:
    """The rows behind a figure as a file; beyond MOST rows it says that it holds only the first."""
    locale = locale_of(search)
    with product.asker.open() as warehouse:
        try:
            view = read_view(Page.CASES, search, warehouse.catalogue)
            view.selection.scope.require(EXPORT_RIGHT)
            wanted = asked(view)
            found = fetch(warehouse.connection, view.catalogue, wanted.listing, Slice(0, MOST))
            cells = with_holders(view, warehouse, wanted.told, found, readable(view, found))
            n = count(warehouse.connection, wanted.listing)
        except QuestionError as error:
            status = 403 if isinstance(error, NotAllowed) else 400
            return Response(error.words(locale), status, content_type=PLAIN_TEXT)
    data = cells.rename(columns={name: heading(view, name) for name in cells.columns})
    remark = text(locale, "cases.first", most=number(locale, MOST), n=number(locale, n)) if n > MOST else ""
    remarks = [
        text(locale, "cases.rows", n=number(locale, n)),
        remark,
        wanted.dates,
        condition_words(view, wanted.narrowing),
        wanted.definition,
    ]
    return download(view, wanted.title, remarks, data, suffix)
