"""The store: versions are files of their own, a pointer says which is current, and it alone ever changes.

<root>/CURRENT             the name of the current version, replaced atomically
<root>/<version>.duckdb    a published version; never edited
<root>/building/<version>/ a load at work; what a killed load leaves here, the next load removes
<root>/spill/<pid>/        what a reader's engine could not hold in memory
<root>/lock                held by the one load at work
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine

from warehouse.engine import open_engine
from warehouse.statements import Statements

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"\d{8}T\d{6}Z-\d{4,}")
_SUFFIX = ".duckdb"


def _unsaid(_line: str) -> None:
    """Progress that nobody asked for."""


class NoVersion(Exception):
    """Nothing is published, or not the version that was asked for; the message says what to do."""


class OtherEdition(NoVersion):
    """The version was made by another edition of the product, whose tables are others."""


class StoreBusy(Exception):
    """Another load holds the store for longer than this one would wait."""


def made_at(version: str) -> datetime:
    """When a version was made, by its name."""
    return datetime.strptime(version.split("-", maxsplit=1)[0], _STAMP).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """A reader's hold on one version: it stays the same version until the reader lets go."""

    connection: Connection
    version: str


@dataclass
class _Open:
    engine: Engine
    readers: int = 0


class Store:
    """The published versions under one folder, as one process sees them; safe to share between threads.

    statement_seconds: how long a reader's statement may take; None: as long as it does.
    """

    def __init__(self, root: Path, memory_mb: int, threads: int, statement_seconds: float | None = None) -> None:
        self.root = root
        self.memory_mb = memory_mb
        self.threads = threads
        self.statements = Statements(statement_seconds)
        self._open: dict[str, _Open] = {}
        self._guard = Lock()

    def current(self) -> str | None:
        """The name of the current version; None while nothing is published."""
        try:
            return (self.root / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None

    def versions(self) -> list[str]:
        """The names of all published versions that are still kept, oldest first."""
        unfinished = {path.name for path in self._building.glob("*")} - {self.current()}
        names = {path.stem for path in self.root.glob(f"*{_SUFFIX}") if _NAME.fullmatch(path.stem)}
        return sorted(names - unfinished)

    def path(self, version: str) -> Path:
        """The file of a version."""
        return self.root / f"{version}{_SUFFIX}"

    @contextmanager
    def read(self, version: str | None = None) -> Iterator[Reading]:
        """Read the current version, or another that is kept; what is published meanwhile waits for the next reading.

        Raises NoVersion.
        """
        version, opened = self._enter(version)
        try:
            with opened.engine.connect() as connection:
                yield Reading(connection, version)
        finally:
            self._leave(opened)

    def _enter(self, wanted: str | None) -> tuple[str, _Open]:
        with self._guard:
            version = wanted or self.current()
            if version is None:
                raise NoVersion("No data has been loaded yet: load a delivery with `flask --app app load PATH`.")
            if version not in self._open:
                spill = self.root / "spill" / f"{os.getpid()}-{version}"
                engine = open_engine(
                    self.path(version), read_only=True, memory_mb=self.memory_mb, threads=self.threads, spill=spill
                )
                self.statements.attend(engine)
                self._open[version] = _Open(engine)
            self._dispose_idle(version)
            self._open[version].readers += 1
            return version, self._open[version]

    def _leave(self, opened: _Open) -> None:
        with self._guard:
            opened.readers -= 1
            self._dispose_idle(self.current())

    def _dispose_idle(self, current: str | None) -> None:
        for version in [name for name, opened in self._open.items() if name != current and opened.readers == 0]:
            self._open.pop(version).engine.dispose()

    def close(self) -> None:
        """Let go of every engine, as a process does before it ends. Nobody may be reading."""
        with self._guard:
            for opened in self._open.values():
                opened.engine.dispose()
            self._open.clear()

    @contextmanager
    def exclusive(self, say: Callable[[str], None] = _unsaid, patience_seconds: float = 3600) -> Iterator[None]:
        """Hold the store for one load; a killed holder's lock is free at once. Raises StoreBusy when patience ends."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._acquire(handle, say, patience_seconds)
            self._sweep()
            yield
        finally:
            os.close(handle)

    @staticmethod
    def _acquire(handle: int, say: Callable[[str], None], patience_seconds: float) -> None:
        deadline = time.monotonic() + patience_seconds
        waiting = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise StoreBusy(
                        "Another load has held the store all the time this one would wait; try again when it has ended."
                    ) from None
                if not waiting:
                    say("Another load is at work; this one starts when it has ended.")
                waiting = True
                time.sleep(0.05)

    def _sweep(self) -> None:
        """Remove what killed loads and readers left behind; called by the one that holds the lock."""
        current = self.current()
        for folder in self._building.glob("*"):
            if folder.name != current and _NAME.fullmatch(folder.name):
                self.path(folder.name).unlink(missing_ok=True)  # renamed, but the pointer never came to it
            shutil.rmtree(folder)
        for folder in self.root.glob("spill/*"):
            if not Path("/proc", folder.name.split("-")[0]).exists():
                shutil.rmtree(folder)

    @property
    def _building(self) -> Path:
        return self.root / "building"

    def next_load_no(self) -> int:
        """The number of the load that builds upon the current version: 1, 2, …"""
        current = self.current()
        return 1 if current is None else int(current.rpartition("-")[2]) + 1

    def next_version(self, load_no: int) -> str:
        """A new version's name: UTC stamp and load number, later than every name here whatever the clock says."""
        stamp = datetime.now(UTC).replace(microsecond=0)
        names = [path.stem for path in self.root.glob(f"*{_SUFFIX}") if _NAME.fullmatch(path.stem)]
        if names:
            stamp = max(stamp, made_at(max(names)) + timedelta(seconds=1))
        return f"{stamp:{_STAMP}}-{load_no:04d}"

    @contextmanager
    def build(self, version: str) -> Iterator[Path]:
        """A folder for a load at work, removed at the end; the version is built there and handed to `publish`."""
        folder = self._building / version
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    def publish(self, building: Path, version: str) -> None:
        """Make the closed file `building` the current version. Whoever dies in here leaves the old or the new one."""
        log = building.with_name(building.name + ".wal")
        if log.exists():
            raise ValueError(f"{building.name} is still open for writing: close its engine before publishing it.")
        _sync(building)
        building.replace(self.path(version))
        _sync(self.root)
        self._point_to(version)

    def rollback(self, version: str, say: Callable[[str], None] = _unsaid) -> None:
        """Make an older (or newer) kept version the current one. Raises NoVersion where it is not kept."""
        with self.exclusive(say):
            if version not in self.versions():
                kept = ", ".join(self.versions()) or "none"
                raise NoVersion(f"There is no version {version}; kept are: {kept}.")
            self._point_to(version)

    def _point_to(self, version: str) -> None:
        pointer = self.root / "CURRENT.new"
        pointer.write_text(version + "\n")
        _sync(pointer)
        pointer.replace(self.root / "CURRENT")
        _sync(self.root)

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep` versions; the current one stays. Who still reads one keeps it."""
        current = self.current()
        for version in self.versions()[:-keep]:
            if version != current:
                self.path(version).unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
