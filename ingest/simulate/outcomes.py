"""How a case ends: refused at the counter, withdrawn, returned, voided, its plan expired, or through to the end."""

import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance, drift, lognormal
from ingest.simulate.paths import IS_HV_NEW, IS_HV_OLD
from ingest.simulate.workdays import WorkDays

OUTCOMES = ("powered", "completed", "withdrawn", "returned", "voided", "expired")
POWERED, COMPLETED, WITHDRAWN, RETURNED, VOIDED, EXPIRED = range(len(OUTCOMES))

REFUSED_SHARE = (0.05, 0.015)  # of submissions returned before acceptance, 2017 and 2026; assumed
REVIEW_DAYS = (0.35, 0.06)  # median working days from submission to acceptance, 2017 and 2026; assumed
REVIEW_SPREAD = 1.0  # standard deviation of the logarithm of these; assumed
LEAVING = {
    WITHDRAWN: (0.015, 0.045),
    RETURNED: (0.006, 0.010),
    VOIDED: (0.003, 0.004),
}  # chance, low and high voltage; assumed
EXPIRED_SHARE = 0.015  # of high-voltage cases: the customer never starts the works; assumed
EXPIRY_DAYS = 250.0  # working days from acceptance until then, about a year, for which a supply plan holds; assumed
ARCHIVE_DAYS = (0.8, 2.5)  # median working days from the end to archiving, low and high voltage; assumed
ARCHIVE_SPREAD = 0.7  # standard deviation of the logarithm of these; assumed

SAME_DAY_FROM, SAME_DAY_SHARE = 2021.0, 0.3  # of the low-voltage cases of the same-day province; assumed
WHOLE_LIMIT_FROM = 2020.0  # year from which work is hurried for the limit on the whole time; domain
HURRIED_WITHIN = 2.0  # times that limit: work later than this cannot be brought in; assumed
HURRIED_TO = (0.65, 1.0)  # of that limit that a hurried case takes; assumed
SAME_DAY_PART = 0.8  # of what is left of the office hours that such a case takes; assumed


def draw_acceptance(
    rng: np.random.Generator, workdays: WorkDays, submitted: Stamps, year: Floats, pace: Floats
) -> tuple[Floats, Flags]:
    """The position at which each submission is reviewed, and whether it is refused then."""
    wait = lognormal(rng, drift(year, *REVIEW_DAYS) * pace, REVIEW_SPREAD)
    return workdays.position(submitted) + wait, chance(rng, drift(year, *REFUSED_SHARE))


def draw_stalled(rng: np.random.Generator, path: Ints) -> Flags:
    """Which cases will stand still after their supply plan until it expires."""
    return np.isin(path, (IS_HV_OLD, IS_HV_NEW)) & (rng.random(len(path)) < EXPIRED_SHARE)


def draw_ends(
    rng: np.random.Generator, stalled: Flags, high_voltage: Flags, energised: Flags, accepted: Floats, through: Floats
) -> tuple[Ints, Floats]:
    """Number in OUTCOMES and position of each accepted case's end; through is where it would be finished."""
    edges = np.cumsum([np.where(high_voltage, high, low) for low, high in LEAVING.values()], axis=0)
    drawn = (rng.random(len(stalled)) >= edges).sum(axis=0)
    stays = drawn == len(LEAVING)
    outcome = np.where(stays, np.where(energised, POWERED, COMPLETED), np.array([*LEAVING, COMPLETED])[drawn])
    part = np.where(stays, 1.0, rng.uniform(0.05, 0.95, len(stalled)))
    end = accepted + (through - accepted) * part
    return np.where(stalled, EXPIRED, outcome), np.where(stalled, accepted + EXPIRY_DAYS, end)


def draw_archiving(rng: np.random.Generator, end: Floats, high_voltage: Flags) -> Floats:
    """The position at which each ended case is archived."""
    return end + lognormal(rng, np.where(high_voltage, ARCHIVE_DAYS[1], ARCHIVE_DAYS[0]), ARCHIVE_SPREAD)


def draw_same_day(rng: np.random.Generator, hides: Flags, year: Floats, high_voltage: Flags) -> Flags:
    """Which cases of the same-day province are accepted, worked and archived on one day."""
    return hides & ~high_voltage & (year >= SAME_DAY_FROM) & (rng.random(len(year)) < SAME_DAY_SHARE)


def hurry(rng: np.random.Generator, whole: Floats, limit: Floats, year: Floats, hurried: Floats) -> Floats:
    """Factor on each case's times that brings some in which would pass their limit; 1 for the others."""
    drawn = chance(rng, hurried) & (year >= WHOLE_LIMIT_FROM) & (whole > limit) & (whole < HURRIED_WITHIN * limit)
    taken = rng.uniform(*HURRIED_TO, len(whole))
    return np.divide(limit * taken, whole, out=np.ones(len(whole)), where=drawn)


def squeeze(accepted: Floats, archived: Floats) -> Floats:
    """Factor on each case's times that lets it end and be archived within its first day."""
    return SAME_DAY_PART * (np.floor(accepted) + 1 - accepted) / (archived - accepted)
