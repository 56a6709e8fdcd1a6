"""Targets: what a figure over many cases is to reach, and which of them judges a unit on a day.

A target holds for its unit and all below it, unless one of a unit further down takes its place. What readers have
written stands over what was delivered: a row of the same name replaces it, or withdraws it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# What a statistic adds to the name of a metric in the registry; the mean, and a share, go by the metric's own.
SUFFIXES: Mapping[str, str] = {"mean": "", "share": "", "median": ".median", "p90": ".p90"}
# Of what a target may be of one alone: the grouping -> its column in a target, and the field of a selection.
NARROWED: Mapping[str, tuple[str, str]] = {
    "class": ("customer_class", "classes"),
    "service": ("service", "services"),
    "channel": ("channel", "channels"),
}
PERIODS = ("week", "month", "quarter", "year")  # over which a figure is to stand where the target wants it

Slot = tuple[str | None, ...]


@dataclass(frozen=True)
class Target:
    """A value to reach by a figure over many cases; null means any. valid_to is the first day it no longer holds.

    reference: a line drawn beside, by which nobody is judged. provisional: nobody has confirmed it.
    """

    target: str
    metric: str
    statistic: str | None
    region: str | None
    customer_class: str | None
    service: str | None
    channel: str | None
    threshold: float
    decimals: int | None
    period: str | None
    valid_from: date | None
    valid_to: date | None
    source: str | None
    reference: bool | None
    provisional: bool | None

    @property
    def key(self) -> str:
        """The metric of the registry that the figure is of."""
        return self.metric + SUFFIXES.get(self.statistic or "mean", "")

    @property
    def codes(self) -> Mapping[str, str | None]:
        """The class, service and channel that it is of, by grouping."""
        return {by: getattr(self, column) for by, (column, _) in NARROWED.items()}

    @property
    def slot(self) -> Slot:
        """What it judges: a metric of a class, service and channel. Of one slot a unit has one target a day."""
        return (self.key, *self.codes.values())

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Edit:
    """A target as a reader has written it over the one of the same name, or that it is withdrawn."""

    target: Target
    withdrawn: bool = False


def overlaid(delivered: Iterable[Target], edits: Iterable[Edit]) -> tuple[Target, ...]:
    """The targets that hold: those delivered, under what readers have written since, in the order it was written."""
    found = {one.target: one for one in delivered}
    for edit in edits:
        if edit.withdrawn:
            found.pop(edit.target.target, None)
        else:
            found[edit.target.target] = edit.target
    return tuple(found.values())


def judging(targets: Iterable[Target], units: Sequence[str], day: date) -> list[Target]:
    """The targets by which a unit is judged on a day, one a slot, in the order given.

    units: codes from the company down to the unit. The nearest unit's own stands before one of a unit further up, that
    before one of none; of two of the same unit the one that began later.
    """
    depth: dict[str | None, int] = {None: -1, **{code: at for at, code in enumerate(units)}}
    found: dict[Slot, Target] = {}
    for one in targets:
        if one.reference or one.region not in depth or not one.holds_on(day):
            continue
        rival = found.get(one.slot)
        if rival is None or _rank(one, depth) >= _rank(rival, depth):
            found[one.slot] = one
    return list(found.values())


def _rank(target: Target, depth: Mapping[str | None, int]) -> tuple[int, date]:
    return depth[target.region], target.valid_from or date.min
