"""The time line as a Plotly figure for the screen."""

from datetime import datetime, timedelta

from charts.chart import Chart, Kind
from charts.lettering import plain, width
from charts.plotly_horizontal import NARROW, written
from charts.plotly_parts import CLEAR, NORMAL, ROW, SMALL, Key, Pen, Piece, dashed, figure_of, note, ruled_axis
from charts.timeline import Doer, Point, Span, Timeline
from charts.tokens import pattern_on

HEIGHT = 30  # px of a row
MOST_IDLE = 120  # stretches that are no working days: more would be a haze
BESIDE = 0.05  # of the axis: a limit no farther behind a bar would cross its figure
SEEN = 0.004  # of the axis: the shortest bar
MILLISECOND = timedelta(milliseconds=1)
COLOURS = {
    Doer.UTILITY: "accent",
    Doer.CUSTOMER: "part-4",
    Doer.GOVERNMENT: "part-7",
    Doer.UNKNOWN: "grey-1",
    Doer.HELD: "paper",
}
FORMATS = ((5, "%m-%d %H:%M"), (800, "%Y-%m-%d"))  # of the axis, for up to so many days


def timeline_figure(timeline: Timeline, *, theme: str, locale: str) -> Piece:
    """The figure of a time line as a plain dict; layout.height is the height in px that it needs."""
    pen = _pen(timeline, theme, locale)
    first, last = _ends(timeline)
    room = (last - first) or timedelta(days=1)
    low, high = first - room * 0.02, last + room * 0.02
    rows, named = _moments(pen, timeline, low, high)
    shapes = [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": begin, "x1": end, "y0": 0, "y1": 1, "layer": "below"}
        | {"fillcolor": pen.colour("grey-2"), "opacity": 0.45, "line": {"width": 0}}
        for begin, end in shaded(timeline)
    ]
    lines = [dashed(pen, yref="paper", y0=0, y1=1, x0=one.at, x1=one.at) for one in timeline.moments]
    least = room * SEEN / MILLISECOND
    traces = [_bars(pen, timeline, doer, least) for doer in Doer if any(span.doer is doer for span in timeline.spans)]
    return figure_of(
        pen,
        [*traces, *(_marks(pen, timeline, odd) for odd in (False, True) if _points(timeline, odd))],
        height=HEIGHT * len(timeline.rows) + 44 + ROW * rows,
        top=8 + ROW * rows,
        right=44,
        bottom=28,
        barmode="overlay",
        bargap=0.42,
        xaxis=_time(pen, low, high),
        yaxis=_rows(pen, timeline),
        shapes=[*shapes, *lines],
        annotations=[*named, *(_figure(pen, timeline, span, room * BESIDE) for span in timeline.spans if span.label)],
        meta={"min_width": 620, "max_width": 10_000},
        plot_bgcolor=CLEAR,  # so that the shadow of an edge beyond which it scrolls is seen
    )


def shaded(timeline: Timeline) -> list[tuple[str, str]]:
    """The stretches that are no working days and lie on the axis; none where there are too many to tell apart."""
    first, last = _ends(timeline)
    found = [
        (begin, end)
        for begin, end in timeline.idle
        if datetime.fromisoformat(end) > first and datetime.fromisoformat(begin) < last
    ]
    return found if len(found) <= MOST_IDLE else []


def timeline_keys(timeline: Timeline, *, theme: str, locale: str) -> list[Key]:
    """What has to be explained beside the figure: whose the bars are, and what the marks mean."""
    pen = _pen(timeline, theme, locale)
    keys = [
        Key(timeline.doers[doer], pen.colour(COLOURS[doer]), "box-1" if doer is Doer.HELD else "box", pen.colour("ink"))
        for doer in Doer
        if any(span.doer is doer for span in timeline.spans)
    ]
    if _points(timeline, odd=False):
        keys.append(Key(timeline.limit, pen.colour("ink"), "stroke"))
    if _points(timeline, odd=True):
        keys.append(Key(timeline.odd, pen.colour("missed"), "dot"))
    return keys


def _pen(timeline: Timeline, theme: str, locale: str) -> Pen:
    return Pen(Chart(Kind.BARS, timeline.title, timeline.subtitle, "", [], ""), theme, locale)


def _points(timeline: Timeline, odd: bool) -> list[Point]:
    """The marks that are odd stamps, or those that are limits."""
    return [point for point in timeline.points if point.odd is odd]


