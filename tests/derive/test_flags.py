"""What is odd is flagged, once, with the execution where one is meant."""

from typing import Any

from tests.derive.world import World
from warehouse.delivered import legacy_services, regions
from warehouse.facts import flag_fact, step_fact


def flagged(world: World, *applications: str) -> set[tuple[Any, ...]]:
    (rows,) = world.facts(flag_fact)
    found = [(row["application"], row["flag"], row["step"], row["round"]) for row in rows]
    assert len(found) == len(set(found))
    return {row for row in found if not applications or row[0] in applications}


def test_an_ordinary_case_has_no_flag() -> None:
    world = World()
    world.limit("whole", 5)
    world.case(
        "ordinary",
        "2026-11-09 09:00",
        "2026-11-12 10:00",
        submitted_at="2026-11-06 09:00",
        archived_at="2026-11-13 09:00",
        ended_at="2026-11-12 10:00",
    )
    world.step("ordinary", "application", "2026-11-06 09:00", "2026-11-09 09:00", handler="staff 7")
    world.step("ordinary", "supply_plan", "2026-11-09 09:00", "2026-11-10 09:00")
    world.step("ordinary", "metering", "2026-11-10 09:00", "2026-11-12 10:00")
    world.hold("ordinary", "2026-11-10 09:00", "2026-11-10 12:00")
    assert flagged(world) == set()


def test_stamps_out_of_order() -> None:
    world = World()
    world.case("ends first", "2026-11-09 09:00", "2026-11-06 09:00")
    world.case("accepted first", "2026-11-09 09:00", submitted_at="2026-11-10 09:00")
    world.case("steps astray", "2026-11-09 09:00", "2026-11-12 10:00")
    world.step("steps astray", "application", "2026-11-08 09:00", "2026-11-09 10:00")
    world.step("steps astray", "supply_plan", "2026-11-10 09:00", "2026-11-09 09:00")
    world.step("steps astray", "grid_works", "2026-11-10 09:00", "2026-11-13 09:00")
    world.step("steps astray", "customer_works", "2026-11-10 09:00", None, round=3)
    world.case("meter first", "2026-11-09 09:00", submitted_at="2026-11-02 09:00")
    world.step("meter first", "metering", "2026-11-05 09:00", "2026-11-06 09:00")
    world.hold("accepted first", "2026-11-11 09:00", "2026-11-10 09:00", "metering")
    found, (steps,) = flagged(world), world.facts(step_fact)
    assert found == {
        ("ends first", "ends_before_start", None, None),
        ("accepted first", "event_before_start", None, None),
        ("accepted first", "hold_ends_before_it_starts", "metering", None),
        ("steps astray", "event_before_start", "application", 1),
        ("steps astray", "step_ends_before_it_starts", "supply_plan", 1),
        ("steps astray", "event_after_end", "grid_works", 1),
        ("steps astray", "step_outlives_case", "customer_works", 3),
        ("meter first", "meter_before_acceptance", "metering", 1),
    }
    assert [row["minutes"] for row in steps if row["step"] == "supply_plan"] == [None]


def test_stamps_outside_the_known_time() -> None:
    world = World(now="2026-11-20 12:00")
    world.case("tomorrow", "2026-11-09 09:00", archived_at="2026-11-21 09:00")
    world.step("tomorrow", "metering", "2026-11-10 09:00", "2031-01-01 00:00")
    world.case("ancient", "1999-11-09 09:00")
    world.hold("tomorrow", "2026-11-23 09:00", None)
    assert flagged(world) == {
        ("tomorrow", "stamp_in_future", None, None),
        ("tomorrow", "stamp_in_future", "metering", 1),
        ("ancient", "event_before_start", None, None),
    }


def test_entered_after_the_fact() -> None:
    world = World()
    world.case("one day", "2026-11-09 09:00", "2026-11-09 10:00", archived_at="2026-11-09 23:59")
    for name, last in (("in one go", "2026-11-12 09:05:00"), ("in two goes", "2026-11-12 09:05:01")):
        world.case(name, "2026-11-09 09:00", "2026-11-13 10:00")
        world.step(name, "application", "2026-11-09 09:00", "2026-11-12 09:00")
        world.step(name, "supply_plan", "2026-11-10 09:00", "2026-11-12 09:01")
        world.step(name, "metering", "2026-11-11 09:00", last)
    world.case("two steps", "2026-11-09 09:00", "2026-11-13 10:00")
    world.step("two steps", "supply_plan", "2026-11-10 09:00", "2026-11-12 09:01", handler="Test")
    world.step("two steps", "metering", "2026-11-11 09:00", "2026-11-12 09:01", handler="admin")
    assert flagged(world) == {
        ("one day", "same_day", None, None),
        ("in one go", "minutes_apart", None, None),
        ("two steps", "test_handler", "supply_plan", 1),
        ("two steps", "test_handler", "metering", 1),
    }


