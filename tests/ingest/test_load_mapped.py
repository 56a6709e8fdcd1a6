"""Foreign logs: cases and steps out of one file, steps that begin when the one before ended, codes of their own."""

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest

from ingest.account import LoadReport
from ingest.errors import LoadRefused
from ingest.mapping import read_mapping
from tests.ingest.deliveries import content, deliver, load_into, write
from warehouse.delivered import answers, applications, channel_use, channels, classes, services, step_names, steps
from warehouse.facts import case_fact, step_fact
from warehouse.records import held_columns, load_files, places, quarantine, version_info
from warehouse.versions import Store

MAPPING = """
[delivery]
source = "A log"
time_zone = "Europe/Amsterdam"
calendar = "none"

[[file]]
match = "log*.csv"
steps_begin = "previous"
[file.applications]
application = "case"
channel = "way in"
accepted_at = "start"
[file.steps]
application = "case"
step = "activity"
left_at = "time"
[file.constants.steps]
owner = "utility"
[file.keep]
"transition" = ["complete", ""]
[values.channel]
Internet = "osg"
unknown = ""
"""
LOG = """case,way in,start,activity,time,transition,who
1,,2026-01-05,Check,2026-01-07 10:00:00,complete,Resource1
1,Internet,,Receive,2026-01-06 09:00:00,complete,Resource1
2,unknown,2026-01-06 09:00:00+00:00,Receive,2026-01-06T12:00:00+02:00,complete,Resource2
1,Desk,2026-01-09,Check,2026-01-08 10:00:00,,Resource1
2,,,Check,2026-01-08 10:00:00,start,Resource2
3,Desk,2026-01-06,Receive,not a time,complete,Resource2
,Desk,2026-01-06,Receive,2026-01-06,complete,Resource2
"""


def load_log(store: Store, folder: Path, mapping: str = MAPPING, log: str = LOG) -> LoadReport:
    folder.mkdir()
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    return load_into(store, write(folder / "log 1.csv", log), mapping=read_mapping(folder / "mapping.toml"))


def test_a_log_yields_a_row_a_case_and_a_row_an_event(store: Store, tmp_path: Path):
    report = load_log(store, tmp_path / "d")
    # The first known value in file order; "unknown" stands for none.
    assert content(store, applications, "application", "channel", "accepted_at") == [
        ("1", "osg", datetime(2026, 1, 4, 23)),
        ("2", None, datetime(2026, 1, 6, 9)),
        ("3", "Desk", datetime(2026, 1, 5, 23)),
    ]
    assert content(store, steps, "application", "step", "round", "entered_at", "left_at", "owner") == [
        ("1", "Check", 1, datetime(2026, 1, 6, 8), datetime(2026, 1, 7, 9), "utility"),
        ("1", "Check", 2, datetime(2026, 1, 7, 9), datetime(2026, 1, 8, 9), "utility"),
        ("1", "Receive", 1, datetime(2026, 1, 6, 8), datetime(2026, 1, 6, 8), "utility"),
        ("2", "Receive", 1, datetime(2026, 1, 6, 10), datetime(2026, 1, 6, 10), "utility"),
    ]
    counts = {f.contract_file: (f.rows_read, f.accepted, f.quarantined) for f in report.files}
    assert counts == {"applications": (3, 3, 0), "steps": (6, 4, 2)}
    assert report.files[0].left_out == ("who", "1 rows of another transition")
    assert content(store, quarantine, "contract_file", "line", "reason", "detail") == [
        ("steps", 7, "unreadable_value", "left_at"),
        ("steps", 8, "missing_value", "application"),
    ]
    assert content(store, load_files, "left_out") == [("who, 1 rows of another transition",)] * 2


def test_without_a_stamp_of_its_own_a_log_reaches_to_its_latest_event(store: Store, tmp_path: Path):
    load_log(store, tmp_path / "d")
    assert content(store, version_info, "source", "as_of", "calendar", "time_zone", "cohorts") == [
        ("A log", datetime(2026, 1, 8, 9), "none", "Europe/Amsterdam", "accepted")
    ]


def test_unknown_codes_and_a_missing_tree_are_labelled_by_their_own_names(store: Store, tmp_path: Path):
    load_log(store, tmp_path / "d")
    assert content(store, step_names, "step", "name", "sort") == [("Check", "Check", 2), ("Receive", "Receive", 1)]
    assert [(code, name, online) for code, name, online in content(store, channels, "channel", "name", "online")] == [
        ("Desk", "Desk", None),
        ("osg", "网上国网", True),
    ]
    assert content(store, services, "service") == []
    assert content(store, classes, "customer_class") == []
    assert content(store, places, "name", "depth") == [("A log", 0)]


def test_steps_of_a_log_that_nobody_described_tell_no_path(store: Store, tmp_path: Path):
    load_log(store, tmp_path / "d")
    assert set(content(store, case_fact, "path", "dropped_steps")) == {(None, None)}
    assert set(content(store, step_fact, "path", "dropped", "notified")) == {(None, None, None)}
    assert ("steps", "notified_at") not in content(store, held_columns, "file", "column")
    assert ("steps", "entered_at") in content(store, held_columns, "file", "column")


