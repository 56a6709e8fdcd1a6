"""What every kind of Plotly chart is put together from: axes, named lines, hover texts, colours, dates and numbers.

Figures are plain dicts, not plotly.graph_objects: those validate every property and take many times as long; a test
validates once for all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, pairwise
from typing import Any

import locales
from charts.chart import Chart, Kind, Reference, Role, Series
from charts.lettering import plain
from charts.tokens import FONT, SCALES, TOKENS

Piece = dict[str, Any]  # a part of a figure as Plotly reads it

SMALL = 11
NORMAL = 12
CLEAR = "rgba(0,0,0,0)"
MOST_REFERENCE = 90  # px: a wider name of a reference beside the plot is broken into lines
MOST_TICKS = 4  # names of days that an axis has room for on a narrow screen
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 48, 96, 10**6)  # that ticks may stand apart
ROW = 16  # height in px of a line of small text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Pen:
    """A chart with the theme and the language that it is drawn in."""

    chart: Chart
    theme: str
    locale: str

    def colour(self, token: str) -> str:
        """The colour of a token in this theme."""
        return TOKENS[self.theme][token]

    def number(self, value: float) -> str:
        """A value as the axis writes it, without its unit."""
        return locales.number(self.locale, value, self.chart.decimals)

    def named(self, reference: Reference) -> str:
        """A reference's name with its value: with its own decimals, or as many as the value has (at most two)."""
        decimals = reference.decimals
        if decimals is None:
            decimals = next((d for d in (0, 1) if round(reference.value, d) == reference.value), 2)
        return f"{plain(reference.name)} {locales.number(self.locale, reference.value, decimals)}"

    def unit(self) -> str:
        """The unit as it follows a number in a text."""
        return f" {self.chart.unit}" if self.chart.unit else ""

    def format(self) -> str:
        """The d3 format of a value, with the decimals of the chart."""
        return f",.{self.chart.decimals}f"

    def colours(self, scale: str) -> list[str]:
        """The colour of each series: the accent for the figure itself, grey for the comparison, a scale for equals."""
        first = 2 if any(series.role is Role.VALUE for series in self.chart.series) else 1
        equals = count(first)
        return [
            self.colour("accent")
            if series.role is Role.VALUE
            else self.colour("comparison")
            if series.role is Role.COMPARISON
            else self.colour(f"{scale}-{(next(equals) - 1) % SCALES[scale] + 1}")
            for series in self.chart.series
        ]

    def is_time(self) -> bool:
        """Whether x are days."""
        return all(isinstance(x, str) and _DAY.fullmatch(x) for series in self.chart.series for x in series.x)


def values(chart: Chart) -> list[float]:
    """Every known value and reference of a chart: what its axis has to hold."""
    known = [y for series in chart.series for y in series.y if y is not None]
    return known + [reference.value for reference in chart.references]


def figure_of(
    pen: Pen, data: list[Piece], *, height: int, top: int = 8, right: int = 8, bottom: int = 8, **layout: object
) -> Piece:
    """The figure with what is the same in all: font, margins, hover, numbers, no dragging."""
    margin = {"t": top, "r": right, "b": bottom, "l": 8}
    return {
        "data": data,
        "layout": {
            "height": height,
            "margin": margin,
            "font": {"family": FONT, "size": NORMAL, "color": pen.colour("ink")},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": pen.colour("paper"),
            "separators": ".,",
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": pen.colour("paper"),
                "bordercolor": pen.colour("comparison"),
                "font": {"family": FONT, "size": NORMAL, "color": pen.colour("ink")},
                "align": "left",
                "namelength": -1,
            },
            "showlegend": False,
            **layout,
        },
    }


@dataclass(frozen=True)
class Key:
    """An entry of the legend beside a chart.

    mark is "box" (bars), "box-1" and so on (bars in a pattern, whose colour is ink), "line", "dashes", "dashdots",
    "dot", "diamond", "square" or "stroke".
    """

    name: str
    colour: str
    mark: str
    ink: str = ""


def value_axis(pen: Pen, low: float, high: float) -> Piece:
    """The axis of values between two bounds: light lines, few ticks, the numbers as the locale writes them."""
    whole = pen.chart.decimals == 0 and high - low <= 6  # no ticks between whole numbers
    return {
        "range": [low, high],
        "fixedrange": True,
        "tickformat": f",.{pen.chart.decimals + 1}~f",
        **({"dtick": 1} if whole else {"nticks": 6}),
        "tickfont": {"size": SMALL, "color": pen.colour("muted")},
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": CLEAR,
        "gridcolor": pen.colour("grey-2"),
        "zeroline": low < 0 < high,
        "zerolinecolor": pen.colour("comparison"),
        "automargin": True,
        "hoverformat": pen.format(),
    }


