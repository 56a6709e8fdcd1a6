"""Chances in the facts: by hand on a tiny history, and against loops over the simulated utility."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from ingest.derive.courses import courses
from ingest.derive.moments import Moments
from ingest.derive.risk import HISTORY, past_counts
from ingest.derive.scratch import Scratch
from tests.derive.world import World
from warehouse.delivered import classes
from warehouse.dialect import read_frame
from warehouse.facts import case_fact, standing_fact, step_fact
from warehouse.records import calendar_day, places, version_info
from warehouse.versions import Store

Row = dict[str, Any]


def history(world: World) -> None:
    """Ninety residential cases accepted on Monday the 2nd under a limit of three days, sixty late by a day."""
    world.limit("whole", 3, customer_class="residential")
    for number in range(90):
        late = number < 60
        finish = "2026-11-06 09:00" if late else "2026-11-05 09:00"
        world.case(f"past-{number}", "2026-11-02 09:00", finish, customer_class="residential")
        world.step(f"past-{number}", "metering", "2026-11-02 09:00", finish, unit="U1")


def told(world: World) -> dict[str, Row]:
    (rows,) = world.facts(case_fact)
    return {row["application"]: row for row in rows if not row["application"].startswith("past")}


def test_an_open_case_has_the_chance_that_past_cases_had() -> None:
    world = World(now="2026-11-18 00:00")  # the 17th has ended
    history(world)
    world.case("young", "2026-11-16 09:00", customer_class="residential")  # 17, 18, 19 count
    world.step("young", "metering", "2026-11-16 09:00", None, unit="U1")
    world.case("no step", "2026-11-17 09:00", customer_class="residential")
    world.case("overdue", "2026-11-09 09:00", customer_class="residential")
    world.case("without a limit", "2026-11-16 09:00", customer_class="lv_business")
    world.case("held", "2026-11-11 09:00", customer_class="residential")  # 12, then on hold, then two days are left
    world.hold("held", "2026-11-13 00:00", None)
    found = told(world)
    young = found["young"]
    assert young["chance_late"] == pytest.approx(2 / 3, abs=0.01)
    assert (young["days_left"], young["due_week"], young["unit_now"]) == (2, True, "U1")
    assert (found["no step"]["days_left"], found["no step"]["unit_now"]) == (3, None)
    assert found["no step"]["chance_late"] == pytest.approx(2 / 3, abs=0.01)
    assert (found["held"]["days_left"], found["held"]["due_week"]) == (2, True)
    for name in ("overdue", "without a limit"):
        assert [found[name][column] for column in ("chance_late", "days_left", "due_week")] == [None] * 3


def test_a_case_that_was_withdrawn_in_time_was_not_late() -> None:
    world = World(now="2026-11-18 00:00")
    world.limit("whole", 3, customer_class="residential")
    for number in range(90):
        ended = {"ended_at": "2026-11-05 09:00", "outcome": "withdrawn"} if number < 45 else {}
        finish = None if ended else "2026-11-06 09:00"
        world.case(f"past-{number}", "2026-11-02 09:00", finish, customer_class="residential", **ended)
    world.case("young", "2026-11-17 09:00", customer_class="residential")
    assert told(world)["young"]["chance_late"] == pytest.approx(1 / 2, abs=0.01)


def test_history_that_is_too_short_gives_no_chance() -> None:
    world = World(now="2026-11-18 00:00")
    world.limit("whole", 3, customer_class="residential")
    world.case("past", "2026-11-02 09:00", "2026-11-03 09:00", customer_class="residential")
    world.case("young", "2026-11-17 09:00", customer_class="residential")
    young = told(world)["young"]
    assert (young["chance_late"], young["days_left"]) == (None, 3)


def test_high_voltage_is_due_by_its_open_assessed_step() -> None:
    world = World(now="2026-11-18 00:00")
    world.limit("step", 3, step="supply_plan", customer_class="hv_single")
    world.limit("step", 2, step="metering", customer_class="hv_single")
    for number in range(60):
        world.case(f"past-{number}", "2026-11-02 09:00", "2026-11-13 09:00", customer_class="hv_single")
        left = "2026-11-06 09:00" if number < 30 else "2026-11-05 09:00"
        world.step(f"past-{number}", "supply_plan", "2026-11-02 09:00", left)
    for name in ("plan", "works", "late plan"):
        world.case(name, "2026-11-09 09:00", customer_class="hv_single")
    world.step("plan", "customer_works", "2026-11-09 09:00", None, owner="customer")
    world.step("plan", "supply_plan", "2026-11-16 09:00", None, unit="U1")
    world.step("works", "customer_works", "2026-11-09 09:00", None, owner="customer")
    world.step("late plan", "supply_plan", "2026-11-09 09:00", None, unit="U2")
    world.step("late plan", "metering", "2026-11-17 09:00", None, unit="U3")
    found = told(world)
    assert found["plan"]["chance_late"] == pytest.approx(1 / 2, abs=0.01)
    assert (found["plan"]["days_left"], found["plan"]["unit_now"]) == (2, "U1")
    assert (found["works"]["chance_late"], found["works"]["unit_now"]) == (None, None)
    assert (found["late plan"]["chance_late"], found["late plan"]["unit_now"]) == (None, "U2")  # overdue already


def test_standing_rows_name_the_unit_of_their_case() -> None:
    world = World(now="2026-11-18 00:00")
    world.limit("whole", 3)
    world.case("overdue", "2026-11-09 09:00")
    world.step("overdue", "metering", "2026-11-09 09:00", None, unit="U1")
    (rows,) = world.facts(standing_fact)
    assert {(row["kind"], row["unit_now"]) for row in rows} == {("overdue", "U1"), ("due_soon", "U1")}


class Utility:
    """The simulated utility's facts, row by row."""

    def __init__(self, store: Store) -> None:
        with store.read() as reading:
            connection = reading.connection

            def rows(table: Any, *where: Any) -> list[Row]:
                return [dict(row) for row in connection.execute(select(table).where(*where)).mappings()]

            self.info = rows(version_info)[0]
            self.cases = {row["application"]: row for row in rows(case_fact)}
            self.steps = rows(step_fact)
            self.now = {row["place_no"]: row["now_at"] for row in rows(places)}
            self.days = {row["day"]: row for row in rows(calendar_day)}
            self.by_steps = {row["customer_class"] for row in rows(classes) if row["judged_by"] == "steps"}
            self.held = {row["application"] for row in rows(standing_fact) if row["kind"] == "held"}
            with Scratch(connection) as scratch:
                moments = Moments(scratch, self.info["tick_minutes"])
                told = scratch.keep("course", courses(moments, self.info["as_of"] - HISTORY))
                self.past = read_frame(connection, past_counts(told))

    def last_day(self, due_at: datetime) -> date:
        local = (due_at - timedelta(minutes=1)).replace(tzinfo=UTC).astimezone(ZoneInfo(self.info["time_zone"]))
        return local.date()

    def number(self, day: date) -> int:
        return int(self.days[day]["working_no"])

    def dues(self, case: Row, steps: list[Row]) -> list[datetime]:
        """What an open case is due by: its whole time, or its open assessed steps."""
        if case["customer_class"] not in self.by_steps:
            return [case["whole_due_at"]] if case["whole_due_at"] else []
        open_ones = [s for s in steps if s["assessed"] and s["entered_at"] and not s["left_at"] and s["due_at"]]
        return sorted(step["due_at"] for step in open_ones)


