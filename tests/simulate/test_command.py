"""`simulate` writes the delivery, loads it as any other, and a second time changes nothing."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from ingest.simulate import simulate
from ingest.simulate.folders import alone_in
from settings import Settings
from warehouse.delivered import applications
from warehouse.records import load_files, version_info

# A quarter of a year: what is asked here does not hang on how many years of channel use there are to load.
ASKED = ["simulate", "--cases", "300", "--seed", "3", "--until", "2017-03-31"]


def app_over(data: Path) -> Flask:
    return create_app(Settings(data=data, memory_mb=512, threads=2))


@pytest.fixture
def app(tmp_path):
    return app_over(tmp_path)


@pytest.fixture(scope="module")
def simulated_once(tmp_path_factory) -> Path:
    """A data folder into which the simulation has been written and loaded; tests take copies of it."""
    data = tmp_path_factory.mktemp("once") / "data"
    result = app_over(data).test_cli_runner().invoke(args=ASKED)
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture
def going(simulated_once, tmp_path) -> Flask:
    """The product over a copy of that folder."""
    shutil.copytree(simulated_once, tmp_path, dirs_exist_ok=True)
    return app_over(tmp_path)


def test_simulated_cases_are_loaded_whole_and_marked(going, tmp_path):
    assert {path.name for path in (tmp_path / "deliveries").iterdir()} == {
        "lock",
        "simulated-300-3-2017-03-31",
        "simulated-300-3-2017-03-31.truth.json",
    }
    with going.extensions["tongdian"].store.read() as reading:
        info = reading.connection.execute(select(version_info)).mappings().one()
        cases = reading.connection.execute(select(applications.c.application)).scalars().all()
        files = reading.connection.execute(select(load_files)).mappings().all()
    # Those of the last days may be missing where data are late; who applies again does so under the first number.
    assert 290 < len({case.removesuffix("-2") for case in cases}) <= 300
    assert info["simulated"] is True
    assert info["source"] == "模拟数据 / simulated"
    assert str(info["as_of_date"]) == "2017-03-31"
    assert all(file["rows_read"] == file["accepted"] and not file["left_out"] for file in files)

    again = going.test_cli_runner().invoke(args=ASKED)
    assert again.exit_code == 0, again.output
    assert len(going.extensions["tongdian"].store.versions()) == 1


def test_every_row_of_all_the_years_is_taken(simulated_store):
    with simulated_store.read() as reading:
        files = reading.connection.execute(select(load_files)).mappings().all()
    assert {"pushes", "channel_use", "drafts", "applications", "steps"} <= {file["contract_file"] for file in files}
    assert all(file["rows_read"] == file["accepted"] > 0 and not file["left_out"] for file in files)


def test_a_day_before_the_simulation_is_refused_with_a_sentence(app, tmp_path):
    result = app.test_cli_runner().invoke(args=["simulate", "--cases", "10", "--until", "2016-01-01"])
    assert result.exit_code == 1
    assert "The simulation begins on 2017-01-01" in result.output
    assert not (tmp_path / "deliveries").exists()


def test_a_day_that_is_not_over_is_refused_with_a_sentence(app, tmp_path):
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    result = app.test_cli_runner().invoke(args=["simulate", "--cases", "10", "--until", str(today)])
    assert result.exit_code == 1
    assert f"--until {today} is not over yet: ask for {today - timedelta(days=1)}" in result.output
    assert not (tmp_path / "deliveries").exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(app, tmp_path):
    result = app.test_cli_runner().invoke(args=[*ASKED, "--out", "/proc/nope"])
    assert result.exit_code == 1
    assert "Error: /proc/nope: No such file or directory." in result.output
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=[*ASKED, "--out", str(tmp_path / "file" / "below")])
    assert result.exit_code == 1
    assert "Not a directory." in result.output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (duckdb.OutOfMemoryException("could not allocate"), "its memory of 512 MB is too small"),
        (duckdb.IOException("No space left on device\nmore"), "No space left on device."),
        (OSError(28, "No space left on device"), "No space left on device."),
    ],
)
def test_an_engine_that_cannot_go_on_is_said_in_a_sentence(app, tmp_path, monkeypatch, error, said):
    def fail(*_given):
        raise error

    monkeypatch.setattr("ingest.simulate.bulk.append_frame", fail)
    result = app.test_cli_runner().invoke(args=["simulate", "--cases", "20", "--until", "2017-03-01"])
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert said in result.output.splitlines()[-1]
    assert [path.name for path in (tmp_path / "deliveries").iterdir()] == ["lock"]


def test_a_second_run_at_once_is_refused_with_a_sentence(app, tmp_path):
    with alone_in(tmp_path / "deliveries"):
        result = app.test_cli_runner().invoke(args=["simulate", "--cases", "20", "--until", "2017-03-01"])
    assert result.exit_code == 1
    assert f"Another run is writing simulated data into {tmp_path / 'deliveries'}" in result.output


def run(app, *args):
    return app.test_cli_runner().invoke(args=["simulate", *args])


def as_of_date(app):
    with app.extensions["tongdian"].store.read() as reading:
        return str(reading.connection.execute(select(version_info.c.as_of_date)).scalar_one())


def test_a_simulation_goes_on_from_where_the_store_is(going):
    result = run(going, "--continue", "2")
    assert result.exit_code == 0, result.output
    assert as_of_date(going) == "2017-04-02"
    # A day that was written and not loaded, as after a kill, is written and loaded anew.
    store = going.extensions["tongdian"].store
    store.rollback(store.versions()[-2], lambda _line: None)
    assert as_of_date(going) == "2017-04-01"
    assert run(going, "--continue", "1").exit_code == 0
    assert as_of_date(going) == "2017-04-02"


def test_what_cannot_go_on_is_said_in_a_sentence(app, simulated_once, delivered):
    empty = run(app, "--continue", "1")
    assert empty.exit_code == 1
    assert "No data has been loaded yet" in empty.output
    real = create_app(delivered(applications="application,submitted_at\n1,2026-03-01T00:00:00\n"))
    assert "real data (Hand-made)" in run(real, "--continue", "1").output
    assert "leave out --seed" in run(app_over(simulated_once), "--continue", "1", "--seed", "3").output


def test_what_goes_on_is_the_simulation_in_the_store(going, tmp_path):
    # Neither another's folder, newer than its own, nor the lack of its own leads elsewhere.
    simulate(50, 9, date(2017, 3, 31), tmp_path / "deliveries", memory_mb=512, threads=2, progress=print)
    result = run(going, "--continue", "1", "--out", str(tmp_path / "elsewhere"))
    assert result.exit_code == 0, result.output
    written = [path.name for path in (tmp_path / "elsewhere").iterdir() if path.is_dir()]
    assert written == ["simulated-300-3-2017-03-31-and-2017-04-01"]
    with going.extensions["tongdian"].store.read() as reading:
        assert reading.connection.execute(select(version_info.c.simulation)).scalar_one() == (
            "300 cases from seed 3 until 2017-03-31"
        )


@pytest.mark.parametrize("other", [("--seed", "4"), ("--cases", "301"), ("--until", "2017-03-30")])
def test_another_simulation_is_refused_before_it_is_written(going, tmp_path, other):
    result = run(going, *ASKED[1:], *other)
    assert result.exit_code == 1
    assert "another simulation (300 cases from seed 3 until 2017-03-31; its data reach to 2017-03-31)" in result.output
    assert "--continue DAYS, or simulate into an empty TONGDIAN_DATA" in result.output
    assert len(list((tmp_path / "deliveries").glob("simulated-*-31"))) == 1
    assert not list((tmp_path / "deliveries").glob("simulated-*-30"))


def test_simulated_data_are_not_written_beside_real_ones(delivered, tmp_path):
    real = create_app(delivered(applications="application,submitted_at\n1,2026-03-01T00:00:00\n"))
    result = run(real, *ASKED[1:])
    assert result.exit_code == 1
    assert "real data (Hand-made)" in result.output
    assert not (tmp_path / "data" / "deliveries").exists()
