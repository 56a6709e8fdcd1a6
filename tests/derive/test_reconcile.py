"""The source's own due dates beside ours, by hand."""

from datetime import date, datetime
from typing import Any

from tests.derive.world import World
from warehouse.facts import case_fact, step_fact

LIMIT = 5
ACCEPTED = "2026-11-02 09:00"  # a Monday: the 3rd, 4th, 5th, 6th and 9th are the five working days
ON_TIME, LATE = "2026-11-09 20:00", "2026-11-10 08:00"
OURS = date(2026, 11, 9)


def lv_world() -> World:
    world = World(now="2026-11-20 12:00")
    world.limit("whole", LIMIT, customer_class="lv_business", valid_from=date(2026, 1, 1))
    world.limit("whole", 7, customer_class="lv_business", valid_to=date(2026, 1, 1))
    world.limit("whole", 8, customer_class="hv_single")
    return world


def case(world: World, name: str, due_at: str | None, *, accepted: str = ACCEPTED, **values: Any) -> None:
    world.case(name, accepted, customer_class=values.pop("customer_class", "lv_business"), due_at=due_at, **values)


def reconciled(world: World) -> dict[str, tuple[str | None, int | None]]:
    (rows,) = world.facts(case_fact)
    return {row["application"]: (row["reconciled"], row["due_days_apart"]) for row in rows}


def test_the_last_day_is_compared_and_midnight_sharp_ends_the_day_before() -> None:
    world = lv_world()
    case(world, "end of day", "2026-11-09 23:59:59")
    case(world, "noon", "2026-11-09 12:00")
    case(world, "midnight", "2026-11-10 00:00:00")
    case(world, "past midnight", "2026-11-10 00:00:01")
    case(world, "nothing", None)
    case(world, "no limit of ours", "2026-11-09 12:00", customer_class="residential")
    case(world, "neither", None, customer_class="residential")
    case(world, "not accepted", "2026-11-09 12:00", accepted=None, submitted_at=ACCEPTED)  # type: ignore[arg-type]
    case(world, "beyond the calendar", "2100-01-01 00:00")
    assert reconciled(world) == {
        "end of day": ("agree", 0),
        "noon": ("agree", 0),
        "midnight": ("agree", 0),
        "past midnight": ("unexplained", 1),
        "nothing": ("only_ours", None),
        "no limit of ours": ("only_theirs", None),
        "neither": (None, None),
        "not accepted": ("start_unknown", None),
        "beyond the calendar": ("unexplained", None),
    }


def test_a_limit_that_gives_no_last_day_is_told_from_none() -> None:
    """The utility's time has no last day at the start; a service without limits has none, wherever it starts."""
    world = World(now="2026-11-20 12:00")
    world.limit("whole", LIMIT, customer_class="lv_business")
    world.limit("utility", 8, customer_class="hv_single")
    world.limit("step", 3, step="supply_plan", customer_class="hv_single")
    due = "2026-11-12 12:00"
    case(world, "utility time", due, customer_class="hv_single")
    case(world, "a verdict alone", None, customer_class="hv_single", overdue=True)
    case(world, "no limit", due, customer_class="residential")
    case(world, "before the calendar", due, accepted="1990-01-01 09:00")
    for service in ("new_connection", "name_change"):
        case(world, f"no start of a {service}", due, accepted=None, submitted_at=ACCEPTED, service=service)  # type: ignore[arg-type]
    for name in ("utility time", "no start of a new_connection", "no start of a name_change"):
        for step in ("supply_plan", "metering"):
            world.step(name, step, None, "2026-11-05 09:00", due_at=due)
    cases, found = world.facts(case_fact, step_fact)
    assert {row["application"]: row["reconciled"] for row in cases} == {
        "utility time": "other_clock",
        "a verdict alone": None,
        "no limit": "only_theirs",
        "before the calendar": "start_unknown",
        "no start of a new_connection": "start_unknown",
        "no start of a name_change": "only_theirs",
    }
    assert {(row["application"], row["step"]): row["reconciled"] for row in found} == {
        ("utility time", "supply_plan"): "start_unknown",
        ("utility time", "metering"): "only_theirs",  # no limit is on this step
        ("no start of a new_connection", "supply_plan"): "start_unknown",
        ("no start of a new_connection", "metering"): "start_unknown",
        ("no start of a name_change", "supply_plan"): "only_theirs",
        ("no start of a name_change", "metering"): "only_theirs",
    }


