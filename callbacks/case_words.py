"""Words about one case that several of its cards share."""

from datetime import datetime
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from callbacks.labels import group_label
from callbacks.row_words import heading, readable
from callbacks.tables import written
from callbacks.view import View
from locales import UNKNOWN, day, number, stamp, text
from pages.components.table import figures_table
from queries.aggregates import MINUTES_IN_WORKING_DAY
from queries.case import Case
from queries.catalogue import Place
from queries.days import INSTANT, Row


def standing_words(view: View, case: Case) -> tuple[str, str, str]:
    """How a case stands: its words, icon and kind of verdict."""
    row, locale = case.row, view.locale
    if row["state"] == "finished":
        return verdict(locale, row["case_on_time"])
    if row["state"] != "open":
        code = ("outcome", row["outcome"]) if row["outcome"] else ("state", row["state"])
        return group_label(view, *code), "dash", "none"
    if "overdue" in case.standing:
        return text(locale, "case.overdue"), "cross", "missed"
    if "held" in case.standing:
        return text(locale, "case.held"), "dash", "none"
    if "due_soon" in case.standing:
        return text(locale, "case.due_soon"), "clock", "unsure"
    return text(locale, "case.open"), "clock", "none"


def verdict(locale: str, on_time: bool | None) -> tuple[str, str, str]:
    """Whether something finished was on time: its words, icon and kind of verdict."""
    if on_time is None:
        return text(locale, "case.not_judged"), "dash", "none"
    return (text(locale, "case.on_time"), "check", "met") if on_time else (text(locale, "case.late"), "cross", "missed")


def running_words(view: View, case: Case, due_at: datetime | None) -> str:
    """Whether what is still going on is late by now."""
    late = due_at is not None and case.now > due_at
    return text(view.locale, "case.overdue" if late else "case.going_on")


def units_of(view: View, case: Case) -> list[Place]:
    """The unit that the case lies in, after those above it that the reader may see."""
    line = [*view.catalogue.ancestors(case.place), case.place]
    return [place for place in line if view.selection.scope.holds(place)]


def unit_line(view: View, case: Case) -> str:
    """The same as words."""
    return " › ".join(place.label(view.locale) for place in units_of(view, case))


def team(view: View, row: Row) -> str | None:
    """The name of the team of a step, with its code; the code alone where no catalogue names it."""
    if not row["unit"]:
        return None
    name = row["unit_name_en"] if view.locale == "en" and row["unit_name_en"] else row["unit_name"]
    return f"{name} ({row['unit']})" if name else str(row["unit"])


def step_name(view: View, row: Row) -> str:
    """A step's name, with its round from the second on."""
    name = group_label(view, "step", row["step"])
    return text(view.locale, "case.round", name=name, round=row["round"]) if row["round"] > 1 else name


def hold_name(view: View, row: Row) -> str:
    """What is on hold."""
    what = group_label(view, "step", row["step"]) if row["step"] else text(view.locale, "case.whole_case")
    return text(view.locale, "case.hold_of", what=what)


def hold_reason(view: View, row: Row) -> str | None:
    """Why something is on hold."""
    return view.catalogue.label("hold_reason", row["reason"], view.locale) if row["reason"] else None


def local(view: View, moment: datetime | None) -> str:
    """A stamp in the data's time zone."""
    return stamp(view.catalogue.local(moment))


def due(view: View, due_at: datetime | None, limit: int | None) -> str:
    """When something was or is due: by a limit the last day that is in time, else the stamp that the source gave."""
    if due_at is None:
        return UNKNOWN
    last = view.catalogue.local(due_at - INSTANT)
    return day(last.date() if last else None) if limit is not None else local(view, due_at)


def days(view: View, minutes: float | None, decimals: int = 2) -> str:
    """Working minutes in working days."""
    return number(view.locale, None if minutes is None else minutes / MINUTES_IN_WORKING_DAY, decimals)


def table_of(view: View, rows: list[Row], *names: str) -> pd.DataFrame:
    """Rows of facts as a table of these columns, in words."""
    frame = pd.DataFrame([[row[name] for name in names] for row in rows], columns=list(names), dtype=object)
    return readable(view, frame).rename(columns={name: heading(view, name) for name in names})


def items(view: View, pairs: list[tuple[str, Any]]) -> pd.DataFrame:
    """What and value, one row each; what is not told is said to be unknown."""
    unknown = text(view.locale, "group.unknown")
    heads = [text(view.locale, "data.column.item"), text(view.locale, "data.column.value")]
    return pd.DataFrame([(name, unknown if value is None else value) for name, value in pairs], columns=heads)


def shown_table(view: View, frame: pd.DataFrame, *numbers: int) -> Component:
    """A table as it stands on the page; numbers are the columns, by position, of numbers that are written already."""
    shown = written(view.locale, frame)
    return figures_table(shown.head, shown.rows, view.locale, numbers={*numbers, *shown.numbers})
