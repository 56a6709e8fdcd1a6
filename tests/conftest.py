"""One small simulated store for every test that needs a warehouse as users have it, and the product over it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from ingest.load import load
from ingest.simulate import simulate
from queries.catalogue import Catalogue, read_catalogue
from settings import Settings
from tests.signed import Signed
from warehouse.versions import Store

Flask.test_client_class = Signed  # every test's browser, but for those of signing in itself

CASES, SEED, UNTIL = 3_000, 7, date(2026, 11, 22)


def store_of(settings: Settings) -> Store:
    """The store under a data folder."""
    return Store(settings.data / "warehouse", settings.memory_mb, settings.threads)


def load_into(settings: Settings, *paths: Path) -> None:
    """Load a delivery into the store of a data folder, with the settings' rules."""
    load(
        paths,
        store=store_of(settings),
        due_soon_days=settings.due_soon_days,
        due_soon_share=settings.due_soon_share,
        fairly_satisfied=settings.fairly_satisfied,
        quarantine_days=settings.quarantine_days,
        keep_versions=settings.keep_versions,
    )


@pytest.fixture(scope="session")
def simulated_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder with a simulated utility in it; tests only read it."""
    folder = tmp_path_factory.mktemp("simulated")
    settings = Settings(data=folder, memory_mb=512)
    delivery = simulate(
        CASES, SEED, UNTIL, folder / "deliveries", memory_mb=512, threads=2, progress=lambda _line: None
    )
    load_into(settings, delivery)
    return settings


@pytest.fixture(scope="session")
def simulated_store(simulated_settings: Settings) -> Store:
    """The store of the simulated utility."""
    return store_of(simulated_settings)


@pytest.fixture(scope="session")
def catalogue(simulated_store: Store) -> Catalogue:
    """What the simulated utility holds."""
    with simulated_store.read() as reading:
        return read_catalogue(reading.connection)


@pytest.fixture(scope="session")
def server(simulated_settings: Settings) -> Flask:
    """The product over the simulated utility."""
    return create_app(simulated_settings)


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    """A browser without scripts, in which the company's administrator has signed in."""
    return server.test_client()


@pytest.fixture
def delivered(tmp_path: Path) -> Callable[..., Settings]:
    """Makes a data folder from CSV texts by file name, as a real (not simulated) source delivers them."""

    def make(**files: str) -> Settings:
        folder = tmp_path / "delivery"
        folder.mkdir()
        words = 'source = "Hand-made"\nas_of = "2026-03-31T16:00:00Z"\nkind = "snapshot"\ntime_zone = "Asia/Shanghai"\n'
        (folder / "delivery.toml").write_text(words + 'calendar = "CN"\nsimulated = false\n', encoding="utf-8")
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        settings = Settings(data=tmp_path / "data", memory_mb=256)
        load_into(settings, folder)
        return settings

    return make
