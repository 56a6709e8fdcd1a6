"""What is kept is given back as a copy, and never takes more room or time than it may."""

import os

from queries.cache import ENTRY, MemoryCache

MB = 1024 * 1024


def test_what_is_kept_is_a_copy() -> None:
    cache, rows = MemoryCache(60, 1), [("a", 1)]
    cache.set("key", rows)
    rows.append(("b", 2))
    first = cache.get("key")
    assert first == [("a", 1)]
    assert isinstance(first, list)
    first.clear()
    assert cache.get("key") == [("a", 1)]
    assert cache.get("another") is None


def test_the_least_used_goes_first() -> None:
    cache, half = MemoryCache(60, 1), os.urandom(MB // 2 - 2 * ENTRY)
    cache.set("first", half)
    cache.set("second", half)
    assert cache.get("first") == half  # used: the second is now the least used
    cache.set("third", half)
    assert [cache.get(key) is not None for key in ("first", "second", "third")] == [True, False, True]


def test_small_answers_are_weighed_with_what_they_take_beside() -> None:
    cache = MemoryCache(60, 1)
    for number in range(10_000):
        cache.set(f"a long key of number {number}", number)
    assert sum(cache.get(f"a long key of number {number}") is not None for number in range(10_000)) < MB / ENTRY


def test_what_is_too_large_is_not_kept_and_takes_the_older_with_it() -> None:
    cache = MemoryCache(60, 1)
    cache.set("key", 1)
    cache.set("key", os.urandom(2 * MB))
    assert cache.get("key") is None


def test_nothing_is_kept_longer_than_it_may() -> None:
    cache = MemoryCache(0, 1)
    cache.set("key", 1)
    assert cache.get("key") is None
