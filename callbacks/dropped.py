"""Steps that the streamlining dropped and that still happen; and the supporting grid works by phase."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash.development.base_component import Component

from callbacks.drawing import behind, by_code, chart_of, groups_in, one, opens, subtitle
from callbacks.labels import UNKNOWN, group_label, group_name
from callbacks.panel import Content, Panel
from callbacks.step_names import PHASES, WORKS, tells_old_and_new
from callbacks.view import View
from charts.chart import Kind, Series
from locales import number, text
from pages.components.table import figures_table
from queries.measure import Question

WHO = ("false", "true", UNKNOWN)  # ordinary customers, important customers and special loads, untold
GRID_WORKS = (*PHASES, WORKS)


def dropped(view: View, few: int, card: str, title: str) -> Panel:
    """The share of cases that went through a dropped step, by who the customer is, and how often each step was done.

    Important customers and special loads keep those steps: theirs stands apart and is no miss.
    """
    key = "dropped_step_share"
    told = tells_old_and_new(view)
    steps = tuple(step for step, today in view.catalogue.step_today.items() if today is None and told)
    asked = tuple(step for step in steps if not view.selection.steps or step in view.selection.steps)

    def draw(frame: pd.DataFrame, total: pd.DataFrame, *executions: pd.DataFrame) -> Content:
        n = one(total, key).n
        words = subtitle(view, key, n)
        if not n:
            return Content(subtitle=words, empty="" if told else text(view.locale, "reform.no_path"))
        found = by_code(frame, key, "special")
        groups = [code for code in WHO if code in found]
        chart = chart_of(
            view, frame, (key,), "special", kind=Kind.BARS, few=few, title=title, subtitle=words, groups=groups
        )
        named = [_who(view, code) for code in groups]
        chart = replace(
            chart,
            series=[_renamed(series, named) for series in chart.series],
            x_name=text(view.locale, "reform.customer"),
        )
        return Content(
            subtitle=words,
            n=n,
            chart=chart,
            note=text(view.locale, "reform.dropped_note"),
            behind=opens(view, key, n),
            below=_executions(view, executions[0], groups) if executions else None,
        )

    questions = [Question((key,), view.selection, ("special",)), Question((key,), view.selection)]
    if asked:
        questions.append(Question(("executions",), replace(view.selection, steps=asked), ("step", "special")))
    return Panel(card, title, questions, draw, metrics=(key, "executions"))


def _who(view: View, code: str) -> str:
    names = {"false": "ordinary", "true": "special", UNKNOWN: "untold"}
    return text(view.locale, f"reform.{names[code]}")


def _renamed(series: Series, names: Sequence[str]) -> Series:
    return replace(series, x=list(names))


def _executions(view: View, frame: pd.DataFrame, groups: Sequence[str]) -> Component | None:
    """How often each dropped step was done, for whom; each figure leads to its executions."""
    figures = {code: by_code(_of(frame, code), "executions", "step") for code in groups}
    steps = groups_in(view, "step", frame)
    if not steps:
        return None
    rows, cells = [], {}
    for step in steps:
        counts = [figures[code][step].n if step in figures[code] else 0 for code in groups]
        rows.append([group_label(view, "step", step), *(number(view.locale, n) for n in counts)])
    for at, code in enumerate(groups, start=1):
        cells[at] = [
            behind(view, "executions", [("step", step), ("special", code)]) if step in figures[code] else None
            for step in steps
        ]
    say = partial(text, view.locale)
    return figures_table(
        [group_name(view, "step"), *(say("reform.times_for", who=_who(view, code)) for code in groups)],
        rows,
        view.locale,
        cells=cells,
        numbers=range(1, len(groups) + 1),
        label=say("reform.executions"),
    )


def _of(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    return frame[frame["special"].isna() if code == UNKNOWN else frame["special"] == code]


def grid_works(view: View, few: int, card: str, title: str) -> Panel:
    """The time of the supporting works by phase, each execution counted; and of those delivered whole."""
    keys = ("step_time", "step_time.median")
    wanted = view.selection.steps or GRID_WORKS
    known = tuple(step for step in GRID_WORKS if step in view.catalogue.codes["step"] and step in wanted)
    where = replace(view.selection, steps=known or tuple(PHASES))

    def draw(frame: pd.DataFrame, total: pd.DataFrame) -> Content:
        n = one(total, keys[0]).n if known else 0
        words = subtitle(view, keys[0], n, text(view.locale, "reform.per_execution"))
        if not n:
            return Content(subtitle=words, empty=text(view.locale, "reform.no_grid_works", steps=", ".join(PHASES)))
        at = replace(view, selection=where)
        chart = chart_of(
            at,
            frame,
            keys,
            "step",
            kind=Kind.BARS,
            few=few,
            title=title,
            subtitle=words,
            groups=groups_in(view, "step", frame),
            names=[text(view.locale, "stat.mean"), text(view.locale, "stat.median")],
        )
        return Content(subtitle=words, n=n, chart=chart, behind=opens(view, keys[0], n, where))

    return Panel(card, title, [Question(keys, where, ("step",)), Question((keys[0],), where)], draw, metrics=keys)
