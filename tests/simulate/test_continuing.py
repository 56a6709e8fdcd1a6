"""A simulation that goes on: what each day brings, loaded day by day, is what one snapshot of the later day shows."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Table, select

from ingest.simulate import Origin, continue_simulation
from ingest.work import FILES
from settings import Settings
from tests.conftest import load_into, store_of
from tests.simulate.conftest import make, read_bulk
from warehouse import delivered
from warehouse.delivered import BOOKKEEPING
from warehouse.records import covered, version_info
from warehouse.service_facts import FACTS

# At the rate of 500 cases in the first nine weeks: about ten a day.
ORIGIN, DAYS = Origin(cases=500, seed=11, until=date(2017, 3, 5)), 60
LOADED_DAYS = 7  # of them: more than the late province is behind; a load takes seconds
LAST = ORIGIN.until + timedelta(days=DAYS)


def go_on(deliveries: Path, first: date, days: int, origin: Origin = ORIGIN) -> list[Path]:
    means = {"memory_mb": 512, "threads": 2, "progress": lambda _line: None}
    return list(continue_simulation(origin, first, days, deliveries, **means))


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The origin's snapshot, what each of the days brings, and (apart, in later/) a snapshot of the last of them."""
    folder = tmp_path_factory.mktemp("deliveries")
    make(folder, ORIGIN.cases, ORIGIN.seed, ORIGIN.until)
    go_on(folder, ORIGIN.until + timedelta(days=1), DAYS)
    make(folder / "later", ORIGIN.cases, ORIGIN.seed, ORIGIN.until, at=LAST)
    return folder


def rows_of(folder: Path) -> dict[str, pd.DataFrame]:
    """The rows of each bulk file of a delivery."""
    return {file.stem: read_bulk(file) for file in folder.glob("*.parquet")}


def merged(there: pd.DataFrame, brought: pd.DataFrame, table: Table, named: set[str]) -> pd.DataFrame:
    """The rows after an increment, by the contract: keyed, or replaced whole for each case that it names."""
    if table.info["whole"]:
        return pd.concat([there[~there.application.isin(named)], brought])
    return pd.concat([there, brought]).drop_duplicates(list(table.info["keys"]), keep="last")


