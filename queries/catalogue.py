"""What a version holds: its places, codes and facts about itself, read once per version and then kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, func, select

from queries.days import INSTANT
from queries.targets import Target
from warehouse.delivered import (
    CODE_LISTS,
    channels,
    classes,
    code_names,
    events,
    legacy_services,
    limits,
    scales,
    services,
    step_names,
    targets,
    units,
)
from warehouse.facts import case_fact
from warehouse.records import SCHEMA_NO, held_columns, places, version_info
from warehouse.versions import OtherEdition


class Named:
    """What has a Chinese name and perhaps an English one."""

    name: str
    name_en: str | None

    def label(self, locale: str) -> str:
        """The name in the locale; Chinese where there is no English one."""
        return (self.name_en or self.name) if locale == "en" else self.name


@dataclass(frozen=True)
class Place(Named):
    """A region in the version's tree: its subtree is place numbers no..last."""

    no: int
    last: int
    region: str
    parent_no: int | None
    depth: int
    level: str | None
    name: str
    name_en: str | None
    behind: date | None = None  # the last day of its data, where they end on an earlier one than the version's

    def __hash__(self) -> int:
        """Its number alone: places stand in the key of every question, and of one version no two share a number."""
        return self.no


# Stands for every place outside a reader's scope, of which nothing else is told.
OUTSIDE = Place(2**31 - 1, 2**31 - 1, "outside", None, 0, None, "其他单位", "other units")


@dataclass(frozen=True)
class Code(Named):
    """A catalogue entry: a code and its names."""

    code: str
    name: str
    name_en: str | None


@dataclass(frozen=True)
class Limit:
    """A time limit for one case or step, in working days (domain: limits are not targets)."""

    limit: str
    edition: str
    clock: str
    step: str | None
    customer_class: str | None
    region: str | None
    working_days: int
    valid_from: date | None
    valid_to: date | None
    provisional: bool | None


@dataclass(frozen=True)
class Event:
    """What happened on a day, to be marked on courses of time; a null region means everywhere.

    number and reader: of one that a reader has written, not delivered.
    """

    date: date
    region: str | None
    title: str
    title_en: str | None
    number: int | None = None
    reader: str = ""

    def label(self, locale: str) -> str:
        """The title in the locale; Chinese where there is no English one."""
        return (self.title_en or self.title) if locale == "en" else self.title


@dataclass(frozen=True)
class Catalogue:
    """One version's places, codes and facts about itself."""

    version: str
    created_at: datetime
    source: str
    simulated: bool
    as_of: datetime
    as_of_date: date
    first_date: date | None  # of the first submission or acceptance; null while there are no dated cases
    time_zone: str
    calendar: str
    confirmed_until: date | None
    cohorts: tuple[str, ...]
    places: Mapping[str, Place]
    # Dimension -> code -> entry, in order. Dimensions: those of DIMENSION_TABLES, and the lists of code_names.
    codes: Mapping[str, Mapping[str, Code]]
    limits: tuple[Limit, ...]
    targets: tuple[Target, ...]  # as delivered, under what readers have written
    events: tuple[Event, ...]  # by day; those delivered and those that readers have written
    legacy: Mapping[str, str]  # a service's code from before the merger -> today's service
    team_region: Mapping[str, str]  # of a team, the region that it works in, where that is known
    step_today: Mapping[str, str | None]  # a step -> today's step that it belongs to, null where it was dropped
    held: frozenset[tuple[str, str]]  # file and column of the contract: those that hold anything at all
    fairly_satisfied: bool  # whether 基本满意 counts as satisfied
    revision: str = ""  # of what readers have written: what was drawn under another one is drawn anew

    @cached_property
    def by_no(self) -> dict[int, Place]:
        """Places by their number, and the one that stands for all that a reader may not see."""
        return {place.no: place for place in (*self.places.values(), OUTSIDE)}

    @property
    def root(self) -> Place:
        """The company."""
        return self.by_no[min(self.by_no)]

    def children(self, place: Place) -> list[Place]:
        """The places right below one, in tree order."""
        return self._below.get(place.no, [])

    @cached_property
    def _below(self) -> dict[int | None, list[Place]]:
        below: dict[int | None, list[Place]] = {}
        for place in self.places.values():
            below.setdefault(place.parent_no, []).append(place)
        return below

    def ancestors(self, place: Place) -> list[Place]:
        """From the root down to the place's parent."""
        return list(self._upwards(place))[::-1]

    def chain(self, place: Place) -> list[str]:
        """The codes from the company down to the place itself."""
        return [*(above.region for above in self.ancestors(place)), place.region]

    def _upwards(self, place: Place) -> Iterator[Place]:
        while place.parent_no is not None:
            place = self.by_no[place.parent_no]
            yield place

    def lacks(self, dimension: str) -> bool:
        """Whether the data have no codes of a dimension: its catalogue, completed with all in use, holds none.

        The lists of code_names are not complete: codes in use may have no name there.
        """
        return dimension in DIMENSION_TABLES and not self.codes[dimension]

    def label(self, dimension: str, code: str, locale: str) -> str:
        """The name of a code or region; the code itself where no catalogue knows it."""
        entries: Mapping[str, Named] = self.places if dimension == "region" else self.codes.get(dimension, {})
        entry = entries.get(code)
        return entry.label(locale) if entry else code

    def local(self, stamp: datetime | None) -> datetime | None:
        """A naive UTC stamp of the warehouse as local time of the version's zone."""
        return None if stamp is None else _local(stamp, self.time_zone)

    @property
    def default_period(self) -> tuple[date, date]:
        """The last twelve months up to and including as_of_date, as [start, end)."""
        end = self.as_of_date + timedelta(days=1)
        try:
            return end.replace(year=end.year - 1), end
        except ValueError:  # 29 February
            return end.replace(year=end.year - 1, day=28), end


