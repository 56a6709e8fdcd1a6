"""Values that stood wrong until somebody corrected them: some cases change long after they were reported."""

import numpy as np

from ingest.simulate.cases import Cases
from ingest.simulate.channels import CHANNELS, HALL
from ingest.simulate.drawing import Flags, Stamps
from ingest.simulate.lives import Lives
from ingest.simulate.sheet import NEVER, Column, Correction, labels

# Share of the cases that have the column wrong at first; all assumed.
CAPACITY_SHARE, CHANNEL_SHARE, COST_SHARE, ARCHIVED_SHARE = 0.004, 0.002, 0.002, 0.002
AFTER_DAYS = (2.0, 25.0)  # days from the entry to the correction; assumed
CAPACITY_FACTOR = 2.0  # by which a wrong capacity is too great; assumed
COST_FACTOR = 1.3  # the same of a customer's cost; assumed
DAY_SECONDS = 86_400


def draw_corrections(
    rng: np.random.Generator, cases: Cases, lives: Lives, columns: dict[str, Column]
) -> dict[str, Correction]:
    """What stood before in columns of applications: a channel by habit, amounts, an archiving typed too early."""
    everywhere = np.full(len(cases.place), HALL)
    return {
        "channel": Correction(labels(everywhere, CHANNELS), _moments(rng, cases.submitted, CHANNEL_SHARE)),
        "capacity_kva": Correction(
            columns["capacity_kva"] * CAPACITY_FACTOR, _moments(rng, cases.submitted, CAPACITY_SHARE)
        ),
        "archived_at": Correction(lives.ended, _moments(rng, lives.archived, ARCHIVED_SHARE)),
        "customer_cost": Correction(columns["customer_cost"] * COST_FACTOR, _moments(rng, cases.submitted, COST_SHARE)),
    }


def _moments(rng: np.random.Generator, entry: Stamps, share: float) -> Stamps:
    """When each row's entry is corrected; NaT where it was right."""
    wrong: Flags = rng.random(len(entry)) < share
    after = (rng.uniform(*AFTER_DAYS, len(entry)) * DAY_SECONDS).astype(np.int64)
    moment: Stamps = np.where(wrong, entry + after, NEVER)
    return moment
