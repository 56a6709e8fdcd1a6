"""A map for the screen from outlines of one's own: filled lines, since Plotly's maps fetch theirs from outside."""

from collections.abc import Sequence
from math import cos, radians

from charts.chart import Ring
from charts.lettering import plain
from charts.plotly_parts import CLEAR, SMALL, Pen, Piece, customdata, figure_of
from charts.plotly_tiles import fills, said, told, units_of
from charts.tokens import readable_on

HEIGHT = 520
MOST_NAMED = 40  # more units than these are named only to whoever points at them
TARGET = 22  # px: what a click on a unit's name needs


def areas(pen: Pen) -> Piece:
    """Each unit's outline filled with its step, its name and value at its place."""
    axis = {"showgrid": False, "showticklabels": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    north = [y for rings in pen.chart.outlines for ring in rings for _, y in ring]
    middle = (min(north) + max(north)) / 2 if north else 0.0
    return figure_of(
        pen,
        [*_outlines(pen), _names(pen)],
        height=HEIGHT,
        top=4,
        right=4,
        bottom=4,
        plot_bgcolor=CLEAR,
        xaxis=axis,
        # A degree of longitude is shorter than one of latitude, the more so the further north.
        yaxis=axis | {"scaleanchor": "x", "scaleratio": 1 / max(cos(radians(min(abs(middle), 80))), 0.1)},
    )


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
    named = len(series.x) <= MOST_NAMED
    values = said(pen, series)
    texts = [f"{plain(str(x))}<br><b>{value}</b>" for x, value in zip(series.x, values, strict=True)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "",
        "x": [x for x, _ in pen.chart.places],
        "y": [y for _, y in pen.chart.places],
        "text": texts if named else values,
        "textfont": {"size": SMALL, "color": [readable_on(fill) for fill in fills(pen)]},
        "marker": {"size": TARGET, "color": CLEAR},
        "customdata": customdata(series),
        "hovertemplate": told(pen, series),
        "cliponaxis": False,
    }
