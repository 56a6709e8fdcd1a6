"""渠道."""

from dash import html
from dash.development.base_component import Component

from ids import SENTENCES, Channels
from pages.components.card import card


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div(
        [
            html.P(id=Channels.LEAD, className="lead"),
            html.Div([card(name, locale) for name in Channels if name not in SENTENCES], className="cards"),
        ]
    )