def in_order(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    ordered = rows.sort_values(list(table.info["keys"]), ignore_index=True).astype(object)
    return ordered.where(ordered.notna(), None)


def loaded(data: Path, last: date, *folders: Path) -> dict[str, pd.DataFrame]:
    """Every delivered and derived table once these folders are loaded in turn, without the bookkeeping of loads."""
    settings = Settings(data=data, memory_mb=512, threads=2)
    for folder in folders:
        load_into(settings, folder)
    tables = {}
    with store_of(settings).read() as reading:
        assert reading.connection.execute(select(version_info.c.as_of_date)).scalar_one() == last
        for table in (*FILES, *FACTS, covered):
            columns = [column for column in table.columns if column.name not in BOOKKEEPING]
            columns = [column for column in columns if not column.name.endswith("_as_of")]
            frame = pd.DataFrame(reading.connection.execute(select(*columns)).mappings().all())
            tables[table.name] = frame.astype(object).where(frame.notna(), None)
    return tables


def days_of(count: int) -> list[str]:
    """The names of the folders of the first days that follow."""
    return [ORIGIN.name_of(ORIGIN.until + timedelta(days=number + 1)) for number in range(count)]


def test_days_one_by_one_equal_one_snapshot(deliveries):
    there = rows_of(deliveries / ORIGIN.name)
    for day in days_of(DAYS):
        brought = rows_of(deliveries / day)
        named = {
            case for name in ("applications", "steps", "holds") if name in brought for case in brought[name].application
        }
        for name, rows in brought.items():
            there[name] = merged(there[name], rows, delivered.metadata.tables[name], named)
    at_once = rows_of(deliveries / "later" / f"{ORIGIN.name}-at-{LAST}")
    assert {name for name, rows in at_once.items() if rows.empty} == {"pushes"}  # there are none before the one app
    for name, rows in at_once.items():
        table = delivered.metadata.tables[name]
        pd.testing.assert_frame_equal(in_order(there[name], table), in_order(rows, table), obj=name)


def test_days_loaded_one_by_one_equal_one_snapshot_loaded(deliveries, tmp_path):
    last = ORIGIN.until + timedelta(days=LOADED_DAYS)
    folders = [deliveries / day for day in days_of(LOADED_DAYS)]
    step_by_step = loaded(tmp_path / "days", last, deliveries / ORIGIN.name, *folders)
    snapshot = make(tmp_path, ORIGIN.cases, ORIGIN.seed, ORIGIN.until, at=last)
    at_once = loaded(tmp_path / "once", last, snapshot)
    filled = {"applications", "steps", "holds", "answers", "contacts", "drafts", "channel_use", "case_fact"}
    assert {name for name, rows in at_once.items() if len(rows)} >= filled
    for name, rows in at_once.items():
        by = list(rows.columns)
        pd.testing.assert_frame_equal(
            step_by_step[name].sort_values(by, ignore_index=True), rows.sort_values(by, ignore_index=True), obj=name
        )


@pytest.mark.parametrize("days", [1, 7])
def test_a_day_brings_the_same_whichever_days_are_asked_for(deliveries, tmp_path, days):
    first = ORIGIN.until + timedelta(days=20)
    [day, *_others] = go_on(tmp_path, first, days)
    for file in (deliveries / day.name).iterdir():
        assert (day / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_day_brings_what_changed_on_it_and_the_whole_of_each_case(deliveries):
    day = ORIGIN.until + timedelta(days=30)
    folder = deliveries / ORIGIN.name_of(day)
    cases, steps = read_bulk(folder / "applications.parquet"), read_bulk(folder / "steps.parquet")
    assert 5 < len(cases) < 100  # of the several hundred there are
    assert cases.submitted_at.dt.date.isin([day]).any()
    open_again = steps[steps.entered_at < pd.Timestamp(day)]
    assert len(open_again)  # steps that had been told before come with those that are new
    later = read_bulk(deliveries / "later" / f"{ORIGIN.name}-at-{LAST}" / "steps.parquet")
    entered = later[later.application.isin(steps.application) & (later.entered_at < pd.Timestamp(day))]
    # All but those of provinces and cases that are told of late.
    assert len(open_again) >= 0.9 * len(entered)


def test_later_days_bring_cases_at_the_same_rate(deliveries):
    later = read_bulk(deliveries / "later" / f"{ORIGIN.name}-at-{LAST}" / "applications.parquet")
    number = later.application.str.removeprefix("SIM").str.removesuffix("-2").astype(int)
    first = later[~later.application.str.endswith("-2")]
    assert (number[first.index] <= ORIGIN.cases).sum() == ORIGIN.cases
    new = first[number[first.index] > ORIGIN.cases]
    # March and April are busier than the weeks around the Spring Festival: more than the 500, fewer than twice as many.
    assert 500 < len(new) < 1000
    assert new.submitted_at.min() >= pd.Timestamp(ORIGIN.until) + pd.Timedelta(days=1)
    assert later.application.is_unique


def test_memory_does_not_grow_with_chunks_and_days(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.simulate.chunks.CHUNK_CASES", 20)
    origin = Origin(cases=160, seed=1, until=date(2025, 6, 30))  # eight chunks
    # Too little for a table a day and file, twice what a table a file takes.
    means = {"memory_mb": 32, "threads": 1, "progress": lambda _line: None}
    assert len(continue_simulation(origin, date(2025, 7, 1), 30, tmp_path, **means)) == 30


def test_a_day_on_which_nothing_changed_says_so_and_can_be_loaded(tmp_path):
    origin = Origin(cases=5, seed=1, until=date(2017, 6, 30))
    snapshot = make(tmp_path, origin.cases, origin.seed, origin.until)
    [day] = go_on(tmp_path, date(2017, 7, 1), 1, origin)
    assert read_bulk(day / "applications.parquet").empty
    assert not (day / "steps.parquet").exists()
    assert len(loaded(tmp_path / "data", date(2017, 7, 1), snapshot, day)["applications"]) == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: go_on(Path("nowhere"), ORIGIN.until, 1), "goes on later"),
        (lambda: go_on(Path("nowhere"), LAST, 0), "1 or more"),
        (lambda: go_on(Path("nowhere"), date(2040, 1, 1), 1), "begin a new one"),
    ],
)
def test_days_that_cannot_follow_are_refused(change: Callable[[], object], words):
    with pytest.raises(ValueError, match=words):
        change()
    assert not Path("nowhere").exists()


def test_an_increment_says_how_far_the_late_province_is(deliveries):
    day = ORIGIN.until + timedelta(days=1)
    said = (deliveries / ORIGIN.name_of(day) / "delivery.toml").read_text(encoding="utf-8")
    assert 'kind = "increment"' in said
    assert "as_of = 2017-03-07T00:00:00+08:00" in said
    assert said.strip().endswith("0000 = 2017-03-01T00:00:00")  # six days behind
    assert "delivery.toml" not in delivered.metadata.tables
