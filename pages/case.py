"""业扩工单: one case."""

from dash import html
from dash.development.base_component import Component

from ids import Case
from pages.components.card import card
from pages.components.state import skeleton

WIDE = (Case.NOW, Case.CLOCKS, Case.LINE, Case.WAITING, Case.BAND, Case.FLAGS, Case.CONTACTS, Case.COMPLAINTS)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    cards = [card(name, locale, wide=name in WIDE, chart=False) for name in Case if name is not Case.HEAD]
    return html.Div(
        [html.Div(skeleton(locale), id=Case.HEAD, className="case-head"), html.Div(cards, className="cards")],
        className="case",
    )
