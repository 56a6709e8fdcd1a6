"""数据质量与口径: how fresh, how complete, what is odd, and every definition."""

from dash import html
from dash.development.base_component import Component

from ids import Data
from pages.components.card import card

NARROW = (Data.VERSION, Data.FRESHNESS)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div([card(name, locale, wide=name not in NARROW, chart=False) for name in Data], className="cards")
