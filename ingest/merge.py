"""The delivery and the current version -> the delivered tables of the new one.

Nothing is edited: each table is written anew, from the rows that stay and the staged rows that have no status.
"""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    FromClause,
    MetaData,
    String,
    Table,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from ingest.check import (
    NUMBERED,
    check_regions,
    has_parent,
    mark_doubles,
    mark_older,
    mark_older_children,
    mark_orphans,
    mark_outdone,
    mark_unplaced,
    said_of,
    same_keys,
)
from ingest.quarantine import close_settled, files_that_wait, set_aside, set_back, stage_waiting
from ingest.snapshots import covered_now, newest_snapshot, record_snapshot, region_of
from ingest.work import FILES, OLD_TABLES, OWN_KNOWLEDGE, SUPERSEDED, Work, children_of, key_columns, parent_of
from warehouse.delivered import contract_columns, metadata, steps
from warehouse.records import load_files, snapshots

# Of a parent's row: the snapshot that last covered it and did not hold it.
_GONE = "gone"


def merge(work: Work) -> None:
    """Fill the delivered tables, the snapshots and the quarantine of the new version. Raises LoadRefused."""
    waiting = files_that_wait(work)
    for contract in FILES:
        if not contract.info["whole"]:
            _merge_family(work, contract, waiting)


def _merge_family(work: Work, contract: Table, waiting: set[str]) -> None:
    """A file keyed by itself, whose parent has been merged, and those that are replaced whole for each of its rows."""
    children = children_of(contract)
    family = [contract, *children]
    if not any(file.name in waiting or work.stage.delivered(file.name) for file in family):
        for file in family:
            _keep_all(work, file)
            check_regions(work, file)
        return
    for file in family:
        if file.name in waiting:
            stage_waiting(work, file)
        mark_doubles(work, file)
        record_snapshot(work, file)
    mark_unplaced(work, contract)
    if contract.info["parent"]:
        mark_orphans(work, contract)
    if contract.name in waiting:
        mark_outdone(work, contract)
    mark_older(work, contract)
    _merge_keyed(work, contract)
    check_regions(work, contract)
    for child in children:
        if _may_lose_parents(work, child):
            old = OLD_TABLES[child.name]
            set_back(work, child, and_(old.c.as_of > literal(work.as_of), ~has_parent(child, old)))
        mark_orphans(work, child)
        if child.name in waiting:
            mark_outdone(work, child)
        mark_older_children(work, child)
        _merge_children(work, child)
    for file in family:
        set_aside(work, file)
        close_settled(work, file)


def _keep_all(work: Work, contract: Table) -> None:
    """All rows of a file of which the delivery says nothing."""
    old = OLD_TABLES[contract.name]
    kept = select(old).where(old.c.load_no != OWN_KNOWLEDGE)
    if _may_lose_parents(work, contract):
        set_back(work, contract, ~has_parent(contract, old))
        kept = kept.where(has_parent(contract, old))
    work.connection.execute(insert(contract).from_select(old.c.keys(), kept))


def _may_lose_parents(work: Work, contract: Table) -> bool:
    """Whether rows of this file may belong to rows that the delivery has dropped."""
    parent = parent_of(contract)
    return parent is not None and work.snapshot and work.stage.delivered(parent.name)


def _merge_keyed(work: Work, contract: Table) -> None:
    """Of a key the newest row stays. A snapshot drops what it covers and does not hold, be it unreadable there.

    A newer row stays too, but its children's rows from before that snapshot are as gone as the row then was.
    """
    staged, old = work.stage.table(contract.name), OLD_TABLES[contract.name]
    names = [column.key for column in contract_columns(contract)]
    children = children_of(contract)
    said = [said_of(child) for child in children]
    replaced = exists().where(same_keys(contract, staged, old), staged.c.status.is_(None))
    held = exists().where(same_keys(contract, staged, old), staged.c.waiting.is_(None))
    covered = covered_now(work, contract, region_of(contract, old))
    stays = and_(old.c.load_no != OWN_KNOWLEDGE, ~replaced, ~and_(old.c.as_of <= literal(work.as_of), covered, ~held))
    if _may_lose_parents(work, contract):
        set_back(work, contract, and_(stays, ~has_parent(contract, old)))
        stays = and_(stays, has_parent(contract, old))
    kept = select(*[old.c[name] for name in [*names, "as_of", "load_no", *said]]).where(stays)
    taken = select(
        *[staged.c[name] for name in names],
        work.as_of_row(staged).label("as_of"),
        work.load_of_row(staged).label("load_no"),
        *[old.c[name] for name in said],
    ).where(staged.c.status.is_(None))
    if said:
        before = newest_snapshot(work, contract, region_of(contract, staged), OLD_TABLES[snapshots.name])
        was_gone = and_(old.c.load_no.is_(None), before < work.as_of_row(staged))
        kept = kept.add_columns(case((and_(covered, ~held), literal(work.as_of))).label(_GONE))
        taken = taken.add_columns(case((was_gone, before)).label(_GONE))
        taken = taken.join_from(staged, old, same_keys(contract, staged, old), isouter=True)
    rows = union_all(kept, taken).subquery()
    source: FromClause = rows
    columns: list[ColumnElement[Any]] = [rows.c[name] for name in [*names, "as_of", "load_no"]]
    for child in children:
        [key] = contract.info["keys"]
        named = _named_table(child)
        _fill_named(work, contract, child)
        source = source.outerjoin(named, named.c[key] == rows.c[key])
        snapshot = newest_snapshot(work, child, region_of(contract, rows))
        columns.append(func.greatest(rows.c[said_of(child)], rows.c[_GONE], named.c.as_of, snapshot))
    work.connection.execute(
        insert(contract).from_select([*names, "as_of", "load_no", *said], select(*columns).select_from(source))
    )


