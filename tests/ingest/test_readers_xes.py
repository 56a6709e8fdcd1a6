"""Event logs: every event a row, in whatever dialect, and nothing that a stranger hides in one does harm."""

import csv
import gzip
import random
import tracemalloc
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import LoadRefused
from ingest.readers import Source, open_source

RECEIPT = Path(__file__).parents[3] / "shared" / "data" / "receipt.csv"
Attributes = dict[str, str]
Trace = tuple[Attributes, list[Attributes]]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def records(source: Source) -> list[dict[str, str]]:
    with source.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def opened(folder: Path, content: str | bytes, name: str = "log.xes") -> Source:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path, folder / "work")


def refusal(folder: Path, content: str | bytes, name: str = "log.xes") -> str:
    with pytest.raises(LoadRefused) as caught:
        opened(folder, content, name)
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    return sentence


def written(path: Path, traces: Iterable[Trace]) -> Path:
    """A log as the standard library's own XML writer makes it."""
    log = ET.Element("log", {"xes.version": "1849.2016", "xmlns": "http://www.xes-standard.org/"})
    for of_trace, events in traces:
        trace = ET.SubElement(log, "trace")
        for key, value in of_trace.items():
            ET.SubElement(trace, "string", key=key, value=value)
        for of_event in events:
            event = ET.SubElement(trace, "event")
            for key, value in of_event.items():
                ET.SubElement(event, "string", key=key, value=value)
    ET.ElementTree(log).write(path, encoding="utf-8", xml_declaration=True)
    return path


WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<!-- A log with everything that the standard knows -->
<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="concept:name" value="GLOBAL"/></global>
  <global scope="event"><string key="concept:name" value="GLOBAL"/><date key="unused" value="1970-01-01"/></global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <string key="concept:name" value="the log itself"/>
  <list key="notes"><values><string key="of the log" value="x"/></values></list>
  <trace>
    <string key="concept:name" value="甲 &amp; &quot;乙&quot;, &lt;1&gt;"/>
    <float key="capacity" value="12.50"/>
    <list key="parts"><values><string key="in a list" value="x"/></values></list>
    <event>
      <string key="concept:name" value="受理"><id key="nested" value="x"><int key="deeper" value="1"/></id></string>
      <date key="time:timestamp" value="2024-01-02T09:00:00.000+08:00"/>
      <int value="3" key="count"/>
      <boolean key="ok" value="true"/>
      <id key="identity:id" value="0b0c5bcf-52c4-4b22-8f0c-9a3d4f3a3f11"/>
      <container key="box"><string key="in a box" value="x"/></container>
    </event>
    <event/>
    <event><string key="late" value="1&#10;2&#13;3"/></event>
  </trace>
  <trace>
    <event><string key="concept:name" value="送电"/><string key="late"/></event>
  </trace>
  <event><string key="concept:name" value="of no case"/></event>
