"""Names and definitions of the flags that derivation sets, from the file beside the catalogues."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import warehouse
from queries.words import Words

# Kinds that tell what a single customer answered in a call-back: for readers of cases alone, and so are sums with them.
ANSWERED = ("trips_doubted",)


@dataclass(frozen=True)
class Flag:
    """A flag as a reader sees it. suspicion: 疑似, apart from what is merely odd."""

    flag: str
    suspicion: bool
    name: Words
    definition: Words


@cache
def flags() -> Mapping[str, Flag]:
    """Every flag by its code, in the order of the file."""
    file = Path(warehouse.__file__).parent / "catalogues" / "flags.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return {
            row["flag"]: Flag(
                row["flag"],
                row["suspicion"] == "true",
                Words(row["name"], row["name_en"]),
                Words(row["definition"], row["definition_en"]),
            )
            for row in csv.DictReader(lines)
        }


@cache
def suspicions() -> tuple[str, ...]:
    """The codes of the flags that are suspicions, in the order of the file."""
    return tuple(flag.flag for flag in flags().values() if flag.suspicion)
