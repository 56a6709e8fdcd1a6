"""What the second database keeps, on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from state import audit, readers, sessions
from state.attempts import Held, Throttle, begin_attempt, is_first, succeed
from state.audit import Outcome, What
from state.database import State, StateError
from state.models import AuditEntry, Base, LoginAttempt, Session, now

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THROTTLE = Throttle(3, 9, 6, timedelta(minutes=15))


def test_the_migrations_make_the_tables_that_the_code_declares(state: State) -> None:
    with state.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_workers_that_start_together_migrate_once(opened: Callable[[], State]) -> None:
    with ThreadPoolExecutor(6) as pool:
        states = list(pool.map(lambda _n: opened(), range(6)))
    readers.add(states[0], "Li", "manager", "ZJ")
    assert [reader.name for reader in readers.everyone(states[-1])] == ["Li"]


def test_processes_that_start_together_migrate_once(tmp_path: Path, url: SecretStr | None) -> None:
    given = repr(url.get_secret_value() if url else None)
    code = (
        "from pathlib import Path; from pydantic import SecretStr; from state.database import State\n"
        f"State(Path({str(tmp_path)!r}), {given} and SecretStr({given})).close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2]) for _ in range(4)]
    assert [one.wait() for one in started] == [0, 0, 0, 0]


def test_tables_of_a_later_edition_are_left_alone(opened: Callable[[], State]) -> None:
    with opened().engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StateError, match="later edition"):
        opened()


def test_no_other_database_is_taken_for_ours(tmp_path: Path) -> None:
    for wrong in ("mysql://x/y", "not a url"):
        with pytest.raises(StateError, match="TONGDIAN_STATE_URL"):
            State(tmp_path, SecretStr(wrong))


@pytest.mark.parametrize("again", ["Li", "LI", " li ", "ＬＩ"])
def test_names_differ_by_more_than_case_and_width(state: State, again: str) -> None:
    readers.add(state, "Li", "manager", "ZJ")
    with pytest.raises(readers.NameTaken, match="already"):
        readers.add(state, again, "manager", "ZJ")
    found = readers.find(state, again)
    assert found is not None
    assert found.name == "Li"


def test_who_comes_by_single_sign_on_is_known_by_issuer_and_subject(state: State) -> None:
    readers.add(state, "Wang", "analyst", "ZJ", issuer="https://a", subject="7")
    readers.add(state, "Other Wang", "analyst", "ZJ", issuer="https://b", subject="7")
    found = readers.find_subject(state, "https://b", "7")
    assert found is not None
    assert found.name == "Other Wang"
    assert readers.find_subject(state, "https://c", "7") is None


def test_a_session_lasts_while_it_is_used_but_not_for_ever(state: State) -> None:
    reader = readers.add(state, "Li", "manager", "ZJ", "hash")
    sessions.open_session(state, "t", reader.id, "127.0.0.1", HOUR, DAY)
    found = sessions.reader_of(state, "t", HOUR, active=True)
    assert found is not None
    assert found.name == "Li"
    assert sessions.reader_of(state, "another", HOUR, active=True) is None
    with state.write() as session:  # an hour later, nobody having asked
        session.execute(update(Session).values(idle_until=now()))
    assert sessions.reader_of(state, "t", HOUR, active=True) is None
    with state.write() as session:  # used all the time, until its day is over
        session.execute(update(Session).values(idle_until=now() + HOUR, expires_at=now()))
    assert sessions.reader_of(state, "t", HOUR, active=True) is None


@pytest.mark.parametrize("active", [True, False])
def test_only_what_the_reader_does_keeps_a_session(state: State, active: bool) -> None:
    reader = readers.add(state, "Li", "manager", "ZJ", "hash")
    sessions.open_session(state, "t", reader.id, "127.0.0.1", HOUR, DAY)
    soon = now() + timedelta(minutes=1)
    with state.write() as session:
        session.execute(update(Session).values(seen_at=now() - HOUR, idle_until=soon))
    assert sessions.reader_of(state, "t", HOUR, active=active) is not None
    with state.read() as session:
        kept = session.get_one(Session, "t")
    assert (kept.idle_until > soon) is active


def ended_by_logout(state: State, _reader_id: int) -> None:
    sessions.end_session(state, "t")


def ended_by_password(state: State, reader_id: int) -> None:
    readers.set_password(state, reader_id, "other hash")


def ended_by_disabling(state: State, reader_id: int) -> None:
    readers.disable(state, reader_id)
    readers.disable(state, reader_id, enabled=True)  # who is let in again must sign in again


@pytest.mark.parametrize("end", [ended_by_logout, ended_by_password, ended_by_disabling])
def test_an_ended_session_is_worth_nothing(state: State, end: Callable[[State, int], None]) -> None:
    reader = readers.add(state, "Li", "manager", "ZJ", "hash")
    sessions.open_session(state, "t", reader.id, "127.0.0.1", HOUR, DAY)
    end(state, reader.id)
    assert sessions.reader_of(state, "t", HOUR, active=True) is None


def test_failures_of_an_account_from_one_address_are_counted_over_all_workers(opened: Callable[[], State]) -> None:
    workers = [opened(), opened()]
    for at in range(3):
        assert isinstance(begin_attempt(workers[at % 2], THROTTLE, "Li", "10.0.0.9"), int)
    for state in workers:
        assert begin_attempt(state, THROTTLE, "LI", "10.0.0.9") is Held.ACCOUNT
        assert isinstance(begin_attempt(state, THROTTLE, "Wang", "10.0.0.9"), int)
    assert isinstance(begin_attempt(workers[0], THROTTLE, "Li", "10.0.0.8"), int)  # its reader, from where they work
    with workers[0].write() as session:  # a quarter of an hour later
        session.execute(update(LoginAttempt).values(at=now() - timedelta(minutes=16)))
    assert isinstance(begin_attempt(workers[0], THROTTLE, "Li", "10.0.0.9"), int)


def test_failures_of_an_account_from_many_addresses_are_counted_together(state: State) -> None:
    for at in range(9):
        assert isinstance(begin_attempt(state, THROTTLE, "Li", f"10.0.0.{at}"), int)
    assert begin_attempt(state, THROTTLE, "Li", "10.0.0.99") is Held.ACCOUNT
    assert isinstance(begin_attempt(state, THROTTLE, "Wang", "10.0.0.99"), int)


def test_failures_from_an_address_are_counted_whoever_they_name(state: State) -> None:
    for at in range(6):
        assert isinstance(begin_attempt(state, THROTTLE, f"account {at}", "10.0.0.1"), int)
    assert begin_attempt(state, THROTTLE, "yet another", "10.0.0.1") is Held.ADDRESS
    assert isinstance(begin_attempt(state, THROTTLE, "yet another", "10.0.0.2"), int)


def test_what_is_to_be_noted_once_is_new_once_in_its_time(state: State) -> None:
    within = timedelta(minutes=15)
    assert is_first(state, within, "login throttled li", "10.0.0.1")
    assert not is_first(state, within, "login throttled li", "10.0.0.1")
    assert is_first(state, within, "login throttled li", "10.0.0.2")
    assert is_first(state, within, "login throttled wang", "10.0.0.1")
    for _ in range(6):  # no failures of the address
        assert isinstance(begin_attempt(state, Throttle(9, 9, 6, within), "Li", "10.0.0.1"), int)
    with state.write() as session:
        session.execute(update(LoginAttempt).values(at=now() - timedelta(minutes=16)))
    assert is_first(state, within, "login throttled li", "10.0.0.1")


def test_a_success_clears_the_accounts_failures_from_its_address(state: State) -> None:
    throttle = Throttle(3, 99, 99, HOUR)
    for _ in range(4):
        for _ in range(2):
            assert isinstance(begin_attempt(state, throttle, "Li", "10.0.0.1"), int)
        attempt = begin_attempt(state, throttle, "Li", "10.0.0.1")
        assert isinstance(attempt, int)
        succeed(state, attempt)
    for _ in range(3):
        assert isinstance(begin_attempt(state, throttle, "Li", "10.0.0.2"), int)
    attempt = begin_attempt(state, throttle, "Li", "10.0.0.1")
    assert isinstance(attempt, int)
    succeed(state, attempt)
    assert begin_attempt(state, throttle, "Li", "10.0.0.2") is Held.ACCOUNT  # a stranger, while the reader works


def test_tries_at_one_moment_see_each_other(opened: Callable[[], State]) -> None:
    workers = [opened(), opened()]
    with ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda n: begin_attempt(workers[n % 2], THROTTLE, "Li", "10.0.0.1"), range(16)))
    assert sum(isinstance(one, int) for one in tries) <= 3


def test_the_audit_log_is_only_added_to(state: State) -> None:
    for n in range(3):
        audit.note(state, What.EXPORT, Outcome.DONE, reader="Li", detail=f"/export/{n}", address="10.0.0.1")
    for change in (update(AuditEntry).values(reader="Wang"), delete(AuditEntry)):
        with pytest.raises(DBAPIError, match="only added to"), state.write() as session:
            session.execute(change)
    assert [entry.detail for entry in audit.entries(state, limit=2)] == ["/export/2", "/export/1"]
    assert audit.count_entries(state) == 3
    sqlite = state.engine.dialect.name == "sqlite"
    rewriting = (
        "INSERT OR REPLACE INTO audit SELECT id, at, 'Wang', what, '', '', outcome FROM audit"
        if sqlite
        else "TRUNCATE audit"
    )
    with pytest.raises(DBAPIError, match="only added to"), state.write() as session:
        session.execute(text(rewriting))
    assert {entry.reader for entry in audit.entries(state)} == {"Li"}


def test_a_text_that_no_database_takes_makes_nothing_fail(state: State) -> None:
    audit.note(state, What.ACCESS, Outcome.REFUSED, reader="L\0i", detail="GET /\0", address="10.0.0.1")
    assert [(one.reader, one.detail) for one in audit.entries(state)] == [("L\ufffdi", "GET /\ufffd")]
    readers.add(state, "Li", "manager", "ZJ")
    assert readers.find(state, "l\0i") is not None
    assert isinstance(begin_attempt(state, THROTTLE, "L\0i", "10.0.0.1"), int)
    for name in ("", " ", "x" * 101, "L\0i", "a\nb"):
        with pytest.raises(readers.NoName):
            readers.add(state, name, "manager", "ZJ")
