"""前瞻预警: the open cases most likely to exceed their due date."""

from functools import partial

import pandas as pd

from callbacks.ahead_units import at_the_end
from callbacks.drawing import one, opens
from callbacks.labels import UNKNOWN, group_label, group_name
from callbacks.panel import Content, Panel
from callbacks.row_words import heading
from callbacks.view import View
from ids import Page
from locales import day, number, text
from queries.asker import Warehouse
from queries.measure import Question
from queries.rows import Page as Slice
from queries.rows import fetch, listing
from queries.scope import CASE_RIGHT
from queries.whereabouts import Whereabouts, whereabouts

MOST = 20
SUMS = ("watch", "expected_late")


def watch_list(view: View, warehouse: Warehouse, card: str) -> Panel:
    """The MOST cases with the largest chances, each a link to the case; the list of all opens behind it."""
    title = text(view.locale, "ahead.watch_title")

    def draw(totals: pd.DataFrame) -> Content:
        say, n = partial(text, view.locale), one(totals, "watch").n
        expected = number(view.locale, one(totals, "expected_late").value or 0.0, 1)
        words = say("ahead.watch_words", day=view.catalogue.as_of_date, n=number(view.locale, n), expected=expected)
        if CASE_RIGHT not in view.selection.scope.rights:
            return Content(subtitle=words, empty=say("ahead.sums_only"))
        now = at_the_end(view)
        found = fetch(
            warehouse.connection, view.catalogue, listing(view.catalogue, "watch", now.selection), Slice(0, MOST)
        )
        numbers = found["application"].tolist()
        known = whereabouts(warehouse.connection, view.catalogue, view.selection.scope, numbers)
        return Content(
            subtitle=words,
            n=n,
            figures=_figures(view, found, [known[application] for application in numbers]),
            decimals={6: 1},
            links=[view.href(Page.CASE, extras=[("application", application)]) for application in numbers],
            behind=opens(now, "watch", n),
            note=say("ahead.watch_note", most=MOST) if n > MOST else say("ahead.watch_all"),
            empty=say("ahead.watch_none"),
        )

    return Panel(card, title, [Question(SUMS, view.selection)], draw, metrics=SUMS)


def _figures(view: View, found: pd.DataFrame, known: list[Whereabouts]) -> pd.DataFrame:
    listed = text(view.locale, "word.listed")
    classes = found["customer_class"].fillna(UNKNOWN)
    return pd.DataFrame(
        {
            heading(view, "application"): found["application"],
            group_name(view, "class"): [group_label(view, "class", code) for code in classes],
            heading(view, "step_now"): [
                listed.join(group_label(view, "step", step) for step in one.steps) or text(view.locale, "cases.no_step")
                for one in known
            ],
            heading(view, "holder"): [
                listed.join(
                    who(view.locale) if callable(who) else group_label(view, "owner", who) for who in one.holders
                )
                or None
                for one in known
            ],
            heading(view, "last_due_date"): [None if one.last_day is None else day(one.last_day) for one in known],
            heading(view, "days_left"): found["days_left"].astype("Int64"),
            heading(view, "chance_late"): 100 * found["chance_late"].astype(float),
        }
    )
