"""Which rows count: a metric's own conditions, the selection's and the reader's scope, as one WHERE clause."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, true

from queries.errors import NotAvailable
from queries.flags import ANSWERED
from queries.groupings import COLUMNS, Asked
from queries.metrics.kinds import Flow, Stock
from queries.scope import CASE_RIGHT
from queries.seen import seen
from queries.selection import FILTERS
from queries.words import Words
from warehouse.facts import flag_fact

GROUPING_WORDS = {"channel": Words("渠道", "channel"), "function": Words("功能", "function")}


def check_filters(asked: Asked) -> None:
    """Raises NotAvailable for a filter that the fact has no column for: it is said, never ignored."""
    for field, (_, dimension, words) in FILTERS.items():
        if getattr(asked.selection, field) and COLUMNS[dimension] not in asked.fact.c:
            raise asked.refuse(words, ("筛选", "filtered by"))


def check_known(asked: Asked) -> None:
    """Raises NotAvailable where the version holds nothing of what the metric is made of: unknown is not 0."""
    metric = asked.metric
    if not isinstance(metric, Flow):
        return
    missing = [column for column in metric.needs if (column.table.name, column.name) not in asked.catalogue.held]
    if missing:
        names = "、".join(f"{column.table.name} 的 {column.name}" for column in missing)
        english = ", ".join(f"{column.name} of {column.table.name}" for column in missing)
        raise NotAvailable(
            f"本数据没有“{metric.name.zh}”所需的 {names}；交付这些列即可显示。",
            f"{metric.name.en} needs {english}, which the data do not hold: deliver it to see the figure.",
        )


def check_adds(asked: Asked, by: Sequence[str]) -> None:
    """Raises NotAvailable where a figure would be added over codes over which it does not add up."""
    for name in getattr(asked.metric, "only_by", ()):
        field = next((field for field, (_, dimension, _) in FILTERS.items() if dimension == name), "")
        if name not in by and len(getattr(asked.selection, field, ())) != 1:
            raise NotAvailable(
                f"“{asked.metric.name.zh}”不能跨{GROUPING_WORDS[name].zh}相加，请按{GROUPING_WORDS[name].zh}分别查看。",
                f"{asked.metric.name.en} does not add up over every {GROUPING_WORDS[name].en}: ask by "
                f"{GROUPING_WORDS[name].en}.",
            )


def check_rows(asked: Asked) -> None:
    """Raises NotAvailable where no rows of one's own stand behind a figure; NotAllowed where not for this reader."""
    name = asked.metric.name
    if asked.fact.info.get("sums"):
        raise NotAvailable(
            f"“{name.zh}”来自按日汇总的数据，不能逐条打开。",
            f"{name.en} is told by sums of a day, which hold no single rows.",
        )
    asked.selection.scope.require(CASE_RIGHT)


def selected(asked: Asked) -> ColumnElement[bool]:
    """Scope and rights, place, filters and, for a flow, the period; no statement is made without it.

    Raises NotAvailable as check_filters does.
    """
    check_filters(asked)
    fact, selection = asked.fact, asked.selection
    conditions: list[ColumnElement[bool]] = [
        fact.c.place_no.between(
            max(selection.place.no, selection.scope.first), min(selection.place.last, selection.scope.last)
        )
    ]
    if fact is flag_fact and CASE_RIGHT not in selection.scope.rights:
        conditions.append(fact.c.flag.not_in(ANSWERED))
    for field, (_, dimension, _) in FILTERS.items():
        if codes := getattr(selection, field):
            column = seen(fact.c[COLUMNS[dimension]], selection.scope, asked.catalogue)
            conditions.append(column.in_(codes))
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
