"""Where the tiles of a schematic map stand: provincial companies at their rough places, all else in a plain grid.

schematic.csv says the column and row of each provincial company by what its Chinese name holds ("a|b": either). It is
no map: it says nothing of borders or sizes.
"""

import csv
from collections.abc import Sequence
from functools import cache
from math import ceil, sqrt
from pathlib import Path

FILE = Path(__file__).with_name("schematic.csv")
WIDER = 1.6  # a plain grid has so many times more columns than rows
MOST_COLUMNS = 5  # as many as a phone has room for

Places = Sequence[tuple[float, float]]


def positions(names: Sequence[str]) -> Places:
    """The column and row of each unit by its Chinese name, from the top left.

    The rough places on the map where every unit has one of its own; else a plain grid in the given order.
    """
    found = [_place(name) for name in names]
    known = [place for place in found if place is not None]
    if len(known) == len(names) and len(set(known)) == len(names) and len(names) > 1:
        left, top = min(column for column, _ in known), min(row for _, row in known)
        return [(column - left, row - top) for column, row in known]
    columns = min(max(ceil(sqrt(len(names) * WIDER)), 1), MOST_COLUMNS)
    return [(at % columns, at // columns) for at in range(len(names))]


def _place(name: str) -> tuple[float, float] | None:
    return next((place for parts, place in _known() if any(part in name for part in parts)), None)


@cache
def _known() -> Sequence[tuple[Sequence[str], tuple[float, float]]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["name"].split("|"), (float(row["column"]), float(row["row"]))) for row in csv.DictReader(file)]
