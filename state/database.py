"""The connection to the second database: SQLite in the data folder, or PostgreSQL by URL."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

BUSY_SECONDS = 15
MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 7_310_050  # of PostgreSQL's advisory locks: ours


class StateError(Exception):
    """The second database cannot be used; the message says why and what to do."""


class State:
    """The second database, brought to today's tables when it is opened; safe to share between threads."""

    def __init__(self, data: Path, url: SecretStr | None = None) -> None:
        """Open `<data>/state.db`, or the database of a postgresql:// URL. Raises StateError."""
        self._folder = data
        self.engine = _sqlite(data) if url is None else _postgresql(url.get_secret_value())
        try:
            with self.alone(), self.engine.execution_options(writes=True).begin() as connection:
                _migrate(connection)
        except (DBAPIError, StateError) as error:
            self.close()
            if isinstance(error, StateError):
                raise
            raise StateError(f"The database of readers cannot be opened: {error.orig}") from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: kept when the block ends, undone when it raises. What it returned stays readable."""
        engine = self.engine.execution_options(writes=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other process is in such a block: several workers start at once."""
        if self.engine.dialect.name == "sqlite":
            handle = os.open(self._folder / "state.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)
        else:
            with self.engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                yield


def _sqlite(data: Path) -> Engine:
    data.mkdir(parents=True, exist_ok=True)
    file = data / "state.db"
    file.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and then writes cannot wait for another's: who will write says so at once.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StateError("TONGDIAN_STATE_URL is no database URL; write postgresql://reader@host/database.") from error
    if parsed.get_backend_name() != "postgresql":
        raise StateError("TONGDIAN_STATE_URL names another database than PostgreSQL; leave it out for SQLite.")
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)


def _migrate(connection: Connection) -> None:
    """Bring the tables up to today's. Raises StateError where a later edition of the product has been at them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    at = MigrationContext.configure(connection).get_current_revision()
    if at == scripts.get_current_head():
        return
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise StateError(
            f"The database of readers was made by a later edition of this product (its revision is {at}): "
            "start that edition, or restore the database's copy from before it."
        )
    command.upgrade(config, "head")
