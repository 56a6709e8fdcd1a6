"""What a clerk types and reads: load, versions, rollback, quarantine."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

import commands
from accounts.opening import open_desk
from callbacks.product import Product
from queries.asker import Asker
from settings import Settings
from state.database import State
from tests.ingest.deliveries import case, deliver, step
from warehouse.versions import Store


class _NoCache:
    def get(self, key: str) -> None: ...

    def set(self, key: str, value: object) -> None: ...


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(data=tmp_path / "data", memory_mb=256)
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads)
    app = Flask("commands")
    asker = Asker(store, _NoCache())
    desk = open_desk(settings, State(settings.data), asker)
    app.extensions["tongdian"] = Product(settings, store, asker, _NoCache(), desk)
    commands.register(app)
    yield app
    store.close()
    desk.state.close()


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def test_a_load_gives_account_of_every_file(app: Flask, tmp_path: Path):
    rows = {
        "applications": [case("A", owner_name="x"), case("B", meters="many")],
        "steps": [step("A", "metering", "2026-01-03")],
    }
    folder = deliver(tmp_path / "d", **rows)
    (folder / "notes.txt").write_text("x")
    result = run(app, "load", folder)
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["applications.csv", "applications", "2", "1", "0", "1"] in lines
    assert ["steps.csv", "steps", "1", "1", "0", "0"] in lines
    assert "Left out of applications.csv: owner_name." in result.stdout
    assert "Not read, as it is no file of a delivery: notes.txt." in result.stdout
    assert "its data reach to 2026-03-01 00:00." in result.stdout
    assert "applications.csv: 2 rows read as applications" in result.stderr
    again = run(app, "load", folder)
    assert again.exit_code == 0
    assert "already; nothing was changed" in again.stdout


def test_a_refusal_is_one_sentence_on_stderr_and_no_success(app: Flask, tmp_path: Path):
    result = run(app, "load", deliver(tmp_path / "d", applications="application\nA\n"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: applications.csv lacks submitted_at or accepted_at")
    assert "Traceback" not in result.stderr
    missing = run(app, "load", tmp_path / "d", "--mapping", tmp_path / "none.toml")
    assert missing.exit_code == 1
    assert "none.toml" in missing.stderr


def test_a_dry_run_publishes_nothing(app: Flask, tmp_path: Path):
    result = run(app, "load", deliver(tmp_path / "d", applications=[case("A")]), "--dry-run")
    assert result.exit_code == 0
    assert "was checked and not published" in result.stdout
    assert run(app, "versions").exit_code == 1


def test_versions_are_listed_and_rolled_back(app: Flask, tmp_path: Path):
    assert "No data has been loaded yet" in run(app, "versions").stderr
    assert "No data has been loaded yet" in run(app, "quarantine", "list").stderr
    run(app, "load", deliver(tmp_path / "1", "2026-03-01T00:00:00", applications=[case("A")]))
    assert "no older version" in run(app, "rollback").stderr
    run(app, "load", deliver(tmp_path / "2", "2026-03-02T00:00:00", applications=[case("B")]))
    listed = run(app, "versions").stdout.splitlines()[1:]
    assert [line.startswith("*") for line in listed] == [False, True]
    assert "2026-03-02 00:00" in listed[1]
    assert run(app, "rollback").exit_code == 0
    listed = run(app, "versions").stdout.splitlines()[1:]
    assert [line.startswith("*") for line in listed] == [True, False]
    newest = listed[1].split()[0]
    assert run(app, "rollback", newest).exit_code == 0
    wrong = run(app, "rollback", "20200101T000000Z-0001")
    assert wrong.exit_code == 1
    assert newest in wrong.stderr


def test_quarantine_is_listed_in_words_and_exported_for_a_spreadsheet(app: Flask, tmp_path: Path):
    run(app, "load", deliver(tmp_path / "1", applications=[case("A")]))
    assert "Nothing is in quarantine" in run(app, "quarantine", "list").stdout
    text = "application,accepted_at\n=1+1,2026-01-02,=2\nB,soon\n"
    run(app, "load", deliver(tmp_path / "2", "2026-03-02T00:00:00", more="simulated = false", applications=text))
    listed = run(app, "quarantine", "list").stdout
    assert "值无法识别 / A value cannot be read" in listed
    assert "列数过多 / Too many fields" in listed
    file = tmp_path / "aside.csv"
    exported = run(app, "quarantine", "export", file)
    assert exported.stdout == f"2 rows written to {file}.\n"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert [row[-1] for row in rows[-2:]] == ["'=1+1,2026-01-02,=2\n", "application=B; accepted_at=soon"]
    assert "applications.csv" in rows[-1]
    nowhere = run(app, "quarantine", "export", tmp_path / "no folder" / "aside.csv")
    assert nowhere.exit_code == 1
    assert "no folder" in nowhere.stderr
