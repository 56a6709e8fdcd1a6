"""TOML files that people write: every value knows its place, so that a refusal can name the file and the key."""

import difflib
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ingest.errors import LoadRefused

_MOST_LISTED = 50  # every column of a file may be listed, every time zone may not


def nearest(name: str, known: Collection[str]) -> str:
    """Advice for a name that is not among the known ones."""
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"the nearest is {close[0]!r}"
    return f"use one of {', '.join(known)}" if len(known) <= _MOST_LISTED else "none is near to it"


@dataclass(frozen=True)
class Part:
    """A value of a TOML file with the keys that lead to it."""

    file: str
    value: Any
    place: tuple[str, ...] = ()

    def refusal(self, sentence: str) -> LoadRefused:
        """file: place sentence."""
        place = ".".join(self.place)
        return LoadRefused(f"{self.file}: {place + ' ' if place else ''}{sentence}.")

    def lacks(self, key: str, advice: str) -> LoadRefused:
        """The refusal for a key that should stand in this table."""
        return Part(self.file, None, (*self.place, key)).refusal(f"is missing: {advice}")

    def table(self, known: Collection[str] | None = None, what: str = "") -> "dict[str, Part]":
        """The parts of a table. known: the keys that it may have, each being `what`."""
        if not isinstance(self.value, dict):
            raise self.refusal(f"is {self.value!r}: write a table of keys and values")
        parts = {key: Part(self.file, value, (*self.place, key)) for key, value in self.value.items()}
        for key, part in parts.items():
            if known is not None and key not in known:
                raise part.refusal(f"is not {what}: {nearest(key, known)}")
        return parts

    def items(self) -> "list[Part]":
        """The parts of a list that is not empty, numbered from 1."""
        if not isinstance(self.value, list) or not self.value:
            raise self.refusal(f"is {self.value!r}: write a list of one or more")
        *before, key = self.place
        return [Part(self.file, value, (*before, f"{key}[{n}]")) for n, value in enumerate(self.value, start=1)]

    def text(self, *, empty: bool = False) -> str:
        """A text; an empty one only where it means something."""
        if not isinstance(self.value, str) or not (empty or self.value.strip()):
            raise self.refusal(f"is {self.value!r}: write a text in quotation marks")
        return self.value

    def one_of(self, known: Collection[str]) -> str:
        """One of the texts known."""
        if self.text() not in known:
            raise self.refusal(f"is {self.value!r}: {nearest(self.value, known)}")
        return self.text()

    def yes(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.refusal(f"is {self.value!r}: write true or false")
        return self.value

    def stamp(self) -> str:
        """A date and time as ISO text, with an offset only if it was written with one."""
        try:
            if isinstance(self.value, date):  # TOML's own stamps and days
                return self.value.isoformat()
            return datetime.fromisoformat(self.value).isoformat()
        except (TypeError, ValueError) as error:
            raise self.refusal(f"is {self.value!r}: write a date and time such as 2026-01-31T18:00:00+08:00") from error

    def plain(self) -> str:
        """A text, number, yes or no, or date, as a file of the contract would have it in a cell."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, int | float | date):
            return str(self.value)
        return self.text()


def read_toml(path: Path) -> Part:
    """The whole of a TOML file. Raises LoadRefused where it cannot be read or is not TOML."""
    try:
        # Editors on Windows put a BOM in front, which TOML does not know.
        return Part(path.name, tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except OSError as error:
        raise LoadRefused(f"{path.name} could not be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LoadRefused(f"{path.name} is not UTF-8: save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise LoadRefused(f"{path.name} is not TOML ({error}): correct it.") from error
