"""Appointments: two hours, mostly kept, less so where a province lags; more are made after the reform."""

import numpy as np
import pandas as pd
import pytest

from tests.simulate.drawn import case_table, chunk, cut_at, rows_of, simulation, whole

HOUR = pd.Timedelta(hours=1)


@pytest.fixture(scope="module")
def visits() -> pd.DataFrame:
    rows = rows_of("appointments").join(case_table(), on="application")
    rows["kept"] = (rows.arrived_at >= rows.window_start) & (rows.arrived_at <= rows.window_end)
    return rows


def test_windows_are_two_hours_from_the_hour_or_half_hour(visits):
    assert (visits.window_end - visits.window_start == 2 * HOUR).all()
    assert set(visits.window_start.dt.minute) == {0, 30}
    assert set(visits.window_start.dt.second) == {0}


def test_they_are_booked_after_submission_and_before_the_window(visits):
    assert (visits.booked_at > visits.submitted).all()
    assert (visits.booked_at < visits.window_start).all()
    assert not visits.duplicated(["application", "booked_at"]).any()


def test_customers_wait_a_day_or_two_for_their_visit(visits):
    ahead = (visits.window_start - visits.booked_at) / pd.Timedelta(days=1)
    assert 0.7 < ahead.median() < 2.0
    assert ahead.quantile(0.95) < 7


def test_visits_end_before_the_case_does(visits):
    come = visits[visits.arrived_at.notna()]
    assert (come.arrived_at < come.ended).all()


def test_most_windows_are_kept_and_fewer_where_a_province_lags(visits):
    lagging = visits.province.isin(simulation().world.characters.lagging)
    assert 0.92 < visits.kept[~lagging].mean() < 0.99
    assert visits.kept[lagging].mean() < visits.kept[~lagging].mean() - 0.02


def test_where_nobody_came_another_visit_follows(visits):
    nobody = visits.arrived_at.isna()
    assert nobody.sum() > 50
    last = visits.groupby("application").booked_at.transform("max")
    assert (visits.booked_at[nobody] < last[nobody]).all()


def test_the_share_with_an_appointment_grows_with_the_reform(visits):
    cases = case_table()
    connections = cases[cases.powered]
    asked = connections.index.isin(visits.application)
    share = pd.Series(asked, index=connections.index).groupby(connections.streamlined).mean()
    assert share[True] > share[False] + 0.2
    streamlined = connections.streamlined
    by_year = pd.Series(asked, index=connections.index)[streamlined].groupby(connections.year[streamlined]).mean()
    assert by_year[2026] > by_year[2019] + 0.15


def test_what_is_returned_with_the_rows_says_the_same(visits):
    told = chunk().visits
    np.testing.assert_array_equal(told.kept, visits.kept)
    missed = set(case_table().index[told.missed])
    assert missed == set(visits.application[~visits.kept])
    assert set(case_table().index[told.asked]) == set(visits.application)


def test_a_delivery_shows_what_is_booked_and_not_yet_who_came():
    sheet = chunk().sheets["appointments"]
    rows = cut_at(sheet, "2024-06-13")
    assert rows.booked_at.max() < pd.Timestamp("2024-06-13")
    assert (rows.window_start >= pd.Timestamp("2024-06-13")).sum() > 2  # windows that lie ahead
    assert rows.arrived_at.max() < pd.Timestamp("2024-06-13")
    assert len(rows) < len(whole(sheet))
