"""What keeps a readable row from being merged: doubles, a missing parent, or something newer in the store."""

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, literal, null, or_, select, update

from ingest.errors import LoadRefused
from ingest.reasons import Reason
from ingest.snapshots import newest_snapshot, region_of
from ingest.work import OLD_TABLES, SUPERSEDED, Work, key_columns
from warehouse.delivered import metadata, regions, steps

# A null round is numbered by the loader, so it makes no double.
NUMBERED = steps.c.round


def same(left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[bool]:
    """Equal, or both null."""
    return left.is_not_distinct_from(right)


def same_keys(contract: Table, left: Table, right: Table) -> ColumnElement[bool]:
    """Whether rows of two tables of this file have the same key. Only where a key may be null is null compared."""
    keys = zip(*(key_columns(contract, table) for table in (contract, left, right)), strict=True)
    return and_(*[same(a, b) if key.nullable else a == b for key, a, b in keys])


def mark(
    work: Work, staged: Table, which: ColumnElement[bool], status: str, detail: ColumnElement[str] | None = None
) -> None:
    """Give a status to those staged rows that have none yet and for which `which` holds."""
    values: dict[str, Any] = {"status": status} | ({"detail": detail} if detail is not None else {})
    work.connection.execute(update(staged).where(staged.c.status.is_(None), which).values(values))


def mark_doubles(work: Work, contract: Table) -> None:
    """The first row of a key stays, later ones of the delivery are doubles."""
    staged = work.stage.table(contract.name)
    keys = key_columns(contract, staged)
    candidates = [staged.c.status.is_(None), staged.c.waiting.is_(None)]
    if contract is NUMBERED.table:
        candidates.append(staged.c[NUMBERED.key].is_not(None))
    first = (
        select(*keys, func.min(staged.c.rowid).label("first"))
        .where(*candidates)
        .group_by(*keys)
        .having(func.count() > 1)
    ).subquery()
    if work.connection.execute(select(first.c.first).limit(1)).first() is None:
        return
    on_keys = and_(*[same(key, first.c[key.key]) for key in keys], staged.c.rowid > first.c.first)
    later = select(staged.c.rowid.label("rowid")).join_from(staged, first, on_keys).where(*candidates).subquery()
    mark(work, staged, staged.c.rowid.in_(select(later.c.rowid)), Reason.DOUBLE)


def mark_unplaced(work: Work, contract: Table) -> None:
    """Rows of a region that was never delivered wait for it. Without any regions there is one root, and none waits."""
    name = contract.info["region"]
    if name is None or work.connection.execute(select(regions.c.region).limit(1)).first() is None:
        return
    staged = work.stage.table(contract.name)
    region = staged.c[name]
    unknown = and_(region.is_not(None), ~exists().where(regions.c.region == region))
    mark(work, staged, unknown, Reason.WAITS_FOR_PARENT, literal(f"{name}=") + region)


def mark_outdone(work: Work, contract: Table) -> None:
    """Where rows that waited meet others of the same key the newest as_of wins; rows replaced whole go by parent."""
    staged = work.stage.table(contract.name)
    keys = key_columns(contract, staged)
    if contract.info["whole"]:
        keys = [staged.c[key] for key in metadata.tables[contract.info["parent"]].info["keys"]]
    waited = staged.alias()
    met = and_(waited.c.waiting.is_not(None), *[same(key, waited.c[key.key]) for key in keys])
    order: list[ColumnElement[Any]] = [work.as_of_row(staged).desc(), work.load_of_row(staged).desc()]
    ranked = (
        select(staged.c.rowid.label("rowid"), func.rank().over(partition_by=keys, order_by=order).label("place"))
        .where(staged.c.status.is_(None), exists().where(met))
        .subquery()
    )
    mark(work, staged, staged.c.rowid.in_(select(ranked.c.rowid).where(ranked.c.place > 1)), SUPERSEDED)


def mark_older(work: Work, contract: Table) -> None:
    """Superseded is what is older than the store's row of its key, or than a snapshot that covered its region."""
    staged = work.stage.table(contract.name)
    old = OLD_TABLES[contract.name]
    as_of = work.as_of_row(staged)
    snapshot = newest_snapshot(work, contract, region_of(contract, staged))
    newer = exists().where(same_keys(contract, staged, old), old.c.as_of > as_of)
    mark(work, staged, or_(newer, snapshot > as_of), SUPERSEDED)


def mark_orphans(work: Work, contract: Table) -> None:
    """Rows whose parent the store does not have wait for it, unless a newer snapshot has already left them out.

    Of rows that are replaced whole also a snapshot that has dropped their parent, as its rows go with it. A row that is
    keyed by itself may belong to a parent that comes back.
    """
    staged = work.stage.table(contract.name)
    parent = metadata.tables[contract.info["parent"]]
    [key] = parent.info["keys"]
    orphan = ~has_parent(contract, staged)
    if (
        work.connection.execute(select(staged.c.rowid).where(staged.c.status.is_(None), orphan).limit(1)).first()
        is None
    ):
        return
    outdated = newest_snapshot(work, contract, null()) > work.as_of_row(staged)
    if contract.info["whole"]:
        superseded, old = work.stage.table(parent.name), OLD_TABLES[parent.name]
        late = and_(superseded.c[key] == staged.c[key], superseded.c.status == SUPERSEDED)
        was_there = or_(exists().where(late), exists().where(old.c[key] == staged.c[key]))
        region = region_of(contract, staged)
        if name := parent.info["region"]:
            region = func.coalesce(region, select(func.max(superseded.c[name])).where(late).scalar_subquery())
        outdated = or_(outdated, and_(was_there, newest_snapshot(work, parent, region) > work.as_of_row(staged)))
    mark(work, staged, and_(orphan, outdated), SUPERSEDED)
    mark(work, staged, orphan, Reason.WAITS_FOR_PARENT, literal(f"{key}=") + staged.c[key])


def has_parent(contract: Table, table: Table) -> ColumnElement[bool]:
    """Whether the new version has the parent of a row of this file."""
    parent = metadata.tables[contract.info["parent"]]
    [key] = parent.info["keys"]
    return exists().where(parent.c[key] == table.c[key])


def mark_older_children(work: Work, contract: Table) -> None:
    """Rows of a parent whose rows of this file the store knows from a newer delivery are superseded."""
    staged = work.stage.table(contract.name)
    parent = metadata.tables[contract.info["parent"]]
    [key] = parent.info["keys"]
    newer = exists().where(parent.c[key] == staged.c[key], parent.c[said_of(contract)] > work.as_of_row(staged))
    mark(work, staged, newer, SUPERSEDED)


def said_of(child: Table) -> str:
    """The parent's column that remembers the as_of of the newest delivery that named its rows of this file."""
    return f"{child.name}_as_of"


def check_regions(work: Work, contract: Table) -> None:
    """Refuse a delivery whose regions no longer hold one that merged rows belong to. Raises LoadRefused."""
    name = contract.info["region"]
    if name is None or work.connection.execute(select(regions.c.region).limit(1)).first() is None:
        return
    region = contract.c[name]
    lost = (
        select(region, func.count())
        .where(region.is_not(None), ~exists().where(regions.c.region == region))
        .group_by(region)
        .order_by(region)
    )
    if found := work.connection.execute(lost).first():
        raise LoadRefused(
            f"The regions delivered do not hold {found[0]}, to which {found[1]:,} rows of {contract.name} belong: "
            "deliver it too, with its last day in `to` if it is no more."
        )
