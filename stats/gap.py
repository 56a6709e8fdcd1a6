"""Where a gap to a target comes from, and where a change does.

A gap is positive where the figure is on the wrong side of its target, and so is what widens it; what is negative makes
up for others. Means and shares split exactly: units by their weight, n_u / N (mean_u - target), which for a share are
its excess cases over N, those that miss beyond the part that the target allows; parts of a clock against the target
divided in a stated profile. Medians and P90 do not add up: of these each unit's pull is told, by how much the figure
would be nearer to the target without it, with no claim of a sum.

Changes: Kitagawa, E. M. (1955), Components of a difference between two rates, JASA 50, 1168-1194, with her symmetric
weights.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from stats.clustered import standing

Floats = npt.NDArray[np.float64]
Code = TypeVar("Code", bound=Hashable)
Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Group:
    """A group of cases: how many they are and their mean or share."""

    n: float
    value: float


@dataclass(frozen=True)
class Change:
    """What a group has to do with the change of a figure: by changing itself, and by its changed part of the cases."""

    within: float
    mix: float


@dataclass(frozen=True)
class Closed:
    """What of a gap would close, if some units stood at the median of all: which, that median, and by how much."""

    units: Sequence[str]
    level: float
    closed: float  # in the figure's unit


def together(groups: Collection[Group]) -> Group | None:
    """Groups as one; None where they hold no case."""
    n = sum(group.n for group in groups)
    return Group(n, sum(group.n * group.value for group in groups) / n) if n else None


def apart(value: float, target: float, better: str) -> float:
    """By how much a figure is on the wrong side of its target; negative is the margin. better: lower or higher."""
    return target - value if better == "higher" else value - target


def by_units(units: Mapping[Code, Group], target: float, better: str) -> dict[Code, float]:
    """What each unit has to do with the gap of a mean or share of all, in its unit; they sum to it."""
    n = sum(unit.n for unit in units.values())
    return {code: unit.n / n * apart(unit.value, target, better) for code, unit in units.items() if unit.n}


def excess(units: Mapping[Code, Group], target: float, better: str) -> dict[Code, float]:
    """Of a share, how many cases of each unit miss beyond those that the target allows; they sum to all units'."""
    return {code: unit.n * apart(unit.value, target, better) for code, unit in units.items()}


def profile(parts: Mapping[Code, float]) -> dict[Code, float]:
    """Each part's share of all of them; empty where they come to nothing."""
    whole = sum(parts.values())
    return {code: part / whole for code, part in parts.items()} if whole else {}


def by_parts(parts: Mapping[Code, float], target: float, reference: Mapping[Code, float]) -> dict[Code, float]:
    """What each part of a clock has to do with the gap of its mean: by how much it exceeds its portion of the target.

    parts: the mean of each part over all cases, which sum to the clock's mean. reference: the profile in which the
    target is divided, summing to 1. The result sums to the mean less the target, and has the parts of both.
    """
    every = dict.fromkeys([*parts, *reference])
    return {code: parts.get(code, 0.0) - target * reference.get(code, 0.0) for code in every}


def by_cells(
    units: Mapping[str, float],
    parts: Mapping[str, Mapping[Code, float]],
    target: float,
    reference: Mapping[Code, float],
) -> dict[tuple[str, Code], float]:
    """What each part in each unit has to do with the gap: the units' weights times their parts' excess.

    units: cases by unit; parts: by unit the mean of each part. Over the parts they sum to by_units, over the units to
    by_parts.
    """
    n = sum(units.values())
    return {
        (unit, code): size / n * own
        for unit, size in units.items()
        if size
        for code, own in by_parts(parts.get(unit, {}), target, reference).items()
    }


def pulls(counts: Mapping[str, Floats], values: Floats, p: float, better: str) -> dict[str, float]:
    """By how much nearer to a target the figure with a share p at or below it would be without each unit.

    counts: by unit the cases at each of the values, which ascend. They do not sum to anything. A unit that holds all
    cases has no pull.
    """
    whole = sum(counts.values(), np.zeros(len(values)))
    figure = standing(whole.cumsum(), values, p)
    found = {}
    for code, own in counts.items():
        without = standing((whole - own).cumsum(), values, p)
        if figure is not None and without is not None:
            found[code] = apart(figure, without, better)
    return found


def if_closed(units: Mapping[str, Group], least: int, most: int, better: str) -> Closed | None:
    """What of the gap would close, if the units that weigh most stood at the median of the units' figures.

    least: a unit of fewer cases has no say in the median, but may be one of those named. most: how many are named at
    most: those beyond the median that would close most. None below three units with a say, and where nothing would.
    """
    known = [unit.value for unit in units.values() if unit.n >= least]
    if len(known) < 3:
        return None
    level = float(median(known))
    room = {code: share for code, share in by_units(units, level, better).items() if share > 0}
    named = sorted(room, key=lambda code: -room[code])[:most]
    return Closed(named, level, sum(room[code] for code in named)) if named else None


def change(now: Mapping[Code, Group], before: Mapping[Code, Group]) -> dict[Code, Change]:
    """The change of a mean or share between two periods, split by group: within it, and by its part of the cases.

    Within: the group's own change, at the mean of its two parts of all cases. Mix: the change of its part of all cases,
    at the mean of its two figures less that of the two wholes: a group that grows raises the figure only where its own
    is higher. A group that one period lacks has no change of its own: all of it is mix. They sum to the change. Empty
    where a period holds no case.
    """
    whole, then = together(now.values()), together(before.values())
    if whole is None or then is None:
        return {}
    level = (whole.value + then.value) / 2
    found = {}
    for code in dict.fromkeys([*now, *before]):
        new, old = now.get(code), before.get(code)
        new = new if new and new.n else None
        old = old if old and old.n else None
        if new is None and old is None:
            continue
        figures = [one.value for one in (new, old) if one is not None]
        part, past = (0.0 if one is None else one.n / of.n for one, of in ((new, whole), (old, then)))
        own = new.value - old.value if new is not None and old is not None else 0.0
        found[code] = Change((part + past) / 2 * own, (part - past) * (sum(figures) / len(figures) - level))
    return found


def largest(split: Mapping[Cell, float]) -> Cell | None:
    """The group that widens a gap most; None where none does."""
    found = max(split, key=lambda one: split[one], default=None)
    return found if found is not None and split[found] > 0 else None


def leading(split: Mapping[str, float], gap: float, most: int, enough: float) -> list[str]:
    """The groups that widen a gap most: as many as make up `enough` (a share) of it, at most `most` of them."""
    named: list[str] = []
    reached = 0.0
    for code in sorted(split, key=lambda one: -split[one]):
        if split[code] <= 0 or len(named) == most or (named and reached >= enough * gap):
            break
        named.append(code)
        reached += split[code]
    return named
