"""Below the board of targets: all there are, the form by which one is written, and who has written what."""

from functools import partial
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from ids import TargetForm
from locales import text
from pages.components.aria import aria
from pages.components.filters import dropdown

LONGEST = 300  # letters of a source or a reason
DECIMALS = ("0", "1", "2", "3")


def target_form(locale: str) -> Component:
    """The section before its first answer; the form is there for who may edit targets."""
    say = partial(text, locale)
    return html.Section(
        [
            html.H2(say("target_form.title"), className="card-title"),
            html.Div(id=TargetForm.LIST),
            html.Div(_form(locale), id=TargetForm.FORM, hidden=True),
            html.P(id=TargetForm.SAID, role="status", className="written-said"),
            html.Div(id=TargetForm.HISTORY),
        ],
        className="card wide written-card",
        id="edit",
    )


def _form(locale: str) -> list[Component]:
    say = partial(text, locale)
    return [
        dcc.Store(id=TargetForm.SEEN),
        html.P(id=TargetForm.SAYS, className="card-subtitle"),
        html.Div(
            dcc.RadioItems(id=TargetForm.HOW, options=[], value="add", className="written-how"),
            role="group",
            **aria(label=say("target_form.how")),
        ),
        html.Div(
            [
                html.Div(
                    _choice(TargetForm.METRIC, say("target_form.metric"), locale, clearable=False),
                    className="wide-field",
                ),
                _choice(TargetForm.CLASS, say("filter.class"), locale),
                _choice(TargetForm.SERVICE, say("filter.service"), locale),
                _choice(TargetForm.CHANNEL, say("filter.channel"), locale),
                written_field(TargetForm.THRESHOLD, say("target_form.threshold"), inputMode="decimal", maxLength=20),
                _choice(
                    TargetForm.DECIMALS, say("target_form.decimals"), locale, clearable=False, options=list(DECIMALS)
                ),
                _choice(TargetForm.PERIOD, say("target_form.period"), locale, clearable=False),
                written_field(TargetForm.FIRST, say("target_form.first"), placeholder="2027-01-01", maxLength=10),
                written_field(
                    TargetForm.LAST, say("target_form.last"), placeholder=say("target_form.open"), maxLength=10
                ),
                written_field(TargetForm.SOURCE, say("target_form.source"), wide=True, maxLength=LONGEST),
                written_field(TargetForm.WHY, say("target_form.why"), wide=True, maxLength=LONGEST),
                dcc.Checklist(
                    id=TargetForm.TRAITS,
                    options=[
                        {"label": say("target_form.provisional"), "value": "provisional"},
                        {"label": say("target_form.reference"), "value": "reference"},
                    ],
                    value=[],
                    className="written-traits",
                ),
            ],
            className="written-fields",
        ),
        html.Button(say("target_form.save"), id=TargetForm.SAVE, className="btn btn-sm btn-primary"),
    ]


def _choice(at: str, label: str, locale: str, **more: Any) -> Component:
    return dropdown(locale, at, label, several=False, **more)


def written_field(at: str, label: str, *, wide: bool = False, **more: Any) -> Component:
    """A labelled line of text. wide: for sentences."""
    return html.Div(
        [
            html.Label(label, htmlFor=at, className="filter-label"),
            dcc.Input(id=at, type="text", autoComplete="off", **more),
        ],
        className="filter wide-field" if wide else "filter",
    )
