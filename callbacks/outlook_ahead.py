"""指标管控: where the chosen target is going: the months to come, and how the period's figure grows out of them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash import html

from callbacks.board import target_name
from callbacks.drawing import behind, counted_words, dates_words, has_rows
from callbacks.judged import sampled
from callbacks.labels import group_name, metric_name, shown_value, time_label, unit_word
from callbacks.outlook import MONTH, Ahead, looked_back, outlook, outlook_questions, period_of, span
from callbacks.panel import Content, Panel
from callbacks.region_rank import fractions, whole_numbers
from callbacks.targets import Aim, shown_decimals, threshold_of
from callbacks.view import View
from charts.chart import Chart, Kind, Reference, Role, Series
from locales import number, text
from queries.asker import Answer
from queries.selection import DAY
from stats.outlook import Course

SHOWN = 12  # months before the running one that are drawn at least
Values = Sequence[float | None]


def outlook_panel(view: View, card: str, aim: Aim) -> Panel:
    """What is expected of a target at the end of its running period."""
    title = text(view.locale, "outlook.title", name=metric_name(view, aim.key), of=target_name(view, aim))

    def draw(*answers: Answer) -> Content:
        ahead = outlook(view, aim, *answers)
        return Content(empty=ahead.why) if ahead.why else _ahead(own, title, ahead)

    own = replace(view, selection=looked_back(view, aim))
    return Panel(card, title, outlook_questions(view, aim), draw, metrics=(aim.key,), tolerant=True)


def _ahead(view: View, title: str, ahead: Ahead) -> Content:
    """The months so far and those to come, and how the period's figure grows out of them, with their ranges."""
    say, aim, course, found = partial(text, view.locale), ahead.aim, ahead.course, ahead.outlook
    if course is None or found is None:
        return Content(empty=ahead.why)
    start, end = span(aim, course.last)
    until = course.month(end)
    months = list(range(max(0, min(course.month(start), course.month(course.last) - SHOWN)), until + 1))
    over = course.month(course.last + DAY)
    lines = [_line(view, ahead, say("outlook.by_month"), months, over, months[0])]
    if period_of(aim) != MONTH:
        so_far = [month for month in months if month >= course.month(start)]
        lines.append(_line(view, ahead, say(f"outlook.so_far_{period_of(aim)}"), so_far, over, None))
    lines[-1] = replace(lines[-1], role=Role.VALUE)  # the one that is judged
    said = told(view, aim, course, found.known_n, say("outlook.until", day=end))
    chart = Chart(
        kind=Kind.LINE,
        title=title,
        subtitle=said,
        unit=unit_word(view, aim.key),
        series=lines[::-1],
        x_name=group_name(view, MONTH),
        decimals=shown_decimals(aim.target),
        references=[line_of(view, aim)],
        interval_names=(say("outlook.low"), say("outlook.high")),
        counted=counted_words(view, aim.key),
    )
    names = [time_label(view.locale, MONTH, course.begin(month)) for month in months]
    return Content(
        subtitle=said,
        n=max(found.known_n, 1),
        chart=chart,
        row_names=[
            say("outlook.row", month=name) if at >= over else name for at, name in zip(months, names, strict=True)
        ],
        figures=partial(_months, view, aim, course, months, lines),
        links=lines[0].links or (),
        below=html.P(ahead.sentence, className="outlook-said"),
        note=say("table.apart").join([say("outlook.method"), *([say("outlook.sample")] if sampled(aim.key) else [])]),
    )


def _line(view: View, ahead: Ahead, name: str, months: Sequence[int], over: int, first: int | None) -> Series:
    """A line over months: each alone, or each with those since the period's start where first is None.

    over: the first month that is not; from the one before it on the line has a range.
    """
    aim, course = ahead.aim, ahead.course
    if course is None:
        raise ValueError("There is no course to draw.")
    start, end = span(aim, course.last)
    found = [
        course.outlook(start if first is None else course.begin(month), min(course.begin(month + 1) - DAY, end))
        for month in months
    ]
    rows = has_rows(view, aim.key) and first is not None
    return Series(
        name=name,
        x=[course.begin(month).isoformat() for month in months],
        y=shown(aim, [one.value for one in found]),
        n=[one.known_n for one in found],
        role=Role.OTHER,
        incomplete=sum(month >= over for month in months),
        links=[
            behind(view, aim.key, [(MONTH, course.begin(month).isoformat())]) if rows and one.known_n else None
            for month, one in zip(months, found, strict=True)
        ],
        low=shown(aim, [one.low if month >= over - 1 else None for month, one in zip(months, found, strict=True)]),
        high=shown(aim, [one.high if month >= over - 1 else None for month, one in zip(months, found, strict=True)]),
    )


def shown(aim: Aim, values: Values) -> list[float | None]:
    """Stored values as they are shown: shares in percent."""
    return [shown_value(aim.key, value) for value in values]


def _months(view: View, aim: Aim, course: Course, months: Sequence[int], lines: Sequence[Series]) -> pd.DataFrame:
    """The figures of the outlook's chart: of each month, and since the period's start, with the ranges of the rest."""
    say, unit = partial(text, view.locale), unit_word(view, aim.key)
    days = [course.begin(month) for month in months]
    columns: dict[str, object] = {group_name(view, MONTH): [day.isoformat() for day in days]}
    for line in lines:
        at = dict(zip(line.x, range(len(line.x)), strict=True))

        def column(values: Values | None, at: dict[str | float, int] = at) -> object:
            places = [at.get(day.isoformat()) for day in days]
            return fractions([None if values is None or place is None else values[place] for place in places])

        of = line.name
        columns[say("table.head", name=of, unit=unit)] = column(line.y)
        columns[say("outlook.low_of", name=of)] = column(_beyond(line, line.low))
        columns[say("outlook.high_of", name=of)] = column(_beyond(line, line.high))
        if line.n is not None:
            n = [at.get(day.isoformat()) for day in days]
            columns[say("outlook.n_of", name=of)] = whole_numbers(
                [None if place is None else line.n[place] for place in n]
            )
    return pd.DataFrame(columns)


def _beyond(line: Series, ends: Values | None) -> Values | None:
    """The ends of the ranges of what is not over: what is known has none."""
    known = len(line.y) - line.incomplete
    return None if ends is None else [None if at < known else end for at, end in enumerate(ends)]


def told(view: View, aim: Aim, course: Course, n: int | None, *more: str) -> str:
    """By which date, as seen on which day, to when, and how many rows of the running period are known."""
    words = [dates_words(view, aim.key), text(view.locale, "outlook.seen", day=course.last), *more]
    return " · ".join([*words, *([f"n = {number(view.locale, n)}"] if n is not None else [])])


def line_of(view: View, aim: Aim) -> Reference:
    """The line of the target's value."""
    name = text(view.locale, "target.provisional" if aim.target.provisional else "target.line")
    return Reference(name, shown_value(aim.key, threshold_of(aim.target)) or 0.0, decimals=shown_decimals(aim.target))
