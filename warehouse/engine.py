"""Opening a version's file: one engine, its memory and threads bounded, never reaching for the internet."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from warehouse.dialect import keep_quiet, set_time_zone, shut_in


def open_engine(path: Path, *, read_only: bool, memory_mb: int, threads: int, spill: Path) -> Engine:
    """An engine over the file of one version.

    A reader's engine is read-only and may open no other file. Each statement stands by itself: a published file never
    changes, nobody reads one before it is published, and a statement that fails takes no other down with it. memory_mb
    bounds the engine's memory; what does not fit goes to the folder `spill`. Stamps are naive UTC, so each session's
    time zone is UTC.
    """
    spill.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, Any] = {
        "memory_limit": f"{memory_mb}MiB",
        "threads": threads,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    url = URL.create("duckdb", database=str(path))
    arguments = {"read_only": read_only, "config": config}
    pool = None if read_only else NullPool
    engine = create_engine(url, connect_args=arguments, poolclass=pool, isolation_level="AUTOCOMMIT")
    event.listen(engine, "connect", _start_reader if read_only else _start_builder)
    return engine


def _start_reader(session: Any, _record: Any) -> None:
    shut_in(session)
    set_time_zone(session, "UTC")


def _start_builder(session: Any, _record: Any) -> None:
    keep_quiet(session)
    set_time_zone(session, "UTC")
