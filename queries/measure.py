"""The heart: metric x selection x grouping -> a small frame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, Table

from queries.catalogue import Catalogue
from queries.errors import QuestionError
from queries.groupings import GROUPINGS
from queries.metrics import Derived, Flow, Metric, Stock, metric
from queries.metrics.kinds import Statistic
from queries.selection import Selection
from queries.statement import Need, fetch
from stats.intervals import wilson

FIGURES = ["metric", "n", "value", "low", "high"]
Fetch = Callable[[Table, Sequence[Need]], Mapping[Need, pd.DataFrame]]


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
    """The metrics of a selection: columns by…, metric, n, value, low, high; one statement per fact table.

    Groups are codes as text (regions by their code, time by its first day), null where unknown; groups of which no row
    counts are left out. n are the cases, executions or rows behind the value, exactly those that rows() lists. value is
    in the metric's unit, null where unknown. low and high are the 95 % interval of a share, null for all else.
    Raises QuestionError for an unknown metric or grouping and NotAvailable for one that the metric's rows do not have.
    """
    question = Question(tuple(metrics), selection, tuple(by))
    needs = needed(question, catalogue)
    found = fetch_all(needs, lambda fact, asked: fetch(connection, catalogue, fact, asked))
    return assemble(question, found, catalogue)


def fetch_all(needs: Sequence[Need], fetch_fact: Fetch) -> dict[Need, pd.DataFrame]:
    """The answers to needs over any facts: each fact table is asked once."""
    by_fact: dict[Table, list[Need]] = {}
    for need in dict.fromkeys(needs):
        by_fact.setdefault(need.metric.fact, []).append(need)
    found: dict[Need, pd.DataFrame] = {}
    for fact, asked in by_fact.items():
        found |= fetch_fact(fact, asked)
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


def assemble(question: Question, found: Mapping[Need, pd.DataFrame], catalogue: Catalogue) -> pd.DataFrame:
    """The frame of a question from the answers to its needs."""
    frames = [_frame(metric(key), question, found) for key in question.metrics]
    frame = pd.concat(frames, ignore_index=True)
    if "region" in question.by:
        frame["region"] = [catalogue.by_no[int(number)].region for number in frame["region"]]
    return frame.sort_values([*question.by], kind="stable", ignore_index=True) if question.by else frame


def _needs(asked: Metric, selection: Selection, by: tuple[str, ...]) -> dict[str, Need]:
    """The needs behind one metric, by part."""
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


def _frame(asked: Metric, question: Question, found: Mapping[Need, pd.DataFrame]) -> pd.DataFrame:
    by = list(question.by)
    needs = _needs(asked, question.selection, question.by)
    if isinstance(asked, Derived):
        parts = {key: found[need] for key, need in needs.items()}
        frame = _spread(asked, parts, by) if asked.spread else _computed(asked, parts, by)
    else:
        frame = found[needs[asked.key]].copy()
    frame["value"] = frame["value"].astype(float)
    frame["metric"] = asked.key
    frame["low"], frame["high"] = float("nan"), float("nan")
    if isinstance(asked, Flow) and asked.statistic is Statistic.SHARE:
        frame["low"], frame["high"] = wilson(frame["value"] * frame["n"], frame["n"])
    return frame[[*by, *FIGURES]]


def _computed(asked: Derived, parts: Mapping[str, pd.DataFrame], by: list[str]) -> pd.DataFrame:
    """A derived value from its parts side by side, one row a group of the widest part."""
    named = {
        key: part.rename(columns={"n": f"{key}.n", "value": f"{key}.value"}).astype({f"{key}.value": float})
        for key, part in parts.items()
    }
    others = [key for key in asked.parts if key != asked.opens]
    opened = named[asked.opens]
    shared = [name for name in by if name in opened.columns]
    # Where the parts are split further than what is opened, their groups lead; else the opened groups do.
    base = others[0] if others and len(shared) < len(by) else asked.opens
    frame = named[base]
    for key in asked.parts:
        if key != base:
            on = [name for name in by if name in frame.columns and name in named[key].columns]
            frame = frame.merge(named[key], how="left", on=on) if on else frame.merge(named[key], how="cross")
    n = frame[f"{asked.opens}.n"].fillna(0).astype(int)
    frame = frame.assign(n=n, value=asked.compute(frame))
    return frame[frame["n"] > 0].reset_index(drop=True) if by else frame


def _spread(asked: Derived, parts: Mapping[str, pd.DataFrame], by: list[str]) -> pd.DataFrame:
    """A derived value from all rows that the spread splits a group into."""
    part = parts[asked.opens]
    groups = part.groupby(by, dropna=False, sort=False) if by else [((), part)]
    rows = [
        (*(group if isinstance(group, tuple) else (group,)), int(rows["n"].sum()), asked.compute(rows))
        for group, rows in groups
    ]
    return pd.DataFrame(rows, columns=[*by, "n", "value"])
