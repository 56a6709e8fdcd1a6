"""On which steps a case went, what it is, and what of its steps its customer was told."""

from typing import Any

import pytest

from tests.derive.world import World
from warehouse.delivered import applications, channels, regions, services, step_names
from warehouse.facts import case_fact, step_fact, waiting_fact

BEGIN, END = "2026-11-09 10:00", "2026-11-12 10:00"


def cases(world: World, *names: str) -> dict[str, Any]:
    """These columns of each case, alone or as a tuple."""
    (rows,) = world.facts(case_fact)
    values = {row["application"]: tuple(row[name] for name in names) for row in rows}
    return {key: value[0] if len(names) == 1 else value for key, value in values.items()}


def went(world: World, application: str, *codes: str, **values: Any) -> None:
    """A finished case that went through these steps."""
    world.case(application, BEGIN, END, **values)
    for code in codes:
        world.step(application, code, BEGIN, END)


def test_a_case_with_a_merged_or_dropped_step_went_the_older_path() -> None:
    world = World()
    went(world, "today", "application", "supply_plan", "external_works", "metering")
    went(world, "parts of a step of today", "application", "permit", "customer_works", "grid_materials", "metering")
    went(world, "merged", "application", "site_survey", "supply_plan", "metering")
    went(world, "dropped", "application", "design_review", "metering")
    went(world, "no steps")
    went(world, "a generator", "application", "midworks_inspection", service="pv")
    went(world, "a pile", "application", "metering", service="charging")
    went(world, "of an unknown service", "application", service=None)
    went(world, "a change", "design_review", service="name_change", ended_at=END)
    world.case("open", BEGIN)
    world.step("open", "design_review", BEGIN, None)
    world.case("left", BEGIN, ended_at=END, outcome="withdrawn")
    world.step("left", "design_review", BEGIN, END)
    assert cases(world, "path", "dropped_steps") == {
        "today": ("streamlined", False),
        "parts of a step of today": ("streamlined", False),
        "merged": ("older", False),
        "dropped": ("older", True),
        "no steps": (None, None),
        "a generator": ("older", True),
        "a pile": ("streamlined", False),
        "of an unknown service": ("streamlined", False),
        "a change": (None, None),
        "open": (None, None),
        "left": (None, None),
    }


def test_a_step_that_nobody_described_leaves_the_path_open_unless_another_decides() -> None:
    world = World()
    world.add(step_names, step="mystery", name="mystery", sort=99)
    world.add(step_names, step="named", name="有名字的环节", sort=100)
    went(world, "unknown", "application", "mystery", "metering")
    went(world, "beyond the catalogue", "application", "not in it")
    went(world, "unknown, merged", "application", "mystery", "site_survey")
    went(world, "unknown, dropped", "mystery", "design_review")
    went(world, "named and of no step of today", "application", "named")
    assert cases(world, "path", "dropped_steps") == {
        "unknown": (None, None),
        "beyond the catalogue": (None, None),
        "unknown, merged": ("older", None),
        "unknown, dropped": ("older", True),
        "named and of no step of today": ("older", True),
    }


def test_a_catalogue_that_says_nothing_of_todays_steps_tells_no_path() -> None:
    world = World(shipped=(services,))
    world.add(step_names, step="W_Filling in", name="Filling in the form", name_en="Filling in the form")
    went(world, "of a foreign log", "W_Filling in")
    (case,), (step,), (part,) = world.facts(case_fact, step_fact, waiting_fact)
    assert (case["path"], case["dropped_steps"], step["path"], step["dropped"], part["path"]) == (None,) * 5


def test_steps_and_waiting_parts_bear_the_path_of_their_case() -> None:
    world = World()
    went(world, "older", "design_review", "metering", special_load=True)
    went(world, "today", "application", importance="none")
    steps, parts = world.facts(step_fact, waiting_fact)
    assert {(row["application"], row["step"], row["path"], row["special"], row["dropped"]) for row in steps} == {
        ("older", "design_review", "older", True, True),
        ("older", "metering", "older", True, False),
        ("today", "application", "streamlined", False, False),
    }
    assert {(row["application"], row["path"], row["special"]) for row in parts} == {
        ("older", "older", True),
        ("today", "streamlined", False),
    }


