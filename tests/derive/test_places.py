"""The tree of regions at as_of, what "now" is in each, and which place a case belongs to."""

from datetime import date
from typing import Any

import pytest

from ingest.errors import LoadRefused
from tests.derive.world import World
from warehouse.delivered import regions
from warehouse.facts import case_fact
from warehouse.records import covered, places


def company(world: World) -> None:
    tree: list[dict[str, Any]] = [
        {"region": "cn", "parent": None, "level": "company"},
        {"region": "sx", "parent": "cn", "level": "province"},
        {"region": "js", "parent": "cn", "level": "province"},
        {"region": "nj", "parent": "js", "level": "city"},
        {"region": "sz", "parent": "js", "level": "city"},
        {"region": "kunshan", "parent": "sz", "level": "county"},
    ]
    for region in tree:
        world.add(regions, name=region["region"].title(), **region)


def test_numbers_run_in_pre_order_and_a_subtree_is_a_range() -> None:
    world = World()
    company(world)
    (rows,) = world.facts(places)
    tree = {row["region"]: row for row in rows}
    assert [row["region"] for row in sorted(rows, key=lambda row: row["place_no"])] == [
        "cn", "js", "nj", "sz", "kunshan", "sx",
    ]  # fmt: skip
    within = [name for name, row in tree.items() if tree["js"]["place_no"] <= row["place_no"] <= tree["js"]["last_no"]]
    assert sorted(within) == ["js", "kunshan", "nj", "sz"]
    kunshan = tree["kunshan"]
    assert kunshan["depth"] == 3
    assert kunshan["parent_no"] == tree["sz"]["place_no"]
    ancestors = [tree["js"]["place_no"], tree["sz"]["place_no"], kunshan["place_no"], None, None, None]
    assert [kunshan[f"a{depth}"] for depth in range(1, 7)] == ancestors
    assert [tree["cn"][f"a{depth}"] for depth in range(1, 7)] == [None] * 6


def test_cases_stand_in_their_place_and_province() -> None:
    world = World()
    company(world)
    for region in ("kunshan", "js", "cn", None):
        world.case(str(region), "2026-11-09 10:00", region=region)
    tree, cases = world.facts(places, case_fact)
    number = {row["region"]: row["place_no"] for row in tree}
    assert {row["application"]: (row["place_no"], row["province_no"]) for row in cases} == {
        "kunshan": (number["kunshan"], number["js"]),
        "js": (number["js"], number["js"]),
        "cn": (number["cn"], number["cn"]),
        "None": (number["cn"], number["cn"]),
    }


def test_now_is_as_of_or_what_the_nearest_region_above_covers() -> None:
    world = World(now="2026-11-20 12:00")
    company(world)
    world.add(covered, region="js", until=world.utc("2026-11-18 12:00"))
    world.add(covered, region="sz", until=world.utc("2026-11-19 12:00"))
    world.add(covered, region="sx", until=world.utc("2026-11-21 12:00"))
    for region in ("nj", "sx"):
        world.case(region, "2026-11-17 12:00", region=region)
    tree, cases = world.facts(places, case_fact)
    assert {row["region"]: row["now_at"] for row in tree} == {
        "cn": world.utc("2026-11-20 12:00"),
        "js": world.utc("2026-11-18 12:00"),
        "nj": world.utc("2026-11-18 12:00"),
        "sz": world.utc("2026-11-19 12:00"),
        "kunshan": world.utc("2026-11-19 12:00"),
        "sx": world.utc("2026-11-20 12:00"),
    }
    assert {row["application"]: row["elapsed_minutes"] / 1440 for row in cases} == {"nj": 1, "sx": 3}


def test_the_tree_is_that_of_as_of() -> None:
    world = World(now="2026-11-20 12:00")
    world.add(regions, region="cn", name="Company")
    world.add(regions, region="a", parent="cn", name="A")
    world.add(regions, region="b", parent="cn", name="B")
    world.add(regions, region="moved", parent="a", name="Before", to_date=date(2026, 1, 1))
    world.add(regions, region="moved", parent="b", name="After", from_date=date(2026, 1, 1))
    world.add(regions, region="moved", parent="a", name="Later", from_date=date(2026, 12, 1))
    world.add(regions, region="dissolved", parent="a", name="Dissolved", to_date=date(2025, 1, 1))
    (rows,) = world.facts(places)
    tree = {row["region"]: row for row in rows}
    assert tree["moved"]["name"] == "After"
    assert tree["moved"]["parent_no"] == tree["b"]["place_no"]
    assert tree["dissolved"]["parent_no"] == tree["a"]["place_no"]  # its cases keep their place


def test_without_regions_there_is_one_root() -> None:
    world = World()
    world.case("case", "2026-11-09 10:00")
    tree, cases = world.facts(places, case_fact)
    assert [(row["region"], row["depth"]) for row in tree] == [("root", 0)]
    assert cases[0]["place_no"] == cases[0]["province_no"] == tree[0]["place_no"]


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ([("a", None), ("b", None)], "exactly one region must have no parent.*: a, b"),
        ([("a", "b"), ("b", "a")], "exactly one region must have no parent.*: none"),
        ([("a", None), ("b", "gone")], "b does not hang on the root a"),
        ([("a", None), ("b", "c"), ("c", "b")], "b does not hang on the root a"),
        ([("r0", None), *[(f"r{i}", f"r{i - 1}") for i in range(1, 8)]], "r7 lies more than 6 levels under the root"),
    ],
)
def test_regions_that_are_no_tree_are_refused(tree: list[tuple[str, str | None]], sentence: str) -> None:
    world = World()
    for region, parent in tree:
        world.add(regions, region=region, parent=parent, name=region)
    with pytest.raises(LoadRefused, match=sentence):
        world.facts(places)
