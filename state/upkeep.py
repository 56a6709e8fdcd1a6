"""What keeps the second database in order: whether it answers, what it counts, and an end to what it need not keep."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from state.audit import Outcome, What
from state.database import State
from state.models import AuditEntry, Session, now


def answers(state: State) -> bool:
    """Whether the database can be asked."""
    try:
        with state.read() as session:
            session.scalar(select(Session.token_hash).limit(1))
    except SQLAlchemyError:
        return False
    return True


def refused_logins(state: State) -> int:
    """How many sign-ins have been refused since the database began."""
    refused = (AuditEntry.what == What.LOGIN, AuditEntry.outcome == Outcome.REFUSED)
    with state.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry).where(*refused)) or 0


def forget_sessions(state: State, days: int) -> int:
    """Remove sessions that came to an end more than so many days ago; how many. Each expires, whatever else ends it."""
    before = now() - timedelta(days=days)
    with state.write() as session:
        gone = session.execute(delete(Session).where((Session.expires_at < before) | (Session.ended_at < before)))
        return int(gone.rowcount)  # type: ignore[attr-defined]
