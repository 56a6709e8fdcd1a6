"""Cards of the time of one case: its clocks, what its time went on, and how long like ones took."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
from dash import html

from callbacks.cards import theme
from callbacks.case_words import (
    days,
    due,
    local,
    running_words,
    shown_table,
    standing_words,
    verdict,
)
from callbacks.drawing import groups_in
from callbacks.labels import group_label
from callbacks.panel import Content
from callbacks.row_words import day_unit, heading
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from ids import Case as Card
from locales import UNKNOWN, number, text
from pages.components.card import graph
from queries.aggregates import MINUTES_IN_WORKING_DAY
from queries.case import Case
from queries.similar import Middle, similar_cases


def clocks(view: View, case: Case) -> Content:
    """Each clock of the case: its time, limit, due date and verdict."""
    say, row = partial(text, view.locale), case.row
    running = case.is_open
    whole = days(view, row["elapsed_minutes"] if running else row["whole_minutes"])
    rows = [
        (say("clock.submit"), "", "", days(view, row["submit_minutes"]), ""),
        (
            say("case.so_far") if running else say("clock.whole"),
            _judged(view, case, "whole", row["whole_on_time_strict"]),
            due(view, row["whole_due_at"], row["whole_limit"]),
            whole,
            _limit(view, row["whole_limit"]),
        ),
        (say("case.net"), "", "", days(view, row["whole_net_minutes"]), ""),
        (
            say("case.utility_so_far") if running else say("clock.utility"),
            _judged(view, case, "utility"),
            due(view, row["utility_due_at"], row["utility_limit"]),
            days(view, case.utility_minutes),
            _limit(view, row["utility_limit"]),
        ),
        (say("clock.span"), "", "", days(view, row["span_minutes"]), ""),
        (say("case.rule"), standing_words(view, case)[0], "", "", ""),
    ]
    if row["delivered_due_at"] is not None:
        theirs = group_label(view, "reconciliation", row["reconciled"]) if row["reconciled"] else ""
        rows.append((say("column.delivered_due_at"), theirs, local(view, row["delivered_due_at"]), "", ""))
    heads = [say("case.clock"), say("case.verdict"), say("column.due_at")]  # what a narrow screen shows stands first
    unit = day_unit(view)
    heads += [say("table.head", name=name, unit=unit) for name in (say("column.minutes"), say("case.limit"))]
    frame = pd.DataFrame(rows, columns=heads)
    notes = [say("case.clocks_note")]
    if running:
        notes.append(say("case.running_note"))
    return Content(n=len(rows), figures=frame, shown=shown_table(view, frame, 3, 4), note=" ".join(notes))


def _limit(view: View, limit: int | None) -> str:
    return UNKNOWN if limit is None else number(view.locale, limit)


def _judged(view: View, case: Case, clock: str, strict: bool | None = None) -> str:
    """A clock's verdict; of an open case whether it is late by now.

    strict: the verdict without the allowance for holds, which is said where it is another.
    """
    on_time, due_at = case.row[f"{clock}_on_time"], case.row[f"{clock}_due_at"]
    if on_time is None and case.is_open:
        return running_words(view, case, due_at)
    words = verdict(view.locale, on_time)[0]
    if strict is None or strict == on_time:
        return words
    return text(view.locale, "case.strict", words=words, strict=verdict(view.locale, strict)[0])


def waiting(view: View, case: Case) -> Content:
    """What the whole time, of an open case that so far, is made of: parts that sum to it, minute for minute."""
    say, locale = partial(text, view.locale), view.locale
    whole = case.row["elapsed_minutes" if case.is_open else "whole_minutes"]
    if not case.parts or whole is None:
        return Content(empty=say("case.no_parts"))
    clock = say("case.so_far" if case.is_open else "clock.whole")
    frame = pd.DataFrame([(row["part"], row["minutes"], row["utility_minutes"]) for row in case.parts])
    frame.columns = pd.Index(["part", "minutes", "utility"])
    sums = frame.groupby("part").sum(min_count=1)
    parts = groups_in(view, "part", frame)
    minutes = [_whole(sums["minutes"][part]) for part in parts]
    utility = [_whole(sums["utility"][part]) for part in parts]
    names = [group_label(view, "part", part) for part in parts]
    total = sum(one or 0 for one in minutes)
    chart = Chart(
        kind=Kind.STACK,
        title=say("case.waiting"),
        subtitle=clock,
        unit=day_unit(view),
        series=[
            Series(name=name, x=[clock], y=[one / MINUTES_IN_WORKING_DAY], role=Role.OTHER, shade=None)
            for name, one in zip(names, minutes, strict=True)
            if one
        ],
        x_name=say("grouping.step"),
        decimals=1,
    )
    shares = [None if one is None or not total else one / total * 100 for one in minutes]
    table = pd.DataFrame(
        {
            say("column.part"): [*names, say("reform.total")],
            heading(view, "minutes"): [days(view, one) for one in (*minutes, total)],
            say("case.minutes"): pd.Series([*minutes, total], dtype="Int64"),
            say("case.share"): pd.Series([*shares, 100.0 if total else None], dtype="float64"),
            say("case.utility_minutes"): pd.Series([*utility, case.utility_minutes], dtype="Int64"),
        }
    )
    drawn = [graph(Card.WAITING, chart, locale, theme())] if total else []
    body = html.Div([*drawn, shown_table(view, table, 1)])
    return Content(
        subtitle=_span(view, case, whole),
        n=len(parts),
        figures=table,
        shown=body,
        note=say("case.waiting_note"),
    )


def _span(view: View, case: Case, minutes: int) -> str:
    """From when until when the parts are told, and how many working minutes that is."""
    written = number(view.locale, minutes)
    if case.is_open:
        return text(view.locale, "case.waiting_open", stamp=local(view, case.now), minutes=written)
    return text(view.locale, "case.waiting_words", minutes=written)


def _whole(minutes: float) -> int | None:
    return None if pd.isna(minutes) else int(minutes)


def band(view: View, case: Case, few: int) -> Content:
    """How long similar cases took, beside this one: the whole time and each step; over few cases without a verdict."""
    say = partial(text, view.locale)
    found = similar_cases(case, few)
    if found is None:
        return Content(empty=say("case.no_similar"))
    mine: dict[str, int] = {}
    for row in case.steps:
        if row["minutes"] is not None:
            mine[row["step"]] = mine.get(row["step"], 0) + row["minutes"]
    known = pd.DataFrame({"step": [*dict.fromkeys([*mine, *found.steps])]}, dtype=object)
    whole = case.row["elapsed_minutes"] if case.is_open else case.row["whole_minutes"]
    lines = [_Line(say("case.so_far") if case.is_open else say("clock.whole"), whole, found.whole)]
    lines += [
        _Line(group_label(view, "step", step), mine.get(step), found.steps.get(step))
        for step in groups_in(view, "step", known)
    ]
    unit = day_unit(view)
    heads = [say("grouping.step"), *(say(f"case.{name}") for name in ("this", "median", "p90"))]
    names = [heads[0], *(say("table.head", name=name, unit=unit) for name in heads[1:])]
    frame = pd.DataFrame(
        {
            names[0]: [line.name for line in lines],
            names[1]: _in_days([line.mine for line in lines]),
            names[2]: _in_days([line.band.median if line.band else None for line in lines]),
            names[3]: _in_days([line.band.p90 if line.band else None for line in lines]),
            "n": pd.Series([line.band.n if line.band else 0 for line in lines], dtype="Int64"),
            say("case.beside"): [_beside(view, line, few) for line in lines],
        }
    )
    scarce = [at for at, line in enumerate(lines) if line.band and line.band.n < few]
    n = number(view.locale, found.whole.n)
    reach = say("case.band_all", n=n, few=few) if found.whole.n < few else say("case.band_smallest", few=few)
    notes = [say("case.band_note"), reach, say("case.band_few", few=few) if scarce else ""]
    return Content(
        subtitle=say(
            "case.band_words",
            place=found.place.label(view.locale),
            first=found.first,
            last=found.last,
            n=n,
        ),
        n=len(lines),
        figures=frame,
        decimals={1: 2},
        few=dict.fromkeys((2, 3, 4), scarce),
        note=" ".join(filter(None, notes)),
    )


@dataclass(frozen=True)
class _Line:
    """A row of the band: what, this case's working minutes, and those of similar ones."""

    name: str
    mine: int | None
    band: Middle | None


def _in_days(minutes: list[int | None] | list[float | None]) -> "pd.Series[float]":
    """Working minutes as working days."""
    return pd.Series([None if one is None else one / MINUTES_IN_WORKING_DAY for one in minutes], dtype="float64")


def _beside(view: View, line: _Line, few: int) -> str | None:
    """Where this case lies in the band; a band over few cases tells nothing."""
    if line.mine is None or line.band is None or line.band.n < few:
        return None
    if line.mine > line.band.p90:
        return text(view.locale, "case.above_p90")
    return text(view.locale, "case.above_median" if line.mine > line.band.median else "case.below_median")
