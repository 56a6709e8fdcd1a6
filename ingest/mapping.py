"""A mapping (TOML) says what a foreign file's columns and values mean in the words of the contract.

[delivery]                      # stands in for delivery.toml
source = "..."                  # also time_zone and calendar; kind, as_of, simulated where the defaults are wrong
[[file]]
match = "log*.csv"              # which files: a pattern for their names
steps_begin = "previous"        # own: entered_at says so; previous: when the step before ended
[file.steps]                    # a file of the contract: its column = the source's column
left_at = "time:timestamp"
[file.constants.steps]          # its column = the same value in every row
owner = "utility"
[file.keep]                     # only rows with one of these values are taken
"lifecycle:transition" = ["complete"]
[values.channel]                # a column of the contract: the source's value = code, "" for unknown
Internet = "internet"
"""

import csv
from collections.abc import Collection
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import available_timezones

from ingest.errors import LoadRefused
from ingest.readers import Source
from ingest.toml import Part, nearest, read_toml
from warehouse.calendar import UnknownCalendar, work_calendar
from warehouse.delivered import contract_columns, metadata

# Each file of the contract with its columns; those that no row may lack; those of which one is enough.
CONTRACT = {
    table.name: tuple(column.name for column in contract_columns(table))
    for table in metadata.sorted_tables
    if "keys" in table.info
}
_REQUIRED = {
    file: tuple(column.name for column in contract_columns(metadata.tables[file]) if not column.nullable)
    for file in CONTRACT
}
_ONE_OF = {"applications": ("submitted_at", "accepted_at"), "steps": ("entered_at", "left_at")}

KINDS = ("snapshot", "increment")
OWN, PREVIOUS = "own", "previous"
_TRANSITION = "lifecycle:transition"
_DELIVERY = ("source", "kind", "as_of", "time_zone", "calendar", "simulated")
_OF_A_FILE = ("match", "steps_begin", "constants", "keep")


@dataclass(frozen=True)
class FileMapping:
    """What the files whose name matches hold.

    tables: file of the contract -> its column -> source column. constants: likewise -> the value of every row.
    steps_begin: own (entered_at says so) or previous (when the step before ended; the first enters at its own stamp).
    keep: source column -> the values of the rows that are taken, "" for none; of any other row nothing is taken.
    """

    match: str
    tables: Table[str, Table[str, str]]
    constants: Table[str, Table[str, str]] = field(default_factory=dict)
    steps_begin: str = OWN
    keep: Table[str, tuple[str, ...]] = field(default_factory=dict)

    def check_columns(self, source: Source) -> None:
        """Raises LoadRefused where the source lacks a column that this takes."""
        taken = {name: f"{file}.{column}" for file, table in self.tables.items() for column, name in table.items()}
        for name, purpose in (taken | dict.fromkeys(self.keep, "keep")).items():
            if name not in source.columns:
                advice = nearest(name, source.columns)
                raise LoadRefused(
                    f"{source.file} has no column {name!r}, which the mapping has for {purpose}: {advice}."
                )


@dataclass(frozen=True)
class Mapping:
    """A whole mapping.

    delivery: as in delivery.toml, empty where the mapping leaves it to that. values: column of the contract -> the
    source's value -> code, "" for unknown.
    """

    delivery: Table[str, str | bool]
    files: tuple[FileMapping, ...]
    values: Table[str, Table[str, str]] = field(default_factory=dict)

    def file_mapping(self, file: str) -> FileMapping | None:
        """The first [[file]] whose pattern this file's name matches (upper and lower case differ)."""
        return next((mapping for mapping in self.files if fnmatchcase(file, mapping.match)), None)


def missing_columns(file: str, given: Collection[str]) -> tuple[str, ...]:
    """What a file of the contract needs and `given` lacks, in words: ("step", "entered_at or left_at")."""
    missing = [column for column in _REQUIRED[file] if column not in given]
    if file in _ONE_OF and not any(column in given for column in _ONE_OF[file]):
        missing.append(" or ".join(_ONE_OF[file]))
    return tuple(missing)


def read_delivery(part: Part) -> dict[str, str | bool]:
    """What a delivery says of itself, in delivery.toml or in a mapping's [delivery].

    Always there: source, time_zone, calendar, kind (by default snapshot), simulated (by default not). as_of, where
    given, is ISO text, in the delivery's time zone unless it has an offset. Raises LoadRefused.
    """
    given = part.table(_DELIVERY, "known of a delivery")
    for key in ("source", "time_zone", "calendar"):
        if key not in given:
            raise part.lacks(key, "a delivery must say its source, time_zone and calendar")
    delivery: dict[str, str | bool] = {
        "source": given["source"].text(),
        "time_zone": given["time_zone"].one_of(available_timezones()),
        "calendar": _calendar(given["calendar"]),
        "kind": given["kind"].one_of(KINDS) if "kind" in given else KINDS[0],
        "simulated": given["simulated"].yes() if "simulated" in given else False,
    }
    return delivery | ({"as_of": given["as_of"].stamp()} if "as_of" in given else {})


