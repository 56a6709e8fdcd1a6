"""Lines over time and step curves for the screen."""

from datetime import date, timedelta
from itertools import chain
from typing import Any

from charts.chart import Kind, Reference, Role, Series
from charts.lettering import plain, spread, width, wrapped
from charts.plotly_band import band_ends, bands
from charts.plotly_marks import mark_lines, mark_notes
from charts.plotly_parts import (
    MOST_REFERENCE,
    Key,
    Pen,
    Piece,
    customdata,
    dashed,
    figure_of,
    hover,
    marks_height,
    note,
    time_or_bins,
    unit_note,
    value_axis,
    values,
    with_intervals,
)
from charts.tokens import SCALES

HEIGHT = 260
TOP, BOTTOM = 28, 30  # px above and below the plot: the unit, the ticks
LABEL_GAP = 16  # px between the labels at the ends of lines
MOST_LABEL = 116  # px: a wider label would take too much from a narrow screen
MOST_SHIFT = 26  # px: a label further from its line than this belongs to none
MOST_LABELS = 6
ALIKE = 3  # of more than four lines, those from here on are dashed
DASHES = {"line": "solid", "dashes": "9px,3px", "dashdots": "9px,3px,2px,3px"}


def lines(pen: Pen) -> Piece:
    """A figure of lines over time, or of a step curve, with their names at their ends."""
    chart = pen.chart
    low, high = _bounds(pen)
    colours = pen.colours("series")
    drawn = [bands(pen, series, colour) for series, colour in zip(chart.series, colours, strict=True)]
    drawn += [_traces(pen, at, colour) for at, colour in enumerate(colours)]
    labels, _ = _end_labels(pen, colours, low, high)
    right = max((int(width(_longest(label["text"]))) + 12 for label in labels), default=10)
    return figure_of(
        pen,
        list(chain.from_iterable(drawn)),
        height=HEIGHT + marks_height(pen),
        top=TOP + marks_height(pen),
        right=right,
        hovermode="x unified",
        xaxis=time_or_bins(pen) | _x_range(pen) | _x_title(pen),
        yaxis=value_axis(pen, low, high),
        shapes=[
            *mark_lines(pen),
            *(dashed(pen, **_across(pen, ref), y0=ref.value, y1=ref.value) for ref in chart.references),
        ],
        annotations=[*unit_note(pen), *mark_notes(pen), *labels],
    )


def line_keys(pen: Pen) -> list[Key]:
    """The legend of a chart of lines whose names have no room at their ends; else empty."""
    colours = pen.colours("series")
    low, high = _bounds(pen)
    if _end_labels(pen, colours, low, high)[1]:
        return []
    return [
        Key(series.name, colour, _mark(pen, at))
        for at, (series, colour) in enumerate(zip(pen.chart.series, colours, strict=True))
    ]


def _mark(pen: Pen, at: int) -> str:
    """How the line of a series is drawn: colours near each other on the scale, and those that come again, in dashes.

    The comparison's grey is near that of other lines.
    """
    if at >= SCALES["series"]:
        return "dashdots"
    equals = [series.role is Role.OTHER for series in pen.chart.series]
    near = len(equals) > ALIKE + 1 and equals[at] and at >= ALIKE
    return "dashes" if near or (pen.chart.series[at].role is Role.COMPARISON and any(equals)) else "line"