def test_delivered_names_stand_before_the_products_own(store: Store, tmp_path: Path):
    row = {"application": "A", "accepted_at": "2026-01-02", "channel": "osg"}
    names = [{"channel": "osg", "name": "An app"}, {"channel": "unused", "name": "Unused"}]
    load_into(store, deliver(tmp_path / "1", applications=[row]))
    assert content(store, channels, "channel", "name") == [("osg", "网上国网")]
    load_into(store, deliver(tmp_path / "2", "2026-03-02T00:00:00", channels=names))
    assert content(store, channels, "channel", "name") == [("osg", "An app"), ("unused", "Unused")]
    load_into(store, deliver(tmp_path / "3", "2026-03-03T00:00:00", "snapshot", channels=names[1:]))
    assert content(store, channels, "channel", "name") == [("osg", "网上国网"), ("unused", "Unused")]


def test_another_mapping_of_the_same_file_is_another_delivery(store: Store, tmp_path: Path):
    load_log(store, tmp_path / "d")
    assert load_log(store, tmp_path / "e").already_loaded
    report = load_log(store, tmp_path / "f", MAPPING.replace('Internet = "osg"', 'Internet = "deb"'))
    assert not report.already_loaded
    assert ("1", "deb") in content(store, applications, "application", "channel")


def test_a_mapping_that_names_a_missing_column_is_refused(store: Store, tmp_path: Path):
    with pytest.raises(LoadRefused, match="activity"):
        load_log(store, tmp_path / "d", MAPPING.replace('"activity"', '"Activity"'))


def test_quarantined_lines_of_a_log_count_line_breaks_and_malformed_records(store: Store, tmp_path: Path):
    log = (
        'case,way in,start,activity,time,transition\n1,"a\nb",2026-01-05,X,never,complete\n2,x\n\n3,,2026-01-05,X,no,\n'
    )
    load_log(store, tmp_path / "d", log=log)
    assert content(store, quarantine, "line", "reason") == [
        (2, "unreadable_value"),
        (4, "too_few_fields"),
        (6, "unreadable_value"),
    ]


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
  <trace><string key="concept:name" value="t1"/>
    <event><string key="concept:name" value="Receive"/><string key="org:resource" value="Pete"/>
      <date key="time:timestamp" value="2026-01-06T09:00:00+01:00"/></event>
    <event><string key="concept:name" value="Check"/>
      <date key="time:timestamp" value="2026-01-07T09:00:00+01:00"/></event>
  </trace>
</log>"""


def test_an_event_log_explains_itself(store: Store, tmp_path: Path):
    with gzip.open(tmp_path / "small.xes.gz", "wt", encoding="utf-8") as file:
        file.write(XES)
    load_into(store, tmp_path / "small.xes.gz")
    assert content(store, steps, "application", "step", "entered_at", "left_at", "handler") == [
        ("t1", "Check", datetime(2026, 1, 6, 8), datetime(2026, 1, 7, 8), None),
        ("t1", "Receive", datetime(2026, 1, 6, 8), datetime(2026, 1, 6, 8), "Pete"),
    ]
    assert content(store, version_info, "source", "calendar") == [("small", "none")]


def test_windows_that_lie_ahead_do_not_say_how_far_the_data_reach(store: Store, tmp_path: Path):
    mapping = """
    [delivery]
    source = "visits"
    time_zone = "Asia/Shanghai"
    calendar = "CN"
    [[file]]
    match = "visits.csv"
    [file.appointments]
    application = "case"
    booked_at = "booked"
    window_start = "from"
    window_end = "to"
    """
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    visits = write(
        tmp_path / "visits.csv", "case,booked,from,to\nA,2026-01-05 09:00,2026-01-08 14:00,2026-01-08 16:00\n"
    )
    load_into(store, visits, mapping=read_mapping(tmp_path / "mapping.toml"))
    assert content(store, version_info, "as_of") == [(datetime(2026, 1, 5, 1),)]


def test_a_log_may_hold_answers_a_row_each(store: Store, tmp_path: Path):
    mapping = (
        MAPPING
        + """
[[file]]
match = "asked.csv"
[file.applications]
application = "case"
accepted_at = "start"
[file.answers]
answer = "id"
application = "case"
score = "score"
reason = "why"
[file.channel_use]
region = "place"
date = "start"
"""
    )
    asked = (
        "case,start,id,score,why,place\n1,2026-01-05,a,4,,\n1,2026-01-06,b,2,slow,\n1,,b,1,rude,\n2,2026-01-06,,,,\n"
    )
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    load_into(store, write(tmp_path / "asked.csv", asked), mapping=read_mapping(tmp_path / "mapping.toml"))
    assert content(store, applications, "application") == [("1",), ("2",)]
    assert content(store, answers, "answer", "application", "score", "reason") == [
        ("a", "1", 4.0, None),
        ("b", "1", 2.0, "slow"),
    ]
    # A key with a gap is one all the same.
    assert content(store, channel_use, "region", "date") == [(None, date(2026, 1, 5)), (None, date(2026, 1, 6))]
