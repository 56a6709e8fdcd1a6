"""How easy it was agrees with itself: documents with one document, trips with the channel and 零上门."""

import numpy as np
import pytest

from ingest.simulate.cases import Cases
from ingest.simulate.channels import HALL
from ingest.simulate.ease import Effort, draw_effort
from tests.simulate.drawn import chunk


@pytest.fixture(scope="module")
def cases() -> Cases:
    return chunk().cases


@pytest.fixture(scope="module")
def effort(cases) -> Effort:
    return draw_effort(np.random.default_rng(1), cases)


def test_one_document_is_one_and_the_others_are_six_in_2017_and_two_in_2026(cases, effort):
    one, asked = effort.columns["one_document"], effort.columns["documents_required"]
    assert (asked[one] == 1).all()
    assert asked.min() == 1
    years = cases.year.astype(int)
    assert asked[years == 2017].mean() == pytest.approx(6 - 4 / 18, abs=0.2)  # in the middle of the first of nine years
    assert asked[~one & (years == 2026)].mean() == pytest.approx(2, abs=0.2)


def test_who_applies_at_a_hall_went_there(cases, effort):
    hall = cases.channel == HALL
    assert hall.sum() > 2_000
    assert effort.trips[hall].min() == 1
    assert effort.trips[hall].max() > 1
    assert (effort.trips[~hall] == 0).mean() > 0.5


def test_nobody_travels_where_staff_promise_that_nobody_need(cases, effort):
    zero_visit = effort.columns["zero_visit"]
    assert (effort.trips[zero_visit] == 0).all()
    small = cases.connection & ~cases.high_voltage & (cases.customers.capacity <= 160)
    assert not zero_visit[~small].any()
    years = cases.year.astype(int)
    assert 0.85 < zero_visit[small & (years == 2025)].mean() < 0.95
    assert 0.80 < (effort.trips[years == 2025] == 0).mean() < 0.95
    assert (effort.trips[years == 2017] == 0).mean() < 0.35
