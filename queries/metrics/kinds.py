"""What a metric is: a flow, a stock, or a pure function of other metrics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from sqlalchemy import Column, ColumnElement, Table

from queries.words import Words

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]  # one a group
Known = Mapping[str, Numbers]  # by part: <part>.n and <part>.value


class Unit(StrEnum):
    """What a value counts; shown beside it."""

    CASES = "cases"
    EXPECTED = "expected"  # cases, by their chances: fractions of them too
    EXECUTIONS = "executions"
    METERS = "meters"
    KVA = "kva"
    WORKING_DAYS = "working_days"
    SHARE = "share"  # 0..1, shown as %
    STEPS = "steps"
    FLAGS = "flags"
    PER_THOUSAND = "per_thousand"  # for every 1,000 cases
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MINUTES = "minutes"
    YUAN = "yuan"
    POINTS = "points"  # of 100
    MARKS = "marks"  # of a rating, as the source gives it
    ANSWERS = "answers"
    APPOINTMENTS = "appointments"
    CONTACTS = "contacts"
    COMPLAINTS = "complaints"
    DOCUMENTS = "documents"
    TRIPS = "trips"
    USERS = "users"
    TRANSACTIONS = "transactions"
    MESSAGES = "messages"


THOUSAND = 1000  # rows that Unit.PER_THOUSAND is for


class Better(StrEnum):
    """Which way a value should go."""

    LOWER = "lower"
    HIGHER = "higher"


class Statistic(StrEnum):
    """How the rows that count become one value."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"  # from whole hours, floored; an even number: the mean of the middle two
    P90 = "p90"  # the smallest whole hour with at least 90 % at or below it
    SHARE = "share"
    PER_PART = "per_part"  # the sum for each different value of `part`: a mean a day, a mean a month


@dataclass(frozen=True, kw_only=True, eq=False)
class Metric:
    """What every metric has: its names, its definition and formula, its unit and which way is better.

    Each is itself alone (eq=False): answers are looked up by metric, and comparing expressions would make new ones.
    """

    key: str
    name: Words
    definition: Words
    formula: Words
    unit: Unit
    better: Better | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow(Metric):
    """Rows of a fact counted on the cohort's date, or on the fixed one that it names.

    where: which rows count, beside the selection. value: minutes (shown as working days) or an amount; null rows do not
    count. hit: for a share, which of the counted rows score. date: a fixed date column; None is the selection's cohort.
    undated: counts the rows whose cohort date is unknown, whatever the period. now: counts rows as they stand where the
    data end, whatever the period. shows: columns of the fact that a list
    of its rows shows first. needs: what must have been delivered for the figure to be known: where a version holds
    nothing in one of these delivered columns, the answer is not 0 but that it is missing. part: the column by whose
    different values a sum is divided. only_by: the figure does not add up over the codes of these groupings: it is
    asked by one of them, or of one of their codes. private: it tells what single customers answered.
    """

    fact: Table
    statistic: Statistic
    where: tuple[ColumnElement[bool], ...] = ()
    value: Column[int] | Column[float] | None = None
    hit: ColumnElement[bool] | None = None
    date: str | None = None
    undated: bool = False
    now: bool = False
    shows: tuple[str, ...] = ()
    needs: tuple[Column[Any], ...] = ()
    part: Column[Any] | None = None
    only_by: tuple[str, ...] = ()
    private: bool = False

    @property
    def in_minutes(self) -> bool:
        """Whether the value is a duration."""
        return self.unit is Unit.WORKING_DAYS


@dataclass(frozen=True, kw_only=True, eq=False)
class Stock(Metric):
    """Rows standing at the end of a day d, never after as_of: from known, from <= d and (to null or to > d)."""

    fact: Table
    from_date: Column  # type: ignore[type-arg]
    to_date: Column  # type: ignore[type-arg]
    where: tuple[ColumnElement[bool], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Derived(Metric):
    """A pure function of other metrics.

    parts: keys of Flows. opens: the part whose rows stand behind the figure, and whose n is its n. compute: one value a
    group from the numbers of each part by group, <part>.n and <part>.value (NaN where it has no rows or no value); or,
    with spread, from a frame of the rows of a single group that the spread groupings split it into (columns: spread…,
    n, value).
    apart: groupings (and the filter over steps) that only the parts other than `opens` know: a step's time per case is
    over all cases, whichever step they took. standard: with spread, compute also gets the rows of all groups together:
    the mix that a figure is adjusted to.
    """

    parts: tuple[str, ...]
    opens: str
    compute: Callable[..., Numbers | float | None]
    apart: tuple[str, ...] = ()
    spread: tuple[str, ...] = ()
    standard: bool = False
