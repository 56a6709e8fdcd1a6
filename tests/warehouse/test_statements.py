"""A statement that takes too long is cancelled; what is asked next on the same connection is answered."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, TextClause, text

from warehouse.engine import open_engine
from warehouse.statements import StatementCancelled, Statements, set_deadline

LIMIT = 0.3
SLOW = text("SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a.range + b.range) = 7")
SLOW_ROWS = text("SELECT a.range FROM range(100000000000) a WHERE hash(a.range) = 7")
QUICK = text("SELECT 42")


def opened(folder: Path, statements: Statements) -> Iterator[Connection]:
    """A reader's connection to an empty file."""
    file, limits = folder / "empty.duckdb", {"memory_mb": 64, "threads": 1, "spill": folder / "spill" / "1"}
    with open_engine(file, read_only=False, **limits).connect() as builder:  # type: ignore[arg-type]
        builder.execute(QUICK)
    engine = open_engine(file, read_only=True, **limits)  # type: ignore[arg-type]
    statements.attend(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def statements() -> Statements:
    """A limit that a slow statement exceeds."""
    return Statements(LIMIT)


@pytest.fixture
def connection(tmp_path: Path, statements: Statements) -> Iterator[Connection]:
    """A reader's connection whose statements are limited."""
    yield from opened(tmp_path, statements)


@pytest.mark.parametrize("slow", [SLOW, SLOW_ROWS])
def test_a_slow_statement_is_cancelled_and_the_connection_goes_on(
    connection: Connection, statements: Statements, slow: TextClause
) -> None:
    for _ in range(2):
        with pytest.raises(StatementCancelled, match=r"cancelled after 0\.3 s"):
            connection.execute(slow).all()
        assert connection.execute(QUICK).scalar_one() == 42
    assert statements.cancelled == 2


def test_quick_statements_are_counted_and_never_cancelled(connection: Connection, statements: Statements) -> None:
    until = time.monotonic() + 3 * LIMIT
    asked = 0
    while time.monotonic() < until:
        assert connection.execute(QUICK).scalar_one() == 42
        asked += 1
    assert (statements.asked, statements.cancelled) == (asked, 0)
    assert 0 < statements.seconds < 3 * LIMIT


def test_a_connection_that_only_stands_open_is_left_alone(connection: Connection) -> None:
    assert connection.execute(QUICK).scalar_one() == 42
    time.sleep(2 * LIMIT)
    assert connection.execute(QUICK).scalar_one() == 42


def test_without_a_limit_a_statement_takes_as_long_as_it_does(tmp_path: Path) -> None:
    statements = Statements(None)
    for connection in opened(tmp_path, statements):
        assert connection.execute(QUICK).scalar_one() == 42
    assert statements.asked == 1


@pytest.fixture
def deadline() -> Iterator[None]:
    """All that this test asks ends after so long; the limit of a single statement is far."""
    set_deadline(LIMIT)
    yield
    set_deadline(None)


@pytest.mark.usefixtures("deadline")
def test_what_is_asked_together_ends_together(tmp_path: Path) -> None:
    statements = Statements(3600)
    for connection in opened(tmp_path, statements):
        with pytest.raises(StatementCancelled, match=r"cancelled after 0\.3 s"):
            connection.execute(SLOW).all()
        with pytest.raises(StatementCancelled, match=r"cancelled after 0\.3 s"):
            connection.execute(QUICK)  # begins no more
        assert statements.cancelled == 2
        set_deadline(None)  # as the next request has its own
        assert connection.execute(QUICK).scalar_one() == 42


@pytest.mark.usefixtures("deadline")
def test_a_deadline_is_the_threads_own_and_sooner_than_a_statement_before_it(tmp_path: Path) -> None:
    statements = Statements(2)
    for connection in opened(tmp_path, statements):
        with connection.engine.connect() as other, ThreadPoolExecutor(1) as pool:
            running = pool.submit(lambda: other.execute(SLOW).all())
            with pytest.raises(StatementCancelled, match=r"cancelled after 0\.3 s"):
                connection.execute(SLOW).all()
            with pytest.raises(StatementCancelled, match=r"cancelled after 2 s"):
                running.result()
