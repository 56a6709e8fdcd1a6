"""The tables of the second database. Stamps are naive UTC; a null is unknown or does not apply."""

from datetime import UTC, date, datetime

from sqlalchemy import Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


def now() -> datetime:
    """This moment as the tables hold it: naive UTC, to the microsecond."""
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    """What all tables have in common."""


class Reader(Base):
    """Someone who may sign in: by a password, by single sign-on (issuer and subject), or by both."""

    __tablename__ = "reader"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200), unique=True)  # the name as it is compared: without case and width
    password: Mapped[str | None] = mapped_column(String(200))  # argon2; null: only by single sign-on
    issuer: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(100))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    password_changed_at: Mapped[datetime | None]


class Session(Base):
    """A reader's stay, known to the browser by a token of which only the hash is here."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]  # whatever the reader does
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))

    reader: Mapped[Reader] = relationship(lazy="joined", innerjoin=True)


class LoginAttempt(Base):
    """One try to sign in, for the throttle; removed once too old to count."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("login_attempt_account", "account", "at"), Index("login_attempt_address", "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(200))  # as Reader.key, be there such a reader or not
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)
    succeeded: Mapped[bool]


class AuditEntry(Base):
    """Who did what, when. Only ever added: triggers of the database refuse every change."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    reader: Mapped[str | None] = mapped_column(String(100))  # the name at that time; null: nobody signed in
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")  # of an export, its address with the selection
    address: Mapped[str] = mapped_column(String(64), default="")
    outcome: Mapped[str] = mapped_column(String(20))


class SavedView(Base):
    """A page and selection under a name; shared with everyone whose unit lies in a region, or its reader's own."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("reader_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(Text)
    shared_with: Mapped[str | None] = mapped_column(String(100), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TargetEdit(Base):
    """A target as a reader has written it, over the one of the same name before it. Only ever added, as the audit log.

    The columns from target to provisional are those of queries.targets.Target.
    """

    __tablename__ = "target_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(String(100), index=True)  # its name: that of one delivered, or a new one
    metric: Mapped[str] = mapped_column(String(100))
    statistic: Mapped[str | None] = mapped_column(String(20))
    region: Mapped[str | None] = mapped_column(String(100))  # null: the whole company
    customer_class: Mapped[str | None] = mapped_column(String(100))
    service: Mapped[str | None] = mapped_column(String(100))
    channel: Mapped[str | None] = mapped_column(String(100))
    threshold: Mapped[float] = mapped_column(Double)  # of a share, 0 to 1
    decimals: Mapped[int | None]
    period: Mapped[str | None] = mapped_column(String(20))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the first day on which it holds no more
    source: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[bool | None]
    provisional: Mapped[bool | None]
    withdrawn: Mapped[bool]  # from then on there is no such target
    why: Mapped[str] = mapped_column(Text)  # empty: the target as delivered, kept before it is first written over
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id"))
    reader: Mapped[str] = mapped_column(String(100))  # the name at that time
    at: Mapped[datetime] = mapped_column(default=now)


class Mark(Base):
    """An event that a reader has put on the axes of time. It is never removed: it is withdrawn, by whom and when."""

    __tablename__ = "mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    region: Mapped[str | None] = mapped_column(String(100))  # null: the whole company
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str | None] = mapped_column(String(200))
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id"))
    reader: Mapped[str] = mapped_column(String(100))  # the name at that time
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_by: Mapped[str | None] = mapped_column(String(100))
    withdrawn_at: Mapped[datetime | None]
