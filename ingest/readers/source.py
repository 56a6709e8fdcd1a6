"""What a reader hands to the loader, whatever the file was."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """A file that the engine can read as it stands: a UTF-8 CSV without BOM, its first record the header, or Parquet.

    file: its name as the user knows it. path: what the engine reads, the file itself or a copy in the work folder.
    format: csv or parquet. columns: the names in order, no two the same whatever their case; trimmed and never empty in
    a CSV, as the file has them in Parquet.
    """

    file: str
    path: Path
    format: str
    delimiter: str
    columns: tuple[str, ...]
