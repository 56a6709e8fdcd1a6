"""Readers: found, added, changed. Who is disabled or has another password is signed out everywhere."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import Update, select, update
from sqlalchemy.exc import IntegrityError

from state.database import State
from state.models import Reader, Session, now

LONGEST = 100  # characters of a name


class NameTaken(Exception):
    """There is a reader of this name, or of one that differs only in case or width; the message says so."""


class NoName(Exception):
    """What is to be a reader's name is none; the message says why."""


def key_of(name: str) -> str:
    """A name as names are compared: without case, width, spaces around it and what no database takes."""
    return unicodedata.normalize("NFKC", name).replace("\0", "").strip().casefold()[:200]


def name_of(given: str) -> str:
    """A name as it is kept. Raises NoName."""
    name = unicodedata.normalize("NFKC", given).strip()
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        raise NoName(f"A name has 1 to {LONGEST} characters that can be printed.")
    return name


def find(state: State, name: str) -> Reader | None:
    """The reader of a name."""
    with state.read() as session:
        return session.scalar(select(Reader).where(Reader.key == key_of(name)))


def find_subject(state: State, issuer: str, subject: str) -> Reader | None:
    """The reader whom a provider of single sign-on knows by a subject."""
    with state.read() as session:
        return session.scalar(select(Reader).where(Reader.issuer == issuer, Reader.subject == subject))


def everyone(state: State) -> Sequence[Reader]:
    """All readers by name, the disabled ones too."""
    with state.read() as session:
        return session.scalars(select(Reader).order_by(Reader.key)).all()


def hashes(state: State) -> Sequence[str]:
    """The hashes of all passwords."""
    with state.read() as session:
        return session.scalars(select(Reader.password).where(Reader.password.is_not(None))).all()  # type: ignore[return-value]


def add(
    state: State,
    name: str,
    role: str,
    region: str,
    password: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> Reader:
    """A new reader; password is the hash. Raises NameTaken and NoName."""
    reader = Reader(
        name=name_of(name),
        key=key_of(name),
        password=password,
        issuer=issuer,
        subject=subject,
        role=role,
        region=region,
        password_changed_at=now() if password else None,
    )
    try:
        with state.write() as session:
            session.add(reader)
    except IntegrityError as error:
        raise NameTaken(f"There is a reader {name!r} already.") from error
    return reader


def assign(state: State, reader_id: int, role: str, region: str) -> None:
    """Give a reader another role or unit, from the next request on."""
    with state.write() as session:
        session.execute(update(Reader).where(Reader.id == reader_id).values(role=role, region=region))


def set_password(state: State, reader_id: int, password: str) -> None:
    """Give a reader another password (its hash) and end all their sessions."""
    with state.write() as session:
        values = {"password": password, "password_changed_at": now()}
        session.execute(update(Reader).where(Reader.id == reader_id).values(values))
        session.execute(_ended(reader_id))


def rehash(state: State, reader_id: int, password: str) -> None:
    """Write the same password as a newer kind of hash."""
    with state.write() as session:
        session.execute(update(Reader).where(Reader.id == reader_id).values(password=password))


def disable(state: State, reader_id: int, *, enabled: bool = False) -> None:
    """Let a reader in no more (or again), and end all their sessions."""
    with state.write() as session:
        session.execute(update(Reader).where(Reader.id == reader_id).values(disabled_at=None if enabled else now()))
        session.execute(_ended(reader_id))


def _ended(reader_id: int) -> Update:
    return update(Session).where(Session.reader_id == reader_id, Session.ended_at.is_(None)).values(ended_at=now())
