"""Overdue, due soon and on hold by hand: what stands at the end of a day."""

from datetime import date

from tests.derive.world import World
from warehouse.facts import standing_fact


def intervals(world: World, kind: str) -> dict[str, list[tuple[date, date | None]]]:
    found: dict[str, list[tuple[date, date | None]]] = {}
    for row in sorted(world.facts(standing_fact)[0], key=lambda row: row["from_date"]):
        if row["kind"] == kind:
            found.setdefault(row["application"], []).append((row["from_date"], row["to_date"]))
    return found


def november(day: int) -> date:
    return date(2026, 11, day)


def limited() -> World:
    """Five working days: due soon after min(5 - 1, ceil(0.8 × 5)) = 4 of them."""
    world = World(now="2026-11-20 12:00")
    world.limit("whole", 5)
    world.case("open", "2026-11-09 09:00")  # days 10, 11, 12, 13, 16
    world.case("late", "2026-11-09 09:00", "2026-11-18 10:00")
    world.case("just in time", "2026-11-09 09:00", "2026-11-16 23:00")
    world.case("early", "2026-11-09 09:00", "2026-11-12 10:00")
    world.case("ended on the first late day", "2026-11-09 09:00", "2026-11-17 00:00")
    world.case("young", "2026-11-16 09:00")  # the fourth day is the 20th
    world.case("withdrawn", "2026-11-09 09:00", ended_at="2026-11-19 10:00", outcome="withdrawn")
    world.case("end unknown", "2026-11-09 09:00", outcome="expired")
    world.case("not accepted", None, submitted_at="2026-11-09 09:00")
    return world


def test_overdue_runs_from_the_day_after_the_last_to_the_end() -> None:
    assert intervals(limited(), "overdue") == {
        "open": [(november(17), None)],
        "late": [(november(17), november(18))],
        "withdrawn": [(november(17), november(19))],
    }


def test_due_soon_runs_until_overdue_or_the_end() -> None:
    assert intervals(limited(), "due_soon") == {
        "open": [(november(13), november(17))],
        "late": [(november(13), november(17))],
        "just in time": [(november(13), november(16))],
        "ended on the first late day": [(november(13), november(17))],
        "young": [(november(20), None)],
        "withdrawn": [(november(13), november(17))],
    }


def test_due_soon_settings() -> None:
    world = World(now="2026-11-20 12:00", due_soon_days=3, due_soon_share=1)
    world.limit("whole", 5, customer_class="lv_business")
    world.limit("whole", 2, customer_class="residential")
    world.case("three left", "2026-11-09 09:00", "2026-11-13 10:00", customer_class="lv_business")
    world.case("from the start", "2026-11-09 09:00", "2026-11-11 10:00", customer_class="residential")
    assert intervals(world, "due_soon") == {
        "three left": [(november(11), november(13))],
        "from the start": [(november(9), november(11))],
    }


def test_a_delivered_due_date_is_overdue_at_the_end_of_its_own_day() -> None:
    world = World(now="2026-11-20 12:00")
    world.case("passed", "2026-11-09 09:00", due_at="2026-11-16 15:00")
    world.case("later today", "2026-11-09 09:00", due_at="2026-11-20 15:00")
    world.case("before it was accepted", "2026-11-09 09:00", due_at="2026-11-02 15:00")
    assert intervals(world, "overdue") == {
        "passed": [(november(16), None)],
        "before it was accepted": [(november(9), None)],
    }
    # 9 to 16 are five working days, due soon from the fourth; 9 to 20 are nine, from the eighth.
    assert intervals(world, "due_soon") == {
        "passed": [(november(13), november(16))],
        "later today": [(november(19), None)],
    }


def test_at_midnight_the_day_that_has_ended_is_the_last_that_is_told() -> None:
    world = World(now="2026-11-17 00:00")
    world.limit("whole", 5)
    world.case("due at the end of the 16th", "2026-11-09 09:00")
    (rows,) = world.facts(standing_fact)
    assert [(row["kind"], row["from_date"], row["to_date"]) for row in rows] == [
        ("due_soon", november(13), november(17)),
    ]


def test_days_on_hold_put_off_both() -> None:
    world = World(now="2026-11-20 12:00")
    world.limit("whole", 5)
    world.case("case", "2026-11-09 09:00")
    world.hold("case", "2026-11-10 00:00", "2026-11-12 00:00")  # 12, 13, 16, 17, 18 count
    assert intervals(world, "due_soon") == {"case": [(november(17), november(19))]}
    assert intervals(world, "overdue") == {"case": [(november(19), None)]}
    assert intervals(world, "held") == {"case": [(november(10), november(12))]}


def test_held_is_what_is_on_hold_at_the_end_of_a_day() -> None:
    world = World(now="2026-11-20 12:00")
    for name in ("overlapping", "within a day", "outlives", "of a step", "planned"):
        world.case(name, "2026-11-09 09:00", "2026-11-18 10:00" if name == "outlives" else None)
    world.hold("overlapping", "2026-11-09 08:00", "2026-11-11 08:00")
    world.hold("overlapping", "2026-11-10 08:00", "2026-11-12 08:00", "metering")
    world.hold("overlapping", "2026-11-16 08:00", "2026-11-17 08:00")
    world.hold("within a day", "2026-11-10 08:00", "2026-11-10 20:00")
    world.hold("outlives", "2026-11-16 08:00", None)
    world.hold("of a step", "2026-11-16 08:00", None, "metering")
    world.hold("planned", "2026-11-23 08:00", "2026-11-24 08:00")
    assert intervals(world, "held") == {
        "overlapping": [(november(9), november(12)), (november(16), november(17))],
        "outlives": [(november(16), november(18))],
        "of a step": [(november(16), None)],
    }


def test_hv_cases_stand_by_their_open_assessed_steps() -> None:
    world = World(now="2026-11-20 12:00")
    world.limit("whole", 1, customer_class="hv_single")  # not what an HV case is judged by
    world.limit("step", 2, step="supply_plan")
    world.limit("step", 3, step="metering")
    world.limit("step", 1, step="grid_works")  # not assessed
    world.case("case", "2026-11-02 09:00", "2026-11-20 10:00", customer_class="hv_single")
    world.step("case", "grid_works", "2026-11-02 09:00", "2026-11-20 10:00")
    world.step("case", "supply_plan", "2026-11-03 09:00", "2026-11-09 09:00")  # due 5, late from 6 to 9
    world.step(
        "case", "metering", "2026-11-05 09:00", "2026-11-12 09:00"
    )  # soon from 9 (2 of 3), due 10, late 11 to 12
    world.step("case", "metering", "2026-11-17 09:00", None, round=2)  # soon from 19, due at the end of the 20th
    assert intervals(world, "overdue") == {"case": [(november(6), november(9)), (november(11), november(12))]}
    assert intervals(world, "due_soon") == {
        "case": [(november(4), november(6)), (november(9), november(11)), (november(19), november(20))]
    }


def test_without_a_limit_nothing_is_due() -> None:
    world = World()
    world.limit("whole", 5, customer_class="residential")
    world.case("no limit", "2026-11-09 09:00", customer_class="lv_business")
    assert intervals(world, "due_soon") == {}
    assert intervals(world, "overdue") == {}
