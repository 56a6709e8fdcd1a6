"""The audit log: who did what, when, from where. There is no way to change an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select

from state.database import State
from state.models import AuditEntry

COMMAND_LINE = "command line"  # stands for an address


class What(StrEnum):
    """What is noted."""

    LOGIN = "login"
    LOGOUT = "logout"
    ACCESS = "access"  # an address or a figure that is not the reader's
    EXPORT = "export"
    VIEW = "view"  # a view saved, shared or deleted
    TARGET = "target"  # a target written or withdrawn
    MARK = "mark"  # an event put on the axes of time, or withdrawn
    READER = "reader"  # a reader added, changed or disabled
    PASSWORD = "password"  # noqa: S105 - that it was changed


class Outcome(StrEnum):
    """How it went."""

    DONE = "done"
    REFUSED = "refused"


def told(doing: str, **parts: str) -> str:
    """A detail: what was done, and of what; the administrators' page says it in words."""
    return urlencode({"doing": doing, **parts})


def note(
    state: State, what: What, outcome: Outcome, *, reader: str | None, detail: str = "", address: str = ""
) -> None:
    """Add an entry."""
    detail = detail.replace("\0", "\N{REPLACEMENT CHARACTER}")[:4000]  # which PostgreSQL takes in no text
    reader = reader and reader.replace("\0", "\N{REPLACEMENT CHARACTER}")
    with state.write() as session:
        session.add(AuditEntry(reader=reader, what=what, outcome=outcome, detail=detail, address=address))


@dataclass(frozen=True)
class Sought:
    """Which entries: of readers whose name holds a text, of a kind, of an outcome; empty for all."""

    reader: str = ""
    what: str = ""
    outcome: str = ""

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """The conditions."""
        found = [AuditEntry.reader.icontains(self.reader, autoescape=True)] if self.reader else []
        found += [AuditEntry.what == self.what] if self.what else []
        return [*found, *([AuditEntry.outcome == self.outcome] if self.outcome else [])]


EVERY = Sought()


def entries(state: State, offset: int = 0, limit: int = 100, sought: Sought = EVERY) -> Sequence[AuditEntry]:
    """A slice of the log, newest first."""
    with state.read() as session:
        statement = select(AuditEntry).where(*sought.where).order_by(AuditEntry.id.desc())
        return session.scalars(statement.offset(offset).limit(limit)).all()


def count_entries(state: State, sought: Sought = EVERY) -> int:
    """How many entries there are."""
    with state.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry).where(*sought.where)) or 0
