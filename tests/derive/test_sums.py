"""Sums of a day: where they lie, what they are of, and the last day that a month has; which columns hold anything."""

from datetime import date

from sqlalchemy import select

from tests.derive.world import World
from warehouse.delivered import applications, channel_use, drafts, legacy_services, pushes, regions
from warehouse.records import held_columns
from warehouse.service_facts import channel_fact, draft_fact, push_fact


def world_of_two() -> World:
    """A company with one province."""
    world = World()
    for region, parent in (("CO", None), ("ZJ", "CO"), ("ZJ-HZ", "ZJ")):
        world.add(regions, region=region, parent=parent, name=region)
    return world


def test_sums_lie_in_their_region_or_at_the_root() -> None:
    world = world_of_two()
    for region in ("ZJ-HZ", "XX", None):
        for table in (channel_use, pushes, drafts):
            world.add(table, region=region, channel=region or "none", date=date(2026, 11, 9))
    for rows in world.facts(channel_fact, push_fact, draft_fact):
        assert {row["channel"]: (row["place_no"], row["province_no"]) for row in rows} == {
            "ZJ-HZ": (3, 2),
            "XX": (1, 1),
            "none": (1, 1),
        }


def test_the_last_day_that_a_month_which_is_over_has() -> None:
    world = world_of_two()
    days = {
        ("ZJ", "osg", None): (date(2026, 9, 30), date(2026, 10, 3), date(2026, 10, 9)),
        ("ZJ", "osg", "bill_payment"): (date(2026, 10, 3), date(2026, 10, 4)),
        ("ZJ", None, "bill_payment"): (date(2026, 10, 2),),
        (None, "osg", None): (date(2026, 10, 1),),
        ("XX", "osg", None): (date(2026, 10, 5), date(2026, 11, 5)),
    }
    for (region, channel, function), dates in days.items():
        for day in dates:
            world.add(channel_use, region=region, channel=channel, function=function, date=day, users_month=day.day)
    (rows,) = world.facts(channel_fact)
    assert sorted((row["use_date"], row["month"].month) for row in rows if row["month_last"]) == [
        (date(2026, 9, 30), 9),
        (date(2026, 10, 1), 10),
        (date(2026, 10, 2), 10),
        (date(2026, 10, 4), 10),
        (date(2026, 10, 5), 10),
        (date(2026, 10, 9), 10),
    ]
    assert len(rows) == sum(map(len, days.values()))
    assert all(row["month"].day == 1 and row["users_month"] == row["use_date"].day for row in rows)


def test_channel_use_bears_what_its_channel_is() -> None:
    world = world_of_two()
    for channel in ("osg", "zsdl", "hall"):
        world.add(channel_use, channel=channel, date=date(2026, 11, 9), users=7, transactions=3, amount=1.5)
    (rows,) = world.facts(channel_fact)
    names = ("online", "unified", "users", "transactions", "amount", "users_month")
    assert {row["channel"]: tuple(row[name] for name in names) for row in rows} == {
        "osg": (True, True, 7, 3, 1.5, None),
        "zsdl": (True, False, 7, 3, 1.5, None),
        "hall": (False, None, 7, 3, 1.5, None),
    }


def test_pushes_and_drafts_of_a_day() -> None:
    world = world_of_two()
    world.add(legacy_services, legacy_service="renaming", name="更名", service="name_change")
    day = date(2026, 11, 9)
    world.add(pushes, kind="offer", segment="park", channel="osg", date=day, sent=5, opened=3, taken_up=1)
    for service in ("renaming", "pv", None):
        world.add(drafts, service=service, date=day, started=3, submitted=2)
    (push,), rows = world.facts(push_fact, draft_fact)
    names = ("push_kind", "segment", "channel", "push_date", "sent", "opened", "taken_up")
    assert tuple(push[name] for name in names) == ("offer", "park", "osg", day, 5, 3, 1)
    names = ("family", "draft_date", "started", "submitted", "accepted")
    assert {row["service"]: tuple(row[name] for name in names) for row in rows} == {
        "name_change": ("change", day, 3, 2, None),
        "pv": ("pv", day, 3, 2, None),
        None: (None, day, 3, 2, None),
    }


def test_sums_come_by_province_then_day() -> None:
    world = world_of_two()
    for day, region in ((11, "ZJ"), (10, "ZJ-HZ"), (12, "CO")):
        world.add(pushes, region=region, kind="notice", date=date(2026, 11, day))
    (rows,) = world.facts(push_fact)
    assert [row["push_date"].day for row in rows] == [12, 10, 11]


def test_columns_are_held_that_hold_anything_in_some_row() -> None:
    world = World(shipped=())
    world.case("a", "2026-11-09 10:00", trips=0, one_document=False)
    world.case("b", None, submitted_at="2026-11-09 10:00")
    world.hold("a", "2026-11-09 10:00", None)
    with world.derived() as connection:
        held = {tuple(row) for row in connection.execute(select(held_columns))}
    names = {"application", "service", "accepted_at", "submitted_at", "trips", "one_document"}
    assert held == {
        *[(applications.name, name) for name in names],
        ("holds", "application"),
        ("holds", "from"),
    }
