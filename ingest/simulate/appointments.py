"""Visits that customers book: staff come within a window of two hours, or late, or not at all and on another day."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.cases import Cases, World
from ingest.simulate.clock import seconds
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance, hours, lognormal
from ingest.simulate.lives import Lives
from ingest.simulate.names import Texts
from ingest.simulate.outcomes import COMPLETED, POWERED
from ingest.simulate.paths import STEPS
from ingest.simulate.services import is_one_of
from ingest.simulate.sheet import Sheet

# Steps for which staff come to the customer, and services whose handling is a visit; assumed.
VISITS = ("site_survey", "midworks_inspection", "completion_inspection", "metering", "grid_acceptance")
HANDLED_ON_SITE, HANDLING = ("relocation", "meter_check"), "handling"
BOOKED_OLDER = 0.15  # share of visits that are booked, cases on the older paths; assumed
BOOKED_YEARS, BOOKED = (2018.0, 2020.0, 2022.0, 2026.0), (0.30, 0.65, 0.88, 0.95)  # the same of all others; assumed
WINDOW = 2 * 3600  # seconds; assumed
SLOT = 1800  # seconds: windows start on the hour and the half hour; assumed
ON_SITE, ON_SITE_SPREAD = 4000.0, 0.4  # median seconds from arrival to the step's end; assumed
OPENS = 8 * 3600  # second of the local day at which the first window starts; assumed

MISSED_YEARS, MISSED = (2018.0, 2021.0, 2026.0), (0.09, 0.05, 0.03)  # share of windows not kept; assumed
MISSED_LAGGING = 2.5  # factor on it in the provinces that lag or worsen; assumed
ABSENT_SHARE = 0.2  # of the windows not kept: nobody came, and the visit was booked again; assumed
ABSENT_DAYS = 2  # working days before the visit at which nobody came, at most; assumed
LATE, LATE_SPREAD = 0.09, 0.8  # median working days of lateness, about 50 minutes of office hours; assumed
FIRST_END = 10 * 3600  # second of the local day: a window cannot end before, so one of the day before was missed
LAST_END = 17 * 3600 + 1800  # second of the local day at which that one ended; assumed

LEAD, LEAD_SPREAD = 1.3, 0.6  # median calendar days from booking to visit; assumed
BOOKING_HOURS = (14.0, 3.5)  # mean and standard deviation of the hour at which customers book; assumed
AT_ONCE = (120, 3600)  # seconds after submission at which those book who have no earlier moment, from and to; assumed
AGAIN = (1200, 10_800)  # seconds after a window in which nobody came at which the next is booked; assumed


@dataclass(frozen=True)
class Visits:
    """Appointments as they went."""

    case: Ints  # one entry an appointment
    kept: Flags  # staff came within the window
    asked: Flags  # one entry a case: it has an appointment
    missed: Flags  # one entry a case: a window was not kept
    missed_at: Stamps  # one entry a case: the end of the first such window; NaT where all were kept


@dataclass(frozen=True)
class _Booked:
    """Appointments, one entry each."""

    case: Ints
    booked: Stamps
    start: Stamps
    arrived: Stamps  # NaT: nobody came

    @property
    def kept(self) -> Flags:
        """Staff came within the window."""
        kept: Flags = (self.arrived >= self.start) & (self.arrived <= self.start + WINDOW)
        return kept


def draw_appointments(
    rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: Texts
) -> tuple[Sheet, Visits]:
    """The appointments of a run of cases, ordered by case and moment of booking, and how they went."""
    case, done = _visits(cases, lives)
    booked = chance(rng, _booked_share(cases)[case])
    case, done = case[booked], done[booked]
    arrived = _arrival(rng, done)
    missed = chance(rng, _missed_share(world, cases)[case])
    absent = missed & (rng.random(len(case)) < ABSENT_SHARE)
    start = np.where(missed & ~absent, _passed(rng, world, arrived), _holding(rng, arrived))
    moment = _booking(rng, cases.submitted[case], start)
    earlier = _nobody_came(rng, world, case[absent], cases.submitted[case[absent]], start[absent])
    again = earlier.start + WINDOW + seconds(rng.uniform(*AGAIN, len(earlier.case)))
    moment[absent] = np.where(np.isnat(again), moment[absent], again)
    found = _Booked(case, moment, start, arrived)
    both = _Booked(
        *(
            np.concatenate([first, second])
            for first, second in zip(vars(found).values(), vars(earlier).values(), strict=True)
        )
    )
    kept = _ordered(_Booked(*(column[both.booked < both.start] for column in vars(both).values())))
    sheet = Sheet(
        columns={
            "application": numbers[kept.case],
            "booked_at": kept.booked,
            "window_start": kept.start,
            "window_end": kept.start + WINDOW,
            "arrived_at": kept.arrived,
        },
        born=kept.booked,
        lag=cases.lag[kept.case],
        known={"arrived_at": kept.arrived},
        case=kept.case,
    )
    asked, missing = np.zeros(len(numbers), dtype=bool), np.zeros(len(numbers), dtype=bool)
    asked[kept.case] = True
    missing[kept.case[~kept.kept]] = True
    return sheet, Visits(kept.case, kept.kept, asked, missing, _first_missed(kept, len(numbers)))


def _visits(cases: Cases, lives: Lives) -> tuple[Ints, Stamps]:
    """The case and the end of each step for which staff come; one that a leaving case cut off had no visit."""
    steps = lives.steps
    on_site = np.isin(steps.step, [STEPS.index(step) for step in VISITS if step in STEPS])
    handled = is_one_of(cases.service, HANDLED_ON_SITE)[steps.case] & (steps.step == STEPS.index(HANDLING))
    through = np.isin(lives.outcome, (POWERED, COMPLETED))[steps.case]
    happened = (lives.steps_left < lives.ended[steps.case]) | through
    rows = np.flatnonzero((on_site | handled) & happened)
    return steps.case[rows], lives.steps_left[rows]


def _booked_share(cases: Cases) -> Floats:
    share: Floats = np.where(cases.streamlined, np.interp(cases.year, BOOKED_YEARS, BOOKED), BOOKED_OLDER)
    return share


def _missed_share(world: World, cases: Cases) -> Floats:
    characters = world.characters
    poor = np.isin(cases.province, [*characters.lagging, characters.worsening])
    share: Floats = np.interp(cases.year, MISSED_YEARS, MISSED) * np.where(poor, MISSED_LAGGING, 1.0)
    return share


def _arrival(rng: np.random.Generator, done: Stamps) -> Stamps:
    """When staff came who were done at these moments: not before the first window of the day."""
    opened = done.astype("datetime64[D]").astype("datetime64[s]") + OPENS
    on_site = lognormal(rng, np.full(len(done), ON_SITE), ON_SITE_SPREAD)
    since_opened = np.maximum((done - opened).astype(np.int64), 0) * rng.random(len(done))
    taken = seconds(np.where(done - seconds(on_site) < opened, since_opened, on_site))
    arrived: Stamps = done - np.maximum(taken, seconds(np.ones(len(done))))  # a second at least: nobody is done at once
    return arrived


def _holding(rng: np.random.Generator, arrived: Stamps) -> Stamps:
    """The start of a window in which the arrival lies."""
    start = _on_slot(arrived - seconds(rng.uniform(0, WINDOW - SLOT, len(arrived))))
    held: Stamps = np.maximum(start, arrived.astype("datetime64[D]").astype("datetime64[s]") + OPENS)
    return held


def _passed(rng: np.random.Generator, world: World, arrived: Stamps) -> Stamps:
    """The start of a window that was over when staff arrived."""
    workdays = world.workdays
    position = workdays.position(arrived) - lognormal(rng, np.full(len(arrived), LATE), LATE_SPREAD)
    end = _on_slot(workdays.stamp(position))
    day = end.astype("datetime64[D]")
    number = np.maximum(workdays.before[(day - workdays.first).astype(np.int64)] - 1, 0)
    day_before = workdays.days[number].astype("datetime64[s]") + LAST_END
    over: Stamps = np.where((end - day).astype(np.int64) < FIRST_END, day_before, end) - WINDOW
    return over


def _nobody_came(rng: np.random.Generator, world: World, case: Ints, submitted: Stamps, start: Stamps) -> _Booked:
    """The appointments before those at `start`, at the same time of an earlier working day, to which nobody came."""
    workdays = world.workdays
    day = start.astype("datetime64[D]")
    before = workdays.before[(day - workdays.first).astype(np.int64)] - rng.integers(1, ABSENT_DAYS + 1, len(case))
    earlier = workdays.days[np.maximum(before, 0)].astype("datetime64[s]") + (start - day).astype(np.int64)
    moment = _booking(rng, submitted, earlier)
    possible = moment < earlier
    never = np.datetime64("NaT", "s")
    return _Booked(
        case,
        np.where(possible, moment, never),
        np.where(possible, earlier, never),
        np.full(len(case), never),
    )


def _booking(rng: np.random.Generator, submitted: Stamps, start: Stamps) -> Stamps:
    """When the window was booked: some days ahead, after the submission; may come out too late to be booked at all."""
    day = (start - seconds(86_400 * lognormal(rng, np.full(len(start), LEAD), LEAD_SPREAD))).astype("datetime64[D]")
    moment = day.astype("datetime64[s]") + seconds(3600 * hours(rng, *BOOKING_HOURS, len(start)))
    at_once = submitted + seconds(rng.uniform(*AT_ONCE, len(start)))
    booked: Stamps = np.where((moment < at_once) | (moment >= start), at_once, moment)
    return booked


def _first_missed(booked: _Booked, cases: int) -> Stamps:
    """The end of the first window of each case that was not kept."""
    broken = ~booked.kept
    first = np.full(cases, np.datetime64("NaT", "s"))
    np.fmin.at(first, booked.case[broken], booked.start[broken] + WINDOW)
    return first


def _ordered(booked: _Booked) -> _Booked:
    """By case and moment; of two booked in one second the first."""
    order = np.lexsort((booked.booked, booked.case))
    case, moment = booked.case[order], booked.booked[order]
    same = np.zeros(len(order), dtype=bool)
    same[1:] = (case[1:] == case[:-1]) & (moment[1:] == moment[:-1])
    rows = order[~same]
    return _Booked(*(column[rows] for column in vars(booked).values()))


def _on_slot(moment: Stamps) -> Stamps:
    """The last hour or half hour at or before each moment."""
    seconds = moment.astype("datetime64[s]").astype(np.int64)
    slot: Stamps = (seconds // SLOT * SLOT).astype("datetime64[s]")
    return slot
