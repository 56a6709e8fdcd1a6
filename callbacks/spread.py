"""How durations spread: what cases wait on, the distribution of a clock, survival with open cases counted."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np
import pandas as pd

from callbacks.clocks import Clock
from callbacks.drawing import Figure, behind, by_code, groups_in, one, opens, subtitle
from callbacks.labels import group_label, group_name, main_grouping, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from charts.table import table
from locales import number, text
from queries.measure import Question
from queries.selection import DAY
from stats.survival import kaplan_meier

MOST_BINS = 40
MOST_PARTS = 7
NONE = Figure("waiting_on", 0, 0.0)
TAIL = 0.98  # what lies beyond this share of the cases stands in the last bin
HOURS_IN_DAY = 24


def waiting(view: View, card: str, title: str) -> Panel:
    """The whole time split into what it waited on: one bar for all cases and one a group, the parts sum to its mean.

    The picture holds the parts that weigh most and one for all others; the table holds every part.
    """
    by = main_grouping(view)

    def draw(total: pd.DataFrame, whole: pd.DataFrame, split: pd.DataFrame) -> Content:
        n = one(whole, "whole_time").n
        words = subtitle(view, "waiting_on", n, text(view.locale, "steps.waiting_sum"))
        groups = groups_in(view, by, split)
        rows = [text(view.locale, "group.all"), *(group_label(view, by, code) for code in groups)]
        cells = [behind(view, "waiting_on"), *(behind(view, "waiting_on", [(by, code)]) for code in groups)]
        overall = by_code(total, "waiting_on", "part")
        parts = {}
        for part in groups_in(view, "part", total):
            figures = by_code(split[split["part"] == part], "waiting_on", by)
            found = [overall[part], *(figures.get(code, NONE) for code in groups)]
            parts[part] = Series(
                name=group_label(view, "part", part),
                x=rows,
                y=[figure.value or 0.0 for figure in found],
                role=Role.OTHER,
                links=cells,
            )
        weights = sorted(parts, key=lambda part: -(overall[part].value or 0.0))
        small = weights[MOST_PARTS - 1 :] if len(weights) > MOST_PARTS else []
        shown = [series for part, series in parts.items() if part not in small]
        if small:
            sums = [sum(parts[part].y[at] or 0.0 for part in small) for at in range(len(rows))]
            name = text(view.locale, "steps.others", n=len(small))
            shown.append(Series(name, rows, sums, role=Role.OTHER, links=cells))
        chart = Chart(
            kind=Kind.STACK,
            title=title,
            subtitle=words,
            unit=unit_word(view, "waiting_on"),
            series=shown,
            x_name=group_name(view, by),
            decimals=1,
        )
        every = table(replace(chart, series=list(parts.values())))
        return Content(subtitle=words, n=n, chart=chart, figures=every, behind=opens(view, "waiting_on", n))

    asked = [
        Question(("waiting_on",), view.selection, ("part",)),
        Question(("whole_time",), view.selection),
        Question(("waiting_on",), view.selection, (by, "part")),
    ]
    return Panel(card, title, asked, draw, metrics=("waiting_on", "whole_time"))


def distribution(view: View, card: str, title: str, clock: Clock) -> Panel:
    """How many cases (or executions) took how many whole days."""

    def draw(frame: pd.DataFrame, totals: pd.DataFrame) -> Content:
        found = [one(totals, key) for key in clock.statistics]
        n = found[0].n
        words = subtitle(view, clock.key, n, _statistics(view, found))
        if not n:
            return Content(subtitle=words)
        counts = {int(day): figure for day, figure in by_code(frame, clock.key, "days").items()}
        width, last = _bins(counts)
        bins = [range(first, first + width) for first in range(0, last, width)]
        y = [sum(counts[day].n for day in days if day in counts) for days in bins]
        tail = n - sum(y)
        names = [str(days[0]) if width == 1 else f"{days[0]}–{days[-1]}" for days in bins]
        chosen = replace(view, selection=clock.selection)
        links = [
            behind(chosen, clock.key, [("days", str(days[0]))]) if width == 1 and cases else None
            for days, cases in zip(bins, y, strict=True)
        ]
        chart = Chart(
            kind=Kind.COLUMNS,
            title=title,
            subtitle=words,
            unit=unit_word(view, "executions" if clock.selection.steps else "cases"),
            series=[
                Series(
                    name=text(view.locale, "steps.distribution_n"),
                    x=[*names, *([f"≥ {last}"] if tail else [])],
                    y=[*y, *([tail] if tail else [])],
                    links=[*links, *([None] if tail else [])],
                )
            ],
            x_name=text(view.locale, "steps.distribution_x", unit=unit_word(view, clock.key)),
        )
        return Content(subtitle=words, n=n, chart=chart, behind=opens(view, clock.key, n, clock.selection))

    asked = [Question((clock.key,), clock.selection, ("days",)), Question(clock.statistics, clock.selection)]
    return Panel(card, title, asked, draw, metrics=clock.statistics)


def _bins(counts: dict[int, Figure]) -> tuple[int, int]:
    """Width of a bin in days, and the day from which on everything stands in the last one."""
    days = sorted(counts)
    reached = np.cumsum([counts[day].n for day in days])
    last = days[int(np.searchsorted(reached, TAIL * reached[-1]))] + 1
    width = ceil(last / MOST_BINS)
    return width, ceil(last / width) * width


def _statistics(view: View, figures: Sequence[Figure]) -> str:
    names = (text(view.locale, "stat.mean"), text(view.locale, "stat.median"), "P90")
    return " · ".join(
        f"{name} {number(view.locale, figure.value, 1)}" for name, figure in zip(names, figures, strict=True)
    )


def survival(view: View, card: str, title: str) -> Panel:
    """The share of accepted cases still going after so many days, open cases counted and left out."""
    accepted = replace(view.selection, cohort="accepted") if "accepted" in view.catalogue.cohorts else view.selection

    def draw(frame: pd.DataFrame, medians: pd.DataFrame) -> Content:
        rows = frame[frame["elapsed_hours"].notna()]
        hours, done = rows["elapsed_hours"].astype(int), rows["state"] == "finished"
        n = int(rows["n"].sum())
        with_open, finished = one(medians, "whole_time.km"), one(medians, "whole_time.median")
        words = " · ".join(
            [
                text(view.locale, "steps.survival_dates", start=accepted.start, end=accepted.end - DAY),
                text(view.locale, "steps.median_open", median=number(view.locale, with_open.value, 1)),
                text(view.locale, "steps.median_finished", median=number(view.locale, finished.value, 1)),
                f"n = {number(view.locale, n)}",
            ]
        )
        curves = [
            _curve(text(view.locale, "steps.curve_open"), kaplan_meier(hours, done, rows["n"]), Role.VALUE),
            _curve(
                text(view.locale, "steps.curve_finished"),
                kaplan_meier(hours[done], done[done], rows["n"][done]),
                Role.COMPARISON,
            ),
        ]
        chart = Chart(
            kind=Kind.CURVE,
            title=title,
            subtitle=words,
            unit="%",
            series=curves,
            x_name=text(view.locale, "steps.survival_x", unit=unit_word(view, "whole_time")),
            decimals=1,
        )
        return Content(subtitle=words, n=n, chart=chart, behind=opens(view, "accepted_timed", n, accepted))

    asked = [
        Question(("accepted_timed",), accepted, ("elapsed_hours", "state")),
        Question(("whole_time.km", "whole_time.median"), accepted),
    ]
    return Panel(card, title, asked, draw, metrics=("whole_time.km", "whole_time.median"))


def _curve(name: str, estimate: pd.DataFrame, role: Role) -> Series:
    """A survival curve at the end of each whole day, from all cases on day 0."""
    days = (estimate["hour"] // HOURS_IN_DAY + 1).tolist()
    daily = estimate.assign(day=days).groupby("day", as_index=False).last()
    return Series(
        name=name,
        x=[0.0, *daily["day"].astype(float)],
        y=[100.0, *(daily["share"] * 100)],
        n=[int(estimate["at_risk"].iloc[0]) if len(estimate) else 0, *daily["at_risk"].astype(int)],
        role=role,
    )
