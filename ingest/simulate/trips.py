"""The customer's trips as staff enter them, which is not always as they were."""

import numpy as np

from ingest.simulate.characters import Characters
from ingest.simulate.drawing import Ints

UNDERSTATED_SHARE = 0.06  # of cases with trips where staff enter one fewer; assumed


def enter_trips(rng: np.random.Generator, characters: Characters, province: Ints, trips: Ints) -> Ints:
    """The trips that staff enter for each case, given those that the customer made."""
    fewer = (rng.random(len(trips)) < UNDERSTATED_SHARE) & (trips > 0)
    always_zero = np.isin(province, characters.zero_trips)
    entered: Ints = np.where(always_zero, 0, trips - fewer)
    return entered
