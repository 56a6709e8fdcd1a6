"""What the modules of accounts/ share: the second database, the secret, and how a reader is let in and out."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from flask import Request, request
from werkzeug.wrappers import Response

from accounts.passwords import Passwords
from accounts.roles import Role
from accounts.signed import SignedIn, anyone
from settings import Settings
from state import audit, sessions
from state.attempts import Throttle, is_first
from state.audit import Outcome, What
from state.database import State
from state.models import Reader

DEMONSTRATION = "demonstration"  # the issuer of readers who are let in by `make run` only


class Tally:
    """A count that several threads add to."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = Lock()

    def add(self) -> None:
        """Count one more."""
        with self._lock:
            self.count += 1


@dataclass(frozen=True)
class Desk:
    """Where readers sign in; one an application."""

    settings: Settings
    state: State
    secret: bytes
    refusals: Tally = field(default_factory=Tally)  # sign-ins refused by this process

    @property
    def passwords(self) -> Passwords:
        """How passwords are hashed."""
        return Passwords(self.settings.argon_mb)

    @property
    def throttle(self) -> Throttle:
        """How many failed sign-ins are borne."""
        own = self.settings
        return Throttle(
            own.login_failures,
            own.login_failures_account,
            own.login_failures_address,
            timedelta(minutes=own.login_minutes),
        )

    @property
    def idle(self) -> timedelta:
        """How long a session lasts without a request."""
        return timedelta(minutes=self.settings.idle_minutes)

    @property
    def secure(self) -> bool:
        """Whether cookies are sent over TLS only."""
        return self.settings.behind_tls

    def cookie(self, name: str) -> str:
        """A cookie's name; with the prefix by which browsers let no other host set it, where TLS allows."""
        return f"__Host-tongdian_{name}" if self.secure else f"tongdian_{name}"

    def admits(self, reader: Reader) -> bool:
        """Whether the reader may be here at all."""
        return reader.disabled_at is None and (reader.issuer != DEMONSTRATION or self.settings.demonstration)

    def give(self, response: Response, name: str, value: str, *, readable: bool = False) -> None:
        """Set a cookie for as long as the browser is open; readable: by the pages' scripts too."""
        response.set_cookie(
            self.cookie(name), value, httponly=not readable, secure=self.secure, samesite="Lax", path="/"
        )

    def take(self, response: Response, name: str) -> None:
        """Remove a cookie."""
        response.delete_cookie(self.cookie(name), secure=self.secure, samesite="Lax", path="/")

    def let_in(self, reader: Reader) -> SignedIn:
        """Open a session. The token is the browser's alone: what is kept of it is its hash."""
        token = secrets.token_urlsafe(32)
        whole = timedelta(hours=self.settings.session_hours)
        sessions.open_session(self.state, token_hash(token), reader.id, address_of(request), self.idle, whole)
        return _signed(reader, token)

    def let_out(self, who: SignedIn) -> None:
        """End a reader's session."""
        sessions.end_session(self.state, token_hash(who.token))

    def found(self, token: str, *, active: bool) -> SignedIn | None:
        """The reader of a session's token; None where it has ended, expired, or never was."""
        reader = sessions.reader_of(self.state, token_hash(token), self.idle, active=active)
        return _signed(reader, token) if reader is not None and self.admits(reader) else None

    def form_token(self, token: str) -> str:
        """What a form or script must send along with the session of a token, as only this server's pages can."""
        return hmac.new(self.secret, b"form " + token.encode(), sha256).hexdigest()

    def holds(self, token: str, given: str) -> bool:
        """Whether `given` is the form token that belongs to a token."""
        return bool(token) and hmac.compare_digest(given.encode(), self.form_token(token).encode())

    def note(self, what: What, outcome: Outcome, detail: str = "", reader: str | None = None) -> None:
        """Write the reader's doing (or that of `reader`, who is not signed in) into the audit log."""
        who = anyone()
        name = reader if who is None else who.name
        audit.note(self.state, what, outcome, reader=name, detail=detail, address=address_of(request))

    def refuse_login(self, detail: str, reader: str | None = None, *, kind: str = "") -> None:
        """Count a sign-in that is refused, and note it; of a kind only one from an address within the throttle's time.

        More of them would fill the log.
        """
        self.refusals.add()
        if not kind or is_first(self.state, self.throttle.within, f"{What.LOGIN} {kind}", network_of(request)):
            self.note(What.LOGIN, Outcome.REFUSED, detail, reader)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def address_of(asked: Request) -> str:
    """Where a request comes from: of the first proxy that is not believed, else the browser's own."""
    return (asked.remote_addr or "")[:64]


def network_of(asked: Request) -> str:
    """Whose tries are counted together: an address; of IPv6 its /64, as one browser has all addresses of it."""
    address = address_of(asked)
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def _signed(reader: Reader, token: str) -> SignedIn:
    return SignedIn(reader.id, reader.name, Role(reader.role), reader.region, reader.password is not None, token)
