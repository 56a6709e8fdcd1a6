"""One batch of cases from the delivered tables to the facts."""

from collections.abc import Sequence

from sqlalchemy import Connection, FromClause, Table, and_, insert, select

from ingest.derive.cases import DIMENSIONS, Batch, read_cases
from ingest.derive.due import DueSoon
from ingest.derive.flags import flags
from ingest.derive.judge import hold_cases, judge_by_steps, judge_cases, judge_steps, limit_cases
from ingest.derive.limits import Limits
from ingest.derive.moments import Moments
from ingest.derive.scratch import Scratch
from ingest.derive.standing import standings
from ingest.derive.steps import read_holds, read_steps
from ingest.derive.utility import utility_deadlines
from ingest.derive.waiting import split, sum_up, waiting_parts
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact


def derive_batch(
    connection: Connection,
    moments: Moments,
    days: Table,
    limits: Limits,
    soon: DueSoon,
    places: Table,
    numbers: Table,
    batch: Batch,
) -> None:
    """Append the facts of the batch's cases, in the order of their numbers."""
    with Scratch(connection) as scratch:
        cases = read_cases(scratch, moments, limits.bands, numbers, places, batch)
        binding = limits.binding(scratch, cases)
        steps = read_steps(scratch, moments, limits.bands, cases, binding)
        holds = read_holds(scratch, moments, cases)
        segments = split(scratch, cases, steps, holds)
        sums = sum_up(scratch, cases, steps, segments)
        case_limits = limit_cases(scratch, cases, binding)
        held_cases = hold_cases(scratch, moments, segments, case_limits)
        step_verdicts = judge_steps(scratch, moments, days, soon, cases, steps, holds)
        utility_due = utility_deadlines(moments, days, segments, cases, case_limits, sums)
        by_steps = judge_by_steps(steps, step_verdicts)
        case_verdicts = judge_cases(scratch, days, soon, cases, case_limits, sums, held_cases, utility_due, by_steps)

        verdict = and_(step_verdicts.c.case_no == steps.c.case_no, step_verdicts.c.rank == steps.c.rank)
        parts = waiting_parts(cases, sums, segments, steps)
        standing = standings(cases, case_verdicts, steps, step_verdicts, holds)
        odd = flags(cases, case_limits, steps, holds, held_cases)
        _append(connection, case_fact, cases, _of_case(cases, sums, case_verdicts), (case_verdicts, sums))
        _append(
            connection,
            step_fact,
            cases,
            _of_case(cases, steps, sums).join(step_verdicts, verdict),
            (step_verdicts, steps, sums),
        )
        for fact, rows in ((waiting_fact, parts), (standing_fact, standing), (flag_fact, odd)):
            _append(connection, fact, cases, _of_case(cases, rows), (rows,))


def _of_case(cases: Table, *beside: FromClause) -> FromClause:
    joined: FromClause = cases
    for rows in beside:
        joined = joined.join(rows, rows.c.case_no == cases.c.case_no)
    return joined


def _append(connection: Connection, fact: Table, cases: Table, source: FromClause, named: Sequence[FromClause]) -> None:
    """Insert a source's rows into a fact: each column from the first of the named tables that has it, else the case."""
    columns = []
    for column in fact.columns:
        holder = next((table for table in named if column.name in table.c and column.name not in DIMENSIONS), cases)
        columns.append(holder.c[column.name])
    rows = select(*columns).select_from(source).order_by(cases.c.case_no)
    connection.execute(insert(fact).from_select([column.name for column in fact.columns], rows))
