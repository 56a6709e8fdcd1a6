"""What horizontal bars and stacked bars share: the axis of names, lines that stand upright, the unit below."""

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


def standing_references(pen: Pen, high: float) -> tuple[int, list[Piece], list[Piece]]:
    """References as upright lines: room in px above the plot, the lines, and their names, in rows where they meet."""
    ends: list[float] = []  # of each row of names, in px
    named = []
    for ref in sorted(pen.chart.references, key=lambda ref: ref.value):
        words = pen.named(ref)
        middle, half = ref.value / high * NARROW, width(words) / 2
        row = next((at for at, end in enumerate(ends) if end < middle - half), len(ends))
        ends[row : row + 1] = [middle + half + 6]
        side = "left" if middle < half else "right" if middle > NARROW - half else "center"
        named.append(
            note(words, pen.colour("ink"), x=ref.value, xanchor=side, yref="paper", y=1, yanchor="bottom")
            | {"yshift": ROW * row}
        )
    lines = [dashed(pen, yref="paper", y0=0, y1=1, x0=ref.value, x1=ref.value) for ref in pen.chart.references]
    return ROW * len(ends), lines, named
