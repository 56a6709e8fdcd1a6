"""Which snapshots have covered what: an older delivery changes nothing there, and what they no longer hold is gone.

A row is judged by the region it has, and a region by the place it has, when the row and the snapshot meet. So the order
of loading matters where rows or regions move, or come to be known, while regional snapshots are loaded out of order,
and where a snapshot could not be read whole. Of several snapshots of a region only the newest is remembered.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Row,
    Table,
    delete,
    false,
    func,
    insert,
    literal,
    null,
    select,
    true,
)

from ingest.editions import in_force
from ingest.errors import LoadRefused
from ingest.work import OLD_TABLES, Work, parent_of
from warehouse.delivered import regions
from warehouse.records import snapshots


def record_snapshot(work: Work, contract: Table) -> None:
    """Enter what this delivery covers of a file. Raises LoadRefused."""
    if not work.snapshot or not work.stage.delivered(contract.name):
        return
    of_file = snapshots.c.contract_file == contract.name
    row = {"contract_file": contract.name, "as_of": work.as_of}
    covered = covered_regions(work)
    if covered is None:
        work.connection.execute(delete(snapshots).where(of_file, snapshots.c.as_of <= work.as_of))
        newer = select(snapshots.c.as_of).where(of_file, snapshots.c.region.is_(None))
        if work.connection.execute(newer).first() is None:
            work.connection.execute(insert(snapshots), row | {"region": None})
    elif _has_region(contract):
        known = select(snapshots.c.region).where(of_file, snapshots.c.as_of > work.as_of)
        newer_there = set(work.connection.execute(known).scalars())
        mine = sorted(covered - newer_there)
        work.connection.execute(delete(snapshots).where(of_file, snapshots.c.region.in_(mine)))
        if mine:
            work.connection.execute(insert(snapshots), [row | {"region": region} for region in mine])


def newest_snapshot(
    work: Work, contract: Table, region: ColumnElement[Any], known: Table = snapshots
) -> ColumnElement[datetime]:
    """The as_of of the newest snapshot that covered a row of this file in this region; null where none did.

    known: the snapshots of the new version, or OLD's, which this delivery is not among.
    """
    of_file = known.c.contract_file == contract.name
    newest = work.connection.execute(select(known.c.region, known.c.as_of).where(of_file)).all()
    whole: ColumnElement[datetime] = literal(
        max((row.as_of for row in newest if row.region is None), default=None), DateTime()
    )
    if all(row.region is None for row in newest):
        return whole
    regional = select(known.c.as_of).where(of_file, known.c.region == region).scalar_subquery()
    return func.greatest(whole, regional)


def covered_now(work: Work, contract: Table, region: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether this delivery is a snapshot that covers a row of this file in this region."""
    if not work.snapshot or not work.stage.delivered(contract.name):
        return false()
    covered = covered_regions(work)
    if covered is None:
        return true()
    if not _has_region(contract):
        return false()
    return func.coalesce(region.in_(sorted(covered)), false())  # a row without a region belongs to the root


def region_of(contract: Table, table: FromClause) -> ColumnElement[Any]:
    """The region of a row in a table of this file: its own, else its parent's, which must have been merged.

    A parent that the new version has dropped counts with the region that it had. Null where there is none.
    """
    if name := contract.info["region"]:
        return table.c[name]
    parent = parent_of(contract)
    if parent is None or not parent.info["region"]:
        return null()
    [key] = parent.info["keys"]
    of_parent = [
        select(known.c[parent.info["region"]]).where(known.c[key] == table.c[key]).correlate(table).scalar_subquery()
        for known in (parent, OLD_TABLES[parent.name])
    ]
    return func.coalesce(*of_parent)


def _has_region(contract: Table) -> bool:
    """Whether a file has a region column, or its parent has one."""
    return any(file is not None and file.info["region"] for file in (contract, parent_of(contract)))


def covered_regions(work: Work) -> set[str] | None:
    """The regions of a regional snapshot with all that lies under them; None for a snapshot of everything."""
    if not work.covers:
        return None
    children = defaultdict(set)
    parents = _parents(work)
    for region, parent in parents.items():
        children[parent].add(region)
    covered: set[str] = set()
    further = set(work.covers)
    if unknown := further - parents.keys():
        raise LoadRefused(
            f"delivery.toml: covers names {', '.join(sorted(unknown))}, which no regions file has delivered: "
            "deliver it, or correct the code."
        )
    while further:
        covered |= further
        further = set().union(*[children[region] for region in further]) - covered
    return None if any(parents[region] is None for region in covered) else covered


def _parents(work: Work) -> dict[str, str | None]:
    """The parent of each region; until the regions are merged, as the current version and the delivery have it."""
    rows = work.connection.execute(select(regions)).all() or _regions_to_come(work)
    return {region: row.parent for region, row in in_force(rows, work.day).items()}


def _regions_to_come(work: Work) -> list[Row[Any]]:
    """The rows of regions in the current version and in the delivery, the older first."""
    staged, old = work.stage.table(regions.name), OLD_TABLES[regions.name]
    rows: list[Row[Any]] = []
    for table, as_of, which in (
        (old, old.c.as_of, true()),
        (staged, work.as_of_row(staged), staged.c.status.is_(None)),
    ):
        wanted = [table.c.region, table.c.from_date, table.c.parent, as_of.label("as_of")]
        rows += work.connection.execute(select(*wanted).where(which))
    return sorted(rows, key=lambda row: row.as_of)
