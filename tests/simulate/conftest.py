"""One small simulated delivery for all tests of this folder."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection

from ingest.simulate import FIRST_DAY, simulate
from ingest.simulate.services import LEGACY
from queries.catalogue import Catalogue, read_catalogue
from queries.measure import measure
from queries.scope import Scope
from queries.selection import Selection
from settings import Settings
from tests.conftest import load_into, store_of
from warehouse.calendar import CHINA, work_calendar

UNTIL = date(2026, 11, 22)
CASES, SEED = 20_000, 7
ROOT = "SG"
DAY_SUMS = ("channel_use", "pushes")

Ask = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Delivery:
    """A delivery's folder and its files as frames. service is today's in applications, whatever code a row bears."""

    folder: Path
    applications: pd.DataFrame
    steps: pd.DataFrame
    holds: pd.DataFrame
    regions: pd.DataFrame
    units: pd.DataFrame


def make(deliveries: Path, cases: int = CASES, seed: int = SEED, until: date = UNTIL, at: date | None = None) -> Path:
    return simulate(cases, seed, until, deliveries, at=at, memory_mb=512, threads=2, progress=lambda _line: None)


def read_bulk(file: Path) -> pd.DataFrame:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(file)]).df()


def read_rows(file: Path) -> pd.DataFrame:
    with file.open(encoding="utf-8", newline="") as lines:
        return pd.DataFrame(list(csv.DictReader(lines)))


@pytest.fixture(scope="session")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    folder = make(tmp_path_factory.mktemp("deliveries"))
    bulk = {name: read_bulk(folder / f"{name}.parquet") for name in ("applications", "steps", "holds")}
    today = pd.Series(LEGACY)
    service = bulk["applications"].service
    bulk["applications"]["service"] = service.map(today).fillna(service)
    rows = {name: read_rows(folder / f"{name}.csv") for name in ("regions", "units")}
    return Delivery(folder, **bulk, **rows)


@pytest.fixture(scope="session")
def truth(delivery) -> dict[str, Any]:
    """What is true of that delivery."""
    file = delivery.folder.with_name(f"{delivery.folder.name}.truth.json")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def connection(delivery, tmp_path_factory) -> Iterator[Connection]:
    """The delivery of this folder's tests, loaded but for the use of channels and pushes, which take longest."""
    folder: Path = tmp_path_factory.mktemp("truth")
    chosen = folder / "delivery"
    chosen.mkdir()
    for file in delivery.folder.iterdir():
        if file.stem not in DAY_SUMS:
            (chosen / file.name).symlink_to(file)
    settings = Settings(data=folder, memory_mb=512, threads=2)
    load_into(settings, chosen)
    with store_of(settings).read() as reading:
        yield reading.connection


@pytest.fixture(scope="session")
def catalogue(connection) -> Catalogue:
    """What that store holds."""
    return read_catalogue(connection)


@pytest.fixture(scope="session")
def ask(connection, catalogue) -> Ask:
    """Metrics of the years [first, last], by groups."""

    def asked(metrics: list[str], first: int, last: int, cohort: str = "accepted", by=(), **filters) -> pd.DataFrame:
        scope = Scope.at(catalogue, ROOT)
        place = catalogue.places[ROOT]
        selection = Selection(scope, place, date(first, 1, 1), date(last + 1, 1, 1), cohort, **filters)
        return measure(connection, catalogue, metrics, selection, by)

    return asked


@pytest.fixture(scope="session")
def working_days():
    """Working days elapsed on the clock that counts 24 hours of each working day, between two columns of stamps."""
    days = list(work_calendar(CHINA).days(FIRST_DAY, date(2030, 12, 31)))
    working = np.array([day.working for day in days])
    before = np.cumsum(working) - working

    def clock(stamps: pd.Series) -> np.ndarray:
        day = stamps.to_numpy().astype("datetime64[D]")
        number = (day - np.datetime64(FIRST_DAY)).astype(int)
        part = (stamps.to_numpy().astype("datetime64[s]") - day).astype(int) / 86_400
        return before[number] + working[number] * part

    return lambda start, end: pd.Series(clock(end) - clock(start), index=start.index)
