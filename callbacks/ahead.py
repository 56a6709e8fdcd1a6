"""前瞻预警: what will be late next, and how many cases will stand open."""

from collections.abc import Sequence
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from callbacks.ahead_days import days_apart
from callbacks.ahead_flow import Flows, arrivals_and_ends, open_ahead
from callbacks.ahead_units import (
    BY,
    at_the_end,
    expected,
    ranged,
    risk_by_unit,
    risk_questions,
    risks,
    unit_name,
)
from callbacks.ahead_watch import watch_list
from callbacks.drawing import behind, one
from callbacks.labels import UNKNOWN
from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Ahead
from locales import number, text
from queries.asker import Answer, Failure, Warehouse
from queries.measure import Question
from settings import Settings

MOST = 20  # teams, beside as many units below
NAMED = 0.5  # cases expected of a unit that is worth naming


def panels(view: View, _settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The page's cards."""
    say, flows = partial(text, view.locale), Flows(view, warehouse)
    chances = Question(("expected_late_week",), at_the_end(view).selection, ("chance",))
    by = "region" if view.catalogue.children(view.selection.place) else BY
    by_unit = risk_by_unit(view, Ahead.UNITS, say("ahead.units_title"), most=MOST)
    below = risk_by_unit(view, Ahead.REGIONS, say("ahead.regions_title"), "region")
    return (
        Panel(Ahead.LEAD, "", [*risk_questions(view, by), chances], partial(_lead, view, flows, by), tolerant=True),
        watch_list(view, warehouse, Ahead.WATCH),
        by_unit,
        below,
        arrivals_and_ends(view, flows, Ahead.FLOW),
        open_ahead(view, flows, Ahead.OPEN),
    )


def _lead(
    view: View, flows: Flows, by: str, standing: Answer, by_chance: Answer, total: Answer, chances: Answer
) -> Content:
    """How many are open, how many late, how many more within a week and where most, and how many in four weeks.

    by: the units of which the one with most is named.
    """
    answers = (standing, by_chance, total, chances)
    if any(isinstance(answer, Failure) for answer in answers):
        return Content(n=1, body="")
    standing, by_chance, total, chances = (answer for answer in answers if not isinstance(answer, Failure))
    say, write, now = partial(text, view.locale), partial(number, view.locale), at_the_end(view)
    opened, late = one(total, "open").n, one(total, "overdue").n
    week, low, high = expected(chances)
    place = view.selection.place.label(view.locale)
    words: list[Component | str] = [
        say("ahead.lead", day=view.catalogue.as_of_date, unit=place),
        _way(say("ahead.lead_open", n=write(opened)), behind(now, "open") if opened else None),
        say("ahead.lead_overdue"),
        _way(say("ahead.lead_late", n=write(late)), behind(now, "overdue") if late else None, late=bool(late)),
        say("ahead.lead_week"),
        _way(say("ahead.lead_late", n=write(week, 1)), behind(now, "expected_late_week") if high else None),
        say("ahead.lead_range", low=write(low), high=write(high)),
    ]
    known = [unit for unit in risks(view, standing, by_chance, by) if unit.code != UNKNOWN]
    most = max(known, key=lambda unit: unit.expected, default=None)
    if most is not None and most.expected >= NAMED:
        way = _way(unit_name(view, by, most.code), behind(now, "watch", [(by, most.code)]))
        words += [say("ahead.lead_most"), way, " ", ranged(view.locale, most)]
    if flows.ahead and not flows.ahead[0].weeks_ago:
        four = flows.ahead[0]
        words += [say("ahead.lead_four"), html.Strong(say("ahead.lead_late", n=write(four.expected)))]
        if four.low is not None and four.high is not None:
            words.append(say("ahead.lead_four_range", low=write(four.low), high=write(four.high)))
    return Content(n=1, body=[*words, say("word.stop"), days_apart(view)])


def _way(words: str, href: str | None, *, late: bool = False) -> Component:
    strong = html.Strong(words, className="missed" if late else "")
    return dcc.Link(strong, href=href) if href else strong
