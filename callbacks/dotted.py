"""Panels of one kind: a figure by group as dots with their intervals, the whole's value as a line."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.drawing import chart_of, column, few_at, groups_in, one, opens, ranked, subtitle
from callbacks.labels import UNKNOWN, decimals, not_known, shown_value
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Kind, Reference, Series
from locales import text
from queries.measure import Question
from queries.selection import Selection

Ends = Sequence[float | None]


def by_dots(
    view: View,
    few: int,
    card: str,
    title: str,
    keys: Sequence[str],
    by: str,
    *,
    names: Sequence[str] = (),
    rank: bool = False,
    order: Sequence[str] = (),
    references: Sequence[Reference] = (),
    selection: Selection | None = None,
    note: str = "",
) -> Panel:
    """Metrics of one unit by group, as dots; those of samples with their 95 % intervals.

    few: figures over fewer rows are greyed. names: shorter than the metrics'. rank: the largest low end of the first
    metric's intervals on top, which no group leads by chance, those of too few rows last. order: of the groups, where
    it is not the catalogue's. references: lines beside that of the whole. selection: ask about another selection than
    the page's. note: what is said below, beside what the intervals are.
    """
    view = replace(view, selection=selection) if selection is not None else view
    say = partial(text, view.locale)

    def draw(frame: pd.DataFrame, total: pd.DataFrame) -> Content:
        why = not_known(view, by)
        if why:
            return Content(empty=why)
        whole = one(total, keys[0])
        groups = groups_in(view, by, frame)
        if order:
            groups = [code for code in (*order, UNKNOWN) if code in groups]
        if rank:
            low = dict(zip(groups, ends(frame, keys[0], by, groups)[0], strict=True))
            groups = sorted(ranked(frame, keys[0], by, groups), key=lambda code: -(low[code] or 0.0))
            groups = scarce_last(frame, keys[0], by, groups, few)
        words = subtitle(view, keys[0], whole.n)
        chart = chart_of(
            view, frame, keys, by, kind=Kind.DOTS, few=few, title=title, subtitle=words, groups=groups, names=names
        )
        dots = [with_interval(dot, frame, key, by, groups) for dot, key in zip(chart.series, keys, strict=True)]
        shown = None if whole.value is None else round(whole.value, decimals(keys[0]))  # as the dots' values
        own = view.selection.place.label(view.locale)
        lines = [] if shown is None else [Reference(own, shown, decimals=decimals(keys[0]))]
        chart = replace(
            chart,
            series=dots,
            references=[*lines, *references],
            interval_names=(say("dotted.low"), say("dotted.high")),
        )
        notes = []
        if any(dot.low is not None for dot in dots):
            notes.append(say("dotted.interval"))
            notes += [say("dotted.rank")] if rank else []
        notes += [note] if note else []
        return Content(
            subtitle=words,
            n=whole.n,
            chart=chart,
            behind=opens(view, keys[0], whole.n),
            note=say("dotted.apart").join(notes),
        )

    return Panel(
        card,
        title,
        [Question(tuple(keys), view.selection, (by,)), Question((keys[0],), view.selection)],
        draw,
        metrics=keys,
    )


def scarce_last(frame: pd.DataFrame, key: str, by: str, groups: Sequence[str], few: int) -> list[str]:
    """The groups in their order, those of too few rows after the others: they belong to no ranking."""
    _, n = column(frame, key, by, groups)
    scarce = {groups[at] for at in few_at(n, few, key)}
    return sorted(groups, key=lambda code: code in scarce)


def with_interval(dots: Series, frame: pd.DataFrame, key: str, by: str, groups: Sequence[str]) -> Series:
    """The dots with the ends of their intervals; as they are where the metric has none."""
    low, high = ends(frame, key, by, groups)
    return dots if all(end is None for end in low) else replace(dots, low=low, high=high)


def ends(frame: pd.DataFrame, key: str, by: str, groups: Sequence[str]) -> tuple[Ends, Ends]:
    """The low and high ends of a metric's interval for each group, in the groups' order; none where it has none."""
    rows = zip(*(frame[name].tolist() for name in ("metric", by, "low", "high")), strict=True)
    found = {
        code if isinstance(code, str) else UNKNOWN: (shown_value(key, low), shown_value(key, high))
        for name, code, low, high in rows
        if name == key
    }
    pairs = [found.get(code, (None, None)) for code in groups]
    return [low for low, _ in pairs], [high for _, high in pairs]
