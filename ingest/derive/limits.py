"""Which limit binds a case or step: the one in force when the case was accepted, the narrowest first."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    String,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from ingest.derive.places import Place
from ingest.derive.scratch import Scratch
from warehouse.delivered import limits

ANY_REGION = -1  # the depth of a limit without a region: wider than the root
NO_BOUND = 1e12  # kVA; wider than any band
UNKNOWN_CAPACITY = -1


@dataclass(frozen=True)
class Bands:
    """Days and capacities cut where some limit begins or ends: between two cuts the same limits hold.

    A day's or capacity's number says between which cuts it lies: cases with equal numbers are under equal limits.
    """

    days: Sequence[date]
    capacities: Sequence[float]

    def day_no(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """How many cuts lie on or before a day; null where it is unknown."""
        number: ColumnElement[Any] = literal(0)
        for cut in self.days:
            number = number + case((day >= cut, 1), else_=0)
        return case((day.is_not(None), number))

    def capacity_no(self, capacity: ColumnElement[Any]) -> ColumnElement[Any]:
        """How many cuts lie below a capacity in kVA; UNKNOWN_CAPACITY where it is unknown."""
        number: ColumnElement[Any] = literal(0)
        for cut in self.capacities:
            number = number + case((capacity > cut, 1), else_=0)
        return case((capacity.is_(None), UNKNOWN_CAPACITY), else_=number)


_COLUMNS = {
    "preference": Integer,
    "first_place": Integer,
    "last_place": Integer,
    "customer_class": String,
    "first_day": Integer,
    "last_day": Integer,
    "first_capacity": Integer,
    "last_capacity": Integer,
    "clock": String,
    "step": String,
    "working_days": Integer,
}


class Limits:
    """The limits of one version."""

    def __init__(self, scratch: Scratch, tree: Sequence[Place]) -> None:
        self._by_region = {place.region.code: place for place in tree}
        self._rows = [dict(row) for row in scratch.connection.execute(select(limits)).mappings()]
        self.bands = Bands(
            sorted({row[name] for row in self._rows for name in ("valid_from", "valid_to") if row[name]}),
            sorted(
                {row[name] for row in self._rows for name in ("capacity_over", "capacity_to") if row[name] is not None}
            ),
        )
        self._own = {self._by_region[row["region"]].place_no for row in self._rows if row["region"] in self._by_region}
        self._table = scratch.fill("limit", _COLUMNS, self._ordered())
        numbers = [{"day_no": number} for number in range(len(self.bands.days) + 1)]
        self._days = scratch.fill("limit_day", {"day_no": Integer}, numbers)

    def place_of(self, place: Place) -> int:
        """The nearest place at or above this one that has limits of its own, else the root: the same ones bind it."""
        return next((number for number in reversed(place.path) if number in self._own), place.path[0])

    def _ordered(self) -> list[dict[str, Any]]:
        """The limits as ranges of numbers; the smaller preference wins. One of an unknown region binds nobody."""
        known = [row for row in self._rows if row["region"] is None or row["region"] in self._by_region]
        return [{"preference": number, **self._ranges(row)} for number, row in enumerate(sorted(known, key=self._rank))]

    def _rank(self, row: dict[str, Any]) -> tuple[Any, ...]:
        place = self._by_region.get(row["region"])
        depth = len(place.path) - 1 if place else ANY_REGION
        over, to = row["capacity_over"], row["capacity_to"]
        width = (NO_BOUND if to is None else to) - (over or 0)
        begins = row["valid_from"] or date.min
        return -depth, width, row["customer_class"] is None, -begins.toordinal(), row["limit"]

    def _ranges(self, row: dict[str, Any]) -> dict[str, Any]:
        place = self._by_region.get(row["region"])
        over, to = row["capacity_over"], row["capacity_to"]
        days, capacities = self.bands.days, self.bands.capacities
        lowest = UNKNOWN_CAPACITY if over is None and to is None else 0
        return {
            "first_place": place.place_no if place else 0,
            "last_place": place.last_no if place else len(self._by_region),
            "customer_class": row["customer_class"],
            "first_day": bisect_left(days, row["valid_from"]) + 1 if row["valid_from"] else 0,
            "last_day": bisect_left(days, row["valid_to"]) if row["valid_to"] else len(days),
            "first_capacity": lowest if over is None else bisect_left(capacities, over) + 1,
            "last_capacity": len(capacities) if to is None else bisect_left(capacities, to),
            "clock": row["clock"],
            "step": row["step"],
            "working_days": row["working_days"],
        }

    def binding(self, scratch: Scratch, cases: Table) -> Table:
        """The limit of each clock and step for each kind of case.

        cases has limit_place, limit_class ("" where unknown) and capacity_no. Columns: these, day_no, clock, step,
        working_days; and option_no, one for each kind of case, clock and step (see `options`).
        """
        kinds = select(cases.c.limit_place, cases.c.limit_class, cases.c.capacity_no).distinct().subquery()
        row, days = self._table.c, self._days
        binds = and_(self._meets(kinds), days.c.day_no.between(row.first_day, row.last_day))
        kind = (kinds.c.limit_place, kinds.c.limit_class, kinds.c.capacity_no, days.c.day_no)
        best = (
            select(*kind, func.min(row.preference).label("preference"))
            .select_from(kinds.join(days, literal(True)).join(self._table, binds))
            .group_by(*kind, row.clock, row.step)
            .subquery()
        )
        measured = (best.c.limit_place, best.c.limit_class, best.c.capacity_no, row.clock, row.step)
        chosen = select(
            best.c.limit_place,
            best.c.limit_class,
            best.c.capacity_no,
            best.c.day_no,
            row.clock,
            row.step,
            row.working_days,
            func.dense_rank().over(order_by=measured).label("option_no"),
        )
        return scratch.keep("binding", chosen.join_from(best, self._table, row.preference == best.c.preference))

    def options(self, scratch: Scratch, binding: Table) -> Table:
        """The days of every row of the limits, in force or not, for each option_no: (option_no, working_days)."""
        row = self._table.c
        same = and_(self._meets(binding), row.clock == binding.c.clock, row.step.is_not_distinct_from(binding.c.step))
        every = select(binding.c.option_no, row.working_days).join_from(binding, self._table, same).distinct()
        return scratch.keep("option", every)

    def _meets(self, kinds: FromClause) -> ColumnElement[bool]:
        """Whether a row of the limits is meant for a kind of case, whenever it is in force."""
        row = self._table.c
        return and_(
            kinds.c.limit_place.between(row.first_place, row.last_place),
            kinds.c.capacity_no.between(row.first_capacity, row.last_capacity),
            or_(row.customer_class.is_(None), row.customer_class == kinds.c.limit_class),
        )
