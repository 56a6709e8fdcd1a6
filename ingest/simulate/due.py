"""The due dates that the utility's own system counts: mostly as the rules say, in some provinces by habits of its own.

As the rules say: the end of the Nth working day after the start, working days wholly on hold not counted. Until the
last of these holds has ended the system still shows the due date without them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ingest.simulate.cases import Cases, World
from ingest.simulate.characters import OLDER_EDITION, WEEKDAYS, WITHOUT_HOLDS
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps
from ingest.simulate.holds import WHOLE_CASE, islands
from ingest.simulate.limits import STEP, WHOLE, Subjects, binding_limits
from ingest.simulate.lives import Lives
from ingest.simulate.paths import STEPS
from ingest.simulate.rework import Executions
from ingest.simulate.services import CONNECTIONS, is_one_of
from ingest.simulate.sheet import NEVER
from ingest.simulate.workdays import WorkDays

LIMITED = (*CONNECTIONS, "charging")  # services that limits are meant for; domain
LAST_SECOND = np.timedelta64(86_399, "s")  # of a local day
A_MONDAY = np.datetime64("2000-01-03")
EXEMPT_REASONS = ("customer_cause", "force_majeure", "permit_pending")
EXEMPT_WEIGHTS = (0.5, 0.1, 0.4)  # assumed
EXEMPT_SHARE = 0.08  # of the cases that are late by their own due date; assumed
NOT_EXEMPT = -1


@dataclass(frozen=True)
class DueDates:
    """Local stamps, NaT for none: the due date in the end, the one shown before, and when it was moved."""

    at: Stamps
    before: Stamps
    moved: Stamps


@dataclass(frozen=True)
class Overdue:
    """One entry a case: whether it gets late by its own due date, from when, and why it is exempt."""

    late: Flags
    since: Stamps
    exempt: Ints  # number in EXEMPT_REASONS, or NOT_EXEMPT


@dataclass(frozen=True)
class Runs:
    """What limits run over, one entry a case or execution; limit in days, infinite for none."""

    start: Stamps
    limit: Floats
    habit: Ints


def case_due_dates(world: World, cases: Cases, lives: Lives) -> DueDates:
    """The due dates of whole cases, for the classes that a limit on the whole time is meant for."""
    everyone = np.arange(len(cases.place))
    habit, limit = _limits(world, cases, lives, everyone, WHOLE, "")
    runs = Runs(lives.accepted, np.where(np.isnat(lives.accepted), np.inf, limit), habit)
    return due_dates(world.workdays, runs, lives.holds.case, lives.holds_start, lives.holds_end)


def step_due_dates(world: World, cases: Cases, lives: Lives, shown: Executions) -> DueDates:
    """The due dates of the executions that the source shows."""
    limit, habit = np.full(len(shown.case), np.inf), np.zeros(len(shown.case), dtype=np.int64)
    for step, code in enumerate(STEPS):
        rows = np.flatnonzero(shown.step == step)
        habit[rows], limit[rows] = _limits(world, cases, lives, shown.case[rows], STEP, code)
    hold, execution = _meetings(lives, shown, np.isfinite(limit))
    start, end = lives.holds_start[hold], np.minimum(lives.holds_end[hold], shown.left[execution])
    return due_dates(world.workdays, Runs(shown.entered, limit, habit), execution, start, end)


def draw_overdue(rng: np.random.Generator, lives: Lives, due: DueDates) -> Overdue:
    """Which cases get late by their own due date; an exempt one is never called overdue."""
    late = lives.ended > due.at
    exempt = late & (rng.random(len(late)) < EXEMPT_SHARE)
    reason = rng.choice(len(EXEMPT_REASONS), len(late), p=EXEMPT_WEIGHTS)
    since: Stamps = np.where(late, due.at, NEVER)  # known to a delivery that ends later: at the midnight after it
    return Overdue(late & ~exempt, since, np.where(exempt, reason, NOT_EXEMPT))


def _limits(world: World, cases: Cases, lives: Lives, case: Ints, clock: str, step: str) -> tuple[Ints, Floats]:
    """The habit that each case's province counts by, and the working days that it grants."""
    accepted = lives.accepted[case].astype("datetime64[D]")
    subjects = Subjects(cases.customer_class[case], cases.customers.capacity[case], cases.place[case], accepted)
    in_force, before = binding_limits(world.places, clock, step, subjects)
    habit = world.characters.due_habit[cases.province[case]]
    granted = np.where((habit == OLDER_EDITION) & np.isfinite(before) & np.isfinite(in_force), before, in_force)
    return habit, np.where(is_one_of(cases.service[case], LIMITED), granted, np.inf)


