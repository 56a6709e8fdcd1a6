"""The cases of a selection by class and by the weeks in which they were accepted and ended, back from the last day."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Date, String, case, cast, func, literal, or_, select

from queries.catalogue import Catalogue
from queries.conditions import selected
from queries.groupings import Asked
from queries.metrics import metric
from queries.metrics.kinds import Stock
from queries.selection import Selection
from stats.arrivals import STEP, WEEKS
from warehouse.dialect import day_number, floor_divide
from warehouse.facts import case_fact
from warehouse.records import calendar_day

WEEK = 7  # days


def weekly_days(connection: Connection, catalogue: Catalogue) -> list[int]:
    """Working days of each seven, from STEP weeks after the last day back to WEEKS weeks before it, latest first."""
    last = catalogue.as_of_date + timedelta(days=WEEK * STEP)
    first = last - timedelta(days=WEEK * (STEP + WEEKS + 1))
    day = calendar_day.c
    rows = connection.execute(select(day.working_no).where(day.day.between(first, last)).order_by(day.day.desc()))
    ends = [int(number) for number in rows.scalars()][::WEEK]
    return [end - begin for end, begin in pairwise(ends)]


def weekly_flows(connection: Connection, catalogue: Catalogue, selection: Selection) -> pd.DataFrame:
    """Columns group (the class, null unknown), accepted and ended (weeks ago, 0 the last seven days), n.

    Of the selection its place and filters count, not its period: accepted cases that were open within the last WEEKS
    weeks. ended is null while a case is open; what lies further back counts as WEEKS weeks ago. Raises NotAvailable for
    a filter that cases do not have.
    """
    c, last = case_fact.c, catalogue.as_of_date
    first = last - timedelta(days=WEEK * WEEKS)
    opened = metric("open")
    assert isinstance(opened, Stock)  # noqa: S101 - the stock of open cases

    def weeks(day: Column[Any]) -> ColumnElement[int]:
        ago = day_number(literal(last, Date)) - day_number(day)
        return case((day.is_not(None), func.least(floor_divide(func.greatest(ago, 0), WEEK), WEEKS)))

    accepted, ended, group = weeks(c.accepted_date), weeks(c.end_date), cast(c.customer_class, String)
    rows = (
        select(group, accepted, ended, func.count())
        .where(selected(Asked(opened, selection, catalogue)), c.accepted_date <= last, *opened.where)
        .where(or_(c.end_date.is_(None), c.end_date > first))
        .group_by(group, accepted, ended)
    )
    found = [tuple(row) for row in connection.execute(rows)]  # as tuples: pandas takes long to see what a row is
    return pd.DataFrame(found, columns=["group", "accepted", "ended", "n"])
