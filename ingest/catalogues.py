"""Catalogues and limits of a version: what was delivered, and what the product knows itself of the codes in use."""

import csv
from collections.abc import Iterator, Mapping, Sequence
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
    FromClause,
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

# A list of more codes than these is a source's free text, which is not to be held in memory.
MOST_CODES = 10_000

# A code and the moments between which a row that bears it began.
_Use = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]


def complete_catalogues(connection: Connection) -> None:
    """Add the codes in use that no delivery named, under the product's own names, else under the code itself.

    Unknown codes are sorted after the known ones, by the time of their first appearance; beyond the first MOST_CODES
    they get no row and stand for themselves. The product's own limits are used only while none were ever delivered.
    """
    _complete_legacy_services(connection)
    for table in CATALOGUES:
        [key] = table.info["keys"]
        last = connection.execute(select(func.coalesce(func.max(table.c.sort), 0))).scalar_one()
        own = {row[key]: row for row in read_catalogue(table)}
        used = connection.execute(_codes_to_add(table, list(own))).scalars().all()
        _insert(connection, table, _added(key, last, own, used))
    _complete_code_names(connection)
    delivered = select(load_files.c.load_no).where(load_files.c.contract_file == limits.name).limit(1)
    if connection.execute(delivered).first() is None:
        _insert(connection, limits, list(read_catalogue(limits)))


def _added(key: str, last: int, own: dict[str, dict[str, Any]], used: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these codes for a catalogue sorted up to `last`: the product's own, then those nobody knows."""
    added = [own[code] for code in used if code in own]
    last = max([last, *[row["sort"] for row in added]])
    unknown = [code for code in used if code not in own][:MOST_CODES]
    return added + [{key: code, "name": code, "sort": last + place} for place, code in enumerate(unknown, start=1)]


def _complete_legacy_services(connection: Connection) -> None:
    """A code of the product's own list is one from before the merger only where no delivery says otherwise."""
    own = {row["legacy_service"]: row for row in read_catalogue(legacy_services)}
    uses = union(*[select(code).where(code.in_(list(own))) for code, _, _ in _USES[services]])
    merged: dict[str, str] = dict(
        connection.execute(select(legacy_services.c.legacy_service, legacy_services.c.service)).all()
    )
    said = {*merged, *connection.execute(select(services.c.service)).scalars()}
    undefined = set(connection.execute(uses).scalars()) - said
    rows = [row | {"service": _today(row["service"], merged)} for code, row in own.items() if code in undefined]
    _insert(connection, legacy_services, rows)


def _today(service: str, merged: Mapping[str, str]) -> str:
    """What a service has become by mergers of services, each into the next; of a ring the first again."""
    passed = [service]
    while passed[-1] in merged and merged[passed[-1]] not in passed:
        passed.append(merged[passed[-1]])
    return passed[-1]


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


def _codes_to_add(catalogue: Table, own: Sequence[str]) -> Select[Any]:
    """The codes that rows use and the catalogue lacks, today's instead of those from before the merger.

    The product's `own`, then the others in the order of first appearance, no more than have a place.
    """
    [key] = catalogue.info["keys"]
    used = union_all(
        *[
            select(code.label("code"), func.min(begin).label("begin"), func.min(end).label("end_"))
            .where(code.is_not(None))
            .group_by(code)
            for code, begin, end in _USES[catalogue]
        ]
    ).subquery()
    first = (func.min(used.c.begin), func.min(used.c.end_))
    code: ColumnElement[Any] = used.c.code
    source: FromClause = used
    if catalogue is services:
        code = func.coalesce(legacy_services.c.service, used.c.code)
        source = used.outerjoin(legacy_services, legacy_services.c.legacy_service == used.c.code)
    return (
        select(code)
        .select_from(source)
        .where(code.not_in(select(catalogue.c[key])))
        .group_by(code)
        .order_by(code.not_in(own), *first, code)
        .limit(len(own) + MOST_CODES)
    )


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