</log>
"""


def test_attributes_of_every_type_and_nothing_from_below(tmp_path: Path, work: Path) -> None:
    source = opened(tmp_path, WHOLE)
    of_trace = {"case:concept:name": '甲 & "乙", <1>', "case:capacity": "12.50"}
    names = ("concept:name", "time:timestamp", "count", "ok", "identity:id", "late")
    assert source.columns == (*of_trace, *names)
    nothing = dict.fromkeys(source.columns, "")
    first = ("受理", "2024-01-02T09:00:00.000+08:00", "3", "true", "0b0c5bcf-52c4-4b22-8f0c-9a3d4f3a3f11")
    assert records(source) == [
        nothing | of_trace | dict(zip(names, first, strict=False)),
        nothing | of_trace,
        nothing | of_trace | {"late": "1\n2\r3"},
        nothing | {"concept:name": "送电"},
        nothing | {"concept:name": "of no case"},
    ]


@pytest.mark.parametrize(
    ("root", "prefix"),
    [
        ("<log>", ""),
        ('<log xmlns="http://www.xes-standard.org">', ""),
        ('<xes:log xmlns:xes="http://www.xes-standard.org/">', "xes:"),
        ('<x:log xmlns:x="http://code.deckfour.org/xes">', "x:"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_namespaces_and_encodings_make_no_difference(
    tmp_path: Path, work: Path, root: str, prefix: str, encoding: str
) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n'
    body = (
        f'{root}<{prefix}trace><{prefix}string key="concept:name" value="é"/>'
        f'<{prefix}event><{prefix}string key="concept:name" value="ü"/></{prefix}event></{prefix}trace></{prefix}log>'
    )
    source = opened(tmp_path, (declared + body).encode(encoding))
    assert records(source) == [{"case:concept:name": "é", "concept:name": "ü"}]


def test_packed_is_the_same_as_unpacked(tmp_path: Path, work: Path) -> None:
    plain = opened(tmp_path, WHOLE)
    half = len(WHOLE.encode()) // 2
    # Two members one after the other, as a resumed writer leaves them.
    packed = gzip.compress(WHOLE.encode()[:half]) + gzip.compress(WHOLE.encode()[half:])
    source = opened(tmp_path, packed, "log.xes.gz")
    assert source.file == "log.xes.gz"
    assert source.columns == plain.columns
    assert records(source) == records(plain)


def test_names_that_differ_only_in_case_or_by_origin(tmp_path: Path, work: Path) -> None:
    source = opened(
        tmp_path,
        '<log><trace><string key="id" value="t"/><event><string key="Action" value="1"/>'
        '<string key="action" value="2"/><string key=" " value="3"/></event>'
        '<event><string key="case:id" value="e"/></event></trace></log>',
    )
    assert source.columns == ("case:id", "Action", "action (2)", "column 4")
    assert [list(row.values()) for row in records(source)] == [["t", "1", "2", "3"], ["e", "", "", ""]]


def test_traces_without_events_are_said(tmp_path: Path, work: Path) -> None:
    said: list[str] = []
    path = written(tmp_path / "log.xes", [({"concept:name": "1"}, []), ({"concept:name": "2"}, [{"a": "x"}])])
    assert len(records(open_source(path, work, said.append))) == 1
    assert said == ["log.xes: 1 traces hold no event and yield no row"]


@pytest.mark.skipif(not RECEIPT.exists(), reason="the shared data set is not here")
def test_the_receipt_log_as_xes_is_the_receipt_log(tmp_path: Path, work: Path) -> None:
    with RECEIPT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def part(row: dict[str, str], of_trace: bool) -> Attributes:
        return {k.removeprefix("case:"): v for k, v in row.items() if v and k.startswith("case:") == of_trace}

    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["case:concept:name"])]
    traces = [(part(group[0], True), [part(row, False) for row in group]) for group in groups]
    source = open_source(written(tmp_path / "receipt.xes", traces), work)
    assert records(source) == rows
    engine = duckdb.read_csv(str(source.path), header=True, all_varchar=True)
    assert engine.shape == (8577, 15)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\r\t\",'"))
ATTRIBUTES = st.dictionaries(st.sampled_from(["concept:name", "a", "b", 'c,"']), TEXT)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(traces=st.lists(st.tuples(ATTRIBUTES, st.lists(ATTRIBUTES))))
def test_whatever_is_written_comes_back_row_for_row(tmp_path: Path, work: Path, traces: list[Trace]) -> None:
    if not any(trace or event for trace, events in traces for event in events):
        return
    # XML cannot hold U+FFFE and U+FFFF.
    forbidden = str.maketrans("", "", "\ufffe\uffff")
    clean = [
        (
            {k: v.translate(forbidden) for k, v in trace.items()},
            [{k: v.translate(forbidden) for k, v in e.items()} for e in events],
        )
        for trace, events in traces
    ]
    source = open_source(written(tmp_path / "log.xes", clean), work)
    expected = [{"case:" + k: v for k, v in trace.items()} | event for trace, events in clean for event in events]
    assert set(source.columns) == {key for row in expected for key in row}
    assert records(source) == [{column: row.get(column, "") for column in source.columns} for row in expected]


LAUGHS = '<!DOCTYPE log [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS + ']><log><trace><event><string key="a" value="&i;"/></event></trace></log>',
        '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/hostname">]><log><trace><event>&x;</event></trace></log>',
        '<!DOCTYPE log SYSTEM "http://127.0.0.1/log.dtd"><log/>',
        '<!DOCTYPE log [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><log/>',
    ],
)
def test_entities_and_document_types_are_refused(tmp_path: Path, work: Path, content: str) -> None:
    assert "declares a document type or entities" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is not whole XML (line 1: no element found)"),
        (WHOLE[:-20], "is not whole XML (line 28: unclosed token)"),
        ("<log><trace></log>", "mismatched tag"),
        ("concept:name,time:timestamp\n", "is not whole XML (line 1"),
        ('<?xml version="1.0" encoding="gb18030"?><log/>', "export it as UTF-8"),
        ('<?xml version="1.0" encoding="nonsense"?><log/>', "export it as UTF-8"),
        ("<html><body/></html>", "begins with <html>, not <log>"),
        ("<log><trace/></log>", "holds no event"),
        ('<log><trace><event><string value="x"/></event></trace></log>', "an attribute without a key (line 1)"),
        (
            '<log><trace><event/>\n<int key="k" value="1"/></trace></log>',
            "its attribute k after an event of it (line 2)",
        ),
        ("<log>" + "<a>" * 200 + "</a>" * 200 + "</log>", "nests elements more than 100 deep"),
        ("<log>" + "".join(f"<a{n}/>" for n in range(2000)) + "</log>", "1,000 different XML names"),
        ("<log>" + "".join(f'<a b{n}="1"/>' for n in range(2000)) + "</log>", "1,000 different XML names"),
        (f'<log><trace><event><string key="a" value="{"x" * 10_000_000}"/></event></trace></log>', "more than 4 MB"),
        ("<log><trace><event>" + '<string key="a" value="1"/>' * 300_000 + "</event></trace></log>", "more than 4 MB"),
        ("<log><trace>" + '<string key="a" value="1"/>' * 300_000 + "</trace></log>", "more than 4 MB"),
        (
            "<log><event>" + "".join(f'<int key="k{n}" value="1"/>' for n in range(2000)) + "</event></log>",
            "more than 1,000 different attributes",
        ),
        (
            f'<log><trace><string key="a" value="{"x" * 1_000_000}"/>' + "<event/>" * 500 + "</trace></log>",
            "would fill more than",
        ),
    ],
)
def test_what_is_no_log_or_means_harm_is_refused(tmp_path: Path, work: Path, content: str, words: str) -> None:
    assert words in refusal(tmp_path, content)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, work: Path) -> None:
    blank = zlib.compressobj(9, wbits=31)
    packed = blank.compress(b"<log>") + b"".join(blank.compress(b" " * (1 << 20)) for _ in range(200)) + blank.flush()
    assert len(packed) < 300_000
    assert "unpacks to more than 64 MB" in refusal(tmp_path, packed, "log.xes.gz")


def test_a_small_file_cannot_fill_the_disk_with_empty_columns(tmp_path: Path, work: Path) -> None:
    log = "<log>" + "".join(f'<event><int key="k{n}"/></event>' for n in range(900)) + "<event/>" * 100_000 + "</log>"
    assert "would fill more than 64 MB as rows" in refusal(tmp_path, gzip.compress(log.encode()), "log.xes.gz")


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: packed[:40] + b"\xff" * 9 + packed[49:]])
def test_a_torn_packed_file_is_refused(tmp_path: Path, work: Path, damage: object) -> None:
    packed = gzip.compress(random.Random(1).randbytes(1000).hex().join(["<log>", "</log>"]).encode())
    assert callable(damage)
    assert "is not a whole gzip file" in refusal(tmp_path, damage(packed), "log.xes.gz")


def test_memory_does_not_grow_with_the_log(tmp_path: Path, work: Path) -> None:
    def peak(traces: int) -> int:
        path = written(
            tmp_path / "log.xes",
            (({"concept:name": str(n)}, [{"concept:name": f"step {n}-{i}"} for i in range(5)]) for n in range(traces)),
        )
        tracemalloc.start()
        try:
            open_source(path, work)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(10_000) < 1.5 * peak(2_500)
