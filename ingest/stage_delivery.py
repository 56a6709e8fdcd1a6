"""All files of a delivery -> staged rows."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, DateTime, func, select

from ingest.delivery import Delivery, contract_file, is_log
from ingest.errors import LoadRefused
from ingest.mapping import Mapping, log_mapping
from ingest.readers import open_source
from ingest.stage import Stage
from ingest.stage_mapped import read_mapped
from warehouse.delivered import contract_columns, metadata
from warehouse.dialect import knows_time_zone, set_time_zone

# Stamps that lie ahead by their nature do not say how far the data reach.
_AHEAD = ("due_at", "window_start", "window_end")


def stage_delivery(
    connection: Connection, delivery: Delivery, mapping: Mapping | None, folder: Path, say: Callable[[str], None]
) -> Stage:
    """Stage every file, stamps without an offset being read in the delivery's time zone. Raises LoadRefused."""
    work = folder / "files"
    work.mkdir()
    stage = Stage(connection, work, say)
    if not knows_time_zone(connection, delivery.time_zone):
        raise LoadRefused(
            f"The engine does not know the time zone {delivery.time_zone}: use a city's, such as Asia/Shanghai."
        )
    session = connection.connection
    set_time_zone(session, delivery.time_zone)
    for path in delivery.files:
        source = open_source(path, work, say)
        meaning = log_mapping(source) if mapping is None and is_log(path.name) else mapping
        of_file = meaning.file_mapping(path.name) if meaning else None
        if meaning and of_file:
            read_mapped(stage, source, of_file, meaning.values)
        elif name := contract_file(path.name):
            stage.read(source, name)
    set_time_zone(session, "UTC")
    return stage


def latest_stamp(stage: Stage) -> datetime:
    """The latest of all staged stamps that say what happened. Raises LoadRefused where there is none."""
    latest: list[datetime] = []
    for contract_file_name in {file.contract_file for file in stage.files}:
        table = stage.table(contract_file_name)
        stamps = [
            func.max(table.c[column.key])
            for column in contract_columns(metadata.tables[contract_file_name])
            if isinstance(column.type, DateTime) and column.name not in _AHEAD
        ]
        if stamps:
            row = stage.connection.execute(select(*stamps).where(table.c.status.is_(None))).one()
            latest += [stamp for stamp in row if stamp is not None]
    if not latest:
        raise LoadRefused("No row of this delivery has a stamp, so it does not say how far it reaches: give its as_of.")
    return max(latest)
