"""From lives to the rows of a delivery, cut at its as_of: what had not happened by then is not in it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.simulate import customers as who
from ingest.simulate.cases import Cases, World
from ingest.simulate.channels import CHANNELS
from ingest.simulate.drawing import Flags, Ints, Stamps
from ingest.simulate.ease import Column, draw_applicant_provinces, draw_ease
from ingest.simulate.holds import ASKED_BY, REASONS
from ingest.simulate.lives import NEVER, Lives
from ingest.simulate.outcomes import OUTCOMES
from ingest.simulate.paths import OWNERS, STEPS
from ingest.simulate.services import CLASSES, CODES, ENERGISED, is_one_of

# Services that ask for capacity; a change of name or a meter check has none.
WITH_CAPACITY = (*ENERGISED, "storage", "capacity_decrease", "suspension")
ONLY_CONNECTIONS = ("zero_visit", "zero_approval", "zero_investment", "customer_cost", "utility_cost")


def application_numbers(first: int, count: int) -> NDArray[np.object_]:
    """Numbers of cases, from the first on; the same case has the same number in every file."""
    return np.char.add("SIM", np.char.mod("%09d", np.arange(first, first + count))).astype(object)


def applications_frame(
    rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: NDArray[np.object_], cut: np.datetime64
) -> pd.DataFrame:
    """Rows of applications, in the order of submission."""
    customers, places = cases.customers, world.places
    with_works = is_one_of(cases.service, ENERGISED)
    with_capacity = is_one_of(cases.service, WITH_CAPACITY)
    ended = np.where(lives.ended < cut, lives.ended, NEVER)
    ease = draw_ease(
        rng,
        cases.year,
        cases.customer_class,
        cases.channel,
        customers.capacity,
        cases.connection,
        customers.grid_works & with_works,
    )
    applicant = draw_applicant_provinces(rng, cases.year, cases.province, len(places.provinces))
    columns = {
        "application": numbers,
        "region": _labels(cases.place, places.region),
        "service": _labels(cases.service, CODES),
        "channel": _labels(cases.channel, CHANNELS),
        "assisted": cases.assisted,
        "customer_class": _labels(cases.customer_class, CLASSES),
        "voltage": _labels(np.where(with_capacity, customers.voltage, -1), who.VOLTAGES),
        "capacity_kva": _known(customers.capacity, with_capacity),
        "segment": _labels(customers.segment, who.SEGMENTS),
        "industry": _labels(customers.industry, who.INDUSTRIES),
        "importance": _labels(customers.importance, who.IMPORTANCE),
        "special_load": customers.special_load,
        "grid_works": _known(customers.grid_works, with_works),
        "meters": customers.meters,
        "batch": customers.batch,
        "submitted_at": cases.submitted,
        "accepted_at": np.where(lives.accepted < cut, lives.accepted, NEVER),
        "power_on_at": np.where(lives.powered, ended, NEVER),
        "ended_at": ended,
        "archived_at": np.where(lives.archived < cut, lives.archived, NEVER),
        "outcome": _labels(np.where(np.isnat(ended), -1, lives.outcome), OUTCOMES),
        **{
            name: _known(column, cases.connection) if name in ONLY_CONNECTIONS else column
            for name, column in ease.items()
        },
        "applicant_region": _labels(applicant, [places.region[place] for place in places.provinces]),
    }
    return pd.DataFrame(columns)


def steps_frame(world: World, lives: Lives, numbers: NDArray[np.object_], cut: np.datetime64) -> pd.DataFrame:
    """Rows of steps that had been entered, case by case in the order entered."""
    steps = lives.steps
    known = _ordered(steps.case, lives.steps_entered, lives.steps_entered < cut)
    left = lives.steps_left[known]
    return pd.DataFrame(
        {
            "application": numbers[steps.case[known]],
            "step": _labels(steps.step[known], STEPS),
            "round": steps.round[known],
            "entered_at": lives.steps_entered[known],
            "left_at": np.where(left < cut, left, NEVER),
            "owner": _labels(steps.owner[known], OWNERS),
            "unit": _labels(steps.unit[known], world.places.unit_codes),
        }
    )


def holds_frame(lives: Lives, numbers: NDArray[np.object_], cut: np.datetime64) -> pd.DataFrame:
    """Rows of holds that had begun, case by case in the order begun."""
    holds = lives.holds
    known = _ordered(holds.case, lives.holds_start, lives.holds_start < cut)
    end = lives.holds_end[known]
    return pd.DataFrame(
        {
            "application": numbers[holds.case[known]],
            "from": lives.holds_start[known],
            "to": np.where(end < cut, end, NEVER),
            "step": _labels(holds.step[known], STEPS),
            "reason": _labels(holds.reason[known], REASONS),
            "asked_by": pd.Categorical(np.array(ASKED_BY)[holds.reason[known]]),
        }
    )


def _ordered(case: Ints, begun: Stamps, known: Flags) -> Ints:
    rows = np.flatnonzero(known)
    return rows[np.lexsort((begun[rows], case[rows]))]


def _labels(numbers: Ints, labels: Sequence[str]) -> Any:
    """A categorical column of labels for numbers; -1 is null."""
    return pd.Categorical.from_codes(numbers, categories=pd.Index(labels))


def _known(column: Column, known: Flags) -> Any:
    """The column, null where it is not known."""
    values: Any = pd.array(column)
    values[~known] = pd.NA
    return values
