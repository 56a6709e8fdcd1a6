"""`simulate` writes the delivery, loads it as any other, and a second time changes nothing."""

import pytest
from sqlalchemy import select

from app import create_app
from settings import Settings
from warehouse.delivered import applications
from warehouse.records import load_files, version_info

ASKED = ["simulate", "--cases", "300", "--seed", "3", "--until", "2026-11-22"]


@pytest.fixture
def app(tmp_path):
    return create_app(Settings(data=tmp_path, memory_mb=512, threads=2))


def test_simulated_cases_are_loaded_whole_and_marked(app, tmp_path):
    result = app.test_cli_runner().invoke(args=ASKED)
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "deliveries").iterdir()} == {
        "simulated-300-3-2026-11-22",
        "simulated-300-3-2026-11-22.truth.json",
    }
    with app.extensions["tongdian"].store.read() as reading:
        info = reading.connection.execute(select(version_info)).mappings().one()
        cases = reading.connection.execute(select(applications.c.application)).scalars().all()
        files = reading.connection.execute(select(load_files)).mappings().all()
    # Those of the last days may be missing where data are late; who applies again does so under the first number.
    assert 290 < len({case.removesuffix("-2") for case in cases}) <= 300
    assert info["simulated"] is True
    assert info["source"] == "模拟数据 / simulated"
    assert str(info["as_of_date"]) == "2026-11-22"
    assert all(file["rows_read"] == file["accepted"] and not file["left_out"] for file in files)

    again = app.test_cli_runner().invoke(args=ASKED)
    assert again.exit_code == 0, again.output
    assert len(app.extensions["tongdian"].store.versions()) == 1


def test_a_day_before_the_simulation_is_refused_with_a_sentence(app, tmp_path):
    result = app.test_cli_runner().invoke(args=["simulate", "--cases", "10", "--until", "2016-01-01"])
    assert result.exit_code == 1
    assert "The simulation begins on 2017-01-01" in result.output
    assert not (tmp_path / "deliveries").exists()
