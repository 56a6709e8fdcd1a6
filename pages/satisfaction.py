"""满意度: how satisfied customers are, who was reached, where they are not, and what they complain of."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from ids import Satisfaction
from locales import text
from pages.components.card import card
from pages.components.filters import choice
from pages.components.state import skeleton

COMPLAINTS = (
    Satisfaction.COMPLAINTS,
    Satisfaction.COMPLAINT_TYPES,
    Satisfaction.COMPLAINT_RATES,
    Satisfaction.COMPLAINT_UNITS,
)
TABLES = (Satisfaction.METHODS, Satisfaction.EASE, Satisfaction.COMPLAINT_TYPES, Satisfaction.COMPLAINT_UNITS)
WIDE = (
    Satisfaction.METHODS,
    Satisfaction.UNITS,
    Satisfaction.SERVICES,
    Satisfaction.EASE,
    Satisfaction.COMPLAINT_RATES,
    Satisfaction.COMPLAINT_UNITS,
)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    asked = [name for name in Satisfaction if name not in (Satisfaction.LEAD, Satisfaction.FIGURES, *COMPLAINTS)]
    return html.Div(
        [
            html.Div([html.P(id=Satisfaction.LEAD, className="lead"), choice("method", locale)], className="lead-row"),
            html.Div(skeleton(locale), id=Satisfaction.FIGURES, className="kpis"),
            _cards(asked, locale),
            html.Section(
                html.H2(text(locale, "satisfaction.complaining"), className="section-title"), className="section-head"
            ),
            _cards(COMPLAINTS, locale),
        ]
    )


def _cards(names: Sequence[Satisfaction], locale: str) -> Component:
    every = [card(name, locale, wide=name in WIDE, chart=name not in TABLES) for name in names]
    return html.Div(every, className="cards")
