"""The provinces that play a part stand out by it, whatever the seed."""

import numpy as np
import pytest

from ingest.simulate import FIRST_DAY
from ingest.simulate.cases import World, draw_cases, make_world
from ingest.simulate.lives import live
from ingest.simulate.verdicts import late_for_whole_limit
from tests.simulate.conftest import UNTIL

CASES, DAYS = 60_000, 2_500  # from 2020-01-01 to late 2026


@pytest.fixture(scope="module", params=[1, 20])
def world(request) -> World:
    return make_world(np.random.default_rng(request.param), FIRST_DAY, UNTIL)


def test_lagging_provinces_are_late_more_often_than_ordinary_ones(world):
    rng = np.random.default_rng(1)
    day = np.datetime64("2020-01-01") + np.sort(rng.integers(0, DAYS, CASES))
    cases = draw_cases(rng, world, day, rng.integers(0, 2, CASES), 1)
    rows, late = late_for_whole_limit(world, cases, live(rng, world, cases))
    characters = world.characters
    odd = [*characters.lagging, characters.never, characters.late, characters.worsening, characters.parking]
    ordinary = np.setdiff1d(np.arange(27), odd)
    for recent, times in ((False, 2), (True, 1)):
        counted = cases.year[rows] >= (2023 if recent else 2020)
        province = cases.province[rows[counted]]
        share = np.bincount(province, late[counted], 27) / np.bincount(province, minlength=27)
        assert share[characters.lagging].mean() > 2.5 * share[ordinary].mean()
        assert share[characters.lagging].min() > times * np.quantile(share[ordinary], 0.95)


def test_lagging_provinces_work_slowly(world):
    pace = world.characters.pace
    assert pace[world.characters.lagging].min() > 1.3 * np.median(pace)
