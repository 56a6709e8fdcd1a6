"""Contacts: minutes online, seconds on the telephone, a wait in the hall; with and without a case."""

import numpy as np
import pandas as pd
import pytest

from tests.simulate.drawn import case_table, chunk, cut_at, rows_of, simulation

MINUTE = pd.Timedelta(minutes=1)


@pytest.fixture(scope="module")
def contacts() -> pd.DataFrame:
    rows = rows_of("contacts")
    rows["reply"] = (rows.first_reply_at - rows.opened_at) / MINUTE
    rows["right"] = rows.solved.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    rows["mark"] = rows.rating.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return rows


def test_about_half_a_contact_a_case(contacts):
    assert 0.35 < len(contacts) / len(case_table()) < 0.65
    assert 0.2 < contacts.application.isna().mean() < 0.6
    assert contacts.contact.is_unique


def test_replies_come_in_minutes_online_and_sooner_by_telephone(contacts):
    reply = contacts.groupby("channel", observed=True).reply.median()
    assert reply["hotline_95598"] < 1
    assert 1 < reply["osg"] < 5
    assert 4 < reply["hall"] < 15
    online = contacts[contacts.channel == "osg"]
    by_year = online.groupby(online.opened_at.dt.year).reply.median()
    assert by_year[2026] < by_year[2020]


def test_online_service_moves_from_the_older_app(contacts):
    assert contacts.opened_at[contacts.channel == "osg"].min() >= pd.Timestamp("2019-10-01")
    assert contacts.opened_at[contacts.channel == "zsdl"].max() < pd.Timestamp("2022-01-01")


def test_stamps_follow_one_another(contacts):
    assert (contacts.reply.dropna() > 0).all()
    closed = contacts[contacts.closed_at.notna()]
    assert (closed.closed_at >= closed.first_reply_at).all()
    assert contacts.solved[contacts.closed_at.isna()].isna().all()
    assert contacts.mark[contacts.closed_at.isna()].isna().all()


def test_contacts_about_a_case_lie_within_it(contacts):
    about = contacts[contacts.application.notna()].join(case_table(), on="application")
    assert (about.opened_at >= about.submitted).all()
    assert (about.opened_at < about.ended + pd.Timedelta(days=1)).all()
    assert set(about.topic) == {"progress", "documents"}
    assert "progress" not in set(contacts.topic[contacts.application.isna()])


def test_what_was_solved_is_rated_better(contacts):
    assert 0.85 < contacts.right.mean() < 0.95
    marks = contacts.mark.groupby(contacts.right).mean()
    assert marks[1] > 4.4
    assert marks[0] < 3.5
    assert set(contacts.mark.dropna()) == {1, 2, 3, 4, 5}


def test_a_late_province_is_behind_for_contacts_without_a_case_too():
    sheet = chunk().sheets["contacts"]
    world = simulation().world
    late = world.places.region[world.places.provinces[world.characters.late_data]][:2]
    rows = cut_at(sheet, "2026-11-23")
    there = rows.region.astype(str).str.startswith(late)
    assert there.sum() > 20
    # six days behind (characters.LATE_DAYS)
    assert rows.opened_at[there].max() < pd.Timestamp("2026-11-17")
    assert rows.opened_at[~there].max() >= pd.Timestamp("2026-11-22")
