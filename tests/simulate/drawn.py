"""The simulation of this folder's delivery as it was drawn, before any horizon cut it."""

from functools import cache

import numpy as np
import pandas as pd

from ingest.simulate.chunks import Chunk, Simulation
from ingest.simulate.origin import Origin
from ingest.simulate.sheet import Sheet
from tests.simulate.conftest import CASES, SEED, UNTIL

FAR = np.datetime64("2060-01-01", "s")  # after everything that is simulated


@cache
def simulation() -> Simulation:
    return Simulation(Origin(CASES, SEED, UNTIL))


@cache
def chunk() -> Chunk:
    [only] = simulation().history(lambda _line: None)
    return only


def whole(sheet: Sheet) -> pd.DataFrame:
    """All rows with all that will ever be known of them."""
    return sheet.frame(np.ones(len(sheet.born), dtype=bool), FAR)


def rows_of(name: str) -> pd.DataFrame:
    return whole(chunk().sheets[name])


def cut_at(sheet: Sheet, cut: str) -> pd.DataFrame:
    """The rows as a delivery that reaches to the local midnight `cut` shows them."""
    moment = np.datetime64(cut, "s")
    return sheet.frame(sheet.visible(moment), moment)


def case_table() -> pd.DataFrame:
    """What is true of each case, one row each, under its number."""
    found = chunk()
    cases, lives = found.cases, found.lives
    table = pd.DataFrame(
        {
            "application": found.sheets["applications"].columns["application"],
            "submitted": cases.submitted,
            "accepted": lives.accepted,
            "ended": lives.ended,
            "powered": lives.powered,
            "province": cases.province,
            "streamlined": cases.streamlined,
            "pace": cases.pace,
            "trips": found.trips,
            "year": cases.submitted.astype("datetime64[Y]").astype(int) + 1970,
        }
    )
    return table.set_index("application")
