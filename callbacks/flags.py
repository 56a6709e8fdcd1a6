"""Names and definitions of the flags that derivation sets, from the file beside the catalogues."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import warehouse


@dataclass(frozen=True)
class Flag:
    """A flag as a reader sees it."""

    flag: str
    name: str
    name_en: str
    definition: str
    definition_en: str

    def label(self, locale: str) -> str:
        """The name in the locale."""
        return self.name_en if locale == "en" else self.name

    def meaning(self, locale: str) -> str:
        """The definition in the locale."""
        return self.definition_en if locale == "en" else self.definition


@cache
def flags() -> Mapping[str, Flag]:
    """Every flag by its code, in the order of the file."""
    file = Path(warehouse.__file__).parent / "catalogues" / "flags.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["flag"]: Flag(**row) for row in csv.DictReader(lines)}
