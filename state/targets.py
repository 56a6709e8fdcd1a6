"""Targets that readers have written over those delivered: added one after another, none ever changed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from queries.targets import Edit, Target
from state.database import State
from state.models import TargetEdit

COLUMNS = tuple(Target.__dataclass_fields__)
AS_DELIVERED = ""  # the reason of a row that keeps a target as it was before it was first written over


@contextmanager
def writing(state: State) -> Iterator[Session]:
    """A transaction in which nobody else adds an edit, so that what is found fit at its begin still is at its end."""
    with state.write() as session:
        if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
            session.execute(text("LOCK TABLE target_edit IN SHARE ROW EXCLUSIVE MODE"))
        yield session


def all_edits(session: Session) -> Sequence[TargetEdit]:
    """Every edit in the order in which it was written."""
    return session.scalars(select(TargetEdit).order_by(TargetEdit.id)).all()


def as_edit(row: TargetEdit) -> Edit:
    """An edit as it is laid over the targets delivered."""
    return Edit(Target(**{name: getattr(row, name) for name in COLUMNS}), row.withdrawn)


def add(session: Session, reader_id: int, reader: str, edits: Iterable[Edit], why: str) -> None:
    """Add a reader's edits, all for the same reason."""
    for edit in edits:
        columns = {name: getattr(edit.target, name) for name in COLUMNS}
        session.add(TargetEdit(**columns, withdrawn=edit.withdrawn, why=why, reader_id=reader_id, reader=reader))
        session.flush()  # in their order
