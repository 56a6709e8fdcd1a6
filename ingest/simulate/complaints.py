"""Complaints: few, about what went wrong, some justified, some made again; and others that concern no case."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.simulate.appointments import Visits
from ingest.simulate.cases import Cases, World
from ingest.simulate.clock import seconds
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance, choose, lognormal
from ingest.simulate.limits import class_limits
from ingest.simulate.lives import NEVER, Lives
from ingest.simulate.names import Texts
from ingest.simulate.sheet import Sheet, known_where, labels

SOURCES = ("95598", "12398", "12345")
SOURCE_WEIGHTS = (0.80, 0.05, 0.15)  # of complaints; assumed
REGULATOR, REGULATOR_FACTOR = 1, 3.0  # on the weight of the regulator's hotline where a case is late; assumed
TYPES = ("connection_slow", "fees", "attitude", "appointment", "requirements", "quality")
SLOW, APPOINTMENT = TYPES.index("connection_slow"), TYPES.index("appointment")

COMPLAINS = 0.003  # chance of a complaint about a case in which nothing went wrong; assumed
LATE_FACTOR, MISSED_FACTOR = 4.0, 5.0  # on it where the case passed its limit, where an appointment was missed; assumed
LATE_DAYS = 80  # working days of whole time after which a high-voltage case, without such a limit, is late; assumed
GENERAL_SHARE = 0.003  # of complaints that concern no case, for each case; assumed
# Weights of the types where nothing went wrong, what a late case and a missed appointment add; and without a case.
CASE_WEIGHTS = (0.0, 1.0, 1.0, 0.0, 0.8, 0.3)  # assumed
LATE_WEIGHT, MISSED_WEIGHT = 8.0, 9.0  # assumed
GENERAL_WEIGHTS = (0.0, 0.25, 0.20, 0.0, 0.0, 0.55)  # assumed
UPHELD = (0.55, 0.25, 0.30, 0.75, 0.40, 0.45)  # share upheld, by type; assumed
AGAIN_SHARE = 0.09  # of the complaints that are made again; assumed
AGAIN_DAYS = (1.0, 20.0)  # calendar days after the first was closed, from and to; assumed
AFTERWARDS = 6.0  # calendar days after the end of the case (or what went wrong) in which customers complain; assumed
HOURS = (8.0, 22.0)  # between which complaints are made; assumed
CLOSED_DAYS, CLOSED_SPREAD = (3.2, 9.0, 5.0), 0.5  # median calendar days to closing, by source; assumed


def draw_complaints(
    rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: Texts, visits: Visits, first: int
) -> Sheet:
    """The complaints about a run of cases, and others of the same days and places that concern none.

    first: what tells this run's complaints from those of all other runs.
    """
    passed = _passed(world, cases, lives)
    late = ~np.isnat(passed)
    factor = np.where(late, LATE_FACTOR, 1.0) * np.where(visits.missed, MISSED_FACTOR, 1.0) * cases.pace
    concerned = np.flatnonzero(chance(rng, COMPLAINS * factor))
    others = np.flatnonzero(rng.random(len(late)) < GENERAL_SHARE)
    case = np.concatenate([concerned, others])
    about = np.arange(len(case)) < len(concerned)
    number = np.concatenate(
        [numbers[concerned] + "-P", np.char.add(f"P{first:09d}-", np.arange(len(others)).astype(str)).astype(object)]
    )
    kind = _types(rng, about, late[case], visits.missed[case])
    source = _sources(rng, about & late[case])
    cause = np.where(about & (kind == SLOW), passed[case], cases.submitted[case])
    cause = np.where(about & (kind == APPOINTMENT), visits.missed_at[case], cause)
    opened = np.where(about, _during(rng, cause, lives.ended[case]), _on_day(rng, cases.submitted[case]))
    closed = opened + _lengths(rng, source)
    again = rng.random(len(case)) < AGAIN_SHARE
    later = closed[again] + seconds(86_400 * rng.uniform(*AGAIN_DAYS, int(again.sum())))
    reopened = _on_day(rng, later, closed[again])
    rows = np.concatenate([np.arange(len(case)), np.flatnonzero(again)])
    repeat = np.arange(len(rows)) >= len(case)
    opened = np.concatenate([opened, reopened])
    closed = np.concatenate([closed, reopened + _lengths(rng, source[again])])
    case, about = case[rows], about[rows]
    suffix = np.where(repeat, "-2", "-1").astype(object)
    return Sheet(
        columns={
            "complaint": number[rows] + suffix,
            "application": known_where(numbers[case], about),
            "region": labels(world.places.home[cases.place[case]], world.places.region),
            "source": labels(source[rows], SOURCES),
            "type": labels(kind[rows], TYPES),
            "upheld": chance(rng, np.array(UPHELD)[kind[rows]]),
            "repeat": repeat,
            "opened_at": opened,
            "closed_at": closed,
        },
        born=opened,
        lag=np.where(about, cases.lag[case], world.characters.lag[cases.province[case]]),
        known={"upheld": closed, "closed_at": closed},
    )


def _passed(world: World, cases: Cases, lives: Lives) -> Stamps:
    """The midnight after the last day of each connection's limit, where it was not at its end then; NaT elsewhere.

    As limits count: the day of acceptance does not, and the last working day counts to its end.
    """
    limit = np.where(cases.high_voltage, LATE_DAYS, class_limits("whole")[cases.customer_class])
    rows = np.flatnonzero(cases.connection & np.isfinite(limit) & ~np.isnat(lives.accepted))
    accepted = world.workdays.upto(lives.accepted[rows].astype("datetime64[D]"))
    midnight = world.workdays.nth(accepted + limit[rows].astype(np.int64)) + seconds(np.full(len(rows), 86_400.0))
    passed = np.full(len(limit), NEVER)
    passed[rows] = np.where(midnight < lives.ended[rows], midnight, NEVER)
    return passed


def _types(rng: np.random.Generator, about: Flags, late: Flags, missed: Flags) -> Ints:
    weights = np.where(about[:, None], np.array(CASE_WEIGHTS), np.array(GENERAL_WEIGHTS))
    weights[:, SLOW] += LATE_WEIGHT * (about & late)
    weights[:, APPOINTMENT] += MISSED_WEIGHT * (about & missed)
    return choose(rng, weights)


def _sources(rng: np.random.Generator, late: Flags) -> Ints:
    weights = np.tile(np.array(SOURCE_WEIGHTS), (len(late), 1))
    weights[:, REGULATOR] *= np.where(late, REGULATOR_FACTOR, 1.0)
    return choose(rng, weights)


def _during(rng: np.random.Generator, cause: Stamps, ended: Stamps) -> Stamps:
    """A moment after the cause: later rather than sooner, until some days after the case's end."""
    span: Floats = (ended - cause).astype(np.float64) + 86_400 * AFTERWARDS
    return _on_day(rng, cause + seconds(span * np.sqrt(rng.random(len(span)))), cause)


def _on_day(rng: np.random.Generator, moment: Stamps, after: Stamps | None = None) -> Stamps:
    """A moment of the same local day at which people complain, and after another that is not later than the first."""
    day = moment.astype("datetime64[D]").astype("datetime64[s]")
    begins = np.full(len(day), HOURS[0])
    if after is not None:
        begins = np.maximum(begins, (after - day).astype(np.int64) / 3600)
    ends = np.where(begins < HOURS[1], HOURS[1], 24.0)  # what happens late in the evening is complained about at night
    opened: Stamps = day + seconds(3600 * rng.uniform(begins, ends))
    return opened


def _lengths(rng: np.random.Generator, source: Ints) -> NDArray[Any]:
    """Time from opening to closing."""
    return seconds(86_400 * lognormal(rng, np.array(CLOSED_DAYS)[source], CLOSED_SPREAD))
