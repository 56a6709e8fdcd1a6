"""Progress notices: the customer is told that the case has entered a step, by the app since there is one."""

import numpy as np

from ingest.simulate.drawing import Floats, Stamps, chance, lognormal

YEARS = (2019.8, 2021.0, 2023.0, 2026.0)  # from the launch of 网上国网 (domain) on; the others assumed
SHARES = (0.15, 0.65, 0.85, 0.95)  # of steps of which the customer is told; assumed
HOURS = (30.0, 4.0, 1.0, 0.5)  # median hours from entering the step to the notice; assumed
SPREAD = 0.9  # standard deviation of the logarithm of these hours; assumed
HOUR_SECONDS = 3600


def draw_notices(rng: np.random.Generator, year: Floats, entered: Stamps) -> Stamps:
    """The local moment at which the customer is told of each execution, by the year of submission; NaT for never."""
    lag = lognormal(rng, np.interp(year, YEARS, HOURS), SPREAD) * HOUR_SECONDS
    told = chance(rng, np.interp(year, YEARS, SHARES))
    moment: Stamps = np.where(told, entered + lag.astype(np.int64), np.datetime64("NaT", "s"))
    return moment
