"""Catalogues and limits of a version: what was delivered, and what the product knows itself of the codes in use."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Float,
    Integer,
    Select,
    Table,
    func,
    insert,
    select,
    union_all,
)

import warehouse
from ingest.work import OWN_KNOWLEDGE
from warehouse.delivered import (
    CATALOGUES,
    applications,
    channels,
    classes,
    contract_columns,
    holds,
    limits,
    services,
    step_names,
    steps,
)
from warehouse.records import load_files

_FOLDER = Path(warehouse.__file__).parent / "catalogues"
_BOOKKEEPING = {"as_of": datetime(1970, 1, 1), "load_no": OWN_KNOWLEDGE}


def complete_catalogues(connection: Connection) -> None:
    """Add the codes in use that no delivery named, under the product's own names, else under the code itself.

    Unknown codes are sorted after the known ones, by the time of their first appearance. The product's own limits are
    used only while no limits were ever delivered.
    """
    for table in CATALOGUES:
        [key] = table.info["keys"]
        known: dict[str, int | None]
        known = dict(connection.execute(select(table.c[key], table.c.sort)).all())
        own = {row[key]: row for row in read_catalogue(table)}
        used = connection.execute(_codes_in_use(table)).scalars().all()
        added = [own[code] for code in used if code not in known and code in own]
        last = max([0, *[sort or 0 for sort in known.values()], *[row["sort"] for row in added]])
        unknown = [code for code in used if code not in known and code not in own]
        added += [{key: code, "name": code, "sort": last + place} for place, code in enumerate(unknown, start=1)]
        _insert(connection, table, added)
    delivered = select(load_files.c.load_no).where(load_files.c.contract_file == limits.name).limit(1)
    if connection.execute(delivered).first() is None:
        _insert(connection, limits, list(read_catalogue(limits)))


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    names = [column.key for column in contract_columns(table)]
    if rows:
        connection.execute(insert(table), [dict.fromkeys(names) | row | _BOOKKEEPING for row in rows])


def _codes_in_use(catalogue: Table) -> Select[Any]:
    """The codes that cases use, in the order of their first appearance."""
    of_case = (func.coalesce(applications.c.accepted_at, applications.c.submitted_at),) * 2
    # Where a step enters when the one before it left, two begin at one stamp: the one that ends first is the first.
    of_step = (func.coalesce(steps.c.entered_at, steps.c.left_at), func.coalesce(steps.c.left_at, steps.c.entered_at))
    uses: dict[Table, list[tuple[Column[Any], tuple[ColumnElement[datetime], ColumnElement[datetime]]]]] = {
        services: [(applications.c.service, of_case)],
        channels: [(applications.c.channel, of_case)],
        classes: [(applications.c.customer_class, of_case)],
        step_names: [(steps.c.step, of_step), (holds.c.step, (holds.c.from_at, holds.c.from_at))],
    }
    used = union_all(
        *[
            select(code.label("code"), func.min(begin).label("begin"), func.min(end).label("end_"))
            .where(code.is_not(None))
            .group_by(code)
            for code, (begin, end) in uses[catalogue]
        ]
    ).subquery()
    first = (func.min(used.c.begin), func.min(used.c.end_))
    return select(used.c.code).group_by(used.c.code).order_by(*first, used.c.code)


def read_catalogue(table: Table) -> Iterator[dict[str, Any]]:
    """The rows of the product's own catalogue of that name, typed as the table's columns."""
    kinds = {column.name: column for column in contract_columns(table)}
    with (_FOLDER / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {kinds[name].key: _value(kinds[name], text) for name, text in row.items()}


def _value(column: Column[Any], text: str) -> object:
    if not text:
        return None
    if isinstance(column.type, Boolean):
        return {"true": True, "false": False}[text]
    if isinstance(column.type, Integer):
        return int(text)
    if isinstance(column.type, Float):
        return float(text)
    return date.fromisoformat(text) if isinstance(column.type, Date) else text
