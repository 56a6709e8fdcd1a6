"""What a reader hands to the loader, whatever the file was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.types import TypeEngine

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """A file that the engine can read as it stands: a UTF-8 CSV without BOM, its first record the header, or Parquet.

    file: its name as the user knows it. path: what the engine reads, the file itself or a copy in the work folder.
    format: csv or parquet. columns: the names in order, no two the same whatever their case; trimmed and never empty in
    a CSV, as the file has them in Parquet. types: of the columns whose values are no text but truths, numbers, days or
    stamps without an offset.
    """

    file: str
    path: Path
    format: str
    delimiter: str
    columns: tuple[str, ...]
    types: Mapping[str, TypeEngine[Any]] = field(default_factory=dict)
