"""Estates and parks come in phases, whichever cases are drawn beside them."""

import numpy as np
import pandas as pd
import pytest

from ingest.simulate.cases import Cases, draw_cases
from ingest.simulate.customers import ESTATE, PARK
from tests.simulate.drawn import simulation

FIRST, DAYS = np.datetime64("2024-01-01"), 1_400  # beyond the simulation's last day


def cases_of(seed: int, first: int) -> Cases:
    """Some businesses and households of the simulated world in the order of submission."""
    rng = np.random.default_rng(seed)
    day = FIRST + np.sort(rng.integers(0, DAYS, 40_000))
    return draw_cases(rng, simulation().world, day, rng.integers(0, 2, len(day)), first)


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    """The cases of projects, of two draws that know nothing of each other."""
    home = simulation().world.places.home
    parts = []
    for number, cases in enumerate((cases_of(1, 1), cases_of(2, 1_000_000))):
        inside = np.flatnonzero(cases.project >= 0)
        parts.append(
            pd.DataFrame(
                {
                    "draw": number,
                    "project": cases.project[inside],
                    "phase": cases.phase[inside],
                    "home": home[cases.place[inside]],
                    "segment": cases.customers.segment[inside],
                    "submitted": cases.submitted[inside],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def test_a_project_is_an_estate_or_a_park_of_one_place(members):
    assert set(members.segment) == {ESTATE, PARK}
    assert (members.groupby("project")[["home", "segment"]].nunique() == 1).all(axis=None)


def test_cases_drawn_apart_join_the_same_projects(members):
    shared = members.groupby("project").draw.nunique() == 2
    assert shared.mean() > 0.1


def test_phases_follow_one_another_and_each_lasts_months(members):
    assert set(members.phase) == {1, 2, 3, 4, 5, 6}
    ordered = members.sort_values("submitted", kind="stable")
    assert (ordered.groupby("project").phase.diff().dropna() >= 0).all()
    spans = members.groupby(["project", "phase"]).submitted.agg(["min", "max"])
    assert (spans["max"] - spans["min"]).max() < pd.Timedelta(days=301)
    projects = members.groupby("project").submitted.agg(["min", "max"])
    assert (projects["max"] - projects["min"]).max() > pd.Timedelta(days=400)


def test_cases_outside_projects_have_no_phase():
    cases = cases_of(1, 1)
    assert (cases.phase[cases.project < 0] == 0).all()
    assert (cases.project < 0).mean() > 0.9