def test_holds_that_hide_a_late_case() -> None:
    world = World(now="2026-11-20 12:00")
    world.limit("whole", 5, customer_class="lv_business")

    def case(name: str, accepted: str, **values: Any) -> None:
        world.case(name, accepted, customer_class="lv_business", **values)

    case("parked", "2026-06-01 09:00")
    world.hold("parked", "2026-06-02 09:00", None, "metering")
    case("ninety days", "2026-06-01 09:00")
    world.hold("ninety days", "2026-06-02 09:00", "2026-08-31 09:00", "metering")
    # Accepted on the 2nd: 3, 4, 5, 6, 9 are the five days.
    for name, begin in (
        ("three left", "2026-11-04 09:00"),
        ("two left", "2026-11-05 09:00"),
        ("none", "2026-11-09 20:00"),
    ):
        case(name, "2026-11-02 09:00")
        world.hold(name, begin, "2026-11-12 09:00")
    case("too late", "2026-11-02 09:00")
    world.hold("too late", "2026-11-10 09:00", "2026-11-12 09:00")
    case("again", "2026-11-02 09:00")  # a first hold moves the due date to the 11th, the second begins the day before
    world.hold("again", "2026-11-04 00:00", "2026-11-06 00:00")
    world.hold("again", "2026-11-10 09:00", "2026-11-12 09:00")
    world.case("delivered", "2026-11-02 09:00", due_at="2026-11-09 09:00")
    world.hold("delivered", "2026-11-05 09:00", "2026-11-12 09:00")
    assert flagged(world) == {
        ("parked", "long_hold", "metering", None),
        ("two left", "hold_before_limit", None, None),
        ("none", "hold_before_limit", None, None),
        ("again", "hold_before_limit", None, None),
        ("delivered", "hold_before_limit", None, None),
    }


def test_trips_that_the_customer_tells_otherwise() -> None:
    world = World()
    for name, entered, confirmed in (
        ("doubted", 0, 1),
        ("agreed", 0, 0),
        ("not asked", 0, None),
        ("more", 1, 2),
        ("not entered", None, 2),
    ):
        world.case(name, "2026-11-09 09:00", "2026-11-12 10:00", trips=entered, trips_confirmed=confirmed)
    assert flagged(world) == {("doubted", "trips_doubted", None, None)}


def test_a_place_whose_cases_never_have_a_trip_is_suspected_only_where_chance_would_not_do_it() -> None:
    """Half of the company's 178 have no trip: twenty zeros in a row come about once in 2^20 times, under 1e-6."""
    world = World()
    world.add(regions, region="CO", name="Company")
    for region in ("twenty", "nineteen", "others", "one trip", "twenty last year", "county"):
        world.add(regions, region=region, parent="CO", name=region)
    for region in ("ten", "other ten"):
        world.add(regions, region=region, parent="county", name=region)

    def cases(region: str, accepted: str, trips: list[int | None], finish: str | None = "2026-12-30 10:00") -> None:
        for each in trips:
            name = f"{region} {len(world.rows.get('applications', []))}"
            world.case(name, accepted, finish, region=region, trips=each)

    this, last = "2026-01-01 00:00", "2025-12-31 23:59"  # local: both lie in 2025 in UTC
    cases("twenty", this, [0] * 20)
    cases("twenty", this, [None, None])  # unknown is no zero, and does not count
    cases("twenty", this, [3, 0], finish=None)  # open: no more do these
    cases("nineteen", this, [0] * 19)
    cases("one trip", this, [0] * 30 + [1])
    cases("ten", this, [0] * 10)
    cases("other ten", this, [0] * 10)  # twenty in the county
    cases("others", this, [2] * 88)
    cases("twenty last year", last, [0] * 20)  # everybody's were zero then
    world.now = "2026-12-31 12:00"
    assert flagged_places(world) == {"twenty": 20, "ten": 10, "other ten": 10}


def test_zeros_are_compared_with_cases_of_the_same_class_service_and_year() -> None:
    """High-voltage customers do come, residential ones never: a unit of only the latter shows nothing odd.

    Of 40 business cases half have no trip, and of 30 under the old name of a renaming two thirds: thirteen zeros of the
    one and twelve of the other come about once in 2^13 * 1.5^12 = 1,062,882 times, eleven of the other in 708,588.
    """
    world = World()
    world.add(regions, region="CO", name="Company")
    for region in ("homes", "both", "fewer", "others"):
        world.add(regions, region=region, parent="CO", name=region)
    world.add(legacy_services, legacy_service="renaming", name="更名", service="name_change")

    def cases(region: str, count: int, trips: int, **values: Any) -> None:
        for _ in range(count):
            name = f"{region} {len(world.rows.get('applications', []))}"
            finish = {"finish_at": "2026-11-12 10:00", "ended_at": "2026-11-12 10:00"}
            world.case(name, "2026-11-09 09:00", region=region, trips=trips, **finish, **values)

    home, business, high = ({"customer_class": code} for code in ("residential", "lv_business", "hv_single"))
    cases("homes", 200, 0, **home)
    cases("others", 200, 0, **home)
    cases("others", 200, 1, **high)
    cases("both", 13, 0, **business)
    cases("both", 12, 0, **business, service="renaming")
    cases("fewer", 7, 0, **business)
    cases("fewer", 8, 0, **business, service="name_change")
    cases("others", 20, 2, **business)
    cases("others", 10, 2, **business, service="name_change")
    assert flagged_places(world) == {"both": 25}
    moved = next(row for row in world.rows["applications"] if row["region"] == "both" and row["service"] == "renaming")
    moved["region"] = "fewer"
    assert flagged_places(world) == {}


def flagged_places(world: World) -> dict[str, int]:
    """How many cases of each region are suspected of zeros always entered."""
    found: dict[str, int] = {}
    for name, flag, *_ in flagged(world):
        if flag == "always_zero_trips":
            region = name.rpartition(" ")[0]
            found[region] = found.get(region, 0) + 1
    return found
