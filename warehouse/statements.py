"""The statements of a store's readers: how many and how long, and an end to each that takes too long."""

import time
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from warehouse.dialect import interrupt, was_interrupted


class StatementCancelled(SQLAlchemyError):
    """A statement ran longer than it may and was cancelled; its connection is good for the next one."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"A statement was cancelled after {seconds:g} s, the longest that one may take.")
        self.seconds = seconds


@dataclass
class _Running:
    session: Any  # of the engine's own, which can be interrupted from another thread
    began: float  # by time.monotonic()
    interrupted: bool = False


class Statements:
    """Counts and times the statements of engines, and cancels those that run longer than `limit` seconds.

    A statement is watched until its connection asks the next one or is let go, since its rows may be worked out as
    they are fetched. One thread watches over all; it starts with a statement and ends where it finds none, so that a
    statement costs two entries in a dictionary. Threads may share it.
    """

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self.asked = 0
        self.seconds = 0.0  # until a statement's first rows
        self.cancelled = 0
        self._running: dict[int, _Running] = {}  # by session; the first has begun first
        self._lock = Lock()
        self._watch: Thread | None = None

    def attend(self, engine: Engine) -> None:
        """Count, time and limit the statements of an engine from now on."""
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._answered)
        event.listen(engine, "handle_error", self._failed)
        event.listen(engine, "checkin", lambda session, _record: self._end(session))

    def _begin(self, connection: Connection, *_statement: Any) -> None:
        session = connection.connection.dbapi_connection
        with self._lock:
            self._running.pop(id(session), None)
            self._running[id(session)] = _Running(session, time.monotonic())
            # A process that was forked off holds the thread of the other one, which does not run here.
            if self.limit is not None and not (self._watch and self._watch.is_alive()):
                self._watch = Thread(target=self._keep_watch, name="statements", daemon=True)
                self._watch.start()

    def _answered(self, connection: Connection, *_statement: Any) -> None:
        with self._lock:
            running = self._running.get(id(connection.connection.dbapi_connection))
            if running:
                self.asked += 1
                self.seconds += time.monotonic() - running.began

    def _failed(self, context: ExceptionContext) -> None:
        session = context.connection.connection.dbapi_connection if context.connection else None
        running = self._end(session)
        late = running is not None and running.interrupted and was_interrupted(context.original_exception)
        if self.limit is None or not late:
            return
        with self._lock:
            self.cancelled += 1
        raise StatementCancelled(self.limit) from context.original_exception

    def _end(self, session: Any) -> _Running | None:
        with self._lock:
            return self._running.pop(id(session), None)

    def _keep_watch(self) -> None:
        while (wait := self._interrupt_late()) is not None:
            time.sleep(wait)

    def _interrupt_late(self) -> float | None:
        """Interrupt what has run too long; the seconds until the next one would have, or None where nothing runs."""
        limit = self.limit or 0.0
        with self._lock:  # held, so that no other statement begins on a session that is being interrupted
            now = time.monotonic()
            for running in self._running.values():
                if running.interrupted:
                    continue
                if running.began + limit > now:
                    return running.began + limit - now
                running.interrupted = True
                interrupt(running.session)
            self._watch = None
            return None
