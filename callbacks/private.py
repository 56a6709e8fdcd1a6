"""What of the answers of single customers is told to readers without the right to cases only in part.

The rule: a figure is withheld where it is over fewer than five answers, and a share of answers also where fewer than
five of them (but some) count in it, or fewer than five do not: the share times the n beside it is that number. What
counts the answers that do not count in a share is withheld with it, and so are mean trips with the share of those
without any: few trips are those of few customers. Any other mean is judged by its n alone: it does not say how many
answered what.
"""

from enum import StrEnum
from typing import NamedTuple

from queries.measure import Question
from queries.metrics import METRICS, Derived, Flow, Stock
from queries.metrics.kinds import Statistic
from queries.metrics.satisfaction import METHODS
from queries.scope import CASE_RIGHT
from warehouse.service_facts import answer_fact

# What tells how many answers do not count in a share.
WITHIN = {f"dissatisfied{suffix}": f"csat{suffix}" for suffix, _ in METHODS.values()}
WITHIN["trips_confirmed"] = "zero_trip_rate_confirmed"


class Number(StrEnum):
    """Which of the answers of a figure are counted: all, those that count in a share, or the others."""

    ALL = "all"
    HITS = "hits"
    OTHERS = "others"


class Judged(NamedTuple):
    """A number of answers that decides what is withheld."""

    metric: str
    number: Number

    def of(self, n: int, value: float) -> int:
        """The number, from the metric's n and value (NaN where n is 0)."""
        if self.number is Number.ALL or not n:
            return n
        hits = round(n * value)
        return hits if self.number is Number.HITS else n - hits


def concerned(question: Question) -> dict[str, tuple[Judged, ...]]:
    """The metrics of a question that are withheld from its reader where small, each with the numbers that decide."""
    if CASE_RIGHT in question.selection.scope.rights:
        return {}
    found = {key: _private(key) for key in question.metrics}
    return {key: parts for key, parts in found.items() if parts}


def weekly(question: Question) -> tuple[str, ...]:
    """The metrics of a question that its reader gets over whole weeks.

    Those that may be withheld, and all else of those who were asked: how many answered stands beside what they said.
    """
    if CASE_RIGHT in question.selection.scope.rights:
        return ()
    return tuple(key for key in question.metrics if _private(key) or _is_asked(key))


def _is_asked(key: str) -> bool:
    asked = METRICS.get(key)
    if isinstance(asked, Derived):
        return any(map(_is_asked, asked.parts))
    return isinstance(asked, Flow | Stock) and asked.fact is answer_fact


def _private(key: str) -> tuple[Judged, ...]:
    asked = METRICS.get(WITHIN.get(key, key))
    if isinstance(asked, Derived):
        return tuple(part for name in asked.parts for part in _private(name))
    if not isinstance(asked, Flow | Stock) or not getattr(asked, "private", False):
        return ()
    share = isinstance(asked, Flow) and asked.statistic is Statistic.SHARE
    return tuple(Judged(asked.key, number) for number in (Number if share else (Number.ALL,)))


def judged_by(question: Question) -> tuple[Judged, ...]:
    """The numbers that decide what of a question is withheld."""
    return tuple(dict.fromkeys(part for parts in concerned(question).values() for part in parts))
