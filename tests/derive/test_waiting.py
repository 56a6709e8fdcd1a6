"""Who a finished case waited on, by hand: days of one ordinary week, Monday 9 to Friday 13 November 2026."""

from typing import Any

from tests.derive.world import Rows, World
from warehouse.facts import case_fact, step_fact, waiting_fact

DAY = 1440


def parts(rows: Rows, application: str, clock: str = "whole") -> dict[str, float]:
    """Working days by part."""
    column = "minutes" if clock == "whole" else "utility_minutes"
    mine = [row for row in rows if row["application"] == application and row[column] is not None]
    return {row["part"]: row[column] / DAY for row in mine}


def waiting(world: World) -> tuple[Rows, dict[str, dict[str, Any]]]:
    waited, cases = world.facts(waiting_fact, case_fact)
    return waited, {row["application"]: row for row in cases}


def test_each_moment_belongs_to_the_open_step_that_ends_last() -> None:
    world = World()
    world.case("parallel", "2026-11-09 00:00", "2026-11-14 00:00")
    world.step("parallel", "customer_works", "2026-11-09 00:00", "2026-11-11 00:00", owner="customer")
    world.step("parallel", "grid_works", "2026-11-10 00:00", "2026-11-12 00:00")
    world.step("parallel", "metering", "2026-11-13 00:00", "2026-11-14 00:00")
    # Both end at the same minute: the catalogue's first wins.
    world.case("tie", "2026-11-09 00:00", "2026-11-11 00:00")
    world.step("tie", "metering", "2026-11-09 00:00", "2026-11-11 00:00")
    world.step("tie", "supply_plan", "2026-11-10 00:00", "2026-11-11 00:00")
    # A step that is still open ends last of all, counting as now.
    world.case("open", "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("open", "metering", "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("open", "grid_works", "2026-11-10 00:00", None)
    waited, cases = waiting(world)
    assert parts(waited, "parallel") == {"customer_works": 1, "grid_works": 2, "(between)": 1, "metering": 1}
    assert parts(waited, "parallel", "utility") == {"grid_works": 2, "metering": 1}
    assert cases["parallel"]["utility_minutes"] == 3 * DAY
    assert cases["parallel"]["span_minutes"] == 5 * DAY
    assert parts(waited, "tie") == {"metering": 1, "supply_plan": 1}
    assert parts(waited, "open") == {"metering": 1, "grid_works": 2}


def test_holds_of_a_step_and_of_the_case() -> None:
    world = World()
    world.case("step held", "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("step held", "supply_plan", "2026-11-09 00:00", "2026-11-12 00:00")
    world.hold("step held", "2026-11-10 00:00", "2026-11-11 00:00", "supply_plan")
    # The other step goes on, so the case is not on hold; the step that ends last is the unheld one.
    world.case("one of two", "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("one of two", "supply_plan", "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("one of two", "customer_works", "2026-11-09 00:00", "2026-11-11 00:00", owner="customer")
    world.hold("one of two", "2026-11-10 00:00", "2026-11-11 00:00", "supply_plan")
    # Two holds overlap, one has no end, and nothing is open for a while.
    world.case("case held", "2026-11-09 00:00", "2026-11-14 00:00")
    world.step("case held", "supply_plan", "2026-11-09 00:00", "2026-11-10 00:00")
    world.hold("case held", "2026-11-11 00:00", "2026-11-13 00:00")
    world.hold("case held", "2026-11-12 00:00", None)
    waited, cases = waiting(world)
    assert parts(waited, "step held") == {"supply_plan": 2, "(held)": 1}
    assert cases["step held"]["whole_net_minutes"] == 2 * DAY
    assert cases["step held"]["utility_minutes"] == 2 * DAY
    assert parts(waited, "one of two") == {"supply_plan": 2, "customer_works": 1}
    assert parts(waited, "one of two", "utility") == {"supply_plan": 2}
    assert cases["one of two"]["whole_net_minutes"] == 3 * DAY
    assert parts(waited, "case held") == {"supply_plan": 1, "(between)": 1, "(held)": 3}


def test_steps_are_clipped_to_acceptance_and_power_on() -> None:
    world = World()
    world.case("clipped", "2026-11-10 00:00", "2026-11-12 00:00")
    world.step("clipped", "application", "2026-11-09 00:00", "2026-11-10 12:00")
    world.step("clipped", "metering", "2026-11-11 00:00", "2026-11-16 00:00")
    waited, cases = waiting(world)
    assert parts(waited, "clipped") == {"application": 0.5, "(between)": 0.5, "metering": 1}
    assert cases["clipped"]["utility_minutes"] == 1.5 * DAY


def test_rounds_units_and_owners() -> None:
    world = World()
    world.case("rework", "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("rework", "metering", "2026-11-09 00:00", "2026-11-10 00:00", unit="north")
    world.step("rework", "metering", "2026-11-10 00:00", "2026-11-10 12:00", unit="south", round=2)
    world.step("rework", "metering", "2026-11-11 00:00", "2026-11-12 00:00", unit="north", round=4)
    waited, steps, cases = world.facts(waiting_fact, step_fact, case_fact)
    by_unit = {(row["part"], row["unit"]): row["minutes"] / DAY for row in waited}
    assert by_unit == {("metering", "north"): 2, ("metering", "south"): 0.5, ("(between)", None): 0.5}
    assert {row["round"]: row["rounds"] for row in steps} == {1: None, 2: None, 4: 3}
    assert (cases[0]["steps_taken"], cases[0]["executions"], cases[0]["steps_known"]) == (1, 3, True)


def test_what_is_unknown_stays_unknown() -> None:
    world = World()
    for application in ("no owner", "no entry", "reversed", "no steps", "open step"):
        world.case(application, "2026-11-09 00:00", "2026-11-12 00:00")
    world.step("no owner", "metering", "2026-11-09 00:00", "2026-11-10 00:00", owner=None)
    world.step("no entry", "metering", None, "2026-11-10 00:00")
    world.step("reversed", "metering", "2026-11-11 00:00", "2026-11-10 00:00")
    world.step("open step", "metering", "2026-11-09 00:00", None)
    waited, cases = waiting(world)
    assert parts(waited, "no owner") == {"metering": 1, "(between)": 2}
    assert parts(waited, "no entry") == parts(waited, "reversed") == parts(waited, "no steps") == {"(between)": 3}
    unknown = {"no owner", "no entry", "reversed", "no steps"}
    assert {name for name, case in cases.items() if case["utility_minutes"] is None} == unknown
    assert all(not parts(waited, name, "utility") for name in unknown)
    assert {name: case["span_minutes"] for name, case in cases.items() if case["span_minutes"] is not None} == {
        "no owner": DAY
    }
    assert {name for name, case in cases.items() if case["steps_known"]} == {"no owner"}
    assert cases["no steps"]["steps_taken"] == 0


def test_open_cases_have_no_parts_but_an_age() -> None:
    world = World(now="2026-11-20 12:00")
    world.case("open", "2026-11-18 12:00")
    world.step("open", "supply_plan", "2026-11-18 12:00", None)
    world.case("gone", "2026-11-09 00:00", ended_at="2026-11-10 00:00", outcome="withdrawn")
    waited, cases = waiting(world)
    assert waited == []
    assert cases["open"]["elapsed_minutes"] == 2 * DAY
    assert cases["gone"]["elapsed_minutes"] == DAY
    assert cases["gone"]["whole_minutes"] is None


def test_external_works_are_one_step_to_the_customer() -> None:
    world = World()
    world.case("works", "2026-11-09 00:00", "2026-11-13 00:00")
    for number, step in enumerate(("supply_plan", "customer_works", "permit", "grid_works", "metering")):
        day = 9 + min(number, 3)
        world.step("works", step, f"2026-11-{day:02d} 00:00", f"2026-11-{day + 1:02d} 00:00")
    (case,) = world.facts(case_fact)[0]
    assert (case["steps_taken"], case["executions"]) == (3, 5)
