"""How much room words take and how labels keep out of each other's way; estimates, since the browser sets the type."""

from collections.abc import Sequence
from html import escape


def width(text: str, size: float = 12) -> float:
    """Estimated width in px of a text at a font size: a Chinese character is as wide as it is high."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.56 for letter in text)


def plain(text: str) -> str:
    """The text as Plotly has to be given it to show it as it is: Plotly reads labels as a little HTML."""
    return escape(text, quote=False)


def wrapped(text: str, most: float, size: float = 12) -> str:
    """The text broken with <br> into lines of at most `most` px: at spaces, within a word only if it is too long."""
    lines = [""]
    for word in text.replace(" ", " \0").split("\0"):
        pieces = [word] if width(word.strip(), size) <= most else list(word)
        for piece in pieces:
            if lines[-1] and width((lines[-1] + piece).strip(), size) > most:
                lines.append("")
            lines[-1] += piece
    return "<br>".join(line.strip() for line in lines)


def spread(wanted: Sequence[float], gap: float, lowest: float) -> list[float]:
    """Positions as near as possible to those wanted, in the same order, at least `gap` apart, none below `lowest`.

    Neighbours that are too close form a group which is centred on the mean of what its members want.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    groups: list[list[int]] = []
    centres: list[float] = []
    for at in order:
        groups.append([at])
        centres.append(wanted[at])
        while len(groups) > 1 and _top(groups[-2], centres[-2], gap) + gap > _bottom(groups[-1], centres[-1], gap):
            groups[-2:] = [groups[-2] + groups[-1]]
            centres[-2:] = [sum(wanted[member] for member in groups[-1]) / len(groups[-1])]
    result = [0.0] * len(wanted)
    for group, centre in zip(groups, centres, strict=True):
        for step, member in enumerate(group):
            result[member] = max(_bottom(group, centre, gap) + step * gap, lowest)
            lowest = result[member] + gap
    return result


def _bottom(group: Sequence[int], centre: float, gap: float) -> float:
    return centre - gap * (len(group) - 1) / 2


def _top(group: Sequence[int], centre: float, gap: float) -> float:
    return centre + gap * (len(group) - 1) / 2
