"""The effect of the reform as it truly is: the same travellers walked on the older and on the streamlined path."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from ingest.simulate.cases import Cases, World
from ingest.simulate.clock import working_minutes
from ingest.simulate.drawing import Ints, Stamps
from ingest.simulate.lives import Lives, live
from ingest.simulate.paths import IS_HV_NEW, IS_HV_OLD, IS_LV_NEW, IS_LV_OLD
from ingest.simulate.verdicts import utility_minutes

TRAVELLERS = 20_000  # connections of a chunk, spread evenly over it, that walk both paths: bounds time
STREAM = 6_101  # tells the walks' luck from all else that World.luck seeds
PATHS_WALKED = ("older", "streamlined")


@dataclass(frozen=True)
class Walk:
    """Travellers who came through on one path, one entry each; minutes are working minutes."""

    path: int  # number in PATHS_WALKED
    customer_class: Ints
    submitted: Stamps
    minutes: Ints  # whole time at low voltage, utility time at high voltage


def walk_both(world: World, cases: Cases) -> Iterator[Walk]:
    """Walk connections on both paths, with the same luck as far as the paths have draws in common."""
    rows = np.flatnonzero(cases.connection)
    if not len(rows):
        return
    travellers = _only(cases, rows[:: -(-len(rows) // TRAVELLERS)])
    high_voltage = travellers.high_voltage
    for path, slots in enumerate(((IS_HV_OLD, IS_LV_OLD), (IS_HV_NEW, IS_LV_NEW))):
        streamlined = np.full(len(high_voltage), path == PATHS_WALKED.index("streamlined"))
        walking = replace(travellers, streamlined=streamlined, path=np.where(high_voltage, *slots))
        lives = live(np.random.default_rng((world.luck, STREAM, int(cases.number[0]))), world, walking)
        through = np.flatnonzero(lives.powered)
        of_utility = utility_minutes(world.workdays, lives)[through]
        minutes = np.where(high_voltage[through], of_utility, whole_minutes(world, lives, through))
        yield Walk(path, travellers.customer_class[through], travellers.submitted[through], minutes)


def whole_minutes(world: World, lives: Lives, rows: Ints) -> Ints:
    """Working minutes from acceptance to the end of these cases."""
    clock = world.workdays
    return working_minutes(clock, lives.ended[rows]) - working_minutes(clock, lives.accepted[rows])


def _only(found: Any, rows: Ints) -> Any:
    """These rows of a set of arrays of one kind."""
    if is_dataclass(found) and not isinstance(found, type):
        return replace(found, **{field.name: _only(getattr(found, field.name), rows) for field in fields(found)})
    return found[rows]
