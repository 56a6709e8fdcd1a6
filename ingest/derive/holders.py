"""Who has each open case now: the team at the step that it is judged by, else at the first of its open steps."""

from sqlalchemy import Table, and_, case, func, select

from ingest.derive.cases import BY_STEPS, OPEN
from ingest.derive.scratch import Scratch
from warehouse.dialect import as_code


def holders(scratch: Scratch, cases: Table, steps: Table) -> Table:
    """One row a case: case_no and unit_now, the unit of one open step; null where it names none, or none is open.

    Of a case that is judged by its steps it is the open assessed step that is due first; of all others, and where none
    is due, the open step that stands first in the catalogue.
    """
    judged = and_(cases.c.judged_by == BY_STEPS, steps.c.assessed)
    first = (case((judged, steps.c.due_at)).nulls_last(), steps.c.place, steps.c.round)
    standing = (
        select(
            steps.c.case_no,
            steps.c.unit,
            func.row_number().over(partition_by=steps.c.case_no, order_by=first).label("at"),
        )
        .join_from(steps, cases, cases.c.case_no == steps.c.case_no)
        .where(cases.c.state == OPEN, steps.c.entered_at.is_not(None), steps.c.left_at.is_(None))
        .subquery()
    )
    chosen = and_(standing.c.case_no == cases.c.case_no, standing.c.at == 1)
    unit = as_code(standing.c.unit, "unit_now").label("unit_now")
    return scratch.keep("holder", select(cases.c.case_no, unit).outerjoin_from(cases, standing, chosen))
