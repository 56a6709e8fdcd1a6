"""业扩工单: one case, who has it now, its steps on a time line, and what customers told of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from callbacks.case_line import time_line
from callbacks.case_now import who_has_it
from callbacks.case_time import band, clocks, waiting
from callbacks.case_told import answers, complaints, contacts, ease, facts, flags, visits
from callbacks.case_words import standing_words, units_of
from callbacks.labels import group_label
from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Case as Card
from ids import Page
from locales import text
from pages.components.icon import icon
from pages.components.state import state
from queries.asker import Warehouse
from queries.case import Case, find_case
from queries.errors import NotAllowed
from settings import Settings

LONGEST = 80  # letters of a number that is said back

Draw = Callable[[View, Case], Content]


def panels(view: View, settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page; where there is no case for the reader, the head says so and the others are empty."""
    say = partial(text, view.locale)

    @cache
    def found() -> Case | str:
        return _found(view, warehouse)

    def of_case(card: Card, title: str, draw: Draw, metrics: Sequence[str] = ()) -> Panel:
        def drawn() -> Content:
            case = found()
            if isinstance(case, str):
                return Content(n=1, body="")
            told = draw(view, case)
            return replace(told, subtitle=" · ".join(filter(None, (case.application, told.subtitle))))

        return Panel(card, title, [], drawn, metrics)

    def head() -> Content:
        case = found()
        if isinstance(case, str):
            return Content(n=1, body=state("empty", text(view.locale, "case.nothing"), case))
        return Content(n=1, body=_head(view, case, settings.case_url))

    times = ("whole_time", "whole_time_net", "utility_time", "steps_span", "submit_time", "case_on_time")
    return (
        Panel(Card.HEAD, "", [], head),
        of_case(Card.NOW, say("case.now"), who_has_it),
        of_case(Card.CLOCKS, say("case.clocks"), clocks, times),
        of_case(Card.LINE, say("case.line"), time_line, ("step_time", "step_on_time")),
        of_case(Card.WAITING, say("case.waiting"), waiting),
        of_case(Card.BAND, say("case.band"), partial(band, few=settings.few)),
        of_case(Card.FACTS, say("case.facts"), facts),
        of_case(Card.EASE, say("case.ease"), ease),
        of_case(Card.FLAGS, say("case.flags"), flags),
        of_case(Card.VISITS, say("case.visits"), visits),
        of_case(Card.ANSWERS, say("case.answers"), answers),
        of_case(Card.CONTACTS, say("case.contacts"), contacts),
        of_case(Card.COMPLAINTS, say("case.complaints"), complaints),
    )


def _found(view: View, warehouse: Warehouse) -> Case | str:
    """The case that the URL names, or the sentence that says why there is none to see.

    It is the same sentence where there is no such case and where it is not the reader's.
    """
    if not view.application:
        return text(view.locale, "case.no_number")
    try:
        case = find_case(warehouse.connection, view.catalogue, view.selection.scope, view.application)
    except NotAllowed as error:
        return error.words(view.locale)
    return case or text(view.locale, "case.none", application=view.application[:LONGEST])


def _head(view: View, case: Case, template: str) -> Component:
    """The number, how the case stands, what and where it is, and the way into the utility's own system."""
    words, mark, kind = standing_words(view, case)
    what = [
        group_label(view, grouping, case.row[column])
        for grouping, column in (("service", "service"), ("class", "customer_class"))
        if case.row[column] is not None
    ]
    link = None
    if template:
        address = template.replace("{application}", quote(case.application, safe=""))
        link = html.A(text(view.locale, "case.elsewhere"), href=address, target="_blank", rel="noopener noreferrer")
    return html.Div(
        [
            html.Div(
                [
                    html.H2(case.application, className="case-number"),
                    html.Span([icon(mark), words], className=f"verdict {kind}"),
                    link,
                ],
                className="case-title",
            ),
            html.P([" · ".join([*what, ""]), *_units(view, case)], className="lead"),
        ]
    )


def _units(view: View, case: Case) -> list[Component | str]:
    """The units that the case lies in, from the reader's own down, each the way to the overview of it."""
    parts: list[Component | str] = []
    for place in units_of(view, case):
        way = view.href(Page.OVERVIEW, selection=view.selection.at(place))
        parts += [*([" › "] if parts else []), dcc.Link(place.label(view.locale), href=way)]
    return parts