DIMENSION_TABLES: Mapping[str, tuple[Table, str]] = {
    "service": (services, "service"),
    "step": (step_names, "step"),
    "channel": (channels, "channel"),
    "class": (classes, "customer_class"),
    "scale": (scales, "scale"),
    "legacy_service": (legacy_services, "legacy_service"),
}


def read_catalogue(connection: Connection) -> Catalogue:
    """The catalogue of the version that the connection reads. Raises OtherEdition where its tables are not ours."""
    schema_no = connection.execute(select(version_info.c.schema_no)).scalar()  # alone: another has other columns
    if schema_no != SCHEMA_NO:
        raise OtherEdition(
            "The current version was made by another edition of this product, which this one cannot read: load the "
            "deliveries anew into an empty TONGDIAN_DATA with `flask --app app load PATH`."
        )
    info = connection.execute(select(version_info)).one()._mapping
    first = connection.execute(select(func.min(case_fact.c.submitted_date), func.min(case_fact.c.accepted_date))).one()
    rows = connection.execute(select(places).order_by(places.c.place_no)).mappings()
    as_of_date = info["as_of_date"]
    tree = {
        row["region"]: Place(
            no=row["place_no"],
            last=row["last_no"],
            region=row["region"],
            parent_no=row["parent_no"],
            depth=row["depth"],
            level=row["level"],
            name=row["name"],
            name_en=row["name_en"],
            behind=_behind(row["now_at"], info["time_zone"], as_of_date),
        )
        for row in rows
    }
    return Catalogue(
        version=info["version"],
        created_at=info["created_at"],
        source=info["source"],
        simulated=info["simulated"],
        as_of=info["as_of"],
        as_of_date=as_of_date,
        first_date=min(filter(None, first), default=None),
        time_zone=info["time_zone"],
        calendar=info["calendar"],
        confirmed_until=info["confirmed_until"],
        cohorts=tuple(filter(None, info["cohorts"].split(","))),
        places=tree,
        codes=_lists(connection)
        | {"unit_now": _teams(connection)}
        | {name: _codes(connection, table, key) for name, (table, key) in DIMENSION_TABLES.items()},
        limits=tuple(
            Limit(**{name: row[name] for name in Limit.__dataclass_fields__})
            for row in connection.execute(select(limits).order_by(limits.c.limit)).mappings()
        ),
        targets=tuple(
            Target(**{name: row[name] for name in Target.__dataclass_fields__})
            for row in connection.execute(select(targets).order_by(targets.c.target)).mappings()
        ),
        events=tuple(
            Event(row.date, row.region, row.title, row.title_en)
            for row in connection.execute(select(events).order_by(events.c.date, events.c.title))
        ),
        legacy=dict(connection.execute(select(legacy_services.c.legacy_service, legacy_services.c.service)).all()),
        team_region=dict(
            connection.execute(select(units.c.unit, units.c.region).where(units.c.region.is_not(None))).all()
        ),
        step_today=dict(connection.execute(select(step_names.c.step, step_names.c.streamlined)).all()),
        held=frozenset((row.file, row.column) for row in connection.execute(select(held_columns))),
        fairly_satisfied=info["fairly_satisfied"],
    )


def _local(stamp: datetime, time_zone: str) -> datetime:
    return stamp.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def _behind(now_at: datetime, time_zone: str, as_of_date: date) -> date | None:
    """The last local day that had begun before a place's data end, where it is not the version's."""
    last = (_local(now_at, time_zone) - INSTANT).date()
    return last if last < as_of_date else None


def _codes(connection: Connection, table: Table, key: str) -> dict[str, Code]:
    """A catalogue table's entries in their order, by code."""
    code = table.c[key]
    rows = connection.execute(select(code, table.c.name, table.c.name_en).order_by(table.c.sort.nulls_last(), code))
    return {row[0]: Code(*row) for row in rows}


def _teams(connection: Connection) -> dict[str, Code]:
    """The teams that work cases, by code."""
    rows = connection.execute(select(units.c.unit, units.c.name, units.c.name_en).order_by(units.c.unit))
    return {code: Code(code, name or code, name_en) for code, name, name_en in rows}


def _lists(connection: Connection) -> dict[str, dict[str, Code]]:
    """The entries of code_names in their order, by list and code; each list of CODE_LISTS, be it empty."""
    names = code_names.c
    rows = connection.execute(
        select(names.list, names.code, names.name, names.name_en).order_by(names.sort.nulls_last(), names.code)
    )
    found: dict[str, dict[str, Code]] = {name: {} for name in CODE_LISTS}
    for name, code, *words in rows:
        found.setdefault(name, {})[code] = Code(code, *words)
    return found
