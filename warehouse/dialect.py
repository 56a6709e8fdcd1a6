"""What only DuckDB says: the one place to change for another engine. Everything else is portable SQLAlchemy Core."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Double,
    Integer,
    Numeric,
    Select,
    String,
    Subquery,
    Table,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    text,
    try_cast,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine, UserDefinedType

T = TypeVar("T")
ENGINE_ERRORS = (DBAPIError, duckdb.Error)  # what a statement, or a raw DBAPI session, may raise
TIMES = 8  # SQLAlchemy's precedence of * and /, so that a sum is put in brackets before it is divided


def set_time_zone(session: Any, zone: str) -> None:
    """Make `zone` (an IANA name) the one in which a raw DBAPI session reads stamps that carry no offset."""
    session.execute(f"SET TimeZone = '{zone.replace(chr(39), '')}'")


def knows_time_zone(connection: Connection, zone: str) -> bool:
    """Whether the engine can read stamps in this zone."""
    named = connection.exec_driver_sql("SELECT 1 FROM pg_timezone_names() WHERE name = $1", (zone,))
    return named.first() is not None


def keep_quiet(session: Any) -> None:
    """Keep a raw DBAPI session from drawing bars of progress into whatever output the process has."""
    session.execute("SET enable_progress_bar = false")


def shut_in(session: Any) -> None:
    """Keep a raw DBAPI session's engine from opening any file but its own (and the folder it spills to)."""
    session.execute("SET enable_external_access = false")


def interrupt(session: Any) -> None:
    """Let the statement that a raw DBAPI session is at work on fail soon; on an idle one it does nothing."""
    session.interrupt()


def was_interrupted(error: BaseException) -> bool:
    """Whether a statement failed because its session was interrupted; error: as the engine itself raised it."""
    return isinstance(error, duckdb.InterruptException)


def floor_divide(value: ColumnElement[Any], divisor: int) -> ColumnElement[int]:
    """Whole units of a non-negative integer; a plain / would give a fraction here."""
    return value.op("//", precedence=TIMES, return_type=Integer())(literal_column(str(divisor)))


def start_of(part: str, day: ColumnElement[Any]) -> ColumnElement[date]:
    """The first day of the part of time (day, week, month, quarter, year) that a date falls into; weeks from Monday."""
    return cast(func.date_trunc(part, day), Date)


def count_where(condition: ColumnElement[bool]) -> Any:
    """How many rows of a group a condition holds for; faster here than the standard's count(*) FILTER."""
    return func.count_if(condition)


