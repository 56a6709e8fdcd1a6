"""Which limit binds a case: by acceptance date, region, capacity and class; editions never add up."""

from datetime import date
from typing import Any

from tests.derive.world import World
from warehouse.delivered import regions
from warehouse.facts import case_fact, step_fact


def chosen(world: World) -> dict[str, Any]:
    return {row["application"]: row["whole_limit"] for row in world.facts(case_fact)[0]}


def test_the_edition_in_force_when_the_case_was_accepted() -> None:
    world = World()
    world.limit("whole", 25, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    world.limit("whole", 20, valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1))
    world.limit("whole", 15, valid_from=date(2022, 1, 1))
    world.case("before any", "2019-12-31 23:59")
    world.case("first day", "2020-01-01 00:00")
    world.case("last day", "2020-12-31 23:59")
    world.case("next edition", "2021-01-01 00:00")
    world.case("done under the next", "2021-12-31 10:00", "2022-01-10 10:00")
    world.case("now", "2026-11-09 10:00")
    world.case("unknown date", None, submitted_at="2026-11-09 10:00")
    assert chosen(world) == {
        "before any": None,
        "first day": 25,
        "last day": 25,
        "next edition": 20,
        "done under the next": 20,
        "now": 15,
        "unknown date": None,
    }


def test_the_narrowest_region_then_the_narrower_band_then_the_class() -> None:
    world = World()
    for region, parent in (("root", None), ("310000", "root"), ("310100", "310000"), ("320000", "root")):
        world.add(regions, region=region, parent=parent, name=region)
    world.limit("whole", 30)
    world.limit("whole", 29, customer_class="lv_business")
    world.limit("whole", 15, capacity_to=160.0)
    world.limit("whole", 10, region="310000", capacity_to=159.999, customer_class="lv_business")
    world.limit("whole", 12, region="310000")
    world.limit("whole", 99, region="nowhere")

    def case(name: str, region: str | None, customer_class: str | None, capacity: float | None) -> None:
        world.case(name, "2026-11-09 10:00", region=region, customer_class=customer_class, capacity_kva=capacity)

    case("at the bound", "320000", "lv_business", 160.0)
    case("over it", "320000", "lv_business", 160.5)
    case("no class", "320000", None, 200.0)
    case("capacity unknown", "320000", "lv_business", None)
    case("city of the region", "310100", "lv_business", 100.0)
    case("region over its band", "310000", "lv_business", 160.0)
    case("region, capacity unknown", "310100", "lv_business", None)
    case("no region", None, "residential", 8.0)
    assert chosen(world) == {
        "at the bound": 15,
        "over it": 29,
        "no class": 30,
        "capacity unknown": 29,
        "city of the region": 10,
        "region over its band": 12,
        "region, capacity unknown": 12,
        "no region": 15,
    }


def test_a_band_is_over_its_lower_bound_and_up_to_its_upper() -> None:
    world = World()
    world.limit("whole", 5, capacity_to=50.0)
    world.limit("whole", 7, capacity_over=50.0, capacity_to=160.0)
    world.limit("whole", 9, capacity_over=160.0)
    for capacity in (8.0, 50.0, 50.1, 160.0, 160.1, 5000.0):
        world.case(str(capacity), "2026-11-09 10:00", capacity_kva=capacity)
    assert chosen(world) == {"8.0": 5, "50.0": 5, "50.1": 7, "160.0": 7, "160.1": 9, "5000.0": 9}


def test_ties_fall_to_the_latest_edition_then_the_code() -> None:
    world = World()
    world.limit("whole", 5, limit="z", valid_from=date(2020, 1, 1))
    world.limit("whole", 6, limit="b", valid_from=date(2022, 1, 1))
    world.limit("whole", 7, limit="c", valid_from=date(2022, 1, 1))
    world.case("case", "2026-11-09 10:00")
    assert chosen(world) == {"case": 6}


def test_each_clock_and_step_has_its_own() -> None:
    world = World()
    world.limit("whole", 15, customer_class="hv_single")
    world.limit("utility", 22, customer_class="hv_single")
    world.limit("step", 5, step="metering", customer_class="hv_single")
    world.limit("step", 4, step="supply_plan", valid_from=date(2026, 11, 10))
    world.case("accepted", "2026-11-09 10:00", customer_class="hv_single")
    world.case("not accepted", None, submitted_at="2026-11-09 10:00")
    for application in ("accepted", "not accepted"):
        world.step(application, "supply_plan", "2026-11-11 10:00", None)
        world.step(application, "metering", "2026-11-11 10:00", None)
    cases, steps = world.facts(case_fact, step_fact)
    accepted = next(row for row in cases if row["application"] == "accepted")
    assert (accepted["whole_limit"], accepted["utility_limit"]) == (15, 22)
    assert {(row["application"], row["step"]): row["step_limit"] for row in steps} == {
        ("accepted", "metering"): 5,
        ("accepted", "supply_plan"): None,  # came into force after the acceptance
        ("not accepted", "metering"): None,  # of another class
        ("not accepted", "supply_plan"): 4,  # acceptance unknown: by the day the step was entered
    }


def test_a_generator_is_under_no_limit_of_connections() -> None:
    world = World()
    world.limit("whole", 5)
    expected = {"new_connection": 5, "charging": 5, "pv": None, "name_change": None}
    for service in expected:
        world.case(service, "2026-11-09 10:00", service=service)
    world.case("a log without services", "2026-11-09 10:00", service=None)
    assert chosen(world) == expected | {"a log without services": 5}
