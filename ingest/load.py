"""A load: files -> checked rows -> the next version, published whole or not at all."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ingest.account import LoadReport, count_flags, enter_files, enter_load
from ingest.catalogues import complete_catalogues
from ingest.delivery import SNAPSHOT, digest, open_delivery
from ingest.derive import derive
from ingest.errors import LoadRefused
from ingest.expire import expire
from ingest.mapping import Mapping
from ingest.merge import merge
from ingest.quarantine import carry_over
from ingest.stage_delivery import latest_stamp, stage_delivery
from ingest.version import enter_cohorts, enter_covered, enter_version, last_day, read_past, take_over
from ingest.work import OLD, Work, create_empty_old
from warehouse.delivered import metadata
from warehouse.dialect import attach, is_out_of_memory
from warehouse.engine import open_engine
from warehouse.records import load_files, loads, snapshots
from warehouse.versions import Store


def load(
    paths: Sequence[Path],
    *,
    store: Store,
    mapping: Mapping | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda _line: None,
    due_soon_days: int,
    due_soon_share: float,
    fairly_satisfied: bool,
    quarantine_days: int,
    keep_versions: int,
    case_years: int | None = None,
) -> LoadReport:
    """Load one delivery (folders or files) into the store and publish the next version; progress gets a line a phase.

    case_years: cases that ended more than so many years before the data's last day are not kept; None: all are. A
    delivery that the current version already holds is recognised by its content and changes nothing. Raises
    LoadRefused, and StoreBusy where another load takes too long; the current version then stays as it is.
    """
    started = time.monotonic()
    delivery = open_delivery(paths, mapping)
    content = digest(delivery, mapping)
    with store.exclusive(progress):
        current = store.current()
        load_no = store.next_load_no()
        version = store.next_version(load_no)
        with store.build(version) as folder:
            with _builder(store, folder / "new.duckdb") as connection:
                attach(connection, store.path(current) if current else None, OLD)
                if current is None:
                    create_empty_old(connection)
                past = read_past(connection, delivery)
                if current is not None and past.as_of is not None and content in past.digests:
                    seconds = time.monotonic() - started
                    return LoadReport(
                        current, past.as_of, delivery.time_zone, seconds, already_loaded=True, dry_run=dry_run
                    )
                metadata.create_all(connection, checkfirst=False)
                stage = stage_delivery(connection, delivery, mapping, folder, progress)
                as_of = delivery.as_of or latest_stamp(stage)
                newest = max(as_of, past.as_of or as_of)
                day = last_day(newest, delivery.time_zone)
                work = Work(connection, stage, load_no, as_of, day, delivery.kind == SNAPSHOT, delivery.covers)
                progress("merging with what is there")
                take_over(connection, loads, load_files, snapshots)
                carry_over(work, quarantine_days)
                merge(work)
                files = enter_files(work)
                stage.drop()
                expired = expire(connection, day, delivery.time_zone, case_years) if case_years else None
                complete_catalogues(connection)
                enter_covered(connection, delivery.covered_until)
                enter_version(connection, version, past, delivery, newest, fairly_satisfied=fairly_satisfied)
                derive(
                    connection,
                    as_of=newest,
                    time_zone=delivery.time_zone,
                    calendar=delivery.calendar,
                    due_soon_days=due_soon_days,
                    due_soon_share=due_soon_share,
                    fairly_satisfied=fairly_satisfied,
                    progress=progress,
                )
                enter_cohorts(connection)
                seconds = time.monotonic() - started
                enter_load(work, delivery.source, content, seconds, expired)
                flags = count_flags(connection)
            if not dry_run:
                store.publish(folder / "new.duckdb", version)
                store.prune(keep_versions)
                progress(f"published version {version}")
    return LoadReport(
        version, newest, delivery.time_zone, seconds, files, delivery.not_read, flags, expired, dry_run=dry_run
    )


@contextmanager
def _builder(store: Store, file: Path) -> Iterator[Connection]:
    """A connection to a new version's file, which is whole on disk when this ends."""
    spill = file.parent / "spill"
    engine = open_engine(file, read_only=False, memory_mb=store.memory_mb, threads=store.threads, spill=spill)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        if not is_out_of_memory(error):
            raise
        raise LoadRefused(
            f"The engine's memory of {store.memory_mb} MB is too small for this load: raise TONGDIAN_MEMORY_MB."
        ) from error
    finally:
        engine.dispose()