@pytest.fixture(scope="module")
def utility(simulated_store: Store) -> Utility:
    return Utility(simulated_store)


def test_what_is_left_of_each_open_case_equals_a_loop(utility: Utility) -> None:
    steps: dict[str, list[Row]] = {}
    for step in utility.steps:
        steps.setdefault(step["application"], []).append(step)
    watched = 0
    for case in utility.cases.values():
        dues = utility.dues(case, steps.get(case["application"], [])) if case["state"] == "open" else []
        now = utility.now[case["place_no"]]
        found = case["days_left"], case["due_week"]
        if not dues or dues[0] <= now:
            assert found == (None, None)
            assert case["chance_late"] is None
            continue
        today = utility.last_day(now)  # the store's data end at midnight
        left = utility.number(utility.last_day(dues[0])) - utility.number(today)
        assert found == (left, dues[0] <= now + timedelta(days=7)), case["application"]
        assert case["chance_late"] is None or 0 <= case["chance_late"] < 1
        watched += 1
    assert watched


def test_the_past_that_chances_are_made_of_equals_a_loop(utility: Utility) -> None:
    """Of cases judged by their whole time, never on hold: days left when accepted, days stayed, late or not."""
    since = utility.info["as_of"] - HISTORY
    expected: Counter[tuple[str, int, int, bool]] = Counter()
    for case in utility.cases.values():
        due, end = case["whole_due_at"], case["end_date"]
        judged = case["customer_class"] not in utility.by_steps and due and case["accepted_date"]
        if not judged or case["application"] in utility.held or not since <= due <= utility.now[case["place_no"]]:
            continue
        if case["state"] not in ("open", "finished", "left"):
            continue
        last = utility.last_day(due)
        begin = utility.number(case["accepted_date"])
        days = utility.number(last) - begin
        gone = utility.number(end) + (not utility.days[end]["working"]) if end else utility.number(last) + 1
        late = end is None or end > last
        if gone > begin and days > 0:
            expected[case["customer_class"], days, gone - begin, late] += 1
    whole = utility.past[(utility.past["judged_by"] == "whole") & (utility.past["step"] == "")]
    found: Counter[tuple[str, int, int, bool]] = Counter()
    for row in whole.itertuples():
        found[row.customer_class, row.days, row.stayed, bool(row.late)] += row.n
    assert sum(expected.values()) > 100
    missing = expected - found
    assert not missing, missing
    assert sum((found - expected).values()) <= len(utility.held)  # those that have been on hold are counted until then
