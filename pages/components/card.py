"""A chart card: head with tools, body, data table, foot with the cases behind."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from charts.chart import Chart
from charts.plotly_writer import figure, graph_config, legend
from ids import graph_id, toggle_id
from locales import text
from pages.components.aria import aria
from pages.components.icon import icon
from pages.components.state import skeleton
from pages.components.still import settled

Definition = tuple[str, str, str]  # name, definition, formula


def card(card_id: str, locale: str, *, wide: bool = False, tall: bool = False, chart: bool = True) -> Component:
    """The card before its first answer; callbacks fill the part that has its id.

    wide: over all columns of the page. tall: beside two others, which come after it.
    A chart's card has a button for its table. It stays when the content is replaced, so that an open table stays open
    through a change of filters.
    """
    inside = [
        html.Div(skeleton(locale), id=card_id, className="card-content"),
        *([_toggle(card_id, locale)] if chart else []),
    ]
    return html.Section(inside, className=" ".join(["card", *["wide"] * wide, *["tall"] * tall]))


def _toggle(card_id: str, locale: str) -> Component:
    label = text(locale, "card.table")
    return html.Button(
        icon("table"),
        id=toggle_id(card_id),
        className="tool card-toggle",
        title=label,
        **aria(label=label, expanded="false", controls=f"{card_id}-table"),
    )


def content(
    card_id: str,
    locale: str,
    *,
    title: str,
    subtitle: str = "",
    body: Any = None,
    definitions: tuple[Definition, ...] = (),
    downloads: Mapping[str, str] | None = None,
    table: Component | None = None,
    note: str = "",
    behind: tuple[str, str] | None = None,
) -> list[Component | None]:
    """What stands in a card: downloads by format name; behind is the way to the rows behind it (words, link)."""
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
    foot = dcc.Link([behind[0], " ›"], href=behind[1]) if behind else None
    return [
        head,
        body,
        html.P(note, className="card-note") if note else None,
        html.Div(table, id=f"{card_id}-table"),
        html.Footer(foot, className="card-foot") if foot else None,
    ]


def graph(card_id: str, chart: Chart, locale: str, theme: str) -> Component:
    """A chart's picture under its legend; who cannot see it hears its title, and finds the figures in its table."""
    drawn = figure(chart, theme=theme, locale=locale)
    config: Any = graph_config(locale)
    widths = drawn["layout"].get("meta")
    style = {"height": f"{drawn['layout']['height']}px"}
    if widths:
        style |= {"minWidth": f"{widths['min_width']}px", "maxWidth": f"{widths['max_width']}px"}
    drawing = dcc.Graph(
        id=graph_id(card_id),
        figure=drawn,
        config=config,
        responsive=True,
        style=style,
    )
    words = f"{chart.title}. {chart.subtitle}"
    picture = html.Div(drawing, className="card-chart linked", role="img", **aria(label=words))
    if widths:  # narrower than it reads at, it scrolls inside its card
        picture = html.Div(picture, className="chart-scroll", tabIndex=0, role="region", **aria(label=chart.title))
    keys = [
        html.Li(
            [html.Span(className=f"key key-{key.mark}", style={"--key": key.colour, "--key-ink": key.ink}), key.name]
        )
        for key in legend(chart, theme=theme, locale=locale)
    ]
    return html.Div([html.Ul(keys, className="legend") if keys else None, picture])


@lru_cache(1_000)
def definition_list(definitions: tuple[Definition, ...]) -> Component:
    """Names with their definitions and formulas, settled: a card's are the same whatever is selected."""
    rows = [
        html.Div([html.Dt(name), html.Dd([definition, html.Br(), html.Code(formula, className="formula")])])
        for name, definition, formula in definitions
    ]
    listed: Component = settled(html.Dl(rows, className="definitions"))
    return listed


def _downloads(links: Mapping[str, str]) -> Component:
    return html.Div([html.A(name, href=href, download="") for name, href in links.items()], className="menu-links")


def _menu(symbol: str, label: str, inside: Component) -> Component:
    summary = html.Summary(icon(symbol), className="tool", title=label, **aria(label=label))
    return html.Details([summary, html.Div(inside, className="tool-panel")], className="tool-menu")
