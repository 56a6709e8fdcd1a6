"""A foreign file, as its mapping says, -> rows of the contract.

One source may hold several files of the contract: an event log yields steps, a row an event, and applications, a row a
case, whose columns are the first known value in file order. So the source's text is kept in a table first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    String,
    Subquery,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    not_,
    select,
    true,
)
from sqlalchemy.schema import DropTable

from ingest.mapping import PREVIOUS, FileMapping
from ingest.readers import Source
from ingest.stage import HEADER_LINES, LINE, Stage
from ingest.stage_cast import STATUS, cleaned, typed_rows
from ingest.stage_read import read_rows
from warehouse.delivered import contract_columns, metadata, steps
from warehouse.dialect import row_order, value_of_first

Codes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Text:
    """A source's text in a table, under names of our own."""

    table: Table
    columns: Mapping[str, Column[str]]  # by the source's name
    line: ColumnElement[int]
    kept: ColumnElement[bool]


def read_mapped(stage: Stage, source: Source, mapping: FileMapping, codes: Codes) -> None:
    """Stage the rows of a foreign file. codes: as in Mapping.values. Raises LoadRefused."""
    mapping.check_columns(source)
    names = sorted({name for table in mapping.tables.values() for name in table.values()} | set(mapping.keep))
    text = _text_table(source, mapping, names)
    text.table.create(stage.connection)

    def take(rows: FromClause, line: ColumnElement[int]) -> tuple[int, bool]:
        into = insert(text.table).from_select(
            [*[text.columns[name].name for name in names], LINE], select(*[rows.c[name] for name in names], line)
        )
        return stage.connection.execute(into).rowcount, True

    def undo() -> None:
        stage.connection.execute(delete(text.table))

    malformed = read_rows(stage.connection, source, names, {}, stage.work, take, undo)
    left_out = [name for name in source.columns if name not in names]
    not_kept = select(func.count()).select_from(text.table).where(not_(text.kept))
    if mapping.keep and (rows := stage.connection.execute(not_kept).scalar_one()):
        left_out.append(f"{rows:,} rows of another {' or '.join(mapping.keep)}")
    files = sorted(mapping.tables, key=lambda file: _is_grouped(mapping, file))
    for file in files:
        number, _ = stage.next_number(file)
        stage.insert(file, number, _rows(text, mapping, file, codes))
        if malformed and file == files[0]:
            stage.insert_malformed(file, number, malformed)
        stage.add(source, file, number, tuple(left_out), 0)
    stage.connection.execute(DropTable(text.table))


def _text_table(source: Source, mapping: FileMapping, names: list[str]) -> _Text:
    columns = {name: Column(f"c{place}", String) for place, name in enumerate(names)}
    table = Table(
        "stage_text",
        MetaData(),
        *columns.values(),
        Column(LINE, BigInteger),
        row_order(),
        prefixes=["TEMPORARY"],
    )
    line = func.coalesce(table.c[LINE], table.c.rowid + 1 + HEADER_LINES[source.format])
    kept = [func.coalesce(func.trim(columns[name]), "").in_(values) for name, values in mapping.keep.items()]
    return _Text(table, columns, line, and_(true(), *kept))


def _is_grouped(mapping: FileMapping, file: str) -> bool:
    """Whether several rows of the source make one of this file: in a log, whatever is not replaced whole by parent."""
    return len(mapping.tables) > 1 and not metadata.tables[file].info["whole"]


def _rows(text: _Text, mapping: FileMapping, file: str, codes: Codes) -> Subquery:
    taken, constants = mapping.tables[file], mapping.constants.get(file, {})
    columns = [c for c in contract_columns(metadata.tables[file]) if c.name in taken or c.name in constants]
    texts: dict[str, ColumnElement[str]] = {
        column.name: cleaned(text.columns[taken[column.name]], codes.get(column.name, {}))
        if column.name in taken
        else literal(constants[column.name])
        for column in columns
    }
    if _is_grouped(mapping, file):
        order = text.table.c.rowid
        keys = {column: texts[column.name] for column in columns if column.name in metadata.tables[file].info["keys"]}
        firsts = [value_of_first(texts[column.name], order).label(column.key) for column in columns]
        rows = (
            select(*firsts, func.min(text.line).label(LINE))
            .where(text.kept, *[key.is_not(None) for column, key in keys.items() if not column.nullable])
            .group_by(*keys.values())
            .order_by(func.min(order))
        )
    else:
        rows = select(*[texts[column.name].label(column.key) for column in columns], text.line.label(LINE)).where(
            text.kept
        )
    typed = typed_rows(rows.subquery(), columns, [LINE])
    return _begun(typed) if file == steps.name and mapping.steps_begin == PREVIOUS else typed


def _begun(typed: Subquery) -> Subquery:
    """Steps that enter when the one before them in their case left, the first at its own stamp."""
    before = func.lag(typed.c.left_at).over(
        partition_by=[typed.c.application, case((typed.c[STATUS].is_(None), 1))],
        order_by=[typed.c.left_at, typed.c[LINE]],
    )
    return select(*typed.c, func.coalesce(before, typed.c.left_at).label("entered_at")).subquery()
