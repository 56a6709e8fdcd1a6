"""Effects by time since an event for the screen: a dot a period with its interval, what was before it hollow."""

import locales
from charts.chart import Role, Series
from charts.lettering import wrapped
from charts.plotly_parts import (
    MOST_REFERENCE,
    SMALL,
    Key,
    Pen,
    Piece,
    customdata,
    dashed,
    figure_of,
    hover,
    note,
    ruled_axis,
    unit_note,
    value_axis,
    values,
    with_intervals,
)

HEIGHT = 280
DOT = 8
BESIDE = 96  # px for the names of references beside the plot
APART = 0.18  # of a period, between the dots of several series


def events(pen: Pen) -> Piece:
    """x are whole periods since the event, negative before it; a line at 0 and one between before and after."""
    chart = pen.chart
    low, high = _bounds(pen)
    xs = [float(x) for series in chart.series for x in series.x]
    ends = [min(xs, default=-1) - 0.5, max(xs, default=1) + 0.5]
    started = {"type": "line", "x0": -0.5, "x1": -0.5, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return figure_of(
        pen,
        [trace for at in range(len(chart.series)) for trace in _traces(pen, at)],
        height=HEIGHT,
        top=28,
        right=BESIDE if chart.references else 10,
        xaxis=ruled_axis(pen)
        | {"range": ends, "type": "linear", "tickmode": "array", "tickvals": sorted(set(xs))}
        | {"ticktext": [locales.number(pen.locale, x, signed=True) for x in sorted(set(xs))], "hoverformat": "+d"}
        | {"title": {"text": chart.x_name, "font": {"size": SMALL, "color": pen.colour("muted")}}},
        yaxis=value_axis(pen, low, high) | {"zeroline": True, "zerolinewidth": 1.4},
        shapes=[
            started | {"line": {"color": pen.colour("comparison"), "width": 1}},
            *(dashed(pen, xref="paper", x0=0, x1=1, y0=ref.value, y1=ref.value) for ref in chart.references),
        ],
        annotations=[
            *unit_note(pen),
            *(
                note(wrapped(pen.named(ref), MOST_REFERENCE), pen.colour("ink"), xref="paper", x=1, y=ref.value)
                | {"xanchor": "left", "xshift": 6, "align": "left"}
                for ref in chart.references
            ),
        ],
    )


def event_keys(pen: Pen) -> list[Key]:
    """The legend of several series; empty where the title names the only one."""
    if len(pen.chart.series) < 2:
        return []
    colours = pen.colours("series")
    return [Key(series.name, colour, "dot") for series, colour in zip(pen.chart.series, colours, strict=True)]


def _bounds(pen: Pen) -> tuple[float, float]:
    """The range of values and intervals, always with 0 in it."""
    ends = [end for one in pen.chart.series for end in (*(one.low or ()), *(one.high or ())) if end is not None]
    known = [*values(pen.chart), *ends, 0.0]
    room = 0.06 * (max(known) - min(known)) or 1.0
    return min(known) - room * (min(known) < 0), max(known) + room


def _traces(pen: Pen, at: int) -> list[Piece]:
    """A series: the intervals as upright lines, then its dots, joined by a thin line."""
    series, colour = pen.chart.series[at], pen.colours("series")[at]
    shift = (at - (len(pen.chart.series) - 1) / 2) * APART
    x = [float(one) + shift for one in series.x]
    few = set(pen.chart.few) if series.role is not Role.COMPARISON else set()
    paint = [pen.colour("comparison") if one in few else colour for one in range(len(x))]
    before = [float(one) < 0 for one in series.x]
    base: Piece = {"type": "scatter", "name": series.name, "cliponaxis": False}
    dots = base | {
        "mode": "lines+markers",
        "x": x,
        "y": list(series.y),
        "line": {"color": colour, "width": 1},
        "marker": {
            "symbol": "circle",
            "size": DOT,
            "color": [pen.colour("paper") if early else one for early, one in zip(before, paint, strict=True)],
            "line": {"width": 1.6, "color": paint},
            "opacity": 1,
        },
        "customdata": customdata(series),
        "hovertemplate": with_intervals(pen, series, hover(pen, series, "y")),
    }
    return [*_intervals(base, series, x, colour), dots]


def _intervals(base: Piece, series: Series, x: list[float], colour: str) -> list[Piece]:
    """The intervals of a series as one broken line."""
    ends = [
        (low, high, place)
        for low, high, place in zip(series.low or (), series.high or (), x, strict=False)
        if low is not None and high is not None
    ]
    if not ends:
        return []
    lines = base | {
        "mode": "lines",
        "x": [one for _, _, place in ends for one in (place, place, None)],
        "y": [one for low, high, _ in ends for one in (low, high, None)],
        "line": {"color": colour, "width": 1.6},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [lines]
