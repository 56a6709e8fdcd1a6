"""What the simulated utility works to: the baseline limits, the same that its cases are judged by."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

import warehouse
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps
from ingest.simulate.places import Places
from ingest.simulate.services import CLASSES

BASELINE_LIMITS = Path(warehouse.__file__).with_name("catalogues") / "limits.csv"
EDITION_DAY = "2022-01-01"  # it works to the limits in force on this day, earlier and later too; assumed
EARLIEST, LATEST = "0001-01-01", "9999-12-31"
WHOLE, STEP = "whole", "step"  # clocks


@dataclass(frozen=True)
class Limit:
    """A row of the baseline limits; over and to in kVA, days in working days, the last day not included."""

    clock: str
    step: str
    customer_class: str
    region: str
    over: float
    to: float
    days: float
    first_day: str
    last_day: str


@dataclass(frozen=True)
class Subjects:
    """What is under limits, one entry a case or execution; capacity in kVA, accepted a local day."""

    customer_class: Ints
    capacity: Floats
    place: Ints
    accepted: Stamps


@cache
def baseline() -> tuple[Limit, ...]:
    """The limits in the order of their file."""
    with BASELINE_LIMITS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Limit(
                clock=row["clock"],
                step=row["step"],
                customer_class=row["customer_class"],
                region=row["region"],
                over=float(row["capacity_over"] or 0),
                to=float(row["capacity_to"] or np.inf),
                days=float(row["working_days"]),
                first_day=row["valid_from"] or EARLIEST,
                last_day=row["valid_to"] or LATEST,
            )
            for row in csv.DictReader(file)
        )


@cache
def class_limits(clock: str, step: str = "") -> Floats:
    """Working days that the company's limit of a clock (and step) allows each class; infinite where there is none."""
    days = np.full(len(CLASSES), np.inf)
    for limit in baseline():
        in_force = limit.first_day <= EDITION_DAY < limit.last_day
        if in_force and limit.clock == clock and limit.step == step and not limit.region:
            days[CLASSES.index(limit.customer_class)] = limit.days
    days.flags.writeable = False
    return days


def binding_limits(places: Places, clock: str, step: str, subjects: Subjects) -> tuple[Floats, Floats]:
    """Working days of the limit in force for each subject, and of the edition before it; infinite where none is.

    The narrowest region binds first, then the narrowest capacity band, then the latest edition.
    """
    in_force = np.full(len(subjects.place), np.inf)
    before, newest = in_force.copy(), in_force.copy()
    for limit in sorted((row for row in baseline() if (row.clock, row.step) == (clock, step)), key=_preference):
        begun = _meant(places, limit, subjects) & (subjects.accepted >= np.datetime64(limit.first_day))
        binds = begun & (subjects.accepted < np.datetime64(limit.last_day))
        before = np.where(binds, newest, before)
        in_force = np.where(binds, limit.days, in_force)
        newest = np.where(begun, limit.days, newest)
    return in_force, before


def _preference(limit: Limit) -> tuple[bool, float, str]:
    """Sorts the limits that bind later last: those of a region, of a narrow band, the latest."""
    return bool(limit.region), limit.over - limit.to, limit.first_day


def _meant(places: Places, limit: Limit, subjects: Subjects) -> Flags:
    meant: Flags = subjects.customer_class == CLASSES.index(limit.customer_class)
    meant &= (subjects.capacity > limit.over) & (subjects.capacity <= limit.to)
    if limit.region:
        meant &= places.under(limit.region)[subjects.place]
    return meant
