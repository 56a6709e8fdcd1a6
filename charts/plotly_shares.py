"""Parts of a whole over time for the screen: areas that fill the height, named at their right ends."""

from itertools import accumulate

from charts.chart import Series
from charts.lettering import plain, spread, width
from charts.plotly_marks import mark_lines, mark_notes
from charts.plotly_parts import (
    Key,
    Pen,
    Piece,
    customdata,
    figure_of,
    hover,
    marks_height,
    note,
    time_or_bins,
    value_axis,
)

HEIGHT = 260
TOP, BOTTOM = 8, 30  # px above and below the plot
GAP = 15  # px between names
MOST_NAME = 130  # px: where a name is wider a legend names the parts
FULL = 100.0


def shares(pen: Pen) -> Piece:
    """Areas that together fill 100 %, the first at the bottom."""
    colours = pen.colours("part")
    names = _names(pen)
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": series.name,
            "x": list(series.x),
            "y": list(series.y),
            "stackgroup": "whole",
            "line": {"width": 0.5, "color": pen.colour("paper")},
            "fillcolor": colour,
            "customdata": customdata(series),
            "hovertemplate": hover(pen, series, "y"),
        }
        for series, colour in zip(pen.chart.series, colours, strict=True)
    ]
    right = max((int(width(name["text"].replace("<b>", "").replace("</b>", ""))) + 12 for name in names), default=10)
    days = [str(x) for series in pen.chart.series for x in series.x]
    return figure_of(
        pen,
        traces,
        height=HEIGHT + marks_height(pen),
        top=TOP + marks_height(pen),
        right=right,
        hovermode="x unified",
        xaxis=time_or_bins(pen) | ({"range": [min(days), max(days)]} if days else {}),
        yaxis=value_axis(pen, 0, FULL),
        shapes=mark_lines(pen),
        annotations=[*mark_notes(pen), *names],
    )


def share_keys(pen: Pen) -> list[Key]:
    """The legend where the names have no room at the right; else empty."""
    if _names(pen):
        return []
    colours = pen.colours("part")
    return [Key(series.name, colour, "box") for series, colour in zip(pen.chart.series, colours, strict=True)]


def _names(pen: Pen) -> list[Piece]:
    """Each part's name with its last share, as near to the middle of its area as the others let it; none if too wide.

    Parts that have come to nothing by then have no name: the hover and the table name them.
    """
    last = [_last(series) for series in pen.chart.series]
    tops = list(accumulate(last))
    ends = [
        (top - share / 2, f"{plain(series.name)} {pen.number(share)} %", at)
        for at, (series, share, top) in enumerate(zip(pen.chart.series, last, tops, strict=True))
        if round(share) > 0
    ]
    if any(width(name) > MOST_NAME for _, name, _ in ends):
        return []
    height = HEIGHT - TOP - BOTTOM
    wanted = [middle / FULL * height for middle, _, _ in ends]
    placed = spread(wanted, GAP, lowest=GAP / 2)
    return [
        note(
            f"<b>{name}</b>" if at == 0 else name,
            pen.colour("ink"),
            xref="paper",
            x=1,
            xanchor="left",
            xshift=6,
            y=middle,
            yanchor="middle",
            align="left",
        )
        | {"yshift": round(to - of)}
        for (middle, name, at), to, of in zip(ends, placed, wanted, strict=True)
    ]


def _last(series: Series) -> float:
    return float(series.y[-1] or 0) if series.y else 0.0
