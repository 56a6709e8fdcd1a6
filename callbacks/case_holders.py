"""Columns of a list of cases that tell when each is due, how far over it is, at which step it stands and who has it."""

from collections.abc import Sequence

import pandas as pd

from callbacks.drawing import opened
from callbacks.labels import group_label
from callbacks.view import View
from locales import day, text
from queries.aggregates import MINUTES_IN_WORKING_DAY
from queries.asker import Warehouse
from queries.metrics import Flow, Stock
from queries.whereabouts import Whereabouts, whereabouts
from warehouse.facts import case_fact

LATE = ("last_due_date", "over_minutes")
NOW = (*LATE, "step_now", "holder")


def told_of(key: str) -> tuple[str, ...]:
    """Which of the columns the list of a metric has: all where its cases may be open, the first where it judges them.

    The time of the utility has no last day in the calendar, so nothing is told of how far over it a case is.
    """
    asked = opened(key)
    if isinstance(asked, Stock) or asked.now:
        return NOW
    if asked.fact is case_fact and asked.date in ("submitted_date", "accepted_date"):
        return NOW
    c = case_fact.c
    judged = isinstance(asked, Flow) and any(asked.hit is one for one in (c.case_on_time, c.whole_on_time))
    return LATE if judged else ()


def with_holders(
    view: View, warehouse: Warehouse, names: Sequence[str], found: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    """The readable cells of a list's rows with the columns behind its first; nothing where a cell is unknown."""
    if not names or found.empty:
        return cells
    numbers = list(dict.fromkeys(found["application"]))
    known = whereabouts(warehouse.connection, view.catalogue, view.selection.scope, numbers)
    rows = [_cells(view, known.get(number)) for number in found["application"]]
    told = pd.DataFrame(rows, columns=list(NOW), dtype=object)[list(names)]
    return pd.concat([cells.iloc[:, :1], told, cells.iloc[:, 1:]], axis=1)


def _cells(view: View, one: Whereabouts | None) -> tuple[object, ...]:
    if one is None:
        return (None,) * len(NOW)
    listed = text(view.locale, "word.listed")
    holders = [group_label(view, "owner", who) if isinstance(who, str) else who(view.locale) for who in one.holders]
    return (
        None if one.last_day is None else day(one.last_day),
        None if one.last_day is None else _over(view, one),
        listed.join(group_label(view, "step", step) for step in one.steps) or _no_step(view, one),
        listed.join(holders) or None,
    )


def _no_step(view: View, one: Whereabouts) -> str | None:
    """That an open case stands at no step; None once it has ended, or where the data tell of no steps."""
    told = one.holders and ("steps", "entered_at") in view.catalogue.held
    return text(view.locale, "cases.no_step") if told else None


def _over(view: View, one: Whereabouts) -> float | str:
    """Working days over; a word where the calendar cannot count them."""
    return text(view.locale, "group.unknown") if one.over is None else round(one.over / MINUTES_IN_WORKING_DAY, 2)
