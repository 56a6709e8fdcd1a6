"""Event logs as CSV: one row an event, the attributes of its trace before its own.

The log is read once. A column that turns up late makes the rows before it too short, so rows are written to a first
file, each closed by a character that XML cannot hold, and copied once the columns are known: at that character each row
is lengthened, with no need to read it as CSV again.
"""

import csv
from io import SEEK_END, StringIO, TextIOWrapper
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

from ingest.errors import LoadRefused
from ingest.readers.log_parser import Attributes, most_bytes, read_log
from ingest.readers.source import Progress, Source

CASE = "case:"  # stands before a trace's attribute in its column's name
MAX_COLUMNS = 1000
_ROW_ENDS = "\x1e"
# The writer quotes values that hold a character of its line end, so both line breaks stand in it.
_LINE_END = "\r\n"
_ONE = ("",)  # the columns of a row before any is known: an empty line would be no row
_CHUNK = 1 << 18


def open_xes(path: Path, work: Path, say: Progress) -> Source:
    """An event log (.xes, or packed with gzip) as a CSV file in `work`.

    Columns are case:<key> for the attributes of traces and <key> for those of events, in the order of their first
    appearance; an attribute that an event lacks is empty. Where an event itself has an attribute case:<key>, it stands.
    Raises LoadRefused for what is not XES, for declared entities, and for a file that unpacks to far too much.
    """
    with TemporaryFile("w+b", dir=work) as narrow:
        rows = _Rows(path, text := TextIOWrapper(narrow, encoding="utf-8", newline=""))
        empty_traces = read_log(path, rows.write, say)
        columns = rows.columns()
        if empty_traces:
            say(f"{path.name}: {empty_traces:,} traces hold no event and yield no row")
        text.flush()
        with NamedTemporaryFile("wb", dir=work, suffix=".csv", delete=False) as copy:
            rows.copy(narrow, copy, columns)
    return Source(path.name, Path(copy.name).resolve(), "csv", ",", columns)


class _Rows:
    """Rows as they come, and where in the file their number of columns changed."""

    def __init__(self, path: Path, text: IO[str]) -> None:
        self.file = path.name
        self.text = text
        self.writer = csv.writer(text, lineterminator=_ROW_ENDS + _LINE_END)
        self.keys: dict[str, None] = {}
        self.widths = [(0, 1)]  # from this byte on, rows have so many columns
        self.trace: Attributes | None = None
        self.of_trace: Attributes = {}
        self.trace_size = 0
        self.rows = 0
        # A trace's attributes are repeated for each event: a small file could fill a disk with them.
        self.repeated = 0
        self.most = most_bytes(path)

    def write(self, trace: Attributes, event: Attributes) -> None:
        if trace is not self.trace:
            self.trace = trace
            self.of_trace = {CASE + key: value for key, value in trace.items()}
            self.trace_size = sum(map(len, trace.values()))
        row = self.of_trace | event
        if not row.keys() <= self.keys.keys():
            self.keys.update(dict.fromkeys(row))
            self.widths.append((self.text.tell(), len(self.keys)))
            if len(self.keys) > MAX_COLUMNS:
                raise self.refusal(f"has more than {MAX_COLUMNS:,} different attributes")
        self.rows += 1
        self.repeated += self.trace_size
        if self.repeated > self.most:
            raise self.too_much()
        self.writer.writerow(map(row.get, self.keys or _ONE))

    def refusal(self, what: str) -> LoadRefused:
        return LoadRefused(f"{self.file} {what}: export it with fewer attributes.")

    def too_much(self) -> LoadRefused:
        return self.refusal(f"would fill more than {self.most >> 20:,} MB as rows")

    def columns(self) -> tuple[str, ...]:
        """Names that differ whatever their case: Status beside status is status (2)."""
        if not self.keys:
            raise LoadRefused(f"{self.file} holds no event with attributes: export it again with its events.")
        if self.rows * len(self.keys) > self.most:
            raise self.too_much()
        columns: dict[str, str] = {}
        for number, key in enumerate(self.keys, start=1):
            column = key.strip() or f"column {number}"
            name, further = column, 2
            while name.casefold() in columns:
                name, further = f"{column} ({further})", further + 1
            columns[name.casefold()] = name
        return tuple(columns.values())

    def copy(self, rows: IO[bytes], copy: IO[bytes], columns: tuple[str, ...]) -> None:
        """The header and every row at its full width."""
        header = StringIO(newline="")
        csv.writer(header, lineterminator=_LINE_END).writerow(columns)
        copy.write(header.getvalue().encode())
        rows.seek(0, SEEK_END)
        for (start, width), (end, _) in pairwise([*self.widths, (rows.tell(), 0)]):
            missing = b"," * (len(columns) - width)
            rows.seek(start)
            for left in range(end - start, 0, -_CHUNK):
                copy.write(rows.read(min(left, _CHUNK)).replace(_ROW_ENDS.encode(), missing))
