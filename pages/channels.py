"""渠道: the move into the one app, what comes online and travels all the same, what customers are told and do there."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from ids import Channels
from locales import text
from pages.components.card import card
from pages.components.state import skeleton

TABLES = (
    Channels.MONTHLY_USERS,
    Channels.SELF_SERVICE,
    Channels.ONLINE_UNITS,
    Channels.LEAKAGE_UNITS,
    Channels.NOTICE_STEPS,
    Channels.CONTACTS,
    Channels.PAYMENTS,
    Channels.FUNCTIONS,
    Channels.PUSHES,
)
WIDE = (Channels.MIGRATION,)


def layout(locale: str) -> Component:
    """The page before its first answer."""
    return html.Div(
        [
            html.P(id=Channels.LEAD, className="lead"),
            html.Div(skeleton(locale), id=Channels.FIGURES, className="kpis"),
            _title(text(locale, "channels.section_migration")),
            _cards(
                (
                    Channels.MIGRATION,
                    Channels.UNIFIED,
                    Channels.MONTHLY_USERS,
                    Channels.CASES,
                    Channels.SELF_SERVICE,
                ),
                locale,
            ),
            _title(text(locale, "channels.section_online")),
            _cards(
                (Channels.ONLINE_CLASSES, Channels.LEAKAGE, Channels.ONLINE_UNITS, Channels.LEAKAGE_UNITS),
                locale,
            ),
            _title(text(locale, "channels.section_told")),
            _cards((Channels.NOTICE, Channels.NOTICE_STEPS, Channels.CONTACTS, Channels.CONTACT_TOPICS), locale),
            _title(text(locale, "channels.section_use")),
            _cards(
                (Channels.PAYMENTS, Channels.PAYMENTS_TREND, Channels.FUNCTIONS, Channels.PUSHES),
                locale,
            ),
        ]
    )


def _title(words: str) -> Component:
    return html.Section(html.H2(words, className="section-title"), className="section-head")


def _cards(names: Sequence[Channels], locale: str) -> Component:
    every = [card(name, locale, wide=name in WIDE, chart=name not in TABLES) for name in names]
    return html.Div(every, className="cards")
