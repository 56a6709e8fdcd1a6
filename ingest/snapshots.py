"""Which snapshots have covered what: an older delivery changes nothing there, and what they no longer hold is gone.

A row is judged by the region it has when it and the snapshot meet. So the order of loading matters in one case: rows
that move between regions while regional snapshots are loaded out of order.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
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

from ingest.errors import LoadRefused
from ingest.work import Work
from warehouse.delivered import metadata, regions
from warehouse.records import snapshots


def record_snapshot(work: Work, contract: Table) -> None:
    """Enter what this delivery covers of a file. Regions must have been merged. Raises LoadRefused."""
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
    elif _region_of(contract) is not None:
        known = select(snapshots.c.region).where(of_file, snapshots.c.as_of > work.as_of)
        newer_there = set(work.connection.execute(known).scalars())
        mine = sorted(covered - newer_there)
        work.connection.execute(delete(snapshots).where(of_file, snapshots.c.region.in_(mine)))
        if mine:
            work.connection.execute(insert(snapshots), [row | {"region": region} for region in mine])


def newest_snapshot(work: Work, contract: Table, region: ColumnElement[Any]) -> ColumnElement[datetime]:
    """The as_of of the newest snapshot that covered a row of this file in this region; null where none did."""
    of_file = snapshots.c.contract_file == contract.name
    newest = work.connection.execute(select(snapshots.c.region, snapshots.c.as_of).where(of_file)).all()
    whole: ColumnElement[datetime] = literal(
        max((row.as_of for row in newest if row.region is None), default=None), DateTime()
    )
    if all(row.region is None for row in newest):
        return whole
    regional = select(snapshots.c.as_of).where(of_file, snapshots.c.region == region).scalar_subquery()
    return func.greatest(whole, regional)


def covered_now(work: Work, contract: Table, region: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether this delivery is a snapshot that covers a row of this file in this region."""
    if not work.snapshot or not work.stage.delivered(contract.name):
        return false()
    covered = covered_regions(work)
    if covered is None:
        return true()
    if _region_of(contract) is None:
        return false()
    mine = select(snapshots.c.region).where(
        snapshots.c.contract_file == contract.name, snapshots.c.as_of == literal(work.as_of)
    )
    return func.coalesce(region.in_(mine), false())  # a row without a region belongs to the root


def region_column(contract: Table, table: FromClause) -> ColumnElement[Any]:
    """The column of a table of this file that says which region a row is of; null where it has none of its own."""
    name = contract.info["region"]
    return table.c[name] if name else null()


def _region_of(contract: Table) -> str | None:
    """A file's own region column, or that of its parent."""
    parent = contract.info["parent"]
    found: str | None = (metadata.tables[parent] if parent else contract).info["region"]
    return found


def covered_regions(work: Work) -> set[str] | None:
    """The regions of a regional snapshot with all that lies under them; None for a snapshot of everything."""
    if not work.covers:
        return None
    children = defaultdict(set)
    parents = dict(work.connection.execute(select(regions.c.region, regions.c.parent)).all())
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
