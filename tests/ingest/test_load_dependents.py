"""Appointments and answers: each keyed by itself, none without its case; contacts and complaints: with or without."""

from pathlib import Path

import pytest

from tests.ingest.contract_rows import COMPANY
from tests.ingest.deliveries import case, content, deliver, load_into
from warehouse.delivered import answers, applications, appointments, channel_use, complaints, contacts, events, targets
from warehouse.records import quarantine
from warehouse.versions import Store

DAY = "2026-02-0{}T00:00:00".format


def answer(code: str, number: str, **values: object) -> dict[str, object]:
    return {"answer": code, "application": number, "asked_at": "2026-01-05 09:00:00", **values}


def held(store: Store) -> list[tuple[object, ...]]:
    return content(store, answers, "answer", "application", "score")


def waiting(store: Store) -> list[tuple[object, ...]]:
    """The load, line and detail of what still waits."""
    rows = content(store, quarantine, "load_no", "line", "detail", "resolved_load", "fields")
    return [row[:3] for row in rows if row[3] is None and row[4] is not None]


@pytest.mark.usefixtures("only_delivered")
def test_an_answer_waits_for_its_case_and_is_taken_when_it_comes(store: Store, tmp_path: Path):
    first = deliver(tmp_path / "1", DAY(1), applications=[case("A")], answers=[answer("a", "A"), answer("b", "B")])
    report = load_into(store, first)
    assert [(file.accepted, file.quarantined) for file in report.files] == [(1, 1), (1, 0)]
    assert (held(store), waiting(store)) == ([("a", "A", None)], [(1, 3, "application=B")])
    load_into(store, deliver(tmp_path / "2", DAY(2), applications=[case("C")]))
    assert waiting(store) == [(1, 3, "application=B")]
    load_into(store, deliver(tmp_path / "3", DAY(3), applications=[case("B")]))
    assert (held(store), waiting(store)) == ([("a", "A", None), ("b", "B", None)], [])
    assert content(store, answers, "answer", "load_no") == [("a", 1), ("b", 1)]


@pytest.mark.usefixtures("only_delivered")
def test_of_an_answer_that_waited_and_a_newer_one_the_newer_is_taken(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "1", DAY(1), answers=[answer("a", "A", score=1), answer("b", "A", score=1)]))
    newer = deliver(tmp_path / "2", DAY(2), applications=[case("A")], answers=[answer("a", "A", score=2)])
    report = load_into(store, newer)
    assert [(file.accepted, file.superseded) for file in report.files] == [(1, 0), (1, 0)]
    assert (held(store), waiting(store)) == ([("a", "A", 2.0), ("b", "A", 1.0)], [])


@pytest.mark.usefixtures("only_delivered")
def test_a_row_replaces_the_one_of_its_key_and_not_the_others_of_its_case(store: Store, tmp_path: Path):
    booked = [{"application": "A", "booked_at": f"2026-01-0{day} 09:00:00"} for day in (3, 4)]
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A")], appointments=booked))
    kept = booked[1] | {"arrived_at": "2026-01-06 14:00:00"}
    load_into(store, deliver(tmp_path / "2", DAY(2), applications=[case("A")], appointments=[kept]))
    assert [arrived is None for (arrived,) in content(store, appointments, "arrived_at")].count(True) == 1
    assert len(content(store, appointments, "booked_at")) == 2


@pytest.mark.usefixtures("only_delivered")
def test_answers_to_a_case_that_a_snapshot_drops_wait_for_it_again(store: Store, tmp_path: Path):
    both = [answer("a", "A", score=4), answer("b", "B")]
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A"), case("B")], answers=both))
    load_into(store, deliver(tmp_path / "2", DAY(2), "snapshot", applications=[case("B")]))
    assert (held(store), waiting(store)) == ([("b", "B", None)], [(1, None, "application=A")])
    assert ("answers.csv", "answer=a; application=A; asked_at=2026-01-05 01:00:00; score=4.0") in content(
        store, quarantine, "file", "raw"
    )
    load_into(store, deliver(tmp_path / "3", DAY(3), applications=[case("A")]))
    assert (held(store), waiting(store)) == ([("a", "A", 4.0), ("b", "B", None)], [])
    # A snapshot of both files drops the case with its answer for good.
    whole = deliver(tmp_path / "4", DAY(4), "snapshot", applications=[case("B")], answers=[answer("b", "B")])
    load_into(store, whole)
    assert (held(store), waiting(store)) == ([("b", "B", None)], [])
    load_into(store, deliver(tmp_path / "5", DAY(5), applications=[case("A")]))
    assert held(store) == [("b", "B", None)]


