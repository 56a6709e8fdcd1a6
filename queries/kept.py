"""Answers kept in memory: the least used go first once they take too much room."""

import pickle
from threading import Lock

from cachetools import TTLCache


class Kept:
    """Values by key, for `seconds` at most and up to `megabytes` in all; threads may share it."""

    def __init__(self, seconds: int, megabytes: int) -> None:
        # As bytes, so that their room is known and nobody changes what another was given.
        self._values: TTLCache[str, bytes] = TTLCache(megabytes * 1024 * 1024, seconds, getsizeof=len)
        self._lock = Lock()

    def get(self, key: str) -> object:
        """The value, or None where none is kept."""
        with self._lock:
            value = self._values.get(key)
        return None if value is None else pickle.loads(value)  # noqa: S301 - only what set() has written

    def set(self, key: str, value: object) -> None:
        """Keep a value; one larger than all the room there is is not kept."""
        written = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if len(written) <= self._values.maxsize:
                self._values[key] = written
