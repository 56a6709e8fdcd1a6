"""How far behind the data are: a province's are late as a whole, and everywhere some cases are entered late."""

import numpy as np

from ingest.simulate.characters import DAY_SECONDS, Characters
from ingest.simulate.drawing import Ints

ENTERED_LATE_SHARE = 0.02  # of the cases of every province; assumed
ENTERED_LATE_DAYS = (1, 4)  # by which everything of such a case is seen later, from and to; assumed


def draw_lags(rng: np.random.Generator, characters: Characters, province: Ints) -> Ints:
    """Seconds by which deliveries are behind for each case: its province's lag and, where it has one, its own."""
    late = rng.random(len(province)) < ENTERED_LATE_SHARE
    days = rng.integers(ENTERED_LATE_DAYS[0], ENTERED_LATE_DAYS[1] + 1, len(province))
    lag: Ints = characters.lag[province] + np.where(late, days * DAY_SECONDS, 0)
    return lag
