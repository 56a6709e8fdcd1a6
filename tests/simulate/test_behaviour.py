"""The simulated utility behaves like one: times before and after the reform, seasons, channels, odd provinces."""

import numpy as np
import pandas as pd
import pytest

from ingest.simulate import FIRST_DAY
from ingest.simulate.cases import World, make_world
from tests.simulate.conftest import SEED, UNTIL

DAY = pd.Timedelta(days=1)
PHASES = ["grid_approval", "grid_materials", "grid_construction", "grid_commissioning"]  # of the supporting works


@pytest.fixture(scope="module")
def world() -> World:
    """The same world that the delivery was drawn in."""
    shared = np.random.SeedSequence(SEED).spawn(1)[0]
    return make_world(np.random.default_rng(shared), FIRST_DAY, UNTIL)


@pytest.fixture(scope="module")
def province(delivery, world) -> pd.Series:
    """Number of each case's province, in the order of the cases."""
    number = dict(zip(world.places.region, world.places.province, strict=True))
    return delivery.applications.region.map(number)


@pytest.fixture(scope="module")
def connections(delivery) -> pd.DataFrame:
    """Powered connections, with their streamlined or older path told by the site survey."""
    cases = delivery.applications
    cases = cases[cases.service.isin(["new_connection", "capacity_increase"]) & (cases.outcome == "powered")].copy()
    steps = delivery.steps
    # In the older high- and low-voltage paths every case has a site survey; no streamlined case has one.
    cases["older"] = cases.application.isin(set(steps.application[steps.step == "site_survey"]))
    return cases


def union_of_utility_steps(steps: pd.DataFrame, working_days) -> pd.Series:
    """Working days in which a step of the utility's is open, by case; overlaps count once."""
    own = steps[(steps.owner == "utility") & steps.left_at.notna()].sort_values(["application", "entered_at"])
    reached = own.groupby("application").left_at.cummax().groupby(own.application).shift()
    start = own.entered_at.where(reached.isna() | (own.entered_at > reached), reached)
    span = working_days(start, own.left_at.where(own.left_at > start, start))
    return span.groupby(own.application).sum()


# domain: whole time for low voltage, utility time for high voltage; medians in working days, before and after
BANDS = {
    "residential": ((5.0, 7.0), (2.0, 4.0)),
    "lv_business": ((34.0, 46.0), (3.0, 10.0)),
    "hv_single": ((25.0, 40.0), (7.0, 20.0)),
    "hv_dual": ((35.0, 55.0), (8.0, 28.0)),
}


@pytest.mark.parametrize("customer_class", BANDS)
def test_medians_before_and_after_the_reform(delivery, connections, working_days, customer_class):
    cases = connections[connections.customer_class == customer_class].set_index("application")
    if customer_class.startswith("hv"):
        days = union_of_utility_steps(delivery.steps[delivery.steps.application.isin(cases.index)], working_days)[
            cases.index
        ]
    else:
        days = working_days(cases.accepted_at, cases.power_on_at)
    for older, (low, high) in zip((True, False), BANDS[customer_class], strict=True):
        assert low <= days[cases.older == older].median() <= high


def test_durations_are_skewed_to_the_right(connections, working_days):
    for _, cases in connections.groupby(["customer_class", "older"], observed=True):
        whole = working_days(cases.accepted_at, cases.power_on_at)
        assert whole.mean() > whole.median()


def test_high_voltage_whole_time_is_mostly_external_works(delivery, connections, working_days):
    cases = connections[connections.customer_class.isin(["hv_single", "hv_dual"]) & ~connections.older]
    works = delivery.steps[
        (delivery.steps.step == "customer_works") & delivery.steps.application.isin(cases.application)
    ]
    share = (
        working_days(works.entered_at, works.left_at).sum() / working_days(cases.accepted_at, cases.power_on_at).sum()
    )
    assert share > 0.5


def test_customers_and_grid_works_run_side_by_side(delivery):
    steps = delivery.steps[delivery.steps.left_at.notna()]
    own = steps[steps.step == "customer_works"].set_index("application")
    grid = (
        steps[steps.step.isin(PHASES)].groupby("application").agg(begun=("entered_at", "min"), done=("left_at", "max"))
    )
    pairs = own.join(grid, how="inner")
    overlap = np.minimum(pairs.left_at, pairs.done) > np.maximum(pairs.entered_at, pairs.begun)
    assert len(pairs) > 100
    assert overlap.mean() > 0.9


def test_the_phases_of_grid_works_follow_one_another(delivery, connections):
    done = connections[~connections.older & connections.customer_class.isin(["hv_single", "hv_dual"])]
    steps = delivery.steps[delivery.steps.step.isin(PHASES) & delivery.steps.application.isin(done.application)]
    works = set(done.application[done.grid_works.astype(bool)])
    assert set(steps.application) == works  # all cases that need them, and no others
    assert set(steps.owner) == {"utility"}
    order = steps.assign(phase=steps.step.map(PHASES.index)).sort_values(["application", "phase", "round"])
    same = order.application == order.application.shift()
    assert (order.entered_at[same] >= order.left_at.shift()[same]).all()
    assert (order[~order.duplicated(["application", "phase"])].groupby("application").size() == len(PHASES)).all()


