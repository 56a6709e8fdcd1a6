"""One batch of cases from the delivered tables to the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, FromClause, Table, insert, select

from ingest.derive.cases import DIMENSIONS, Batch, read_cases
from ingest.derive.due import DueSoon
from ingest.derive.flags import flags
from ingest.derive.holders import holders
from ingest.derive.judge import hold_cases, judge_by_steps, judge_cases, judge_steps, limit_cases
from ingest.derive.limits import Limits
from ingest.derive.met import count_visits, read_answers, read_appointments
from ingest.derive.moments import Moments
from ingest.derive.reconcile import Delivers
from ingest.derive.risk import FILLED_LATER
from ingest.derive.scratch import Scratch
from ingest.derive.standing import standings
from ingest.derive.steps import read_holds, read_steps
from ingest.derive.utility import utility_deadlines
from ingest.derive.waiting import split, sum_up, waiting_parts
from warehouse.delivered import appointments
from warehouse.delivered import steps as delivered_steps
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact
from warehouse.service_facts import answer_fact, appointment_fact


@dataclass(frozen=True)
class Shared:
    """What all batches of one derivation use.

    The clock, working days, limits, steps in order, places and cases; what there is to reconcile, the years and places
    that never enter a trip, the files and columns that are held at all, and whether 基本满意 counts as satisfied.
    """

    moments: Moments
    days: Table
    limits: Limits
    soon: DueSoon
    order: Table
    places: Table
    numbers: Table
    delivers: Delivers
    zero_trips: Table
    held: frozenset[tuple[str, str]]
    fairly_satisfied: bool

    def holds(self, column: Column[Any]) -> bool:
        """Whether a column of a delivered table holds anything."""
        return (column.table.name, column.name) in self.held


def derive_batch(connection: Connection, shared: Shared, batch: Batch) -> None:
    """Append the facts of the batch's cases, in the order of their numbers."""
    moments, days, soon, bands = shared.moments, shared.days, shared.soon, shared.limits.bands
    delivers = shared.delivers
    with Scratch(connection) as scratch:
        cases = read_cases(scratch, moments, bands, shared.numbers, shared.places, batch)
        binding = shared.limits.binding(scratch, cases)
        options = shared.limits.options(scratch, binding) if delivers.cases or delivers.steps else None
        of_cases, of_steps = options if delivers.cases else None, options if delivers.steps else None
        notices = shared.holds(delivered_steps.c.notified_at)
        raw_steps = read_steps(scratch, moments, bands, shared.order, cases, binding, notices)
        holds = read_holds(scratch, moments, cases)
        segments = split(scratch, cases, raw_steps, holds)
        steps = judge_steps(scratch, moments, days, soon, of_steps, cases, raw_steps, holds)
        booked = read_appointments(scratch, moments, cases, arrivals=shared.holds(appointments.c.arrived_at))
        visits = count_visits(cases, booked, booked=shared.holds(appointments.c.application))
        sums = sum_up(scratch, cases, steps, segments, visits)
        case_limits = limit_cases(scratch, cases, binding)
        held_cases = hold_cases(scratch, moments, segments, case_limits)
        utility_due = utility_deadlines(moments, days, segments, cases, case_limits, sums)
        verdicts = judge_cases(
            scratch, days, soon, of_cases, cases, case_limits, sums, held_cases, utility_due, judge_by_steps(steps)
        )
        held_by = holders(scratch, cases, steps)
        _append(connection, case_fact, cases, verdicts, sums, held_by)
        _append(connection, step_fact, cases, steps, sums)
        _append(connection, waiting_fact, cases, waiting_parts(cases, sums, segments, steps), sums)
        _append(connection, standing_fact, cases, standings(cases, verdicts, steps, holds), held_by)
        _append(connection, flag_fact, cases, flags(cases, case_limits, steps, holds, held_cases, shared.zero_trips))
        _append(connection, appointment_fact, cases, booked)
        answers = read_answers(moments, cases, fairly_satisfied=shared.fairly_satisfied)
        _append(connection, answer_fact, cases, answers, sums)


def _append(connection: Connection, fact: Table, cases: Table, *beside: FromClause) -> None:
    """Insert into a fact, in the order of the cases: each column from the first table beside them that has it.

    The DIMENSIONS, and what no table beside them has, are the case's own; FILLED_LATER are left out.
    """
    source: FromClause = cases
    for table in beside:
        source = source.join(table, table.c.case_no == cases.c.case_no)
    names = [column.name for column in fact.columns if column.name not in FILLED_LATER]
    columns = [_holder(name, cases, beside).c[name] for name in names]
    rows = select(*columns).select_from(source).order_by(cases.c.case_no)
    connection.execute(insert(fact).from_select(names, rows))


def _holder(column: str, cases: Table, beside: Sequence[FromClause]) -> FromClause:
    if column in DIMENSIONS:
        return cases
    return next((table for table in beside if column in table.c), cases)