def _meetings(lives: Lives, shown: Executions, limited: Flags) -> tuple[Ints, Ints]:
    """Pairs of a hold and an execution under a limit that it stops (of its step, or of any where the case is held)."""
    holds = lives.holds
    first = np.searchsorted(shown.case, holds.case, side="left")
    count = np.searchsorted(shown.case, holds.case, side="right") - first
    hold = np.repeat(np.arange(len(holds.case)), count)
    execution = np.arange(len(hold)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    stops = (holds.step[hold] == WHOLE_CASE) | (holds.step[hold] == shown.step[execution])
    stops &= limited[execution] & (lives.holds_start[hold] < shown.left[execution])
    return hold[stops], execution[stops]


def due_dates(workdays: WorkDays, runs: Runs, run: Ints, held_from: Stamps, held_to: Stamps) -> DueDates:
    """Due dates of runs by their habits; run, held_from and held_to are the holds that stop them."""
    at = np.full(len(runs.start), NEVER)
    before, moved = at.copy(), at.copy()
    weekdays = runs.habit == WEEKDAYS
    for own, upto, nth in (
        (~weekdays, workdays.upto, workdays.nth),
        (weekdays, _weekdays_upto, _nth_weekday),
    ):
        rows = np.flatnonzero(own & np.isfinite(runs.limit))
        position = np.full(len(runs.start), -1)
        position[rows] = np.arange(len(rows))
        counts = (position[run] >= 0) & (runs.habit[run] != WITHOUT_HOLDS) & (held_from < held_to)
        begun = upto(runs.start[rows].astype("datetime64[D]"))
        limit = runs.limit[rows].astype(np.int64)
        shift, resumed = _shifts(upto, begun, limit, position[run[counts]], held_from[counts], held_to[counts])
        before[rows] = nth(begun + limit) + LAST_SECOND
        at[rows] = nth(begun + limit + shift) + LAST_SECOND
        moved[rows] = resumed
    return DueDates(at, before, moved)


def _shifts(
    upto: Callable[[Stamps], Ints], begun: Ints, limit: Ints, run: Ints, held_from: Stamps, held_to: Stamps
) -> tuple[Ints, Stamps]:
    """Days wholly on hold before each run's limit is used up, and when the last of those holds ended (NaT: none).

    begun: the number of the day on which each run starts, by `upto`.
    """
    shift = np.zeros(len(begun), dtype=np.int64)
    resumed = np.full(len(begun), NEVER)
    run, low, high = islands(run, held_from, held_to)
    start = np.maximum(upto(low.astype("datetime64[D]")), begun[run])
    days = np.maximum(upto(high.astype("datetime64[D]") - 1) - start, 0)
    order = np.arange(len(run))
    firsts = np.maximum.accumulate(np.where(np.r_[True, run[1:] != run[:-1]][: len(run)], order, 0))
    earlier = np.cumsum(days) - days
    counted = start - begun[run] - (earlier - earlier[firsts])
    moves = (counted < limit[run]) & (days > 0)
    np.add.at(shift, run[moves], days[moves])
    resumed[run[moves]] = high[moves]
    return shift, resumed


def _weekdays_upto(day: Stamps) -> Ints:
    """How many Mondays to Fridays there are from A_MONDAY up to a day."""
    count: Ints = np.busday_count(A_MONDAY, day + np.timedelta64(1, "D"))
    return count


def _nth_weekday(number: Ints) -> Stamps:
    """The day with that number of Mondays to Fridays from A_MONDAY up to it."""
    day: Stamps = np.busday_offset(A_MONDAY, number - 1).astype("datetime64[s]")
    return day
