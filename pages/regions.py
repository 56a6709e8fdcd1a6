"""单位对比: the units below one: ranked, mapped, held against chance and their mix, over time, side by side."""

from dash import html
from dash.development.base_component import Component

from ids import Regions
from locales import text
from pages.components.card import card
from pages.components.filters import choice

WIDE = (Regions.COURSES, Regions.SIDES)
TABLES = (Regions.COURSES, Regions.SIDES)  # what shows its figures itself
COMPARED = (Regions.RANKING, Regions.ADJUSTED, Regions.MAP, Regions.FUNNEL, Regions.COURSES)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div(
        [
            html.Div([html.P(id=Regions.LEAD, className="lead"), choice("figure", locale)], className="lead-row"),
            html.Div([_card(name, locale) for name in COMPARED], className="cards by-four"),
            html.Section(
                [
                    html.H2(text(locale, "regions.beside_title"), className="section-title"),
                    choice("units", locale, several=True, none=text(locale, "regions.none_chosen")),
                ],
                className="section-head",
            ),
            html.Div(_card(Regions.SIDES, locale), className="cards"),
        ]
    )


def _card(name: Regions, locale: str) -> Component:
    return card(name, locale, wide=name in WIDE, chart=name not in TABLES)
