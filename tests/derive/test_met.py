"""What customers met: visits kept or missed, answers on their scales, contacts and complaints."""

from datetime import date
from typing import Any

import pytest

from tests.derive.world import World
from warehouse.delivered import answers, appointments, complaints, contacts, regions, scales
from warehouse.facts import case_fact
from warehouse.records import covered
from warehouse.service_facts import answer_fact, appointment_fact, complaint_fact, contact_fact

BEGIN, END = "2026-11-09 10:00", "2026-11-12 10:00"
# name: window_start, window_end, arrived_at, kept; now is the 20th at noon
VISITS: dict[str, tuple[str | None, str | None, str | None, bool | None]] = {
    "first minute": ("2026-11-11 09:00", "2026-11-11 11:00", "2026-11-11 09:00", True),
    "last minute": ("2026-11-11 09:00", "2026-11-11 11:00", "2026-11-11 11:00", True),
    "too early": ("2026-11-11 09:00", "2026-11-11 11:00", "2026-11-11 08:59", False),
    "too late": ("2026-11-11 09:00", "2026-11-11 11:00", "2026-11-11 11:01", False),
    "nobody came": ("2026-11-11 09:00", "2026-11-11 11:00", None, False),
    "just over": ("2026-11-20 10:00", "2026-11-20 12:00", None, False),
    "not over": ("2026-11-20 10:00", "2026-11-20 12:01", None, None),
    "come before it is over": ("2026-11-20 10:00", "2026-11-20 12:01", "2026-11-20 10:30", True),
    "without a window": (None, None, "2026-11-11 09:00", None),
    "without an end": ("2026-11-11 09:00", None, "2026-11-11 09:00", None),
    "turned round": ("2026-11-11 11:00", "2026-11-11 09:00", "2026-11-11 10:00", None),
}


def book(world: World, application: str, *visits: str) -> None:
    """Appointments of a case, by their names, each booked at another minute."""
    for minute, name in enumerate(visits):
        start, end, arrived, _ = VISITS[name]
        booked = f"2026-11-09 11:{minute:02}"
        world.add(
            appointments,
            application=application,
            booked_at=booked,
            window_start=start,
            window_end=end,
            arrived_at=arrived,
        )


def by_case(rows: list[dict[str, Any]], *names: str) -> dict[str, Any]:
    """These columns of each row by its case, alone or as a tuple."""
    values = {row["application"]: tuple(row[name] for name in names) for row in rows}
    return {key: value[0] if len(names) == 1 else value for key, value in values.items()}


def test_a_visit_is_kept_where_staff_came_within_its_window() -> None:
    world = World()
    for name in VISITS:
        world.case(name, BEGIN)
        book(world, name, name)
    (rows,) = world.facts(appointment_fact)
    assert by_case(rows, "kept") == {name: kept for name, (_, _, _, kept) in VISITS.items()}


def test_a_window_is_over_by_the_now_of_its_place() -> None:
    world = World()
    for region, parent in (("CO", None), ("JS", "CO")):
        world.add(regions, region=region, parent=parent, name=region)
    world.add(covered, region="JS", until=world.utc("2026-11-11 10:59"))
    for region in ("CO", "JS"):
        world.case(region, BEGIN, region=region)
        book(world, region, "nobody came")
    (untold,) = world.facts(appointment_fact)
    assert by_case(untold, "kept") == {"CO": None, "JS": None}  # nothing tells of any arrival
    world.case("told", BEGIN)
    book(world, "told", "first minute")
    (rows,) = world.facts(appointment_fact)
    assert by_case(rows, "kept") == {"CO": False, "JS": None, "told": True}


def test_how_the_visits_of_a_case_went() -> None:
    world = World()
    given = {
        "kept": ("first minute", "last minute", "not over"),
        "missed": ("first minute", "nobody came", "without a window"),
        "none": (),
        "unknown": ("without a window", "not over"),
    }
    for name, visits in given.items():
        world.case(name, BEGIN)
        book(world, name, *visits)
    (rows,) = world.facts(case_fact)
    assert by_case(rows, "appointments", "visit") == {name: (len(given[name]), name) for name in given}


def test_visits_that_were_never_delivered_are_unknown() -> None:
    world = World()
    world.case("a", BEGIN)
    (rows,) = world.facts(case_fact)
    assert by_case(rows, "appointments", "visit") == {"a": (None, None)}


def test_days_of_a_visit() -> None:
    world = World()
    for name, booked, start in (
        ("ahead", "2026-11-09 23:59", "2026-11-12 11:59"),
        ("backwards", "2026-11-12 10:00", "2026-11-11 10:00"),
        ("before the calendar", "1999-12-01 10:00", None),
    ):
        world.case(name, BEGIN)
        world.add(appointments, application=name, booked_at=booked, window_start=start)
    (rows,) = world.facts(appointment_fact)
    assert by_case(rows, "booked_date", "visit_date", "lead_minutes") == {
        "ahead": (date(2026, 11, 9), date(2026, 11, 12), 3600),
        "backwards": (date(2026, 11, 12), date(2026, 11, 11), None),
        "before the calendar": (None, None, None),
    }


