"""One case: what the facts and the deliveries hold of it, read within a reader's scope and with the right to cases."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, select

from queries.catalogue import Catalogue, Place
from queries.scope import CASE_RIGHT, Scope
from warehouse.delivered import applications, appointments, holds, steps, units
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact
from warehouse.records import calendar_day, places
from warehouse.service_facts import answer_fact, complaint_fact, contact_fact
from warehouse.working_time import minute_of, stamp_of

Row = Mapping[str, Any]
# What an application tells beside its row of case_fact.
TOLD = ("project", "phase", "submitted_at", "accepted_at", "power_on_at", "ended_at", "archived_at")


@dataclass(frozen=True)
class Days:
    """The local days that a case spans, in order: rows of calendar_day, and one more that ends the last."""

    rows: Sequence[Row]

    def work(self, stamp: datetime | None) -> int | None:
        """W at a naive UTC stamp, in minutes; None where it is unknown or lies outside the days."""
        if stamp is None:
            return None
        minute = minute_of(stamp)
        at = bisect_right(self.rows, minute, key=lambda row: row["start_minute"]) - 1
        if not 0 <= at < len(self.rows) - 1:
            return None
        day = self.rows[at]
        return int(day["work_before"] + (minute - day["start_minute"] if day["working"] else 0))

    def between(self, begin: datetime | None, end: datetime | None) -> int | None:
        """The working minutes from one stamp to another; negative where they run backwards."""
        first, last = self.work(begin), self.work(end)
        return None if first is None or last is None else last - first

    def idle(self) -> list[tuple[datetime, datetime]]:
        """The stretches of days that are no working days, as naive UTC stamps [begin, end)."""
        found: list[tuple[datetime, datetime]] = []
        for day, after in pairwise(self.rows):
            if day["working"]:
                continue
            begin, end = stamp_of(day["start_minute"]), stamp_of(after["start_minute"])
            if found and found[-1][1] == begin:
                begin = found.pop()[0]
            found.append((begin, end))
        return found


def find_case(connection: Connection, catalogue: Catalogue, scope: Scope, application: str) -> "Case | None":
    """The case of that number; None where there is none, and no otherwise where it is not the reader's.

    Raises NotAllowed for a reader without the right to cases.
    """
    scope.require(CASE_RIGHT)
    told = [applications.c[name] for name in TOLD]
    statement = (
        select(case_fact, *told, places.c.now_at)
        .join_from(case_fact, places, places.c.place_no == case_fact.c.place_no)
        .outerjoin(applications, applications.c.application == application)
        .where(case_fact.c.application == application, case_fact.c.place_no.between(scope.first, scope.last))
    )
    row = connection.execute(statement).mappings().first()
    return Case(connection, catalogue, scope, dict(row)) if row else None


@dataclass(frozen=True)
class Case:
    """A case that its reader may see. row: its row of case_fact, what its application tells (TOLD), and now_at.

    Stamps are naive UTC, durations working minutes. Each part is read when it is first asked for.
    """

    connection: Connection
    catalogue: Catalogue
    scope: Scope
    row: Row

    @property
    def application(self) -> str:
        """Its number."""
        return str(self.row["application"])

    @property
    def place(self) -> Place:
        """The region that it lies in."""
        return self.catalogue.by_no[self.row["place_no"]]

    @property
    def now(self) -> datetime:
        """Until when its region's data reach."""
        now: datetime = self.row["now_at"]
        return now

    @property
    def is_open(self) -> bool:
        """Whether it was accepted and has not ended."""
        return bool(self.row["state"] == "open")

    @cached_property
    def steps(self) -> list[Row]:
        """Its step executions by entry: the columns of step_fact; handler, notified_at; unit_name, unit_name_en."""
        same = and_(
            steps.c.application == self.application,
            steps.c.step == step_fact.c.step,
            steps.c.round == step_fact.c.round,
        )
        named = [units.c.name.label("unit_name"), units.c.name_en.label("unit_name_en")]
        statement = (
            select(step_fact, steps.c.handler, steps.c.notified_at, *named)
            .outerjoin_from(step_fact, steps, same)
            .outerjoin(units, units.c.unit == step_fact.c.unit)
            .order_by(step_fact.c.entered_at.nulls_last(), step_fact.c.left_at.nulls_last())
            .order_by(step_fact.c.step, step_fact.c.round)
        )
        return self._rows(statement.where(self._own(step_fact)))

    @cached_property
    def open_steps(self) -> list[Row]:
        """The steps that are open in an open case: who has it now."""
        return [row for row in self.steps if self.is_open and row["entered_at"] and not row["left_at"]]

    @cached_property
    def holds(self) -> list[Row]:
        """Its holds by their begin: step (null: the whole case), from_at, to_at, reason, asked_by."""
        columns = [holds.c.step, holds.c.from_at.label("from_at"), holds.c.to_at.label("to_at")]
        statement = select(*columns, holds.c.reason, holds.c.asked_by).order_by(holds.c.from_at, holds.c.step)
        return self._rows(statement.where(self._delivered(holds)))

    @cached_property
    def parts(self) -> list[Row]:
        """What its whole time is made of: part, owner, minutes, utility_minutes; none before it is finished."""
        statement = select(*(waiting_fact.c[name] for name in ("part", "owner", "minutes", "utility_minutes")))
        return self._rows(statement.where(self._own(waiting_fact)))

    @cached_property
    def standing(self) -> frozenset[str]:
        """What it stands as at the end of the data: overdue, due_soon, held."""
        statement = select(standing_fact.c.kind).where(self._own(standing_fact), standing_fact.c.to_date.is_(None))
        return frozenset(row["kind"] for row in self._rows(statement))

    @cached_property
    def flags(self) -> list[Row]:
        """What is odd about it: flag, step, round."""
        columns = (flag_fact.c.flag, flag_fact.c.step, flag_fact.c.round)
        return self._rows(select(*columns).where(self._own(flag_fact)).order_by(*columns))

    @cached_property
    def appointments(self) -> list[Row]:
        """Visits that were booked: booked_at, window_start, window_end, arrived_at."""
        names = ("booked_at", "window_start", "window_end", "arrived_at")
        columns = [appointments.c[name] for name in names]
        return self._rows(select(*columns).where(self._delivered(appointments)).order_by(appointments.c.booked_at))

    @cached_property
    def answers(self) -> list[Row]:
        """What its customer answered: the columns of answer_fact."""
        order = (answer_fact.c.asked_date.nulls_last(), answer_fact.c.answer)
        return self._rows(select(answer_fact).where(self._own(answer_fact)).order_by(*order))

    @cached_property
    def contacts(self) -> list[Row]:
        """Contacts about it at the reader's places: the columns of contact_fact."""
        return self._beside(contact_fact, "contact")

    @cached_property
    def complaints(self) -> list[Row]:
        """Complaints about it at the reader's places: the columns of complaint_fact."""
        return self._beside(complaint_fact, "complaint")

    @cached_property
    def days(self) -> Days:
        """The days from the first stamp told of it to now, or to its last due date where that is later."""
        names = ("submitted_at", "accepted_at", "power_on_at", "ended_at", "archived_at", "whole_due_at", "now_at")
        stamps = [self.row[name] for name in (*names, "utility_due_at")]
        stamps += [row[name] for row in self.steps for name in ("entered_at", "left_at", "due_at")]
        stamps += [row[name] for row in self.holds for name in ("from_at", "to_at")]
        known = [stamp for stamp in stamps if stamp is not None]
        first, last = min(known) - timedelta(days=2), max(known) + timedelta(days=3)
        day = calendar_day.c
        statement = select(day.day, day.working, day.start_minute, day.work_before).where(
            calendar_day.c.day.between(first.date(), last.date())
        )
        return Days(self._rows(statement.order_by(calendar_day.c.day)))

    def _own(self, fact: Table) -> ColumnElement[bool]:
        """The case's rows of a fact; place and day, by which facts are sorted, let the engine pass most of it over."""
        place, accepted = fact.c.place_no, fact.c.accepted_date.is_not_distinct_from(self.row["accepted_date"])
        own = and_(fact.c.application == self.application, place == self.row["place_no"], accepted)
        return and_(own, place.between(self.scope.first, self.scope.last))

    def _delivered(self, table: Table) -> ColumnElement[bool]:
        """The case's rows of a delivered table, whose rows know no place."""
        return and_(table.c.application == self.application, exists(select(1).where(self._own(case_fact))))

    def _beside(self, fact: Table, key: str) -> list[Row]:
        """Rows of a fact that stand at places of their own."""
        here = fact.c.place_no.between(self.scope.first, self.scope.last)
        statement = select(fact).where(fact.c.application == self.application, here)
        return self._rows(statement.order_by(fact.c.opened_date.nulls_last(), fact.c[key]))

    def _rows(self, statement: Select[Any]) -> list[Row]:
        return [dict(row) for row in self.connection.execute(statement).mappings()]
