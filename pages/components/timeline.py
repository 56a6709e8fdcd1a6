"""A time line's picture under its legend."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from charts.plotly_timeline import timeline_figure, timeline_keys
from charts.plotly_writer import graph_config
from charts.timeline import Timeline
from ids import graph_id
from locales import text
from pages.components.aria import aria


def timeline_graph(card_id: str, timeline: Timeline, locale: str, theme: str) -> Component:
    """The picture, which scrolls inside its card where it is narrower than it reads at; its table says the same."""
    drawn = timeline_figure(timeline, theme=theme, locale=locale)
    config: Any = graph_config(locale)
    layout = drawn["layout"]
    style = {"height": f"{layout['height']}px", "minWidth": f"{layout['meta']['min_width']}px"}
    drawing = dcc.Graph(id=graph_id(card_id), figure=drawn, config=config, responsive=True, style=style)
    picture = html.Div(drawing, className="card-chart", role="img", **aria(label=timeline.subtitle))
    keys = [
        html.Li(
            [html.Span(className=f"key key-{key.mark}", style={"--key": key.colour, "--key-ink": key.ink}), key.name]
        )
        for key in timeline_keys(timeline, theme=theme, locale=locale)
    ]
    scrolled = html.Div(picture, className="chart-scroll", tabIndex=0, role="region", **aria(label=timeline.title))
    hint = html.P(text(locale, "case.scroll"), className="scroll-hint")
    return html.Div([html.Ul(keys, className="legend"), hint, scrolled])
