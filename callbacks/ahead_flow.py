"""前瞻预警: what comes in and what is completed week by week, and how many cases will stand open in four weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial

import pandas as pd

from callbacks.ahead_units import at_the_end
from callbacks.drawing import opens
from callbacks.labels import unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import day, number, percent, text
from queries.asker import Warehouse
from queries.measure import Question
from queries.selection import DAY
from queries.weekly import WEEK, weekly_days, weekly_flows
from stats.arrivals import FEW, STEP, Ahead, Weeks

SHOWN = 52  # weeks of arrivals and completions


@dataclass(frozen=True)
class Flows:
    """The weeks of a page's selection, read once for all of its cards."""

    view: View
    warehouse: Warehouse

    @cached_property
    def weeks(self) -> Weeks:
        """What was accepted and ended in each week. Raises NotAvailable for a filter that cases do not have."""
        connection, catalogue = self.warehouse.connection, self.view.catalogue
        return Weeks(weekly_flows(connection, catalogue, self.view.selection), weekly_days(connection, catalogue))

    @cached_property
    def ahead(self) -> Sequence[Ahead]:
        """What is expected four weeks from now, and what was expected before."""
        return self.weeks.ahead()

    def first_day(self, weeks_ago: int) -> date:
        """The first of the seven days of a week."""
        return self.view.catalogue.as_of_date - timedelta(days=WEEK * (weeks_ago + 1)) + DAY

    def last_day(self, weeks_ago: int) -> date:
        """The last of the seven days of a week; of one ahead where the number is negative."""
        return self.view.catalogue.as_of_date - timedelta(days=WEEK * weeks_ago)


def arrivals_and_ends(view: View, flows: Flows, card: str) -> Panel:
    """Cases accepted and ended in each of the last SHOWN weeks."""
    say = partial(text, view.locale)

    def draw(_total: pd.DataFrame) -> Content:
        weeks = flows.weeks
        shown = range(min(SHOWN, weeks.known + 1))[::-1]
        x = [flows.first_day(week).isoformat() for week in shown]
        came, ended = weeks.arrivals(), weeks.ends()
        n = sum(came[week] for week in shown)
        title = say("ahead.flow_title", n=len(x))
        words = say("ahead.flow_words", day=view.catalogue.as_of_date, n=number(view.locale, n))
        chart = Chart(
            kind=Kind.LINE,
            title=title,
            subtitle=words,
            unit=unit_word(view, "accepted"),
            series=[
                Series(say("ahead.accepted"), x, [float(came[week]) for week in shown]),
                Series(say("ahead.ended"), x, [float(ended[week]) for week in shown], role=Role.OTHER),
            ],
            x_name=say("ahead.flow_week"),
        )
        return Content(subtitle=words, n=n, chart=chart, row_names=[day(flows.first_day(week)) for week in shown])

    return Panel(
        card, say("ahead.flow_title", n=SHOWN), [Question(("open",), view.selection)], draw, metrics=("accepted",)
    )


def open_ahead(view: View, flows: Flows, card: str) -> Panel:
    """Open cases expected in four weeks, with their range, and what was expected at earlier days and came."""
    say = partial(text, view.locale)

    def draw(_total: pd.DataFrame) -> Content:
        told = flows.ahead
        if not told or told[0].weeks_ago:
            return Content(empty=say("ahead.open_short"))
        next_one, past = told[0], told[1:]
        words = open_words(view, next_one)
        return Content(
            subtitle=words,
            n=next_one.now,
            chart=_chart(view, flows, told, words),
            row_names=[day(flows.last_day(one.weeks_ago - STEP)) for one in reversed(told)],
            behind=opens(at_the_end(view), "open", next_one.now),
            note=say("table.apart").join(filter(None, (how_wrong(view, past), say("ahead.open_method")))),
        )

    return Panel(card, say("ahead.open_title"), [Question(("open",), view.selection)], draw, metrics=("open",))


def open_words(view: View, ahead: Ahead) -> str:
    """What stands open, what is expected to stay and to come, and the range where one is known."""
    write = partial(number, view.locale)
    parts = {
        "day": view.catalogue.as_of_date,
        "now": write(ahead.now),
        "stay": write(ahead.stay),
        "come": write(ahead.come),
        "arrivals": write(ahead.arrivals),
        "expected": write(ahead.expected),
    }
    words = text(view.locale, "ahead.open_words", **parts)
    if ahead.low is None or ahead.high is None:
        return words
    return f"{words} · {text(view.locale, 'ahead.open_range', low=write(ahead.low), high=write(ahead.high))}"


def how_wrong(view: View, past: Sequence[Ahead]) -> str:
    """How many of the past forecasts held what came, and how far they lay off; empty where none is told."""
    off = [(abs(one.expected - one.observed), one.observed) for one in past if one.observed is not None]
    held = [one.held for one in past if one.held is not None]
    if not off:
        return ""
    if min(seen for _, seen in off) >= FEW:
        error = percent(view.locale, sum(miss / seen for miss, seen in off) / len(off))
    else:  # of a few cases a percentage tells little
        error = text(view.locale, "ahead.open_off", n=number(view.locale, sum(miss for miss, _ in off) / len(off), 1))
    if not held:
        return text(view.locale, "ahead.open_errors", n=len(off), error=error)
    return text(view.locale, "ahead.open_held", n=len(held), held=sum(held), error=error)


def _chart(view: View, flows: Flows, told: Sequence[Ahead], words: str) -> Chart:
    say = partial(text, view.locale)
    every = list(reversed(told))
    x = [flows.last_day(one.weeks_ago - STEP).isoformat() for one in every]
    seen = [None if one.observed is None else float(one.observed) for one in every]
    return Chart(
        kind=Kind.LINE,
        title=say("ahead.open_title"),
        subtitle=words,
        unit=unit_word(view, "open"),
        series=[
            Series(say("ahead.open_seen"), x, seen),
            Series(
                say("ahead.open_expected"),
                x,
                [one.expected for one in every],
                role=Role.OTHER,
                low=[one.low for one in every],
                high=[one.high for one in every],
            ),
        ],
        x_name=say("ahead.open_day"),
    )
