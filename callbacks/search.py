"""Finds a case by its number from every page: the exact number leads to the case, its beginning to a list."""

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.browser import in_browser
from callbacks.case_wanted import FIND
from callbacks.product import Product
from callbacks.view import href, locale_of, read_view
from ids import Page, Shell
from queries.case import find_case, spellings
from queries.errors import QuestionError


def register(app: Dash, product: Product) -> None:
    """Register the search box."""

    @app.callback(
        Output(Shell.FOUND, "data"),
        Input(Shell.SEARCH, "n_submit"),
        State(Shell.SEARCH, "value"),
        State(Shell.URL, "search"),
        prevent_initial_call=True,
    )
    def find(n: int | None, value: str | None, search: str) -> str:
        wanted = (value or "").strip()
        if not n or not wanted:
            raise PreventUpdate
        return way_to(product, wanted, search)

    in_browser(app, "cases.follow", Output(Shell.URL, "href", allow_duplicate=True), Input(Shell.FOUND, "data"))


def way_to(product: Product, number: str, search: str) -> str:
    """Where a number, in capitals or not, leads: to its case if that is the reader's, else to those that begin so."""
    locale = locale_of(search)
    with product.asker.open() as warehouse:
        try:
            view = read_view(Page.CASE, search, warehouse.catalogue)
        except QuestionError:  # the selection is of no matter here
            view = read_view(Page.CASE, href("", locale), warehouse.catalogue)
        scope = view.selection.scope
        try:
            found = (find_case(warehouse.connection, view.catalogue, scope, one) for one in spellings(number))
            case = next(filter(None, found), None)
        except QuestionError:
            case = None  # the list says why
    if case is None:
        return view.href(Page.CASES, extras=[(FIND, number)])
    return view.href(Page.CASE, extras=[("application", case.application)])
