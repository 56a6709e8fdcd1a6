"""Due dates counted by hand (Civil Code, 201–203): the start day does not count, the last counts to its end."""

from datetime import datetime
from typing import Any

from tests.derive.world import World
from warehouse.facts import case_fact, step_fact


def whole(world: World) -> dict[str, dict[str, Any]]:
    return {row["application"]: row for row in world.facts(case_fact)[0]}


def test_monday_nine_under_three_days_is_due_at_the_end_of_thursday() -> None:
    world = World()
    world.limit("whole", 3)
    world.case("in time", "2026-11-09 09:00", "2026-11-12 23:59:59")
    world.case("a moment late", "2026-11-09 09:00", "2026-11-13 00:00")
    world.case("after 72 hours", "2026-11-09 09:00", "2026-11-12 09:01")
    world.case("weekend", "2026-11-12 23:59", "2026-11-16 10:00")  # Friday, Monday, Tuesday
    world.case("on a Saturday", "2026-11-14 10:00", "2026-11-17 10:00")  # Monday, Tuesday, Wednesday
    cases = whole(world)
    assert cases["in time"]["whole_due_at"] == world.utc("2026-11-13 00:00")
    assert cases["weekend"]["whole_due_at"] == world.utc("2026-11-18 00:00")
    assert cases["on a Saturday"]["whole_due_at"] == world.utc("2026-11-19 00:00")
    assert {name: row["whole_on_time"] for name, row in cases.items()} == {
        "in time": True,
        "a moment late": False,
        "after 72 hours": True,
        "weekend": True,
        "on a Saturday": True,
    }


def test_the_last_day_ends_at_local_midnight_whatever_the_offset() -> None:
    world = World(time_zone="Europe/Amsterdam", calendar="NL")
    world.limit("whole", 1)
    world.case("clocks go forward", "2026-03-27 09:00", "2026-03-30 23:59")  # Friday, due on Monday in summer time
    india = World(time_zone="Asia/Kolkata", calendar="none")
    india.limit("whole", 1)
    india.case("half-hour offset", "2026-11-13 23:45", "2026-11-15 00:00")  # every day counts: due on Saturday
    forward, half = whole(world)["clocks go forward"], whole(india)["half-hour offset"]
    assert (forward["whole_due_at"], forward["whole_on_time"]) == (datetime(2026, 3, 30, 22), True)
    assert (half["whole_due_at"], half["whole_on_time"]) == (datetime(2026, 11, 14, 18, 30), False)


def test_holidays_and_worked_weekends_between() -> None:
    world = World()
    world.limit("whole", 3)
    # 2025: 28 September (Sunday) and 11 October (Saturday) are worked, 1–8 October are not.
    world.case("before the week", "2025-09-26 09:00")  # 28, 29, 30 September
    world.case("across the week", "2025-09-29 09:00")  # 30 September, 9 and 10 October
    world.case("into the worked Saturday", "2025-10-08 09:00")  # 9, 10, 11 October
    # 2026: 15–23 February is Spring Festival, 14 and 28 February (Saturdays) are worked.
    world.case("festival", "2026-02-13 09:00")  # 14, 24, 25 February
    # 31 December 2026 is a Thursday; 1 January 2027 is not announced and counts as the Friday it is.
    world.case("year end", "2026-12-30 09:00")  # 31 December, 1 and 4 January
    cases = whole(world)
    assert {name: row["whole_due_at"] for name, row in cases.items()} == {
        "before the week": world.utc("2025-10-01 00:00"),
        "across the week": world.utc("2025-10-11 00:00"),
        "into the worked Saturday": world.utc("2025-10-12 00:00"),
        "festival": world.utc("2026-02-26 00:00"),
        "year end": world.utc("2027-01-05 00:00"),
    }


