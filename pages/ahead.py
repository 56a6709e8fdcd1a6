"""前瞻预警: what will be late next, and how many cases will stand open."""

from dash import html
from dash.development.base_component import Component

from ids import Ahead
from pages.components.card import card

CHARTS = (Ahead.FLOW, Ahead.OPEN)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    names = (Ahead.WATCH, Ahead.UNITS, Ahead.REGIONS, *CHARTS)
    cards = [card(name, locale, wide=name is Ahead.WATCH, chart=name in CHARTS) for name in names]
    return html.Div([html.P(id=Ahead.LEAD, className="lead"), html.Div(cards, className="cards")])