@pytest.mark.parametrize(
    ("importance", "special_load", "special"),
    [
        (None, None, None),
        ("none", None, False),
        (None, False, False),
        ("none", True, True),
        (None, True, True),
        ("level2", None, True),
        ("special", False, True),
    ],
)
def test_an_important_customer_or_a_special_load_is_special(
    importance: str | None, special_load: bool | None, special: bool | None
) -> None:
    world = World()
    world.case("a", BEGIN, importance=importance, special_load=special_load)
    assert cases(world, "special") == {"a": special}


def test_all_three_zeros_are_known_where_each_is() -> None:
    world = World()
    zeros = {
        "all": (True, True, True),
        "not all": (True, True, False),
        "unknown": (False, None, True),
        "none": (None,) * 3,
    }
    for name, (visit, approval, investment) in zeros.items():
        world.case(name, BEGIN, zero_visit=visit, zero_approval=approval, zero_investment=investment)
    assert cases(world, "zero_all") == {"all": True, "not all": False, "unknown": None, "none": None}


def test_what_is_delivered_of_a_case_stands_in_its_fact() -> None:
    given = {
        "documents_required": 4,
        "document_to_follow": True,
        "one_document": False,
        "linked_documents": 2,
        "e_signed": True,
        "customer_cost": 120.5,
        "utility_cost": 0.0,
        "trips": 0,
        "trips_confirmed": 1,
    }
    world = World()
    world.case("told", BEGIN, **given)
    world.case("untold", BEGIN)
    assert cases(world, *given) == {"told": tuple(given.values()), "untold": (None,) * len(given)}


def test_channels_and_services_say_what_is_online() -> None:
    world = World()
    world.add(channels, channel="kiosk", name="自助终端")
    world.case("app", BEGIN, channel="osg")
    world.case("older app", BEGIN, channel="zsdl")
    world.case("government", BEGIN, channel="government")
    world.case("hall", BEGIN, channel="hall", batch=True)
    world.case("untold of", BEGIN, channel="kiosk", service="integrated_energy")
    world.case("unknown", BEGIN, service="brand new", batch=False)
    assert cases(world, "online", "unified", "can_be_online") == {
        "app": (True, True, True),
        "older app": (True, False, True),
        "government": (True, None, True),
        "hall": (False, None, False),
        "untold of": (None, None, False),
        "unknown": (None, None, True),
    }


def test_an_applicant_of_another_province() -> None:
    world = World()
    tree = {"CO": None, "JS": "CO", "JS-NJ": "JS", "ZJ": "CO", "ZJ-HZ": "ZJ"}
    for region, parent in tree.items():
        world.add(regions, region=region, parent=parent, name=region)
    for name, region, applicant in (
        ("at home", "ZJ-HZ", "ZJ"),
        ("from elsewhere", "ZJ-HZ", "JS-NJ"),
        ("untold", "ZJ-HZ", None),
        ("from nowhere", "ZJ-HZ", "XX"),
        ("somewhere in the company", None, "JS-NJ"),
        ("registered with the company", "ZJ", "CO"),
    ):
        world.add(applications, application=name, region=region, applicant_region=applicant)
    assert cases(world, "applicant_province_no", "cross_province") == {
        "at home": (4, False),
        "from elsewhere": (2, True),
        "untold": (None, None),
        "from nowhere": (None, None),
        "somewhere in the company": (2, None),
        "registered with the company": (1, None),
    }


def test_when_the_customer_was_told_of_a_step() -> None:
    world = World()
    world.case("a", BEGIN, END)
    world.step("a", "application", BEGIN, END, notified_at="2026-11-09 11:30")
    world.step("a", "supply_plan", BEGIN, END, notified_at="2026-11-09 09:59")
    world.step("a", "external_works", None, END, notified_at="2026-11-09 11:30")
    world.step("a", "metering", BEGIN, END)
    (rows,) = world.facts(step_fact)
    assert {row["step"]: (row["notified"], row["notice_minutes"]) for row in rows} == {
        "application": (True, 90),
        "supply_plan": (True, None),
        "external_works": (True, None),
        "metering": (False, None),
    }


def test_notices_that_were_never_delivered_are_unknown() -> None:
    world = World()
    world.case("a", BEGIN, END)
    world.step("a", "application", BEGIN, END)
    (rows,) = world.facts(step_fact)
    assert [(row["notified"], row["notice_minutes"]) for row in rows] == [(None, None)]
