"""Horizontal bars and columns for the screen. They begin at zero."""

from charts.chart import Kind, Role, Series
from charts.lettering import width, wrapped
from charts.plotly_horizontal import (
    BARE,
    categories,
    names_axis,
    standing_references,
    unit_below,
    unit_height,
    value_column,
    value_room,
    value_texts,
    written,
)
from charts.plotly_marks import mark_lines, mark_notes
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
    marks_height,
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
    """Horizontal bars, the first category on top, with their values in a column at the right."""
    chart = pen.chart
    names = categories(pen)
    solid = [series for series in chart.series if series.role is not Role.COMPARISON]
    room = value_room(pen, solid)
    low, high = min(0, *values(chart), 0), max(0, *values(chart), 0) or 1
    above, shapes, named = standing_references(pen, high)
    lines = max((name.count("<br>") + 1 for name in written(names)), default=1)
    row = max(24 if len(solid) == 1 else 10 + 15 * len(solid), 15 * lines + 8)
    bargap = 1 - 16 / row if len(solid) == 1 else 10 / row
    return figure_of(
        pen,
        _bars(pen, "h", labelled=False),
        height=row * len(names) + 16 + above + unit_height(pen),
        top=8 + above,
        right=room,
        bottom=8 + unit_height(pen),
        xaxis=value_axis(pen, low, high) | BARE,
        yaxis=names_axis(pen, names),
        hovermode="y unified",
        bargap=bargap,
        bargroupgap=0.12,
        shapes=shapes,
        annotations=[
            *named,
            *value_column(pen, solid, room, row * (1 - bargap) / max(len(solid), 1)),
            *unit_below(pen, room),
        ],
    )


def columns(pen: Pen) -> Piece:
    """Columns over time or ordered bins; the comparison is a thin line over them."""
    chart = pen.chart
    low, high = min(0, *values(chart), 0), max(0, *values(chart), 0) or 1
    labelled = len(chart.series) == 1 and len(chart.series[0].y) <= LABELLED_COLUMNS
    names = [wrapped(pen.named(ref), MOST_REFERENCE) for ref in chart.references]
    named = [
        note(name, pen.colour("ink"), xref="paper", x=1, xanchor="left", xshift=4, y=ref.value, align="left")
        for name, ref in zip(names, chart.references, strict=True)
    ]
    return figure_of(
        pen,
        _bars(pen, "v", labelled=labelled),
        height=COLUMNS_HEIGHT + marks_height(pen),
        top=28 + marks_height(pen),
        right=max((int(width(line)) + 10 for name in names for line in name.split("<br>")), default=8),
        xaxis=time_or_bins(pen),
        yaxis=value_axis(pen, low * 1.1, high * 1.1),
        hovermode="x unified",
        bargap=0.2 if max((len(series.x) for series in chart.series), default=0) <= MANY_COLUMNS else 0,
        bargroupgap=0.06,
        uniformtext={"mode": "hide", "minsize": 9},
        shapes=[
            *mark_lines(pen),
            *(dashed(pen, xref="paper", x0=0, x1=1, y0=ref.value, y1=ref.value) for ref in chart.references),
        ],
        annotations=[*unit_note(pen), *mark_notes(pen), *named],
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


def _bars(pen: Pen, orientation: str, *, labelled: bool) -> list[Piece]:
    return [
        _bar(pen, series, colour, orientation, labelled=labelled)
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
        "text": value_texts(pen, series) if labelled else [],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "textfont": {"size": SMALL, "color": [pen.colour("muted" if at in few else "ink") for at in places]},
    }


def _comparison_mark(pen: Pen, orientation: str) -> Piece:
    """The comparison: a thin line over columns in time, else a short stroke at each bar or group of bars."""
    stroke = {"color": pen.colour("ink"), "width": 1.3}
    if orientation == "v" and pen.is_time():
        return {"type": "scatter", "mode": "lines", "line": stroke}
    together = sum(series.role is not Role.COMPARISON for series in pen.chart.series)
    height = 13 if together == 1 else 10 * together
    symbol, size = ("line-ns-open", height) if orientation == "h" else ("line-ew-open", 22)
    marker = {"symbol": symbol, "size": size, "color": stroke["color"], "line": stroke}
    return {"type": "scatter", "mode": "markers", "marker": marker}
