"""What a version knows about itself: its loads, what they could not read, how fresh each region is."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, and_, func, select

from queries.rows import Page
from queries.scope import Scope
from warehouse.records import load_files, loads, places, quarantine, version_info


def version_row(connection: Connection) -> dict[str, Any]:
    """What the version says of itself: the columns of version_info (stamps naive UTC), and deliveries, its loads.

    expired_before: the latest day of which any of its loads removed the cases that had ended before it; null where all
    loads kept all. A later load may have brought some of them again.
    """
    deliveries = select(func.count()).select_from(loads).scalar_subquery().label("deliveries")
    before = select(func.max(loads.c.expired_before)).scalar_subquery().label("expired_before")
    return dict(connection.execute(select(version_info, deliveries, before)).mappings().one())


def load_history(connection: Connection) -> pd.DataFrame:
    """Files of each load, newest load first: rows_read = accepted + superseded + quarantined.

    Columns: load_no, loaded_at (naive UTC), source, kind, as_of (naive UTC), seconds, file, contract_file, rows_read,
    accepted, superseded, quarantined, left_out; expired, the cases that the load removed because they had ended before
    expired_before; both null where it kept all.
    """
    columns = [
        *(loads.c[name] for name in ("load_no", "loaded_at", "source", "kind", "as_of", "seconds")),
        *(load_files.c[name] for name in ("file", "contract_file", "rows_read", "accepted", "superseded")),
        *(load_files.c[name] for name in ("quarantined", "left_out")),
        *(loads.c[name] for name in ("expired", "expired_before")),
    ]
    statement = (
        select(*columns)
        .join(load_files, load_files.c.load_no == loads.c.load_no)
        .order_by(loads.c.load_no.desc(), load_files.c.file, load_files.c.contract_file)
    )
    return _frame(connection, statement)


def quarantine_counts(connection: Connection) -> pd.DataFrame:
    """Rows still in quarantine by contract_file and reason. Columns: contract_file, reason, n."""
    statement = (
        select(quarantine.c.contract_file, quarantine.c.reason, func.count().label("n"))
        .where(quarantine.c.resolved_load.is_(None))
        .group_by(quarantine.c.contract_file, quarantine.c.reason)
        .order_by(func.count().desc(), quarantine.c.contract_file, quarantine.c.reason)
    )
    return _frame(connection, statement)


def quarantine_rows(connection: Connection, page: Page) -> pd.DataFrame:
    """Rows still in quarantine, newest load first.

    Columns: load_no, file, line (None where unknown), reason, detail, raw (redacted; null once expired).
    """
    names = ("load_no", "file", "line", "reason", "detail", "raw")
    statement = (
        select(*(quarantine.c[name] for name in names))
        .where(quarantine.c.resolved_load.is_(None))
        .order_by(quarantine.c.load_no.desc(), quarantine.c.file, quarantine.c.line)
        .offset(page.offset)
        .limit(page.limit)
    )
    frame = _frame(connection, statement)
    frame["line"] = pd.Series([None if pd.isna(line) else int(line) for line in frame["line"]], dtype=object)
    return frame


def late_places(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Places of the reader's subtree whose data ends before the version's as_of, and before their parent's.

    Columns: region, now_at (naive UTC). A place stands for all below it that end at the same time.
    """
    parent = places.alias("parent")
    statement = (
        select(places.c.region, places.c.now_at)
        .join(parent, parent.c.place_no == places.c.parent_no)
        .where(and_(places.c.place_no.between(scope.first, scope.last), places.c.now_at < parent.c.now_at))
        .order_by(places.c.now_at, places.c.place_no)
    )
    return _frame(connection, statement)


def _frame(connection: Connection, statement: Select[Any]) -> pd.DataFrame:
    result = connection.execute(statement)
    return pd.DataFrame(result.all(), columns=list(result.keys()))
