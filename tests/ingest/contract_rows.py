"""Rows of any file of the contract, made from its declaration, so that a file added to it is tested like the others."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, String, Table, select

from ingest.stage_cast import CLOSED
from warehouse.delivered import contract_columns, metadata
from warehouse.versions import Store

CONTRACT = [table for table in metadata.sorted_tables if "keys" in table.info]
COMPANY = [
    {"region": "0", "name": "Company"},
    {"region": "1", "parent": "0", "name": "North"},
    {"region": "11", "parent": "1", "name": "North county"},
    {"region": "2", "parent": "0", "name": "South"},
]
PLACES = {1: "1", 2: "11", 3: "2", 4: ""}  # of the nth row; the fourth belongs to no region
UNREADABLE = {Boolean: "perhaps", Integer: "3.7", Float: "much", DateTime: "yesterday", Date: "2026-02-30"}


def row(table: Table, number: int, mark: str = "") -> dict[str, str]:
    """The nth row of a file; `mark` changes all but what identifies a row and tells where it belongs."""
    return {column.name: _value(table, column, number, mark) for column in contract_columns(table)}


def rows(table: Table, numbers: Iterable[int], mark: str = "") -> Any:
    """Rows of a file, or its header where there are none."""
    header = ",".join(column.name for column in contract_columns(table)) + "\n"
    return [row(table, number, mark) for number in numbers] or header


def _value(table: Table, column: Column[Any], number: int, mark: str) -> str:
    fixed = mark if column.name not in table.info["keys"] else ""
    shift = len(fixed) + number
    if column.name == "application":
        return f"K{number}"
    if column.name == "region" and table.info["region"]:
        return PLACES[number]
    if table.name == "regions" and column.name in ("parent", "from", "to"):
        return "0" if column.name == "parent" else ""
    if column in CLOSED:
        return CLOSED[column][shift % len(CLOSED[column])]
    if isinstance(column.type, String):
        return f"{column.name} {number}{fixed}"
    if isinstance(column.type, Boolean):
        return ("true", "false")[shift % 2]
    if isinstance(column.type, Integer):
        return str(shift)
    if isinstance(column.type, Float):
        return f"{shift}.5"
    return f"2026-01-{shift:02} 09:00:00" if isinstance(column.type, DateTime) else f"2026-01-{shift:02}"


def bad_rows(table: Table, number: int) -> list[tuple[dict[str, str], str, str | None]]:
    """Rows that cannot be taken, each with its reason and detail: a double of a good row, then one of every fault."""
    good = row(table, number)
    found: list[tuple[dict[str, str], str, str | None]] = [(good, "double", None)]
    for column in contract_columns(table):
        if not column.nullable:
            found.append((good | {column.name: " "}, "missing_value", column.name))
        if column in CLOSED:
            found.append((good | {column.name: "another"}, "unreadable_value", column.name))
        for kind, text in UNREADABLE.items():
            if isinstance(column.type, kind):
                found.append((good | {column.name: text}, "unreadable_value", column.name))
    return found


def delivered(store: Store, tables: Sequence[Table] = CONTRACT) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that deliveries brought, without the number of the load."""
    with store.read() as reading:
        return {
            table.name: sorted(
                (
                    tuple(found)
                    for found in reading.connection.execute(
                        select(*[column for column in table.c if column.key != "load_no"]).where(table.c.load_no > 0)
                    )
                ),
                key=repr,
            )
            for table in tables
        }


def keys_held(store: Store, table: Table) -> list[str]:
    """The first key column's value of every delivered row, sorted."""
    key = next(column for column in contract_columns(table) if column.name == table.info["keys"][0])
    with store.read() as reading:
        found = reading.connection.execute(select(key).where(table.c.load_no > 0)).scalars()
        return sorted(str(value) for value in found)
