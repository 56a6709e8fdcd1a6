"""One callback a page: URL -> one batch of questions -> every card."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from flask import request

from callbacks.panel import Content, Outcome, Panel, answer
from callbacks.product import Product
from callbacks.tables import written
from callbacks.view import View, locale_of, page_at, read_view
from charts.plotly_writer import figure
from ids import Page, Shell
from locales import text
from pages.components import card
from pages.components.state import state
from pages.components.table import figures_table
from queries.asker import Failure
from queries.errors import SelectionError
from queries.metrics import METRICS

Panels = Callable[[View, Product], Sequence[Panel]]
TOGGLES = {"type": "table-toggle", "card": ALL}
FORMATS = {"CSV": "csv", "XLSX": "xlsx"}


def register(app: Dash, product: Product, pages: Mapping[Page, tuple[type[StrEnum], Panels]]) -> None:
    """Register each page's callback, and what happens to a card in the browser alone."""
    for page, (cards, panels) in pages.items():
        _register_page(app, product, page, cards, panels)
    app.clientside_callback(
        ClientsideFunction("steer", "expanded"),
        Output({"type": "table-toggle", "card": MATCH}, "aria-expanded"),
        Input({"type": "table-toggle", "card": MATCH}, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("steer", "follow"),
        Output(Shell.URL, "href", allow_duplicate=True),
        Input({"type": "graph", "card": ALL}, "clickData"),
        prevent_initial_call=True,
    )


def _register_page(app: Dash, product: Product, page: Page, cards: type[StrEnum], panels: Panels) -> None:
    @app.callback(
        [Output(name, "children") for name in cards],
        Input(Shell.URL, "search"),
        Input(Shell.THEME, "data"),
        Input(TOGGLES, "n_clicks"),
        State(TOGGLES, "id"),
        State(Shell.URL, "pathname"),
    )
    def show_cards(
        search: str, _theme: str, clicks: list[int | None], ids: list[dict[str, str]], pathname: str
    ) -> list[Any]:
        if page_at(pathname) is not page:
            raise PreventUpdate  # the reader has left; the page that they went to has a callback of its own
        tables = {toggle["card"] for toggle, n in zip(ids, clicks, strict=True) if n and n % 2}
        only = ctx.triggered_id["card"] if isinstance(ctx.triggered_id, dict) else None
        shown = page_cards(product, page, cards, panels, search, tables, only)
        return [shown.get(name, no_update) for name in cards]


def page_cards(
    product: Product,
    page: Page,
    cards: type[StrEnum],
    panels: Panels,
    search: str,
    tables: set[str],
    only: str | None = None,
) -> dict[str, Any]:
    """The children of every card of a page (or of one only) for a URL; `tables` names the cards whose table is open."""
    locale = locale_of(search)
    with product.asker.open() as warehouse:
        try:
            view = read_view(page, search, warehouse.catalogue)
        except SelectionError:
            # The filter bar says why.
            return {str(name): state("empty", text(locale, "state.refused")) for name in cards}
        asked = [panel for panel in panels(view, product) if only in (None, panel.card)]
        outcomes = answer(warehouse, asked)
    return {panel.card: children(view, panel, outcomes[panel.card], panel.card in tables) for panel in asked}


def theme() -> str:
    """The theme that the reader's browser shows, by its cookie."""
    return "dark" if request.cookies.get("tongdian_theme") == "dark" else "light"


def children(view: View, panel: Panel, outcome: Outcome, with_table: bool) -> Any:
    """What stands in a card: its drawing, or the state that says why there is none."""
    locale = view.locale
    definitions = [_definition(key, locale) for key in panel.metrics]
    if isinstance(outcome, Failure):
        why = outcome.en if locale == "en" else outcome.zh
        body = state("failed", text(locale, "state.failed"), why)
        return card.content(panel.card, locale, title=panel.title, body=body, definitions=definitions)
    if outcome.body is not None:
        return outcome.body
    if not outcome.n:
        body = state("empty", text(locale, "state.empty"), text(locale, "state.empty_hint"))
        return card.content(
            panel.card, locale, title=panel.title, subtitle=outcome.subtitle, body=body, definitions=definitions
        )
    downloads = {
        name: view.href(f"/export/{panel.card}.{suffix}", extras=view.extras) for name, suffix in FORMATS.items()
    }
    return card.content(
        panel.card,
        locale,
        title=panel.title,
        subtitle=outcome.subtitle,
        body=_body(view, panel, outcome),
        definitions=definitions,
        downloads=downloads,
        table=_table(view, outcome) if with_table and outcome.chart is not None else None,
        note=outcome.note,
        behind=outcome.behind,
        n=outcome.n,
    )


def _body(view: View, panel: Panel, drawn: Content) -> Any:
    if drawn.chart is None:
        return _table(view, drawn)
    words = f"{panel.title}. {drawn.subtitle}"
    return card.graph(panel.card, figure(drawn.chart, theme=theme(), locale=view.locale), view.locale, words)


def _table(view: View, drawn: Content) -> Any:
    data = drawn.data()
    if data is None:
        return None
    head, rows = written(view.locale, data, drawn.chart)
    if drawn.row_names:
        rows = [[name, *row[1:]] for name, row in zip(drawn.row_names, rows, strict=True)]
    return figures_table(
        head,
        rows,
        view.locale,
        links=drawn.links or (drawn.chart.series[0].links if drawn.chart and drawn.chart.series else None) or (),
    )


def _definition(key: str, locale: str) -> card.Definition:
    metric = METRICS[key]
    return metric.name(locale), metric.definition(locale), metric.formula(locale)
