"""Tables that live only while facts are derived: made from a select or from rows, dropped when the work is done."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Column, Connection, MetaData, Select, Table
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.types import TypeEngine

from warehouse.dialect import insert_rows

PREFIX = "derive_"


class Scratch:
    """Temporary tables of one connection; leaving the block drops those made in it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._tables: list[Table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return  # a failed transaction takes no more statements, and the connection ends with the load
        for table in reversed(self._tables):
            self.connection.execute(DropTable(table))

    def keep(self, name: str, rows: Select[Any]) -> Table:
        """A temporary table that holds the rows of a select, with its columns under their labels."""
        made = rows.into(PREFIX + name, temporary=True)
        self._tables.append(made.table)
        self.connection.execute(made)
        return made.table

    def fill(self, name: str, columns: Mapping[str, type[TypeEngine[Any]]], rows: Sequence[Mapping[str, Any]]) -> Table:
        """A temporary table with these columns that holds these rows."""
        made = [Column(column, kind) for column, kind in columns.items()]
        table = Table(PREFIX + name, MetaData(), *made, prefixes=["TEMPORARY"])
        self._tables.append(table)
        self.connection.execute(CreateTable(table))
        insert_rows(self.connection, table, rows)
        return table
