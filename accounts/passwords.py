"""Passwords: hashed with argon2id, checked in the same time whether or not there is such a reader."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 12  # characters
MOST = 200


class Passwords:
    """Hashes and checks passwords; megabytes: the memory that one hash takes."""

    def __init__(self, megabytes: int) -> None:
        self._hasher = _hasher(megabytes)
        self._nobody = _nobody(megabytes)

    def hashed(self, password: str) -> str:
        """The hash to keep."""
        return self._hasher.hash(password)

    def right(self, password: str, kept: str | None) -> bool:
        """Whether the password is the one behind a hash; without one it takes as long, and is wrong."""
        try:
            return self._hasher.verify(kept or self._nobody, password[:MOST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def acceptable(password: str) -> bool:
    """Whether a password is neither too short nor too long."""
    return LEAST <= len(password) <= MOST


@cache
def _hasher(megabytes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=megabytes * 1024, parallelism=1)


@cache
def _nobody(megabytes: int) -> str:
    return _hasher(megabytes).hash("nobody's")
