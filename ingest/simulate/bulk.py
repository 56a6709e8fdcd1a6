"""The bulk of deliveries: gathered in a scratch database, a table a file whatever their number, written as Parquet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Integer, MetaData, Select, Table, cast, func, select

from ingest.simulate.cutting import APPLICATIONS
from ingest.simulate.errors import SimulationStopped
from warehouse import delivered
from warehouse.delivered import contract_columns
from warehouse.dialect import ENGINE_ERRORS, append_frame, is_out_of_memory, said_by_engine, write_parquet
from warehouse.engine import open_engine

SUMMED = {"drafts": ("started", "submitted", "accepted")}  # sums of a day that several chunks have a part in
# Gathered before they are appended: bounds memory, and saves many small appends. A small frame takes room of its own.
PENDING_ROWS, PENDING_FRAMES = 300_000, 1_000
DELIVERY = "delivery"  # the number of a row's delivery


class Bulk:
    """The rows of one or more deliveries, gathered in a scratch database until they are written as Parquet files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session: Any = connection.connection.dbapi_connection
        self._tables: dict[str, Table] = {}
        self._files: dict[int, set[str]] = {}
        self._pending: dict[str, list[pd.DataFrame]] = {}
        self._pending_rows = self._pending_frames = 0

    def add(self, delivery: int, name: str, rows: pd.DataFrame) -> None:
        """Add rows of a file to a delivery, after those that are there; without any, the file is there empty."""
        self._files.setdefault(delivery, set()).add(name)
        if name in self._tables and rows.empty:
            return
        self._pending.setdefault(name, []).append(rows.assign(**{DELIVERY: delivery}))
        self._pending_rows += len(rows)
        self._pending_frames += 1
        if self._pending_rows >= PENDING_ROWS or self._pending_frames >= PENDING_FRAMES:
            self._append()

    def write(self, delivery: int, folder: Path) -> None:
        """Write the files of a delivery. One without any would be none, so that it has applications in any case."""
        self._append()
        for name in sorted({APPLICATIONS, *self._files.get(delivery, ())}):
            write_parquet(self._connection, self._rows(name, delivery), folder / f"{name}.parquet")

    def _append(self) -> None:
        for name, frames in self._pending.items():
            rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
            append_frame(self._session, self._table(name, rows).name, rows)
        self._pending, self._pending_rows, self._pending_frames = {}, 0, 0

    def _table(self, name: str, rows: pd.DataFrame) -> Table:
        if name not in self._tables:
            columns = contract_columns(delivered.metadata.tables[name])
            held = [Column(column.name, column.type) for column in columns if column.name in rows.columns]
            self._tables[name] = Table(name, MetaData(), Column(DELIVERY, Integer), *held)
            self._tables[name].create(self._connection)
        return self._tables[name]

    def _rows(self, name: str, delivery: int) -> Select[Any]:
        """A delivery's rows of a file in the order in which they were added; sums, one for each key in their order."""
        table = self._tables[name]
        columns = [column for column in table.columns if column.name != DELIVERY]
        if name not in SUMMED:
            return select(*columns).where(table.c[DELIVERY] == delivery)
        keys = [column for column in columns if column.name not in SUMMED[name]]
        sums = [
            cast(func.sum(column), column.type).label(column.name) for column in columns if column.name in SUMMED[name]
        ]
        return select(*keys, *sums).where(table.c[DELIVERY] == delivery).group_by(*keys).order_by(*keys)


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