def ruled_axis(pen: Pen) -> Piece:
    """An x axis drawn as a line with small ticks, without a grid."""
    return {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": pen.colour("comparison"),
        "ticks": "outside",
        "ticklen": 3,
        "tickcolor": pen.colour("comparison"),
        "tickfont": {"size": SMALL, "color": pen.colour("muted")},
        "automargin": True,
    }


def time_or_bins(pen: Pen) -> Piece:
    """The x axis of days, of numbers or of named bins in their order."""
    axis = ruled_axis(pen) | {
        "showspikes": pen.chart.kind is not Kind.COLUMNS,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": pen.colour("comparison"),
    }
    xs = [x for series in pen.chart.series for x in series.x]
    if pen.is_time():
        days = sorted({str(x) for x in xs})
        hovered, ticked = _formats(days)
        return axis | {
            "type": "date",
            "tickmode": "array",
            "tickvals": _ticked(days),
            "tickformat": ticked,
            "hoverformat": hovered,
            "tickangle": 0,
        }
    if any(isinstance(x, str) for x in xs):
        return axis | {"type": "category", "categoryorder": "array", "categoryarray": list(dict.fromkeys(xs))}
    return axis | {"type": "linear", "tickformat": ",~f", "hoverformat": ",~f", "nticks": 8, "tickangle": 0}


def _formats(days: Sequence[str]) -> tuple[str, str]:
    """How parts of time are written as the table writes them, and below the axis, by how far they lie apart."""
    if not all(day.endswith("-01") for day in days):
        return "%Y-%m-%d", "%m-%d"
    firsts = [date.fromisoformat(day) for day in days]
    apart = min(((after - first).days for first, after in pairwise(firsts)), default=0)
    written = next((form for least, form in ((365, "%Y"), (90, "%Y Q%q")) if apart >= least), "%Y-%m")
    return written, written


def _ticked(days: Sequence[str]) -> list[str]:
    """The days that are named below an axis: the last, and others as far apart as leaves room for their names."""
    step = next(step for step in STEPS if (len(days) - 1) // step < MOST_TICKS)
    return list(reversed(days[::-1][::step]))


def note(text: str, colour: str, **at: object) -> Piece:
    """A text on the chart."""
    return {"text": text, "showarrow": False, "font": {"size": NORMAL, "color": colour}, **at}


def marks_height(pen: Pen) -> int:
    """The room in px that the numbers of marks take above a plot."""
    return ROW if pen.chart.marks else 0


def unit_note(pen: Pen) -> list[Piece]:
    """The unit above a vertical axis."""
    if not pen.chart.unit:
        return []
    unit = note(pen.chart.unit, pen.colour("muted"), xref="paper", x=0, xanchor="left", yref="paper", y=1)
    return [
        unit
        | {"yanchor": "bottom", "yshift": 4 + marks_height(pen), "font": {"size": SMALL, "color": pen.colour("muted")}}
    ]


def dashed(pen: Pen, **at: object) -> Piece:
    """The line of a reference."""
    return {"type": "line", "line": {"color": pen.colour("ink"), "width": 1, "dash": "3px,3px"}, "layer": "above", **at}


def hover(pen: Pen, series: Series, axis: str) -> list[str]:
    """Hover text of each point: name, value with unit (on the axis "x" or "y"), cases, and what limits it."""
    chart = pen.chart
    words = f"{plain(series.name)}  <b>%{{{axis}:{pen.format()}}}</b>{pen.unit()}"
    if series.n is not None and list(series.n) != list(series.y):  # a count says its cases already
        counted = chart.counted or locales.text(pen.locale, "rows.case_fact", n="{n}")
        words += " · " + counted.format(n="%{customdata[0]:,}")
    unfinished = len(series.y) - series.incomplete
    few = set(chart.few) if series.role is not Role.COMPARISON else set()
    return [
        words
        + (f"<br>{locales.text(pen.locale, 'chart.incomplete')}" if at >= unfinished else "")
        + (f"<br>{locales.text(pen.locale, 'chart.few')}" if at in few else "")
        + "<extra></extra>"
        for at in range(len(series.y))
    ]


def with_intervals(pen: Pen, series: Series, texts: list[str]) -> list[str]:
    """Hover texts that name the ends of the intervals too."""
    unknown = [None] * len(texts)
    ends = zip(series.low or unknown, series.high or unknown, strict=True)
    said = [
        "" if low is None or high is None else f"<br>{pen.number(low)} – {pen.number(high)}{pen.unit()}"
        for low, high in ends
    ]
    return [text.replace("<extra>", f"{more}<extra>") for text, more in zip(texts, said, strict=True)]


def customdata(series: Series) -> list[list[object]]:
    """What each point carries: the cases behind it and where a click leads."""
    numbers: Sequence[object] = series.n if series.n is not None else [None] * len(series.y)
    links: Sequence[object] = series.links if series.links is not None else [None] * len(series.y)
    return [[n, link] for n, link in zip(numbers, links, strict=True)]