def test_working_days_wholly_on_hold_do_not_count() -> None:
    world = World(now="2026-11-20 12:00")
    world.limit("whole", 3)
    for name in (
        "no hold",
        "whole days",
        "parts of days",
        "two make one",
        "after it was due",
        "over a weekend",
        "still",
    ):
        world.case(name, "2026-11-09 09:00", None if name == "still" else "2026-11-16 10:00")
    world.hold("whole days", "2026-11-10 15:00", "2026-11-13 09:00")  # 11 and 12 do not count: 10, 13, 16
    world.hold("parts of days", "2026-11-10 00:01", "2026-11-11 23:59")
    world.hold("two make one", "2026-11-10 12:00", "2026-11-11 12:00")
    world.hold("two make one", "2026-11-11 10:00", "2026-11-12 12:00")  # together all of the 11th: 10, 12, 13
    world.hold("after it was due", "2026-11-13 00:00", "2026-11-14 00:00")
    world.hold("over a weekend", "2026-11-11 18:00", "2026-11-16 09:00")  # 10, 11, 16; the weekend never counted
    world.hold("still", "2026-11-10 18:00", None)  # up to now, the 20th: 10, 20, 23
    cases = whole(world)
    assert {name: row["whole_due_at"] for name, row in cases.items()} == {
        "no hold": world.utc("2026-11-13 00:00"),
        "whole days": world.utc("2026-11-17 00:00"),
        "parts of days": world.utc("2026-11-13 00:00"),
        "two make one": world.utc("2026-11-14 00:00"),
        "after it was due": world.utc("2026-11-13 00:00"),
        "over a weekend": world.utc("2026-11-17 00:00"),
        "still": world.utc("2026-11-24 00:00"),
    }
    assert cases["whole days"]["whole_on_time"] is True
    assert cases["whole days"]["whole_on_time_strict"] is False


def test_a_steps_clock_starts_when_it_is_entered_and_its_own_holds_stop_it() -> None:
    world = World()
    world.limit("step", 2, step="supply_plan")
    world.case("case", "2026-11-02 09:00", "2026-11-19 10:00")
    world.step("case", "supply_plan", "2026-11-09 09:00", "2026-11-12 10:00")
    world.step("case", "supply_plan", "2026-11-16 09:00", "2026-11-18 10:00", round=2)
    world.step("case", "metering", "2026-11-16 09:00", "2026-11-18 10:00")
    world.hold("case", "2026-11-10 00:00", "2026-11-11 00:00", "supply_plan")
    world.hold("case", "2026-11-11 00:00", "2026-11-12 00:00", "metering")
    (steps,) = world.facts(step_fact)
    verdicts = {(row["step"], row["round"]): (row["due_at"], row["on_time"], row["on_time_strict"]) for row in steps}
    assert verdicts == {
        ("supply_plan", 1): (world.utc("2026-11-13 00:00"), True, False),  # 11 and 12; the 10th was on hold
        ("supply_plan", 2): (world.utc("2026-11-19 00:00"), True, True),
        ("metering", 1): (None, None, None),  # no limit, no delivered due date
    }


def test_a_limit_on_utility_time_counts_days_on_which_the_utility_was_at_work() -> None:
    world = World(now="2026-11-20 12:00")
    world.limit("utility", 3)
    for name, finish in (("late", "2026-11-20 09:00"), ("in time", "2026-11-18 09:00"), ("open", None)):
        world.case(name, "2026-11-09 09:00", finish)
        world.step(
            name, "supply_plan", "2026-11-09 09:00", "2026-11-10 15:00"
        )  # the 10th; the start day does not count
        world.step(name, "customer_works", "2026-11-10 15:00", "2026-11-17 10:00", owner="customer")
    world.step("late", "metering", "2026-11-17 10:00", "2026-11-20 09:00")  # 17, 18: reached, and due at its end
    world.step("in time", "metering", "2026-11-17 10:00", "2026-11-18 09:00")
    world.step("open", "metering", "2026-11-18 10:00", None)
    world.hold("open", "2026-11-18 12:00", "2026-11-20 00:00", "metering")  # 18 touched, 19 on hold, 20 touched
    cases = whole(world)
    assert cases["late"]["utility_due_at"] == world.utc("2026-11-19 00:00")
    assert cases["late"]["utility_on_time"] is False
    assert cases["in time"]["utility_due_at"] == world.utc("2026-11-19 00:00")
    assert cases["in time"]["utility_on_time"] is True
    assert cases["open"]["utility_due_at"] == world.utc("2026-11-21 00:00")
    assert cases["open"]["utility_on_time"] is None


