"""Broken delimited text: its records told apart line by line, the malformed ones set aside with their line.

The engine reads well-formed files by itself and far quicker. Of others it would leave out malformed records without
saying on which line they stand and, after an unclosed quotation mark, all that follows.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from ingest.readers import Source
from ingest.reasons import Reason

LINE = "(line)"
MALFORMED = (LINE, "(reason)", "(raw)")
_LONGEST = 1 << 20  # characters of a record; no contracted column comes near it
_FARTHEST = 1000  # lines over which a quoted value may run
_RAW = 4000  # characters kept of a malformed record


@dataclass(frozen=True)
class SortedOut:
    """whole: the well-formed records with their line in a first column LINE. malformed: columns MALFORMED."""

    whole: Path
    malformed: Path


def sort_out(source: Source, work: Path) -> SortedOut:
    """Write a delimited file's records into two new CSV files in `work`; lines count from 1, the header included."""
    whole, malformed = work / f"{source.path.name}.whole", work / f"{source.path.name}.malformed"
    with (
        source.path.open(encoding="utf-8", newline=None) as text,
        whole.open("w", encoding="utf-8", newline="") as good,
        malformed.open("w", encoding="utf-8", newline="") as bad,
    ):
        write = csv.writer(good, delimiter=source.delimiter, lineterminator="\n").writerow
        write([LINE, *source.columns])
        aside = csv.writer(bad, lineterminator="\n").writerow
        aside(MALFORMED)
        width = len(source.columns)
        for line, fields, raw in islice(_records(_Lines(text), source.delimiter), 1, None):
            if fields is None:
                aside([line, Reason.BROKEN_QUOTES, raw[:_RAW]])
            elif len(fields) == width or (len(fields) == width + 1 and not fields[-1]):  # a delimiter at the line's end
                write([line, *fields[:width]])
            else:
                reason = Reason.TOO_FEW_FIELDS if len(fields) < width else Reason.TOO_MANY_FIELDS
                aside([line, reason, raw[:_RAW]])
    return SortedOut(whole, malformed)


class _Lines:
    """Numbered physical lines, which may be taken back."""

    def __init__(self, text: TextIO) -> None:
        self._text = _numbered(text)
        self._returned: list[tuple[int, str]] = []

    def next(self) -> tuple[int, str] | None:
        return self._returned.pop() if self._returned else next(self._text, None)

    def take_back(self, lines: list[tuple[int, str]]) -> None:
        self._returned += reversed(lines)


def _numbered(text: TextIO) -> Iterator[tuple[int, str]]:
    """Lines with their number; one that is too long comes in pieces under the same number, as memory is bounded."""
    number = 1
    while piece := text.readline(_LONGEST):
        yield number, piece
        number += piece.endswith("\n")


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """Each record's first line, its fields (None where its quotation marks are broken) and its text; no empty lines.

    Of a record that is broken only its first line is given up: what follows is read again from the next line on.
    """
    while (first := lines.next()) is not None:
        number, text = first
        if text == "\n":
            continue
        if '"' not in text:
            yield number, text.rstrip("\n").split(delimiter), text
            continue
        fields = _fields(text, delimiter)
        if fields is None:
            further = _until_closed(lines, text)
            if further:
                fields = _fields(text + "".join(more for _, more in further), delimiter)
            if fields is None:
                lines.take_back(further)
        yield number, fields, text


def _fields(record: str, delimiter: str) -> list[str] | None:
    try:
        [fields] = csv.reader([record], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):  # a broken quotation mark; more than one record
        return None
    return fields


def _until_closed(lines: _Lines, text: str) -> list[tuple[int, str]]:
    """The lines that follow `text` up to the one which makes the number of quotation marks even."""
    further: list[tuple[int, str]] = []
    length, odd = len(text), text.count('"') % 2
    while odd and length < _LONGEST and len(further) < _FARTHEST and (line := lines.next()) is not None:
        further.append(line)
        length += len(line[1])
        odd ^= line[1].count('"') % 2
    return further
