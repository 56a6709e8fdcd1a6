"""One case: what the facts and the deliveries hold of it, read within a reader's scope and with the right to cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, cast, exists, literal, null, select, union_all

from ingest.derive.cases import OPEN, SUBMITTED
from queries.catalogue import Catalogue, Place
from queries.days import Days, Row
from queries.scope import CASE_RIGHT, Scope
from queries.waiting import Split, split
from warehouse.delivered import applications, appointments, holds, steps, units
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact
from warehouse.records import calendar_day, places
from warehouse.service_facts import answer_fact, complaint_fact, contact_fact

# What an application tells beside its row of case_fact.
APPLICATION = ("project", "phase", "submitted_at", "accepted_at", "power_on_at", "ended_at", "archived_at")
# What else is told of a case: the table and its columns.
TOLD: Mapping[str, tuple[Table, tuple[str, ...]]] = {
    "holds": (holds, ("from_at", "step", "to_at", "reason", "asked_by")),
    "parts": (waiting_fact, ("part", "minutes", "utility_minutes")),
    "standing": (standing_fact, ("kind",)),
    "flags": (flag_fact, ("flag", "step", "round")),
    "appointments": (appointments, ("booked_at", "window_start", "window_end", "arrived_at")),
    "answers": (
        answer_fact,
        (
            *("asked_date", "answer", "answer_method", "reached", "answered_date", "score", "scale", "satisfied"),
            "answer_reason",
        ),
    ),
    "contacts": (
        contact_fact,
        ("opened_date", "contact", "channel", "contact_topic", "reply_seconds", "solved", "rating"),
    ),
    "complaints": (
        complaint_fact,
        ("opened_date", "complaint", "complaint_source", "complaint_type", "upheld", "repeat", "closed_date"),
    ),
}


def spellings(number: str) -> tuple[str, ...]:
    """A number, or the beginning of one, as typed, in capitals and in small letters: what a search looks for."""
    return tuple(dict.fromkeys((number, number.upper(), number.lower())))


def find_case(connection: Connection, catalogue: Catalogue, scope: Scope, application: str) -> "Case | None":
    """The case of that number; None where there is none, and no otherwise where it is not the reader's.

    Raises NotAllowed for a reader without the right to cases.
    """
    scope.require(CASE_RIGHT)
    told = [applications.c[name] for name in APPLICATION]
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
    """A case that its reader may see. row: its row of case_fact, what its application tells (APPLICATION), and now_at.

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
        return bool(self.row["state"] == OPEN)

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
        return self._rows(statement.where(self._own(step_fact), self._within(step_fact)))

    @cached_property
    def open_steps(self) -> list[Row]:
        """The steps that are open in an open case: who has it now."""
        return [row for row in self.steps if self.is_open and row["entered_at"] and not row["left_at"]]

    @property
    def holds(self) -> list[Row]:
        """Its holds by their begin: from_at, step (null: the whole case), to_at, reason, asked_by."""
        return self._told["holds"]

    @property
    def parts(self) -> list[Row]:
        """What its whole time is made of, so far while it is open: part, minutes, utility_minutes."""
        if self.is_open:
            return self._so_far.parts if self._so_far else []
        return self._told["parts"]

    @property
    def utility_minutes(self) -> int | None:
        """Its utility time, so far while it is open; None where it is not known."""
        if self.is_open:
            return self._so_far.utility if self._so_far else None
        minutes: int | None = self.row["utility_minutes"]
        return minutes

    @cached_property
    def _so_far(self) -> Split | None:
        span = (self.row["accepted_at"], self.now)
        return split(span, self.now, self.days, self.steps, self.holds, list(self.catalogue.codes["step"]))

    @property
    def standing(self) -> frozenset[str]:
        """What it stands as at the end of the data: overdue, due_soon, held."""
        return frozenset(row["kind"] for row in self._told["standing"])

    @property
    def flags(self) -> list[Row]:
        """What is odd about it: flag, step, round."""
        return self._told["flags"]

    @property
    def appointments(self) -> list[Row]:
        """Visits that were booked: booked_at, window_start, window_end, arrived_at."""
        return self._told["appointments"]

    @property
    def answers(self) -> list[Row]:
        """What its customer answered: the columns of TOLD for answers."""
        return self._told["answers"]

    @property
    def contacts(self) -> list[Row]:
        """Contacts about it at the reader's places: the columns of TOLD for contacts."""
        return self._told["contacts"]

    @property
    def complaints(self) -> list[Row]:
        """Complaints about it at the reader's places: the columns of TOLD for complaints."""
        return self._told["complaints"]

    @cached_property
    def _told(self) -> Mapping[str, list[Row]]:
        """What else is told of it, by what it is: rows in the order of their columns, unknown last.

        All of it is few rows of many tables, so it is asked for at once; a table fills the columns of the others with
        null.
        """
        types = {name: table.c[name].type for table, names in TOLD.values() for name in names}
        parts = []
        for told, (table, names) in TOLD.items():
            cells = [
                (table.c[name] if name in names else cast(null(), kind)).label(name) for name, kind in types.items()
            ]
            parts.append(select(literal(told).label("told"), *cells).where(self._of(table)))
        found: dict[str, list[Row]] = {told: [] for told in TOLD}
        for row in self.connection.execute(union_all(*parts)).mappings():
            found[row["told"]].append({name: row[name] for name in TOLD[row["told"]][1]})
        for rows in found.values():
            rows.sort(key=lambda row: [(cell is None, cell) for cell in row.values()])
        return found

    @cached_property
    def days(self) -> Days:
        """The days from the first stamp told of it to the last, or to now while it goes on."""
        names = ("submitted_at", "accepted_at", "power_on_at", "ended_at", "archived_at", "whole_due_at")
        stamps = [self.row[name] for name in (*names, "utility_due_at")]
        stamps += [row[name] for row in self.steps for name in ("entered_at", "left_at", "due_at")]
        stamps += [row[name] for row in self.holds for name in ("from_at", "to_at")]
        known = [stamp for stamp in stamps if stamp is not None]
        if not known or self.row["state"] in (SUBMITTED, OPEN):
            known.append(self.now)
        first, last = min(known) - timedelta(days=2), max(known) + timedelta(days=3)
        day = calendar_day.c
        statement = select(day.day, day.working, day.start_minute, day.work_before).where(
            calendar_day.c.day.between(first.date(), last.date())
        )
        return Days(self._rows(statement.order_by(calendar_day.c.day)))

    def _own(self, fact: Table) -> ColumnElement[bool]:
        """The case's rows of a fact; place and day, by which facts are sorted, let the engine pass most of it over."""
        day = self.row["accepted_date"]
        accepted = fact.c.accepted_date.is_(None) if day is None else fact.c.accepted_date == day
        return and_(fact.c.application == self.application, fact.c.place_no == self.row["place_no"], accepted)

    def _of(self, table: Table) -> ColumnElement[bool]:
        """The case's rows of a table of TOLD, within the reader's places."""
        if table in (holds, appointments):  # delivered rows know no place
            here = exists(select(1).where(self._own(case_fact), self._within(case_fact)))
            return and_(table.c.application == self.application, here)
        if table in (contact_fact, complaint_fact):  # these stand at places of their own
            return and_(table.c.application == self.application, self._within(table))
        still = [table.c.to_date.is_(None)] if table is standing_fact else []
        return and_(self._own(table), self._within(table), *still)

    def _within(self, fact: Table) -> ColumnElement[bool]:
        """The rows of a fact at the reader's places."""
        return fact.c.place_no.between(self.scope.first, self.scope.last)

    def _rows(self, statement: Select[Any]) -> list[Row]:
        return [dict(row) for row in self.connection.execute(statement).mappings()]
