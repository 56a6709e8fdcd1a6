"""A delivery: what it says of itself, in delivery.toml or in a mapping, and which of its files are read.

delivery.toml, besides the keys of a mapping's [delivery]:

    covers = ["330000"]             # a snapshot of these regions only, each with all that lies under it
    simulation = "…"                # of simulated data: which one, as its simulator names it; two never mix
    [covered_until]                 # where a region's data reach less far than as_of
    330100 = 2026-11-20T00:00:00
"""

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.errors import LoadRefused
from ingest.mapping import CONTRACT, XES_DEFAULT, Mapping, read_delivery
from ingest.readers import READABLE
from ingest.toml import Part, read_toml

SNAPSHOT = "snapshot"
_NAME = "delivery.toml"
_OWN_KEYS = ("covers", "covered_until", "simulation")  # not of a mapping's [delivery]
_LOGS = (".xes", ".xes.gz")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Delivery:
    """as_of and covered_until in naive UTC; as_of is None where the latest stamp in the files decides.

    covers: the regions of a regional snapshot; empty for any other delivery. not_read: names of files left alone.
    """

    source: str
    kind: str
    as_of: datetime | None
    time_zone: str
    calendar: str
    simulated: bool
    simulation: str | None
    covers: tuple[str, ...]
    covered_until: Table[str, datetime]
    files: tuple[Path, ...]
    not_read: tuple[str, ...]


@dataclass(frozen=True)
class _Statement:
    """What delivery.toml says: the keys of a mapping's [delivery], and its own."""

    said: Table[str, str | bool]
    covers: tuple[str, ...] = ()
    until: Table[str, str] = field(default_factory=dict)
    simulation: str | None = None


def contract_file(name: str) -> str | None:
    """The file of the contract whose name a file bears, such as steps for steps.csv."""
    stem, _, ending = name.partition(".")
    return stem if stem in CONTRACT and f".{ending.lower()}" in set(READABLE) - set(_LOGS) else None


def is_log(name: str) -> bool:
    """Whether the file is an event log, which explains itself."""
    return name.lower().endswith(_LOGS)


def open_delivery(paths: Sequence[Path], mapping: Mapping | None) -> Delivery:
    """The delivery in these folders and files. Raises LoadRefused with what is missing or contradicts itself."""
    named = [path for path in paths if not path.is_dir()]
    found = sorted({*named, *_inside(path for path in paths if path.is_dir())}, key=lambda path: (path.name, path))
    for path in named:
        if not path.exists():
            raise LoadRefused(f"{path} does not exist: check the path.")
    statements = [path for path in found if path.name == _NAME]
    if len(statements) > 1:
        raise LoadRefused(f"There are {len(statements)} files {_NAME} here: load one delivery at a time.")
    files = tuple(path for path in found if path.name != _NAME and _is_read(path.name, mapping))
    for path in named:
        if path not in files and path.name != _NAME:
            raise LoadRefused(
                f"{path.name} does not bear the name of a file of the contract ({', '.join(CONTRACT)}), "
                "and no mapping says what it holds: rename it, or load it with --mapping."
            )
    if not files:
        raise LoadRefused(f"There is nothing to load in {', '.join(map(str, paths))}: no file of the contract.")
    about = _statement(statements[0]) if statements else _Statement(_said_by_mapping(mapping, files))
    said, covers = about.said, about.covers
    zone = ZoneInfo(str(said["time_zone"]))
    if covers and said["kind"] != SNAPSHOT:
        raise LoadRefused(f"{_NAME}: covers is for a snapshot, and this is an increment: remove one.")
    if about.simulation is not None and not said["simulated"]:
        raise LoadRefused(f"{_NAME}: simulation names simulated data, and these are real: remove it.")
    return Delivery(
        source=str(said["source"]),
        kind=str(said["kind"]),
        as_of=_utc(str(said["as_of"]), zone) if "as_of" in said else None,
        time_zone=zone.key,
        calendar=str(said["calendar"]),
        simulated=bool(said["simulated"]),
        simulation=about.simulation,
        covers=covers,
        covered_until={region: _utc(stamp, zone) for region, stamp in about.until.items()},
        files=files,
        not_read=tuple(path.name for path in found if path not in files and path.name != _NAME),
    )


def digest(delivery: Delivery, mapping: Mapping | None) -> str:
    """Names the delivery's content: what it says, its files byte by byte, and the mapping they are read with."""
    said = (delivery.kind, delivery.as_of, delivery.covers, sorted(delivery.covered_until.items()), mapping)
    sha = hashlib.sha256(repr(said).encode())
    for path in delivery.files:
        sha.update(f"\0{path.name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                sha.update(block)
    return sha.hexdigest()


def _inside(folders: Iterable[Path]) -> Iterable[Path]:
    return (path for folder in folders for path in folder.iterdir() if path.is_file() and path.name[0] != ".")


def _is_read(name: str, mapping: Mapping | None) -> bool:
    if mapping is not None and mapping.file_mapping(name) is not None:
        return True
    return contract_file(name) is not None or (mapping is None and is_log(name))


def _statement(path: Path) -> _Statement:
    whole = read_toml(path)
    parts = whole.table()
    of_a_file = {key: part.value for key, part in parts.items() if key not in _OWN_KEYS}
    covers = tuple(part.text() for part in parts["covers"].items()) if "covers" in parts else ()
    until = parts["covered_until"].table() if "covered_until" in parts else {}
    said = read_delivery(Part(whole.file, of_a_file))
    if "as_of" not in said:
        raise whole.lacks("as_of", "write the moment that the data reach to, such as 2026-01-31T18:00:00+08:00")
    simulation = parts["simulation"].text() if "simulation" in parts else None
    return _Statement(said, covers, {region: part.stamp() for region, part in until.items()}, simulation)


def _said_by_mapping(mapping: Mapping | None, files: Sequence[Path]) -> Table[str, str | bool]:
    if mapping is not None and mapping.delivery:
        return mapping.delivery
    if mapping is None and all(is_log(path.name) for path in files):
        return {**XES_DEFAULT.delivery, "source": files[0].name.partition(".")[0]}
    raise LoadRefused(
        f"There is no {_NAME} with these files: write one with source, as_of, kind, time_zone and calendar, "
        "or load them with a mapping that has a [delivery]."
    )


def _utc(stamp: str, zone: ZoneInfo) -> datetime:
    """ISO text as naive UTC; without an offset it is local."""
    moment = datetime.fromisoformat(stamp)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC).replace(tzinfo=None)
