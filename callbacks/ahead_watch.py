"""前瞻预警: the open cases most likely to exceed their due date."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd

from callbacks.ahead_days import with_last_day
from callbacks.ahead_units import at_the_end
from callbacks.drawing import one, opens
from callbacks.labels import UNKNOWN, group_label, group_name
from callbacks.panel import Content, Panel
from callbacks.row_words import heading
from callbacks.tables import written
from callbacks.view import View
from ids import Page
from locales import day, number, text
from pages.components.table import figures_table
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
        where = whereabouts(warehouse.connection, view.catalogue, view.selection.scope, numbers)
        known = [where[application] for application in numbers]
        ways = [view.href(Page.CASE, extras=[("application", application)]) for application in numbers]
        remarks = [say("ahead.watch_note", most=MOST)] if n > MOST else []
        remarks += [say("ahead.watch_by"), say("ahead.watch_held")]
        return Content(
            subtitle=words,
            n=n,
            figures=_figures(view, found, known),
            shown=_shown(view, found, known, ways),
            links=ways,
            behind=opens(now, "watch", n),
            note=say("table.apart").join(remarks),
            empty=say("ahead.watch_none"),
        )

    return Panel(card, title, [Question(SUMS, view.selection)], draw, metrics=SUMS)


def _figures(view: View, found: pd.DataFrame, known: list[Whereabouts]) -> pd.DataFrame:
    """The files' table: what decides stands first. The last day of the data is that of the case's unit."""
    listed = text(view.locale, "word.listed")
    classes = found["customer_class"].fillna(UNKNOWN)
    return pd.DataFrame(
        {
            heading(view, "application"): found["application"],
            heading(view, "chance_late"): 100 * found["chance_late"].astype(float),
            heading(view, "days_left"): found["days_left"].astype("Int64"),
            heading(view, "last_due_date"): [None if one.last_day is None else day(one.last_day) for one in known],
            text(view.locale, "ahead.last_day"): [
                day(_behind(view, region) or view.catalogue.as_of_date) for region in found["region"]
            ],
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
            group_name(view, "class"): [group_label(view, "class", code) for code in classes],
        }
    )


def _behind(view: View, region: str) -> date | None:
    """The last day of the data of a case's unit, where these end before the others'."""
    return view.catalogue.places[region].behind


def _shown(view: View, found: pd.DataFrame, known: list[Whereabouts], ways: Sequence[str]) -> object:
    """The page's table: the last day of the data stands by the due date, only where it is behind."""
    data = _figures(view, found, known).drop(columns=text(view.locale, "ahead.last_day"))
    table = written(view.locale, data)
    due = data.columns.get_loc(heading(view, "last_due_date"))
    rows = [
        [with_last_day(view.locale, cell, _behind(view, region)) if at == due else cell for at, cell in enumerate(row)]
        for row, region in zip(table.rows, found["region"], strict=True)
    ]
    return figures_table(table.head, rows, view.locale, links=ways, numbers=table.numbers)
