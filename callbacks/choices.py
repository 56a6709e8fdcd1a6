"""Choices that one page alone offers: a control of the page that stands for a parameter of the URL."""

from collections.abc import Callable, Mapping

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.product import Product
from callbacks.view import View, default_view, page_at, read_view
from ids import Page, Shell, filter_id
from queries.errors import SelectionError


def register_choice(
    app: Dash,
    product: Product,
    page: Page,
    parameter: str,
    names: Callable[[View], Mapping[str, str]],
    chosen: Callable[[View], str | list[str]],
) -> None:
    """Register the control of a parameter: what it offers (names by code) and which of these the URL means.

    Where several can be chosen `chosen` gives a list.
    """

    @app.callback(
        Output(filter_id(parameter), "options"),
        Output(filter_id(parameter), "value"),
        Input(Shell.URL, "search"),
        State(Shell.URL, "pathname"),
    )
    def offer(search: str, pathname: str) -> tuple[list[dict[str, str]], str | list[str]]:
        if page_at(pathname) is not page:
            raise PreventUpdate
        with product.asker.open() as warehouse:
            try:
                view = read_view(page, search, warehouse.catalogue)
            except SelectionError:  # the filter bar says what is wrong, and holds the default likewise
                view = default_view(page, search, warehouse.catalogue)
        return [{"label": name, "value": code} for code, name in names(view).items()], chosen(view)
