"""What keeps the second database in order: whether it answers, and an end to what it need not keep."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from state.database import State
from state.models import Session, now


def answers(state: State) -> bool:
    """Whether the database can be asked."""
    try:
        with state.read() as session:
            session.scalar(select(Session.token_hash).limit(1))
    except SQLAlchemyError:
        return False
    return True


def forget_sessions(state: State, days: int) -> int:
    """Remove sessions that came to an end more than so many days ago; how many. Each expires, whatever else ends it."""
    before = now() - timedelta(days=days)
    with state.write() as session:
        gone = session.execute(delete(Session).where((Session.expires_at < before) | (Session.ended_at < before)))
        return int(gone.rowcount)  # type: ignore[attr-defined]
