"""What the simulated sources hide, tell late or tell wrong, and what else belongs to a case."""

import tomllib
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from ingest.simulate.channels import HALL, HOTLINE
from ingest.simulate.chunks import Chunk, Simulation
from ingest.simulate.origin import Origin
from ingest.simulate.paths import STEPS
from tests.simulate.conftest import CASES, SEED, UNTIL, read_bulk

END = pd.Timestamp(UNTIL) + pd.Timedelta(days=1)
MERGER = pd.Timestamp("2020-07-01")


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    """The one that the delivery was drawn in."""
    return Simulation(Origin(CASES, SEED, UNTIL))


@pytest.fixture(scope="module")
def drawn(simulation) -> Chunk:
    """What is true of the delivery's cases."""
    [chunk] = simulation.history(lambda _line: None)
    return chunk


@pytest.fixture(scope="module")
def province(delivery, simulation) -> pd.Series:
    places = simulation.world.places
    number = dict(zip(places.region, places.province, strict=True))
    return delivery.applications.set_index("application").region.map(number)


def test_one_province_is_six_days_behind_and_says_so(delivery, simulation, province):
    characters, places = simulation.world.characters, simulation.world.places
    region = places.region[places.provinces[characters.late_data]]
    sums = read_bulk(delivery.folder / "channel_use.parquet").groupby("region").date.max().dt.strftime("%m-%d")
    assert sums[region] == "11-16"
    assert set(sums.drop(region)) == {"11-22"}
    cases = delivery.applications.set_index("application")
    newest = cases[["submitted_at", "accepted_at", "ended_at", "archived_at"]].max(axis=1)
    assert newest[province == characters.late_data].max() < END - pd.Timedelta(days=6)
    assert newest.max() > END - pd.Timedelta(days=1)
    said = tomllib.loads((delivery.folder / "delivery.toml").read_text(encoding="utf-8"))
    assert said["covered_until"] == {region: datetime(2026, 11, 17)}


