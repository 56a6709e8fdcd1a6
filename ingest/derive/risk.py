"""The chance of each open case that it exceeds its due date, worked out once all facts are there, and kept in them."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Connection, Float, Integer, Select, String, Table, case, cast, func, select, update

from ingest.derive.cases import BY_STEPS
from ingest.derive.courses import courses
from ingest.derive.moments import Moments
from ingest.derive.scratch import Scratch
from stats.exceed import WHOLE, learn
from warehouse.dialect import read_frame
from warehouse.facts import case_fact

HISTORY = timedelta(days=1095)  # of what was due in these last three years the chances are made
WEEK = timedelta(days=7)
FILLED_LATER = ("chance_late", "days_left", "due_week")
_GROUP = ("judged_by", "customer_class", "family")
_UNITS = ("province_no", "city_no")


def fill_chances(connection: Connection, moments: Moments, as_of: datetime) -> None:
    """Fill FILLED_LATER of case_fact, as it says. as_of is naive UTC. All facts of cases must have been derived."""
    with Scratch(connection) as scratch:
        told = scratch.keep("course", courses(moments, as_of - HISTORY))
        standing = standing_cases(read_frame(connection, _standing(told)))
        if standing.empty:
            return
        chances = learn(grouped(read_frame(connection, past_counts(told)))).chances(standing)
        standing = standing.assign(chance_late=chances.round(6))
        columns = {"application": String, "chance_late": Float, "days_left": Integer, "due_week": Boolean}
        standing = standing.rename(columns={"left": "days_left"})
        known = standing[list(columns)].astype(object).where(standing[list(columns)].notna(), None)
        rows = [dict(zip(columns, row, strict=True)) for row in known.itertuples(index=False)]
        filled = scratch.fill("chance", columns, rows)
        changed = update(case_fact).where(case_fact.c.application == filled.c.application)
        connection.execute(changed.values({name: filled.c[name] for name in FILLED_LATER}))


def grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with their group: cases that are judged alike, of one class and family of services."""
    judged_by, customer_class, family = (rows[name].fillna("").astype(str) for name in _GROUP)
    return rows.assign(group=judged_by + "|" + customer_class + "|" + family)


def standing_cases(rows: pd.DataFrame) -> pd.DataFrame:
    """One row an open case that is due yet: that of the assessed step due first, or of the step at which it stands.

    rows: those of open cases and of the steps they stand at, past due or not. A case whose step is overdue is left out.
    Of several open steps it stands at the first in the catalogue's order, and with none at WHOLE.
    """
    by_steps = rows["judged_by"] == BY_STEPS
    rows = grouped(rows).assign(at=rows["due_at"].where(by_steps), between=rows["step"] == WHOLE)
    rows = rows.sort_values(["application", "at", "between", "sort", "step", "entered_no"])
    rows = rows.drop_duplicates("application")
    rows = rows[rows["due_at"] > rows["now_at"]]
    left = rows["due_no"] - rows["now_no"]
    return rows.assign(left=left, waited=rows["days"] - left, due_week=rows["due_at"] <= rows["now_at"] + WEEK)


def _standing(told: Table) -> Select[Any]:
    """The open cases, the open steps of those judged by the whole time, and the open assessed steps of the others."""
    rows = told.c
    named = [cast(column, String).label(column.name) if column.name in _GROUP else column for column in rows]
    return select(*named).where(rows.left_no.is_(None), rows.end_no.is_(None))


def past_counts(told: Table) -> Select[Any]:
    """How many past cases stood where, how long and with how much time left: counted until they were first on hold."""
    rows = told.c
    gone = case((rows.held_no < func.coalesce(rows.left_no, rows.held_no + 1), rows.held_no), else_=rows.left_no)
    stayed = func.coalesce(gone, rows.due_no + 1) - rows.entered_no
    names = (*_GROUP, "step", *_UNITS, "days", "late")
    found = select(*[rows[name] for name in names], stayed.label("stayed")).where(rows.late.is_not(None)).subquery()
    kept = [found.c[name] for name in (*names, "stayed")]
    named = [cast(column, String).label(column.name) if column.name in _GROUP else column for column in kept]
    return select(*named, func.count().label("n")).where(found.c.stayed > 0, found.c.days > 0).group_by(*kept)
