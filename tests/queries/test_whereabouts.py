"""Where the cases of a list stand is what their own pages tell; nothing is told of cases outside the reader's unit."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from accounts import operator_scope
from queries.case import find_case
from queries.catalogue import Catalogue
from queries.errors import NotAllowed
from queries.scope import Scope
from queries.whereabouts import whereabouts
from warehouse.facts import case_fact, standing_fact
from warehouse.versions import Store


@pytest.fixture(scope="module")
def connection(simulated_store: Store) -> Iterator[Connection]:
    with simulated_store.read() as reading:
        yield reading.connection


def numbers(connection: Connection, state: str) -> list[str]:
    found = select(case_fact.c.application).where(case_fact.c.state == state).order_by(case_fact.c.application)
    return [str(one) for one in connection.execute(found).scalars()]


def test_the_open_cases_that_are_late_are_those_that_stand_overdue(
    connection: Connection, catalogue: Catalogue
) -> None:
    opened = numbers(connection, "open")
    found = whereabouts(connection, catalogue, operator_scope(catalogue), opened)
    standing = select(standing_fact.c.application).where(
        standing_fact.c.kind == "overdue", standing_fact.c.to_date.is_(None)
    )
    overdue = set(connection.execute(standing).scalars())
    assert {number for number, one in found.items() if one.late} == overdue
    assert overdue
    assert set(found) == set(opened)


def test_steps_and_holders_of_open_cases_are_those_of_their_own_pages(
    connection: Connection, catalogue: Catalogue
) -> None:
    scope = operator_scope(catalogue)
    opened = numbers(connection, "open")
    found = whereabouts(connection, catalogue, scope, opened)
    teams = owners = nobody = 0
    for number in opened:
        case = find_case(connection, catalogue, scope, number)
        assert case is not None
        one = found[number]
        assert one.steps == tuple(row["step"] for row in case.open_steps)
        for row in case.open_steps:
            told = {who if isinstance(who, str) else who.zh for who in one.holders}
            if row["owner"] in (None, "utility"):
                assert (row["unit_name"] or row["unit"] or case.place.name) in told
                teams += row["unit"] is not None
            else:
                assert row["owner"] in told
                owners += 1
        if not case.open_steps:
            assert [who.zh for who in one.holders if not isinstance(who, str)] == [case.place.name]
            nobody += 1
        dues = [row["due_at"] for row in case.open_steps if row["assessed"] and row["due_at"] is not None]
        due = min(dues, default=None) if case.row["customer_class"].startswith("hv") else case.row["whole_due_at"]
        assert (one.last_day is None) == (due is None)
        if one.late:
            assert one.over == case.days.between(due, case.now)
    assert teams and owners and nobody


@pytest.mark.parametrize("on_time", [True, False])
def test_an_ended_case_is_in_nobodys_hands_and_as_late_as_what_was_due_ended(
    connection: Connection, catalogue: Catalogue, on_time: bool
) -> None:
    """Judged by steps it is the late step that was due first, until it was left; else the whole, until its end."""
    scope = operator_scope(catalogue)
    for by_steps in (True, False):
        high = case_fact.c.customer_class.startswith("hv")
        found = select(case_fact.c.application).where(
            case_fact.c.state == "finished", case_fact.c.case_on_time.is_(on_time), high if by_steps else ~high
        )
        ended = [str(one) for one in connection.execute(found.order_by(case_fact.c.application).limit(60)).scalars()]
        assert ended
        told = whereabouts(connection, catalogue, scope, ended)
        for number in ended:
            case, one = find_case(connection, catalogue, scope, number), told[number]
            assert case is not None
            assert not one.steps
            assert not one.holders
            assert one.late is not on_time
            due, end = case.row["whole_due_at"], case.row["power_on_at"] or case.row["ended_at"]
            if by_steps:
                assessed = [step for step in case.steps if step["assessed"] and step["due_at"] is not None]
                late = [step for step in assessed if not step["on_time"]]
                key = [step["due_at"] for step in late or assessed]
                due = min(key) if late else max(key)
                (end,) = {step["left_at"] or end for step in late or assessed if step["due_at"] == due}
            assert one.over == (0 if on_time else case.days.between(due, end))
            local = catalogue.local(due - timedelta(microseconds=1))
            assert local is not None
            assert one.last_day == local.date()


def test_nothing_is_told_of_cases_outside_the_readers_unit(connection: Connection, catalogue: Catalogue) -> None:
    every, rights = numbers(connection, "open"), operator_scope(catalogue).rights
    told = 0
    for province in catalogue.children(catalogue.root):
        found = whereabouts(connection, catalogue, Scope.at(catalogue, province.region, rights), every)
        places = select(case_fact.c.application, case_fact.c.place_no).where(case_fact.c.application.in_(every))
        mine = {row.application for row in connection.execute(places) if province.no <= row.place_no <= province.last}
        assert set(found) == mine
        told += len(mine)
    assert told == len(every)
    with pytest.raises(NotAllowed):
        whereabouts(connection, catalogue, Scope.at(catalogue, catalogue.root.region), every)
