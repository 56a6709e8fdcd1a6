"""Readers: a file as somebody wrote it -> a file that the engine can read. Nothing is ever held in memory whole."""

from pathlib import Path

from ingest.errors import LoadRefused
from ingest.readers.delimited import open_delimited
from ingest.readers.parquet import open_parquet
from ingest.readers.source import Progress, Source
from ingest.readers.xes import open_xes

__all__ = ["READABLE", "Source", "open_source"]

_DELIMITED = (".csv", ".txt", ".tsv")
_LOGS = (".xes", ".xes.gz")
READABLE = (*_DELIMITED, ".parquet", *_LOGS)


def open_source(path: Path, work: Path, progress: Progress | None = None) -> Source:
    """The file as the engine can read it; a copy, where one is needed, is written into the folder `work`.

    progress is told, from time to time, how far a long file is. Raises LoadRefused.
    """
    say = progress or (lambda _sentence: None)
    name = path.name.lower()
    try:
        if name.endswith(_DELIMITED):
            return open_delimited(path, work, say)
        if name.endswith(".parquet"):
            return open_parquet(path)
        if name.endswith(_LOGS):
            return open_xes(path, work, say)
    except OSError as error:
        raise LoadRefused(f"{path.name} could not be read: {error.strerror or error}.") from error
    raise LoadRefused(
        f"{path.name} is not a kind of file that can be loaded: write it as one of {', '.join(READABLE)}."
    )
