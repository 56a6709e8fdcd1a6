"""Which rows count: a metric's own conditions, the selection's and the reader's scope, as one WHERE clause."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, true

from queries.groupings import COLUMNS, Asked
from queries.metrics.kinds import Flow, Stock
from queries.selection import FILTERS


def check_filters(asked: Asked) -> None:
    """Raises NotAvailable for a filter that the fact has no column for: it is said, never ignored."""
    for field, (_, dimension, words) in FILTERS.items():
        if getattr(asked.selection, field) and COLUMNS[dimension] not in asked.fact.c:
            raise asked.refuse(words, ("筛选", "filtered by"))


def selected(asked: Asked) -> ColumnElement[bool]:
    """Scope, place, filters and, for a flow, the period; no statement is made without it.

    Raises NotAvailable as check_filters does.
    """
    check_filters(asked)
    fact, selection = asked.fact, asked.selection
    conditions: list[ColumnElement[bool]] = [
        fact.c.place_no.between(
            max(selection.place.no, selection.scope.first), min(selection.place.last, selection.scope.last)
        )
    ]
    for field, (_, dimension, _) in FILTERS.items():
        if codes := getattr(selection, field):
            conditions.append(fact.c[COLUMNS[dimension]].in_(codes))
    if asked.counted_on is not None:
        conditions += [asked.counted_on >= selection.start, asked.counted_on < selection.end]
    elif isinstance(asked.metric, Flow) and asked.metric.undated:
        conditions.append(fact.c[f"{selection.cohort}_date"].is_(None))
    return and_(*conditions)


def counted(metric: Flow) -> ColumnElement[bool]:
    """The metric's own conditions: which of the selected rows count."""
    known = [] if metric.value is None else [metric.value.is_not(None)]
    return and_(true(), *metric.where, *known)


def standing(metric: Stock, first: date, last: date) -> ColumnElement[bool]:
    """Rows that stand at the end of some day from first to last; of one day alone where both are the same."""
    return and_(
        *metric.where,
        metric.from_date <= last,
        or_(metric.to_date.is_(None), and_(metric.to_date > first, metric.to_date > metric.from_date)),
    )