def test_materials_take_longest_and_alone_wait_for_what_is_missing(delivery, working_days):
    steps = delivery.steps[delivery.steps.step.isin(PHASES) & delivery.steps.left_at.notna()]
    days = working_days(steps.entered_at, steps.left_at).groupby(steps.step).median()
    assert days.idxmax() == "grid_materials"
    assert days.idxmin() in ("grid_approval", "grid_commissioning")
    missing = delivery.holds[delivery.holds.reason == "materials_missing"]
    assert len(missing) > 5
    assert set(missing.step.dropna()) == {"grid_materials"}
    assert set(missing.application) <= set(delivery.steps.application[delivery.steps.step == "grid_materials"])


def test_steps_a_case_fall_from_7_and_5(delivery, connections):
    taken = delivery.steps.groupby("application").step.nunique()[connections.application].to_numpy()
    high = connections.customer_class.isin(["hv_single", "hv_dual"]).to_numpy()
    older = connections.older.to_numpy()
    assert set(taken[high & older]) == {7}
    assert set(taken[~high & older]) == {5}
    assert set(taken[~high & ~older]) == {2}
    ordinary = (connections.importance == "none").to_numpy() & ~connections.special_load.to_numpy(dtype=bool)
    assert np.median(taken[high & ~older & ordinary & ~connections.grid_works.to_numpy(dtype=bool)]) == 4


def test_the_reform_arrives_from_2018_to_2020_but_for_two(connections, province, world):
    streamlined = connections[~connections.older]
    assert streamlined.submitted_at.min() >= pd.Timestamp("2018-01-01")
    share = (~connections.older[connections.submitted_at >= pd.Timestamp("2021-06-01")]).groupby(province).mean()
    odd = {world.characters.never, world.characters.late}
    assert (share.drop(list(odd)) > 0.9).all()


def test_the_province_that_never_reforms_keeps_the_old_steps(connections, province, world):
    province = province[connections.index]
    kept = connections[(province == world.characters.never) & (connections.submitted_at >= pd.Timestamp("2022-01-01"))]
    high = kept.customer_class.isin(["hv_single", "hv_dual"])
    assert kept.older[high].all()
    assert 0.4 < kept.older[~high].mean() < 0.9


def test_the_same_day_province_archives_on_the_day_of_acceptance(delivery, province, world):
    cases = delivery.applications
    recent = cases[(cases.submitted_at >= pd.Timestamp("2021-06-01")) & (cases.service == "new_connection")]
    same_day = recent.accepted_at.dt.floor("D") == recent.archived_at.dt.floor("D")
    share = same_day.groupby(province).mean()
    assert share[world.characters.same_day] > 0.15
    assert share.drop(world.characters.same_day).max() < 0.05


def test_the_parking_province_holds_more_than_any_other(delivery, province, world):
    held = delivery.applications.application.isin(delivery.holds.application)
    assert held.groupby(province).mean().idxmax() == world.characters.parking


def test_the_worsening_province_gets_slower(connections, province, world, working_days):
    slow = province[connections.index] == world.characters.worsening
    cases = connections[slow & (connections.customer_class == "residential") & ~connections.older]
    whole = working_days(cases.accepted_at, cases.power_on_at)
    before = whole[cases.accepted_at.dt.year == 2022]
    after = whole[cases.accepted_at.dt.year >= 2025]
    assert after.median() > before.median()


def test_volumes_dip_at_spring_festival_and_peak_in_season(delivery):
    cases = delivery.applications
    day = cases.submitted_at.dt.floor("D")
    festivals = [pd.date_range(first, periods=7) for first in ("2018-02-15", "2023-01-21", "2025-01-28", "2026-02-16")]
    around = sum(((day >= week[0] - 35 * DAY) & (day < week[0] - 14 * DAY)).sum() / 3 for week in festivals)
    during = sum(day.isin(week).sum() for week in festivals)
    assert during < 0.35 * around
    household = cases.customer_class == "residential"
    full_years = day.dt.year < 2026
    by_month = cases[full_years].groupby([household, day.dt.month]).size()
    assert by_month[True].idxmax() in (6, 7, 8)
    assert by_month[False].idxmax() in (11, 12)


def test_the_one_app_replaces_the_older_ones(delivery):
    cases = delivery.applications
    year = cases.submitted_at.dt.year
    older = cases.channel.isin(["zsdl", "deb", "zsyd"])
    assert cases.submitted_at[cases.channel == "osg"].min() >= pd.Timestamp("2019-10-01")
    assert older[year == 2018].mean() > 0.2
    assert not older[year >= 2022].any()
    online = cases.channel.isin(["osg", "zsdl", "deb", "zsyd", "government"]) & ~cases.batch
    assert online[year == 2026].mean() > 0.95


def test_every_end_happens_and_most_cases_are_finished(delivery):
    share = delivery.applications.outcome.value_counts(normalize=True)
    assert set(share.index) == {"powered", "completed", "withdrawn", "returned", "voided", "expired"}
    assert share["powered"] + share["completed"] > 0.9


def test_steps_end_within_office_hours_of_working_days(delivery, world):
    left = delivery.steps.left_at.dropna()
    working = set(world.workdays.days.astype("datetime64[D]").tolist())
    assert set(left.dt.date) <= working
    hour = left.dt.hour + left.dt.minute / 60
    assert hour.between(8.5, 17.5).all()
