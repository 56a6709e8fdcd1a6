"""A store for the tests of loading."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.versions import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "warehouse", memory_mb=512, threads=2)
    yield store
    store.close()
