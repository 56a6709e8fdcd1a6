"""Targets and events that readers write: laid over what was delivered, and never lost, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from queries.catalogue import Event
from queries.targets import Edit, Target, overlaid
from state import marks, readers, targets
from state.database import State
from state.models import Mark, TargetEdit
from state.written import WrittenByReaders

LV = Target(
    *("whole-lv", "whole_time", "mean", None, "lv_business", None, None, 15.0, 1, "year"),
    *(date(2022, 1, 1), None, "NDRC", False, False),
)


@pytest.fixture
def li(state: State) -> int:
    return readers.add(state, "Li", "manager", "ZJ").id


def write(state: State, reader: int, *edits: Edit, why: str = "agreed") -> None:
    with targets.writing(state) as session:
        targets.add(session, reader, "Li", edits, why)


def test_what_is_written_comes_back_as_it_was_and_lies_over_what_was_delivered(state: State, li: int) -> None:
    other = replace(LV, target="mine", region="ZJ", threshold=12.5, reference=None, period=None, decimals=None)
    write(state, li, Edit(replace(LV, valid_to=date(2027, 1, 1))), Edit(other))
    write(state, li, Edit(other, withdrawn=True))
    found = WrittenByReaders(state).targets()
    assert found == [Edit(replace(LV, valid_to=date(2027, 1, 1))), Edit(other), Edit(other, withdrawn=True)]
    assert overlaid([LV], found) == (replace(LV, valid_to=date(2027, 1, 1)),)


def test_each_edit_says_who_when_and_why(state: State, li: int) -> None:
    write(state, li, Edit(LV), why="会议纪要")
    with state.read() as session:
        row = targets.all_edits(session)[0]
    assert (row.reader_id, row.reader, row.why) == (li, "Li", "会议纪要")
    assert abs((row.at - row.at.now()).days) <= 1


@pytest.mark.parametrize(
    "change", [update(TargetEdit).values(threshold=1.0), delete(TargetEdit), delete(Mark)], ids=str
)
def test_no_edit_is_ever_changed_and_nothing_removed(state: State, li: int, change: object) -> None:
    write(state, li, Edit(LV))
    marks.add(state, li, "Li", date(2026, 1, 1), None, "x", None)
    with pytest.raises(DBAPIError, match="only added to"), state.write() as session:
        session.execute(change)  # type: ignore[call-overload]


def test_no_edit_is_replaced_in_sqlite(tmp_path: Path) -> None:
    state = State(tmp_path)
    reader = readers.add(state, "Li", "manager", "ZJ").id
    write(state, reader, Edit(LV))
    with pytest.raises(DBAPIError, match="only added to"), state.write() as session:
        session.execute(text("INSERT OR REPLACE INTO target_edit SELECT * FROM target_edit"))
    state.close()


def test_an_event_stands_until_it_is_withdrawn_and_then_still_says_by_whom(state: State, li: int) -> None:
    marks.add(state, li, "Li", date(2026, 8, 1), "ZJ", "台风", "Typhoon")
    marks.add(state, li, "Li", date(2026, 7, 1), None, "新政", None)
    written = WrittenByReaders(state)
    later, number = (one.id for one in marks.standing(state))
    assert written.events() == [
        Event(date(2026, 7, 1), None, "新政", None, later, "Li"),
        Event(date(2026, 8, 1), "ZJ", "台风", "Typhoon", number, "Li"),
    ]
    assert marks.withdraw(state, number, "Wang")
    assert not marks.withdraw(state, number, "Zhao")  # too late
    assert [event.title for event in written.events()] == ["新政"]
    with state.read() as session:
        gone = session.get(Mark, number)
        assert gone is not None
        assert (gone.title, gone.withdrawn_by) == ("台风", "Wang")
        assert gone.withdrawn_at is not None


def test_every_change_gives_another_revision_in_every_worker(opened: Callable[[], State]) -> None:
    one, other = opened(), opened()
    reader = readers.add(one, "Li", "manager", "ZJ").id
    seen = [WrittenByReaders(other).revision()]

    def changed() -> bool:
        seen.append(WrittenByReaders(other).revision())
        return seen[-1] not in seen[:-1] and seen[-1] == WrittenByReaders(one).revision()

    write(one, reader, Edit(LV))
    assert changed()
    marks.add(one, reader, "Li", date(2026, 7, 1), None, "新政", None)
    assert changed()
    marks.withdraw(one, marks.standing(one)[0].id, "Li")
    assert changed()
    write(one, reader, Edit(LV, withdrawn=True))
    assert changed()
    assert not changed()


def test_of_two_who_write_at_once_the_second_sees_what_the_first_wrote(opened: Callable[[], State]) -> None:
    states = [opened() for _ in range(4)]
    reader = readers.add(states[0], "Li", "manager", "ZJ").id

    def once(state: State) -> bool:
        with targets.writing(state) as session:
            if targets.all_edits(session):
                return False
            targets.add(session, reader, "Li", [Edit(LV)], "first come")
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, states)) == [False, False, False, True]


def test_of_two_who_withdraw_an_event_at_once_one_does(opened: Callable[[], State]) -> None:
    states = [opened() for _ in range(4)]
    reader = readers.add(states[0], "Li", "manager", "ZJ").id
    marks.add(states[0], reader, "Li", date(2026, 7, 1), None, "新政", None)
    number = marks.standing(states[0])[0].id
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda state: marks.withdraw(state, number, "Li"), states)
        assert sorted(done) == [False, False, False, True]
