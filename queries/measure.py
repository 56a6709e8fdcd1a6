"""The heart: metric x selection x grouping -> a small frame."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from queries.catalogue import Catalogue
from queries.errors import QuestionError
from queries.groupings import GROUPINGS, PLACES
from queries.metrics import Derived, Flow, Metric, Stock, metric
from queries.metrics.kinds import Statistic
from queries.need import Need, Row
from queries.selection import Selection
from queries.statement import fetch
from stats.intervals import wilson

FIGURES = ["metric", "n", "value", "low", "high"]
Fetch = Callable[[Sequence[Need]], Mapping[Need, list[Row]]]
Found = Mapping[Need, list[Row]]


@dataclass(frozen=True)
class Question:
    """Metrics (by key) of one selection, split by the same groupings."""

    metrics: tuple[str, ...]
    selection: Selection
    by: tuple[str, ...] = ()


def measure(
    connection: Connection,
    catalogue: Catalogue,
    metrics: Sequence[str],
    selection: Selection,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """The metrics of a selection: columns by…, metric, n, value, low, high; one statement per fact table, and one
    for all that hold sums of a day.

    Groups are codes as text (regions by their code, time by its first day), null where unknown; groups of which no row
    counts are left out. n are the cases, executions or rows behind the value, exactly those that rows() lists. value is
    in the metric's unit, null where unknown. low and high are the 95 % interval of a share, null for all else.
    Raises QuestionError for an unknown metric or grouping and NotAvailable for one that the metric's rows do not have.
    """
    question = Question(tuple(metrics), selection, tuple(by))
    needs = needed(question, catalogue)
    found = fetch_all(needs, lambda asked: fetch(connection, catalogue, asked))
    return assemble(question, found, catalogue)


def fetch_all(needs: Sequence[Need], fetch_some: Fetch) -> dict[Need, list[Row]]:
    """The answers to needs over any facts: each fact table is asked once, those of sums, which are small, together."""
    together: dict[Table | str, list[Need]] = {}
    for need in dict.fromkeys(needs):
        fact = need.metric.fact
        together.setdefault("sums" if fact.info.get("sums") else fact, []).append(need)
    found: dict[Need, list[Row]] = {}
    for asked in together.values():
        found |= fetch_some(asked)
    return found


def needed(question: Question, catalogue: Catalogue) -> list[Need]:
    """The flows and stocks that a question comes down to, each checked against its fact's columns."""
    for name in question.by:
        if name not in GROUPINGS:
            raise QuestionError(
                f"没有分组“{name}”。", f"There is no grouping {name!r}; use one of {', '.join(GROUPINGS)}."
            )
    return [
        need.checked(catalogue)
        for key in question.metrics
        for need in _needs(metric(key), question.selection, question.by).values()
    ]


def assemble(question: Question, found: Found, catalogue: Catalogue) -> pd.DataFrame:
    """The frame of a question from the answers to its needs."""
    by = question.by
    rows = [row for key in question.metrics for row in _figures(metric(key), question, found)]
    for at, name in enumerate(by):
        if name in PLACES:
            rows = [(*row[:at], _region(row[at], catalogue), *row[at + 1 :]) for row in rows]
    rows.sort(key=lambda row: [(group is None, group or "") for group in row[: len(by)]])
    return _typed(rows, [*by, *FIGURES])


def _region(number: str | None, catalogue: Catalogue) -> str | None:
    return None if number is None else catalogue.by_no[int(number)].region


def _typed(rows: Sequence[Row], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of rows, its figures as numbers; typed and indexed at once, which pandas takes long to find out."""
    kinds = {"n": int, "value": float, "low": float, "high": float}
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {name: np.array(column, kinds.get(name, object)) for name, column in zip(columns, values, strict=True)},
        index=pd.RangeIndex(len(rows)),
        copy=False,
    )


def _needs(asked: Metric, selection: Selection, by: tuple[str, ...]) -> dict[str, Need]:
    """The needs behind one metric, by part. What the selection is compared with changes no answer."""
    selection = replace(selection, comparison="none")
    if isinstance(asked, Flow | Stock):
        return {asked.key: Need(asked, selection, by)}
    if not isinstance(asked, Derived):
        raise TypeError(f"{asked.key} is no flow, stock or derived metric.")
    needs = {}
    for key in asked.parts:
        part = metric(key)
        if not isinstance(part, Flow | Stock):
            raise TypeError(f"The part {key} of {asked.key} must be a flow or a stock.")
        if key == asked.opens and asked.apart:
            split = tuple(name for name in by if name not in asked.apart)
            where = replace(selection, steps=()) if "step" in asked.apart else selection
            needs[key] = Need(part, where, split)
        else:
            needs[key] = Need(part, selection, tuple(dict.fromkeys((*by, *asked.spread))))
    return needs


def _figures(asked: Metric, question: Question, found: Found) -> list[Row]:
    """A metric's rows: groups, then FIGURES."""
    needs = _needs(asked, question.selection, question.by)
    if not isinstance(asked, Derived):
        answers = found[needs[asked.key]]
    elif asked.spread:
        answers = _spread(asked, needs[asked.opens], question.by, found)
    else:
        answers = _computed(asked, needs, question.by, found)
    if isinstance(asked, Flow) and asked.statistic is Statistic.SHARE:
        n, share = np.array([row[-2:] for row in answers], dtype=float).reshape(-1, 2).T
        lows, highs = (ends.tolist() for ends in wilson(share * n, n))
    else:
        lows = highs = [math.nan] * len(answers)
    return [(*row[:-2], asked.key, *row[-2:], low, high) for row, low, high in zip(answers, lows, highs, strict=True)]


def _computed(asked: Derived, needs: Mapping[str, Need], by: tuple[str, ...], found: Found) -> list[Row]:
    """A derived value from its parts side by side, one row a group of the widest part."""
    others = [key for key in asked.parts if key != asked.opens]
    # Where the parts are split further than what is opened, their groups lead; else the opened groups do.
    base = needs[others[0] if others and len(needs[asked.opens].by) < len(by) else asked.opens]
    groups = [row[:-2] for row in found[base]]
    columns = {}
    for key, need in needs.items():
        at = [base.by.index(name) for name in need.by]
        figures = {row[:-2]: row[-2:] for row in found[need]}
        beside = [figures.get(tuple(group[one] for one in at), (math.nan, math.nan)) for group in groups]
        columns[f"{key}.n"], columns[f"{key}.value"] = np.array(beside, float).reshape(-1, 2).T
    values = np.asarray(asked.compute(columns), float).tolist()
    counts = np.nan_to_num(columns[f"{asked.opens}.n"]).astype(int).tolist()
    return [(*group, n, value) for group, n, value in zip(groups, counts, values, strict=True) if n or not by]


def _spread(asked: Derived, need: Need, by: tuple[str, ...], found: Found) -> list[Row]:
    """A derived value from all rows that the spread splits a group into."""
    part = _typed(found[need], [*need.by, "n", "value"])
    split = part.groupby(list(by), dropna=False, sort=False) if by else [((), part)]
    every = (part,) if asked.standard else ()
    return [
        (
            *(one if isinstance(one, str) else None for one in (group if isinstance(group, tuple) else (group,))),
            int(rows["n"].sum()),
            asked.compute(rows, *every),
        )
        for group, rows in split
    ]
