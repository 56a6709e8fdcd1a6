"""A matrix of flows for the screen: cells whose shade says how many went from one to another."""

from bisect import bisect_right
from math import floor, log10

import locales
from charts.chart import Series
from charts.lettering import plain, width
from charts.plotly_parts import CLEAR, SMALL, Key, Pen, Piece, figure_of
from charts.tokens import readable_on, shades

CELL = 28  # px: the height of a cell
NARROWEST_CELL, WIDEST_CELL = 27, 80  # px: narrower than this the picture scrolls; wider it does not grow
GAP = 2
INSIDE = 11  # px: the numbers in the cells
SHARES = (0.4, 0.65, 0.85, 0.95)  # the shades part the cells here: few are dark, as few flows are large
LEVELS = len(SHARES) + 1
LONGEST = 110  # px of a name


def matrix(pen: Pen) -> Piece:
    """A row a series, a column an x; layout.meta says between which widths in px the picture stands."""
    chart = pen.chart
    rows, columns = [series.name for series in chart.series], _columns(pen)
    left, top = _room(rows), _room(columns)
    sides = len(columns) or 1
    return figure_of(
        pen,
        _cells(pen, rows, columns),
        height=CELL * len(rows) + top + 40,
        top=top + 32,
        bottom=8,
        right=12,
        barmode="overlay",
        xaxis=_axis(pen, columns, chart.x_name) | {"side": "top", "autotickangles": [0, -90]},
        yaxis=_axis(pen, rows, chart.y_name) | {"range": [len(rows) - 0.5, -0.5]},
        meta={
            "min_width": left + 48 + NARROWEST_CELL * sides,
            "max_width": left + 48 + WIDEST_CELL * max(sides, 8),
        },
    )


def matrix_keys(pen: Pen) -> list[Key]:
    """The shades and what they stand for."""
    edges, most = _edges(pen), max(_counts(pen), default=0)
    if not most:
        return []
    step = 10**-pen.chart.decimals
    firsts = [min(_counts(pen)), *edges]
    lasts = [*[edge - step for edge in edges], most]
    return [
        Key(pen.number(first) if first >= last else f"{pen.number(first)}–{pen.number(last)}", colour, "box")
        for first, last, colour in zip(firsts, lasts, _shades(pen, edges), strict=True)
    ]


def _columns(pen: Pen) -> list[str]:
    return list(dict.fromkeys(str(x) for series in pen.chart.series for x in series.x))


def _room(names: list[str]) -> int:
    """Room in px that the longest name takes."""
    return int(min(max((width(name, SMALL) for name in names), default=0), LONGEST)) + 8


def _counts(pen: Pen) -> list[float]:
    """What is shown: known, not nothing, and not of a name with itself."""
    return [y for series in pen.chart.series for x, y in zip(series.x, series.y, strict=True) if y and x != series.name]


def _edges(pen: Pen) -> list[float]:
    """The lowest value of each shade but the first: round numbers, so that a legend reads."""
    counts = sorted(_counts(pen))
    if not counts:
        return []
    edges = [_round(counts[min(int(share * len(counts)), len(counts) - 1)], pen.chart.decimals) for share in SHARES]
    return sorted({edge for edge in edges if counts[0] < edge <= counts[-1]})


def _round(value: float, decimals: int) -> float:
    """The value to one figure, from 100 to two; never finer than the chart's decimals."""
    figures = floor(log10(value))
    return round(value, min(decimals, -figures + (1 if figures >= 2 else 0)))


def _shades(pen: Pen, edges: list[float]) -> list[str]:
    """A colour for each shade, the darkest (on dark paper the brightest) for the most."""
    return shades(pen.theme, LEVELS)[LEVELS - len(edges) - 1 :]


def _cells(pen: Pen, rows: list[str], columns: list[str]) -> list[Piece]:
    """Every known cell but those of a name with itself: bars, which are as wide as there is room; nobody is a dot."""
    edges = _edges(pen)
    colours = _shades(pen, edges)
    found = [
        (place, at, series, number)
        for at, series in enumerate(pen.chart.series)
        for number, place in enumerate(map(columns.index, map(str, series.x)))
        if series.y[number] is not None and columns[place] != rows[at]
    ]
    some = [cell for cell in found if cell[2].y[cell[3]]]
    values = [series.y[number] or 0 for _, _, series, number in some]
    fills = [colours[bisect_right(edges, value)] for value in values]
    # In so little room numbers stand without the commas that part thousands; all of them or none.
    inside = [f"{value:.{pen.chart.decimals}f}" for value in values]
    short = max((width(text, INSIDE) for text in inside), default=0) <= NARROWEST_CELL - GAP
    cells = _places(pen, some) | {
        "type": "bar",
        "orientation": "h",
        "base": [place - 0.5 for place, *_ in some],
        "x": [1] * len(some),
        "width": 1,
        "text": inside if short else [""] * len(some),
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": INSIDE, "color": [readable_on(fill) for fill in fills]},
        "marker": {"color": fills, "line": {"color": pen.colour("paper"), "width": GAP}},
    }
    none = [cell for cell in found if not cell[2].y[cell[3]]]
    dots = _places(pen, none) | {
        "type": "scatter",
        "mode": "markers",
        "x": [place for place, *_ in none],
        "marker": {"size": 2, "color": pen.colour("grey-1")},
    }
    return [cells, dots]


def _places(pen: Pen, cells: list[tuple[int, int, Series, int]]) -> Piece:
    """What every cell has: its row, what it carries and what it says."""
    return {
        "name": "",
        "y": [at for _, at, *_ in cells],
        "customdata": [
            [series.y[number], series.links[number] if series.links else None] for _, _, series, number in cells
        ],
        "hovertemplate": [_hover(pen, series, number) for _, _, series, number in cells],
        "cliponaxis": False,
    }


def _hover(pen: Pen, series: Series, number: int) -> str:
    value = series.y[number]
    written = locales.UNKNOWN if value is None else pen.number(value)
    return f"{plain(series.name)} → {plain(str(series.x[number]))}<br><b>{written}</b>{pen.unit()}<extra></extra>"


def _axis(pen: Pen, names: list[str], title: str) -> Piece:
    """An axis of names, with what they are."""
    return {
        "type": "linear",
        "range": [-0.5, len(names) - 0.5],
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [plain(name) for name in names],
        "tickfont": {"size": SMALL, "color": pen.colour("ink")},
        "tickformat": "",
        "ticks": "outside",
        "ticklen": 3,
        "tickcolor": CLEAR,
        "title": {"text": plain(title), "font": {"size": SMALL, "color": pen.colour("muted")}, "standoff": 6},
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
    }
