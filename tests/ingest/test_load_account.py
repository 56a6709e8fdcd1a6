"""Nothing is lost: every row read is accepted, superseded or in quarantine with its line and a reason."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import select

from ingest.account import FileReport
from ingest.mapping import read_mapping
from ingest.reasons import REASONS, Reason
from tests.ingest.deliveries import case, content, deliver, load_into, step, write
from warehouse.delivered import applications, holds, steps
from warehouse.records import load_files, quarantine
from warehouse.versions import Store

HEADER = "application,accepted_at,service\n"


def aside(store: Store) -> list[tuple[int, str, str | None]]:
    """(line, reason, detail) of what is in quarantine, in order of lines."""
    return sorted(
        (line, reason, detail) for line, reason, detail in content(store, quarantine, "line", "reason", "detail")
    )


def test_every_reason_has_words_in_both_languages():
    assert set(REASONS) == set(Reason)
    assert all(words.name and words.name_en and words.definition and words.definition_en for words in REASONS.values())


@pytest.mark.usefixtures("only_delivered")
def test_rows_read_are_accepted_superseded_and_quarantined(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "new", "2026-03-02T00:00:00", applications=[case("A", service="pv")]))
    text = HEADER + "A,2026-01-02,charging\nB,2026-01-02,\nB,2026-01-03,\nC\nD,yesterday,\n,2026-01-02,\nE,,\n"
    report = load_into(store, deliver(tmp_path / "old", "2026-03-01T00:00:00", applications=text))
    assert report.files == (
        FileReport(
            "applications.csv", "applications", rows_read=7, accepted=1, superseded=1, quarantined=5, left_out=()
        ),
    )
    assert aside(store) == [
        (4, "double", None),
        (5, "too_few_fields", None),
        (6, "unreadable_value", "accepted_at"),
        (7, "missing_value", "application"),
        (8, "missing_value", "accepted_at"),
    ]
    assert content(store, applications, "application", "service") == [("A", "pv"), ("B", None)]
    assert content(store, load_files, "load_no", "rows_read", "accepted", "superseded", "quarantined") == [
        (1, 1, 1, 0, 0),
        (2, 7, 1, 1, 5),
    ]


def test_an_unclosed_quotation_mark_costs_one_line_and_not_the_rest_of_the_file(store: Store, tmp_path: Path):
    good = "".join(f"N{number},2026-01-02,pv\n" for number in range(3000))
    text = (
        HEADER + 'A,2026-01-02,"pv\n' + good + 'B,2026-01-02,"pv" x\n' + 'C,2026-01-02,"new, or not"\nD,2026-01-02,"p'
    )
    report = load_into(store, deliver(tmp_path / "d", applications=text))
    assert (report.files[0].rows_read, report.files[0].accepted) == (3004, 3001)
    assert aside(store) == [(2, "broken_quotes", None), (3003, "broken_quotes", None), (3005, "broken_quotes", None)]
    assert ("C", "new, or not") in content(store, applications, "application", "service")
    assert content(store, quarantine, "raw")[0] == ('A,2026-01-02,"pv\n',)


def test_values_may_hold_line_breaks_and_delimiters_and_doubled_quotation_marks(store: Store, tmp_path: Path):
    text = HEADER + 'A,2026-01-02,"one\ntwo ""and"" three, four"\n\n\nB,not a day,\nC,2026-01-02,x,y\n'
    report = load_into(store, deliver(tmp_path / "d", applications=text))
    assert content(store, applications, "application", "service") == [("A", 'one\ntwo "and" three, four')]
    assert aside(store) == [(6, "unreadable_value", "accepted_at"), (7, "too_many_fields", None)]
    assert report.files[0].rows_read == 3


def test_the_line_of_a_readable_row_counts_empty_lines_and_line_breaks_too(store: Store, tmp_path: Path):
    text = HEADER + 'A,2026-01-02,"one\ntwo"\n\nB,not a day,\n'
    load_into(store, deliver(tmp_path / "d", applications=text))
    assert aside(store) == [(5, "unreadable_value", "accepted_at")]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"), [("utf-8", ",", "\n"), ("utf-8-sig", ";", "\r\n"), ("gb18030", "\t", "\r\n")]
)
def test_what_excel_and_others_write_is_read(store: Store, tmp_path: Path, encoding: str, delimiter: str, end: str):
    lines = [["application", "accepted_at", "service"], ["工单1", "2026/1/2 9:00", "新装"], ["工单2", "2026-13-02", ""]]
    text = end.join(delimiter.join(line) for line in lines)
    load_into(store, deliver(tmp_path / "d", applications=text.encode(encoding)))
    assert content(store, applications, "application", "accepted_at", "service") == [
        ("工单1", datetime(2026, 1, 2, 1), "新装")
    ]
    assert aside(store) == [(3, "unreadable_value", "accepted_at")]


def test_line_ends_of_two_kinds_are_read(store: Store, tmp_path: Path):
    text = "application,accepted_at\r\nA,2026-01-02\nB,2026-01-02\r\nC,never\n"
    load_into(store, deliver(tmp_path / "d", applications=text))
    assert content(store, applications, "application") == [("A",), ("B",)]
    assert aside(store) == [(4, "unreadable_value", "accepted_at")]


VALUES = [
    ("accepted_at", "2026-01-02T09:00:00+02:00", datetime(2026, 1, 2, 7)),
    ("accepted_at", "2026-01-02T09:00:00Z", datetime(2026, 1, 2, 9)),
    ("accepted_at", "2026-01-02 09:00:00", datetime(2026, 1, 2, 1)),  # Shanghai
    ("accepted_at", "2026/1/2", datetime(2026, 1, 1, 16)),
    ("capacity_kva", "12.5", 12.5),
    ("meters", " 3 ", 3),
    ("meters", "3.0", 3),
    ("batch", "是", True),
    ("batch", "0", False),
    ("batch", "FALSE", False),
    ("outcome", "withdrawn", "withdrawn"),
    ("voltage", "　10kV　", "10kV"),
    ("voltage", "  ", None),
    ("trips", "", None),  # unknown is never 0
    ("e_signed", "", None),  # nor no
]
UNREADABLE = [
    ("accepted_at", "9999-12-31"),
    ("accepted_at", "infinity"),
    ("accepted_at", "0001-01-01"),
    ("accepted_at", "46000"),
    ("accepted_at", "2026-01-02 09:00:00 CST"),
    ("capacity_kva", "nan"),
    ("capacity_kva", "1,5"),
    ("capacity_kva", "inf"),
    ("meters", "3.7"),
    ("meters", "99999999999"),
    ("batch", "perhaps"),
    ("outcome", "lost"),
]


def test_values_are_read_as_their_column_says(store: Store, tmp_path: Path):
    rows = [case(f"{number:02}") | {column: text} for number, (column, text, _) in enumerate(VALUES)]
    load_into(store, deliver(tmp_path / "d", applications=rows))
    names = [column for column, _, _ in VALUES]
    read = content(store, applications, "application", *dict.fromkeys(names))
    by_name = [dict(zip(["application", *dict.fromkeys(names)], row, strict=True)) for row in read]
    assert [row[name] for row, name in zip(by_name, names, strict=True)] == [value for _, _, value in VALUES]


def test_a_value_that_cannot_be_read_puts_its_row_aside(store: Store, tmp_path: Path):
    rows = [case(f"{number:02}") | {column: text} for number, (column, text) in enumerate(UNREADABLE)]
    load_into(store, deliver(tmp_path / "d", applications=[*rows, case("good")]))
    assert content(store, applications, "application") == [("good",)]
    assert aside(store) == [(line, "unreadable_value", column) for line, (column, _) in enumerate(UNREADABLE, start=2)]
    with store.read() as reading:
        raws = reading.connection.execute(select(quarantine.c.raw).order_by(quarantine.c.line)).scalars().all()
    assert all(f"{column}={text}" in raw for raw, (column, text) in zip(raws, UNREADABLE, strict=True))


def test_columns_outside_the_contract_are_named_and_not_taken(store: Store, tmp_path: Path):
    report = load_into(store, deliver(tmp_path / "d", applications=[case("A", customer="李四", phone="13812345678")]))
    assert report.files[0].left_out == ("customer", "phone")
    assert content(store, load_files, "left_out") == [("customer, phone",)]


def test_files_that_are_none_of_the_contract_are_named(store: Store, tmp_path: Path):
    folder = deliver(tmp_path / "d", applications=[case("A")])
    (folder / "notes.txt").write_text("to whom it may concern")
    assert load_into(store, folder).not_read == ("notes.txt",)


@pytest.mark.usefixtures("only_delivered")
def test_raw_text_is_redacted_and_expires(store: Store, tmp_path: Path):
    text = "application,accepted_at\nA,13812345678 13912345678,110101199003078515\nB,tel:13812345678\n"
    load_into(store, deliver(tmp_path / "d", applications=text.replace("tel:", "x,")))
    assert content(store, quarantine, "raw") == [("A,*** ***,***\n",), ("B,x,***\n",)]
    load_into(store, deliver(tmp_path / "e", applications=[case("Z")]), quarantine_days=1)
    assert ("B,x,***\n",) in content(store, quarantine, "raw")
    load_into(store, deliver(tmp_path / "f", applications=[case("Y")]), quarantine_days=0)
    assert content(store, quarantine, "raw", "reason") == [(None, "too_many_fields")] * 2


@pytest.mark.usefixtures("only_delivered")
def test_steps_that_come_before_their_case_wait_and_are_taken_with_it(store: Store, tmp_path: Path):
    one = deliver(tmp_path / "1", "2026-02-01T00:00:00", steps=[step("A", "metering", "2026-01-03", "2026-01-04")])
    report = load_into(store, one)
    assert report.files[0].quarantined == 1
    assert aside(store) == [(2, "waits_for_parent", "application=A")]
    load_into(store, deliver(tmp_path / "2", "2026-02-02T00:00:00", applications=[case("B")]))
    assert content(store, steps, "step") == []
    load_into(store, deliver(tmp_path / "3", "2026-02-03T00:00:00", applications=[case("A")]))
    assert content(store, steps, "application", "step", "round", "entered_at", "owner", "as_of", "load_no") == [
        ("A", "metering", 1, datetime(2026, 1, 2, 16), "utility", datetime(2026, 1, 31, 16), 1)
    ]
    assert content(store, quarantine, "load_no", "resolved_load", "fields") == [(1, 3, None)]


@pytest.mark.usefixtures("only_delivered")
def test_a_case_of_an_unknown_region_waits_and_its_steps_with_it(store: Store, tmp_path: Path):
    root, county = {"region": "1", "name": "Company"}, {"region": "2", "parent": "1", "name": "County"}
    first = deliver(
        tmp_path / "1",
        "2026-02-01T00:00:00",
        regions=[root],
        applications=[case("A", region="2"), case("B", region="1"), case("C")],
        steps=[step("A", "metering", "2026-01-03")],
        holds=[{"application": "A", "from": "2026-01-03", "reason": "x"}],
    )
    load_into(store, first)
    assert content(store, applications, "application") == [("B",), ("C",)]
    assert content(store, quarantine, "contract_file", "detail") == [
        ("applications", "region=2"),
        ("holds", "application=A"),
        ("steps", "application=A"),
    ]
    load_into(store, deliver(tmp_path / "2", "2026-02-02T00:00:00", regions=[root, county]))
    assert content(store, applications, "application", "region") == [("A", "2"), ("B", "1"), ("C", None)]
    assert content(store, steps, "application", "step") == [("A", "metering")]
    assert content(store, holds, "application", "from_at", "reason") == [("A", datetime(2026, 1, 2, 16), "x")]


@pytest.mark.usefixtures("only_delivered")
def test_what_waited_loses_to_a_newer_word_on_the_same_case(store: Store, tmp_path: Path):
    load_into(store, deliver(tmp_path / "1", "2026-02-01T00:00:00", steps=[step("A", "old", "2026-01-03")]))
    load_into(store, deliver(tmp_path / "2", "2026-02-05T00:00:00", steps=[step("A", "new", "2026-01-03")]))
    three = deliver(
        tmp_path / "3", "2026-02-03T00:00:00", applications=[case("A")], steps=[step("A", "between", "2026-01-03")]
    )
    report = load_into(store, three)
    assert content(store, steps, "step") == [("new",)]
    assert {file.contract_file: file.superseded for file in report.files} == {"applications": 0, "steps": 1}
    assert content(store, quarantine, "load_no", "resolved_load") == [(1, 3), (2, 3)]


def test_parquet_is_read_like_text(store: Store, tmp_path: Path):
    folder = deliver(tmp_path / "d")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'A' AS application, TIMESTAMP '2026-01-02 09:00:00' AS accepted_at, 2.0::DOUBLE AS meters,"
            " TIMESTAMPTZ '2026-01-05 00:00:00+00' AS power_on_at, true AS batch, 'x' AS remark"
            " UNION ALL SELECT NULL, TIMESTAMP '2026-01-02 09:00:00', 1.5, NULL, NULL, NULL) "
            f"TO '{folder / 'applications.parquet'}'"
        )
    report = load_into(store, folder)
    assert content(store, applications, "application", "accepted_at", "power_on_at", "meters", "batch") == [
        ("A", datetime(2026, 1, 2, 1), datetime(2026, 1, 5), 2, True)
    ]
    assert aside(store) == [(2, "unreadable_value", "meters")]
    assert report.files[0].left_out == ("remark",)


def test_file_names_that_look_like_patterns_are_files(store: Store, tmp_path: Path):
    folder = deliver(tmp_path / "it's [1]*", applications=[case("A")])
    assert load_into(store, folder).files[0].accepted == 1


def test_rounds_without_a_number_get_one_by_their_stamps(store: Store, tmp_path: Path):
    rows = [
        step("A", "review", "2026-01-09", "2026-01-10"),
        step("A", "review", "2026-01-03", "2026-01-04"),
        step("A", "metering", "2026-01-05"),
        step("B", "review", "2026-01-05", round="1"),
        step("B", "review", "2026-01-03"),
        step("B", "review", "2026-01-06", round="1"),
    ]
    load_into(store, deliver(tmp_path / "d", applications=[case("A"), case("B")], steps=rows))
    assert content(store, steps, "application", "step", "round", "entered_at") == [
        ("A", "metering", 1, datetime(2026, 1, 4, 16)),
        ("A", "review", 1, datetime(2026, 1, 2, 16)),
        ("A", "review", 2, datetime(2026, 1, 8, 16)),
        ("B", "review", 1, datetime(2026, 1, 4, 16)),
        ("B", "review", 2, datetime(2026, 1, 2, 16)),
    ]
    assert aside(store) == [(7, "double", None)]


@pytest.mark.usefixtures("only_delivered")
def test_a_snapshot_settles_what_an_older_delivery_of_its_file_left_in_quarantine(store: Store, tmp_path: Path):
    bad, good = [case("A", meters="many")], [case("A", meters="2")]
    load_into(store, deliver(tmp_path / "1", "2026-02-01T00:00:00", applications=bad, units="unit,name\nu\n"))
    load_into(store, deliver(tmp_path / "2", "2026-02-02T00:00:00", "snapshot", applications=good))
    assert content(store, quarantine, "contract_file", "resolved_load") == [("applications", 2), ("units", None)]


def test_column_names_may_hold_any_character(store: Store, tmp_path: Path):
    odd = ['we"ird', "it's", "100%", "a:b", "(x)", "select", "行号", "rowid", "line", "c0", r"b\:c"]
    load_into(store, deliver(tmp_path / "d", applications=[case("A") | dict.fromkeys(odd, "v")]))
    assert content(store, load_files, "left_out") == [(", ".join(odd),)]
    mapping = "\n".join(
        [
            '[delivery]\nsource = "test"\ntime_zone = "Asia/Shanghai"\ncalendar = "CN"\n[[file]]\nmatch = "odd.csv"',
            '[file.applications]\napplication = "(x)"\naccepted_at = "accepted_at"\nservice = "100%"',
            "channel = 'we\"ird'\nsegment = \"it's\"\nsite = 'a:b'\nproject = 'rowid'\nphase = 'line'\nvoltage = 'c0'",
        ]
    )
    (tmp_path / "odd.toml").write_text(mapping, encoding="utf-8")
    rows = [{"accepted_at": "2026-01-02"} | {name: f"of {name}" for name in odd}]
    load_into(store, write(tmp_path / "odd.csv", rows), mapping=read_mapping(tmp_path / "odd.toml"))
    taken = ["(x)", "100%", 'we"ird', "it's", "a:b", "rowid", "line", "c0"]
    names = ["application", "service", "channel", "segment", "site", "project", "phase", "voltage"]
    assert tuple(f"of {name}" for name in taken) in content(store, applications, *names)
