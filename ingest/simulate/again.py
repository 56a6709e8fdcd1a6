"""Applications that came to nothing and are made again: the same customer and site, another case."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from ingest.simulate.cases import Applicants, Cases, World, submit
from ingest.simulate.drawing import Ints, Stamps, chance
from ingest.simulate.lives import Lives
from ingest.simulate.outcomes import OUTCOMES, RETURNED, WITHDRAWN

# Share of the cases refused at the counter, returned later and withdrawn that are applied for again; assumed.
REFUSED_AGAIN, RETURNED_AGAIN, WITHDRAWN_AGAIN = 0.7, 0.5, 0.25
WITHIN_DAYS = 30  # domain: within 30 days it is one journey
EAGERNESS = 2.0  # most come back soon: the power of an even draw that the days follow; assumed


def draw_again(rng: np.random.Generator, world: World, cases: Cases, lives: Lives) -> Cases:
    """The second applications of some of these cases."""
    probability = np.zeros(len(OUTCOMES))
    probability[[RETURNED, WITHDRAWN]] = RETURNED_AGAIN, WITHDRAWN_AGAIN
    refused = np.isnat(lives.accepted)
    back = chance(rng, np.where(refused, REFUSED_AGAIN, probability[lives.outcome]))
    rows = np.flatnonzero(back)
    ended: Stamps = lives.ended[rows].astype("datetime64[D]")
    return submit(rng, world, _applicants(cases, rows), _days(rng, ended), ended)


def follow(first: Lives, second: Lives) -> Lives:
    """Two sets of lives, one after the other; the second's cases are numbered on."""
    offset = len(first.accepted)
    steps = replace(second.steps, case=second.steps.case + offset)
    holds = replace(second.holds, case=second.holds.case + offset)
    whole: Lives = joined(first, replace(second, steps=steps, holds=holds))
    return whole


def joined(first: Any, second: Any) -> Any:
    """Two sets of arrays of one kind, one after the other."""
    if not is_dataclass(first):
        return np.concatenate([first, second])
    kind: Any = type(first)
    return kind(*(joined(getattr(first, field.name), getattr(second, field.name)) for field in fields(first)))


def _applicants(cases: Cases, rows: Ints) -> Applicants:
    customers = type(cases.customers)(*(column[rows] for column in vars(cases.customers).values()))
    return Applicants(
        number=cases.number[rows],
        project=cases.project[rows],
        phase=cases.phase[rows],
        place=cases.place[rows],
        service=cases.service[rows],
        customer_class=cases.customer_class[rows],
        customers=customers,
    )


def _days(rng: np.random.Generator, ended: Stamps) -> Stamps:
    """The local days on which they come again, from the day after the last day on."""
    wait = np.floor(WITHIN_DAYS * rng.random(len(ended)) ** EAGERNESS).astype(np.int64) + 1
    day: Stamps = ended + np.minimum(wait, WITHIN_DAYS)
    return day