def test_what_the_source_said_stands_beside_ours() -> None:
    world = lv_world()
    case(world, "1", "2026-11-11 12:00", overdue=True, exempt_reason="force_majeure")
    (rows,) = world.facts(case_fact)
    names = ("due_date", "delivered_due_at", "due_days_apart", "delivered_overdue", "exempt_reason", "reconciled")
    assert [rows[0][name] for name in names] == [
        OURS,
        datetime(2026, 11, 11, 4),
        2,
        True,
        "force_majeure",
        "exclusion",
    ]


def test_the_verdict_counts_where_the_source_gives_one() -> None:
    world = lv_world()
    same = "2026-11-09 23:59:59"
    case(world, "both late", same, finish_at=LATE, overdue=True)
    case(world, "neither late", same, finish_at=ON_TIME, overdue=False)
    case(world, "only ours late", same, finish_at=LATE, overdue=False)
    case(world, "only theirs late", same, finish_at=ON_TIME, overdue=True)
    case(world, "excused", same, finish_at=LATE, overdue=False, exempt_reason="permit_pending")
    case(world, "exempt, but no difference", same, finish_at=LATE, exempt_reason="permit_pending")
    case(world, "open and late", same, overdue=True)
    case(world, "withdrawn in time", same, ended_at=ON_TIME, outcome="withdrawn", overdue=False)
    case(world, "ended nobody knows when", same, outcome="withdrawn", overdue=True)
    case(world, "only a verdict", None, finish_at=LATE, overdue=True)
    case(world, "only another verdict", None, finish_at=LATE, overdue=False)
    case(world, "a verdict without a limit", None, finish_at=LATE, overdue=False, customer_class="residential")
    assert {name: kind for name, (kind, _) in reconciled(world).items()} == {
        "both late": "agree",
        "neither late": "agree",
        "only ours late": "unexplained",
        "only theirs late": "unexplained",
        "excused": "exclusion",
        "exempt, but no difference": "agree",
        "open and late": "agree",
        "withdrawn in time": "agree",
        "ended nobody knows when": "agree",
        "only a verdict": "agree",
        "only another verdict": "unexplained",
        "a verdict without a limit": None,
    }


def test_an_open_case_is_judged_at_the_moment_that_the_source_spoke() -> None:
    """The 9th is the last day and the data reach to the 20th, but what names the case may reach less far."""
    world = lv_world()
    same = "2026-11-09 23:59:59"
    told = {"before": "2026-11-06 00:00", "at its end": "2026-11-10 00:00", "of the future": "2026-11-30 00:00"}
    for when, as_of in told.items():
        for overdue in (False, True):
            case(world, f"{when}, {overdue}", same, as_of=world.utc(as_of), overdue=overdue)
    # Nothing comes of an exempt case when its due date passes, so what the source said of it still stands.
    case(world, "exempt", same, as_of=world.utc(told["before"]), overdue=False, exempt_reason="permit_pending")
    case(world, "ended", same, finish_at=LATE, as_of=world.utc("2026-11-09 12:00"), overdue=False)
    assert {name: kind for name, (kind, _) in reconciled(world).items()} == {
        "before, False": "agree",
        "before, True": "unexplained",
        "at its end, False": "unexplained",
        "at its end, True": "agree",
        "of the future, False": "unexplained",
        "of the future, True": "agree",
        "exempt": "exclusion",
        "ended": "unexplained",
    }


def test_holds_explain() -> None:
    world = lv_world()
    case(world, "no allowance", "2026-11-09 12:00")
    world.hold("no allowance", "2026-11-04 00:00", "2026-11-06 00:00")  # two whole days: ours is the 11th
    case(world, "as ours", "2026-11-11 12:00")
    world.hold("as ours", "2026-11-04 00:00", "2026-11-06 00:00")
    # The 5th is wholly on hold: ours is the 10th. The 4th and 6th are touched too: theirs may be the 12th.
    for name, due in (("every day touched", "2026-11-12 12:00"), ("but one", "2026-11-11 12:00")):
        case(world, name, due)
        world.hold(name, "2026-11-04 10:00", "2026-11-06 10:00")
    # Two holds touch the 4th: it is left out once, so that theirs may be the 10th.
    case(world, "touched twice", "2026-11-10 12:00")
    world.hold("touched twice", "2026-11-04 10:00", "2026-11-04 11:00")
    world.hold("touched twice", "2026-11-04 14:00", "2026-11-04 15:00")
    assert reconciled(world) == {
        "no allowance": ("hold", -2),
        "as ours": ("agree", 0),
        "every day touched": ("hold", 2),
        "but one": ("edition", 1),  # the 11th is the seventh working day
        "touched twice": ("hold", 1),
    }


