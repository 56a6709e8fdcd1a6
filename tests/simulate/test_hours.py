"""Moments of the day are drawn one by one: no second of any day collects them."""

import numpy as np
import pandas as pd
import pytest

from ingest.simulate.drawing import hours
from tests.simulate.drawn import chunk, rows_of

MOST_OF_A_SECOND = 8  # of some ten thousand rows over the 40,000 seconds and more at which customers are awake


@pytest.mark.parametrize(
    ("name", "column"),
    [("applications", "submitted_at"), ("contacts", "opened_at"), ("appointments", "booked_at")],
)
def test_no_second_of_the_day_collects_rows(name, column):
    stamps = rows_of(name)[column]
    second = (stamps - stamps.dt.normalize()) // pd.Timedelta(seconds=1)
    assert second.value_counts().max() <= MOST_OF_A_SECOND
    assert second.min() >= 0


def test_contacts_about_a_case_do_not_come_in_the_second_of_its_submission():
    contacts = chunk().sheets["contacts"]
    first = rows_of("contacts").application
    submitted = pd.Series(chunk().cases.submitted, index=chunk().sheets["applications"].columns["application"])
    about = first.notna()
    same = pd.Series(contacts.columns["opened_at"])[about.to_numpy()].to_numpy() == submitted[first[about]].to_numpy()
    assert same.mean() < 0.001


def test_hours_lie_within_the_day_around_their_mean():
    drawn = hours(np.random.default_rng(1), 15.0, 4.5, 100_000)
    assert drawn.min() >= 0 and drawn.max() < 24
    assert 14.5 < np.median(drawn) < 15.1
    assert ((drawn > 10.5) & (drawn < 19.5)).mean() == pytest.approx(0.683, abs=0.01)
