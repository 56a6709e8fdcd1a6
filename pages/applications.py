"""业扩受理: how many, of what, from where; what is open and for how long."""

from dash import html
from dash.development.base_component import Component

from ids import Applications
from pages.components.card import card

TABLES = (Applications.STANDING, Applications.SERVICES, Applications.UNITS)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    cards = [name for name in Applications if name is not Applications.LEAD]
    return html.Div(
        [
            html.P(id=Applications.LEAD, className="lead"),
            html.Div(
                [card(name, locale, wide=name is Applications.UNITS, chart=name not in TABLES) for name in cards],
                className="cards",
            ),
        ]
    )
