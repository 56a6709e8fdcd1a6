"""Small deliveries written by hand, loaded into a store of their own."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from ingest.account import LoadReport
from ingest.load import load
from warehouse.versions import Store

Rows = Sequence[Mapping[str, object]]


def deliver(
    folder: Path, as_of: str = "2026-03-01T00:00:00", kind: str = "increment", more: str = "", **files: Any
) -> Path:
    """Write a delivery. Each file is a CSV text or rows; `more` are further lines of delivery.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"source": '"test"', "time_zone": '"Asia/Shanghai"', "calendar": '"CN"', "simulated": "false"}
    said |= {"as_of": as_of, "kind": f'"{kind}"'}
    for line in filter(None, more.splitlines()):
        said.pop(line.partition("=")[0].strip(), None)
    text = "\n".join(f"{key} = {value}" for key, value in said.items())
    (folder / "delivery.toml").write_text(f"{text}\n{more}", encoding="utf-8")
    for name, content in files.items():
        write(folder / f"{name}.csv", content)
    return folder


def write(file: Path, content: str | bytes | Rows) -> Path:
    """A CSV file from its text, or from rows that may lack columns."""
    if isinstance(content, str):
        file.write_text(content, encoding="utf-8", newline="")
    elif isinstance(content, bytes):
        file.write_bytes(content)
    else:
        names = list(dict.fromkeys(name for row in content for name in row))
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, names, restval="")
            writer.writeheader()
            writer.writerows(content)
    return file


def load_into(store: Store, *paths: Path, **more: Any) -> LoadReport:
    """Load with the product's default settings."""
    given = {"due_soon_days": 1, "due_soon_share": 0.8, "fairly_satisfied": True}
    kept = {"quarantine_days": 90, "keep_versions": 5}
    return load(paths, store=store, **given | kept | more)


def content(store: Store, table: Table, *names: str) -> list[tuple[Any, ...]]:
    """The current version's rows of a table, as sorted tuples of these columns (keys of the declaration)."""
    with store.read() as reading:
        rows = reading.connection.execute(select(*[table.c[name] for name in names])).all()
    return sorted((tuple(row) for row in rows), key=repr)


def case(number: str, **values: object) -> dict[str, object]:
    """A row of applications, accepted on 2 January 2026 at 09:00 unless said otherwise."""
    return {"application": number, "accepted_at": "2026-01-02 09:00:00", **values}


def step(number: str, code: str, entered: str, left: str = "", **values: object) -> dict[str, object]:
    """A row of steps."""
    return {"application": number, "step": code, "entered_at": entered, "left_at": left, "owner": "utility", **values}
