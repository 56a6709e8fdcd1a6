"""Projects: an estate or an industrial park is connected phase by phase, and each phase is a case of its own."""

import numpy as np

from ingest.simulate.customers import PARK, Customers
from ingest.simulate.drawing import Flags, Ints

NO_PROJECT = -1
NEXT_PHASE_SHARE = 0.45  # of the cases of projects that continue the last one of their place; assumed
MOST_PHASES = 6  # of a project; assumed


def draw_projects(
    rng: np.random.Generator, number: Ints, home: Ints, customers: Customers, connection: Flags
) -> tuple[Ints, Ints]:
    """Number of the first case of each case's project (NO_PROJECT for most), and the phase, from 1 (0 for none).

    The cases stand in the order of submission; home is the place whose teams do the work.
    """
    project = np.full(len(number), NO_PROJECT)
    phase = np.zeros(len(number), dtype=np.int64)
    rows = np.flatnonzero(connection & (customers.batch | (customers.segment == PARK)))
    if not len(rows):
        return project, phase
    kind = home[rows] * 2 + customers.batch[rows]  # estates and parks of a place have projects apart
    order = np.argsort(kind, kind="stable")
    rows, kind = rows[order], kind[order]
    starts = rng.random(len(rows)) >= NEXT_PHASE_SHARE
    starts[0] = True
    starts[1:] |= kind[1:] != kind[:-1]
    place = np.arange(len(rows))
    since = place - np.maximum.accumulate(np.where(starts, place, 0))
    phase[rows] = since % MOST_PHASES + 1
    project[rows] = number[rows[place - since % MOST_PHASES]]
    return project, phase
