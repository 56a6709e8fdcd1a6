"""One callback a page: URL -> one batch of questions -> every card."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate
from flask import request

from callbacks.browser import in_browser
from callbacks.drawing import opened
from callbacks.failing import told
from callbacks.labels import definition, no_data
from callbacks.marks import marked
from callbacks.panel import UNEXPECTED, Content, Outcome, Panel, Panels, answer
from callbacks.product import Product
from callbacks.tables import written
from callbacks.view import View, page_at, read_view
from callbacks.withheld import Withheld
from charts.chart import Chart, Kind
from ids import Page, Shell
from locales import text, texts
from pages.components import card
from pages.components.state import state
from pages.components.still import settled
from pages.components.table import figures_table
from queries.asker import Failure
from queries.errors import SelectionError

log = logging.getLogger(__name__)

TOGGLES = {"type": "table-toggle", "card": ALL}


def register(app: Dash, product: Product, pages: Mapping[Page, tuple[type[StrEnum], Panels]]) -> None:
    """Register each page's callback, and what happens to a card in the browser alone."""
    for page, (cards, panels) in pages.items():
        _register_page(app, product, page, cards, panels)
    toggle = {"type": "table-toggle", "card": MATCH}
    in_browser(app, "steer.expanded", Output(toggle, "aria-expanded"), Input(toggle, "n_clicks"))
    in_browser(
        app,
        "steer.follow",
        Output(Shell.URL, "href", allow_duplicate=True),
        Input({"type": "graph", "card": ALL}, "clickData"),
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
    with product.asker.open() as warehouse:
        try:
            view = read_view(page, search, warehouse.catalogue)
        except SelectionError:  # the filter bar says so, and hides the page
            return dict.fromkeys(map(str, cards), "")
        # Drawing takes longer than asking: what was drawn is kept like an answer, for whoever may see the same.
        state = view.catalogue.version, view.catalogue.revision
        key = repr((*state, view.selection.scope, page, search, theme(), sorted(tables), only))
        kept = product.cache.get(key)
        if isinstance(kept, dict):
            return kept
        asked = [panel for panel in panels(view, product.settings, warehouse) if only in (None, panel.card)]
        outcomes, sound = answer(warehouse, asked)
    shown = {}
    for panel in asked:
        try:
            shown[panel.card] = settled(children(view, panel, outcomes[panel.card], panel.card in tables))
        except Exception as error:
            log.exception("The card %s could not be drawn.", panel.card)
            shown[panel.card] = children(view, panel, replace(UNEXPECTED, cause=error), with_table=False)
            sound = False
    if sound:
        product.cache.set(key, shown)
    return shown


def theme() -> str:
    """The theme that the reader's browser shows, by its cookie."""
    return "dark" if request.cookies.get("tongdian_theme") == "dark" else "light"


def children(view: View, panel: Panel, outcome: Outcome, with_table: bool) -> Any:
    """What stands in a card: its drawing, or the state that says why there is none."""
    locale = view.locale
    definitions = tuple(definition(key, locale) for key in panel.metrics)
    if isinstance(outcome, Failure):
        why = told(outcome, locale)
        kind = "failed" if outcome.cause is not None else "empty"
        said = "failed" if kind == "failed" else "withheld" if isinstance(outcome, Withheld) else "not_available"
        body = state(kind, text(locale, f"state.{said}"), why)
        return card.content(panel.card, locale, title=panel.title, body=body, definitions=definitions)
    if outcome.body is not None:
        return outcome.body
    if not outcome.n:
        unknown = no_data(view)
        hint = "" if outcome.empty or outcome.withheld or unknown else text(locale, "state.empty_hint")
        why = text(locale, "withheld.all") if outcome.withheld else _nothing(locale, panel)
        body = state("empty", unknown or outcome.empty or why, hint)
        return card.content(
            panel.card, locale, title=panel.title, subtitle=outcome.subtitle, body=body, definitions=definitions
        )
    return card.content(
        panel.card,
        locale,
        title=panel.title,
        subtitle=outcome.subtitle,
        body=_body(view, panel, marked(view, outcome)),
        definitions=definitions,
        downloads=view.downloads(panel.card),
        table=_table(view, outcome) if with_table and outcome.chart is not None else None,
        note=outcome.remarks(locale),
        behind=(outcome.behind.words, outcome.behind.href) if outcome.behind else None,
    )


def _nothing(locale: str, panel: Panel) -> str:
    """That nothing matches, in the words of what the card counts."""
    counted = opened(panel.metrics[0]).fact.name if panel.metrics else ""
    return text(locale, f"nothing.{counted}" if f"nothing.{counted}" in texts(locale) else "state.empty")


def _body(view: View, panel: Panel, drawn: Content) -> Any:
    if drawn.chart is None:
        return _table(view, drawn) if drawn.shown is None else drawn.shown
    drawing = card.graph(panel.card, drawn.chart, view.locale, theme())
    return html.Div([drawing, drawn.below]) if drawn.below is not None else drawing


def _table(view: View, drawn: Content) -> Any:
    data = drawn.data()
    if data is None:
        return None
    points, cells = _leads(drawn.chart)
    shown = written(view.locale, data, drawn.chart, drawn.row_names, drawn.decimals)
    links = drawn.links or points or ()
    return figures_table(
        shown.head,
        shown.rows,
        view.locale,
        links=links,
        cells=drawn.cells or cells,
        numbers=shown.numbers,
        few=drawn.few,
    )


def _leads(chart: Chart | None) -> tuple[Sequence[str | None] | None, Mapping[int, Sequence[str | None]]]:
    """Where the rows of a chart's table lead, and the cells of its columns: a matrix has a way for each cell."""
    if chart is None or not chart.series:
        return None, {}
    if chart.kind is not Kind.MATRIX:
        return chart.series[0].links, {}
    ways = [dict(zip(series.x, series.links or (), strict=False)) for series in chart.series]
    columns = dict.fromkeys(x for series in chart.series for x in series.x)
    return None, {at: [way.get(x) for way in ways] for at, x in enumerate(columns, start=1)}
