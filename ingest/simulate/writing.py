"""Writing a delivery: the tree and the limits as CSV, the bulk as Parquet, and what it says about itself."""

import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import Column, MetaData, Table

from ingest.simulate.limits import BASELINE_LIMITS
from ingest.simulate.places import Places, regions_frame, units_frame
from warehouse import delivered
from warehouse.delivered import contract_columns
from warehouse.dialect import append_frame, write_parquet
from warehouse.engine import open_engine

SOURCE = "模拟数据 / simulated"
TIME_ZONE = "Asia/Shanghai"
BULK = (delivered.applications, delivered.steps, delivered.holds)

Chunk = tuple[pd.DataFrame, ...]  # a frame for each table of BULK


def write_delivery(
    folder: Path, places: Places, first: date, last: date, chunks: Iterable[Chunk], *, memory_mb: int, threads: int
) -> None:
    """Write the delivery into a new folder; chunk after chunk, so that memory stays bounded."""
    folder.mkdir(parents=True)
    as_of = last + timedelta(days=1)
    (folder / "delivery.toml").write_text(
        f'source = "{SOURCE}"\n'
        "simulated = true\n"
        'kind = "snapshot"\n'
        f'time_zone = "{TIME_ZONE}"\n'
        'calendar = "CN"\n'
        f"as_of = {as_of.isoformat()}T00:00:00+08:00\n",
        encoding="utf-8",
    )
    regions_frame(places, first.isoformat()).to_csv(folder / "regions.csv", index=False, lineterminator="\n")
    units_frame(places).to_csv(folder / "units.csv", index=False, lineterminator="\n")
    shutil.copyfile(BASELINE_LIMITS, folder / "limits.csv")
    _write_bulk(folder, chunks, memory_mb, threads)


def _write_bulk(folder: Path, chunks: Iterable[Chunk], memory_mb: int, threads: int) -> None:
    """Gather the chunks in a scratch database beside the files, then write each table as one Parquet file."""
    scratch = folder / "building"
    scratch.mkdir()
    engine = open_engine(
        scratch / "bulk.duckdb", read_only=False, memory_mb=memory_mb, threads=threads, spill=scratch / "spill"
    )
    with engine.connect() as connection:
        session = connection.connection.dbapi_connection
        for number, frames in enumerate(chunks):
            for table, frame in zip(BULK, frames, strict=True):
                if number == 0:
                    columns = [Column(c.name, c.type) for c in contract_columns(table) if c.name in frame.columns]
                    Table(table.name, MetaData(), *columns).create(connection)
                append_frame(session, table.name, frame)
        for table in BULK:
            write_parquet(session, table.name, folder / f"{table.name}.parquet")
    engine.dispose()
    shutil.rmtree(scratch)
