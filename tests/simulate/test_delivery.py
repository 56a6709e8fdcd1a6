"""A simulated delivery keeps the contract, says that it is simulated, and is the same whenever it is asked for."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

import warehouse
from ingest.simulate import SimulationStopped, simulate
from ingest.simulate.folders import alone_in
from ingest.simulate.paths import PATHS
from ingest.simulate.services import CLASSES, CODES
from tests.simulate.conftest import UNTIL, make, read_bulk, read_rows
from warehouse import delivered
from warehouse.delivered import contract_columns

CATALOGUES = Path(warehouse.__file__).with_name("catalogues")
READERS = {".csv": read_rows, ".parquet": read_bulk}
FILES = {
    *("regions", "units", "limits", "targets", "events"),
    *("applications", "steps", "holds", "appointments", "answers", "contacts", "complaints"),
    *("channel_use", "pushes", "drafts"),
}
AHEAD = ["due_at", "window_start", "window_end"]  # stamps that may lie ahead of the data
EARLY = date(2017, 3, 31)  # where the length of the history does not matter
END = pd.Timestamp(UNTIL) + pd.Timedelta(days=1)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_same_seed_same_bytes_other_seed_other_bytes(delivery, tmp_path):
    assert contents(make(tmp_path)) == contents(delivery.folder)
    seven, eight = (contents(make(tmp_path / str(seed), 200, seed, EARLY)) for seed in (7, 8))
    assert eight["applications.parquet"] != seven["applications.parquet"]


def test_asking_again_replaces_the_folder(tmp_path):
    folder = make(tmp_path, cases=500, until=EARLY)
    (folder / "stray.csv").write_text("stray", encoding="utf-8")
    assert make(tmp_path, cases=500, until=EARLY) == folder
    assert {path.name for path in tmp_path.iterdir()} == {folder.name, f"{folder.name}.truth.json", "lock"}
    assert not (folder / "stray.csv").exists()


def test_a_delivery_that_is_there_already_stays_for_those_who_read_it(tmp_path):
    folder = make(tmp_path, cases=20, until=EARLY)
    there = folder.stat().st_ino
    assert make(tmp_path, cases=20, until=EARLY).stat().st_ino == there


def test_what_a_killed_run_left_is_swept(tmp_path):
    for left in ("simulated-9-9-2026-01-01.building", "simulated-9-9-2026-01-01.gathered.building"):
        (tmp_path / left).mkdir(parents=True)
    (tmp_path / "simulated-9-9-2026-01-01.truth.json.building").write_text("{", encoding="utf-8")
    (tmp_path / "mine.building").mkdir()
    folder = make(tmp_path, cases=20, until=EARLY)
    assert {path.name for path in tmp_path.iterdir()} == {
        *(folder.name, f"{folder.name}.truth.json", "lock", "mine.building")
    }


def test_there_is_no_delivery_without_its_truth(tmp_path, monkeypatch):
    def fail(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.simulate.truth.json.dumps", fail)
    with pytest.raises(OSError, match="No space left"):
        make(tmp_path, cases=20, until=EARLY)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_two_runs_do_not_write_at_once(tmp_path):
    with alone_in(tmp_path), pytest.raises(SimulationStopped, match="Another run"):
        make(tmp_path, cases=20, until=EARLY)


def test_says_that_it_is_simulated(delivery):
    said = tomllib.loads((delivery.folder / "delivery.toml").read_text(encoding="utf-8"))
    assert "simulated" in delivery.folder.name
    assert said["simulated"] is True
    assert said["source"] == "模拟数据 / simulated"
    assert (said["kind"], said["time_zone"], said["calendar"]) == ("snapshot", "Asia/Shanghai", "CN")
    assert said["as_of"].astimezone(UTC) == datetime(
        2026, 11, 22, 16, tzinfo=UTC
    )  # midnight after the 22nd in Shanghai


def test_files_hold_only_columns_of_the_contract(delivery):
    files = {path.stem: path for path in delivery.folder.iterdir() if path.suffix != ".toml"}
    assert set(files) == FILES
    for name, path in files.items():
        frame = READERS[path.suffix](path)
        columns = [column.name for column in contract_columns(delivered.metadata.tables[name])]
        assert list(frame.columns) == [column for column in columns if column in frame.columns]
        required = [c.name for c in contract_columns(delivered.metadata.tables[name]) if not c.nullable]
        assert not frame[required].isna().any().any()


def test_keys_are_unique(delivery):
    for file in delivery.folder.iterdir():
        if file.suffix in READERS:
            rows = READERS[file.suffix](file)
            assert not rows.duplicated(delivered.metadata.tables[file.stem].info["keys"]).any(), file.name


def test_every_first_application_is_shown_once_the_late_data_are_in(delivery, tmp_path):
    later = read_bulk(make(tmp_path, at=UNTIL + timedelta(days=11)) / "applications.parquet")
    first = later[(later.submitted_at < END) & ~later.application.str.endswith("-2")]
    assert len(first) == 20_000
    shown = delivery.applications[~delivery.applications.application.str.endswith("-2")]
    missing = first[~first.application.isin(shown.application)]
    assert len(missing) < 60
    assert (missing.submitted_at >= END - pd.Timedelta(days=10)).all()  # 6 of the province and 4 of the case


def test_every_parent_exists(delivery):
    cases = set(delivery.applications.application)
    assert set(delivery.steps.application) <= cases
    assert set(delivery.holds.application) <= cases
    regions = set(delivery.regions.region)
    assert set(delivery.applications.region) | set(delivery.applications.applicant_region) <= regions
    assert set(delivery.regions.parent) - {""} <= regions
    assert (delivery.regions.parent == "").sum() == 1
    assert set(delivery.units.region) <= regions
    assert set(delivery.steps.unit.dropna()) <= set(delivery.units.unit)


def test_codes_are_those_of_the_catalogues():
    catalogue = {
        name: set(read_rows(CATALOGUES / f"{name}.csv").iloc[:, 0]) for name in ("services", "classes", "step_names")
    }
    assert set(CODES) == catalogue["services"]
    assert set(CLASSES) == catalogue["classes"]
    assert {slot.step for path in PATHS for slot in path} <= catalogue["step_names"]


def test_the_company_has_27_provincial_companies_and_not_the_southern_ones(delivery):
    provinces = delivery.regions[delivery.regions.level == "province"]
    assert len(provinces) == 27
    assert {"冀北", "河北南网", "蒙东"} <= set(provinces.name)
    assert not {"广东", "广西", "云南", "贵州", "海南"} & set(provinces.name)
    assert set(delivery.regions.level) == {"company", "province", "city", "county", "station"}
    assert (delivery.regions.name_en != "").all()


def test_no_stamp_after_until(delivery):
    for file in delivery.folder.glob("*.parquet"):
        stamps = read_bulk(file).select_dtypes("datetime").drop(columns=AHEAD, errors="ignore")
        assert (stamps.max() < END).all(), file.name
    running = delivery.applications.accepted_at.notna() & delivery.applications.ended_at.isna()
    assert running.sum() > 50
    assert delivery.applications.outcome[running].isna().all()


def test_stamps_follow_one_another(delivery):
    cases = delivery.applications
    for earlier, later in (("submitted_at", "accepted_at"), ("accepted_at", "ended_at"), ("ended_at", "archived_at")):
        both = cases[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all()
    assert (delivery.steps.left_at.dropna() >= delivery.steps.entered_at[delivery.steps.left_at.notna()]).all()
    powered = cases[cases.outcome == "powered"]
    last = delivery.steps.groupby("application").left_at.max()
    assert (powered.power_on_at.to_numpy() == last[powered.application].to_numpy()).all()


@pytest.mark.parametrize(
    ("cases", "until"),
    [
        *((0, UNTIL), (1_000_000_000, UNTIL), (10, date(2016, 12, 31)), (10, date(2047, 1, 1))),
        # Working days bring more than the New Year holidays, so that a million a day would run out of numbers.
        *((1_000_000, date(2017, 1, 2)), (10_000_000, date(2017, 1, 5))),
    ],
)
def test_senseless_wishes_are_refused(tmp_path, cases, until):
    with pytest.raises(ValueError, match=r"\."):
        simulate(cases, 1, until, tmp_path, memory_mb=256, threads=1, progress=print)
    assert list(tmp_path.iterdir()) == []