def _named_table(child: Table) -> Table:
    """The parents whose rows of this file the load brings, and the as_of of what it says of them."""
    [key] = metadata.tables[child.info["parent"]].info["keys"]
    return Table(
        f"named_{child.name}", MetaData(), Column(key, String), Column("as_of", DateTime), prefixes=["TEMPORARY"]
    )


def _fill_named(work: Work, parent: Table, child: Table) -> None:
    """A row of the child's file names its parent; so does one of the parent's, if its delivery has the child's file."""
    named = _named_table(child)
    named.create(work.connection)
    [key] = parent.info["keys"]
    children, parents = work.stage.table(child.name), work.stage.table(parent.name)
    by_child = select(children.c[key], work.as_of_row(children).label("as_of")).where(children.c.status.is_(None))
    came_with = exists().where(load_files.c.load_no == parents.c.load_no, load_files.c.contract_file == child.name)
    by_parent = select(parents.c[key], work.as_of_row(parents)).where(
        case((parents.c.waiting.is_(None), literal(work.stage.delivered(child.name))), else_=came_with),
        or_(parents.c.status.is_(None), parents.c.status == SUPERSEDED),
    )
    names = union_all(by_child, by_parent).subquery()
    newest = select(names.c[key], func.max(names.c.as_of)).group_by(names.c[key])
    work.connection.execute(insert(named).from_select([key, "as_of"], newest))


def _merge_children(work: Work, contract: Table) -> None:
    """A parent's rows are replaced whole by the newest delivery that named it; a snapshot names all that it covers."""
    staged, old, named = work.stage.table(contract.name), OLD_TABLES[contract.name], _named_table(contract)
    parent = metadata.tables[contract.info["parent"]]
    [key] = parent.info["keys"]
    names = [column.key for column in contract_columns(contract)]
    said = parent.c[said_of(contract)]
    replaced = or_(
        exists().where(named.c[key] == old.c[key], named.c.as_of == said),
        and_(old.c.as_of <= literal(work.as_of), covered_now(work, contract, region_of(parent, parent))),
    )
    kept = (
        select(*[old.c[name] for name in [*names, "as_of", "load_no"]])
        .join_from(old, parent, parent.c[key] == old.c[key])
        .where(old.c.as_of == said, ~replaced)
    )
    values = {name: staged.c[name] for name in names} | _numbers(work, contract)
    taken = select(*values.values(), work.as_of_row(staged), work.load_of_row(staged)).where(staged.c.status.is_(None))
    work.connection.execute(insert(contract).from_select([*names, "as_of", "load_no"], union_all(kept, taken)))
    named.drop(work.connection)


def _numbers(work: Work, contract: Table) -> dict[str, ColumnElement[Any]]:
    """A number for each row without one, after those that have one, by its stamps and then in file order."""
    if contract is not NUMBERED.table:
        return {}
    staged = work.stage.table(contract.name)
    number = staged.c[NUMBERED.key]
    given, all_rows = work.connection.execute(select(func.count(number), func.count()).select_from(staged)).one()
    if given == all_rows:
        return {}
    keys = [key for key in key_columns(contract, staged) if key is not number]
    order = [staged.c[steps.c.entered_at.key], staged.c[steps.c.left_at.key], staged.c.rowid]
    place = func.row_number().over(partition_by=[*keys, case((number.is_(None), 1))], order_by=order)
    if not given:
        return {number.key: place}
    highest = func.coalesce(func.max(number).over(partition_by=keys), 0)
    return {number.key: func.coalesce(number, highest + place)}
