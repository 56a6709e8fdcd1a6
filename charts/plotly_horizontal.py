"""What horizontal bars, stacked bars and dots share: names, values beside the plot, upright lines, the unit below."""

import locales
from charts.chart import Series
from charts.lettering import plain, width, wrapped
from charts.plotly_parts import CLEAR, NORMAL, ROW, SMALL, Pen, Piece, dashed, note

NARROW = 360  # px: the plot that labels are planned for; a wider one only leaves more room
NAME = 156  # px: the widest line of a category's name
BARE = {"showgrid": False, "showticklabels": False, "zeroline": True}  # an axis whose bars carry their values


def categories(pen: Pen) -> list[str]:
    """The names of the bars, in the order in which they first appear."""
    return list(dict.fromkeys(str(x) for series in pen.chart.series for x in series.x))


def written(names: list[str]) -> list[str]:
    """Names as the axis writes them: broken into lines where they are long."""
    return ["<br>".join(map(plain, wrapped(name, NAME).split("<br>"))) for name in names]


def names_axis(pen: Pen, names: list[str]) -> Piece:
    """The axis of names, the first on top."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": names,
        "range": [len(names) - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": written(names),
        "tickfont": {"size": NORMAL, "color": pen.colour("ink")},
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": CLEAR,
        "fixedrange": True,
        "showgrid": False,
        "showspikes": False,
        "automargin": True,
    }


def value_texts(pen: Pen, series: Series) -> list[str]:
    """The values as labels; of those with too few cases, with their n (once, where series stand together).

    What is withheld is said to be.
    """
    says_n = series.n is not None and list(series.n) != list(series.y) and series is pen.chart.series[0]
    few = {at: f"n = {series.n[at]}   " for at in pen.chart.few} if says_n and series.n is not None else {}
    unknown = {at: locales.text(pen.locale, "chart.withheld") for at in series.withheld}
    return [
        unknown.get(at, few.get(at, "") + locales.UNKNOWN) if y is None else few.get(at, "") + pen.number(y)
        for at, y in enumerate(series.y)
    ]


def value_room(pen: Pen, solid: list[Series]) -> int:
    """Room in px that the values take beside the plot."""
    return int(max((width(text) for series in solid for text in value_texts(pen, series)), default=0)) + 10


def value_column(pen: Pen, solid: list[Series], room: int, step: float) -> list[Piece]:
    """The values of each series, each level with its bar or dot, right aligned beside the plot."""
    row = {name: at for at, name in enumerate(categories(pen))}
    few = set(pen.chart.few)
    size = NORMAL if len(solid) == 1 else SMALL
    beside = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": room, "yanchor": "middle"}
    middle = (len(solid) - 1) / 2
    return [
        note(text, "", y=row[str(series.x[at])], yshift=round((middle - order) * step), **beside)
        | {"font": {"size": size, "color": pen.colour("muted" if at in few or at in series.withheld else "ink")}}
        for order, series in enumerate(solid)
        for at, text in enumerate(value_texts(pen, series))
    ]


def unit_height(pen: Pen) -> int:
    """Room in px for the unit below the plot."""
    return ROW if pen.chart.unit else 0


def unit_below(pen: Pen, shift: int = 0) -> list[Piece]:
    """The unit under the values, at the right."""
    if not pen.chart.unit:
        return []
    unit = note(pen.chart.unit, pen.colour("muted"), xref="paper", x=1, xanchor="right", xshift=shift)
    font = {"size": SMALL, "color": pen.colour("muted")}
    return [unit | {"yref": "paper", "y": 0, "yanchor": "top", "yshift": -2, "font": font}]


def standing_references(pen: Pen, high: float, low: float = 0) -> tuple[int, list[Piece], list[Piece]]:
    """References as upright lines: room in px above the plot, the lines, and their names, in rows where they meet.

    low and high are the ends of the axis.
    """
    ends: list[float] = []  # of each row of names, in px
    named = []
    for ref in sorted(pen.chart.references, key=lambda ref: ref.value):
        words = pen.named(ref)
        middle, half = (ref.value - low) / (high - low) * NARROW, width(words) / 2
        row = next((at for at, end in enumerate(ends) if end < middle - half), len(ends))
        ends[row : row + 1] = [middle + half + 6]
        side = "left" if middle < half else "right" if middle > NARROW - half else "center"
        named.append(
            note(words, pen.colour("ink"), x=ref.value, xanchor=side, yref="paper", y=1, yanchor="bottom")
            | {"yshift": ROW * row}
        )
    lines = [dashed(pen, yref="paper", y0=0, y1=1, x0=ref.value, x1=ref.value) for ref in pen.chart.references]
    return ROW * len(ends), lines, named
