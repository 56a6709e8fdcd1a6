"""Panels of one kind: metrics of one unit over time, with the comparison's line."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from callbacks.drawing import chart_of, column, opens, subtitle, with_series
from callbacks.labels import time_label
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Kind, Role, Series
from locales import text
from queries.measure import Question
from queries.periods import STARTS, next_start, parts
from queries.selection import COMPARISONS, DAY, Selection

# A course's parts of time: the finest that gives a period of so many days no more points than a reader takes in.
PARTS = ((45, "day"), (200, "week"), (1900, "month"), (5000, "quarter"))


def part_of(selection: Selection) -> str:
    """The part of time in which a course over the selection's period is drawn."""
    days = (selection.end - selection.start).days
    return next((part for most, part in PARTS if days <= most), "year")


def whole_parts(view: View) -> Selection:
    """The selection from the first part of time that lies whole in it: a course must not begin with half a month.

    Where no day with data would be left, the selection itself.
    """
    selection, part = view.selection, part_of(view.selection)
    first = STARTS[part](selection.start)
    start = first if first == selection.start else next_start(part, first)
    return replace(selection, start=start) if start < min(selection.end, view.catalogue.as_of_date + DAY) else selection


def first_days(course: Selection, part: str) -> list[str]:
    """The first day of each part of a course, as a frame's groups name them.

    part: the page's, by its whole period: the course is shorter and by itself might be drawn in finer parts.
    """
    return [first.isoformat() for first in parts(part, course.start, course.end)]


def unfinished(view: View, course: Selection, part: str) -> int:
    """1 where the last part of a course is not over yet, by the data or by the period; else 0."""
    last = parts(part, course.start, course.end)[-1]
    return int(next_start(part, last) > min(course.end, view.catalogue.as_of_date + DAY))


def over_time(
    view: View,
    few: int,
    card: str,
    title: str,
    keys: Sequence[str],
    *,
    names: Sequence[str] = (),
    selection: Selection | None = None,
) -> Panel:
    """Metrics of one unit over time as lines; the comparison's line is the first metric's.

    selection: ask about another selection than the page's.
    """
    view = replace(view, selection=selection) if selection is not None else view
    course = whole_parts(view)
    part, before = part_of(view.selection), course.compared(view.catalogue)

    def draw(frame: pd.DataFrame, *compared: pd.DataFrame) -> Content:
        days = first_days(course, part)
        n = sum(column(frame, keys[0], part, days)[1])
        words = subtitle(view, keys[0], n, *narrowed(view, course))
        chart = chart_of(
            view, frame, keys, part, kind=Kind.LINE, few=few, title=title, subtitle=words, groups=days, names=names
        )
        lines = [replace(line, x=days, incomplete=unfinished(view, course, part)) for line in chart.series]
        chart = replace(chart, series=lines)
        if before is not None:
            name = COMPARISONS[view.selection.comparison](view.locale)
            if len(keys) > 1:
                name = text(view.locale, "course.compared", name=lines[0].name, what=name)
            chart = with_series(chart, _comparison(view, compared[0], before, keys[0], days, name))
        return Content(
            subtitle=words,
            n=n,
            chart=chart,
            row_names=[time_label(view.locale, part, first) for first in parts(part, course.start, course.end)],
            behind=opens(view, keys[0], n, course),
        )

    # The whole period, of which the course shows the whole parts: the page's figures are then read with it.
    asked = [Question(tuple(keys), view.selection, (part,))]
    asked += [Question((keys[0],), before, (part,))] if before is not None else []
    return Panel(card, title, asked, draw, metrics=keys)


def narrowed(view: View, course: Selection) -> list[str]:
    """What the subtitle says where the course leaves out the days before its first whole part."""
    if course.start == view.selection.start:
        return []
    return [text(view.locale, "course.whole", day=course.start)]


def _comparison(view: View, frame: pd.DataFrame, before: Selection, key: str, days: Sequence[str], name: str) -> Series:
    """The comparison's line, laid over the days of the period that it is compared with."""
    part = part_of(view.selection)
    own = [first.isoformat() for first in parts(part, before.start, before.end)][: len(days)]
    y, n = column(frame, key, part, own)
    missing = len(days) - len(own)
    return Series(
        name=name,
        x=list(days),
        y=[*y, *[None] * missing],
        n=[*n, *[0] * missing],
        role=Role.COMPARISON,
    )
