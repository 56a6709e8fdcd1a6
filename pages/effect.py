"""精简成效: whether the reform worked."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from ids import Effect
from locales import text
from pages.components.card import card

TABLES = (Effect.STARTS_HV, Effect.STARTS_LV)  # what shows its figures itself, over the page's width
HIGH_VOLTAGE = (
    Effect.COURSE_HV_SINGLE,
    Effect.COURSE_HV_DUAL,
    Effect.UNITS_HV_SINGLE,
    Effect.UNITS_HV_DUAL,
    Effect.STARTS_HV,
)
LOW_VOLTAGE = (
    Effect.COURSE_RESIDENTIAL,
    Effect.COURSE_LV_BUSINESS,
    Effect.UNITS_RESIDENTIAL,
    Effect.UNITS_LV_BUSINESS,
    Effect.STARTS_LV,
)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div(
        [
            html.P(id=Effect.LEAD, className="lead"),
            _cards((Effect.TOGETHER, Effect.SHARES), locale),
            html.Div(id=Effect.HEAD_HV),
            _cards(HIGH_VOLTAGE, locale),
            html.Div(id=Effect.HEAD_LV),
            _cards(LOW_VOLTAGE, locale),
            html.Div(id=Effect.METHOD),
        ]
    )


def method(locale: str) -> list[Component]:
    """How the effect is estimated, and what would make it wrong."""
    said = [text(locale, f"effect.method_{part}") for part in ("what", "how_sure", "wrong")]
    section = html.Section([html.P(words, className="card-note") for words in said], className="card wide")
    return [head(text(locale, "effect.method")), section]


def head(title: str) -> Component:
    """The head of a part of the page."""
    return html.Section(html.H2(title, className="section-title"), className="section-head")


def _cards(names: Sequence[Effect], locale: str) -> Component:
    return html.Div(
        [card(name, locale, wide=name in TABLES, chart=name not in TABLES) for name in names], className="cards"
    )
