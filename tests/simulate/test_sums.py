"""Sums of a day: drafts, use of channels, pushes; and what is judged by or marked: targets and events."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ingest.simulate import FIRST_DAY
from ingest.simulate.channel_use import draw_channel_use
from ingest.simulate.pushes import draw_pushes
from ingest.simulate.services import CODES, LEGACY
from queries.metrics import METRICS
from tests.simulate.conftest import SEED, UNTIL, read_rows
from tests.simulate.drawn import case_table, chunk, cut_at, rows_of, simulation, whole
from warehouse.delivered import contract_columns, events, targets

ONLINE = ["osg", "zsdl", "deb", "zsyd", "government"]
OLDER = ["zsdl", "deb", "zsyd"]


@pytest.fixture(scope="module")
def use() -> pd.DataFrame:
    return whole(draw_channel_use(simulation().world, SEED, FIRST_DAY, UNTIL))


@pytest.fixture(scope="module")
def pushes() -> pd.DataFrame:
    return whole(draw_pushes(simulation().world, SEED, FIRST_DAY, UNTIL))


def test_drafts_count_what_is_submitted_and_accepted_online():
    drafts = rows_of("drafts")
    cases = case_table().assign(channel=rows_of("applications").channel.to_numpy())
    assert not drafts.duplicated(["region", "service", "channel", "date"]).any()
    assert set(drafts.channel) <= set(ONLINE)
    online = np.isin(chunk().cases.channel, range(5))  # the first five of channels.CHANNELS are online
    assert drafts.submitted.sum() == online.sum()
    assert drafts.accepted.sum() == (online & cases.accepted.notna().to_numpy()).sum()
    assert (drafts.started >= drafts.submitted).all()


def test_fewer_drafts_are_given_up_over_the_years():
    drafts = rows_of("drafts")
    sums = drafts.groupby(drafts.date.dt.year)[["started", "submitted"]].sum()
    done = sums.submitted / sums.started
    assert 0.40 < done[2018] < 0.62
    assert 0.75 < done[2026] < 0.92


def test_drafts_bear_the_code_of_their_time():
    drafts = rows_of("drafts")
    merged = drafts.date >= pd.Timestamp("2020-07-01")
    assert set(drafts.service[~merged]) <= set(LEGACY)
    assert set(drafts.service[merged & (drafts.submitted > 0)]) <= set(CODES)


def test_a_days_sums_are_shown_at_its_midnight_and_stay():
    sheet = chunk().sheets["drafts"]
    late = simulation().world.characters
    rows = cut_at(sheet, "2025-06-13")
    prompt = rows[rows.region != code_of(late.late_data)]
    assert prompt.date.max() == pd.Timestamp("2025-06-12")
    known = whole(sheet)
    same = known[known.region != code_of(late.late_data)]
    same = same[same.date <= pd.Timestamp("2025-06-12")].reset_index(drop=True)
    pd.testing.assert_frame_equal(prompt.reset_index(drop=True), same)


def code_of(province: int) -> str:
    places = simulation().world.places
    return places.region[places.provinces[province]]


def test_the_older_apps_fold_into_one(use):
    paid = use[use.function == "bill_payment"]
    days = paid.groupby(["date", "channel"], observed=True).users.sum().unstack(fill_value=0)
    daily = days.groupby(days.index.year).mean()
    assert daily.osg[2018] == 0
    assert daily.osg[2020] > 0
    assert daily.zsdl[2021] < 0.2 * daily.zsdl[2019]
    assert use.date[use.channel.isin(OLDER)].max() < pd.Timestamp("2022-01-02")  # gone by 2022
    assert use.date[use.channel == "osg"].min() >= pd.Timestamp("2019-10-01")
    assert daily.hall[2026] < daily.hall[2018]


def test_a_channel_as_a_whole_has_at_least_the_users_of_each_function(use):
    keys = ["region", "channel", "date"]
    of_functions, whole = use[use.function.notna()], use[use.function.isna()]
    assert not whole.duplicated(keys).any()
    assert set(whole.channel) == {"osg", *OLDER, "hall"}
    assert whole[["transactions", "amount"]].isna().all().all()
    both = of_functions.merge(whole[[*keys, "users", "users_month"]], on=keys, suffixes=("", "_whole"), how="left")
    assert both.users_whole.notna().all()
    assert (both.users <= both.users_whole).all()
    assert (both.users_month <= both.users_month_whole).all()
    # Those who pay are a steady part of those who come: so the numbers are of the same people.
    paying = both[(both.function == "bill_payment") & (both.channel == "osg") & (both.users_whole > 10_000)]
    share = paying.users / paying.users_whole
    assert share.mean() == pytest.approx(0.42, abs=0.005)
    assert share.std() < 0.02


def test_energy_analysis_and_points_are_hardly_used(use):
    recent = use[(use.channel == "osg") & (use.date >= pd.Timestamp("2025-01-01"))]
    users = recent.groupby("function", observed=True).users.sum()
    assert len(users) == 8  # the channel as a whole has none and is no group
    assert users[["energy_analysis", "points_shop"]].max() < 0.01 * users["bill_payment"]


def test_users_of_the_month_start_with_the_first_day_and_only_grow(use):
    first = use[use.date.dt.day == 1]
    assert (first.users_month == first.users).all()
    assert (use.users_month >= use.users).all()
    by_month = ["region", "channel", "function", use.date.dt.to_period("M")]
    assert (use.groupby(by_month, observed=True, dropna=False).users_month.diff().dropna() >= 0).all()
    paid = use[(use.function == "bill_payment") & (use.channel == "osg") & (use.date >= pd.Timestamp("2022-01-01"))]
    in_month = paid.groupby(by_month, observed=True).agg(most=("users_month", "max"), total=("users", "sum"))
    assert (in_month.most <= in_month.total).all()  # nobody counts twice, so never more than the days together


def test_payments_have_amounts_and_nothing_else_has(use):
    assert use.amount[use.function == "bill_payment"].notna().all()
    assert use.amount[use.function != "bill_payment"].isna().all()
    of_functions = use[use.function.notna()]
    assert (of_functions.transactions >= of_functions.users).all()
    assert not use.duplicated(["region", "channel", "function", "date"]).any()


def test_pushes_are_opened_less_often_than_sent_and_offers_seldom_taken_up(pushes):
    assert pushes.date.min() >= pd.Timestamp("2020-01-01")
    assert (pushes.opened <= pushes.sent).all()
    offers = pushes[pushes.kind == "offer"]
    assert pushes.taken_up[pushes.kind != "offer"].isna().all()
    assert (offers.taken_up <= offers.opened).all()
    shares = offers.groupby("segment", observed=True)[["sent", "opened", "taken_up"]].sum()
    assert (shares.taken_up / shares.sent).between(0.0005, 0.03).all()
    assert not pushes.duplicated(["region", "kind", "segment", "channel", "date"]).any()


@pytest.mark.parametrize("draw", [draw_channel_use, draw_pushes])
def test_a_days_sums_do_not_depend_on_the_days_asked_for(draw):
    world = simulation().world
    first, last = date(2024, 2, 27), date(2024, 3, 6)
    wide = whole(draw(world, SEED, date(2023, 12, 30), date(2024, 3, 20)))
    narrow = whole(draw(world, SEED, first, last))
    inside = wide[wide.date.between(pd.Timestamp(first), pd.Timestamp(last))].reset_index(drop=True)
    assert len(narrow) > 100
    pd.testing.assert_frame_equal(narrow, inside)
    assert len(draw_pushes(world, SEED, date(2019, 1, 1), date(2019, 2, 1)).born) == 0


def test_other_seeds_give_other_sums():
    world = simulation().world
    day = date(2024, 3, 5)
    one, other = (whole(draw_channel_use(world, seed, day, day)).users for seed in (1, 2))
    assert (one != other).mean() > 0.5


def test_targets_and_events_keep_the_contract(delivery):
    for table in (targets, events):
        rows = read_rows(delivery.folder / f"{table.name}.csv")
        assert list(rows.columns) == [column.name for column in contract_columns(table)]
        assert not rows.duplicated([column.name for column in contract_columns(table) if not column.nullable]).any()
        for column in contract_columns(table):
            assert column.nullable or (rows[column.name] != "").all()
    rows = read_rows(delivery.folder / "targets.csv")
    # The other metrics of the rows are declared with their pages; these stand in the registry.
    assert {"whole_time", "utility_time", "case_on_time", "steps_per_case"} <= set(rows.metric) & set(METRICS)
    provisional = rows.set_index("target").provisional == "true"
    unconfirmed = rows.source.str.contains(r"\[U\]", regex=True).to_numpy()
    assert provisional[unconfirmed].all()