def _bounds(pen: Pen) -> tuple[float, float]:
    """The range of the values: from zero, unless they stand so close together that their change would not be seen."""
    known = [*values(pen.chart), *band_ends(pen)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if low < 0 or low < 0.7 * high or pen.chart.kind is Kind.CURVE:
        low, high = min(low, 0), max(high, 0)
    span = (high - low) or abs(high) or 1.0
    full = pen.chart.unit == "%" and high <= 100  # a share stays below 100 %
    return (low if low == 0 else low - 0.08 * span), (min(high + 0.08 * span, 100) if full else high + 0.08 * span)


def _across(pen: Pen, reference: Reference) -> Piece:
    """From where to where a reference's line goes: across the plot, or over the days on which it stands."""
    if not _x_range(pen) or not pen.is_time() or (reference.start is None and reference.end is None):
        return {"xref": "paper", "x0": 0, "x1": 1}
    first, last = _x_range(pen)["range"]
    return {"xref": "x", "x0": max(reference.start or first, first), "x1": min(reference.end or last, last)}


def _traces(pen: Pen, at: int, colour: str) -> list[Piece]:
    """A series: its line and its points, the unfinished ones hollow.

    One trace holds every point, so that hovering finds one of each series. Where the line runs into what is unfinished
    this trace is dashed, above a solid line of all that is finished; a line in dashes stays as it is.
    """
    series = pen.chart.series[at]
    finished = len(series.y) - series.incomplete
    shape = "hv" if pen.chart.kind is Kind.CURVE else "linear"
    line: Piece = {"color": colour, "dash": DASHES[_mark(pen, at)], "shape": shape}
    line["width"] = 1.2 if series.role is Role.COMPARISON else 2 if series.role is Role.VALUE else 1.6
    base: Piece = {"type": "scatter", "name": series.name, "cliponaxis": False}  # a full share lies on the edge
    split = series.incomplete and _mark(pen, at) == "line"
    solid = base | {"x": list(series.x[:finished]), "y": list(series.y[:finished]), "line": line}
    whole = base | {
        "mode": "lines+markers",
        "x": list(series.x),
        "y": list(series.y),
        "line": line | ({"dash": "2px,3px"} if split else {}),
        "marker": _markers(pen, series, finished, colour),
        "customdata": customdata(series),
        "hovertemplate": with_intervals(pen, series, hover(pen, series, "y")),
    }
    return [solid | {"mode": "lines", "hoverinfo": "skip"}, whole] if split else [whole]


def _markers(pen: Pen, series: Series, finished: int, colour: str) -> Piece:
    """Dots only where they say something: the last finished value, a value alone between gaps, one of too few cases.

    What is unfinished has a hollow one.
    """
    few = set(pen.chart.few) if series.role is not Role.COMPARISON else set()
    y = [None, *series.y[:finished], None]
    alone = {at for at in range(finished) if y[at] is None and y[at + 2] is None}
    last = max((at for at in range(finished) if series.y[at] is not None), default=-1)
    dotted = alone | ({last} if series.role is Role.VALUE and pen.chart.kind is Kind.LINE else set())
    hollow = series.incomplete
    return {
        "opacity": 1,
        "size": [*(6 if at in few or at in dotted else 0 for at in range(finished)), *[6] * hollow],
        "color": [
            *(pen.colour("grey-1") if at in few else colour for at in range(finished)),
            *[pen.colour("paper")] * hollow,
        ],
        "line": {
            "width": [*(1 if at in few else 0 for at in range(finished)), *[1.4] * hollow],
            "color": [*[pen.colour("comparison")] * finished, *[colour] * hollow],
        },
    }


def _end_labels(pen: Pen, colours: list[str], low: float, high: float) -> tuple[list[Piece], bool]:
    """The names at the right ends of the lines and references; whether those of the series are among them.

    Names stand with the last value, or without it where that is too wide. Where there are too many series, or names
    are still too wide or would stand too far from their lines, a legend names the series.
    """
    ends = []
    for series, colour in zip(pen.chart.series, colours, strict=True):
        last = max((at for at, y in enumerate(series.y) if y is not None), default=None)
        if last is not None:
            ends.append((float(series.y[last] or 0), *_label(pen, series, last, colour)))
    if len(ends) == len(pen.chart.series) == 1 and not pen.chart.split:
        y, name, value, colour = ends[0]  # the title names a line that is alone
        ends = [(y, "", f"<b>{value}</b>", colour) if value else (y, name, "", colour)]
    beside = [(y, f"{name} {value}".strip(), colour) for y, name, value, colour in ends]
    if not _narrow(beside):
        beside = [(y, name or value, colour) for y, name, value, colour in ends]
    named = [(ref.value, wrapped(pen.named(ref), MOST_REFERENCE), pen.colour("ink")) for ref in pen.chart.references]
    labels = _placed(beside + named, low, high)
    near = all(abs(label["yshift"]) <= MOST_SHIFT for label in labels)
    if near and len(beside) <= MOST_LABELS and _narrow(beside):
        return labels, True
    return _placed(named, low, high), False


def _narrow(labels: list[tuple[float, str, str]]) -> bool:
    return all(width(_longest(text)) <= MOST_LABEL for _, text, _ in labels)


def _placed(labels: list[tuple[float, str, str]], low: float, high: float) -> list[Piece]:
    """Labels (value, text, colour) in the right margin, each as near to its value as the others let it."""
    height = HEIGHT - TOP - BOTTOM
    gap = LABEL_GAP * max((text.count("<br>") + 1 for _, text, _ in labels), default=1)
    wanted = [(y - low) / (high - low) * height for y, _, _ in labels]
    placed = spread(wanted, gap, lowest=LABEL_GAP / 2)
    return [
        note(text, colour, xref="paper", x=1, xanchor="left", xshift=6, y=y, yanchor="middle", align="left")
        | {"yshift": round(to - of)}
        for (y, text, colour), to, of in zip(labels, placed, wanted, strict=True)
    ]


def _label(pen: Pen, series: Series, last: int, colour: str) -> tuple[str, str, str]:
    """Name, last value and colour of the label of a line. The value of an unfinished period would mislead: none."""
    unfinished = last >= len(series.y) - series.incomplete
    value = "" if unfinished or pen.chart.kind is Kind.CURVE else pen.number(float(series.y[last] or 0))
    if series.role is Role.COMPARISON:
        return plain(series.name), value, pen.colour("muted")
    return (f"<b>{plain(series.name)}</b>" if series.role is Role.VALUE else plain(series.name)), value, colour


def _longest(text: str) -> str:
    """The longest line of a label, as the browser shows it."""
    return max(text.replace("<b>", "").replace("</b>", "").split("<br>"), key=width)


def _x_title(pen: Pen) -> dict[str, Any]:
    """Time needs no name; a number does."""
    if pen.is_time():
        return {}
    return {"title": {"text": pen.chart.x_name, "font": {"size": 11, "color": pen.colour("muted")}, "standoff": 6}}


def _x_range(pen: Pen) -> dict[str, Any]:
    """From the first x to the last, with a little room for the dots, so that the labels stand at the lines' ends."""
    xs = [x for series in pen.chart.series for x in series.x]
    if not xs or not (pen.is_time() or not any(isinstance(x, str) for x in xs)):
        return {}
    if pen.is_time():
        first, last = date.fromisoformat(str(min(xs))), date.fromisoformat(str(max(xs)))
        room = timedelta(days=max(1, round((last - first).days * 0.015)))
        return {"range": [(first - room).isoformat(), (last + room).isoformat()]}
    low, high = min(map(float, xs)), max(map(float, xs))
    room_right = (high - low) * 0.015 or 1
    return {"range": [low, high + room_right]}
