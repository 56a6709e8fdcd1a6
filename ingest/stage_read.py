"""A source's rows for one bulk statement, as text or typed; a broken file is sorted out line by line first."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, cast, null
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from ingest.errors import LoadRefused
from ingest.readers import Source
from ingest.stage_text import LINE, sort_out
from warehouse.dialect import csv_rows, is_unreadable, malformed_rows, parquet_rows

_BLOCK = 1 << 22
# A statement over the rows and their line (null: it follows from the order). It returns how many rows it took, and
# whether any of them may have to be shown with its line.
Take = Callable[[FromClause, ColumnElement[int]], tuple[int, bool]]


def read_rows(
    connection: Connection,
    source: Source,
    names: Sequence[str],
    types: Mapping[str, TypeEngine[Any]],
    work: Path,
    take: Take,
    undo: Callable[[], None],
) -> Path | None:
    """Call `take` with the columns `names` of a source; returns the file of malformed records, if any.

    Columns come as text, those of `types` (as of Source.types) as they are. A file with malformed records, or with
    shown rows whose line does not follow from their order (empty lines, line breaks within values), is undone and taken
    again from a copy in which every record knows its line. Raises LoadRefused.
    """
    # Under a name of our own: the engine would take * and [ in a file's name for a pattern.
    file = work / f"source{sum(1 for _ in work.iterdir())}.{source.format}"
    file.symlink_to(source.path)
    unknown = cast(null(), BigInteger)
    if source.format == "parquet":
        take(parquet_rows(file, names, types), unknown)
        return None
    try:
        rows, shown = take(csv_rows(file, source.delimiter, source.columns), unknown)
        whole = malformed_rows(connection) == 0
        if whole and (not shown or _lines(file) == rows + 1):
            return None
    except DBAPIError as error:
        if not is_unreadable(error):
            raise
        malformed_rows(connection)
    undo()
    sorted_out = sort_out(source, work)
    records = csv_rows(sorted_out.whole, source.delimiter, (LINE, *source.columns))
    take(records, cast(records.c[LINE], BigInteger))
    if left := malformed_rows(connection):
        raise LoadRefused(f"{source.file} holds {left:,} lines that cannot be read: write it again as plain CSV.")
    return sorted_out.malformed


def _lines(path: Path) -> int:
    """Physical lines, the last one counted whether or not it ends."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
