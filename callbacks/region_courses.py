"""单位对比: small multiples: each unit's course of the figure on one scale, the whole's behind it in grey."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html

from callbacks.cards import theme
from callbacks.courses import first_days, narrowed, part_of, unfinished, whole_parts
from callbacks.drawing import COUNTED, column, one, opens, subtitle, sums
from callbacks.labels import decimals, group_name, time_label, unit_word
from callbacks.panel import Content, Panel
from callbacks.ranking import NOTHING_BELOW, Standing, no_units, standings
from callbacks.region_rank import fractions, own_name, whole_numbers
from callbacks.tables import written
from callbacks.view import View
from charts.sparkline import sparkline
from locales import number, text
from pages.components.table import figures_table
from queries.measure import Question
from queries.metrics import METRICS
from queries.periods import parts

HEIGHT = 52  # px of a picture as wide as 150
EDGES = (2, 98)  # percentiles of all points between which the scale lies: a month of one case must not set it
Values = Sequence[float | None]


def multiples(view: View, few: int, card: str, title: str, key: str) -> Panel:
    """A small course for each unit below the page's, in the order of the ranking; each leads to its unit."""
    part = part_of(view.selection)
    asked = [
        Question((key,), view.selection, ("region",)),
        Question((key,), view.selection),
        Question((key,), view.selection, ("region", part)),
        Question((key,), view.selection, (part,)),
    ]
    return Panel(card, title, asked, partial(_draw, view, few, key), metrics=(key,))


def _draw(
    view: View,
    few: int,
    key: str,
    frame: pd.DataFrame,
    total: pd.DataFrame,
    split: pd.DataFrame,
    whole: pd.DataFrame,
) -> Content:
    if no_units(view):
        return NOTHING_BELOW
    course, part = whole_parts(view), part_of(view.selection)
    days = first_days(course, part)
    n = one(total, key).n
    units = standings(view, few, key, frame)
    by_unit = dict(iter(split.groupby("region")))
    values = {unit.code: column(by_unit.get(unit.code, split.iloc[:0]), key, part, days)[0] for unit in units}
    own, _ = column(whole, key, part, days)
    able = [unit for unit in units if unit.rank is not None] or units
    known = [value for unit in able for value in _known(values[unit.code])] or _known(own)
    low, high = (float(end) for end in np.percentile(known, EDGES)) if known else (0.0, 0.0)
    scale = (min(low, *_known(own)), max(high, *_known(own))) if known else (0.0, 0.0)
    names = [time_label(view.locale, part, first) for first in parts(part, course.start, course.end)]
    data = pd.DataFrame(
        {
            group_name(view, "region"): [own_name(view), *(unit.name for unit in units)],
            **{name: fractions([own[at], *(values[unit.code][at] for unit in units)]) for at, name in enumerate(names)},
            **({} if sums(key) else {"n": whole_numbers([n, *(None if unit.withheld else unit.n for unit in units)])}),
        }
    )
    picture = partial(_picture, view, key, own, scale, unfinished(view, course, part))
    return Content(
        subtitle=subtitle(view, key, None, *narrowed(view, course), *_whole_n(view, key, n)),
        n=n,
        figures=data,
        shown=html.Div(
            [
                html.Ul([picture(unit, values[unit.code]) for unit in units], className="multiples"),
                _table(view, key, data, [None, *(unit.way for unit in units)]),
            ]
        ),
        behind=opens(view, key, n),
        note=text(
            view.locale,
            "regions.multiples",
            name=own_name(view),
            low=number(view.locale, scale[0], decimals(key)),
            high=number(view.locale, scale[1], decimals(key)),
            unit=unit_word(view, key),
        )
        if known
        else "",
    )


def _whole_n(view: View, key: str, n: int) -> list[str]:
    """Over how many rows the whole's figure is: each picture says those of its own unit."""
    if sums(key):
        return []
    return [text(view.locale, "regions.whole_n", name=own_name(view), n=number(view.locale, n))]


def _known(values: Values) -> list[float]:
    return [value for value in values if value is not None]


def _picture(
    view: View, key: str, own: Values, scale: tuple[float, float], incomplete: int, unit: Standing, values: Values
) -> html.Li:
    """A unit's name, its figure over the whole period, and its course; what leaves the scale is drawn at its edge."""
    low, high = scale
    held = [None if value is None else min(max(value, low), high) for value in values]
    course = sparkline(held, theme(), incomplete=incomplete, behind=own, scale=scale, height=HEIGHT)
    figure = text(view.locale, "chart.withheld") if unit.withheld else number(view.locale, unit.value, decimals(key))
    told = not unit.withheld and not sums(key) and METRICS[key].unit not in COUNTED  # of a count n is the figure itself
    inside: Any = [
        html.Span([html.Span(unit.name), html.B(figure)], className="multiple-head"),
        html.Span(text(view.locale, "figure.n", n=number(view.locale, unit.n)), className="multiple-n")
        if told
        else None,
        html.Img(src=course, alt=text(view.locale, "figure.course", name=unit.name), className="multiple-course"),
    ]
    body = dcc.Link(inside, href=unit.way) if unit.way else html.Div(inside)
    return html.Li(body, className="multiple few" if unit.rank is None else "multiple")


def _table(view: View, key: str, data: pd.DataFrame, links: Sequence[str | None]) -> html.Details:
    """The figures, for whoever wants to read them."""
    shown = written(view.locale, data, decimals=dict.fromkeys(range(1, data.shape[1]), decimals(key)))
    return html.Details(
        [
            html.Summary(text(view.locale, "card.table")),
            figures_table(shown.head, shown.rows, view.locale, links=links, numbers=shown.numbers),
        ],
        className="multiples-table",
    )
