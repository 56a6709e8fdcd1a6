"""Parquet: only its columns' names and types are read here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Double
from sqlalchemy.types import TypeEngine

from ingest.errors import LoadRefused
from ingest.readers.source import Source

# Those that say exactly what their text would. Others are read as text: a stamp with an offset shows its zone's time
# there, and a float of 32 bits the digits that were meant.
_TYPES: Mapping[str, type[TypeEngine[Any]]] = {
    "BOOLEAN": Boolean,
    "DATE": Date,
    "DOUBLE": Double,
    "TIMESTAMP": DateTime,
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), BigInteger),
}


def open_parquet(path: Path) -> Source:
    """The Parquet file itself. Raises LoadRefused where the engine cannot read its footer."""
    with (
        path.open("rb"),
        duckdb.connect() as connection,
    ):  # opened first: a missing file is said in the words for all files
        try:
            rows = connection.read_parquet(str(path))
            columns = dict(zip(rows.columns, map(str, rows.types), strict=True))
        except duckdb.Error as error:
            raise LoadRefused(f"{path.name} is not a whole Parquet file: write it again.") from error
    types = {name: _TYPES[kind]() for name, kind in columns.items() if kind in _TYPES}
    return Source(path.name, path.resolve(), "parquet", ",", tuple(columns), types)
