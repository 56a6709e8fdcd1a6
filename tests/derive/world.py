"""A tiny warehouse in memory: delivered rows in, derived rows out."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Connection, Date, DateTime, Float, Integer, Table, create_engine, insert, select
from sqlalchemy.pool import StaticPool

import warehouse.facts
from ingest.derive import derive
from ingest.work import FILES
from warehouse.delivered import (
    applications,
    channels,
    classes,
    holds,
    limits,
    metadata,
    scales,
    services,
    step_names,
    steps,
)
from warehouse.records import covered

SHIPPED = (services, step_names, classes, channels, scales)
CATALOGUES = Path(warehouse.facts.__file__).parent / "catalogues"
PARSERS: dict[type, Callable[[str], Any]] = {
    Boolean: "true".__eq__,
    Integer: int,
    Float: float,
    Date: date.fromisoformat,
}
Rows = list[dict[str, Any]]


def catalogue(table: Table) -> Rows:
    """The rows of a catalogue as it is shipped."""
    with (CATALOGUES / f"{table.name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {name: PARSERS.get(type(table.c[name].type), str)(text) if text else None for name, text in row.items()}
            for row in csv.DictReader(lines)
        ]


@dataclass
class World:
    """What is delivered. Stamps are given in local time of the zone and kept as naive UTC."""

    now: str = "2026-11-20 12:00"
    time_zone: str = "Asia/Shanghai"
    calendar: str = "CN"
    due_soon_days: int = 1
    due_soon_share: float = 0.8
    fairly_satisfied: bool = True
    shipped: tuple[Table, ...] = SHIPPED  # catalogues that hold the product's own rows
    rows: dict[str, Rows] = field(default_factory=dict)

    def utc(self, local: str) -> datetime:
        """A local stamp as naive UTC."""
        stamp = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(self.time_zone))
        return stamp.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def add(self, table: Table, **values: Any) -> None:
        """One delivered row, its texts of stamps made UTC."""
        stamps = {column.key for column in table.columns if isinstance(column.type, DateTime)}
        row = {
            key: self.utc(value) if key in stamps and isinstance(value, str) else value for key, value in values.items()
        }
        self.rows.setdefault(table.name, []).append(row)

    def case(self, application: str, accepted_at: str | None, finish_at: str | None = None, **values: Any) -> None:
        """A case, a new connection unless said otherwise."""
        given = {"service": "new_connection", "accepted_at": accepted_at, "power_on_at": finish_at, **values}
        self.add(applications, application=application, **given)

    def step(self, application: str, step: str, entered: str | None, left: str | None, **values: Any) -> None:
        """One execution of a step, the utility's and the first round unless said otherwise."""
        given = {"round": 1, "owner": "utility", "unit": None, **values}
        self.add(steps, application=application, step=step, entered_at=entered, left_at=left, **given)

    def hold(self, application: str, begin: str, end: str | None, step: str | None = None) -> None:
        """A hold of a case, or of one of its steps."""
        self.add(holds, application=application, from_at=begin, to_at=end, step=step)

    def limit(self, clock: str, working_days: int, **values: Any) -> None:
        """A limit; its code is its place among the limits unless given."""
        code = f"limit-{len(self.rows.get('limits', []))}"
        given = {"limit": code, "edition": "test", "clock": clock, "working_days": working_days, **values}
        self.add(limits, **given)

    @contextmanager
    def derived(self) -> Iterator[Connection]:
        """A connection to the warehouse with the facts derived."""
        engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
        with engine.connect() as connection:
            metadata.create_all(connection)
            for table in (*FILES, covered):
                shipped = catalogue(table) if table in self.shipped else []
                given = [*shipped, *self.rows.get(table.name, [])]
                if given:
                    connection.execute(insert(table), [self._row(table, row) for row in given])
            derive(
                connection,
                as_of=self.utc(self.now),
                time_zone=self.time_zone,
                calendar=self.calendar,
                due_soon_days=self.due_soon_days,
                due_soon_share=self.due_soon_share,
                fairly_satisfied=self.fairly_satisfied,
                progress=lambda _line: None,
            )
            yield connection
        engine.dispose()

    def _row(self, table: Table, given: dict[str, Any]) -> dict[str, Any]:
        """The row with every column, so that all rows of a file go in together."""
        bookkeeping = {"as_of": self.utc(self.now), "load_no": 1}
        return {column.key: given.get(column.key, bookkeeping.get(column.key)) for column in table.columns}

    def facts(self, *tables: Table) -> list[Rows]:
        """The rows of derived tables."""
        with self.derived() as connection:
            return [[dict(row) for row in connection.execute(select(table)).mappings()] for table in tables]
