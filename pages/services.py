"""服务: the services and their merger, the promises, and what each asks of customers."""

from dash import html
from dash.development.base_component import Component

from ids import SENTENCES, Services
from pages.components.card import card

WIDE = (Services.PROMISES, Services.MAPPING, Services.MATRIX, Services.SEGMENTS, Services.INDUSTRIES)
TABLES = (
    Services.PROMISES,
    Services.MAPPING,
    Services.DOCUMENTS,
    Services.COST,
    Services.APPOINTMENTS,
    Services.NEW_ENERGY,
    Services.SEGMENTS,
    Services.INDUSTRIES,
)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    cards = [name for name in Services if name not in SENTENCES]
    return html.Div(
        [
            html.P(id=Services.LEAD, className="lead"),
            html.Div(
                [card(name, locale, wide=name in WIDE, chart=name not in TABLES) for name in cards],
                className="cards",
            ),
        ]
    )
