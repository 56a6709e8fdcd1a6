"""An estate of two hundred meters is no household."""

import numpy as np
import pytest

from ingest.simulate.cases import Cases, draw_cases
from ingest.simulate.clock import working_days_between
from ingest.simulate.customers import VOLTAGES
from ingest.simulate.lives import Lives, live
from tests.simulate.drawn import simulation


@pytest.fixture(scope="module")
def households() -> tuple[Cases, Lives]:
    """New connections of households and estates before the limit on their whole time, on the older path nearly all."""
    rng = np.random.default_rng(1)
    day = np.datetime64("2017-01-02") + np.sort(rng.integers(0, 360, 60_000))
    cases = draw_cases(rng, simulation().world, day, np.zeros(len(day), dtype=np.int64), 1)
    return cases, live(rng, simulation().world, cases)


def test_estates_are_supplied_at_380_volts_or_10_kilovolts(households):
    customers = households[0].customers
    assert customers.batch.sum() > 200
    voltage = np.array(VOLTAGES)[customers.voltage[customers.batch]]
    capacity = customers.capacity[customers.batch]
    assert set(voltage[capacity > 1000]) == {"10kV"}
    assert set(voltage[capacity <= 1000]) == {"380V"}
    assert set(np.array(VOLTAGES)[customers.voltage[~customers.batch]]) == {"220V", "380V"}


def test_estates_take_two_to_four_times_as_long(households):
    cases, lives = households
    through = cases.connection & lives.powered
    days = working_days_between(simulation().world.workdays, lives.accepted, lives.ended)
    batch = cases.customers.batch
    times = np.median(days[through & batch]) / np.median(days[through & ~batch])
    assert 2 < times < 4  # 180 meters to the power of 0.2 are 2.8
