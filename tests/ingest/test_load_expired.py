"""Cases that ended longer ago than a setting keeps them leave the next version, and it is said how many."""

from datetime import date
from pathlib import Path

import pytest

from ingest.reasons import REASONS, Reason
from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import answers, applications, complaints, contacts, holds, steps
from warehouse.facts import case_fact, step_fact
from warehouse.records import loads, quarantine
from warehouse.service_facts import answer_fact, complaint_fact, contact_fact
from warehouse.versions import Store

# Local days of Asia/Shanghai; the data reach to 1 March 2026, so that three years begin on 1 March 2023.
ENDS = {"old": "2023-02-28 23:59:59", "first day": "2023-03-01 00:00:00", "recent": "2026-01-03 09:00:00"}
AS_OF = "2026-03-02T00:00:00"


def delivery(folder: Path, as_of: str = AS_OF, **more: list[dict[str, object]]) -> Path:
    cases = [case(name, accepted_at="2015-01-02 09:00:00", ended_at=end) for name, end in ENDS.items()]
    cases.append(case("open", accepted_at="2015-01-02 09:00:00"))
    cases.append(case("ended some day", accepted_at="2015-01-02 09:00:00", outcome="completed"))
    files = {
        "applications": cases,
        "steps": [step(name, "metering", "2015-01-03 09:00:00") for name in ("old", "open")],
        "holds": [{"application": "old", "from": "2015-01-04 09:00:00", "to": "2015-01-05 09:00:00"}],
        "answers": [
            {"answer": name, "application": name, "asked_at": "2015-02-01 09:00:00"} for name in ("old", "open")
        ],
        "contacts": [
            {"contact": name, "application": name, "opened_at": "2015-02-01 09:00:00"} for name in ("old", "open")
        ]
        + [{"contact": "of none", "opened_at": "2015-02-01 09:00:00"}],
    }
    return deliver(folder, as_of, **{**files, **more})


def names(store: Store, table: object, column: str = "application") -> list[object]:
    return [row[0] for row in content(store, table, column)]  # type: ignore[arg-type]


def test_old_cases_leave_with_all_that_tells_of_them(store: Store, tmp_path: Path):
    report = load_into(store, delivery(tmp_path / "d"), case_years=3)
    kept = ["ended some day", "first day", "open", "recent"]
    assert names(store, applications) == names(store, case_fact) == kept
    assert names(store, steps) == names(store, step_fact) == ["open"]
    assert names(store, holds) == []
    assert names(store, answers) == names(store, answer_fact) == ["open"]
    assert names(store, contacts, "contact") == names(store, contact_fact, "contact") == ["of none", "open"]
    assert content(store, loads, "expired", "expired_before") == [(1, date(2023, 3, 1))]
    assert report.expired is not None
    assert (report.expired.cases, report.expired.before) == (1, date(2023, 3, 1))
    assert [(file.rows_read, file.accepted) for file in report.files if file.contract_file == "applications"] == [
        (5, 5)
    ]


def test_all_are_kept_unless_the_setting_says_otherwise(store: Store, tmp_path: Path):
    report = load_into(store, delivery(tmp_path / "d"))
    assert len(names(store, case_fact)) == 5
    assert content(store, loads, "expired", "expired_before") == [(None, None)]
    assert report.expired is None


def test_the_next_load_takes_out_what_earlier_ones_brought(store: Store, tmp_path: Path):
    load_into(store, delivery(tmp_path / "d"))
    later = deliver(tmp_path / "e", "2026-03-03T00:00:00", kind="increment", applications=[case("new")])
    load_into(store, later, case_years=3)
    assert names(store, case_fact) == ["ended some day", "new", "open", "recent"]
    assert content(store, loads, "load_no", "expired", "expired_before") == [(1, None, None), (2, 2, date(2023, 3, 2))]


def told(key: str) -> list[dict[str, object]]:
    """What customers told of the old case: before the day from which cases are kept, at its midnight, of no day."""
    opened = {"before": "2023-02-28 23:59:59", "at midnight": "2023-03-01 00:00:00", "some day": ""}
    return [{key: name, "application": "old", "opened_at": at} for name, at in opened.items()]


def test_contacts_and_complaints_of_old_cases_go_by_their_own_day(store: Store, tmp_path: Path):
    more = {"contacts": told("contact"), "complaints": told("complaint")}
    load_into(store, delivery(tmp_path / "d", **more), case_years=3)
    kept = [("at midnight", None), ("some day", None)]
    assert content(store, contacts, "contact", "application") == kept
    assert content(store, complaints, "complaint", "application") == kept
    assert len(names(store, contact_fact)) == len(names(store, complaint_fact)) == 2


@pytest.mark.parametrize("a_load_later", [False, True])
def test_a_recent_complaint_about_an_old_case_counts_whichever_load_brings_it(
    store: Store, tmp_path: Path, a_load_later: bool
):
    recent = [{"complaint": "recent", "application": "old", "opened_at": "2026-02-02 09:00:00"}]
    load_into(store, delivery(tmp_path / "d", **({} if a_load_later else {"complaints": recent})), case_years=3)
    more = {"complaints": recent} if a_load_later else {"applications": [case("new")]}
    load_into(store, deliver(tmp_path / "e", "2026-03-03T00:00:00", **more), case_years=3)
    facts = content(store, complaint_fact, "complaint", "opened_date", "place_no", "case_place_no", "service")
    assert facts == [("recent", date(2026, 2, 2), 1, None, None)]


def test_rows_that_come_once_their_case_is_gone_wait_and_are_told_why(store: Store, tmp_path: Path):
    load_into(store, delivery(tmp_path / "d"), case_years=3)
    late = {"answers": [{"answer": "late", "application": "old", "asked_at": "2026-03-01 09:00:00"}]}
    load_into(store, deliver(tmp_path / "e", "2026-03-03T00:00:00", **late), case_years=3)
    assert content(store, quarantine, "reason", "detail") == [("waits_for_parent", "application=old")]
    words = REASONS[Reason.WAITS_FOR_PARENT]
    assert "removed for its age" in words.definition_en
    assert "因年限而去除" in words.definition


@pytest.mark.parametrize(
    ("as_of", "years", "before"), [("2024-03-01", 3, "2021-02-28"), ("2024-03-01", 4, "2020-02-29")]
)
def test_of_the_leap_day(store: Store, tmp_path: Path, as_of: str, years: int, before: str):
    report = load_into(store, delivery(tmp_path / "d", f"{as_of}T00:00:00"), case_years=years)
    assert report.expired is not None
    assert report.expired.before == date.fromisoformat(before)
