"""A store for the tests of loading."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.load
from warehouse.versions import Store

THREADS = 1  # the deliveries here are so small that a second thread only waits


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "warehouse", memory_mb=512, threads=THREADS)
    yield store
    store.close()


@pytest.fixture
def only_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads leave out the facts, which follow from the delivered rows alone and take most of the time.

    For tests of what becomes of delivered rows; those of facts, and of rows that might not be borne, derive.
    """
    monkeypatch.setattr(ingest.load, "derive", lambda *_args, **_more: None)
