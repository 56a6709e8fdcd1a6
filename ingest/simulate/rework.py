"""Steps as the source shows them: one province hides that a step was done again, within the first round."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.drawing import Flags, Ints, Stamps
from ingest.simulate.lives import Lives
from ingest.simulate.paths import STEPS


@dataclass(frozen=True)
class Executions:
    """One entry a step execution that the source shows, case by case in the order entered; stamps are local."""

    case: Ints
    step: Ints  # number in STEPS
    round: Ints
    owner: Ints
    unit: Ints
    entered: Stamps
    left: Stamps


def shown_executions(lives: Lives, hides: Flags) -> Executions:
    """The executions as shown; hides tells of each case whether later rounds are merged into the first.

    Such a first round is left when the last one was.
    """
    steps = lives.steps
    kept = ~hides[steps.case] | (steps.round == 1)
    left = lives.steps_left.copy()
    later = np.flatnonzero(~kept)
    if len(later):
        key = steps.case * len(STEPS) + steps.step
        first = np.flatnonzero(hides[steps.case] & kept)
        first = first[np.argsort(key[first])]
        merged = first[np.searchsorted(key[first], key[later])]
        np.maximum.at(left.view(np.int64), merged, lives.steps_left[later].view(np.int64))
    rows = np.flatnonzero(kept)
    rows = rows[np.lexsort((lives.steps_entered[rows], steps.case[rows]))]
    return Executions(
        case=steps.case[rows],
        step=steps.step[rows],
        round=steps.round[rows],
        owner=steps.owner[rows],
        unit=steps.unit[rows],
        entered=lives.steps_entered[rows],
        left=left[rows],
    )
