"""Sessions: opened at sign-in, seen with each request, ended for good."""

from datetime import timedelta

from sqlalchemy import select, update

from state.database import State
from state.models import Reader, Session, now

SEEN_SECONDS = 60  # a session is written at most so often


def open_session(
    state: State, token_hash: str, reader_id: int, address: str, idle: timedelta, whole: timedelta
) -> None:
    """A new stay of a reader, which ends after `idle` without a request and after `whole` in any case."""
    at = now()
    stay = Session(
        token_hash=token_hash,
        reader_id=reader_id,
        created_at=at,
        seen_at=at,
        idle_until=at + idle,
        expires_at=at + whole,
        address=address,
    )
    with state.write() as session:
        session.add(stay)


def reader_of(state: State, token_hash: str, idle: timedelta, *, active: bool) -> Reader | None:
    """The reader of a session that has neither ended nor expired; active: the request keeps it from going idle."""
    at = now()
    with state.read() as session:
        stay = session.scalar(select(Session).where(Session.token_hash == token_hash))
        if stay is None or stay.ended_at is not None or at >= min(stay.idle_until, stay.expires_at):
            return None
        reader, seen_at = stay.reader, stay.seen_at
        session.expunge_all()
    if reader.disabled_at is not None:
        return None
    if active and at - seen_at > timedelta(seconds=SEEN_SECONDS):
        with state.write() as session:
            values = {"seen_at": at, "idle_until": at + idle}
            session.execute(update(Session).where(Session.token_hash == token_hash).values(values))
    return reader


def end_session(state: State, token_hash: str) -> None:
    """End a session: its token is worth nothing from now on."""
    with state.write() as session:
        mine = update(Session).where(Session.token_hash == token_hash, Session.ended_at.is_(None))
        session.execute(mine.values(ended_at=now()))
