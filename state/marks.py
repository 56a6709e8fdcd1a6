"""Events that readers have put on the axes of time."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update

from state.database import State
from state.models import Mark, now


def add(
    state: State, reader_id: int, reader: str, day: date, region: str | None, title: str, title_en: str | None
) -> None:
    """Put an event on a day, for a region and all below it; None is the whole company."""
    with state.write() as session:
        session.add(Mark(reader_id=reader_id, reader=reader, day=day, region=region, title=title, title_en=title_en))


def standing(state: State) -> Sequence[Mark]:
    """The events that are not withdrawn, by day."""
    with state.read() as session:
        return session.scalars(select(Mark).where(Mark.withdrawn_at.is_(None)).order_by(Mark.day, Mark.id)).all()


def withdraw(state: State, number: int, reader: str) -> bool:
    """Take an event off the axes; False where it stands on none: one that is off stays as it is."""
    with state.write() as session:
        mine = update(Mark).where(Mark.id == number, Mark.withdrawn_at.is_(None))
        taken = session.scalars(mine.values(withdrawn_by=reader, withdrawn_at=now()).returning(Mark.id))
        return taken.one_or_none() is not None
