"""A version is published whole or not at all, whoever dies and whoever reads."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import applications
from warehouse.facts import case_fact, step_fact
from warehouse.records import loads, version_info
from warehouse.versions import Store

KILLS = 50
Loading = Callable[[list[Path], float | None], float]


@pytest.fixture
def loading(store: Store) -> Iterator[Loading]:
    """Loads folders at the same moment in other processes, killed after some seconds; returns how long it took."""
    command = [sys.executable, "-m", "tests.ingest.loading_process", str(store.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(folders: list[Path], kill_after: float | None) -> float:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({"folders": [str(f) for f in folders], "kill_after": kill_after}) + "\n")
            process.stdin.flush()
            return float(process.stdout.readline())

        yield ask
        process.communicate()


def small(folder: Path, number: int) -> Path:
    """A delivery of one case and its step."""
    rows = {"applications": [case(f"K{number:02}")], "steps": [step(f"K{number:02}", "metering", "2026-01-03")]}
    return deliver(folder / str(number), f"2026-03-01T00:00:{number:02}", **rows)


def loaded(store: Store) -> set[str]:
    """The cases of the current version, which must be whole: read from delivered rows, facts and the load history."""
    with store.read() as reading:
        cases = set(reading.connection.execute(select(applications.c.application)).scalars())
        assert set(reading.connection.execute(select(case_fact.c.application)).scalars()) == cases
        assert set(reading.connection.execute(select(step_fact.c.application)).scalars()) == cases
        assert reading.connection.execute(select(func.count()).select_from(loads)).scalar_one() == len(cases)
        assert reading.connection.execute(select(version_info.c.version)).scalar_one() == reading.version
    return cases


def test_kill_at_any_moment_leaves_the_old_or_the_new_version(store: Store, loading: Loading, tmp_path: Path):
    loading([small(tmp_path, 0)], None)
    usual = loading([small(tmp_path, 1)], None)
    assert loaded(store) == {"K00", "K01"}
    moments = [usual * 1.3 * place / KILLS for place in range(KILLS)]
    random.Random(7).shuffle(moments)
    there = {"K00", "K01"}
    for number, moment in enumerate(moments, start=2):
        loading([small(tmp_path, number)], moment)
        after = loaded(store)
        assert after in (there, there | {f"K{number:02}"}), f"killed after {moment:.3f} s"
        there = after
    assert len(there) < 2 + KILLS, "the first moment is before anything was published"
    loading([small(tmp_path, 59)], None)
    assert loaded(store) == there | {"K59"}
    assert not list(store.root.glob("building/*"))
    assert len(list(store.root.glob("*.duckdb"))) == len(store.versions()) <= 5


def test_of_two_loads_at_once_the_second_waits_and_both_are_there(store: Store, loading: Loading, tmp_path: Path):
    loading([small(tmp_path, number) for number in range(3)], None)
    assert loaded(store) == {"K00", "K01", "K02"}
    assert content(store, loads, "load_no") == [(1,), (2,), (3,)]


def test_a_reader_keeps_its_version_while_loads_publish_others(store: Store, loading: Loading, tmp_path: Path):
    loading([small(tmp_path, 0)], None)
    with store.read() as reading:
        for number in (1, 2):
            loading([small(tmp_path, number)], None)
        assert list(reading.connection.execute(select(case_fact.c.application)).scalars()) == ["K00"]
    assert loaded(store) == {"K00", "K01", "K02"}


def test_a_dry_run_does_all_but_the_publishing(store: Store, tmp_path: Path):
    report = load_into(store, small(tmp_path, 0), dry_run=True)
    assert report.dry_run
    assert [file.accepted for file in report.files] == [1, 1]
    assert store.current() is None
    assert list(store.root.glob("**/*.duckdb")) == []


def test_a_version_rolled_back_to_is_built_upon_and_its_lost_delivery_may_be_loaded_again(store: Store, tmp_path: Path):
    first = load_into(store, small(tmp_path, 0)).version
    second = load_into(store, small(tmp_path, 1)).version
    store.rollback(first)
    assert loaded(store) == {"K00"}
    third = load_into(store, small(tmp_path, 2)).version
    assert loaded(store) == {"K00", "K02"}
    again = load_into(store, small(tmp_path, 1))
    assert not again.already_loaded
    assert loaded(store) == {"K00", "K01", "K02"}
    assert first < second < third < again.version
    assert content(store, version_info, "parent") == [(third,)]


@pytest.mark.usefixtures("only_delivered")
def test_only_so_many_versions_are_kept(store: Store, tmp_path: Path):
    versions = [load_into(store, small(tmp_path, number), keep_versions=2).version for number in range(3)]
    assert store.versions() == versions[1:]


@pytest.mark.usefixtures("only_delivered")
def test_a_version_says_whether_fairly_satisfied_counts(store: Store, tmp_path: Path):
    for number, counts in enumerate((True, False)):
        load_into(store, small(tmp_path, number), fairly_satisfied=counts)
        assert content(store, version_info, "fairly_satisfied") == [(counts,)]


def test_progress_is_one_line_a_phase_with_rows(store: Store, tmp_path: Path):
    said: list[str] = []
    version = load_into(store, small(tmp_path, 0), progress=said.append).version
    assert said == [
        "applications.csv: 1 rows read as applications",
        "steps.csv: 1 rows read as steps",
        "merging with what is there",
        "deriving cases 1–1 of 1",
        "deriving which open cases will be late",
        "deriving what customers met",
        f"published version {version}",
    ]
