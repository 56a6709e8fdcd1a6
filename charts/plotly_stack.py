"""Stacked bars for the screen: each a whole, split into parts."""

from charts.chart import Series
from charts.lettering import plain, width
from charts.plotly_horizontal import BARE, NARROW, categories, names_axis, standing_references, unit_below, unit_height
from charts.plotly_parts import NORMAL, SMALL, Key, Pen, Piece, customdata, figure_of, hover, note, value_axis
from charts.tokens import SCALES, pattern_on, readable_on

NARROWEST = 290  # px: the plot on a phone
FEW_STACKS = 6  # so many bars are thick, with the names of their parts inside; more are thin, with a legend
# What tells parts of one colour apart, on screen and in black and white; assets/look/4-cards.css draws the same.
PATTERNS = ("", "/", ".", "-", "\\", "x", "+")


def stack(pen: Pen) -> Piece:
    """One bar a category, split into parts, each named inside where it has room; the total stands at the end."""
    chart = pen.chart
    names = categories(pen)
    totals = _totals(pen)
    high = max([*totals, *(ref.value for ref in chart.references)], default=0) or 1
    few_bars = len(names) <= FEW_STACKS
    stretch = NARROW / (NARROW - max((width(pen.number(total), 15) for total in totals), default=0) - 12)
    data = [_part(pen, series, at, labelled=few_bars) for at, series in enumerate(chart.series)]
    above, shapes, named = standing_references(pen, high * stretch)
    row = 70 if few_bars else 26
    return figure_of(
        pen,
        data,
        height=row * len(names) + 16 + above + unit_height(pen),
        top=8 + above,
        bottom=8 + unit_height(pen),
        barmode="stack",
        bargap=0.46 if few_bars else 0.28,
        uniformtext={"mode": "hide", "minsize": SMALL},
        xaxis=value_axis(pen, 0, high * stretch) | BARE | {"zeroline": False},
        yaxis=names_axis(pen, names) | ({"showticklabels": False} if few_bars else {}),
        shapes=shapes,
        annotations=[*named, *(_heads(pen, names) if few_bars else []), *_ends(pen, totals), *unit_below(pen)],
    )


def stack_keys(pen: Pen) -> list[Key]:
    """The legend of stacked bars where a part has room for its name in none of them, on a narrow screen; else empty."""
    totals = _totals(pen)
    high = max(totals, default=0) or 1
    fits = all(
        any((y or 0) / high * NARROWEST > width(series.name, SMALL) + 8 for y in series.y)
        for series in pen.chart.series
    )
    if fits and len(totals) <= FEW_STACKS:
        return []
    return [_key(pen, series, at) for at, series in enumerate(pen.chart.series)]


def _key(pen: Pen, series: Series, at: int) -> Key:
    fill, variant = _colour(pen, series, at), _variant(series, at)
    return Key(series.name, fill, f"box-{variant}" if variant else "box", pattern_on(fill) if variant else "")


def _totals(pen: Pen) -> list[float]:
    """The length of each bar, in the order of the categories."""
    parts = [dict(zip(map(str, series.x), series.y, strict=True)) for series in pen.chart.series]
    return [sum(part.get(name) or 0 for part in parts) for name in categories(pen)]


def _part(pen: Pen, series: Series, at: int, *, labelled: bool) -> Piece:
    """A part of the stacked bars; those of one colour differ by their patterns."""
    fill = _colour(pen, series, at)
    return {
        "type": "bar",
        "orientation": "h",
        "name": series.name,
        "y": [str(x) for x in series.x],
        "x": list(series.y),
        "customdata": customdata(series),
        "hovertemplate": ["%{y}<br>" + text for text in hover(pen, series, "x")],
        "marker": {
            "color": fill,
            "line": {"color": pen.colour("paper"), "width": 1.5},
            "pattern": {
                "shape": PATTERNS[_variant(series, at)],
                "bgcolor": fill,
                "fgcolor": pattern_on(fill),
                "fillmode": "replace",
                "size": 6,
                "solidity": 0.3,
            },
        },
        "text": [f"{plain(series.name)}<br>{pen.number(y)}" if labelled and y else "" for y in series.y],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": SMALL, "color": readable_on(fill)},
    }


def _colour(pen: Pen, series: Series, at: int) -> str:
    return pen.colour(f"part-{(at if series.shade is None else series.shade) % SCALES['part'] + 1}")


def _variant(series: Series, at: int) -> int:
    """The pattern of a part; past the scale its colours come again, in patterns."""
    return (at // SCALES["part"] if series.shade is None else series.variant) % len(PATTERNS)


def _heads(pen: Pen, names: list[str]) -> list[Piece]:
    """The name of each thick bar, above it at the left."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "yshift": 20}
    return [note(plain(name), pen.colour("ink"), y=at, **place) for at, name in enumerate(names)]


def _ends(pen: Pen, totals: list[float]) -> list[Piece]:
    """The total of each bar, at its end."""
    font = {"size": 15 if len(totals) <= FEW_STACKS else NORMAL, "color": pen.colour("ink")}
    return [
        note(f"<b>{pen.number(total)}</b>", pen.colour("ink"), x=total, y=at, xanchor="left", xshift=4) | {"font": font}
        for at, total in enumerate(totals)
    ]
