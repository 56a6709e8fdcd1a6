"""总览: on course or not, and what to look at first."""

from dash import html
from dash.development.base_component import Component

from ids import Overview
from pages.components.card import card
from pages.components.state import skeleton


def layout(locale: str) -> Component:
    """The overview before its first answer."""
    return html.Div(
        [
            html.P(id=Overview.LEAD, className="lead"),
            card(Overview.BOARD, locale, chart=False),
            html.Div(skeleton(locale), id=Overview.FIGURES, className="kpis"),
            html.Div(
                [
                    card(Overview.REFORM, locale),
                    card(Overview.UNITS, locale),
                    card(Overview.CHANNELS, locale),
                    card(Overview.RISK, locale, chart=False),
                    card(Overview.TREND, locale, wide=True),
                ],
                className="cards",
            ),
        ]
    )
