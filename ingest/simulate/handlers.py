"""Who worked a step: the account code of a person of the unit, and now and then one that nobody should work with."""

import numpy as np

from ingest.simulate.drawing import Ints
from ingest.simulate.places import TEAMS
from ingest.simulate.progress import NO_UNIT

PERSONS = 6  # of a team of a county or city company; assumed
ODD_SHARE = 0.0005  # of executions worked under an administrator's or a test account; assumed
ODD = ("admin", "test")
HANDLERS = (*[f"{team[0]}-{person + 1:02d}" for team in TEAMS for person in range(PERSONS)], *ODD)
NOBODY = -1


def draw_handlers(rng: np.random.Generator, unit: Ints) -> Ints:
    """Number in HANDLERS for each execution; NOBODY where no unit of the utility has the step."""
    person = (unit % len(TEAMS)) * PERSONS + rng.integers(0, PERSONS, len(unit))
    odd = len(TEAMS) * PERSONS + rng.integers(0, len(ODD), len(unit))
    handler = np.where(rng.random(len(unit)) < ODD_SHARE, odd, person)
    return np.where(unit == NO_UNIT, NOBODY, handler)
