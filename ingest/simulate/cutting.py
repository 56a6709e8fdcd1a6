"""Cutting sheets at the moments that deliveries reach to: what a snapshot shows, and what an increment brings."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from ingest.simulate.drawing import Flags
from ingest.simulate.sheet import Sheet

APPLICATIONS = "applications"
WHOLE = ("steps", "holds")  # told whole of each case that changed


def snapshot(sheets: Mapping[str, Sheet], cut: np.datetime64) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each file that a delivery shows which reaches to `cut`."""
    for name, sheet in sheets.items():
        yield name, sheet.frame(sheet.visible(cut), cut)


def increments(sheets: Mapping[str, Sheet], cuts: Sequence[np.datetime64]) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """What became known from each cut to the next: the increment's number, the file, its rows.

    A case of which anything changed comes with all its steps and holds.
    """
    named = _named(sheets, cuts[0], cuts[-1])
    sheets = {
        name: sheet.only(named[sheet.case] if name in WHOLE else sheet.changed(cuts[0], cuts[-1]))
        for name, sheet in sheets.items()
    }
    for number, (since, cut) in enumerate(pairwise(cuts)):
        named = _named(sheets, since, cut)
        for name, sheet in sheets.items():
            rows = sheet.visible(cut) & named[sheet.case] if name in WHOLE else sheet.changed(since, cut)
            if rows.any() or (name == APPLICATIONS and number == 0):  # it tells the columns even where nothing changed
                yield number, name, sheet.frame(rows, cut)


def _named(sheets: Mapping[str, Sheet], since: np.datetime64, cut: np.datetime64) -> Flags:
    """The cases of which the rows, the steps or the holds changed in [since, cut), by number."""
    core = [sheets[name] for name in (APPLICATIONS, *WHOLE) if name in sheets]
    most = max((int(sheet.case.max()) + 1 for sheet in core if sheet.case is not None and len(sheet.case)), default=0)
    named = np.zeros(most, dtype=bool)
    for sheet in core:
        if sheet.case is not None:
            named[sheet.case[sheet.changed(since, cut)]] = True
    return named