def _calendar(part: Part) -> str:
    try:
        work_calendar(part.text())
    except UnknownCalendar as error:
        advice = "write CN, another country's ISO code that the holidays library knows, or none"
        raise part.refusal(f"is {part.value!r}: {advice}") from error
    return part.text()


# What an event log means by the standard's own attributes. A log may lack some: see log_mapping.
XES_DEFAULT = Mapping(
    delivery={"time_zone": "UTC", "calendar": "none", "kind": "snapshot", "simulated": False},
    files=(
        FileMapping(
            match="*",
            tables={
                "applications": {"application": "case:concept:name", "accepted_at": "time:timestamp"},
                "steps": {
                    "application": "case:concept:name",
                    "step": "concept:name",
                    "left_at": "time:timestamp",
                    "handler": "org:resource",
                    "unit": "org:group",
                },
            },
            steps_begin=PREVIOUS,
            # One execution of a step may leave several events (schedule, start, complete): it is done at complete.
            keep={_TRANSITION: ("complete", "COMPLETE", "Complete", "")},
        ),
    ),
)


def log_mapping(source: Source) -> Mapping:
    """XES_DEFAULT as far as this log goes: without the attributes that it lacks.

    A log that never says complete uses transitions of its own, so every event of it is a step. Raises LoadRefused where
    what names a case, a step or a stamp by the standard is missing.
    """
    (default,) = XES_DEFAULT.files
    tables = {
        file: {column: name for column, name in table.items() if name in source.columns}
        for file, table in default.tables.items()
    }
    for file, table in tables.items():
        for column in missing_columns(file, table):
            name = default.tables[file].get(column, "time:timestamp")
            raise LoadRefused(
                f"{source.file} has no {name}: load it with a mapping that says what stands for {file}.{column}."
            )
    completes = _says(source, _TRANSITION, [value for value in default.keep[_TRANSITION] if value])
    return replace(XES_DEFAULT, files=(replace(default, tables=tables, keep=default.keep if completes else {}),))


def _says(source: Source, column: str, values: Collection[str]) -> bool:
    """Whether a row of a CSV has one of the values; where any has, the first rows do, and no more are read."""
    if column not in source.columns:
        return False
    place = source.columns.index(column)
    with source.path.open(encoding="utf-8", newline="") as file:
        try:
            return any(row[place] in values for row in csv.reader(file, delimiter=source.delimiter))
        except csv.Error as error:
            raise LoadRefused(
                f"{source.file} holds a value that is too long ({error}): load it with a mapping."
            ) from error


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises LoadRefused: one sentence that names the file and the key."""
    whole = read_toml(path)
    parts = whole.table(("delivery", "file", "values"), "a part of a mapping")
    if "file" not in parts:
        raise whole.lacks("file", "add a [[file]] that says which files are meant and what their columns mean")
    columns = sorted({column for known in CONTRACT.values() for column in known})
    values = parts["values"].table(columns, "a column of the contract") if "values" in parts else {}
    return Mapping(
        delivery=read_delivery(parts["delivery"]) if "delivery" in parts else {},
        files=tuple(_file_mapping(part) for part in parts["file"].items()),
        values={
            column: {value: code.text(empty=True) for value, code in codes.table().items()}
            for column, codes in values.items()
        },
    )


def _file_mapping(part: Part) -> FileMapping:
    parts = part.table((*_OF_A_FILE, *CONTRACT), "a key or a file of the contract")
    if "match" not in parts:
        raise part.lacks("match", 'write which files are meant, such as match = "log*.csv"')
    begin = parts["steps_begin"].one_of((OWN, PREVIOUS)) if "steps_begin" in parts else OWN
    tables = {
        file: {column: name.text() for column, name in table.table(CONTRACT[file], f"a column of {file}").items()}
        for file, table in parts.items()
        if file in CONTRACT
    }
    if not tables:
        raise part.refusal("takes nothing: add [file.applications], [file.steps] or another file of the contract")
    constants = {}
    for file, table in (
        parts["constants"].table(tables, "taken by this [[file]]").items() if "constants" in parts else ()
    ):
        fixed = table.table(CONTRACT[file], f"a column of {file}")
        for column in fixed.keys() & tables[file].keys():
            raise fixed[column].refusal("is given twice, as a constant and by a column of the source: remove one")
        constants[file] = {column: value.plain() for column, value in fixed.items()}
    for file, taken in tables.items():
        for missing in missing_columns(file, {*taken, *constants.get(file, {})}):
            raise parts[file].lacks(missing, "say which column of the source it is")
    if begin == PREVIOUS and ("left_at" not in tables.get("steps", {}) or "entered_at" in tables["steps"]):
        raise parts["steps_begin"].refusal("is 'previous', so steps must take left_at, and not entered_at: correct one")
    keep = parts["keep"].table() if "keep" in parts else {}
    return FileMapping(
        match=parts["match"].text(),
        tables=tables,
        constants=constants,
        steps_begin=begin,
        keep={name: tuple(value.text(empty=True) for value in values.items()) for name, values in keep.items()},
    )
