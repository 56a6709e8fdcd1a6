"""Complaints: few, more where something went wrong, and about that."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ingest.simulate.clock import working_days_between
from ingest.simulate.complaints import draw_complaints
from tests.simulate.drawn import case_table, chunk, rows_of, simulation, whole


@pytest.fixture(scope="module")
def complaints() -> pd.DataFrame:
    return rows_of("complaints").join(case_table().assign(missed=chunk().visits.missed), on="application")


def test_about_one_in_a_hundred_cases(complaints):
    assert 0.005 < len(complaints) / len(case_table()) < 0.02
    assert complaints.complaint.is_unique
    assert 0.15 < complaints.application.isna().mean() < 0.55
    assert set(complaints.source) == {"95598", "12398", "12345"}


def test_missed_appointments_bring_complaints_about_them(complaints):
    cases = case_table().assign(missed=chunk().visits.missed)
    complained = cases.index.isin(complaints.application.dropna())
    share = pd.Series(complained).groupby(cases.missed.to_numpy()).mean()
    assert share[True] > 2 * share[False]  # five times in the model; about 900 cases with a missed one
    about = complaints[complaints.type == "appointment"]
    assert len(about) > 2
    assert about.missed.astype(bool).all()


def test_complaints_come_after_what_they_are_about():
    """Drawn anew for cases of which all complain, so that there are many."""
    found, world = chunk(), simulation().world
    eager = replace(found.cases, pace=np.full(len(found.trips), 1e6))
    numbers = found.sheets["applications"].columns["application"]
    sheet = draw_complaints(np.random.default_rng(1), world, eager, found.lives, numbers, found.visits, 1)
    rows = whole(sheet).join(case_table(), on="application")
    rows = rows[rows.application.notna() & ~rows.repeat.astype(bool)]
    windows = rows_of("appointments")
    windows = windows[~(windows.arrived_at <= windows.window_end)]
    missed = rows[rows.type == "appointment"]
    first_missed = missed.application.map(windows.groupby("application").window_end.min())
    assert len(missed) > 300
    assert (missed.opened_at > first_missed).all()
    slow = rows[rows.type == "connection_slow"]
    whole_time = working_days_between(world.workdays, slow.accepted.to_numpy(), slow.opened_at.to_numpy())
    assert len(slow) > 300
    assert whole_time.min() > 5  # the shortest limit, of households
    assert (slow.ended > slow.accepted).all()
    for about in (missed, slow):
        assert (about.opened_at < about.ended.dt.normalize() + pd.Timedelta(days=7)).all()
        assert about.opened_at.value_counts().max() <= 2  # no pile on the moment of the cause


def test_repeats_follow_the_close_of_the_first(complaints):
    again = complaints[complaints.repeat.astype(bool)]
    assert 0.03 < len(again) / len(complaints) < 0.16
    first = complaints.set_index("complaint").loc[again.complaint.str.replace(r"-2$", "-1", regex=True)]
    assert (again.opened_at.to_numpy() >= first.closed_at.to_numpy()).all()


def test_stamps_follow_one_another_and_verdicts_come_with_the_close(complaints):
    assert (complaints.closed_at > complaints.opened_at).all()
    about = complaints[complaints.application.notna()]
    assert (about.opened_at >= about.submitted).all()
    sheet = chunk().sheets["complaints"]
    moment = sheet.columns["opened_at"].max() + np.timedelta64(1, "D")
    rows = sheet.frame(sheet.visible(moment), moment)
    still_open = rows.closed_at.isna()
    assert still_open.sum() > 0
    assert rows.upheld[still_open].isna().all() and rows.upheld[~still_open].notna().all()
