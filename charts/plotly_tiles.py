"""A schematic map for the screen: a tile a unit at its rough place, its value in it, in steps of the accent."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil

import locales
from charts.chart import Series
from charts.lettering import plain, width, wrapped
from charts.plotly_parts import CLEAR, Key, Pen, Piece, customdata, figure_of, hover
from charts.tokens import readable_on, shades

STEPS = 5  # of the accent
GAP = 3
TILE = 46  # px: the height of a tile whose name takes one line
LINE = 14
NAME = 11  # px: the letters in a tile
SMALL_NAME, LONG = 10, 60  # px: the letters where a line of a name is longer than so many px
NARROWEST, WIDEST = 36, 128  # px of a tile
PHONE = 320  # px: what a card gives its picture on a phone, which tiles fit into as far as their names let them
MOST_NAME = 75  # px: a longer name is broken into lines
CLOSE = 0.92  # of the room that letters are estimated to take, which is ample for a long name


def tiles(pen: Pen) -> Piece:
    """A tile a point at its column and row; layout.meta says between which widths in px the picture stands."""
    series = units_of(pen)
    columns = int(max((column for column, _ in pen.chart.places), default=0)) + 1
    rows = int(max((row for _, row in pen.chart.places), default=0)) + 1
    names = _names(series, columns)
    lines = max((name.count("<br>") + 1 for name in names), default=1)
    written = [line for name in names for line in name.split("<br>")]
    letters = SMALL_NAME if max(map(_wide, written), default=0) > LONG else NAME
    widest, value = (
        max(map(_wide, texts), default=0) * CLOSE * letters / NAME for texts in (written, said(pen, series))
    )
    narrowest = max(NARROWEST, int(widest) + GAP + 1, int(value) + 1)
    axis = {"showgrid": False, "showticklabels": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    return figure_of(
        pen,
        [_tiles(pen, series, names, letters)],
        height=(TILE + LINE * (lines - 1)) * rows + 8,
        top=4,
        right=4,
        bottom=4,
        barmode="overlay",
        plot_bgcolor=CLEAR,
        xaxis=axis | {"range": [-0.5, columns - 0.5]},
        yaxis=axis | {"range": [rows - 0.5, -0.5]},
        meta={"min_width": narrowest * columns + 12, "max_width": max(WIDEST, narrowest) * columns + 12},
    )


def _names(series: Series, columns: int) -> list[str]:
    """The units' names in lines that a phone has room for beside each other; no word is broken for that."""
    every = [str(x) for x in series.x]
    words = [word for name in every for word in name.split() if word.isascii()]  # a Chinese name breaks anywhere
    most = min(max(PHONE / columns - GAP - 1, *map(_wide, words), 0), MOST_NAME)
    return [wrapped(plain(name), most if " " in name else _even(name, most), NAME) for name in every]


def _even(name: str, most: float) -> float:
    """How wide the lines of a name of one word may be so that they are about as long as each other."""
    lines = max(ceil(_wide(name) / most), 1)
    return ceil(_wide(name) / lines / NAME) * NAME


def _wide(text: str) -> float:
    return width(text, NAME)


def units_of(pen: Pen) -> Series:
    """The one series of a map."""
    return next(iter(pen.chart.series), Series("", [], []))


def tile_keys(pen: Pen) -> list[Key]:
    """The steps and what they stand for; grey is what has no step."""
    edges, known = step_edges(pen), _known(pen)
    if not known:
        return []
    step = 10**-pen.chart.decimals
    firsts, lasts = [min(known), *edges], [*[edge - step for edge in edges], max(known)]
    keys = [
        Key(_range(pen, first, last), colour, "box")
        for first, last, colour in zip(firsts, lasts, _colours(pen, edges), strict=True)
    ]
    series = units_of(pen)
    if len(known) == len(series.y):
        return keys
    return [*keys, Key(locales.text(pen.locale, "map.none"), pen.colour("grey-2"), "box")]


def _range(pen: Pen, first: float, last: float) -> str:
    low, high = pen.number(first), pen.number(last)
    return low if first >= last or low == high else f"{low}–{high}"


def step_edges(pen: Pen) -> list[float]:
    """The lowest value of each step but the first: as many units in each, as far as values as written let them."""
    known = sorted(round(value, pen.chart.decimals) for value in _known(pen))
    cuts = [known[at * len(known) // STEPS] for at in range(1, STEPS)] if known else []
    return sorted({edge for edge in cuts if edge > known[0]})


def fills(pen: Pen) -> list[str]:
    """The colour of each unit: of its value's step, or grey where it has no value or too few rows for one."""
    series = units_of(pen)
    edges = step_edges(pen)
    colours = _colours(pen, edges)
    return [
        pen.colour("grey-2")
        if value is None or at in pen.chart.few
        else colours[bisect_right(edges, round(value, pen.chart.decimals))]
        for at, value in enumerate(series.y)
    ]


def said(pen: Pen, series: Series) -> list[str]:
    """The value of each unit as it is written on it: its n where it has too few rows, and what is withheld."""
    withheld = locales.text(pen.locale, "chart.withheld")
    return [
        withheld
        if at in series.withheld
        else f"n = {locales.number(pen.locale, series.n[at])}"
        if at in pen.chart.few and series.n is not None
        else locales.UNKNOWN
        if value is None
        else pen.number(value)
        for at, value in enumerate(series.y)
    ]


def _known(pen: Pen) -> list[float]:
    series = units_of(pen)
    return [value for at, value in enumerate(series.y) if value is not None and at not in pen.chart.few]


def _colours(pen: Pen, edges: Sequence[float]) -> list[str]:
    """A colour for each step, the strongest for the most."""
    return shades(pen.theme, STEPS)[STEPS - len(edges) - 1 :]


def _tiles(pen: Pen, series: Series, names: Sequence[str], letters: int) -> Piece:
    """All tiles: bars, which are as wide as there is room. letters: their size in px."""
    colours = fills(pen)
    written = zip(names, said(pen, series), strict=True)
    return {
        "type": "bar",
        "orientation": "h",
        "name": "",
        "base": [column - 0.5 for column, _ in pen.chart.places],
        "x": [1] * len(series.x),
        "y": [row for _, row in pen.chart.places],
        "width": 1,
        "text": [f"{name}<br><b>{value}</b>" for name, value in written],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": letters, "color": [readable_on(fill) for fill in colours]},
        "marker": {"color": colours, "line": {"color": pen.colour("paper"), "width": GAP}},
        "customdata": customdata(series),
        "hovertemplate": told(pen, series),
        "cliponaxis": False,
    }


def told(pen: Pen, series: Series) -> list[str]:
    """What each unit says to whoever points at it: its whole name, its value and its rows."""
    texts = hover(pen, series, "x")
    values = said(pen, series)
    bare = "%{x:" + pen.format() + "}"
    return [
        f"{plain(str(name))}<br>{text.replace(bare, value if known is None else pen.number(known))}"
        for name, text, value, known in zip(series.x, texts, values, series.y, strict=True)
    ]
