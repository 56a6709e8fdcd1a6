"""Cases that snapshots drop and later deliveries bring back have the same steps in whatever order all is loaded."""

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import answers, applications, steps
from warehouse.records import quarantine
from warehouse.versions import Store

DAY = "2026-02-0{}T00:00:00".format
SURVEY = step("A", "survey", "2026-01-05 09:00:00")
NO_STEPS = "application,step,entered_at\n"
pytestmark = pytest.mark.usefixtures("only_delivered")


def load_all(store: Store, folder: Path, deliveries: dict[int, dict[str, Any]], order: str) -> None:
    for number in map(int, order):
        load_into(store, deliver(folder / str(number), DAY(number), **deliveries[number]))


def waiting(store: Store) -> list[tuple[object, ...]]:
    rows = content(store, quarantine, "contract_file", "fields")
    return [(name,) for name, fields in rows if fields is not None]


@pytest.mark.parametrize("order", ["1234", "1324", "2314", "4321"])
def test_steps_newer_than_the_snapshot_that_drops_their_case_are_its_steps_when_it_returns(
    store: Store, tmp_path: Path, order: str
):
    deliveries = {
        1: {"applications": [case("A"), case("B")]},
        2: {"kind": "snapshot", "applications": [case("B")]},
        3: {"steps": [SURVEY], "answers": [{"answer": "a", "application": "A"}]},
        4: {"applications": [case("A")]},
    }
    load_all(store, tmp_path, deliveries, order)
    assert content(store, steps, "application", "step") == [("A", "survey")]
    assert content(store, answers, "answer") == [("a",)]
    assert waiting(store) == []


@pytest.mark.parametrize("covers", ["", 'covers = ["1"]'])
@pytest.mark.parametrize("order", ["1324", "2341", "3412", "4321"])
def test_steps_older_than_the_snapshot_that_drops_their_case_stay_gone(
    store: Store, tmp_path: Path, order: str, covers: str
):
    root, north = {"region": "0", "name": "Company"}, {"region": "1", "parent": "0", "name": "North"}
    load_into(store, deliver(tmp_path / "regions", "2026-01-09T00:00:00", regions=[root, north]))
    deliveries = {
        1: {"applications": [case("A", region="1")]},
        2: {"steps": [SURVEY]},
        3: {"kind": "snapshot", "more": covers, "applications": [case("B", region="1")]},
        4: {"applications": [case("A", region="1")]},
    }
    load_all(store, tmp_path, deliveries, order)
    assert content(store, applications, "application") == [("A",), ("B",)]
    assert content(store, steps, "application", "step") == []
    assert waiting(store) == []


@pytest.mark.parametrize("order", ["1243", "1324"])
def test_a_case_that_waits_for_its_region_has_named_its_steps(store: Store, tmp_path: Path, order: str):
    root, north = {"region": "0", "name": "Company"}, {"region": "1", "parent": "0", "name": "North"}
    load_into(store, deliver(tmp_path / "regions", "2026-01-09T00:00:00", regions=[root, north]))
    deliveries = {
        1: {"applications": [case("A", region="1")], "steps": [SURVEY]},
        2: {"applications": [case("A", region="9")], "steps": NO_STEPS},
        3: {"regions": [{"region": "9", "parent": "0", "name": "New"}]},
        4: {"applications": [case("B")]},
    }
    load_all(store, tmp_path, deliveries, order)
    assert content(store, applications, "application", "region") == [("A", "9"), ("B", None)]
    assert content(store, steps, "application", "step") == []


def test_a_case_that_waits_has_not_named_what_its_delivery_did_not_bring(store: Store, tmp_path: Path):
    root = {"region": "0", "name": "Company"}
    load_into(store, deliver(tmp_path / "regions", "2026-01-09T00:00:00", regions=[root]))
    deliveries = {
        1: {"applications": [case("A", region="0")], "steps": [SURVEY]},
        2: {"applications": [case("A", region="9")]},
        3: {"regions": [{"region": "9", "parent": "0", "name": "New"}], "steps": NO_STEPS},
    }
    load_all(store, tmp_path, deliveries, "123")
    assert content(store, applications, "application", "region") == [("A", "9")]
    assert content(store, steps, "application", "step") == [("A", "survey")]