def _ends(timeline: Timeline) -> tuple[datetime, datetime]:
    """The first and the last stamp that is drawn."""
    stamps = [stamp for span in timeline.spans for stamp in (span.begin, span.end)]
    stamps += [point.at for point in timeline.points] + [moment.at for moment in timeline.moments]
    found = sorted(map(datetime.fromisoformat, stamps))
    return found[0], found[-1]


def _bars(pen: Pen, timeline: Timeline, doer: Doer, least: float) -> Piece:
    """All spans of one doer; those on hold are hatched and stand over the others.

    least: milliseconds; a shorter span is drawn as long as this, so that it is seen.
    """
    spans = [span for span in timeline.spans if span.doer is doer]
    fill = pen.colour(COLOURS[doer])
    ink = pen.colour("ink") if doer is Doer.HELD else pattern_on(fill)
    return {
        "type": "bar",
        "orientation": "h",
        "name": timeline.doers[doer],
        "y": [span.row for span in spans],
        "base": [span.begin for span in spans],
        "x": [max(_length(span), least) for span in spans],
        "hovertext": [span.words for span in spans],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": fill,
            "line": {"color": pen.colour("ink" if doer is Doer.HELD else "paper"), "width": 1},
            "pattern": {"shape": "/" if doer is Doer.HELD else "", "bgcolor": fill, "fgcolor": ink, "size": 6}
            | {"fillmode": "replace", "solidity": 0.25},
        },
        "width": 0.3 if doer is Doer.HELD else 0.56,
    }


def _figure(pen: Pen, timeline: Timeline, span: Span, beside: timedelta) -> Piece:
    """The figure behind a bar, or behind a limit close to its end; what it meets stays behind its ground."""
    end = datetime.fromisoformat(span.end)
    near = [point.at for point in timeline.points if point.row == span.row and not point.odd]
    near = [at for at in near if end <= datetime.fromisoformat(at) <= end + beside]
    words = note(plain(span.label) + (" →" if span.goes_on else ""), pen.colour("ink"), x=max([span.end, *near]))
    ground = {"bgcolor": pen.colour("paper"), "borderpad": 1, "font": {"size": SMALL, "color": pen.colour("ink")}}
    return words | ground | {"y": span.row, "xanchor": "left", "yanchor": "middle", "xshift": 4}


def _length(span: Span) -> float:
    """Milliseconds, as Plotly wants the length of a bar on an axis of time."""
    return (datetime.fromisoformat(span.end) - datetime.fromisoformat(span.begin)) / MILLISECOND


def _marks(pen: Pen, timeline: Timeline, odd: bool) -> Piece:
    """Limits as strokes, odd stamps as crosses."""
    points = _points(timeline, odd)
    colour = pen.colour("missed" if odd else "ink")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.at for point in points],
        "y": [point.row for point in points],
        "hovertext": [point.words for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
        "marker": {"symbol": "x" if odd else "line-ns", "size": 9 if odd else 22, "color": colour}
        | {"line": {"color": colour, "width": 0 if odd else 2}},
    }


def _time(pen: Pen, low: datetime, high: datetime) -> Piece:
    days = (high - low) / timedelta(days=1)
    return ruled_axis(pen) | {
        "type": "date",
        "range": [low.isoformat(" "), high.isoformat(" ")],
        "tickformat": next((form for most, form in FORMATS if days <= most), "%Y-%m"),
        "nticks": 6,
        "tickangle": 0,
        "showgrid": True,
        "gridcolor": pen.colour("line"),
    }


def _rows(pen: Pen, timeline: Timeline) -> Piece:
    count = len(timeline.rows)
    return {
        "type": "linear",
        "range": [count - 0.5, -0.5],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": list(range(count)),
        "ticktext": written(list(timeline.rows)),
        "tickfont": {"size": NORMAL, "color": pen.colour("ink")},
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": CLEAR,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
    }


def _moments(pen: Pen, timeline: Timeline, low: datetime, high: datetime) -> tuple[int, list[Piece]]:
    """The names of the lines above the plot, and in how many rows they stand so that none meets another."""
    ends: list[float] = []
    named = []
    for one in sorted(timeline.moments, key=lambda one: one.at):
        middle, half = (datetime.fromisoformat(one.at) - low) / (high - low) * NARROW, width(one.name) / 2
        side = "left" if middle < half else "right" if middle > NARROW - half else "center"
        begin = middle - {"left": 0.0, "center": half, "right": 2 * half}[side]
        row = next((at for at, end in enumerate(ends) if end < begin), len(ends))
        ends[row : row + 1] = [begin + 2 * half + 6]
        at = {"x": one.at, "xanchor": side, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": ROW * row}
        named.append(note(plain(one.name), pen.colour("ink"), **at))
    return len(ends), named
