"""The box that finds a case by its number, from every page."""

from dash import dcc, html
from dash.development.base_component import Component

from ids import Shell
from locales import text


def search_box(locale: str) -> Component:
    """The box: Enter leads to the case of that number, or to those whose number begins so."""
    return html.Div(
        [
            html.Label(text(locale, "search.label"), htmlFor=Shell.SEARCH, className="visually-hidden"),
            dcc.Input(
                id=Shell.SEARCH,
                type="search",
                placeholder=text(locale, "search.label"),
                maxLength=80,
                autoComplete="off",
            ),
            dcc.Store(id=Shell.FOUND),
        ],
        className="case-search",
        role="search",
    )
