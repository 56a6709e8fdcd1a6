"""Whole statistical weeks: of what readers without the right to cases are told what single customers answered.

Two periods that a reader may choose would else differ by a day, and their figures by one customer's answer. So such
figures are counted over the weeks (Monday to Sunday) that begin in the period and were over when the data were
delivered. Neither inwards nor outwards: of periods side by side each week then belongs to exactly one, and months sum
to their year. Parts of time longer than a week hold the weeks that begin in them. They are counted by one date of the
cases, whichever is chosen: what two dates count differs by single cases.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from math import nan

import pandas as pd

from queries.asker import Answer, Failure
from queries.catalogue import Catalogue
from queries.measure import FIGURES, Question
from queries.metrics import METRICS
from queries.metrics.kinds import Flow, Statistic
from queries.periods import STARTS, next_start
from queries.selection import DAY, Selection, default_cohort
from stats.intervals import wilson
from stats.withhold import Group

WEEK = "week"
WEEKLY = "weekly"  # of a frame: some of its figures are over whole weeks
Figures = tuple[float, ...]  # n, value, low, high


def whole_weeks(selection: Selection, catalogue: Catalogue) -> Selection | None:
    """The selection over the whole weeks that begin in its period and are over; None where there is none."""
    over = STARTS[WEEK](catalogue.as_of_date + DAY)
    start, end = _monday(selection.start), min(_monday(selection.end), over)
    if start >= end:
        return None
    return replace(selection, start=start, end=end, cohort=default_cohort(catalogue), comparison="none")


def _monday(day: date) -> date:
    """The first Monday from a day on."""
    first = STARTS[WEEK](day)
    return first if first == day else next_start(WEEK, first)


def by_weeks(by: Sequence[str]) -> tuple[str, ...]:
    """Groupings with weeks in place of all parts of time."""
    return tuple(dict.fromkeys(WEEK if name in STARTS else name for name in by))


def regrouped(group: Group, asked: Sequence[str], by: Sequence[str]) -> Group:
    """A group of `asked`, split by weeks, as the group of `by` that holds it."""
    return tuple(_part(name, group[asked.index(WEEK)]) if name in STARTS else group[asked.index(name)] for name in by)


def _part(name: str, week: str | None) -> str | None:
    return None if week is None else STARTS[name](date.fromisoformat(week)).isoformat()


def is_weekly(answer: Answer) -> bool:
    """Whether some of an answer's figures are over the whole weeks that begin in the period."""
    return not isinstance(answer, Failure) and bool(answer.attrs.get(WEEKLY))


def with_weeks(frame: pd.DataFrame, weeks: pd.DataFrame, question: Question, told: Collection[str]) -> pd.DataFrame:
    """A question's frame with the figures of the metrics `told` replaced by those over weeks, summed to its groups."""
    by, asked = question.by, by_weeks(question.by)
    found: dict[tuple[str, Group], list[Figures]] = {}
    for row in weeks.itertuples(index=False):
        group = tuple(code if isinstance(code, str) else None for code in row[: len(asked)])
        key, *figures = row[len(asked) :]
        if key in told:
            found.setdefault((key, regrouped(group, asked, by)), []).append(tuple(figures))
    rows = [(*group, key, *_summed(key, figures)) for (key, group), figures in found.items()]
    rows += [tuple(row) for row in frame.itertuples(index=False) if row[len(by)] not in told]
    keys = list(question.metrics)
    rows.sort(key=lambda row: keys.index(str(row[len(by)])))
    rows.sort(key=lambda row: [(not isinstance(code, str), str(code)) for code in row[: len(by)]])
    made = pd.DataFrame(rows, columns=[*by, *FIGURES])
    return made.astype({"n": int, "value": float, "low": float, "high": float})


def _summed(key: str, parts: Sequence[Figures]) -> Figures:
    """n, value, low and high of a metric over several weeks."""
    if len(parts) == 1:
        return parts[0]
    asked = METRICS[key]
    if not isinstance(asked, Flow) or asked.statistic not in (Statistic.COUNT, Statistic.SHARE, Statistic.MEAN):
        raise TypeError(f"{key} does not add up over weeks.")
    filled = [part for part in parts if part[0]]
    n = sum(part[0] for part in filled)
    if asked.statistic is Statistic.COUNT:
        return n, sum(part[1] for part in filled), nan, nan
    value = sum(part[0] * part[1] for part in filled) / n if n else nan
    if asked.statistic is Statistic.MEAN or not n:
        return n, value, nan, nan
    low, high = (float(end) for end in wilson(value * n, n))
    return n, value, low, high
