"""From cases to their whole lives: acceptance, steps, holds and end, as local stamps that no horizon has cut yet."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate import holds, progress
from ingest.simulate.cases import Cases, World
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps
from ingest.simulate.holds import Holds
from ingest.simulate.limits import class_limits
from ingest.simulate.outcomes import (
    POWERED,
    RETURNED,
    draw_acceptance,
    draw_archiving,
    draw_ends,
    draw_same_day,
    draw_stalled,
    hurry,
    squeeze,
)
from ingest.simulate.paths import HANDLING_DAYS, IS_HANDLING, IS_PV, PATHS
from ingest.simulate.progress import Steps, Travellers
from ingest.simulate.services import CODES, ENERGISED, is_one_of

# After the reform times go on falling: factor at its start, where it tends to, and by how fast; assumed.
TREND_FIRST, TREND_LAST, TREND_YEARS = 1.0, 0.5, 2.5
BATCH_POWER = 0.2  # of an estate's meters by which every step takes longer than for one household; assumed
NEVER = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Lives:
    """What happens to each case (one entry a case) and its steps and holds; stamps are local, NaT is never."""

    accepted: Stamps
    ended: Stamps
    powered: Flags  # whether the end is power on
    archived: Stamps
    outcome: Ints  # number in OUTCOMES
    steps: Steps
    steps_entered: Stamps
    steps_left: Stamps
    holds: Holds
    holds_start: Stamps
    holds_end: Stamps


def live(rng: np.random.Generator, world: World, cases: Cases) -> Lives:
    """Let the cases run to their ends."""
    characters, workdays = world.characters, world.workdays
    high_voltage, energised = cases.high_voltage, is_one_of(cases.service, ENERGISED)
    accepted, refused = draw_acceptance(rng, workdays, cases.submitted, cases.year, cases.pace)
    stalled = draw_stalled(rng, cases.path)
    travellers = _travellers(world, cases, accepted, stalled)
    parts = [
        _walk_path(rng, number, travellers, np.flatnonzero((cases.path == number) & ~refused))
        for number in range(len(PATHS))
    ]
    steps = progress.joined([part[0] for part in parts])
    through = accepted.copy()
    for rows, position in (part[2:] for part in parts):
        through[rows] = position
    outcome, end = draw_ends(rng, stalled, high_voltage, energised, accepted, through)
    archived = draw_archiving(rng, end, high_voltage)
    same_day = draw_same_day(rng, cases.province == characters.same_day, cases.year, high_voltage)
    limit = np.where(cases.connection, class_limits("whole")[cases.customer_class], np.inf)
    factor = hurry(rng, through - accepted, limit, cases.year, characters.hurried[cases.province])
    factor = np.where(same_day, squeeze(accepted, archived), factor)
    parks = (cases.province == characters.parking) & np.isfinite(limit) & (factor == 1.0) & ~refused
    parked = holds.park(rng, np.flatnonzero(parks), accepted, end, limit)
    held = holds.joined([*(part[1] for part in parts), parked])

    def at(case: Ints, position: Floats) -> Stamps:
        return workdays.stamp(accepted[case] + (position - accepted[case]) * factor[case])

    kept = steps.entered < end[steps.case]
    steps = progress.Steps(*(column[kept] for column in vars(steps).values()))
    kept = (held.start < end[held.case]) & ~same_day[held.case]
    held = Holds(*(column[kept] for column in vars(held).values()))
    everyone = np.arange(len(accepted))
    return Lives(
        accepted=np.where(refused, NEVER, workdays.stamp(accepted)),
        ended=np.where(refused, workdays.stamp(accepted), at(everyone, end)),
        powered=~refused & (outcome == POWERED),
        archived=np.where(refused, NEVER, at(everyone, archived)),
        outcome=np.where(refused, RETURNED, outcome),
        steps=steps,
        steps_entered=at(steps.case, steps.entered),
        steps_left=at(steps.case, np.minimum(steps.left, end[steps.case])),
        holds=held,
        holds_start=at(held.case, held.start),
        holds_end=at(held.case, np.minimum(held.end, end[held.case])),
    )


def _travellers(world: World, cases: Cases, accepted: Floats, stalled: Flags) -> Travellers:
    characters = world.characters
    since = np.maximum(
        0.0, (cases.submitted - characters.reform_day[cases.province]).astype(np.int64) / (86_400 * 365.25)
    )
    trend = TREND_LAST + (TREND_FIRST - TREND_LAST) * np.exp(-since / TREND_YEARS)
    handling = np.array([HANDLING_DAYS.get(code, 1.0) for code in CODES])[cases.service]
    scale = np.where(cases.path == IS_HANDLING, handling, 1.0) * cases.customers.meters**BATCH_POWER
    parks = cases.province == characters.parking
    return Travellers(
        case=np.arange(len(accepted)),
        customer_class=cases.customer_class,
        accepted=accepted,
        pace=cases.pace * np.where(cases.streamlined | (cases.path == IS_PV), trend, 1.0),
        scale=scale,
        home=world.places.home[cases.place],
        grid_works=cases.customers.grid_works,
        kept_in_full=cases.customers.kept_in_full,
        leftover=characters.leftover[cases.province],
        hurried=characters.hurried[cases.province],
        hold_factor=np.where(parks, holds.PARKING_FACTOR, 1.0),
        stalled=stalled,
    )


def _walk_path(
    rng: np.random.Generator, number: int, travellers: Travellers, rows: Ints
) -> tuple[Steps, Holds, Ints, Floats]:
    steps, held, through = progress.walk(rng, PATHS[number], travellers.only(rows))
    return steps, held, rows, through
