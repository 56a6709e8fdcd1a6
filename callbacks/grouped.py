"""Panels of one kind: metrics of one unit by group."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from callbacks.drawing import chart_of, groups_in, one, opens, ranked, subtitle, with_series
from callbacks.labels import UNKNOWN, group_label, not_known
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Kind, Role, Series
from locales import text
from queries.catalogue import Limit
from queries.measure import Question
from queries.selection import DAY, Selection


def by_group(
    view: View,
    few: int,
    card: str,
    title: str,
    keys: Sequence[str],
    by: str,
    *,
    names: Sequence[str] = (),
    rank: bool = False,
    clock: str | None = None,
    selection: Selection | None = None,
    words: Sequence[str] = (),
) -> Panel:
    """Metrics of one unit by group, as bars.

    few: figures over fewer cases are greyed. names: shorter than the metrics'. rank: the largest value of the first
    metric on top, instead of the catalogue's order. clock: draw the limit of that clock beside each class or step.
    selection: ask about another selection than the page's. words: what else the subtitle says.
    """
    view = replace(view, selection=selection) if selection is not None else view

    def draw(frame: pd.DataFrame, total: pd.DataFrame) -> Content:
        why = not_known(view, by)
        if why:
            return Content(empty=why)
        n = one(total, keys[0]).n
        groups = groups_in(view, by, frame)
        if rank:
            groups = ranked(frame, keys[0], by, groups)
        said = subtitle(view, keys[0], n, *words)
        chart = chart_of(
            view, frame, keys, by, kind=Kind.BARS, few=few, title=title, subtitle=said, groups=groups, names=names
        )
        rules = [limit(view, clock, by, code) for code in groups] if clock else []
        if any(rules):
            name = text(
                view.locale, "chart.limit_provisional" if any(r and r.provisional for r in rules) else "chart.limit"
            )
            days = [float(rule.working_days) if rule else None for rule in rules]
            named = [group_label(view, by, code) for code in groups]
            chart = with_series(chart, Series(name, named, days, role=Role.COMPARISON))
        return Content(
            subtitle=said,
            n=n,
            chart=chart,
            behind=opens(view, keys[0], n),
        )

    return Panel(
        card,
        title,
        [Question(tuple(keys), view.selection, (by,)), Question((keys[0],), view.selection)],
        draw,
        metrics=keys,
    )


def limit(view: View, clock: str, by: str, code: str) -> Limit | None:
    """The company's limit for a class or step at the period's end; none where several differ."""
    found = [rule for rule in view.catalogue.limits if rule.clock == clock and _applies(view, rule, by, code)]
    return found[0] if len({rule.working_days for rule in found}) == 1 else None


def _applies(view: View, rule: Limit, by: str, code: str) -> bool:
    last = view.selection.end - DAY
    valid = (rule.valid_from is None or rule.valid_from <= last) and (rule.valid_to is None or last < rule.valid_to)
    named = rule.customer_class if by == "class" else rule.step
    return valid and rule.region is None and code != UNKNOWN and named == code
