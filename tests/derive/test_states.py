"""When a case is open, finished or left, by the family of its service, and the days it belongs to."""

from datetime import date

import pytest

import ingest.derive
from tests.derive.world import World
from warehouse.delivered import (
    answers,
    appointments,
    channel_use,
    complaints,
    contacts,
    drafts,
    legacy_services,
    pushes,
    regions,
)
from warehouse.facts import case_fact
from warehouse.service_facts import FACTS

END = "2026-11-12 10:00"


def test_states_and_ends() -> None:
    world = World()
    begin = "2026-11-09 10:00"
    world.case("submitted", None, submitted_at=begin)
    world.case("open", begin)
    world.case("powered", begin, END)
    world.case("ended but not powered", begin, ended_at=END)
    world.case("withdrawn", begin, ended_at=END, outcome="withdrawn")
    world.case("returned at the counter", None, submitted_at=begin, ended_at=END, outcome="returned")
    world.case("withdrawn though powered", begin, END, ended_at="2026-11-13 10:00", outcome="withdrawn")
    world.case("powered, stamp missing", begin, ended_at=END, outcome="powered")
    world.case("expired, end unknown", begin, outcome="expired")
    world.case("renamed", begin, service="name_change", ended_at=END)
    world.case("generator", begin, END, service="pv")
    world.case("log: powered", begin, END, service=None, ended_at="2026-11-13 10:00")
    world.case("log: ended", begin, service=None, ended_at=END)
    world.case("unknown service", begin, service="brand new", ended_at=END)
    (rows,) = world.facts(case_fact)
    assert {row["application"]: (row["state"], row["end_date"], row["whole_minutes"]) for row in rows} == {
        "submitted": ("submitted", None, None),
        "open": ("open", None, None),
        "powered": ("finished", date(2026, 11, 12), 3 * 1440),
        "ended but not powered": ("left", date(2026, 11, 12), None),
        "withdrawn": ("left", date(2026, 11, 12), None),
        "returned at the counter": ("left", date(2026, 11, 12), None),
        "withdrawn though powered": ("left", date(2026, 11, 13), None),
        "powered, stamp missing": ("finished", date(2026, 11, 12), None),
        "expired, end unknown": ("left", None, None),
        "renamed": ("finished", date(2026, 11, 12), 3 * 1440),
        "generator": ("finished", date(2026, 11, 12), 3 * 1440),
        "log: powered": ("finished", date(2026, 11, 12), 3 * 1440),
        "log: ended": ("finished", date(2026, 11, 12), 3 * 1440),
        "unknown service": ("finished", date(2026, 11, 12), 3 * 1440),
    }


def test_a_case_under_a_code_from_before_the_merger_belongs_to_todays_service() -> None:
    world = World()
    world.add(legacy_services, legacy_service="renaming", name="更名", service="name_change")
    world.add(legacy_services, legacy_service="lv_new_connection", name="低压新装", service="new_connection")
    world.limit("whole", 3)
    begin = "2026-11-09 10:00"
    world.case("renamed", begin, service="renaming", ended_at=END)
    world.case("ended but not powered", begin, service="lv_new_connection", ended_at=END)
    world.case("powered", begin, END, service="lv_new_connection")
    world.case("today's", begin, END, service="new_connection")
    (rows,) = world.facts(case_fact)
    names = ("service", "legacy_service", "family", "state", "whole_limit")
    assert {row["application"]: tuple(row[name] for name in names) for row in rows} == {
        "renamed": ("name_change", "renaming", "change", "finished", None),
        "ended but not powered": ("new_connection", "lv_new_connection", "connection", "left", 3),
        "powered": ("new_connection", "lv_new_connection", "connection", "finished", 3),
        "today's": ("new_connection", None, "connection", "finished", 3),
    }


def test_dates_are_local_days() -> None:
    world = World()
    world.case("midnight", "2026-11-10 00:00", "2026-11-11 23:59:59", submitted_at="2026-11-09 23:59:59")
    world.case("archived", "2026-11-10 08:00", "2026-11-11 08:00", archived_at="2026-11-12 07:59")
    (rows,) = world.facts(case_fact)
    midnight, archived = sorted(rows, key=lambda row: row["application"], reverse=True)
    assert midnight["submitted_date"] == date(2026, 11, 9)
    assert midnight["accepted_date"] == date(2026, 11, 10)
    assert midnight["power_on_date"] == midnight["end_date"] == date(2026, 11, 11)
    assert midnight["submit_minutes"] == 1
    assert archived["archived_date"] == date(2026, 11, 12)


def test_facts_come_by_province_then_acceptance() -> None:
    world = World()
    for name, begin in (("b", "2026-11-10 08:00"), ("a", "2026-11-11 08:00"), ("c", None), ("d", "2026-11-09 08:00")):
        world.case(name, begin, submitted_at="2026-11-01 08:00")
    (rows,) = world.facts(case_fact)
    assert [row["application"] for row in rows] == ["d", "b", "a", "c"]


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.limit("whole", 3)
    for region, parent in (("CO", None), ("JS", "CO"), ("ZJ", "CO")):
        world.add(regions, region=region, parent=parent, name=region)
    for number in range(7):
        begin = f"2026-11-0{number + 1} 09:00"
        world.case(str(number), begin, "2026-11-12 10:00", region="ZJ", applicant_region="JS")
        world.step(str(number), "metering", f"2026-11-0{number + 1} 09:00", "2026-11-12 10:00", handler="test")
        world.hold(str(number), f"2026-11-0{number + 1} 10:00", f"2026-11-0{number + 2} 11:00")
        world.add(answers, answer=str(number), application=str(number), asked_at="2026-11-13 10:00")
        world.add(appointments, application=str(number), booked_at="2026-11-10 10:00")
        world.add(contacts, contact=str(number), application=str(number))
        world.add(complaints, complaint=str(number), application=str(number))
    for sums in (channel_use, pushes, drafts):
        world.add(sums, date=date(2026, 11, 10))

    def facts() -> list[list[str]]:
        return [sorted(str(row) for row in rows) for rows in world.facts(*FACTS)]

    at_once = facts()
    assert all(at_once)
    monkeypatch.setattr(ingest.derive, "BATCH", 3)
    assert facts() == at_once
