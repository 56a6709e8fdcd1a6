"""Regions that move: the row in force at the version's end decides what a snapshot of a region covers."""

from pathlib import Path

import pytest

from tests.ingest.deliveries import case, content, deliver, load_into
from warehouse.delivered import applications
from warehouse.records import places
from warehouse.versions import Store

COMPANY = [
    {"region": "0", "name": "Company"},
    {"region": "1", "parent": "0", "name": "North"},
    {"region": "2", "parent": "0", "name": "South"},
]
IN_NORTH = {"region": "9", "parent": "1", "name": "County", "to": "2025-12-31"}
IN_SOUTH = {"region": "9", "parent": "2", "name": "County", "from": "2026-01-01"}
LATER_NORTH = {"region": "9", "parent": "1", "name": "County", "from": "2026-06-01"}
CASES = [case("county", region="9"), case("north", region="1")]


def snapshot_of_north(folder: Path, **more: object) -> Path:
    rows = [case("north", region="1")]
    return deliver(folder, "2026-03-01T00:00:00", "snapshot", 'covers = ["1"]', applications=rows, **more)


@pytest.mark.parametrize("editions", [(IN_NORTH, IN_SOUTH, LATER_NORTH), (LATER_NORTH, IN_SOUTH, IN_NORTH)])
def test_a_regional_snapshot_leaves_a_county_that_has_moved_away(
    store: Store, tmp_path: Path, editions: tuple[dict[str, str], ...]
):
    regions = [*COMPANY, *editions]
    load_into(store, deliver(tmp_path / "1", "2026-02-01T00:00:00", regions=regions, applications=CASES))
    load_into(store, snapshot_of_north(tmp_path / "2"))
    assert content(store, applications, "application") == [("county",), ("north",)]
    # North is place 2, South 3 and the county the place after it.
    assert ("9", 3) in content(store, places, "region", "parent_no")


def test_a_snapshot_may_itself_bring_the_move(store: Store, tmp_path: Path):
    first = deliver(tmp_path / "1", "2026-02-01T00:00:00", regions=[*COMPANY, IN_NORTH], applications=CASES)
    load_into(store, first)
    load_into(store, snapshot_of_north(tmp_path / "2", regions=[IN_SOUTH]))
    assert content(store, applications, "application") == [("county",), ("north",)]
