"""The product in which nobody has written anything yet, for tests that write."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from settings import Settings


@pytest.fixture
def written(simulated_settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The product over a copy of the simulated utility, with a second database of its own."""
    shutil.copytree(simulated_settings.data / "warehouse", tmp_path / "data" / "warehouse")
    server = create_app(Settings(data=tmp_path / "data", memory_mb=512))
    yield server
    product = server.extensions["tongdian"]
    product.store.close()
    product.desk.state.close()
