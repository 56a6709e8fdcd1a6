"""What of the contract the deliveries have brought: a column that is empty throughout is unknown, not nought."""

from sqlalchemy import Connection, select

from ingest.work import FILES
from warehouse.delivered import contract_columns
from warehouse.dialect import insert_rows
from warehouse.records import held_columns


def fill_held_columns(connection: Connection) -> frozenset[tuple[str, str]]:
    """Fill held_columns and return it, as file and column. The delivered tables must be complete."""
    held = [
        (table.name, column.name)
        for table in FILES
        for column in contract_columns(table)
        if connection.execute(select(column.is_not(None)).where(column.is_not(None)).limit(1)).first()
    ]
    insert_rows(connection, held_columns, [{"file": file, "column": column} for file, column in held])
    return frozenset(held)