def test_some_cases_are_entered_one_to_four_days_late(drawn, simulation):
    own = drawn.cases.lag - simulation.world.characters.lag[drawn.cases.province]
    assert set(own // 86_400) == {0, 1, 2, 3, 4}
    assert 0.015 < (own > 0).mean() < 0.025


def test_cases_bear_one_of_18_services_until_the_merger(delivery):
    raw = read_bulk(delivery.folder / "applications.parquet")
    before = raw.submitted_at < MERGER
    assert raw.service[before].nunique() == 18
    assert raw.service[~before].nunique() == 13
    assert not set(raw.service[before]) & set(raw.service[~before])
    high = raw.customer_class.isin(["hv_single", "hv_dual"])
    assert not high[raw.service == "lv_new_connection"].any()
    assert high[raw.service == "hv_new_connection"].all()


def test_who_came_to_nothing_may_apply_again_within_30_days(delivery):
    cases = delivery.applications.set_index("application")
    second = cases[cases.index.str.endswith("-2")]
    first = cases.loc[second.index.str.removesuffix("-2")]
    assert 0.01 < len(second) / len(cases) < 0.06
    assert set(first.outcome) == {"withdrawn", "returned"}
    for column in ("site", "region", "service", "customer_class", "meters", "voltage", "segment"):
        assert (second[column].fillna("").to_numpy() == first[column].fillna("").to_numpy()).all(), column
    days = second.submitted_at.dt.floor("D").to_numpy() - first.ended_at.dt.floor("D").to_numpy()
    assert set(np.unique(days / np.timedelta64(1, "D"))) <= set(range(1, 31))
    assert cases.site.nunique() == len(cases) - len(second)  # nobody else shares a site


def test_who_applies_again_at_a_counter_comes_when_it_is_open(drawn, simulation):
    cases = drawn.cases
    back = cases.submitted[cases.again & np.isin(cases.channel, (HOTLINE, HALL))]
    assert len(back) > 100
    assert np.isin(back.astype("datetime64[D]"), simulation.world.workdays.days).all()
    hours = (back - back.astype("datetime64[D]")) / np.timedelta64(1, "h")
    assert hours.min() >= 8.5 and hours.max() <= 17


def test_one_province_hides_rework_within_the_first_round(delivery, drawn, simulation, province):
    hides = simulation.world.characters.hides_rework
    lives = drawn.lives
    true = pd.DataFrame(
        {
            "application": drawn.sheets["applications"].columns["application"][lives.steps.case],
            "step": np.array(STEPS)[lives.steps.step],
            "round": lives.steps.round,
            "left": lives.steps_left,
            "ended": lives.ended[lives.steps.case],
        }
    )
    shown = delivery.steps[delivery.steps.application.map(province) == hides]
    again = true[
        (true["round"] > 1) & (true.ended < END - pd.Timedelta(days=20)) & true.application.isin(shown.application)
    ]
    assert len(again) > 10
    assert set(shown["round"]) == {1}
    assert set(delivery.steps["round"]) == {1, 2}
    last = again.set_index(["application", "step"]).left
    told = shown.set_index(["application", "step"]).left_at[last.index]
    assert (told.to_numpy() == last.to_numpy()).all()


def test_every_step_of_the_utility_has_a_handler_and_a_few_odd_ones(delivery):
    steps = delivery.steps
    own = steps.owner == "utility"
    assert steps.handler[own].notna().all()
    assert steps.handler[~own].isna().all()
    odd = steps.handler.isin(["admin", "test"])
    assert 5 < odd.sum() < 100
    usual = steps[own & ~odd]
    assert (usual.handler.str[:2] == usual.unit.str[-2:]).all()


def test_customers_are_told_more_often_and_sooner(delivery):
    steps = delivery.steps
    year = steps.entered_at.dt.year
    told = steps.notified_at.notna()
    hours = (steps.notified_at - steps.entered_at) / pd.Timedelta(hours=1)
    assert told[year == 2018].mean() < 0.25
    assert told[year == 2025].mean() > 0.8
    assert hours[year == 2018].median() > 20
    assert hours[year == 2025].median() < 2
    assert (hours[told] >= 0).all()


def test_the_source_calls_overdue_what_passed_its_own_due_date(delivery):
    cases = delivery.applications
    due = cases[cases.due_at.notna()]
    assert set(due.service) == {"new_connection", "capacity_increase", "charging"}
    assert set(due.customer_class) == {"residential", "lv_business"}
    assert due.accepted_at.min() >= pd.Timestamp("2020-01-01")
    assert due.overdue[due.ended_at.notna()].notna().all()
    assert cases.overdue[cases.due_at.isna()].isna().all()
    assert (due.due_at.dt.strftime("%H:%M:%S") == "23:59:59").all()
    ended = due[due.ended_at.notna()]
    late = ended.ended_at > ended.due_at
    exempt = ended.exempt_reason.notna()
    assert (ended.overdue.astype(bool) == (late & ~exempt)).all()
    assert not (exempt & ~late).any()
    assert 0.03 < exempt[late].mean() < 0.15
    waiting = due[due.ended_at.isna() & due.overdue.notna()]  # of one told days late nobody can say yet
    assert len(waiting) > 0.9 * due.ended_at.isna().sum()
    assert (waiting.due_at[waiting.overdue.astype(bool)] < END).all()


def test_a_delivery_that_ends_with_the_last_day_calls_the_case_overdue(drawn):
    """It ends at midnight, the moment from which a case that was due on the day is late."""
    sheet = drawn.sheets["applications"]
    due, prompt = sheet.columns["due_at"], np.flatnonzero(drawn.cases.lag == 0)
    late = prompt[drawn.lives.ended[prompt] > due[prompt] + np.timedelta64(1, "D")][:20]
    assert len(late) == 20
    for case in late:
        midnight = due[case] + np.timedelta64(1, "s")
        [then], [before] = (
            sheet.frame(np.array([case]), cut).to_dict("records")
            for cut in (midnight, midnight - np.timedelta64(1, "s"))
        )
        assert then["overdue"] or isinstance(then["exempt_reason"], str)
        assert not before["overdue"]
        assert sheet.changed(midnight - np.timedelta64(1, "D"), midnight)[case]


def test_three_provinces_always_enter_zero_trips(delivery, drawn, simulation, province):
    cases = delivery.applications.set_index("application")
    ended = cases.ended_at.notna()
    assert (cases.trips.notna() == ended).all()
    zero = province.isin(simulation.world.characters.zero_trips)
    assert (cases.trips[ended & zero] == 0).all()
    assert (cases.trips[ended & ~zero] == 0).groupby(province).mean().max() < 0.9
    true = pd.Series(drawn.trips, index=drawn.sheets["applications"].columns["application"])[cases.index]
    assert (true[ended & zero] > 0).mean() > 0.3
    confirmed = cases.trips_confirmed.notna()
    assert 0.2 < confirmed[ended].mean() < 0.5
    assert (cases.trips_confirmed[confirmed] == true[confirmed]).mean() > 0.9


def test_some_values_stand_otherwise_for_some_weeks(drawn):
    sheet = drawn.sheets["applications"]
    final = sheet.frame(np.arange(len(drawn.trips)), np.datetime64("2060-01-01", "s")).set_index("application")
    stood = {"channel": 0, "capacity_kva": 0, "customer_cost": 0, "archived_at": 0}
    for cut in pd.date_range("2018-01-01", "2026-01-01", freq="MS"):
        then = sheet.frame(sheet.visible(cut.to_numpy()), cut.to_numpy()).set_index("application")
        then = then[then.submitted_at > cut - pd.Timedelta(days=60)]
        now = final.loc[then.index]
        for name in stood:
            wrong = then[name].notna() & (then[name] != now[name])
            stood[name] += wrong.sum()
            entered = then.archived_at if name == "archived_at" else then.submitted_at
            assert not len(entered[wrong]) or entered[wrong].min() > cut - pd.Timedelta(days=25 + 6 + 4 + 1)
        for name in ("region", "customer_class", "submitted_at", "outcome", "ended_at", "power_on_at"):
            assert (then[name].dropna() == now[name][then[name].notna()]).all(), name
    assert all(stood.values()), stood


def test_about_one_case_in_a_hundred_stands_wrong_at_first(drawn):
    corrected = drawn.sheets["applications"].corrected
    kinds = ("channel", "capacity_kva", "customer_cost", "archived_at")
    wrong = np.any([~np.isnat(corrected[name].at) for name in kinds], axis=0)
    assert 0.006 < wrong.mean() < 0.014


def test_of_an_open_case_that_is_told_late_the_source_does_not_say_whether_it_is_overdue(drawn, simulation):
    sheet = drawn.sheets["applications"]
    own = drawn.cases.lag - simulation.world.characters.lag[drawn.cases.province]
    late = np.flatnonzero((own > 0) & ~np.isnat(sheet.columns["due_at"]))
    assert len(late) > 20
    for case in late[:20]:
        lag = drawn.cases.lag[case].astype("timedelta64[s]")
        cuts = (drawn.lives.ended[case] + lag, drawn.lives.ended[case] + lag + np.timedelta64(1, "s"))
        [still_open], [ended] = (sheet.frame(np.array([case]), cut).to_dict("records") for cut in cuts)
        assert pd.isna(still_open["ended_at"])
        assert pd.isna(still_open["overdue"])
        assert not pd.isna(ended["overdue"])
