"""Delimited text: its encoding checked, or brought to UTF-8, by streaming; its delimiter and names from the header.

Only the header is read as a record. Rows that are broken are the loader's, which quarantines them one by one.
"""

import codecs
import csv
import io
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from ingest.errors import LoadRefused
from ingest.readers.source import Progress, Source

_DELIMITERS = (",", ";", "\t")
_CHUNK = 1 << 22
_MAX_HEADER = 1 << 20  # characters
_SAY_EVERY = 1 << 28  # bytes

_SAVE_AS = "save it as 'CSV UTF-8 (comma delimited)' and load that"
_FOREIGN = (
    (b"\xff\xfe", f"is UTF-16 text: {_SAVE_AS}"),
    (b"\xfe\xff", f"is UTF-16 text: {_SAVE_AS}"),
    (b"PK\x03\x04", f"is an Excel workbook or a zip archive: {_SAVE_AS}, or unpack it"),
    (b"\xd0\xcf\x11\xe0", f"is an Excel workbook: {_SAVE_AS}"),
    (b"\x1f\x8b", "is compressed: unpack it and load what is inside"),
    (b"PAR1", "is a Parquet file: give its name the ending .parquet"),
)


def open_delimited(path: Path, work: Path, say: Progress) -> Source:
    """A CSV file as UTF-8 without BOM: itself where it is that already, else a copy in `work`.

    Raises LoadRefused for a file that is empty, binary, in neither UTF-8 nor GB18030, or whose header cannot be used.
    """
    readable = _as_utf8(path, work, say)
    delimiter, columns = _read_header(readable, path.name)
    return Source(path.name, readable.resolve(), "csv", delimiter, columns)


def _as_utf8(path: Path, work: Path, say: Progress) -> Path:
    with path.open("rb") as file:
        head = file.read(8)
    for magic, sentence in _FOREIGN:
        if head.startswith(magic):
            raise LoadRefused(f"{path.name} {sentence}.")
    if head.startswith(codecs.BOM_UTF8):
        # A BOM says UTF-8: what breaks after it is damage, and read as GB18030 it would only be nonsense.
        with _copy(work) as copy:
            broken = _first_broken_line(path, "utf-8", copy, say)
        if broken is None:
            return Path(copy.name)
        raise LoadRefused(f"{path.name} begins as UTF-8 but line {broken:,} is not: {_SAVE_AS}.")
    not_utf8 = _first_broken_line(path, "utf-8", None, say)
    if not_utf8 is None:
        return path
    with _copy(work) as copy:
        not_gb18030 = _first_broken_line(path, "gb18030", copy, say)
    if not_gb18030 is None:
        return Path(copy.name)
    raise LoadRefused(
        f"{path.name} is neither UTF-8 (see line {not_utf8:,}) nor GB18030 (see line {not_gb18030:,}): {_SAVE_AS}."
    )


def _copy(work: Path) -> IO[bytes]:
    return NamedTemporaryFile("wb", dir=work, suffix=".csv", delete=False)


def _first_broken_line(path: Path, encoding: str, copy: IO[bytes] | None, say: Progress) -> int | None:
    """The first line that is not in the encoding, or None; what was decoded goes to `copy` as UTF-8 without BOM."""
    decoder = codecs.getincrementaldecoder(encoding)()
    size, done, lines = path.stat().st_size, 0, 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            if b"\0" in chunk:
                raise LoadRefused(f"{path.name} holds zero bytes, so it is binary or UTF-16 text: {_SAVE_AS}.")
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return lines + error.object.count(b"\n", 0, error.start)
            if copy:
                copy.write((text.removeprefix("\ufeff") if done == 0 else text).encode())
            if not chunk:
                return None
            lines += chunk.count(b"\n")
            if done // _SAY_EVERY != (done + len(chunk)) // _SAY_EVERY:
                say(f"{path.name}: {(done + len(chunk)) / size:.0%} checked as {encoding.upper()}")
            done += len(chunk)


def _read_header(readable: Path, file: str) -> tuple[str, tuple[str, ...]]:
    with readable.open(encoding="utf-8", newline="") as opened:
        head = opened.read(_MAX_HEADER)
    record, counts = _first_record(head, file)
    if not head.strip():
        raise LoadRefused(f"{file} is empty: write it again with its column names in the first line.")
    if not record.strip():
        raise LoadRefused(f"{file} begins with an empty line: its column names must stand in the first line.")
    delimiter = max(_DELIMITERS, key=lambda candidate: counts[candidate])
    try:
        names = next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise LoadRefused(
            f"{file} has a first line that is not a list of column names ({error}): correct it."
        ) from error
    # Spreadsheets leave nameless columns behind, most often at the right edge.
    columns = tuple(name.strip() or f"column {number}" for number, name in enumerate(names, start=1))
    seen: dict[str, str] = {}
    for column in columns:
        other = seen.get(column.casefold())
        if other is not None:
            which = f"{column} twice" if other == column else f"{other} and {column}, which differ only in case"
            raise LoadRefused(f"{file} names the column {which}: rename one of them.")
        seen[column.casefold()] = column
    return delimiter, columns


def _first_record(head: str, file: str) -> tuple[str, dict[str, int]]:
    """The header, which may hold line breaks within quotes, and how often each delimiter stands outside quotes."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    quoted = False
    for position, character in enumerate(head):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
        elif not quoted and character in "\r\n":
            return head[:position], counts
    if quoted or len(head) == _MAX_HEADER:
        raise LoadRefused(
            f"{file} has a first line that does not end or a quotation mark that is not closed: correct it."
        )
    return head, counts
