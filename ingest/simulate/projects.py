"""Projects: an estate or an industrial park is connected phase by phase, and each phase is made of cases of its own.

Where and when there are projects is settled before any case is drawn, so that a case joins the one open at its place on
its day whichever cases are drawn beside it. One follows another without a pause.
"""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.customers import PARK, Customers
from ingest.simulate.drawing import Flags, Ints, Stamps

NO_PROJECT = -1
KINDS = 2  # parks and estates of a place have projects apart
PHASE_DAYS = (120, 300)  # calendar days of each phase of a place's projects, from and to, evenly; assumed
MOST_PHASES = 6  # of a project; two at least; assumed
EPOCH = np.datetime64("2017-01-01")  # from which the days of projects are counted
A_PLACE = 1_000  # projects of one kind that a place may have: tells their numbers apart


@dataclass(frozen=True)
class Projects:
    """The projects of each place (rows) and kind (columns: parks, estates)."""

    open_for: Ints  # days for which the first project is open at EPOCH
    phase_days: Ints
    phases: Ints  # of each project


def draw_projects(rng: np.random.Generator, places: int) -> Projects:
    """Settle the projects of so many places."""
    shape = (places, KINDS)
    phase_days = rng.integers(PHASE_DAYS[0], PHASE_DAYS[1] + 1, shape)
    phases = rng.integers(2, MOST_PHASES + 1, shape)
    open_for = (rng.random(shape) * phase_days * phases).astype(np.int64)
    return Projects(open_for, phase_days, phases)


def join_projects(
    projects: Projects, home: Ints, day: Stamps, customers: Customers, connection: Flags
) -> tuple[Ints, Ints]:
    """Number of the project that each case belongs to (NO_PROJECT for most), and the phase, from 1 (0 for none).

    home is the place whose teams do the work, day the local day of submission (datetime64[D], from EPOCH on).
    """
    project = np.full(len(home), NO_PROJECT)
    phase = np.zeros(len(home), dtype=np.int64)
    rows = np.flatnonzero(connection & (customers.batch | (customers.segment == PARK)))
    at = (home[rows], customers.batch[rows].astype(np.int64))
    phase_days, phases = projects.phase_days[at], projects.phases[at]
    gone = (day[rows] - EPOCH).astype(np.int64) + projects.open_for[at]
    which, since = np.divmod(gone, phase_days * phases)
    project[rows] = (at[0] * KINDS + at[1]) * A_PLACE + which
    phase[rows] = since // phase_days + 1
    return project, phase
