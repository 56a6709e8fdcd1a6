"""The events on the axes of time: a list, and the form by which one is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dash import html
from dash.development.base_component import Component

from ids import MarkForm, withdraw_id
from locales import text
from pages.components.aria import aria
from pages.components.icon import icon
from pages.components.target_edit import written_field

LONGEST = 100  # letters of a title


@dataclass(frozen=True)
class Listed:
    """An event in the list; number: of one that the reader may withdraw, else None. who: has written it, if anyone."""

    day: str
    unit: str
    title: str
    who: str = ""
    number: int | None = None


def mark_form(locale: str) -> Component:
    """The section before its first answer; the form is there for who may edit targets."""
    say = partial(text, locale)
    unfilled = html.Div(marks_listed(locale, [Listed("", "", "", number=0)]), hidden=True)
    return html.Section(
        [
            html.H2(say("mark_form.title"), className="card-title"),
            html.P(say("mark_form.words"), className="card-subtitle"),
            html.Div(unfilled, id=MarkForm.LIST),
            html.Div(
                [
                    html.P(id=MarkForm.UNIT, className="card-subtitle"),
                    html.Div(
                        [
                            written_field(MarkForm.DAY, say("mark_form.day"), placeholder="2026-09-01", maxLength=10),
                            written_field(MarkForm.TITLE, say("mark_form.name"), wide=True, maxLength=LONGEST),
                            written_field(MarkForm.TITLE_EN, say("mark_form.name_en"), wide=True, maxLength=LONGEST),
                        ],
                        className="written-fields",
                    ),
                    html.Button(say("mark_form.save"), id=MarkForm.SAVE, className="btn btn-sm btn-primary"),
                ],
                id=MarkForm.FORM,
                hidden=True,
            ),
            html.P(id=MarkForm.SAID, role="status", className="written-said"),
        ],
        className="card wide written-card",
        id="events",
    )


def marks_listed(locale: str, marks: Sequence[Listed]) -> Component:
    """Events by day, the latest first; who may withdraw one has a button for it."""
    if not marks:
        return html.P(text(locale, "mark_form.none"), className="muted")
    return html.Ul([_line(locale, mark) for mark in marks], className="events-list")


def _line(locale: str, mark: Listed) -> Component:
    words = text(locale, "mark_form.withdraw", title=mark.title)
    button = html.Button(
        icon("cross"), id=withdraw_id(mark.number or 0), className="tool", title=words, **aria(label=words)
    )
    tags = [html.Span(part, className="tag") for part in (mark.unit, mark.who) if part]
    return html.Li([html.Time(mark.day), html.Span(mark.title), *tags, *([button] if mark.number is not None else [])])
