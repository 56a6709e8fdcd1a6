"""A target's gap in numbers: what it is asked by, and the answers as groups of cases."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from callbacks.drawing import drill
from callbacks.judged import sampled
from callbacks.labels import UNKNOWN, is_share, unit_word
from callbacks.private import concerned
from callbacks.targets import Aim, shown_decimals, stored_decimals, threshold_of
from callbacks.view import View
from locales import number, text
from queries.measure import Question
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Better, Statistic
from queries.selection import Selection
from stats import gap
from stats.clustered import POSITIONS
from stats.gap import Group
from stats.verdicts import Verdict, census, rounded

# Clocks whose time is split by what it waited on: the means of the parts, and the rows behind one of them.
CLOCKS = {
    "whole_time": ("waiting_on", "waiting_whole_total"),
    "utility_time": ("waiting_on_utility", "waiting_utility_total"),
}
HOURS_IN_DAY = 24
ENOUGH = 30  # cases from which on a profile tells more than chance
TWO_DIGITS, MOST_DECIMALS = 10, 4  # the largest part of a gap is written with two digits, as far as these decimals go
Part = tuple[str, str]  # what is waited on and whose it is; the owner is empty of holds and the time between steps
Parts = Mapping[str, Mapping[Part, float]]


@dataclass(frozen=True)
class Gapped:
    """A target whose gap is told. view: the page at what the target is of; page: as its reader has it."""

    view: View
    aim: Aim
    page: View

    def ways(self, units: Sequence[str]) -> list[str | None]:
        """The way to the page at each unit, with the reader's own filters."""
        return [drill(self.page, code) for code in units]

    @property
    def key(self) -> str:
        """The metric that is judged."""
        return self.aim.key

    @property
    def target(self) -> float:
        """The threshold in the metric's stored unit."""
        return threshold_of(self.aim.target)

    @property
    def better(self) -> Better:
        """Which way the figure should go."""
        return METRICS[self.key].better or Better.LOWER

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share of cases."""
        return is_share(self.key)

    @property
    def adds_up(self) -> bool:
        """Whether the figure of all is the mean of the groups' by their cases."""
        asked = METRICS[self.key]
        return isinstance(asked, Flow) and asked.statistic in (Statistic.MEAN, Statistic.SHARE)

    @property
    def position(self) -> float | None:
        """Of a median or P90 counted by whole hour, which share of the cases lies at or below it."""
        asked = METRICS[self.key]
        if isinstance(asked, Flow) and asked.in_minutes:
            return POSITIONS.get(str(asked.statistic))
        return None

    @property
    def clock(self) -> tuple[str, str] | None:
        """The metric of the parts of its own clock, and the one whose rows stand behind them; None without a clock."""
        return CLOCKS.get(self.key)

    @cached_property
    def why_not(self) -> str:
        """Why the gap is not split at all; empty where it is."""
        if not self.adds_up and self.position is None:
            return text(self.view.locale, "gap.no_split")
        if concerned(Question((self.key,), self.aim.selection, ("region",))):
            return text(self.view.locale, "gap.withheld")
        return ""

    @property
    def before(self) -> Selection | None:
        """The selection that the page's is compared with; None where there is none."""
        return self.aim.selection.compared(self.view.catalogue)

    def by(self, name: str) -> Question:
        """The figure split by one grouping: of a position, its cases by whole hour too."""
        if self.position is None:
            return Question((self.key,), self.aim.selection, (name,))
        return Question((self.aim.target.metric,), self.aim.selection, (name, "hours"))

    def waited(self) -> list[Question]:
        """What the parts of its clock take: by unit now, and of all in the comparison's period."""
        if self.clock is None:
            return []
        asked = [Question((self.clock[0],), self.aim.selection, ("region", "part", "owner"))]
        before = self.before
        return [*asked, Question((self.clock[0],), before, ("part", "owner"))] if before else asked

    def apart(self, value: float) -> float:
        """By how much a figure is on the wrong side of the target, in the stored unit; negative is the margin."""
        return gap.apart(value, self.target, self.better)

    def verdict(self, whole: Group) -> Verdict:
        """Whether the figure of all cases meets the target, as the board says it; of a sample, by its figure alone."""
        return census(whole.value, round(whole.n), self.target, stored_decimals(self.aim.target), self.better)

    @property
    def is_sample(self) -> bool:
        """Whether the figure is over those who answered."""
        return sampled(self.key)

    @property
    def scale(self) -> float:
        """How many times as large a figure is shown as it is stored: shares in percent."""
        return 100 if self.is_share else 1

    @property
    def difference_unit(self) -> str:
        """The unit of parts of the gap: of shares, percentage points."""
        return text(self.view.locale, "gap.points") if self.is_share else unit_word(self.view, self.key)

    def decimals(self, parts: Iterable[float] = ()) -> int:
        """With how many decimals parts of the gap are written: the figure's own, or more where the largest needs it."""
        digits, most = max(1, shown_decimals(self.aim.target)), max(map(abs, parts), default=0.0)
        while 0 < most * 10**digits < TWO_DIGITS and digits < MOST_DECIMALS:
            digits += 1
        return digits

    def amount(self, value: float, *, signed: bool = False) -> str:
        """A part of the gap in words: times and numbers with their unit, shares in percentage points."""
        shown = number(self.view.locale, value * self.scale, self.decimals(), signed=signed)
        if self.is_share:
            return text(self.view.locale, "figure.points", change=shown)
        return text(self.view.locale, "verdict.value", value=shown, unit=unit_word(self.view, self.key))

    def total(self, parts: Iterable[float], decimals: int) -> str:
        """The sum of parts as it is written: the same whatever the order in which they are added."""
        return number(self.view.locale, float(rounded(math.fsum(parts), decimals)), decimals, signed=True)


