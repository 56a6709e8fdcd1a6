"""CSV in the encodings and with the delimiters that people really send, and a sentence for what cannot be one."""

import csv
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import LoadRefused
from ingest.readers import Source, open_source

CASES = 'application,受理时间,备注\nA1,2024-01-02 09:00,"换行\n与""引号"""\nA2,2024-01-03 10:00,無\n'
ROWS = [["A1", "2024-01-02 09:00", '换行\n与"引号"'], ["A2", "2024-01-03 10:00", "無"]]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def write(folder: Path, content: bytes, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def records(source: Source) -> list[list[str]]:
    """What a reader of plain UTF-8 finds below the header."""
    with source.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=source.delimiter))[1:]


def refusal(path: Path, work: Path) -> str:
    with pytest.raises(LoadRefused) as caught:
        open_source(path, work)
    assert path.name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_each_encoding_gives_the_same_rows(tmp_path: Path, work: Path, encoding: str, line_end: str) -> None:
    path = write(tmp_path, CASES.replace("\n", line_end).encode(encoding))
    source = open_source(path, work)
    assert source.columns == ("application", "受理时间", "备注")
    assert (source.file, source.format, source.delimiter) == ("cases.csv", "csv", ",")
    assert records(source) == [[field.replace("\n", line_end) for field in row] for row in ROWS]
    assert not source.path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_characters_that_only_gb18030_has_survive(tmp_path: Path, work: Path) -> None:
    rare = "𠮷㐀€"
    path = write(tmp_path, f"名称\n{rare}\n".encode("gb18030"))
    assert records(open_source(path, work)) == [[rare]]


def test_utf8_is_read_where_it_lies(tmp_path: Path, work: Path) -> None:
    path = write(tmp_path, CASES.encode())
    assert open_source(path, work).path == path.resolve()
    assert list(work.iterdir()) == []


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.txt"), ("\t", "a.TSV")])
def test_the_delimiter_is_the_headers(tmp_path: Path, work: Path, delimiter: str, name: str) -> None:
    # Data full of other delimiters, and one within a quoted name, must not decide.
    header = delimiter.join(["a", '"b,;\t,;\tb"', "c"])
    row = delimiter.join(["1", '"2,3;4\t5,6;7\t8,9;"', "x"])
    source = open_source(write(tmp_path, f"{header}\n{row}\n".encode(), name), work)
    assert source.delimiter == delimiter
    assert source.columns == ("a", "b,;\t,;\tb", "c")
    assert records(source) == [["1", "2,3;4\t5,6;7\t8,9;", "x"]]


def test_one_column_needs_no_delimiter(tmp_path: Path, work: Path) -> None:
    assert open_source(write(tmp_path, b"application\nA1;2\n"), work).columns == ("application",)


def test_names_are_trimmed_and_nameless_columns_named_by_place(tmp_path: Path, work: Path) -> None:
    path = write(tmp_path, ' 工单 ;"受理\n时间";\u3000环节\u3000;;\n'.encode())
    assert open_source(path, work).columns == ("工单", "受理\n时间", "环节", "column 4", "column 5")


def test_a_header_alone_is_a_file_without_rows(tmp_path: Path, work: Path) -> None:
    assert open_source(write(tmp_path, b"a,b"), work).columns == ("a", "b")


def test_rows_with_too_few_fields_or_broken_quotes_are_left_to_the_loader(tmp_path: Path, work: Path) -> None:
    content = b'a,b\n1\n1,2,3\n"open,2\n'
    assert open_source(write(tmp_path, content), work).path.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\na,b\n", "begins with an empty line"),
        (b"a,b,a \n", "names the column a twice"),
        (b"Name,b,name\n", "Name and name, which differ only in case"),
        (b'a,"b\n1,2\n', "quotation mark that is not closed"),
        (b'a,"b"c\n1,2\n', "not a list of column names"),
        (b"x" * (1 << 20) + b",a\n", "does not end"),
        ("a,b\n甲,乙\n".encode("utf-16"), "is UTF-16"),
        ("a,b\n甲,乙\n".encode("utf-16-be"), "zero bytes"),
        (b"a,b\n1,\x00\n", "zero bytes"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel workbook"),
        (b"\x1f\x8b\x08", "is compressed"),
        (b"PAR1", ".parquet"),
        ("a,b\n1,é\n2,ü\n".encode("latin-1"), "neither UTF-8 (see line 2) nor GB18030 (see line 2)"),
        (b"\xef\xbb\xbfa,b\n1,2\n" + "甲,乙".encode("gb18030"), "begins as UTF-8 but line 3 is not"),
    ],
)
def test_what_cannot_be_a_table_is_refused_with_a_sentence(
    tmp_path: Path, work: Path, content: bytes, words: str
) -> None:
    sentence = refusal(write(tmp_path, content), work)
    assert words in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.zip", "cases"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, work: Path, name: str) -> None:
    assert ".csv, .txt, .tsv, .parquet, .xes, .xes.gz" in refusal(write(tmp_path, b"a,b\n", name), work)


def test_a_file_that_is_not_there_is_said(tmp_path: Path, work: Path) -> None:
    for name in ("gone.csv", "gone.parquet", "gone.xes"):
        assert "could not be read: No such file or directory" in refusal(tmp_path / name, work)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_long_file_is_never_in_memory_and_its_bad_line_is_found(tmp_path: Path, work: Path, encoding: str) -> None:
    # Records of 23 bytes in UTF-8 and 17 in GB18030: characters fall across the borders of what is read at once.
    row, count = "受理,环节,时间\n".encode(encoding), 2_000_000
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        for _ in range(20):
            file.write(row * (count // 20))
    tracemalloc.start()
    try:
        source = open_source(path, work)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size * 0.8
    if encoding == "gb18030":
        assert source.path.stat().st_size == count * len("受理,环节,时间\n".encode())
    with path.open("ab") as file:
        file.write(b"\xff,,\n")
    assert f"(see line {count + 1:,})" in refusal(path, work)


def test_progress_is_told_of_long_files_only(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    path = write(tmp_path, b"a,b\n" + b"1,2\n" * 1000)
    open_source(path, work, said.append)
    assert said == []
    monkeypatch.setattr("ingest.readers.delimited._SAY_EVERY", 2000)
    open_source(path, work, said.append)
    assert said == ["cases.csv: 100% checked as UTF-8"]


FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff", exclude_categories=("Cs", "Co")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.tuples(FIELDS, FIELDS), max_size=5),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    delimiter=st.sampled_from(",;\t"),
)
def test_whatever_a_spreadsheet_writes_comes_back(
    tmp_path: Path, work: Path, rows: list[tuple[str, str]], encoding: str, delimiter: str
) -> None:
    path = tmp_path / "cases.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        # 工单 is no UTF-8 when written in GB18030, so that the encoding can be told.
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("工单", "环节"), *rows])
    source = open_source(path, work)
    assert (source.columns, source.delimiter) == (("工单", "环节"), delimiter)
    assert records(source) == [list(row) for row in rows]
