"""Answers and drawn pages kept in memory: the least used go first once they take too much room."""

import pickle
from hashlib import blake2b
from threading import Lock

from cachetools import TTLCache

ENTRY = 500  # bytes that an entry takes beside its value


class MemoryCache:
    """Values by key, for `seconds` at most and up to `megabytes` in all; threads may share it."""

    def __init__(self, seconds: int, megabytes: int) -> None:
        # As bytes, so that their room is known and nobody changes what another was given.
        self._values: TTLCache[bytes, bytes] = TTLCache(
            megabytes * 1024 * 1024, seconds, getsizeof=lambda value: len(value) + ENTRY
        )
        self._lock = Lock()
        self.hits = 0
        self.misses = 0

    def get(self, key: str) -> object:
        """The value, or None where none is kept."""
        with self._lock:
            value = self._values.get(_short(key))
            self.hits += value is not None
            self.misses += value is None
        return None if value is None else pickle.loads(value)  # noqa: S301 - only what set() has written

    def set(self, key: str, value: object) -> None:
        """Keep a value instead of an older one; one larger than all the room there is is not kept."""
        short, written = _short(key), pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._values.pop(short, None)
            if len(written) + ENTRY <= self._values.maxsize:
                self._values[short] = written


def _short(key: str) -> bytes:
    """Keys name all that shapes an answer, which is longer than many an answer."""
    return blake2b(key.encode(), digest_size=16).digest()
