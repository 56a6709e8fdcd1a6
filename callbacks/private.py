"""What of the answers of single customers is told to readers without the right to cases only in part."""

from queries.measure import Question
from queries.metrics import METRICS, Derived, Flow, Stock
from queries.metrics.satisfaction import METHODS
from queries.scope import CASE_RIGHT
from warehouse.service_facts import answer_fact

# Counts of some of the answers that another figure is over; each is withheld where that figure is: that of a single
# answer none is dissatisfied tells what was answered.
WITHIN = {f"dissatisfied{suffix}": f"csat{suffix}" for suffix, _ in METHODS.values()}


def concerned(question: Question) -> dict[str, tuple[str, ...]]:
    """The metrics of a question that are withheld from its reader where small, each with those whose n decides."""
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


def _private(key: str) -> tuple[str, ...]:
    asked = METRICS.get(key)
    if isinstance(asked, Derived):
        return tuple(part for name in asked.parts for part in _private(name))
    if not getattr(asked, "private", False):
        return ()
    return (key, WITHIN[key]) if key in WITHIN else (key,)


def judged_by(question: Question) -> tuple[str, ...]:
    """The metrics whose n decides what of a question is withheld."""
    return tuple(dict.fromkeys(part for parts in concerned(question).values() for part in parts))