@pytest.mark.usefixtures("only_delivered")
def test_a_snapshot_of_a_region_covers_the_answers_of_its_cases(store: Store, tmp_path: Path):
    cases = [case("A", region="1"), case("B", region="11"), case("C", region="2")]
    asked = [answer(number.lower(), number) for number in "ABC"]
    load_into(store, deliver(tmp_path / "1", DAY(1), regions=COMPANY, applications=cases, answers=asked))
    snapshot = deliver(
        tmp_path / "2", DAY(2), "snapshot", 'covers = ["1"]', answers=[answer("a", "A"), answer("z", "Z")]
    )
    load_into(store, snapshot)
    assert held(store) == [("a", "A", None), ("c", "C", None)]
    # What is older than that snapshot counts in the other region alone; of Z nobody knows the region yet.
    late = [answer("d", "B"), answer("e", "C")]
    report = load_into(store, deliver(tmp_path / "3", DAY(1), answers=late))
    assert [(file.accepted, file.superseded) for file in report.files] == [(1, 1)]
    load_into(store, deliver(tmp_path / "4", DAY(4), applications=[case("Z", region="2")]))
    assert held(store) == [("a", "A", None), ("c", "C", None), ("e", "C", None), ("z", "Z", None)]


def test_a_regional_snapshot_may_bring_its_regions_with_it(store: Store, tmp_path: Path):
    north = 'covers = ["1"]'
    rows = [case("A", region="11"), case("B", region="2")]
    load_into(store, deliver(tmp_path / "1", DAY(1), "snapshot", north, regions=COMPANY, applications=rows))
    names, rows = [{"channel": "osg", "name": "网上国网"}], [case("C", region="1")]
    load_into(store, deliver(tmp_path / "2", DAY(2), "snapshot", north, channels=names, applications=rows))
    assert content(store, applications, "application") == [("B",), ("C",)]


def test_contacts_and_complaints_need_no_case_but_their_region(store: Store, tmp_path: Path):
    told = [
        {"contact": "k1", "application": "nobody's", "region": "1"},
        {"contact": "k2"},
        {"contact": "k3", "region": "9"},
    ]
    complained = [{"complaint": "c1", "source": "12398", "repeat": "是"}]
    folder = deliver(tmp_path / "1", DAY(1), regions=COMPANY, contacts=told, complaints=complained)
    report = load_into(store, folder)
    assert [(file.contract_file, file.accepted, file.quarantined) for file in report.files] == [
        ("complaints", 1, 0), ("contacts", 2, 1), ("regions", 4, 0),
    ]  # fmt: skip
    assert content(store, contacts, "contact", "application") == [("k1", "nobody's"), ("k2", None)]
    assert content(store, complaints, "source", "repeat", "upheld") == [("12398", True, None)]
    assert waiting(store) == [(1, 4, "region=9")]


@pytest.mark.usefixtures("only_delivered")
def test_keys_with_gaps_are_keys_too(store: Store, tmp_path: Path):
    def day(users: int, **values: str) -> dict[str, object]:
        return {"date": "2026-01-05", "channel": "osg", "function": "", "region": "", "users": users, **values}

    rows = [day(1), day(2, function="bill"), day(3), day(4, date="2026-01-06")]
    report = load_into(store, deliver(tmp_path / "1", DAY(1), channel_use=rows))
    assert [(file.accepted, file.quarantined) for file in report.files] == [(3, 1)]
    load_into(store, deliver(tmp_path / "2", DAY(2), channel_use=[day(5)]))
    report = load_into(store, deliver(tmp_path / "3", DAY(1), channel_use=[day(6)]))
    assert report.files[0].superseded == 1
    assert content(store, channel_use, "function", "users") == [("bill", 2), (None, 4), (None, 5)]


def test_a_target_or_event_that_makes_little_sense_is_loaded(store: Store, tmp_path: Path):
    target = {"target": "t", "metric": "no such", "threshold": -1, "valid_from": "2026-05-01", "valid_to": "2026-01-01"}
    event = {"date": "2031-01-01", "title": "to come"}
    report = load_into(store, deliver(tmp_path / "1", DAY(1), targets=[target], events=[event, event | {"region": ""}]))
    assert [(file.accepted, file.quarantined) for file in report.files] == [(1, 1), (1, 0)]
    assert content(store, targets, "target", "threshold") == [("t", -1.0)]
    assert content(store, events, "title", "region") == [("to come", None)]