@pytest.mark.parametrize("fairly_satisfied", [True, False])
def test_a_score_counts_within_its_scale(fairly_satisfied: bool) -> None:
    world = World(fairly_satisfied=fairly_satisfied)
    world.add(scales, scale="unbounded", name="unbounded", satisfied_from=3, strictly_from=4)
    world.case("a", BEGIN)
    scores = {
        "fairly": ("five", 3, 50, fairly_satisfied),
        "satisfied": ("five", 4, 75, True),
        "very": ("five", 5, 100, True),
        "dissatisfied": ("five", 2, 25, False),
        "lowest": ("five", 1, 0, False),
        "below the scale": ("five", 0, None, None),
        "off the scale": ("five", 6, None, None),
        "index, fairly": ("index", 60, 60, fairly_satisfied),
        "index, 80": ("index", 80, 80, True),
        "no score": ("five", None, None, None),
        "no scale": (None, 5, None, None),
        "unknown scale": ("unbounded", 5, None, None),
    }
    for name, (scale, score, _, _) in scores.items():
        world.add(answers, answer=name, application="a", scale=scale, score=score)
    (rows,) = world.facts(answer_fact)
    assert {row["answer"]: (row["scale"], row["score"], row["points"], row["satisfied"]) for row in rows} == scores
    assert [row["answer"] for row in rows if not row["answered"]] == ["no score"]


def test_an_answer_bears_its_days_and_what_its_case_came_to() -> None:
    world = World()
    world.case("a", BEGIN, END, trips=2, channel="osg")
    book(world, "a", "first minute", "nobody came")
    world.add(
        answers,
        answer="told",
        application="a",
        asked_at="2026-11-13 23:59",
        reached=True,
        answered_at="2026-11-14 00:00",
        method="callback",
        reason="waited_long",
    )
    world.add(answers, answer="refused", application="a", asked_at="2026-11-13 09:00", reached=True)
    (rows,) = world.facts(answer_fact)
    told, refused = sorted(rows, key=lambda row: row["answer"], reverse=True)
    names = ("asked_date", "answered_date", "reached", "answered", "answer_method", "answer_reason")
    days = date(2026, 11, 13), date(2026, 11, 14)
    assert tuple(told[name] for name in names) == (*days, True, True, "callback", "waited_long")
    assert tuple(refused[name] for name in names) == (days[0], None, True, False, None, None)
    for row in rows:
        of_case = ("channel", "family", "state", "whole_minutes", "trips", "visit")
        assert tuple(row[name] for name in of_case) == ("osg", "connection", "finished", 3 * 1440, 2, "missed")


def test_contacts_and_complaints_lie_where_they_say_else_at_their_case_else_at_the_root() -> None:
    world = World()
    for region, parent in (("CO", None), ("JS", "CO"), ("ZJ", "CO"), ("ZJ-HZ", "ZJ")):
        world.add(regions, region=region, parent=parent, name=region)
    world.case("a", BEGIN, END, region="ZJ-HZ", customer_class="residential", channel="osg")
    given = {
        "own": ("JS", "a", (2, 2, 4, "new_connection", "connection", "residential")),
        "of the case": (None, "a", (4, 3, 4, "new_connection", "connection", "residential")),
        "unknown place": ("XX", "a", (4, 3, 4, "new_connection", "connection", "residential")),
        "nowhere": (None, None, (1, 1, None, None, None, None)),
        "of a case never delivered": ("ZJ", "b", (3, 3, None, None, None, None)),
    }
    for name, (region, application, _) in given.items():
        place = {"region": region, "application": application}
        world.add(contacts, contact=name, channel="hotline_95598", **place)
        world.add(complaints, complaint=name, **place)
    contact_rows, complaint_rows = world.facts(contact_fact, complaint_fact)
    names = ("place_no", "province_no", "case_place_no", "service", "family", "customer_class")
    want = {name: value for name, (_, _, value) in given.items()}
    assert {row["contact"]: tuple(row[name] for name in names) for row in contact_rows} == want
    assert {row["complaint"]: tuple(row[name] for name in names) for row in complaint_rows} == want
    assert {row["channel"] for row in contact_rows} == {"hotline_95598"}
    assert {row["complaint"]: row["channel"] for row in complaint_rows} == {
        name: "osg" if application == "a" else None for name, (_, application, _) in given.items()
    }


def test_what_became_of_contacts_and_complaints() -> None:
    world = World()
    opened = "2026-11-09 23:59:30"
    told = {"topic": "billing", "solved": True, "rating": 4.5}
    world.add(contacts, contact="replied", opened_at=opened, first_reply_at="2026-11-10 00:01", **told)
    world.add(contacts, contact="backwards", opened_at=opened, first_reply_at="2026-11-09 23:00")
    world.add(contacts, contact="open", opened_at=None)
    world.add(
        complaints,
        complaint="upheld",
        source="12345",
        type="fees",
        upheld=True,
        repeat=False,
        opened_at=opened,
        closed_at="2026-11-12 10:00",
    )
    contact_rows, (complaint,) = world.facts(contact_fact, complaint_fact)
    names = ("contact_topic", "opened_date", "replied", "reply_seconds", "solved", "rating")
    assert {row["contact"]: tuple(row[name] for name in names) for row in contact_rows} == {
        "replied": ("billing", date(2026, 11, 9), True, 90, True, 4.5),
        "backwards": (None, date(2026, 11, 9), True, None, None, None),
        "open": (None, None, False, None, None, None),
    }
    names = ("complaint_source", "complaint_type", "upheld", "repeat", "opened_date", "closed_date")
    days = date(2026, 11, 9), date(2026, 11, 12)
    assert tuple(complaint[name] for name in names) == ("12345", "fees", True, False, *days)
