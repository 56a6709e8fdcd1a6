"""The statements of a store's readers: how many and how long, and an end to each that takes too long."""

import time
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from warehouse.dialect import interrupt, was_interrupted


class StatementCancelled(SQLAlchemyError):
    """A statement ran longer than it may and was cancelled; its connection is good for the next one.

    seconds: how long it, or all that it was asked together with, might take.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"A statement was cancelled after {seconds:g} s, the longest that it might take.")
        self.seconds = seconds


@dataclass(frozen=True)
class _Deadline:
    seconds: float
    at: float  # by time.monotonic()


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


def set_deadline(seconds: float | None) -> None:
    """Let all statements that this thread asks from now on end within so many seconds; None: each by itself."""
    _deadline.set(None if seconds is None else _Deadline(seconds, time.monotonic() + seconds))


@dataclass
class _Running:
    session: Any  # of the engine's own, which can be interrupted from another thread
    began: float  # by time.monotonic()
    end: float  # when it is interrupted
    limit: float  # of which that is the end
    interrupted: bool = False


class Statements:
    """Counts and times the statements of engines, and cancels those that run longer than `limit` seconds.

    Those of a thread with a deadline end with it, and none begins after it; without a limit nothing is cancelled. A
    statement is watched until its connection asks the next one or is let go, since its rows may be worked out as
    they are fetched. One thread watches over all; it starts with a statement and ends where it finds none, so that a
    statement costs two entries in a dictionary. Threads may share it.
    """

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self.asked = 0
        self.seconds = 0.0  # until a statement's first rows
        self.cancelled = 0
        self._running: dict[int, _Running] = {}  # by session
        self._lock = Condition()
        self._watch: Thread | None = None
        self._next = 0.0  # when the watch looks again

    def attend(self, engine: Engine) -> None:
        """Count, time and limit the statements of an engine from now on."""
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._answered)
        event.listen(engine, "handle_error", self._failed)
        event.listen(engine, "checkin", lambda session, _record: self._end(session))

    def _begin(self, connection: Connection, *_statement: Any) -> None:
        session, began = connection.connection.dbapi_connection, time.monotonic()
        limit = self.limit or 0.0
        end, whole = began + limit, _deadline.get()
        if self.limit is not None and whole is not None and whole.at < end:
            end, limit = whole.at, whole.seconds
        with self._lock:
            self._running.pop(id(session), None)
            if self.limit is not None and end <= began:
                self.cancelled += 1
                raise StatementCancelled(limit)
            self._running[id(session)] = _Running(session, began, end, limit)
            # A process that was forked off holds the thread of the other one, which does not run here.
            if self.limit is not None and not (self._watch and self._watch.is_alive()):
                self._watch = Thread(target=self._keep_watch, name="statements", daemon=True)
                self._watch.start()
            elif end < self._next:
                self._lock.notify_all()

    def _answered(self, connection: Connection, *_statement: Any) -> None:
        with self._lock:
            running = self._running.get(id(connection.connection.dbapi_connection))
            if running:
                self.asked += 1
                self.seconds += time.monotonic() - running.began

    def _failed(self, context: ExceptionContext) -> None:
        session = context.connection.connection.dbapi_connection if context.connection else None
        running = self._end(session)
        if running is None or not running.interrupted or not was_interrupted(context.original_exception):
            return
        with self._lock:
            self.cancelled += 1
        raise StatementCancelled(running.limit) from context.original_exception

    def _end(self, session: Any) -> _Running | None:
        with self._lock:
            return self._running.pop(id(session), None)

    def _keep_watch(self) -> None:
        with self._lock:  # let go while waiting; no other statement begins on a session that is being interrupted
            while (ends := self._interrupt_late()) is not None:
                self._next = ends
                self._lock.wait(ends - time.monotonic())
            self._watch = None

    def _interrupt_late(self) -> float | None:
        """Interrupt what has run too long; when the next one will have, or None where nothing runs."""
        now = time.monotonic()
        waiting = [running for running in self._running.values() if not running.interrupted]
        for running in waiting:
            if running.end <= now:
                running.interrupted = True
                interrupt(running.session)
        return min((running.end for running in waiting if not running.interrupted), default=None)
