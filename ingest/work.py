"""What every part of a load needs to know: the connection, the staged rows, and which delivery they came with."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, func, literal

from ingest.stage import Stage
from warehouse import records, service_facts  # importing them declares their tables
from warehouse.delivered import metadata, regions

# The current version, which the new one is built from, under the same names.
OLD = "old"
_old_metadata = MetaData()
OLD_TABLES = {
    table.name: table.to_metadata(_old_metadata, schema=OLD)
    for table in metadata.sorted_tables
    if table not in service_facts.FACTS and table is not records.places
}

# load_no of catalogue rows and limits that no delivery brought: the product's own, made anew with every version.
OWN_KNOWLEDGE = 0

# Status of a staged row that is readable but older than what the store knows.
SUPERSEDED = "superseded"

# The files of the contract, each after those that its rows refer to; what a snapshot covers is known by the regions.
FILES: tuple[Table, ...] = tuple(
    sorted(
        (table for table in metadata.sorted_tables if "keys" in table.info),
        key=lambda table: (table is not regions, table.info["parent"] is not None, table.info["region"] is not None),
    )
)


def create_empty_old(connection: Connection) -> None:
    """The tables that a first load is built from: all empty."""
    _old_metadata.create_all(connection, checkfirst=False)


def children_of(contract: Table) -> list[Table]:
    """The files whose rows are replaced whole for each row of this one that a delivery names."""
    return [table for table in FILES if table.info["whole"] and table.info["parent"] == contract.name]


def parent_of(contract: Table) -> Table | None:
    """The file in which each row of this one must find its own."""
    return metadata.tables[contract.info["parent"]] if contract.info["parent"] else None


def key_columns(contract: Table, table: Table) -> list[Column[Any]]:
    """The columns of `table` that identify a row of this file of the contract."""
    keys = {column.name: column.key for column in contract.columns}
    return [table.c[keys[name]] for name in contract.info["keys"]]


@dataclass(frozen=True)
class Work:
    """A load at work. The connection's own schema is the new version; OLD is the current one."""

    connection: Connection
    stage: Stage
    load_no: int
    as_of: datetime  # of the delivery, naive UTC
    day: date  # the last local day of the new version
    snapshot: bool
    covers: tuple[str, ...]

    def as_of_row(self, staged: Table) -> ColumnElement[datetime]:
        """The as_of of a staged row: its own where it has waited since an earlier load, else the delivery's."""
        return func.coalesce(staged.c.as_of, literal(self.as_of))

    def load_of_row(self, staged: Table) -> ColumnElement[int]:
        """The load that brought a staged row."""
        return func.coalesce(staged.c.load_no, literal(self.load_no))
