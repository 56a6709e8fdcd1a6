"""The second database on both engines that it may stand in."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr

from state.database import State
from tests.state.postgresql import new_database, postgresql

NUMBER = count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server."""
    with postgresql() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> SecretStr | None:
    """The setting of an empty database: none for SQLite."""
    if request.param == "sqlite":
        return None
    return SecretStr(new_database(request.getfixturevalue("server"), f"state_{next(NUMBER)}"))


@pytest.fixture
def opened(tmp_path: Path, url: SecretStr | None) -> Iterator[Callable[[], State]]:
    """Opens the same database once more, as another worker does."""
    made: list[State] = []

    def open_state() -> State:
        made.append(State(tmp_path, url))
        return made[-1]

    yield open_state
    for state in made:
        state.close()


@pytest.fixture
def state(opened: Callable[[], State]) -> State:
    """The database with its tables."""
    return opened()
