"""What only DuckDB says: the one place to change for another engine. Everything else is portable SQLAlchemy Core."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Double, Integer, Numeric, cast, func, literal_column


def set_time_zone(session: Any, zone: str) -> None:
    """Make `zone` (an IANA name) the one in which a raw DBAPI session reads stamps that carry no offset."""
    session.execute(f"SET TimeZone = '{zone.replace(chr(39), '')}'")


def shut_in(session: Any) -> None:
    """Keep a raw DBAPI session's engine from opening any file but its own (and the folder it spills to)."""
    session.execute("SET enable_external_access = false")


def floor_divide(value: ColumnElement[Any], divisor: int) -> ColumnElement[int]:
    """Whole units of a non-negative integer; a plain / would give a fraction here."""
    return value.op("//", return_type=Integer())(literal_column(str(divisor)))


def start_of(part: str, day: ColumnElement[Any]) -> ColumnElement[date]:
    """The first day of the part of time (day, week, month, quarter, year) that a date falls into; weeks from Monday."""
    return cast(func.date_trunc(part, day), Date)


def median(value: ColumnElement[Any]) -> Any:
    """The middle value of a group; the mean of the middle two where their number is even."""
    return func.median(value, type_=Double())


def percentile(value: ColumnElement[Any], share: float) -> Any:
    """The smallest value with at least that share of the group at or below it."""
    # An exact decimal: a binary fraction would take the next value where share * n is whole.
    return func.quantile_disc(value, cast(literal_column(repr(share)), Numeric(4, 3)), type_=Double())


def minute_of(stamp: ColumnElement[Any]) -> ColumnElement[int]:
    """The UTC minute, counted from 1970, that a naive UTC stamp falls in."""
    return func.epoch_us(stamp).op("//", return_type=BigInteger())(literal_column("60000000"))


def append_frame(session: Any, table: str, frame: Any) -> None:
    """Append a pandas frame's rows, in their order, to a table that has columns of the same names."""
    session.register("appended", frame)
    session.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM appended')  # noqa: S608 - a declared table's name
    session.unregister("appended")


def write_parquet(session: Any, table: str, path: Path) -> None:
    """Write a table's rows, in their order, into a new Parquet file."""
    quoted = str(path).replace("'", "''")
    session.execute(f"COPY \"{table}\" TO '{quoted}' (FORMAT parquet)")
