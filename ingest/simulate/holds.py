"""Holds: a step, or the whole case, stops for a while; and the province that parks cases just before their limit."""

from dataclasses import dataclass, fields

import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance, lognormal

LENGTH, LENGTH_SPREAD = 12.0, 0.9  # working days; assumed
WHOLE_CASE = -1
SECONDS_APART = 10**11  # more than any stamp's seconds since 1970
WHOLE_CASE_SHARE = 0.4  # of holds that stop the case rather than one step; assumed
REASONS = ("customer_funds", "plan_change", "permits_outstanding", "works_obstructed", "materials_missing")
# Assumed; that materials are missing holds up the phase of the supporting works that waits for them, nothing else.
REASON_WEIGHTS = (0.38, 0.24, 0.20, 0.18, 0.0)
ASKED_BY = ("customer", "customer", "government", "utility", "utility")  # who asks, by reason

# The parking province (domain: the commonest way to make an overdue case vanish); sizes assumed.
PARKED_SHARE = 0.7  # of its low-voltage cases that would be late
PARKED_AHEAD = (0.3, 1.8)  # working days before the limit at which the hold starts
PARKED_UNTIL = 0.1  # working days before power on at which it ends
PARKING_FACTOR = 3.0  # on the chance and the length of ordinary holds there


@dataclass(frozen=True)
class Holds:
    """One entry a hold; start and end are positions."""

    case: Ints
    step: Ints  # number in STEPS, or WHOLE_CASE
    start: Floats
    end: Floats
    reason: Ints


def draw_lengths(rng: np.random.Generator, probability: Floats, factor: Floats, present: Flags) -> Floats:
    """Working days on hold of each execution that is present; 0 for most."""
    held = chance(rng, probability) & present
    return np.where(held, lognormal(rng, LENGTH * factor, LENGTH_SPREAD), 0.0)


def place(
    rng: np.random.Generator, case: Ints, step: int, entered: Floats, worked: Floats, length: Floats, reason: str
) -> Holds:
    """The holds within executions that take worked + length from entered on; for that reason, or any where empty."""
    held = np.flatnonzero(length)
    start = entered[held] + worked[held] * rng.random(len(held))
    whole = rng.random(len(held)) < WHOLE_CASE_SHARE
    reasons = np.full(len(held), REASONS.index(reason)) if reason else _reasons(rng, len(held))
    return Holds(case[held], np.where(whole, WHOLE_CASE, step), start, start + length[held], reasons)


def park(rng: np.random.Generator, case: Ints, accepted: Floats, end: Floats, limit: Floats) -> Holds:
    """Holds of the given cases that would pass their limit, from just before it to just before their end.

    accepted, end (positions) and limit (working days) have one entry for every case.
    """
    late = case[(end - accepted > limit)[case]]
    late = late[rng.random(len(late)) < PARKED_SHARE]
    start = accepted[late] + limit[late] - rng.uniform(*PARKED_AHEAD, len(late))
    return Holds(late, np.full(len(late), WHOLE_CASE), start, end[late] - PARKED_UNTIL, _reasons(rng, len(late)))


def joined(parts: list[Holds]) -> Holds:
    """One after the other."""
    return Holds(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Holds)))


def islands(case: Ints, low: Stamps, high: Stamps) -> tuple[Ints, Stamps, Stamps]:
    """Intervals of time of each case (or of whatever the numbers stand for) as islands that do not touch, in order."""
    order = np.lexsort((low, case))
    case, low, high = case[order], low[order], high[order]
    # Cases follow one another far apart, so that one running maximum serves them all.
    apart = case * SECONDS_APART
    reached = np.maximum.accumulate(high.astype("datetime64[s]").astype(np.int64) + apart)
    starts = np.ones(len(case), dtype=bool)
    starts[1:] = low[1:].astype("datetime64[s]").astype(np.int64) + apart[1:] > reached[:-1]
    begins = np.flatnonzero(starts)
    ends = np.append(begins[1:], len(case))[: len(begins)] - 1
    until: Stamps = (reached[ends] - apart[ends]).astype("datetime64[s]")
    return case[begins], low[begins], until


def _reasons(rng: np.random.Generator, size: int) -> Ints:
    return rng.choice(len(REASONS), size, p=REASON_WEIGHTS)
