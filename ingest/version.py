"""What a version says of itself, and what it takes over from the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, func, insert, select, update

from ingest.delivery import Delivery
from ingest.errors import LoadRefused
from ingest.work import OLD_TABLES
from warehouse.delivered import regions
from warehouse.facts import COHORTS, case_fact
from warehouse.records import SCHEMA_NO, covered, loads, version_info
from warehouse.working_time import make_clock

_FIXED = (
    ("source", "source"),
    ("simulated", "kind of data"),
    ("simulation", "simulation"),
    ("time_zone", "time zone"),
    ("calendar", "calendar"),
)


@dataclass(frozen=True)
class Past:
    """The current version: its name, its as_of, and the digests of all deliveries in it."""

    version: str | None
    as_of: datetime | None
    digests: frozenset[str]


def read_past(connection: Connection, delivery: Delivery) -> Past:
    """What the version under OLD holds, empty for a first load. Raises LoadRefused where the delivery does not fit."""
    old = OLD_TABLES[version_info.name]
    schema_no = connection.execute(select(old.c.schema_no)).scalar()  # alone: another edition has other columns
    if schema_no is None:
        return Past(None, None, frozenset())
    if schema_no != SCHEMA_NO:
        raise LoadRefused(
            "The current version was made by another edition of this product: load the deliveries anew into an empty "
            "TONGDIAN_DATA."
        )
    info = connection.execute(select(old)).mappings().one()
    for name, words in _FIXED:
        given, there = getattr(delivery, name), info[name]
        if given != there:
            raise LoadRefused(
                f"The {words} of this delivery is {_shown(given)}, but the store has {_shown(there)}: these never mix; "
                "load it into a TONGDIAN_DATA of its own."
            )
    digests = connection.execute(select(OLD_TABLES[loads.name].c.digest)).scalars()
    return Past(info["version"], info["as_of"], frozenset(digests))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "simulated" if value else "real"
    return "not named" if value is None else str(value)


def take_over(connection: Connection, *tables: Table) -> None:
    """Copy these tables of the current version."""
    for table in tables:
        rows = select(OLD_TABLES[table.name])
        connection.execute(insert(table).from_select([column.key for column in table.c], rows))


def enter_covered(connection: Connection, until: Mapping[str, datetime]) -> None:
    """Until when the regions' data reach, of all deliveries the latest. Raises LoadRefused for an unknown region."""
    known = set(connection.execute(select(regions.c.region)).scalars())
    if unknown := until.keys() - known:
        raise LoadRefused(
            f"delivery.toml: covered_until names {', '.join(sorted(unknown))}, which no regions file has delivered: "
            "deliver it, or correct the code."
        )
    old = OLD_TABLES[covered.name]
    latest = {row.region: row.until for row in connection.execute(select(old))}
    latest |= {region: max(stamp, latest.get(region, stamp)) for region, stamp in until.items()}
    if latest:
        connection.execute(insert(covered), [{"region": key, "until": stamp} for key, stamp in latest.items()])


def last_day(as_of: datetime, time_zone: str) -> date:
    """The last local day of a version that reaches to as_of, naive UTC: at midnight the one that has just ended."""
    return (as_of - timedelta.resolution).replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone)).date()


def enter_version(
    connection: Connection, version: str, past: Past, delivery: Delivery, as_of: datetime, *, fairly_satisfied: bool
) -> None:
    """Write version_info, all but the cohorts. as_of, in naive UTC, is the newest of all deliveries."""
    clock = make_clock(delivery.calendar, delivery.time_zone, as_of.year)
    connection.execute(
        insert(version_info),
        {
            "version": version,
            "parent": past.version,
            "schema_no": SCHEMA_NO,
            "created_at": datetime.now(UTC).replace(tzinfo=None),
            "source": delivery.source,
            "simulated": delivery.simulated,
            "simulation": delivery.simulation,
            "as_of": as_of,
            "as_of_date": last_day(as_of, delivery.time_zone),
            "time_zone": delivery.time_zone,
            "calendar": delivery.calendar,
            "tick_minutes": clock.tick_minutes,
            "confirmed_until": clock.confirmed_until,
            "cohorts": "",
            "fairly_satisfied": fairly_satisfied,
        },
    )


def enter_cohorts(connection: Connection) -> None:
    """Write which cohort dates the cases of this version have. Facts must have been derived."""
    counts = connection.execute(select(*[func.count(case_fact.c[f"{cohort}_date"]) for cohort in COHORTS])).one()
    held = [cohort for cohort, count in zip(COHORTS, counts, strict=True) if count]
    connection.execute(update(version_info).values(cohorts=",".join(held)))
