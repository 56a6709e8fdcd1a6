"""Where staff never enter a trip: units in whose year none is told, although elsewhere customers do come."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, case, func, literal, select

from ingest.derive.cases import FINISHED, states, with_services
from ingest.derive.places import Place
from ingest.derive.scratch import Scratch
from warehouse.delivered import applications
from warehouse.working_time import Clock, stamp_of

# Of units that enter what they see, fewer than one in a million would show nothing but zeros by chance.
CHANCE = 1e-6


def zero_trips(scratch: Scratch, clock: Clock, places: Table, tree: Sequence[Place]) -> Table:
    """The places with the years of acceptance in which all their finished cases have 0 trips: (place_no, year).

    A place is judged with those below it, which are then suspected too, and only where that is too unlikely to have
    come about: the company's share of zeros of that year, to the power of the place's cases, is under CHANCE. Cases
    whose trips are unknown do not count. A case without a region belongs to the root, the first place.
    """
    root = select(func.min(places.c.place_no)).scalar_subquery()
    place_no = func.coalesce(places.c.place_no, root)
    year = _year(clock, applications.c.accepted_at)
    zeros = func.sum(case((applications.c.trips == 0, 1), else_=0))
    counted = (
        select(place_no.label("place_no"), year.label("year"), func.count().label("cases"), zeros.label("zeros"))
        .select_from(with_services(applications.outerjoin(places, places.c.region == applications.c.region)))
        .where(applications.c.trips.is_not(None), states()["state"] == FINISHED, year.is_not(None))
        .group_by(place_no, year)
    )
    rows = scratch.connection.execute(counted).all()
    path = {place.place_no: place.path for place in tree}
    cases, zeros_of = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for row in rows:
        for number in path[row.place_no]:
            cases[number, row.year] += row.cases
            zeros_of[number, row.year] += row.zeros
    company = tree[0].place_no

    def suspected(number: int, year: int) -> bool:
        n, share = cases[number, year], zeros_of[company, year] / cases[company, year]
        return zeros_of[number, year] == n and share**n < CHANCE

    found = [
        {"place_no": row.place_no, "year": row.year}
        for row in rows
        if any(suspected(number, row.year) for number in path[row.place_no])
    ]
    return scratch.fill("zero_trips", {"place_no": Integer, "year": Integer}, found)


def _year(clock: Clock, stamp: ColumnElement[Any]) -> ColumnElement[Any]:
    """The local year of a stamp; null outside the calendar."""
    starts: list[tuple[int, datetime]] = [
        (day.day.year, stamp_of(day.start_minute)) for day in clock.days if (day.day.month, day.day.day) == (1, 1)
    ]
    ends = stamp_of(clock.days[-1].end_minute)
    return case((stamp >= ends, None), *[(stamp >= begin, literal(year)) for year, begin in reversed(starts)])
