"""What is true of lives whose whole course is known: the utility's time, and whether a limit was kept.

By the product's own rules, worked out here from lives, not by its code.
"""

import numpy as np

from ingest.simulate.cases import Cases, World
from ingest.simulate.clock import working_minutes
from ingest.simulate.drawing import Flags, Ints, Stamps
from ingest.simulate.holds import WHOLE_CASE, islands
from ingest.simulate.limits import WHOLE, Subjects, binding_limits
from ingest.simulate.lives import Lives
from ingest.simulate.paths import OWNERS, PATHS, STEPS, UTILITY
from ingest.simulate.workdays import WorkDays

UTILITY_STEPS = [STEPS.index(step) for step in {slot.step for path in PATHS for slot in path if slot.owner == UTILITY}]
SECONDS = 1 << 32  # more than any stamp's seconds since 1970: sorts by case first


def utility_minutes(workdays: WorkDays, lives: Lives) -> Ints:
    """Working minutes of each case in which a step of the utility's was open and not on hold; overlaps count once.

    A hold with a step stops that step, one without stops the case.
    """
    steps, holds = lives.steps, lives.holds
    own = np.flatnonzero(steps.owner == OWNERS.index(UTILITY))
    stopping = np.flatnonzero(np.isin(holds.step, UTILITY_STEPS))
    whole = np.flatnonzero(holds.step == WHOLE_CASE)
    parts = [steps.case[own], holds.case[stopping], holds.case[whole]]
    case = np.concatenate([part for part in parts for _ in ("begins", "ends")])
    stamp = np.concatenate(
        [
            lives.steps_entered[own],
            lives.steps_left[own],
            lives.holds_start[stopping],
            lives.holds_end[stopping],
            lives.holds_start[whole],
            lives.holds_end[whole],
        ]
    )
    sizes = [len(own), len(own), len(stopping), len(stopping), len(whole), len(whole)]
    opens = np.repeat([1, -1, -1, 1, 0, 0], sizes)
    holding = np.repeat([0, 0, 0, 0, 1, -1], sizes)
    order = np.argsort(_keys(case, stamp), kind="stable")
    case, minute = case[order], working_minutes(workdays, stamp[order])
    # Within a case all that opens closes: running sums over everything begin at nothing with each case.
    runs = (np.cumsum(opens[order]) > 0) & (np.cumsum(holding[order]) == 0)
    runs[:-1] &= case[1:] == case[:-1]
    spans = np.diff(minute, append=minute[-1:]) * runs
    minutes: Ints = np.bincount(case, weights=spans, minlength=len(lives.accepted)).astype(np.int64)
    return minutes


def late_for_whole_limit(world: World, cases: Cases, lives: Lives) -> tuple[Ints, Flags]:
    """The finished connections that a limit on the whole time binds, and which of them passed it.

    The limit is the one in force on the local day of acceptance. It runs in whole working days: the day of acceptance
    does not count, the last day counts to its end, working days wholly on hold do not count.
    """
    rows = np.flatnonzero(cases.connection & lives.powered)
    begun = lives.accepted[rows].astype("datetime64[D]")
    subjects = Subjects(cases.customer_class[rows], cases.customers.capacity[rows], cases.place[rows], begun)
    limit, _ = binding_limits(world.places, WHOLE, "", subjects)
    bound = np.isfinite(limit)
    rows, begun, limit = rows[bound], begun[bound], limit[bound]
    workdays = world.workdays
    due = np.zeros(len(lives.accepted), dtype=np.int64)
    due[rows] = workdays.upto(begun) + limit.astype(np.int64)
    _put_off(workdays, due, *islands(lives.holds.case, lives.holds_start, lives.holds_end))
    late: Flags = _days_before(workdays, lives.ended[rows]) >= due[rows]
    return rows, late


def _put_off(workdays: WorkDays, due: Ints, case: Ints, low: Stamps, high: Stamps) -> None:
    """Put due dates (numbers of working days, one a case) off by the days wholly within islands of holds, in turn."""
    # No hold begins at midnight: the day on which it begins is not wholly held.
    before = workdays.upto(low.astype("datetime64[D]"))
    held = np.maximum(_days_before(workdays, high) - before, 0)
    rank = np.arange(len(case)) - np.searchsorted(case, case, side="left")
    for number in range(int(rank.max(initial=-1)) + 1):
        rows = np.flatnonzero((rank == number) & (held > 0))
        rows = rows[before[rows] < due[case[rows]]]
        due[case[rows]] += held[rows]


def _days_before(workdays: WorkDays, stamp: Stamps) -> Ints:
    """How many working days there are before the local day of each stamp, as WorkDays.upto counts them."""
    number = (stamp.astype("datetime64[D]") - workdays.first).astype(np.int64)
    return workdays.before[number]


def _keys(case: Ints, stamp: Stamps) -> Ints:
    """One number that sorts by case, then by stamp."""
    key: Ints = case * SECONDS + stamp.astype("datetime64[s]").astype(np.int64)
    return key
