"""指标管控: every target with its verdict, and behind the chosen one its course, its gap, its units and its outlook."""

from dash import html
from dash.development.base_component import Component

from ids import Targets
from pages.components.card import card
from pages.components.mark_edit import mark_form
from pages.components.target_edit import target_form

WIDE = (Targets.BOARD, Targets.OUTLOOK_PAST)
TALL = (Targets.UNITS, Targets.GAP_UNITS)  # each beside the two that follow it
TABLES = (Targets.BOARD,)  # what shows its figures itself


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div(
        [
            html.P(id=Targets.LEAD, className="lead"),
            html.Div(_card(Targets.BOARD, locale), className="cards"),
            html.Div(id=Targets.CHOSEN, className="chosen-head"),
            html.Div(
                [_card(name, locale) for name in Targets if name not in (Targets.LEAD, Targets.BOARD, Targets.CHOSEN)],
                className="cards",
            ),
            target_form(locale),
            mark_form(locale),
        ]
    )


def _card(name: Targets, locale: str) -> Component:
    return card(name, locale, wide=name in WIDE, tall=name in TALL, chart=name not in TABLES)
