"""From the delivered tables to the facts: calendar, places, what cases come to and what their customers met.

Everything is done in bulk inside the engine, in batches of cases so that memory stays bounded.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    func,
    select,
)

from ingest.derive.batch import Shared, derive_batch
from ingest.derive.cases import Batch, number_cases
from ingest.derive.codes import declare_code_columns
from ingest.derive.contacts import fill_contacts
from ingest.derive.due import DueSoon, working_days
from ingest.derive.held import fill_held_columns
from ingest.derive.limits import Limits
from ingest.derive.moments import Moments
from ingest.derive.places import Place, fill_places
from ingest.derive.reconcile import delivers
from ingest.derive.risk import fill_chances
from ingest.derive.scratch import Scratch
from ingest.derive.steps import order_steps
from ingest.derive.sums import fill_crossings, fill_sums
from ingest.derive.trips import zero_trips
from warehouse.dialect import insert_rows
from warehouse.records import calendar_day
from warehouse.working_time import Clock, calendar_rows, insert_ticks, make_clock, minute_of

BATCH = 350_000  # cases; holds the batch's tables in some hundred MB


def derive(
    connection: Connection,
    *,
    as_of: datetime,
    time_zone: str,
    calendar: str,
    due_soon_days: int,
    due_soon_share: float,
    fairly_satisfied: bool,
    progress: Callable[[str], None],
) -> None:
    """Fill calendar_day, clock_tick, places, held_columns and the facts, all empty, from the delivered tables.

    as_of is naive UTC; time_zone an IANA name; calendar CN, another ISO country code or none. A case is due soon when
    due_soon_days working days or fewer are left, or due_soon_share (0..1) of its limit is used.
    fairly_satisfied: 基本满意 counts as satisfied. Raises LoadRefused where the regions are no tree, UnknownCalendar
    where there is no such calendar.
    """
    declare_code_columns(connection)
    clock = make_clock(calendar, time_zone, as_of.year)
    insert_rows(connection, calendar_day, calendar_rows(clock))
    connection.execute(insert_ticks(clock))
    today = clock.day_begun_before(as_of)
    reached = today.day if today else as_of.date()
    tree = fill_places(connection, as_of, reached)
    with Scratch(connection) as scratch:
        limits = Limits(scratch, tree)
        located = _place_table(scratch, clock, limits, tree)
        shared = Shared(
            moments=Moments(scratch, clock.tick_minutes),
            days=working_days(scratch, clock),
            limits=limits,
            soon=DueSoon(due_soon_days, due_soon_share),
            order=order_steps(scratch),
            places=located,
            numbers=number_cases(scratch, located),
            delivers=delivers(connection),
            zero_trips=zero_trips(scratch, clock, located, tree),
            held=fill_held_columns(connection),
            fairly_satisfied=fairly_satisfied,
        )
        count = connection.execute(select(func.count()).select_from(shared.numbers)).scalar_one()
        for first in range(1, count + 1, BATCH):
            batch = Batch(first, min(first + BATCH - 1, count))
            progress(f"deriving cases {batch.first:,}–{batch.last:,} of {count:,}")
            derive_batch(connection, shared, batch)
        progress("deriving which open cases will be late")
        fill_chances(connection, shared.moments, as_of)
        progress("deriving what customers met")
        fill_contacts(connection, shared.moments, located)
        fill_sums(connection, located, reached)
        fill_crossings(connection)


def _place_table(scratch: Scratch, clock: Clock, limits: Limits, tree: list[Place]) -> Table:
    """The places with their now in the clock, and the place whose limits they are under."""
    columns = {
        "region": String,
        "place_no": Integer,
        "province_no": Integer,
        "limit_place": Integer,
        "now_at": DateTime,
        "now_minute": BigInteger,
        "now_work": BigInteger,
        "now_day": Date,
    }
    return scratch.fill("place", columns, [_place_row(clock, limits, place) for place in tree])


def _place_row(clock: Clock, limits: Limits, place: Place) -> dict[str, Any]:
    now = clock.day_begun_before(place.now_at)
    return {
        "region": place.region.code,
        "place_no": place.place_no,
        "province_no": place.province_no,
        "limit_place": limits.place_of(place),
        "now_at": place.now_at,
        "now_minute": minute_of(place.now_at),
        "now_work": clock.work(place.now_at),
        "now_day": now.day if now else None,
    }
