"""Cases that ended longer ago than a setting keeps them leave the next version, and it is said how many."""

from datetime import date
from pathlib import Path

import pytest

from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import answers, applications, contacts, holds, steps
from warehouse.facts import case_fact, step_fact
from warehouse.records import loads
from warehouse.service_facts import answer_fact, contact_fact
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
        "contacts": [{"contact": name, "application": name} for name in ("old", "open")] + [{"contact": "of none"}],
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


@pytest.mark.parametrize(
    ("as_of", "years", "before"), [("2024-03-01", 3, "2021-02-28"), ("2024-03-01", 4, "2020-02-29")]
)
def test_of_the_leap_day(store: Store, tmp_path: Path, as_of: str, years: int, before: str):
    report = load_into(store, delivery(tmp_path / "d", f"{as_of}T00:00:00"), case_years=years)
    assert report.expired is not None
    assert report.expired.before == date.fromisoformat(before)
