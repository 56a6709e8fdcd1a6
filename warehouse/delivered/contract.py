"""How a file of the contract is declared: a table that carries its name, its keys, its parent and its region."""

from typing import Any

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table
from sqlalchemy.types import TypeEngine

metadata = MetaData()

# Bookkeeping beside the delivered columns: the delivery's as_of (naive UTC) and the load that brought the row.
BOOKKEEPING = ("as_of", "load_no", "steps_as_of", "holds_as_of")


def column(name: str, kind: type[TypeEngine[Any]] = String, *, required: bool = False, key: str = "") -> Column[Any]:
    """A column under its name in the file; key is its name in code where that one is a word of the language."""
    return Column(name, kind, nullable=not required, key=key or name)


def file(
    name: str,
    keys: tuple[str, ...],
    *columns: Column[Any],
    parent: str | None = None,
    whole: bool = False,
    region: str | None = None,
) -> Table:
    """A file of the contract.

    keys: the columns that identify a row. parent: the file whose key each row must find (else it waits in quarantine).
    whole: the rows of a parent are replaced whole by each delivery that names it; else each row by its own key.
    region: the column that a regional snapshot covers.
    """
    return Table(
        name,
        metadata,
        *columns,
        Column("as_of", DateTime, nullable=False),
        Column("load_no", Integer, nullable=False),
        info={"keys": keys, "parent": parent, "whole": whole, "region": region},
    )


def contract_columns(table: Table) -> list[Column[Any]]:
    """The columns of a delivered table that a source fills, in contract order (bookkeeping left out)."""
    return [column for column in table.columns if column.name not in BOOKKEEPING]
