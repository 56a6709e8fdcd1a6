"""Files -> typed rows of the contract, each with its file, its line and what is wrong with it.

Every file of the contract has one temporary table here; rows keep the order of their files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    FromClause,
    Integer,
    MetaData,
    String,
    Subquery,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)

from ingest.errors import LoadRefused
from ingest.mapping import missing_columns
from ingest.readers import Source
from ingest.stage_cast import DETAIL, HOLDS_PERSONAL, RAW, STATUS, cleaned, suits, typed_rows
from ingest.stage_read import read_rows
from ingest.stage_text import MALFORMED
from warehouse.delivered import contract_columns, metadata
from warehouse.dialect import csv_rows, row_order

LINE = "line"
HEADER_LINES = {"csv": 1, "parquet": 0}


@dataclass(frozen=True)
class StagedFile:
    """What one source holds of one file of the contract. rows: all that were read, malformed ones included."""

    number: int
    file: str
    contract_file: str
    rows: int
    left_out: tuple[str, ...]
    line_offset: int  # a row's line is its rowid and this, unless it knows its line


def stage_table(contract: Table) -> Table:
    """The temporary table of one file of the contract.

    status is null for a row that may be merged. as_of, load_no and waiting (its row in the table quarantine) are those
    of a row that has waited for its parent since an earlier load; null for the delivery's own rows.
    """
    return Table(
        f"stage_{contract.name}",
        MetaData(),
        *[Column(column.name, column.type, key=column.key) for column in contract_columns(contract)],
        Column("file_no", Integer),
        Column(LINE, BigInteger),
        *[Column(name, String) for name in (STATUS, DETAIL, RAW)],
        Column("as_of", DateTime),
        Column("load_no", Integer),
        Column("waiting", BigInteger),
        row_order(),
        prefixes=["TEMPORARY"],
    )


class Stage:
    """The staged rows of one load. Files are read while the session's time zone is the delivery's."""

    def __init__(self, connection: Connection, work: Path, say: Callable[[str], None]) -> None:
        self.connection = connection
        self.work = work
        self.say = say
        self.files: list[StagedFile] = []
        self._tables: dict[str, Table] = {}

    def table(self, contract_file: str) -> Table:
        """The staged rows of a file of the contract; none where the delivery does not have it."""
        if contract_file not in self._tables:
            self._tables[contract_file] = stage_table(metadata.tables[contract_file])
            self._tables[contract_file].create(self.connection)
        return self._tables[contract_file]

    def drop(self) -> None:
        """Give the room back, when all is merged."""
        for table in self._tables.values():
            table.drop(self.connection)

    def delivered(self, contract_file: str) -> bool:
        """Whether the delivery has this file of the contract at all, be it empty."""
        return any(file.contract_file == contract_file for file in self.files)

    def line(self, contract_file: str) -> ColumnElement[int]:
        """The line of a staged row in its file."""
        table = self.table(contract_file)
        offsets = {file.number: file.line_offset for file in self.files if file.contract_file == contract_file}
        return func.coalesce(table.c.line, table.c.rowid + case(offsets, value=table.c.file_no), type_=BigInteger())

    def read(self, source: Source, contract_file: str) -> None:
        """Stage a file that bears the contract's own column names. Raises LoadRefused."""
        if missing := missing_columns(contract_file, source.columns):
            raise LoadRefused(
                f"{source.file} lacks {', '.join(missing)}, which {contract_file} cannot do without; "
                f"it has {', '.join(source.columns)}."
            )
        columns = [c for c in contract_columns(metadata.tables[contract_file]) if c.name in source.columns]
        names = [column.name for column in columns]
        types = {c.name: source.types[c.name] for c in columns if suits(c, source.types.get(c.name))}
        number, offset = self.next_number(contract_file)

        def take(rows: FromClause, line: ColumnElement[int]) -> tuple[int, bool]:
            given = {c.key: rows.c[c.name] if c.name in types else cleaned(rows.c[c.name], {}) for c in columns}
            values = select(*[value.label(key) for key, value in given.items()], line.label(LINE))
            taken = self.insert(contract_file, number, typed_rows(values.subquery(), columns, [LINE]))
            return taken, self.has_odd_rows(contract_file, number)

        def undo() -> None:
            table = self.table(contract_file)
            self.connection.execute(delete(table).where(table.c.file_no == number))

        malformed = read_rows(self.connection, source, names, types, self.work, take, undo)
        if malformed:
            self.insert_malformed(contract_file, number, malformed)
        left_out = tuple(name for name in source.columns if name not in names)
        self.add(source, contract_file, number, left_out, offset + HEADER_LINES[source.format])

    def next_number(self, contract_file: str) -> tuple[int, int]:
        """A number for the next file, and what turns the rowid of its rows into their place in it, from 1."""
        table = self.table(contract_file)
        first = self.connection.execute(select(func.coalesce(func.max(table.c.rowid) + 1, 0))).scalar_one()
        return len(self.files) + 1, 1 - first

    def insert(self, contract_file: str, number: int, typed: Subquery) -> int:
        """Stage typed rows (columns under their keys, line, status, detail, raw) and return how many they are."""
        rows = select(*typed.c, literal(number)).select_from(typed)
        return self.connection.execute(
            insert(self.table(contract_file)).from_select([*typed.c.keys(), "file_no"], rows)
        ).rowcount

    def insert_malformed(self, contract_file: str, number: int, malformed: Path) -> None:
        """Stage the malformed records of a source, which have a line and a text but no columns."""
        rows = csv_rows(malformed, ",", MALFORMED)
        line, reason, raw = (rows.c[name] for name in MALFORMED)
        self.connection.execute(
            insert(self.table(contract_file)).from_select(
                [LINE, STATUS, RAW, "file_no"], select(cast(line, BigInteger), reason, raw, literal(number))
            )
        )

    def has_odd_rows(self, contract_file: str, number: int) -> bool:
        """Whether some staged row of a file has a status."""
        table = self.table(contract_file)
        odd = select(table.c.file_no).where(table.c.file_no == number, table.c.status.is_not(None)).limit(1)
        return self.connection.execute(odd).first() is not None

    def add(self, source: Source, contract_file: str, number: int, left_out: tuple[str, ...], line_offset: int) -> None:
        """Enter a file whose rows have been staged. Raises LoadRefused where they hold phone or ID numbers."""
        table = self.table(contract_file)
        rows = self.connection.execute(
            select(func.count()).select_from(table).where(table.c.file_no == number)
        ).scalar_one()
        self.files.append(StagedFile(number, source.file, contract_file, rows, left_out, line_offset))
        personal = self.connection.execute(
            select(table.c.detail, self.line(contract_file))
            .where(table.c.file_no == number, table.c.status == HOLDS_PERSONAL)
            .order_by(table.c.rowid)
            .limit(1)
        ).first()
        if personal:
            column, line = personal
            raise LoadRefused(
                f"{source.file} holds a phone or ID number in column {column}, line {line:,}: such data must not be "
                "loaded; remove it, or leave the column out."
            )
        self.say(f"{source.file}: {rows:,} rows read as {contract_file}")