def test_calendars_explain() -> None:
    world = lv_world()
    # The holiday is 15-23 February, the 14th (a Saturday) is worked: 13, 14, 24, 25, 26 are the five working days.
    before = "2026-02-12 09:00"
    case(world, "weekdays", "2026-02-19 12:00", accepted=before)
    case(world, "days", "2026-02-17 12:00", accepted=before)
    case(world, "weekdays less holds", "2026-02-20 12:00", accepted=before)
    world.hold("weekdays less holds", "2026-02-17 00:00", "2026-02-18 00:00")
    case(world, "days less holds", "2026-02-18 12:00", accepted=before)
    world.hold("days less holds", "2026-02-15 00:00", "2026-02-16 00:00")
    case(world, "on hold itself", "2026-02-17 12:00", accepted=before)
    world.hold("on hold itself", "2026-02-16 00:00", "2026-02-18 00:00")
    case(world, "neither", "2026-02-18 12:00", accepted=before)
    assert reconciled(world) == {
        "weekdays": ("calendar", -7),
        "days": ("calendar", -9),
        "weekdays less holds": ("calendar", -6),
        "days less holds": ("calendar", -8),
        "on hold itself": ("calendar", -9),  # as if there were no allowance
        "neither": ("unexplained", -8),
    }


def test_other_rows_of_the_limits_explain_where_they_are_meant_for_the_case() -> None:
    world = lv_world()
    world.limit("whole", 9, customer_class="lv_business", capacity_over=100.0)
    world.limit("step", 2, step="metering", customer_class="lv_business")
    case(world, "older", "2026-11-11 12:00")
    case(world, "older with allowance", "2026-11-13 12:00")
    world.hold("older with allowance", "2026-11-04 00:00", "2026-11-06 00:00")
    case(world, "another class's", "2026-11-12 12:00")
    case(world, "another capacity's", "2026-11-13 12:00", capacity_kva=50.0)
    case(world, "another step's", "2026-11-04 12:00")
    case(world, "not a working day", "2026-11-15 12:00")
    assert reconciled(world) == {
        "older": ("edition", 2),
        "older with allowance": ("edition", 2),
        "another class's": ("unexplained", 3),
        "another capacity's": ("unexplained", 4),
        "another step's": ("unexplained", -5),
        "not a working day": ("unexplained", 6),
    }


def test_steps_are_reconciled_by_their_own_limit_and_holds() -> None:
    world = World(now="2026-11-20 12:00")
    world.limit("step", 3, step="supply_plan", customer_class="hv_single")
    world.case("1", ACCEPTED, customer_class="hv_single", exempt_reason="permit_pending")
    begin, end = "2026-11-03 09:00", "2026-11-10 09:00"  # the 4th, 5th and 6th are the three working days
    for number, due in enumerate(("2026-11-06 12:00", "2026-11-08 00:00", "2026-11-10 12:00", None), 1):
        world.step("1", "supply_plan", begin, end, round=number, due_at=due)
    world.step("1", "metering", begin, end, due_at="2026-11-06 12:00")
    world.step("1", "customer_works", begin, end)
    world.step("1", "supply_plan", None, end, round=5)
    cases, found = world.facts(case_fact, step_fact)
    assert cases[0]["reconciled"] is None  # the source delivers no due date for cases
    assert {(row["step"], row["round"]): (row["reconciled"], row["due_days_apart"]) for row in found} == {
        ("supply_plan", 1): ("agree", 0),
        ("supply_plan", 2): ("unexplained", 1),
        ("supply_plan", 3): ("unexplained", 4),
        ("supply_plan", 4): ("only_ours", None),
        ("supply_plan", 5): (None, None),
        ("metering", 1): ("only_theirs", None),
        ("customer_works", 1): (None, None),
    }
    world.hold("1", "2026-11-05 00:00", "2026-11-06 00:00", "supply_plan")
    (found,) = world.facts(step_fact)
    assert [
        (row["due_date"], row["reconciled"]) for row in found if (row["step"], row["round"]) == ("supply_plan", 1)
    ] == [(date(2026, 11, 9), "hold")]


def test_a_source_without_due_dates_is_not_reconciled() -> None:
    world = lv_world()
    case(world, "1", None, exempt_reason="force_majeure")
    world.step("1", "metering", ACCEPTED, None)
    cases, found = world.facts(case_fact, step_fact)
    assert (cases[0]["due_date"], cases[0]["reconciled"], found[0]["reconciled"]) == (OURS, None, None)
