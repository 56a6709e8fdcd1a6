"""Marks on an axis of time for the screen: a thin line a day that has some, and their numbers above it."""

from collections.abc import Sequence
from datetime import date

from charts.chart import Mark
from charts.lettering import plain
from charts.plotly_parts import Pen, Piece, note
from charts.tokens import FONT

APART = 0.075  # of the axis: numbers nearer to each other would touch on a narrow screen, and stand together


def mark_lines(pen: Pen) -> list[Piece]:
    """A line across the plot at each part of time that has a mark."""
    line = {"color": pen.colour("muted"), "width": 1, "dash": "1px,3px"}
    return [
        {
            "type": "line",
            "line": line,
            "layer": "above",
            "xref": "x",
            "x0": x,
            "x1": x,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
        }
        for x in dict.fromkeys(_place(pen, mark) for mark in pen.chart.marks)
    ]


def mark_notes(pen: Pen) -> list[Piece]:
    """The numbers above the lines; whoever points at one reads its words."""
    label = {
        "bgcolor": pen.colour("paper"),
        "bordercolor": pen.colour("comparison"),
        "font": {"family": FONT, "size": 12, "color": pen.colour("ink")},
    }
    return [
        note(_signs(marks), pen.colour("muted"), xref="x", x=_middle(pen, marks), yref="paper", y=1, yanchor="bottom")
        | {"hovertext": "<br>".join(_told(mark) for mark in marks), "hoverlabel": label}
        for marks in _together(pen)
    ]


def _place(pen: Pen, mark: Mark) -> str:
    """Where a mark stands: at the part of time that its day lies in, whose figure is the first that it may show in."""
    return max(str(x) for series in pen.chart.series for x in series.x if str(x) <= mark.day)


def _together(pen: Pen) -> list[list[Mark]]:
    """The marks in their order, those together whose numbers would touch."""
    found: list[list[Mark]] = []
    if not pen.chart.marks:
        return found
    days = [date.fromisoformat(str(x)) for series in pen.chart.series for x in series.x]
    least = APART * max((max(days) - min(days)).days, 1)
    for mark in pen.chart.marks:
        here = date.fromisoformat(_place(pen, mark))
        if found and (here - date.fromisoformat(_place(pen, found[-1][-1]))).days < least:
            found[-1].append(mark)
        else:
            found.append([mark])
    return found


def _middle(pen: Pen, marks: Sequence[Mark]) -> str:
    first, last = (date.fromisoformat(_place(pen, mark)) for mark in (marks[0], marks[-1]))
    return (first + (last - first) / 2).isoformat()


def _told(mark: Mark) -> str:
    """A mark as a hover tells it."""
    return plain(f"{mark.sign} {mark.day} {mark.words}")


def _signs(marks: Sequence[Mark]) -> str:
    """The numbers of marks that stand together: all of two, of more the first and the last."""
    return "".join(mark.sign for mark in marks) if len(marks) < 3 else f"{marks[0].sign}–{marks[-1].sign}"
