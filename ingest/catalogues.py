"""Catalogues and limits of a version: what was delivered, and what the product knows itself of the codes in use."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    Select,
    Table,
    cast,
    func,
    select,
    union,
    union_all,
)

import warehouse
from ingest.work import OWN_KNOWLEDGE
from warehouse.delivered import (
    CATALOGUES,
    CODE_LISTS,
    answers,
    applications,
    channel_use,
    channels,
    classes,
    code_names,
    contacts,
    contract_columns,
    drafts,
    holds,
    legacy_services,
    limits,
    pushes,
    scales,
    services,
    step_names,
    steps,
)
from warehouse.dialect import insert_rows
from warehouse.records import load_files

_FOLDER = Path(warehouse.__file__).parent / "catalogues"
_BOOKKEEPING = {"as_of": datetime(1970, 1, 1), "load_no": OWN_KNOWLEDGE}

# A code and the moments between which a row that bears it began.
_Use = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]


def complete_catalogues(connection: Connection) -> None:
    """Add the codes in use that no delivery named, under the product's own names, else under the code itself.

    Unknown codes are sorted after the known ones, by the time of their first appearance. The product's own limits are
    used only while no limits were ever delivered.
    """
    _complete_legacy_services(connection)
    for table in CATALOGUES:
        [key] = table.info["keys"]
        known: dict[str, int | None]
        known = dict(connection.execute(select(table.c[key], table.c.sort)).all())
        own = {row[key]: row for row in read_catalogue(table)}
        used = connection.execute(_codes_in_use(table)).scalars().all()
        _insert(connection, table, _added(key, known, own, used))
    _complete_code_names(connection)
    delivered = select(load_files.c.load_no).where(load_files.c.contract_file == limits.name).limit(1)
    if connection.execute(delivered).first() is None:
        _insert(connection, limits, list(read_catalogue(limits)))


def _added(
    key: str, known: dict[str, int | None], own: dict[str, dict[str, Any]], used: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows that a catalogue lacks of the codes in use: the product's own, then those that nobody knows."""
    added = [own[code] for code in used if code not in known and code in own]
    last = max([0, *[sort or 0 for sort in known.values()], *[row["sort"] for row in added]])
    unknown = [code for code in used if code not in known and code not in own]
    return added + [{key: code, "name": code, "sort": last + place} for place, code in enumerate(unknown, start=1)]


def _complete_legacy_services(connection: Connection) -> None:
    """A code of the product's own list is one from before the merger only where no delivery says otherwise."""
    uses = union(*[select(code).where(code.is_not(None)) for code, _, _ in _USES[services]])
    said = union(select(services.c.service), select(legacy_services.c.legacy_service))
    undefined = set(connection.execute(uses).scalars()) - set(connection.execute(said).scalars())
    rows = [row for row in read_catalogue(legacy_services) if row["legacy_service"] in undefined]
    _insert(connection, legacy_services, rows)


def _complete_code_names(connection: Connection) -> None:
    """The product's own names of codes in use that no delivery named.

    Other codes get no row here, as one of these columns may be a source's free text: they stand for themselves.
    """
    own: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in CODE_LISTS}
    for row in read_catalogue(code_names):
        own[row["list"]][row["code"]] = row
    for name, code in connection.execute(select(code_names.c.list, code_names.c.code)):
        own.get(name, {}).pop(code, None)
    added = []
    for name, columns in CODE_LISTS.items():
        uses = union(*[select(column).where(column.in_(list(own[name]))).distinct() for column in columns])
        used = set(connection.execute(uses).scalars()) if own[name] else set()
        added += [row for code, row in own[name].items() if code in used]
    _insert(connection, code_names, added)


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    names = {column.key: column.name for column in contract_columns(table)}
    filled = [{name: row.get(key) for key, name in names.items()} | _BOOKKEEPING for row in rows]
    insert_rows(connection, table, filled)


def _at(stamp: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return stamp, stamp


def _on(day: Column[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return _at(cast(day, DateTime))


_CASE = _at(func.coalesce(applications.c.accepted_at, applications.c.submitted_at))
# Where a step enters when the one before it left, two begin at one stamp: the one that ends first is the first.
_STEP = (func.coalesce(steps.c.entered_at, steps.c.left_at), func.coalesce(steps.c.left_at, steps.c.entered_at))
_USES: dict[Table, list[_Use]] = {
    services: [(applications.c.service, *_CASE), (drafts.c.service, *_on(drafts.c.date))],
    channels: [
        (applications.c.channel, *_CASE),
        (contacts.c.channel, *_at(contacts.c.opened_at)),
        *[(table.c.channel, *_on(table.c.date)) for table in (channel_use, pushes, drafts)],
    ],
    classes: [(applications.c.customer_class, *_CASE)],
    step_names: [(steps.c.step, *_STEP), (holds.c.step, *_at(holds.c.from_at))],
    scales: [(answers.c.scale, *_at(func.coalesce(answers.c.answered_at, answers.c.asked_at)))],
}


def _codes_in_use(catalogue: Table) -> Select[Any]:
    """The codes that rows use, today's instead of those from before the merger, in the order of first appearance."""
    used = union_all(
        *[
            select(code.label("code"), func.min(begin).label("begin"), func.min(end).label("end_"))
            .where(code.is_not(None))
            .group_by(code)
            for code, begin, end in _USES[catalogue]
        ]
    ).subquery()
    first = (func.min(used.c.begin), func.min(used.c.end_))
    if catalogue is not services:
        return select(used.c.code).group_by(used.c.code).order_by(*first, used.c.code)
    today = func.coalesce(legacy_services.c.service, used.c.code)
    merged = used.outerjoin(legacy_services, legacy_services.c.legacy_service == used.c.code)
    return select(today).select_from(merged).group_by(today).order_by(*first, today)


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
