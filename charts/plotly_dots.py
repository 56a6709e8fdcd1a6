"""Dots with their intervals for the screen: values read by place, so that their axis need not begin at zero."""

from charts.chart import Role, Series
from charts.lettering import plain
from charts.plotly_horizontal import (
    categories,
    names_axis,
    standing_references,
    unit_below,
    unit_height,
    value_column,
    value_room,
    written,
)
from charts.plotly_parts import ROW, Key, Pen, Piece, customdata, figure_of, hover, value_axis, values, with_intervals

DOT = 9
TONES = {"met": "met", "missed": "missed", "unsure": "unsure", "unknown": "comparison"}
# A verdict is told by more than its colour. Symbols as Plotly names them, and as the legend does.
SYMBOLS = {"met": "circle", "missed": "diamond", "unsure": "square", "unknown": "circle"}
MARKS = {"met": "dot", "missed": "diamond", "unsure": "square", "unknown": "dot"}
WIDE, FAINT = 5, 0.38  # of the intervals of dots in the colours of verdicts
APART = 15  # px between the dots of several series in one row


def dots(pen: Pen) -> Piece:
    """A row a category, the first on top: a dot, its interval as a thin line, its value at the right."""
    names = categories(pen)
    solid = [series for series in pen.chart.series if series.role is not Role.COMPARISON]
    room = value_room(pen, solid)
    low, high = _bounds(pen)
    above, shapes, named = standing_references(pen, high, low)
    lines = max((name.count("<br>") + 1 for name in written(names)), default=1)
    row = max(24 if len(solid) < 2 else 10 + APART * len(solid), 15 * lines + 8)
    # Where series share a row, its dots stand off its middle; a reader then has to be told which row a dot is of.
    alone = len(solid) < 2
    axis = {"title": {"text": ""}, "zeroline": False, "showgrid": True}
    return figure_of(
        pen,
        [trace for at in range(len(pen.chart.series)) for trace in _traces(pen, at, solid, row, alone=alone)],
        height=row * len(names) + 16 + above + ROW + unit_height(pen),
        top=8 + above,
        right=room,
        bottom=8 + ROW + unit_height(pen),
        xaxis=value_axis(pen, low, high) | axis,
        yaxis=names_axis(pen, names) | {"type": "linear", "zeroline": False, "showgrid": True} | _rules(pen),
        hovermode="y unified" if alone else "closest",
        hoverdistance=30,
        shapes=shapes,
        annotations=[
            *named,
            *value_column(pen, solid, room, APART),
            *[piece | {"yshift": piece["yshift"] - ROW} for piece in unit_below(pen, room)],
        ],
    )


def dot_keys(pen: Pen) -> list[Key]:
    """The legend of dots of several series, or of their verdicts; else empty."""
    tones = {tone for series in pen.chart.series for tone in series.tones}
    if tones:
        shown = [(tone, name) for tone, name in pen.chart.tone_names.items() if tone in tones]
        return [Key(name, pen.colour(TONES[tone]), MARKS[tone]) for tone, name in shown]
    if len(pen.chart.series) < 2:
        return []
    colours = pen.colours("series")
    return [Key(series.name, colour, "dot") for series, colour in zip(pen.chart.series, colours, strict=True)]


def _bounds(pen: Pen) -> tuple[float, float]:
    """The range of values, intervals and references, with a little room; a share stays between 0 and 100 %."""
    ends = [
        end for series in pen.chart.series for end in (*(series.low or ()), *(series.high or ())) if end is not None
    ]
    known = [*values(pen.chart), *ends] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = 0.06 * (high - low) or abs(high) * 0.05 or 1.0
    share = pen.chart.unit == "%" and low >= 0 and high <= 100
    least = 0.0 if low >= 0 else low - room
    return max(low - room, least), (min(high + room, 100) if share else high + room)


def _rules(pen: Pen) -> Piece:
    """A light line a row, for the eye to follow from the name to the dot."""
    return {"gridcolor": pen.colour("grey-2"), "gridwidth": 1}


def _traces(pen: Pen, at: int, solid: list[Series], row: int, *, alone: bool) -> list[Piece]:
    """A series: its intervals, those of too few cases apart, and its dots over them."""
    series, colour = pen.chart.series[at], pen.colours("series")[at]
    place = {name: number for number, name in enumerate(categories(pen))}
    order = next((number for number, one in enumerate(solid) if one is series), None)
    shift = 0.0 if order is None else (order - (len(solid) - 1) / 2) * APART / row
    y = [place[str(x)] + shift for x in series.x]
    few = set(pen.chart.few) if series.role is not Role.COMPARISON else set()
    greyed = [number in few for number in range(len(y))]
    texts = with_intervals(pen, series, hover(pen, series, "x"))
    if not alone:
        texts = [f"{plain(str(x))}<br>{text}" for x, text in zip(series.x, texts, strict=True)]
    colours = _toned(pen, series, colour)
    paint = [pen.colour("comparison") if grey else own for grey, own in zip(greyed, colours, strict=True)]
    hollow = series.role is Role.COMPARISON
    marker = {
        "symbol": [SYMBOLS[tone] for tone in series.tones] or "circle",
        "size": DOT - 2 if hollow else DOT,
        "color": [
            pen.colour("paper") if hollow else pen.colour("grey-1") if grey else own
            for grey, own in zip(greyed, colours, strict=True)
        ],
        "line": {"width": [1.4 if hollow or grey else 0 for grey in greyed], "color": paint},
        "opacity": 1,
    }
    found = {
        "type": "scatter",
        "mode": "markers",
        "name": series.name,
        "x": list(series.y),
        "y": y,
        "marker": marker,
        "customdata": customdata(series),
        "hovertemplate": texts,
        "cliponaxis": False,
    }
    shown = ["" if grey else own for grey, own in zip(greyed, colours, strict=True)]
    parts = [_intervals(pen, series, y, shown, one) for one in dict.fromkeys((*colours, ""))]
    return [*[part for part in parts if part["x"]], found]


def _toned(pen: Pen, series: Series, colour: str) -> list[str]:
    """The colour of each dot: of its verdict where it has one."""
    return [pen.colour(TONES[tone]) for tone in series.tones] or [colour] * len(series.y)


def _intervals(pen: Pen, series: Series, y: list[float], shown: list[str], colour: str) -> Piece:
    """The intervals of the dots that are shown in a colour as one broken line; "" stands for those greyed."""
    ends = [
        (low, high, place)
        for low, high, place, own in zip(series.low or (), series.high or (), y, shown, strict=False)
        if low is not None and high is not None and own == colour
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for low, high, _ in ends for x in (low, high, None)],
        "y": [where for _, _, place in ends for where in (place, place, None)],
        "line": {"color": colour or pen.colour("comparison"), "width": WIDE if series.tones else 1.6},
        "opacity": FAINT if series.tones else 1,
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }
