"""The same travellers walk both paths: what the reform truly brings."""

from dataclasses import replace

import numpy as np

from ingest.simulate import FIRST_DAY
from ingest.simulate.cases import make_world
from ingest.simulate.walks import walk_both
from tests.simulate.conftest import UNTIL
from tests.simulate.drawn import chunk, simulation

CLASSES = ("residential", "lv_business", "hv_single", "hv_dual")


def test_another_seed_walks_with_other_luck():
    world = simulation().world
    for walk, other in zip(
        walk_both(world, chunk().cases), walk_both(replace(world, luck=world.luck + 1), chunk().cases), strict=True
    ):
        assert np.mean(walk.minutes[:1000] == other.minutes[:1000]) < 0.1
    first, second = (make_world(np.random.default_rng(seed), FIRST_DAY, UNTIL).luck for seed in (1, 2))
    assert first != second


def test_the_same_travellers_walk_both_paths():
    older, streamlined = walk_both(simulation().world, chunk().cases)
    connections = chunk().cases.connection.sum()
    for walk in (older, streamlined):
        # all come through but those who leave (4 %) or whose plan expires
        assert 0.93 * connections < len(walk.minutes) < 0.99 * connections
    for again, walk in zip(walk_both(simulation().world, chunk().cases), (older, streamlined), strict=True):
        np.testing.assert_array_equal(again.minutes, walk.minutes)
    for number, name in enumerate(CLASSES):
        times = [walk.minutes[walk.customer_class == number] for walk in (older, streamlined)]
        assert abs(len(times[0]) / len(times[1]) - 1) < 0.05, name
        assert np.median(times[1]) < 0.75 * np.median(times[0]), name
