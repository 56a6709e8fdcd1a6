"""What became of every row: the account that a load gives, to its caller and in the version's own history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from ingest.errors import LoadRefused
from ingest.expire import Expired
from ingest.work import SUPERSEDED, Work
from warehouse.facts import flag_fact
from warehouse.records import load_files, loads


@dataclass(frozen=True)
class FileReport:
    """What became of the rows of one file: rows_read = accepted + superseded + quarantined."""

    file: str
    contract_file: str
    rows_read: int
    accepted: int
    superseded: int
    quarantined: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class LoadReport:
    """What a load did. version: the one it made, or the current one where the delivery had been loaded before.

    as_of: of the version, naive UTC. already_loaded: the version holds this very delivery, so nothing was done.
    dry_run: all was done but the publishing. not_read: files that are none of the contract. flags: kind of oddity ->
    how many there are in the whole version. expired: the old cases it has taken out; None where all are kept.
    """

    version: str
    as_of: datetime
    time_zone: str
    seconds: float
    files: tuple[FileReport, ...] = ()
    not_read: tuple[str, ...] = ()
    flags: Mapping[str, int] = field(default_factory=dict)
    expired: Expired | None = None
    already_loaded: bool = False
    dry_run: bool = False


def enter_files(work: Work) -> tuple[FileReport, ...]:
    """Write load_files from what became of the staged rows. Raises LoadRefused should the account not balance."""
    reports = []
    for file in work.stage.files:
        table = work.stage.table(file.contract_file)
        counted = select(table.c.status, func.count()).where(table.c.file_no == file.number).group_by(table.c.status)
        counts: dict[str | None, int] = dict(work.connection.execute(counted).all())
        accepted, superseded = counts.pop(None, 0), counts.pop(SUPERSEDED, 0)
        quarantined = sum(counts.values())
        if accepted + superseded + quarantined != file.rows:
            raise LoadRefused(
                f"{file.file}: of {file.rows:,} rows read {accepted:,} were accepted, {superseded:,} superseded and "
                f"{quarantined:,} quarantined, which does not add up. This is a fault of the product: report it."
            )
        reports.append(
            FileReport(file.file, file.contract_file, file.rows, accepted, superseded, quarantined, file.left_out)
        )
    rows = [
        {
            "load_no": work.load_no,
            "file": report.file,
            "contract_file": report.contract_file,
            "rows_read": report.rows_read,
            "accepted": report.accepted,
            "superseded": report.superseded,
            "quarantined": report.quarantined,
            "left_out": ", ".join(report.left_out) or None,
        }
        for report in reports
    ]
    work.connection.execute(insert(load_files), rows)
    return tuple(reports)


def enter_load(work: Work, source: str, digest: str, seconds: float, expired: Expired | None) -> None:
    """Write the load's own line of the history; its as_of and kind are the delivery's."""
    work.connection.execute(
        insert(loads),
        {
            "load_no": work.load_no,
            "loaded_at": datetime.now(UTC).replace(tzinfo=None),
            "source": source,
            "kind": "snapshot" if work.snapshot else "increment",
            "as_of": work.as_of,
            "seconds": round(seconds),
            "digest": digest,
            "expired": expired and expired.cases,
            "expired_before": expired and expired.before,
        },
    )


def count_flags(connection: Connection) -> dict[str, int]:
    """How many flags of each kind a version holds."""
    counted = select(flag_fact.c.flag, func.count()).group_by(flag_fact.c.flag).order_by(flag_fact.c.flag)
    return dict(connection.execute(counted).all())
