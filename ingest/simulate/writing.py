"""Writing deliveries: the tree and the rules as CSV, the bulk as Parquet, and what each says about itself."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select

from ingest.simulate.cases import World
from ingest.simulate.chunks import Simulation
from ingest.simulate.errors import SimulationStopped
from ingest.simulate.limits import BASELINE_LIMITS
from ingest.simulate.places import regions_frame, units_frame
from warehouse import delivered
from warehouse.delivered import contract_columns
from warehouse.dialect import ENGINE_ERRORS, append_frame, is_out_of_memory, said_by_engine, write_parquet
from warehouse.engine import open_engine

SOURCE = "模拟数据 / simulated"
TIME_ZONE = "Asia/Shanghai"
TARGETS, EVENTS = (Path(__file__).with_name(f"{name}.csv") for name in ("targets", "events"))
SNAPSHOT, INCREMENT = "snapshot", "increment"
SUMMED = {"drafts": ("started", "submitted", "accepted")}  # sums of a day that several chunks have a part in
PENDING_ROWS = 300_000  # gathered before they are appended: bounds memory, and saves many small appends


def write_statement(folder: Path, simulation: Simulation, kind: str, last: date) -> None:
    """Write delivery.toml: which simulation, and data to the end of the day `last`, less far in a late province."""
    world = simulation.world
    as_of = datetime.combine(last + timedelta(days=1), datetime.min.time())
    places = [world.places.region[place] for place in world.places.provinces]
    behind = [
        f"{region} = {(as_of - timedelta(seconds=int(lag))).isoformat()}\n"
        for region, lag in zip(places, world.characters.lag, strict=True)
        if lag
    ]
    (folder / "delivery.toml").write_text(
        f'source = "{SOURCE}"\n'
        "simulated = true\n"
        f'simulation = "{simulation.origin.words}"\n'
        f'kind = "{kind}"\n'
        f'time_zone = "{TIME_ZONE}"\n'
        'calendar = "CN"\n'
        f"as_of = {as_of.isoformat()}+08:00\n"
        f"\n[covered_until]\n{''.join(behind)}",
        encoding="utf-8",
    )


def write_rules(folder: Path, world: World, first: date) -> None:
    """Write what a snapshot holds besides the bulk: the tree from the day `first` on, the units, the rules."""
    regions_frame(world.places, first.isoformat()).to_csv(folder / "regions.csv", index=False, lineterminator="\n")
    units_frame(world.places).to_csv(folder / "units.csv", index=False, lineterminator="\n")
    for file in (BASELINE_LIMITS, TARGETS, EVENTS):
        shutil.copyfile(file, folder / file.name)


class Bulk:
    """The rows of one or more deliveries, gathered in a scratch database until they are written as Parquet files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session: Any = connection.connection.dbapi_connection
        self._tables: dict[tuple[int, str], Table] = {}
        self._pending: dict[tuple[int, str], list[pd.DataFrame]] = {}
        self._pending_rows = 0

    def add(self, delivery: int, name: str, rows: pd.DataFrame) -> None:
        """Add rows of a file to a delivery, after those that are there."""
        self._pending.setdefault((delivery, name), []).append(rows)
        self._pending_rows += len(rows)
        if self._pending_rows >= PENDING_ROWS:
            self._append()

    def write(self, delivery: int, folder: Path) -> None:
        """Write the files of a delivery."""
        self._append()
        for (number, name), table in self._tables.items():
            if number == delivery:
                written = self._summed(table, name) if name in SUMMED else table
                write_parquet(self._session, written.name, folder / f"{name}.parquet")

    def _append(self) -> None:
        for (delivery, name), frames in self._pending.items():
            rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
            append_frame(self._session, self._table(delivery, name, rows).name, rows)
        self._pending, self._pending_rows = {}, 0

    def _table(self, delivery: int, name: str, rows: pd.DataFrame) -> Table:
        if (delivery, name) not in self._tables:
            columns = contract_columns(delivered.metadata.tables[name])
            held = [Column(column.name, column.type) for column in columns if column.name in rows.columns]
            table = Table(f"{name}_{delivery}", MetaData(), *held)
            table.create(self._connection)
            self._tables[delivery, name] = table
        return self._tables[delivery, name]

    def _summed(self, table: Table, name: str) -> Table:
        """The rows of sums, one for each key, in the order of the keys."""
        keys = [column for column in table.columns if column.name not in SUMMED[name]]
        sums = [func.sum(table.c[column]) for column in SUMMED[name]]
        whole = Table(f"whole_{table.name}", MetaData(), *[Column(held.name, held.type) for held in table.columns])
        whole.create(self._connection)
        rows = select(*keys, *sums).group_by(*keys).order_by(*keys)
        self._connection.execute(insert(whole).from_select([*[key.name for key in keys], *SUMMED[name]], rows))
        return whole


@contextmanager
def gather(scratch: Path, *, memory_mb: int, threads: int) -> Iterator[Bulk]:
    """A scratch database in the folder `scratch`, which is gone when this ends.

    memory_mb bounds the engine's memory; what does not fit goes to the scratch folder. Raises SimulationStopped where
    the engine cannot go on.
    """
    scratch.mkdir(parents=True)
    engine = open_engine(
        scratch / "bulk.duckdb", read_only=False, memory_mb=memory_mb, threads=threads, spill=scratch / "spill"
    )
    try:
        with engine.connect() as connection:
            yield Bulk(connection)
    except ENGINE_ERRORS as error:
        if is_out_of_memory(error):
            advice = f"its memory of {memory_mb} MB is too small for this: raise TONGDIAN_MEMORY_MB"
        else:
            advice = said_by_engine(error)
        raise SimulationStopped(f"The engine cannot write into {scratch.parent}: {advice}.") from error
    finally:
        engine.dispose()
        shutil.rmtree(scratch, ignore_errors=True)
