"""Passwords: hashed with argon2id, checked in the same time whether or not there is such a reader."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple
from functools import cache
from typing import Any

from argon2 import Parameters, PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

LEAST = 12  # characters
MOST = 200

Kind = tuple[Any, ...]  # the fields of Parameters


class Passwords:
    """Hashes and checks passwords; megabytes: the memory that one hash takes."""

    def __init__(self, megabytes: int) -> None:
        self._today: Kind = (Type.ID, ARGON2_VERSION, 16, 32, 3, megabytes * 1024, 1)
        self._hasher = PasswordHasher.from_parameters(Parameters(*self._today))

    def hashed(self, password: str) -> str:
        """The hash to keep."""
        return self._hasher.hash(password)

    def right(self, password: str, kept: str | None, beside: Iterable[str] = ()) -> bool:
        """Whether the password is the one behind a hash; without one it takes as much work, and is wrong.

        beside: the hashes of all readers. A password is worked out once for each kind of hash among them and today's:
        after a change of parameters, which no hash follows until its reader signs in, the time would else tell whether
        there is a reader, and whether they have been here since.
        """
        kinds = {self._today, *filter(None, map(_kind, beside))}
        nobodys = {kind: _nobody(kind) for kind in kinds}  # all, whoever signs in: making one takes as long as a check
        own = kept or nobodys[self._today]
        try:
            found = self._hasher.verify(own, password[:MOST]) and kept is not None
        except (VerificationError, InvalidHashError):
            found = False
        for kind in kinds - {_kind(own)}:
            with suppress(VerificationError):
                self._hasher.verify(nobodys[kind], password[:MOST])
        return found

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def acceptable(password: str) -> bool:
    """Whether a password is neither too short nor too long."""
    return LEAST <= len(password) <= MOST


def _kind(kept: str) -> Kind | None:
    """What a hash was made with; None for what is no hash."""
    try:
        return astuple(extract_parameters(kept))
    except InvalidHashError:
        return None


@cache
def _nobody(kind: Kind) -> str:
    """A hash of a kind that nobody's password is behind."""
    return PasswordHasher.from_parameters(Parameters(*kind)).hash("nobody's")
