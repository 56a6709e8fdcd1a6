"""A case's way along its path: when each step is entered and left, and when it stands on hold (in positions)."""

from dataclasses import dataclass, fields

import numpy as np

from ingest.simulate import holds
from ingest.simulate.drawing import Flags, Floats, Ints, chance, lognormal
from ingest.simulate.holds import Holds
from ingest.simulate.limits import class_limits
from ingest.simulate.paths import OWNERS, STEPS, UTILITY, Slot
from ingest.simulate.places import TEAMS

STEP_SPREAD = 0.38  # of one step's time, standard deviation of the logarithm; assumed
GAP_SPREAD = 0.45  # the same of the time between steps; assumed
CASE_SPREAD = 0.20  # the same, shared by all steps of a case; assumed
STALLED_DAYS = 400.0  # working days that a case whose plan expires stands still: any more than EXPIRY_DAYS; assumed
HURRIED_TO = (0.6, 1.0)  # of the limit that hurried work takes; assumed
NO_UNIT = -1


@dataclass(frozen=True)
class Travellers:
    """Cases on their way, one entry a case; case is its number in the whole batch."""

    case: Ints
    customer_class: Ints
    accepted: Floats  # position
    pace: Floats  # factor on the utility's durations
    scale: Floats  # factor on every duration
    home: Ints  # place whose teams do the work
    grid_works: Flags
    kept_in_full: Flags
    leftover: Floats  # chance of a dropped step for the others
    hold_factor: Floats  # on the chance and the length of a hold
    stalled: Flags  # its plan will expire
    hurried: Floats  # share of late work that is hurried

    def only(self, rows: Ints) -> "Travellers":
        """The cases of these rows."""
        return Travellers(*(getattr(self, field.name)[rows] for field in fields(Travellers)))


@dataclass(frozen=True)
class Steps:
    """One entry a step execution; entered and left are positions."""

    case: Ints
    step: Ints  # number in STEPS
    round: Ints
    owner: Ints  # number in OWNERS
    unit: Ints  # number in Places.unit_codes, or NO_UNIT
    entered: Floats
    left: Floats


def walk(rng: np.random.Generator, path: tuple[Slot, ...], cases: Travellers) -> tuple[Steps, Holds, Floats]:
    """Walk the cases along their path: steps, holds and the position at which each case is through."""
    scale = cases.scale * lognormal(rng, np.ones(len(cases.case)), CASE_SPREAD)
    cursor = cases.accepted  # where the main line stands
    beside = cases.accepted  # where the line beside it stands; it starts where the last main step did
    awaited = cases.accepted  # the main line goes on only when the line beside it has ended
    happened: dict[str, Flags] = {}
    steps: list[Steps] = []
    held: list[Holds] = []
    for slot in path:
        present = _present(rng, slot, cases, happened.get(slot.step))
        happened[slot.step] = present
        start = beside if slot.beside else np.maximum(cursor, awaited)
        idle = np.where(cases.stalled & slot.stalls, STALLED_DAYS, 0.0)
        entered = start + idle + _days(rng, slot.gap, cases, scale, GAP_SPREAD)
        worked = _days(rng, slot.median, cases, scale * cases.pace if slot.owner == UTILITY else scale, STEP_SPREAD)
        worked = _hurry(rng, slot, cases, worked)
        length = holds.draw_lengths(rng, slot.hold * cases.hold_factor, cases.hold_factor, present)
        left = entered + worked + length
        if slot.beside:
            beside = np.where(present, left, beside)
            awaited = np.where(present, np.maximum(awaited, left), awaited)
        else:
            beside = np.where(present, start, beside)
            cursor = np.where(present, left, cursor)
        steps.append(_executions(slot, cases, entered, left, present))
        step = STEPS.index(slot.step)
        held.append(holds.place(rng, cases.case, step, entered, worked, length, slot.hold_reason))
    return joined(steps), holds.joined(held), np.maximum(cursor, awaited)


def joined(parts: list[Steps]) -> Steps:
    """One after the other."""
    return Steps(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Steps)))


def _present(rng: np.random.Generator, slot: Slot, cases: Travellers, before: Flags | None) -> Flags:
    probability = np.array(slot.chance)[cases.customer_class]
    if slot.kept:
        probability = np.where(cases.kept_in_full, probability, cases.leftover)
    present = chance(rng, probability)
    if slot.needs_grid_works:
        present &= cases.grid_works
    if slot.round > 1 and before is not None:
        present &= before
    return present


def _days(
    rng: np.random.Generator, median: tuple[float, ...], cases: Travellers, factor: Floats, spread: float
) -> Floats:
    return lognormal(rng, np.array(median)[cases.customer_class] * factor, spread)


def _hurry(rng: np.random.Generator, slot: Slot, cases: Travellers, worked: Floats) -> Floats:
    """Bring some of the work in that would pass the limit of its step."""
    limit = class_limits("step", slot.step)[cases.customer_class]
    hurried = (worked > limit) & chance(rng, cases.hurried)
    return np.where(hurried, limit * rng.uniform(*HURRIED_TO, len(worked)), worked)


def _executions(slot: Slot, cases: Travellers, entered: Floats, left: Floats, present: Flags) -> Steps:
    rows = np.flatnonzero(present)
    unit = np.full(len(rows), NO_UNIT) if slot.team is None else cases.home[rows] * len(TEAMS) + slot.team
    return Steps(
        case=cases.case[rows],
        step=np.full(len(rows), STEPS.index(slot.step)),
        round=np.full(len(rows), slot.round),
        owner=np.full(len(rows), OWNERS.index(slot.owner)),
        unit=unit,
        entered=entered[rows],
        left=left[rows],
    )