def test_a_limit_on_utility_time_that_is_not_reached_has_no_due_date_and_is_kept() -> None:
    world = World()
    world.limit("utility", 3)
    world.case("case", "2026-11-09 09:00", "2026-11-18 09:00")
    world.step("case", "supply_plan", "2026-11-09 09:00", "2026-11-10 15:00")
    world.step("case", "grid_works", "2026-11-10 10:00", "2026-11-10 20:00")  # the same day again: it counts once
    world.step("case", "metering", "2026-11-14 10:00", "2026-11-15 10:00")  # a weekend: no working day
    (case,) = whole(world).values()
    assert case["utility_due_at"] is None
    assert case["utility_on_time"] is True


def test_a_delivered_due_date_judges_where_no_limit_applies() -> None:
    world = World()
    world.limit("whole", 3, customer_class="lv_business")
    world.limit("step", 3, step="metering", customer_class="lv_business")
    due = "2026-11-12 15:00"
    world.case("to the second", "2026-11-09 09:00", due, due_at=due, customer_class="residential")
    world.case("a second late", "2026-11-09 09:00", "2026-11-12 15:00:01", due_at=due)
    world.case("limited", "2026-11-09 09:00", "2026-11-12 20:00", due_at=due, customer_class="lv_business")
    # Of another family: a connection's limits do not bind it, its own due date does.
    world.case("renamed", "2026-11-09 09:00", service="name_change", ended_at="2026-11-12 20:00", due_at=due)
    world.step("a second late", "metering", "2026-11-09 09:00", due, due_at=due)
    world.step("limited", "metering", "2026-11-09 09:00", "2026-11-12 20:00", due_at=due)
    cases, steps = world.facts(case_fact, step_fact)
    assert {row["application"]: row["whole_on_time"] for row in cases} == {
        "to the second": True,
        "a second late": False,
        "limited": True,
        "renamed": False,
    }
    assert {row["application"]: row["on_time"] for row in steps} == {"a second late": True, "limited": True}
    assert next(row for row in cases if row["application"] == "renamed")["whole_due_at"] == world.utc(due)


def test_a_case_that_ends_before_it_starts_is_judged_by_its_stamps() -> None:
    world = World()
    world.case("case", "2026-11-12 09:00", "2026-11-09 09:00", due_at="2026-11-20 09:00")
    (case,) = whole(world).values()
    assert case["whole_minutes"] is None
    assert case["whole_on_time"] is True


def test_hv_cases_are_judged_by_their_assessed_steps_and_others_by_the_whole() -> None:
    world = World()
    world.limit("whole", 3)
    world.limit("step", 5, step="supply_plan")
    world.limit("step", 2, step="metering")

    def case(name: str, customer_class: str, *, finish: str | None = "2026-11-20 09:00") -> None:
        world.case(name, "2026-11-09 09:00", finish, customer_class=customer_class)
        world.step(name, "application", "2026-11-09 09:00", "2026-11-09 10:00")

    case("all on time", "hv_single")
    world.step("all on time", "supply_plan", "2026-11-09 10:00", "2026-11-13 10:00")
    world.step("all on time", "metering", "2026-11-19 10:00", "2026-11-20 09:00")
    case("one late", "hv_dual")
    world.step("one late", "supply_plan", "2026-11-09 10:00", "2026-11-13 10:00")
    world.step("one late", "metering", "2026-11-16 10:00", "2026-11-20 09:00")
    case("never left", "hv_single")
    world.step("never left", "supply_plan", "2026-11-09 10:00", "2026-11-13 10:00")
    world.step("never left", "metering", "2026-11-19 10:00", None)
    case("entry unknown", "hv_single")
    world.step("entry unknown", "supply_plan", None, "2026-11-13 10:00")
    world.step("entry unknown", "metering", "2026-11-19 10:00", "2026-11-20 09:00")
    case("nothing assessed", "hv_single")
    case("open", "hv_single", finish=None)
    world.step("open", "supply_plan", "2026-11-09 10:00", "2026-11-13 10:00")
    case("low voltage", "lv_business")
    world.step("low voltage", "metering", "2026-11-19 10:00", "2026-11-20 09:00")
    cases, steps = world.facts(case_fact, step_fact)
    assert {row["application"]: row["case_on_time"] for row in cases} == {
        "all on time": True,
        "one late": False,
        "never left": False,
        "entry unknown": None,
        "nothing assessed": None,
        "open": None,
        "low voltage": False,
    }
    assert [row["on_time"] for row in steps if row["application"] == "never left" and row["step"] == "metering"] == [
        False
    ]
    assert [row["on_time"] for row in steps if row["application"] == "open" and row["step"] == "supply_plan"] == [True]
