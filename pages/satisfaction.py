"""满意度."""

from dash import html
from dash.development.base_component import Component

from ids import SENTENCES, Satisfaction
from pages.components.card import card


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div(
        [
            html.P(id=Satisfaction.LEAD, className="lead"),
            html.Div([card(name, locale) for name in Satisfaction if name not in SENTENCES], className="cards"),
        ]
    )
