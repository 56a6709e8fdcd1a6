"""环节时限: how long each step takes, what cases wait on, what is on time."""

from dash import html
from dash.development.base_component import Component

from ids import Steps
from locales import text
from pages.components.card import card
from pages.components.filters import choice

CHOSEN = (Steps.TREND, Steps.DISTRIBUTION, Steps.UNITS)  # what follows the choice of a clock or step
WIDE = (Steps.REFORM_HV, Steps.REFORM_LV, Steps.WAITING, Steps.GRID_WORKS, Steps.SURVIVAL, Steps.UNITS)
TALL = (Steps.TIMES,)  # as high as the two that follow it


def layout(locale: str) -> Component:
    """The page before its first answer."""
    general = [name for name in Steps if name not in (Steps.LEAD, *CHOSEN)]
    return html.Div(
        [
            html.P(id=Steps.LEAD, className="lead"),
            html.Div([card(name, locale, wide=name in WIDE, tall=name in TALL) for name in general], className="cards"),
            html.Section(
                [
                    html.H2(text(locale, "steps.chosen"), className="section-title"),
                    choice("of", locale),
                ],
                className="section-head",
            ),
            html.Div([card(name, locale, wide=name in WIDE) for name in CHOSEN], className="cards"),
        ]
    )
