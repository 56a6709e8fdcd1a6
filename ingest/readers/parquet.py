"""Parquet: only its column names are read here."""

from pathlib import Path

import duckdb

from ingest.errors import LoadRefused
from ingest.readers.source import Source


def open_parquet(path: Path) -> Source:
    """The Parquet file itself. Raises LoadRefused where the engine cannot read its footer."""
    with (
        path.open("rb"),
        duckdb.connect() as connection,
    ):  # opened first: a missing file is said in the words for all files
        try:
            columns = tuple(connection.read_parquet(str(path)).columns)
        except duckdb.Error as error:
            raise LoadRefused(f"{path.name} is not a whole Parquet file: write it again.") from error
    return Source(path.name, path.resolve(), "parquet", ",", columns)
