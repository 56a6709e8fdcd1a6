"""A funnel plot for the screen: units by their number of rows, between the limits that chance alone sets them."""

from math import log10

from charts.chart import Series
from charts.lettering import plain, width
from charts.plotly_parts import SMALL, Key, Pen, Piece, customdata, figure_of, hover, ruled_axis, unit_note, value_axis

HEIGHT = 340
TOP, BOTTOM = 28, 40  # px above and below the plot
DOT = 9
WIDE_RANGE = 12  # times the smallest n that the largest is: from here on n is drawn by its powers of ten
PLOT = 330  # px: the width of the plot that names are planned for; a wider one only leaves more room
LINE = 14  # px: the height of a name


def funnel(pen: Pen) -> Piece:
    """The first series are the units; the others, in pairs of low and high ends, the limits, the inner ones first."""
    units, *limits = pen.chart.series or [Series("", [], [])]
    low, high = _bounds(pen)
    sizes = [float(x) for x in units.x] or [1.0]
    by_powers = _by_powers(sizes)
    lines = [_limit(pen, limit, outer=at >= 2) for at, limit in enumerate(limits)]
    return figure_of(
        pen,
        [*lines, _units(pen, units)],
        height=HEIGHT,
        top=TOP,
        right=12,
        bottom=BOTTOM,
        hovermode="closest",
        xaxis=ruled_axis(pen)
        | {
            "type": "log" if by_powers else "linear",
            "range": _across(sizes, by_powers=by_powers),
            "tickformat": ",d",
            **({"dtick": "D2" if max(sizes) < 300 * min(sizes) else 1} if by_powers else {"nticks": 6}),
            "title": {"text": plain(pen.chart.x_name), "font": {"size": SMALL, "color": pen.colour("muted")}},
        },
        yaxis=value_axis(pen, low, high),
        shapes=[
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": reference.value,
                "y1": reference.value,
                "line": {"color": pen.colour("ink"), "width": 1},
                "layer": "below",
            }
            for reference in pen.chart.references
        ],
        annotations=unit_note(pen),
    )


def funnel_keys(pen: Pen) -> list[Key]:
    """What the lines and the two kinds of dots mean."""
    units, *limits = pen.chart.series or [Series("", [], [])]
    return [
        Key(units.name, pen.colour("accent"), "dot"),
        *(Key(pen.named(reference), pen.colour("ink"), "line") for reference in pen.chart.references),
        *(
            Key(limit.name, pen.colour("comparison"), "line" if at >= 2 else "dashes")
            for at, limit in enumerate(limits)
            if at % 2 == 0
        ),
    ]


def outside(units: Series) -> list[int]:
    """Positions of the units outside the inner limits, which are their ends."""
    ends = zip(units.y, units.low or (), units.high or (), strict=False)
    return [
        at
        for at, (y, low, high) in enumerate(ends)
        if y is not None and low is not None and high is not None and not low <= y <= high
    ]


def _bounds(pen: Pen) -> tuple[float, float]:
    """From the lowest to the highest unit with a little room; limits beyond may leave the plot."""
    known = [y for series in pen.chart.series[:1] for y in series.y if y is not None] + [
        reference.value for reference in pen.chart.references
    ] or [0.0, 1.0]
    ends = [y for limit in pen.chart.series[1:3] for y in limit.y if y is not None]
    low, high = min([*known, *ends]), max([*known, *ends])
    room = 0.08 * (high - low) or abs(high) * 0.05 or 1.0
    share = pen.chart.unit == "%" and high <= 100 and low >= 0
    return (max(low - room, 0.0) if low >= 0 else low - room), (min(high + room, 101) if share else high + room)


def _across(sizes: list[float], *, by_powers: bool) -> list[float]:
    first, last = min(sizes), max(sizes)
    if by_powers:
        return [log10(first) - 0.08, log10(last) + 0.12]
    room = 0.06 * (last - first) or last * 0.1 or 1.0
    return [max(first - room, 0.0), last + room]


def _limit(pen: Pen, limit: Series, *, outer: bool) -> Piece:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": limit.name,
        "x": list(limit.x),
        "y": list(limit.y),
        "line": {
            "color": pen.colour("comparison"),
            "width": 1.2,
            "dash": "solid" if outer else "5px,3px",
            "shape": "linear",
        },
        "hoverinfo": "skip",
    }


def _units(pen: Pen, units: Series) -> Piece:
    """The units: those outside the limits in the accent with their names, the others grey."""
    out = set(outside(units))
    named = _named(pen, units, sorted(out, key=lambda at: -_distance(units, at)))
    texts = [f"{plain(label)}<br>{text}" for label, text in zip(units.labels, hover(pen, units, "y"), strict=True)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": units.name,
        "x": list(units.x),
        "y": list(units.y),
        "text": [plain(label) if at in named else "" for at, label in enumerate(units.labels)],
        "textposition": [_side(units, at) for at in range(len(units.y))],
        "textfont": {"size": SMALL, "color": pen.colour("ink")},
        "marker": {
            "size": DOT,
            "opacity": 1,
            "color": [pen.colour("accent" if at in out else "grey-1") for at in range(len(units.y))],
            "line": {"width": 1, "color": pen.colour("paper")},
        },
        "customdata": customdata(units),
        "hovertemplate": texts,
        "cliponaxis": False,
    }


def _named(pen: Pen, units: Series, out: list[int]) -> set[int]:
    """Those of the units outside that can be named without one name over another, the furthest outside first."""
    low, high = _bounds(pen)
    sizes = [float(x) for x in units.x]
    by_powers = _by_powers(sizes)
    first, last = _across(sizes, by_powers=by_powers) if sizes else (0.0, 1.0)
    boxes: list[tuple[float, float, float]] = []  # left, right, height
    named = set()
    for at in out:
        x = ((log10(sizes[at]) if by_powers else sizes[at]) - first) / (last - first) * PLOT
        y = ((units.y[at] or 0.0) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
        wide = width(units.labels[at], SMALL) + DOT
        left = x - wide if _side(units, at) == "middle left" else x
        if all(left > right or left + wide < start or abs(y - other) > LINE for start, right, other in boxes):
            boxes.append((left, left + wide, y))
            named.add(at)
    return named


def _by_powers(sizes: list[float]) -> bool:
    """Whether numbers of rows are so different that they are drawn by their powers of ten."""
    return max(sizes, default=1.0) > WIDE_RANGE * min(sizes, default=1.0)


def _side(units: Series, at: int) -> str:
    """Names stand left of the units of many rows, right of the others: off the edges of the plot."""
    sizes = sorted(float(x) for x in units.x)
    return "middle left" if float(units.x[at]) > sizes[len(sizes) // 2] else "middle right"


def _distance(units: Series, at: int) -> float:
    """How far outside its limits a unit lies, in their own width."""
    y, low, high = units.y[at], (units.low or ())[at], (units.high or ())[at]
    if y is None or low is None or high is None:
        return 0.0
    return max(low - y, y - high) / ((high - low) or 1.0)
