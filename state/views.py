"""Saved views: a page and selection under a name, found again, and shared with a unit and all below it."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, or_, select

from state.database import State
from state.models import Reader, SavedView

MOST = 50  # of one reader


class TooMany(Exception):
    """A reader has saved as many views as one may."""


def found(state: State, reader_id: int, regions: Collection[str]) -> Sequence[tuple[SavedView, str]]:
    """A reader's own views, then those shared with one of the regions (the reader's unit and those above), by name.

    Each with the name of the reader whose it is.
    """
    own = SavedView.reader_id == reader_id
    with state.read() as session:
        statement = select(SavedView, Reader.name).join(Reader, Reader.id == SavedView.reader_id)
        statement = statement.where(or_(own, SavedView.shared_with.in_(regions)))
        rows = session.execute(statement.order_by(own.desc(), SavedView.name, SavedView.id))
        return [(view, name) for view, name in rows]


def save(state: State, reader_id: int, name: str, path: str, query: str, shared_with: str | None) -> bool:
    """Save a view, and whether it replaced the reader's own of that name. Raises TooMany."""
    with state.write() as session:
        own = SavedView.reader_id == reader_id
        same = session.scalar(select(SavedView.id).where(own, SavedView.name == name))
        session.execute(delete(SavedView).where(SavedView.id == same))
        if (session.scalar(select(func.count()).where(own)) or 0) >= MOST:
            raise TooMany
        session.add(SavedView(reader_id=reader_id, name=name, path=path, query=query, shared_with=shared_with))
        return same is not None


def drop(state: State, reader_id: int, view_id: int) -> str | None:
    """Delete one of a reader's own views; its name, or None where it is another's or none."""
    own = (SavedView.id == view_id, SavedView.reader_id == reader_id)
    with state.write() as session:
        name = session.scalar(select(SavedView.name).where(*own))
        session.execute(delete(SavedView).where(*own))
        return name
