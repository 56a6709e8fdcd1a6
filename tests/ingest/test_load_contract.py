"""Every file of the contract alike: nothing is lost, no order matters, snapshots delete and increments do not."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import ingest.load
from tests.ingest.conftest import THREADS
from tests.ingest.contract_rows import (
    COMPANY,
    CONTRACT,
    PLACES,
    bad_rows,
    delivered,
    keys_held,
    row,
    rows,
)
from tests.ingest.deliveries import content, deliver, load_into
from warehouse.delivered import applications, holds, regions, steps
from warehouse.records import loads, quarantine
from warehouse.versions import Store

DAY = "2026-02-{:02}T00:00:00".format
OTHERS = [table for table in CONTRACT if table is not regions]
OF_A_CASE = {applications.name, steps.name, holds.name}
pytestmark = pytest.mark.usefixtures("only_delivered")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store that has its regions and no other row yet."""
    folder = tmp_path_factory.mktemp("company")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest.load, "derive", lambda *_args, **_more: None)
        store = Store(folder / "warehouse", 256, THREADS)
        load_into(store, deliver(folder / "regions", "2026-01-01T00:00:00", regions=COMPANY))
        store.close()
        yield store.root


@pytest.fixture
def placed(company: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of that store."""
    store = Store(Path(shutil.copytree(company, tmp_path / "placed")), 256, THREADS)
    yield store
    store.close()


def test_the_same_rows_twice_change_nothing(placed: Store, tmp_path: Path):
    files = {table.name: rows(table, PLACES) for table in OTHERS}
    first = load_into(placed, deliver(tmp_path / "1", DAY(1), **files))
    before = delivered(placed)
    assert {name: len(found) for name, found in before.items()} == {
        table.name: 4 if table is not regions else len(COMPANY) for table in CONTRACT
    }
    backwards = {name: lines[::-1] for name, lines in files.items()}
    again = load_into(placed, deliver(tmp_path / "2", DAY(1), **backwards))
    assert delivered(placed) == before
    for report in (first, again):
        assert {(file.rows_read, file.accepted) for file in report.files} == {(4, 4)}
    assert content(placed, quarantine, "line") == []
    assert len(content(placed, loads, "load_no")) == 3


def test_what_was_delivered_is_held_value_for_value(placed: Store, tmp_path: Path):
    load_into(placed, deliver(tmp_path / "1", DAY(1), **{table.name: rows(table, [1]) for table in OTHERS}))
    changed = {table.name: rows(table, [1], "xx") for table in OTHERS}
    load_into(placed, deliver(tmp_path / "2", DAY(2), **changed))
    held = delivered(placed)
    for table in OTHERS:
        [found] = held[table.name]
        assert sum(value is None for value in found) == 0, table.name
        for column, text in row(table, 1, "xx").items():
            [key] = [column_.key for column_ in table.c if column_.name == column]
            value = dict(zip([c.key for c in table.c if c.key != "load_no"], found, strict=True))[key]
            if isinstance(value, str):
                assert value == text, (table.name, column)


def test_rows_that_cannot_be_taken_are_set_aside_with_line_and_reason(placed: Store, tmp_path: Path):
    faults = {table.name: bad_rows(table, 1) for table in OTHERS}
    files = {name: [row(applications.metadata.tables[name], 1), *[bad for bad, _, _ in found]]
             for name, found in faults.items()}  # fmt: skip
    report = load_into(placed, deliver(tmp_path / "1", DAY(1), **files))
    aside = content(placed, quarantine, "contract_file", "line", "reason", "detail")
    for name, found in faults.items():
        expected = [(name, line, reason, detail) for line, (_, reason, detail) in enumerate(found, start=3)]
        assert sorted(line for line in aside if line[0] == name) == expected
    assert {(file.contract_file, file.rows_read, file.accepted, file.superseded, file.quarantined)
            for file in report.files} == {(name, len(found) + 1, 1, 0, len(found))
                                          for name, found in faults.items()}  # fmt: skip


def test_an_older_delivery_is_superseded_row_by_row(placed: Store, tmp_path: Path):
    load_into(placed, deliver(tmp_path / "2", DAY(2), **{table.name: rows(table, [1, 2]) for table in OTHERS}))
    before = delivered(placed)
    older = {table.name: rows(table, [1, 2], "x") for table in OTHERS}
    report = load_into(placed, deliver(tmp_path / "1", DAY(1), **older))
    assert {(file.rows_read, file.superseded) for file in report.files} == {(2, 2)}
    assert delivered(placed) == before


def test_an_increment_deletes_nothing_and_a_snapshot_what_it_no_longer_holds(placed: Store, tmp_path: Path):
    load_into(placed, deliver(tmp_path / "1", DAY(1), **{table.name: rows(table, [1, 2]) for table in OTHERS}))
    load_into(placed, deliver(tmp_path / "2", DAY(2), **{table.name: rows(table, [3]) for table in OTHERS}))
    for table in OTHERS:
        assert len(keys_held(placed, table)) == 3, table.name
    files = {table.name: rows(table, [3]) for table in OTHERS}
    load_into(placed, deliver(tmp_path / "3", DAY(3), "snapshot", **files))
    for table in OTHERS:
        key = next(column.name for column in table.c if column.name == table.info["keys"][0])
        assert [value[:10] for value in keys_held(placed, table)] == [row(table, 3)[key][:10]], table.name


def test_a_regional_snapshot_deletes_in_its_regions_only(placed: Store, tmp_path: Path):
    load_into(placed, deliver(tmp_path / "1", DAY(1), **{table.name: rows(table, PLACES) for table in OTHERS}))
    files = {table.name: rows(table, []) for table in OTHERS}
    load_into(placed, deliver(tmp_path / "2", DAY(2), "snapshot", 'covers = ["1"]', **files))
    for table in OTHERS:
        regional = table.info["region"] or table.info["parent"]  # steps and answers are where their case is
        assert len(keys_held(placed, table)) == (2 if regional else 4), table.name


@st.composite
def a_delivery(draw: st.DrawFn) -> dict[str, Any]:
    """Some rows of some files. A snapshot with cases has their steps and holds too, and no others."""
    kind = draw(st.sampled_from(["increment", "snapshot"]))
    covers = draw(st.sampled_from([None, "1", "2"])) if kind == "snapshot" else None
    mark = draw(st.sampled_from(["", "x", "xx"]))
    numbers = st.sets(st.sampled_from(sorted(PLACES)))
    chosen = draw(st.sets(st.sampled_from(sorted(table.name for table in OTHERS)), min_size=1, max_size=5))
    cases = draw(numbers)
    if kind == "snapshot" and chosen & OF_A_CASE:
        chosen |= OF_A_CASE
    files: dict[str, Any] = {}
    for table in (table for table in OTHERS if table.name in chosen):
        held = cases if table is applications else draw(numbers)
        held &= cases if kind == "snapshot" and table.info["whole"] else held
        files[table.name] = rows(table, sorted(held), mark)
    return {"kind": kind, "more": f'covers = ["{covers}"]' if covers else "", **files}


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes long
@given(st.lists(a_delivery(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_whatever_the_order_the_same_rows_are_delivered(company: Path, deliveries: list[dict[str, Any]], random: Any):
    order = list(range(len(deliveries)))
    random.shuffle(order)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest.load, "derive", lambda *_args, **_more: None)
        in_order = _load_in_order(company, Path(folder) / "in order", deliveries, sorted(order))
        assert _load_in_order(company, Path(folder) / "in another", deliveries, order) == in_order


def _load_in_order(company: Path, folder: Path, deliveries: list[dict[str, Any]], order: list[int]) -> list[Any]:
    """All rows after the deliveries, and all but steps and holds after all cases have come at last."""
    store = Store(Path(shutil.copytree(company, folder / "warehouse")), 256, THREADS)
    try:
        for number in order:
            load_into(store, deliver(folder / str(number), DAY(number + 1), **deliveries[number]))
        found = delivered(store)
        load_into(store, deliver(folder / "last", DAY(9), applications=rows(applications, PLACES)))
        return [found, delivered(store, [table for table in CONTRACT if table not in (applications, steps, holds)])]
    finally:
        store.close()
