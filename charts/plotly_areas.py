"""A map for the screen from outlines of one's own: filled lines, since Plotly's maps fetch theirs from outside."""

from collections.abc import Sequence
from math import cos, radians

from charts.chart import Ring
from charts.lettering import plain, width
from charts.plotly_parts import CLEAR, SMALL, Pen, Piece, customdata, figure_of
from charts.plotly_tiles import fills, said, told, units_of
from charts.tokens import readable_on

HEIGHT = 520
NARROWEST, WIDEST = 520, 1100  # px of the picture: narrower than this it scrolls
TARGET = 22  # px: what a click on a unit's name needs
LINE = 14  # px: the height of a line of a name


def areas(pen: Pen) -> Piece:
    """Each unit's outline filled with its step, its value and, where there is room, its name at its place.

    layout.meta says between which widths in px the picture stands.
    """
    axis = {"showgrid": False, "showticklabels": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    return figure_of(
        pen,
        [*_outlines(pen), _names(pen)],
        height=HEIGHT,
        top=4,
        right=4,
        bottom=4,
        plot_bgcolor=CLEAR,
        xaxis=axis,
        yaxis=axis | {"scaleanchor": "x", "scaleratio": _stretch(pen)},
        meta={"min_width": NARROWEST, "max_width": WIDEST},
    )


def _stretch(pen: Pen) -> float:
    """How many times longer a degree of latitude is than one of longitude: the more, the further north."""
    north = [y for rings in pen.chart.outlines for ring in rings for _, y in ring]
    middle = (min(north) + max(north)) / 2 if north else 0.0
    return 1 / max(cos(radians(min(abs(middle), 80))), 0.1)


def _outlines(pen: Pen) -> list[Piece]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": _broken(rings, 0),
            "y": _broken(rings, 1),
            "fill": "toself",
            "fillcolor": fill,
            "line": {"color": pen.colour("paper"), "width": 1},
            "hoverinfo": "skip",
        }
        for rings, fill in zip(pen.chart.outlines, fills(pen), strict=True)
    ]


def _broken(rings: Sequence[Ring], at: int) -> list[float | None]:
    """One coordinate of all rings, a gap between each two."""
    return [value for ring in rings for value in (*(point[at] for point in ring), None)]


def _names(pen: Pen) -> Piece:
    series = units_of(pen)
    written = zip(series.x, said(pen, series), _rooms(pen), strict=True)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "",
        "x": [x for x, _ in pen.chart.places],
        "y": [y for _, y in pen.chart.places],
        "text": [_label(str(name), value, *room) for name, value, room in written],
        "textfont": {"size": SMALL, "color": [readable_on(fill) for fill in fills(pen)]},
        "marker": {"size": TARGET, "color": CLEAR},
        "customdata": customdata(series),
        "hovertemplate": told(pen, series),
        "cliponaxis": False,
    }


def _label(name: str, value: str, wide: float, high: float) -> str:
    """What is written on an area of so many px: name and value, the value alone, or nothing."""
    if width(value, SMALL) > wide or high < LINE:
        return ""
    if width(name, SMALL) > wide or high < 2 * LINE:
        return f"<b>{value}</b>"
    return f"{plain(name)}<br><b>{value}</b>"


def _rooms(pen: Pen) -> list[tuple[float, float]]:
    """Width and height in px of each outline's largest part, on the narrowest picture."""
    every = [point for rings in pen.chart.outlines for ring in rings for point in ring]
    if not every:
        return []
    stretch = _stretch(pen)
    wide, high = _extent(every)
    scale = min(NARROWEST / (wide or 1.0), HEIGHT / (high * stretch or 1.0))
    sizes = [max((_extent(ring) for ring in rings), key=lambda one: one[0] * one[1]) for rings in pen.chart.outlines]
    return [(x * scale, y * stretch * scale) for x, y in sizes]


def _extent(points: Ring) -> tuple[float, float]:
    east, north = zip(*points, strict=True)
    return max(east) - min(east), max(north) - min(north)