def packed(figures: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Any number of figures of a row as one list: the parts of a UNION then need not have equally many columns."""
    return func.list_value(*figures)


def median(value: ColumnElement[Any]) -> Any:
    """The middle value of a group; the mean of the middle two where their number is even."""
    return func.median(value, type_=Double())


def percentile(value: ColumnElement[Any], share: float) -> Any:
    """The smallest value with at least that share of the group at or below it."""
    # An exact decimal: a binary fraction would take the next value where share * n is whole.
    return func.quantile_disc(value, cast(literal_column(repr(share)), Numeric(4, 3)), type_=Double())


def minute_of(stamp: ColumnElement[Any]) -> ColumnElement[int]:
    """The UTC minute, counted from 1970, that a naive UTC stamp falls in."""
    return func.epoch_us(stamp).op("//", precedence=TIMES, return_type=BigInteger())(literal_column("60000000"))


def elapsed(begin: ColumnElement[Any], end: ColumnElement[Any], unit_seconds: int) -> ColumnElement[int]:
    """The whole units of so many seconds from one naive UTC stamp to another, floored.

    Null unless in that order, and for more than an INTEGER holds: 68 years of seconds.
    """
    apart = func.epoch_us(end).op("-", precedence=TIMES - 1, return_type=BigInteger())(func.epoch_us(begin))
    units = apart.op("//", precedence=TIMES, return_type=BigInteger())(literal_column(str(unit_seconds * 1_000_000)))
    return case((begin <= end, try_cast(units, Integer())))


def day_number(day: ColumnElement[Any]) -> ColumnElement[int]:
    """A date as the number of days since 1970-01-01, a Thursday."""
    return day.op("-", precedence=TIMES - 1, return_type=Integer())(literal_column("DATE '1970-01-01'"))


def stamp_of(minute: ColumnElement[int]) -> ColumnElement[datetime]:
    """The naive UTC stamp at which a minute begins that is counted from 1970."""
    return func.make_timestamp(minute * 60_000_000, type_=DateTime())


def append_frame(session: Any, table: str, frame: Any) -> None:
    """Append a pandas frame's rows, in their order, to a table that has columns of the same names."""
    session.register("appended", frame)
    session.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM appended')  # noqa: S608 - a declared table's name
    session.unregister("appended")


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows by column name. Thousands of them as parameters would take the engine seconds; a frame, none."""
    if rows:
        frame = pd.DataFrame(rows, columns=[column.name for column in table.columns], dtype=object)
        append_frame(connection.connection.driver_connection, table.name, frame)


def read_frame(connection: Connection, rows: Select[Any]) -> pd.DataFrame:
    """The rows of a query as a pandas frame, made by the engine itself: a tenth of the time of rows one by one."""
    query = rows.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    frame: pd.DataFrame = connection.connection.driver_connection.execute(str(query)).df()  # type: ignore[union-attr]
    return frame


def write_parquet(connection: Connection, rows: Select[Any], path: Path) -> None:
    """Write the rows of a query, in their order, into a new Parquet file."""
    query = rows.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    connection.exec_driver_sql(f"COPY ({query}) TO {_quoted(str(path))} (FORMAT parquet)")


def attach(connection: Connection, path: Path | None, name: str) -> None:
    """Let the connection read the file of another version as the schema `name`; for None an empty one, in memory."""
    file, mode = (":memory:", "") if path is None else (str(path), " (READ_ONLY)")
    connection.exec_driver_sql(f"ATTACH {_quoted(file)} AS {name}{mode}")


def is_unreadable(error: DBAPIError) -> bool:
    """Whether a statement failed because the engine cannot get past a place in a file, such as mixed line ends."""
    return isinstance(error.orig, duckdb.InvalidInputException)


def is_out_of_memory(error: Exception) -> bool:
    """Whether a statement failed because the engine's memory limit is too small for it; error: of ENGINE_ERRORS."""
    return isinstance(_own_error(error), duckdb.OutOfMemoryException)


def said_by_engine(error: Exception) -> str:
    """The first line of what the engine itself says of one of ENGINE_ERRORS."""
    return str(_own_error(error)).partition("\n")[0].rstrip(".")


def _own_error(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


class _Codes(UserDefinedType[str]):
    """The engine's type of one list of codes."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return f"codes_{self.name}"


def declare_codes(connection: Connection, name: str, codes: Iterable[str]) -> None:
    """Declare a list of codes under a name, so that columns can hold each as a number that reads as its text."""
    listed = ", ".join(map(_quoted, sorted(codes))) or "''"
    connection.exec_driver_sql(f"CREATE TYPE {_Codes(name).get_col_spec()} AS ENUM ({listed})")


def declare_text(connection: Connection, name: str) -> None:
    """Declare a name for what has too many values to list: as_code and keep_as_codes of it leave texts as they are."""
    connection.exec_driver_sql(f"CREATE TYPE {_Codes(name).get_col_spec()} AS VARCHAR")


def keep_as_codes(connection: Connection, table: Table, name: str) -> None:
    """Let the column of that name of an empty table hold codes of the declared list of that name."""
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ALTER {name} SET DATA TYPE {_Codes(name).get_col_spec()}")


def as_code(value: ColumnElement[str], name: str) -> ColumnElement[str]:
    """A text as a code of the declared list of that name."""
    return type_coerce(cast(value, _Codes(name)), String)


def csv_rows(path: Path, delimiter: str, columns: Sequence[str]) -> Subquery:
    """The records of a UTF-8 CSV file under its header, all columns as text; malformed ones are left out."""
    names = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in columns)
    source = (
        f"SELECT * FROM read_csv({_quoted(str(path))}, columns = {{{names}}}, delim = {_quoted(delimiter)}, "  # noqa: S608
        """quote = '"', escape = '"', header = true, auto_detect = false, store_rejects = true)"""
    )
    return text(source.replace(":", "\\:")).columns(*[column(name, String) for name in columns]).subquery()


def malformed_rows(connection: Connection) -> int:
    """How many records `csv_rows` has left out since this was last asked."""
    made = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
    if not connection.exec_driver_sql(made).scalar_one():  # where reading failed before it began
        return 0
    number = connection.exec_driver_sql("SELECT count(*) FROM reject_errors").scalar_one()
    connection.exec_driver_sql("DROP TABLE reject_errors")
    connection.exec_driver_sql("DROP TABLE reject_scans")
    return int(number)


def parquet_rows(path: Path, columns: Sequence[str], types: Mapping[str, TypeEngine[Any]]) -> Subquery:
    """The rows of a Parquet file: columns of `types` as they are, which must be true of the file, all others as text.

    Stamps with an offset are shown as in the session's time zone.
    """
    rows = func.read_parquet(str(path)).table_valued(*[column(name, types.get(name)) for name in columns])
    text_of = {name: cast(rows.c[name], String).label(name) for name in columns if name not in types}
    return select(*[text_of.get(name, rows.c[name]) for name in columns]).subquery()


def row_order() -> Column[int]:
    """A column for declared tables by which the engine itself numbers the rows, in the order of their insertion."""
    return Column("rowid", BigInteger, system=True)


def utc_stamp(value: ColumnElement[Any]) -> ColumnElement[datetime]:
    """A finite stamp, or its text, as naive UTC; without an offset read in the session's time zone; else null."""
    return func.make_timestamp(func.epoch_us(try_cast(value, TIMESTAMP(timezone=True))), type_=DateTime())


def matches(value: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    """Whether a regular expression matches somewhere in the text."""
    return func.regexp_matches(value, pattern, type_=Boolean())


def replace_all(value: ColumnElement[str], pattern: str, replacement: str) -> ColumnElement[str]:
    """The text with every match of a regular expression replaced."""
    return func.regexp_replace(value, pattern, replacement, "g", type_=String())


def value_of_first(value: ColumnElement[T], order: ColumnElement[Any]) -> ColumnElement[T]:
    """Of the rows of a group in which `value` is known, the value of the first in `order`; else null."""
    return func.arg_min(value, order, type_=value.type)


def json_of(values: Mapping[str, ColumnElement[Any]]) -> ColumnElement[str]:
    """A JSON object as text, one key for each value; stamps and dates in ISO form."""
    parts = [part for key, value in values.items() for part in (literal(key), value)]
    return cast(func.json_object(*parts), String)


def from_json(document: ColumnElement[str], key: str, kind: TypeEngine[T]) -> ColumnElement[T]:
    """The value of one key of a JSON object; null where it is null or missing."""
    return cast(func.json_extract_string(document, f'$."{key}"'), kind)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