def gapped(view: View, aim: Aim) -> Gapped:
    """The gap of a target of the page."""
    return Gapped(replace(view, selection=aim.selection), aim, view)


def groups_of(frame: pd.DataFrame, by: str) -> dict[str, Group]:
    """The groups of an answer split by one grouping, in the stored unit; those without a figure are left out."""
    rows = zip(frame[by].tolist(), frame["n"].tolist(), frame["value"].tolist(), strict=True)
    return {code or UNKNOWN: Group(n, value) for code, n, value in rows if n and value == value}  # noqa: PLR0124 - NaN


def hours_of(frame: pd.DataFrame, by: str) -> tuple[dict[str, npt.NDArray[np.float64]], npt.NDArray[np.float64]]:
    """Of each group its cases at each number of hours, and these, in days, ascending."""
    rows = frame[frame["n"] > 0].dropna(subset=["hours"])
    hours, of = np.unique(rows["hours"].astype(int), return_inverse=True)
    counts: dict[str, npt.NDArray[np.float64]] = {}
    for code, at, n in zip(rows[by].tolist(), of.tolist(), rows["n"].tolist(), strict=True):
        counts.setdefault(code or UNKNOWN, np.zeros(len(hours)))[at] += n
    return counts, hours / HOURS_IN_DAY


@dataclass(frozen=True)
class Reference:
    """The profile in which a target is divided over the parts of its clock.

    kind: met (the units that meet the target, together, where they have ENOUGH cases), before (all in the comparison's
    period) or own (the figure's own, by which each part has the same portion of the gap as of the time). units: how
    many meet.
    """

    kind: str
    shape: Mapping[Part, float]
    units: int = 0


@dataclass(frozen=True)
class Waited:
    """A clock's time by part: of each unit its cases and the means of its parts, of all together, and the reference."""

    units: Mapping[str, float]
    parts: Parts
    whole: Mapping[Part, float]
    reference: Reference

    def of_parts(self, target: float) -> dict[Part, float]:
        """What each part has to do with the gap."""
        return gap.by_parts(self.whole, target, self.reference.shape)

    def of_cells(self, target: float) -> dict[tuple[str, str], float]:
        """What each part in each unit has to do with it, whoever had the part."""
        found: dict[tuple[str, str], float] = {}
        for (unit, (part, _)), own in gap.by_cells(self.units, self.parts, target, self.reference.shape).items():
            found[unit, part] = found.get((unit, part), 0.0) + own
        return found


def waited(gapped: Gapped, frames: Sequence[pd.DataFrame]) -> Waited | None:
    """The parts of a clock from the answers to Gapped.waited(); None where there are no cases."""
    units, parts = _split(frames[0])
    whole = _pooled(units, parts)
    if not whole:
        return None
    means = {unit: Group(n, sum(parts[unit].values())) for unit, n in units.items()}
    meeting = {unit: units[unit] for unit, mean in means.items() if gapped.verdict(mean) is Verdict.MET}
    shape = gap.profile(_pooled(meeting, parts))
    if shape and sum(meeting.values()) >= ENOUGH:
        return Waited(units, parts, whole, Reference("met", shape, len(meeting)))
    if len(frames) > 1 and len(frames[1]) and frames[1]["n"].max() >= ENOUGH:
        rows = zip(*(frames[1][name].tolist() for name in ("part", "owner", "value")), strict=True)
        known = {(part, owner or UNKNOWN): value for part, owner, value in rows if value == value}  # noqa: PLR0124 - NaN
        shape = gap.profile(known)
        if shape:
            return Waited(units, parts, whole, Reference("before", shape))
    return Waited(units, parts, whole, Reference("own", gap.profile(whole)))


def _split(frame: pd.DataFrame) -> tuple[dict[str, float], Parts]:
    """Cases by unit, and the means of the parts of each."""
    units: dict[str, float] = {}
    parts: dict[str, dict[Part, float]] = {}
    names = ("region", "part", "owner", "n", "value")
    for unit, part, owner, n, value in zip(*(frame[name].tolist() for name in names), strict=True):
        if n and value == value:  # noqa: PLR0124 - NaN is the only number unlike itself
            units[unit] = float(n)
            parts.setdefault(unit, {})[part, owner or UNKNOWN] = value
    return units, parts


def _pooled(units: Mapping[str, float], parts: Parts) -> dict[Part, float]:
    """The means of the parts over several units' cases."""
    n = sum(units.values())
    every = dict.fromkeys(part for unit in units for part in parts[unit])
    return {part: sum(units[unit] * parts[unit].get(part, 0.0) for unit in units) / n for part in every}
