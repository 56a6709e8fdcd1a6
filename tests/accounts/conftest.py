"""A small utility of two provinces, and a server of its own for each test that changes who may do what."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from accounts.roles import Role
from app import create_app
from settings import Settings
from state import readers
from tests.accounts.signing import PASSWORD, sign_in
from tests.conftest import load_into
from tests.signed import Stranger, desk_of

REGIONS = """region,name,name_en,parent,level
CO,公司,Company,,company
A,东省,East,CO,province
A1,东一县,East One,A,county
B,西省,West,CO,province
"""
APPLICATIONS = """application,region,accepted_at,customer_class
CASE-A,A1,2026-03-02 09:00,residential
CASE-B,B,2026-03-03 09:00,residential
"""
DELIVERY = """source = "Hand-made"
as_of = "2026-03-31T16:00:00Z"
kind = "snapshot"
time_zone = "Asia/Shanghai"
calendar = "CN"
simulated = false
"""


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small utility in it, to be copied."""
    folder = tmp_path_factory.mktemp("small")
    files = {"delivery.toml": DELIVERY, "regions.csv": REGIONS, "applications.csv": APPLICATIONS}
    (folder / "delivery").mkdir()
    for name, words in files.items():
        (folder / "delivery" / name).write_text(words, encoding="utf-8")
    load_into(Settings(data=folder / "data", memory_mb=256), folder / "delivery")
    return folder / "data"


@pytest.fixture
def settings(loaded: Path, tmp_path: Path) -> Settings:
    """Settings over the small utility; hashing is quick."""
    shutil.copytree(loaded, tmp_path / "data")
    return Settings(data=tmp_path / "data", memory_mb=256, argon_mb=1, login_failures=3)


@pytest.fixture
def product(settings: Settings) -> Flask:
    """The product over the small utility, with a manager of one province and an administrator."""
    server = create_app(settings)
    add(server, "manager", Role.MANAGER, "A")
    add(server, "chief", Role.ADMINISTRATOR, "CO")
    return server


@pytest.fixture
def stranger(product: Flask) -> Stranger:
    """A browser in which nobody has signed in."""
    return Stranger(product)


@pytest.fixture
def chief(stranger: Stranger) -> Stranger:
    """The browser of an administrator of the whole company."""
    assert sign_in(stranger, "chief").status_code == 303
    return stranger


def add(server: Flask, name: str, role: Role, region: str) -> None:
    """A reader with the password PASSWORD."""
    desk = desk_of(server)
    readers.add(desk.state, name, role, region, desk.passwords.hashed(PASSWORD))
