"""Where staff never enter a trip: units in whose year none is told, although elsewhere such customers do come."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from math import log
from typing import Any

from sqlalchemy import ColumnElement, Double, Integer, Select, Table, case, cast, func, literal, select

from ingest.derive.cases import FINISHED, TODAY, states, with_services
from ingest.derive.places import Place
from ingest.derive.scratch import Scratch
from warehouse.delivered import applications
from warehouse.working_time import Clock, stamp_of

# Of units that enter what they see, fewer than one in a million would show nothing but zeros by chance.
CHANCE = 1e-6
STRATUM = ("customer_class", "service")  # the cases that are compared: of one class and today's service


def zero_trips(scratch: Scratch, clock: Clock, places: Table, tree: Sequence[Place]) -> Table:
    """The places with the years of acceptance in which all their finished cases have 0 trips: (place_no, year).

    A place is judged with those below it, which are then suspected too, and only where that is too unlikely to have
    come about: the product, over each customer class and today's service (unknown ones apart), of the company's share
    of zeros of that class, service and year, to the power of the place's cases, is under CHANCE. Cases whose trips are
    unknown do not count. A case without a region belongs to the root, the first place.
    """
    rows = scratch.connection.execute(_chances(clock, places)).all()
    path = {place.place_no: place.path for place in tree}
    chances: dict[tuple[int, int], float] = defaultdict(float)
    entered: set[tuple[int, int]] = set()
    for place_no, year, nonzero, log_chance in rows:
        above = [(number, year) for number in path[place_no]]
        for place_year in above:
            chances[place_year] += log_chance
        if nonzero:
            entered.update(above)
    suspected = {key for key, chance in chances.items() if key not in entered and chance < log(CHANCE)}
    found = [
        {"place_no": place_no, "year": year}
        for place_no, year, *_ in rows
        if any((number, year) in suspected for number in path[place_no])
    ]
    return scratch.fill("zero_trips", {"place_no": Integer, "year": Integer}, found)


def _chances(clock: Clock, places: Table) -> Select[Any]:
    """By place_no and year: nonzero, the cases with a trip, and log_chance, of as many zeros as the place has cases.

    A class and service without any zero adds nothing to the chance: its cases are among nonzero.
    """
    root = select(func.min(places.c.place_no)).scalar_subquery()
    place_no = func.coalesce(places.c.place_no, root)
    year = _year(clock, applications.c.accepted_at)
    stratum = (applications.c.customer_class, TODAY)
    counted = (
        select(
            place_no.label("place_no"),
            year.label("year"),
            *[value.label(name) for name, value in zip(STRATUM, stratum, strict=True)],
            func.count().label("cases"),
            func.sum(case((applications.c.trips == 0, 1), else_=0)).label("zeros"),
        )
        .select_from(with_services(applications.outerjoin(places, places.c.region == applications.c.region)))
        .where(applications.c.trips.is_not(None), states()["state"] == FINISHED, year.is_not(None))
        .group_by(place_no, year, *stratum)
        .subquery()
    )
    alike = [counted.c.year, *[counted.c[name] for name in STRATUM]]
    shared = select(
        counted,
        func.sum(counted.c.cases).over(partition_by=alike).label("all_cases"),
        func.sum(counted.c.zeros).over(partition_by=alike).label("all_zeros"),
    ).subquery()
    share = cast(shared.c.all_zeros, Double) / shared.c.all_cases
    log_chance = case((shared.c.all_zeros > 0, shared.c.cases * func.ln(share)), else_=0.0)
    return select(
        shared.c.place_no,
        shared.c.year,
        func.sum(shared.c.cases - shared.c.zeros).label("nonzero"),
        func.sum(log_chance).label("log_chance"),
    ).group_by(shared.c.place_no, shared.c.year)


def _year(clock: Clock, stamp: ColumnElement[Any]) -> ColumnElement[Any]:
    """The local year of a stamp; null outside the calendar."""
    starts: list[tuple[int, datetime]] = [
        (day.day.year, stamp_of(day.start_minute)) for day in clock.days if (day.day.month, day.day.day) == (1, 1)
    ]
    ends = stamp_of(clock.days[-1].end_minute)
    return case((stamp >= ends, None), *[(stamp >= begin, literal(year)) for year, begin in reversed(starts)])
