"""Who asks: the reader of the request, as the guard has found them by their session."""

from dataclasses import dataclass, field

from flask import g, has_request_context

from accounts.roles import RIGHTS, Role


class NobodySignedIn(RuntimeError):
    """Something was asked for a reader where there is none: outside a request, or at an address open to everyone."""


@dataclass(frozen=True)
class SignedIn:
    """A reader, and the token of the session that they are here by."""

    reader_id: int
    name: str
    role: Role
    region: str
    password: bool = False  # whether they have one, or come by single sign-on only
    token: str = field(default="", repr=False)

    @property
    def rights(self) -> frozenset[str]:
        """What the reader's role may do."""
        return RIGHTS[self.role]


def sign(who: SignedIn | None) -> None:
    """Make `who` the reader of this request."""
    g.signed_in = who


def anyone() -> SignedIn | None:
    """The reader of this request, if there is one."""
    found: SignedIn | None = g.get("signed_in") if has_request_context() else None
    return found


def signed_in() -> SignedIn:
    """The reader of this request. Raises NobodySignedIn."""
    who = anyone()
    if who is None:
        raise NobodySignedIn("There is no reader here: a command asks with operator_scope().")
    return who
