"""Rows that could not be taken: kept with file, line, text and reason; tried again where only a parent is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    MetaData,
    String,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy import cast as sql_cast

from ingest.reasons import Reason
from ingest.snapshots import covered_regions
from ingest.stage_cast import PERSONAL
from ingest.work import OLD_TABLES, SUPERSEDED, Work
from warehouse.delivered import contract_columns, metadata
from warehouse.dialect import from_json, json_of, replace_all, row_order
from warehouse.records import load_files, loads, quarantine

_numbered = quarantine.to_metadata(MetaData())
_numbered.append_column(row_order())

# The groups of PERSONAL: what stands before the number and after it.
_REDACTED = r"\1***\6"


def carry_over(work: Work, keep_days: int) -> None:
    """Copy the current version's quarantine, without the raw text of loads more than keep_days ago."""
    old, old_loads = OLD_TABLES[quarantine.name], OLD_TABLES[loads.name]
    expired_before = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=keep_days)
    raw = case((old_loads.c.loaded_at >= expired_before, old.c.raw))
    columns = [column for column in old.c if column.name != "raw"]
    rows = select(*columns, raw).join_from(old, old_loads, old.c.load_no == old_loads.c.load_no)
    work.connection.execute(insert(quarantine).from_select([*[column.name for column in columns], "raw"], rows))


def files_that_wait(work: Work) -> set[str]:
    """The files of the contract of which rows wait for a parent."""
    return set(work.connection.execute(select(_numbered.c.contract_file).where(_is_waiting()).distinct()).scalars())


def stage_waiting(work: Work, contract: Table) -> None:
    """Stage the rows of this file that still wait for a parent, beside those of the delivery."""
    columns = contract_columns(contract)
    rows = select(
        *[from_json(_numbered.c.fields, column.key, column.type) for column in columns],
        _numbered.c.as_of,
        _numbered.c.load_no,
        _numbered.c.rowid,
    ).where(_numbered.c.contract_file == contract.name, _is_waiting())
    work.connection.execute(
        insert(work.stage.table(contract.name)).from_select(
            [*[column.key for column in columns], "as_of", "load_no", "waiting"], rows
        )
    )


def _is_waiting() -> Any:
    return and_(_numbered.c.fields.is_not(None), _numbered.c.resolved_load.is_(None))


def set_aside(work: Work, contract: Table) -> None:
    """Enter the delivery's rows of this file that have a reason."""
    if not work.stage.delivered(contract.name):
        return
    staged = work.stage.table(contract.name)
    raw = func.coalesce(staged.c.raw, _told(contract, staged))
    waits = staged.c.status == Reason.WAITS_FOR_PARENT
    values = {
        "load_no": literal(work.load_no),
        "file": case({file.number: file.file for file in work.stage.files}, value=staged.c.file_no),
        "contract_file": literal(contract.name),
        "line": work.stage.line(contract.name),
        "reason": staged.c.status,
        "detail": staged.c.detail,
        "raw": _redacted(raw),
        "fields": case((waits, _fields(contract, staged)), else_=null()),
        "as_of": literal(work.as_of),
    }
    fresh = and_(staged.c.waiting.is_(None), staged.c.status.is_not(None), staged.c.status != SUPERSEDED)
    work.connection.execute(
        insert(quarantine).from_select(list(values), select(*values.values()).where(fresh).order_by(staged.c.rowid))
    )


def set_back(work: Work, contract: Table, which: ColumnElement[bool]) -> None:
    """Let those rows of this file in the current version wait for their parents, which the delivery has dropped."""
    old = OLD_TABLES[contract.name]
    [key] = metadata.tables[contract.info["parent"]].info["keys"]
    brought = (
        select(load_files.c.load_no, func.min(load_files.c.file).label("file"))
        .where(load_files.c.contract_file == contract.name)
        .group_by(load_files.c.load_no)
        .subquery()
    )
    values = {
        "load_no": old.c.load_no,
        "file": brought.c.file,
        "contract_file": literal(contract.name),
        "line": null(),
        "reason": literal(Reason.WAITS_FOR_PARENT),
        "detail": literal(f"{key}=") + old.c[key],
        "raw": _redacted(_told(contract, old)),
        "fields": _fields(contract, old),
        "as_of": old.c.as_of,
    }
    rows = select(*values.values()).join_from(old, brought, brought.c.load_no == old.c.load_no).where(which)
    work.connection.execute(insert(quarantine).from_select(list(values), rows))


def _told(contract: Table, table: Table) -> ColumnElement[str]:
    """The known values of a row of this file, as a clerk reads them."""
    return func.concat_ws("; ", *[f"{c.name}=" + sql_cast(table.c[c.key], String) for c in contract_columns(contract)])


def _redacted(raw: ColumnElement[str]) -> ColumnElement[str]:
    # Twice, as a character between two numbers belongs to the first match.
    return replace_all(replace_all(raw, PERSONAL, _REDACTED), PERSONAL, _REDACTED)


def _fields(contract: Table, table: Table) -> ColumnElement[str]:
    """A row of this file as stage_waiting reads it."""
    return json_of({column.key: table.c[column.key] for column in contract_columns(contract)})


def close_settled(work: Work, contract: Table) -> None:
    """Close the waiting rows of this file that have been taken or superseded, and what a whole snapshot brings anew."""
    staged = work.stage.table(contract.name)
    if work.snapshot and work.stage.delivered(contract.name) and covered_regions(work) is None:
        older = and_(quarantine.c.contract_file == contract.name, quarantine.c.as_of < work.as_of)
        work.connection.execute(
            update(quarantine).where(older, quarantine.c.resolved_load.is_(None)).values(resolved_load=work.load_no)
        )
    ended = select(staged.c.waiting).where(
        staged.c.waiting.is_not(None), func.coalesce(staged.c.status, "") != Reason.WAITS_FOR_PARENT
    )
    work.connection.execute(
        update(_numbered).where(_numbered.c.rowid.in_(ended)).values(resolved_load=work.load_no, fields=None)
    )
