"""A chart card: head with tools, body, data table, foot with the cases behind."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from charts.plotly_writer import graph_config
from ids import graph_id, toggle_id
from locales import number, text
from pages.components.icon import icon
from pages.components.state import skeleton

Definition = tuple[str, str, str]  # name, definition, formula


def card(card_id: str, locale: str, *, wide: bool = False) -> Component:
    """The card before its first answer; callbacks fill the part that has its id.

    The table's button stays when the content is replaced, so that an open table stays open through a change of filters.
    """
    label = text(locale, "card.table")
    return html.Section(
        [
            html.Div(skeleton(locale), id=card_id, className="card-content"),
            html.Button(
                icon("table"),
                id=toggle_id(card_id),
                className="tool card-toggle",
                title=label,
                **{"aria-label": label, "aria-expanded": "false", "aria-controls": f"{card_id}-table"},
            ),
        ],
        className="card wide" if wide else "card",
    )


def content(
    card_id: str,
    locale: str,
    *,
    title: str,
    subtitle: str = "",
    body: Any = None,
    definitions: Sequence[Definition] = (),
    downloads: Mapping[str, str] | None = None,
    table: Component | None = None,
    note: str = "",
    behind: str | None = None,
    n: int = 0,
) -> list[Component | None]:
    """What stands in a card: downloads by format name; behind is the link to its n cases."""
    tools = [
        _menu("download", text(locale, "card.download"), _downloads(downloads)) if downloads else None,
        _menu("info", text(locale, "card.definition"), definition_list(definitions)) if definitions else None,
    ]
    head = html.Header(
        [
            html.Div(
                [
                    html.H2(title, className="card-title"),
                    html.P(subtitle, className="card-subtitle") if subtitle else None,
                ]
            ),
            html.Div([tool for tool in tools if tool is not None], className="card-tools"),
        ],
        className="card-head",
    )
    foot = dcc.Link(text(locale, "card.behind", n=number(locale, n)), href=behind) if behind else None
    return [
        head,
        body,
        html.P(note, className="card-note") if note else None,
        html.Div(table, id=f"{card_id}-table"),
        html.Footer(foot, className="card-foot") if foot else None,
    ]


def graph(card_id: str, figure: Mapping[str, Any], locale: str, words: str) -> Component:
    """A chart's picture; words say what it shows to who cannot see it, its table holds the figures."""
    drawing = dcc.Graph(
        id=graph_id(card_id),
        figure=figure,
        config=graph_config(locale),
        responsive=True,
        style={"height": f"{figure['layout']['height']}px"},
    )
    return html.Div(drawing, className="card-chart linked", role="img", **{"aria-label": words})


def definition_list(definitions: Sequence[Definition]) -> Component:
    """Names with their definitions and formulas."""
    rows: list[Component] = []
    for name, definition, formula in definitions:
        rows += [html.Dt(name), html.Dd([definition, html.Br(), html.Code(formula, className="formula")])]
    return html.Dl(rows, className="definitions")


def _downloads(links: Mapping[str, str]) -> Component:
    return html.Div([html.A(name, href=href, download="") for name, href in links.items()], className="menu-links")


def _menu(symbol: str, label: str, inside: Component) -> Component:
    say = partial(html.Summary, icon(symbol), className="tool", title=label)
    return html.Details([say(**{"aria-label": label}), html.Div(inside, className="tool-panel")], className="tool-menu")
