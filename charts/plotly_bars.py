"""Horizontal bars and columns for the screen. They begin at zero."""

import locales
from charts.chart import Kind, Role, Series
from charts.lettering import width, wrapped
from charts.plotly_horizontal import (
    BARE,
    NARROW,
    categories,
    names_axis,
    standing_references,
    unit_below,
    unit_height,
    written,
)
from charts.plotly_parts import (
    MOST_REFERENCE,
    NORMAL,
    SMALL,
    Key,
    Pen,
    Piece,
    customdata,
    dashed,
    figure_of,
    hover,
    note,
    time_or_bins,
    unit_note,
    value_axis,
    values,
)

COLUMNS_HEIGHT = 260
LABELLED_COLUMNS = 14  # more columns than these carry no numbers
MANY_COLUMNS = 60  # more columns than these stand without gaps


def bars(pen: Pen) -> Piece:
    """Horizontal bars, the first category on top. One series has its values in a column at the right; several, at the
    ends of their bars."""
    chart = pen.chart
    names = categories(pen)
    solid = [series for series in chart.series if series.role is not Role.COMPARISON]
    texts = [[_end_text(pen, series, at) for at in range(len(series.y))] for series in solid]
    room = max((width(text) for series in texts for text in series), default=0) + 10
    column = len(solid) == 1
    stretch = 1.0 if column else NARROW / (NARROW - min(room, NARROW / 2))
    low, high = min(0, *values(chart), 0) * stretch, (max(0, *values(chart), 0) or 1) * stretch
    data = [
        _bar(pen, series, colour, "h", labelled=not column)
        for series, colour in zip(chart.series, pen.colours("series"), strict=True)
    ]
    above, shapes, named = standing_references(pen, high)
    lines = max((name.count("<br>") + 1 for name in written(names)), default=1)
    row = max(24 if column else 10 + 15 * len(solid), 15 * lines + 8)
    return figure_of(
        pen,
        data,
        height=row * len(names) + 16 + above + unit_height(pen),
        top=8 + above,
        right=int(room) if column else 8,
        bottom=8 + unit_height(pen),
        xaxis=value_axis(pen, low, high) | BARE,
        yaxis=names_axis(pen, names),
        hovermode="y unified",
        bargap=1 - 16 / row if column else 0.24,
        bargroupgap=0.12,
        shapes=shapes,
        annotations=named + (_value_column(pen, texts[0], int(room)) if column else unit_below(pen)),
    )


def columns(pen: Pen) -> Piece:
    """Columns over time or ordered bins; the comparison is a thin line over them."""
    chart = pen.chart
    low, high = min(0, *values(chart), 0), max(0, *values(chart), 0) or 1
    labelled = len(chart.series) == 1 and len(chart.series[0].y) <= LABELLED_COLUMNS
    data = [
        _bar(pen, series, colour, "v", labelled=labelled)
        for series, colour in zip(chart.series, pen.colours("series"), strict=True)
    ]
    names = [wrapped(pen.named(ref), MOST_REFERENCE) for ref in chart.references]
    named = [
        note(name, pen.colour("ink"), xref="paper", x=1, xanchor="left", xshift=4, y=ref.value, align="left")
        for name, ref in zip(names, chart.references, strict=True)
    ]
    return figure_of(
        pen,
        data,
        height=COLUMNS_HEIGHT,
        top=28,
        right=max((int(width(line)) + 10 for name in names for line in name.split("<br>")), default=8),
        xaxis=time_or_bins(pen),
        yaxis=value_axis(pen, low * 1.1, high * 1.1),
        hovermode="x unified",
        bargap=0.2 if max((len(series.x) for series in chart.series), default=0) <= MANY_COLUMNS else 0,
        bargroupgap=0.06,
        uniformtext={"mode": "hide", "minsize": 9},
        shapes=[dashed(pen, xref="paper", x0=0, x1=1, y0=ref.value, y1=ref.value) for ref in chart.references],
        annotations=[*unit_note(pen), *named],
    )


def bar_keys(pen: Pen) -> list[Key]:
    """The legend of bars or columns of several series; else empty."""
    if len(pen.chart.series) < 2:
        return []
    line = "line" if pen.chart.kind is Kind.COLUMNS and pen.is_time() else "stroke"
    return [
        Key(series.name, pen.colour("ink"), line) if series.role is Role.COMPARISON else Key(series.name, colour, "box")
        for series, colour in zip(pen.chart.series, pen.colours("series"), strict=True)
    ]


def _bar(pen: Pen, series: Series, colour: str, orientation: str, *, labelled: bool) -> Piece:
    category, value = ("y", "x") if orientation == "h" else ("x", "y")
    base: Piece = {
        "name": series.name,
        category: list(series.x),
        value: list(series.y),
        "customdata": customdata(series),
        "hovertemplate": hover(pen, series, value),
    }
    if series.role is Role.COMPARISON:
        return base | _comparison_mark(pen, orientation)
    few, unfinished = set(pen.chart.few), len(series.y) - series.incomplete
    places = range(len(series.y))
    return base | {
        "type": "bar",
        "orientation": orientation,
        "marker": {
            "color": [pen.colour("grey-1") if at in few else colour for at in places],
            "line": {"width": [1 if at in few else 0 for at in places], "color": pen.colour("comparison")},
            "pattern": {
                "shape": ["/" if at >= unfinished else "" for at in places],
                "size": 5,
                "solidity": 0.35,
                "bgcolor": pen.colour("paper"),
                "fgcolor": [pen.colour("grey-1") if at in few else colour for at in places],
                "fillmode": "replace",
            },
        },
        "text": [_end_text(pen, series, at) if labelled else "" for at in places],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "constraintext": "none" if orientation == "h" else "both",
        "textfont": {
            "size": NORMAL if orientation == "h" else SMALL,
            "color": [pen.colour("muted") if at in few else pen.colour("ink") for at in places],
        },
    }


def _comparison_mark(pen: Pen, orientation: str) -> Piece:
    """The comparison: a thin grey line over columns in time, else a short stroke at each bar."""
    if orientation == "v" and pen.is_time():
        return {"type": "scatter", "mode": "lines", "line": {"color": pen.colour("ink"), "width": 1.2}}
    symbol, size = ("line-ns-open", 13) if orientation == "h" else ("line-ew-open", 22)
    stroke = {"color": pen.colour("ink"), "width": 1.4}
    return {
        "type": "scatter",
        "mode": "markers",
        "marker": {"symbol": symbol, "size": size, "color": pen.colour("ink"), "line": stroke},
    }


def _end_text(pen: Pen, series: Series, at: int) -> str:
    """The value of a bar as a label; of one with too few cases, with its n."""
    y = series.y[at]
    if y is None:
        return locales.UNKNOWN
    if at in pen.chart.few and series.n is not None and series.n[at] != y:
        return f"n = {series.n[at]}   {pen.number(y)}"
    return pen.number(y)


def _value_column(pen: Pen, texts: list[str], room: int) -> list[Piece]:
    """The values of a single series and their unit, right aligned beside the plot."""
    beside = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": room, "yanchor": "middle"}
    few = set(pen.chart.few)
    numbers = [note(text, pen.colour("muted" if at in few else "ink"), y=at, **beside) for at, text in enumerate(texts)]
    return [*numbers, *unit_below(pen, room)]
