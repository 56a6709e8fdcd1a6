"""精简成效: what is asked of the warehouse, and what is found from it: starts, effects, the plain before and after."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from callbacks.labels import UNKNOWN
from callbacks.reform import HIGH_VOLTAGE, LOW_VOLTAGE
from callbacks.view import View
from queries.measure import Question
from queries.periods import STARTS, parts, shift_months
from queries.selection import DAY, Selection
from stats.effect import AFTER, BEFORE, NEVER, RAMP_OVER, Effect, Flags, Floats, Ints, effect, stack
from stats.starts import first_months

STARTED = 0.1  # share of finished cases on the streamlined path from which a unit counts as started
STILL_OPEN = 0.02  # share of a quarter's accepted cases: where more are open, the slow ones are missing
PATH = "streamlined_connections"
MONTHS_A_QUARTER = 3


@dataclass(frozen=True)
class Reform:
    """A streamlining that is judged by itself: its classes, and the clock whose span it left alone."""

    code: str
    key: str
    classes: tuple[str, ...]


REFORMS = (
    Reform("hv", "utility_time", HIGH_VOLTAGE),
    Reform("lv", "whole_time", LOW_VOLTAGE),
)


def comparable(view: View) -> bool:
    """Whether the reader may see the units that a unit is compared with: all of the company."""
    return view.selection.scope.holds(view.catalogue.root)


def whole(view: View) -> Selection:
    """All cases by their acceptance, of the company, or of the reader's own unit where they see no other."""
    chosen, catalogue = view.selection, view.catalogue
    first = catalogue.first_date or catalogue.as_of_date
    place = catalogue.root if comparable(view) else catalogue.places[chosen.scope.region]
    start = STARTS["quarter"](first)
    return replace(
        chosen, place=place, start=start, end=catalogue.as_of_date + DAY, cohort="accepted", comparison="none"
    )


@dataclass
class Found:
    """What is known of one reform; made from the answers to its questions, once for all cards of a page."""

    view: View
    reform: Reform
    answers: Sequence[pd.DataFrame] = field(default_factory=list)

    @property
    def classes(self) -> tuple[str, ...]:
        """The reform's classes that the reader's filter leaves."""
        chosen = self.view.selection.classes
        return tuple(code for code in self.reform.classes if not chosen or code in chosen)

    @cached_property
    def comparable(self) -> bool:
        """Whether the reader may see the units that a unit is compared with."""
        return comparable(self.view)

    @cached_property
    def selection(self) -> Selection:
        """The cases whose times are asked about."""
        return replace(whole(self.view), classes=self.classes)

    @cached_property
    def every(self) -> Selection:
        """All cases of the reform: its starts and its ended quarters are facts of it, whatever the reader filters.

        So a class has one answer, alone and beside others.
        """
        return replace(self.selection, classes=self.reform.classes, services=(), channels=(), steps=())

    @property
    def questions(self) -> list[Question]:
        """The path by month of acceptance, the times by quarter, and how many of a quarter's cases are open."""
        if not self.classes:
            return []
        return [
            Question((PATH,), self.every, ("province", "month")),
            Question((self.reform.key,), self.selection, ("province", "quarter", "class", "service")),
            Question(("cases",), self.every, ("quarter", "state", "family")),
        ]

    def told(self, answers: Sequence[pd.DataFrame]) -> "Found":
        """This, with the answers to its questions."""
        if not len(self.answers):
            self.answers = answers
        return self

    @cached_property
    def quarters(self) -> tuple[date, ...]:
        """First days of the quarters whose cases are nearly all ended, in order."""
        every = parts("quarter", self.selection.start, self.selection.end)
        counted = self.answers[2]
        cases, still = Counter[str](), Counter[str]()
        rows = zip(*(counted[name].tolist() for name in ("quarter", "state", "family", "n")), strict=True)
        for first, state, family, n in rows:
            if family == "connection" or not isinstance(family, str):  # a log that knows no services is taken whole
                cases[first] += n
                still[first] += n if state == "open" else 0
        # a quarter without cases says nothing of those before it
        ended = [one for one in every if cases[str(one)] and still[str(one)] <= STILL_OPEN * cases[str(one)]]
        return tuple(one for one in every if ended and one <= ended[-1])

    @cached_property
    def units(self) -> list[str]:
        """Codes of the provinces with cases, in the tree's order; the reader's own unit where they see no other."""
        present = {code for frame in self.answers[:2] for code in _codes(frame, "province")}
        known = [code for code in self.view.catalogue.places if code in present]
        return known if self.comparable else [self.selection.place.region]

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """Class and service of each row of times."""
        return list(zip(_codes(self.answers[1], "class"), _codes(self.answers[1], "service"), strict=True))

    @cached_property
    def strata(self) -> list[tuple[str, str]]:
        """Class and service of the cases that are compared with each other."""
        return sorted(set(self._pairs))

    @cached_property
    def _times(self) -> tuple[Floats, Floats]:
        """Cases and the sum of their times, units x quarters x strata."""
        times = self.answers[1]
        shape = (len(self.units), len(self.quarters), len(self.strata))
        at = (
            self._rows(times),
            _places(_codes(times, "quarter"), map(str, self.quarters)),
            _places(self._pairs, self.strata),
        )
        n = times["n"].to_numpy(float)
        return _summed(shape, at, n), _summed(shape, at, n * np.nan_to_num(times["value"].to_numpy(float)))

    @cached_property
    def timed(self) -> bool:
        """Whether any case that the filter leaves has a time, so that there is something to compare."""
        return bool(self.classes and self.quarters and self._times[0].any())

    def _rows(self, frame: pd.DataFrame) -> Ints:
        """The unit of each row of an answer."""
        if not self.comparable:
            return np.zeros(len(frame), dtype=int)
        return _places(_codes(frame, "province"), self.units)

    @cached_property
    def paths(self) -> tuple[Floats, Floats]:
        """Finished cases of which the path is known, and those on the streamlined one; units x months."""
        frame = self.answers[0]
        months = parts("month", self.selection.start, self.selection.end)
        shape = (len(self.units), len(months))
        at = (self._rows(frame), _places(_codes(frame, "month"), map(str, months)))
        n = frame["n"].to_numpy(float)
        return _summed(shape, at, n), _summed(shape, at, n * np.nan_to_num(frame["value"].to_numpy(float)))

    @cached_property
    def months(self) -> Ints:
        """The month in which each unit starts, counted from the first of the data."""
        return first_months(*self.paths, STARTED)

    @cached_property
    def starts(self) -> Ints:
        """The quarter in which each unit starts, NEVER where it does not."""
        found: Ints = np.where(self.months == NEVER, NEVER, self.months // MONTHS_A_QUARTER)
        return found

    def month_of(self, unit: int) -> date | None:
        """The first day of the month in which a unit starts."""
        month = int(self.months[unit])
        return None if month == NEVER else shift_months(self.selection.start, month)

    @cached_property
    def _effects(self) -> dict[str, Effect | None]:
        cases, totals = self._times
        found = {}
        for code in ("", *self.classes):
            own = [at for at, (name, _) in enumerate(self.strata) if code in ("", name)]
            found[code] = effect(cases[:, :, own], totals[:, :, own], self.starts)
        return found

    def of(self, code: str = "") -> Effect | None:
        """The effect on a class, or on all of the reform's; None where there is no estimate."""
        asked = self.comparable and self.classes and code in ("", *self.classes)
        return self._effects[code] if asked else None

    def around(self, unit: int, *, after: bool) -> tuple[date, date] | None:
        """The quarters before a unit's start, or those once the ramp is over, as [start, end); None where none is.

        Before are all four, or none.
        """
        first = int(self.starts[unit])
        low, high = (first + RAMP_OVER, first + AFTER + 1) if after else (first - BEFORE, first)
        if first == NEVER or low < 0 or low >= len(self.quarters):
            return None
        end = shift_months(self.quarters[0], high * MONTHS_A_QUARTER)
        last = shift_months(self.quarters[-1], MONTHS_A_QUARTER)
        return self.quarters[low], min(end, last)

    def plain(self, unit: int, *, after: bool) -> tuple[int, float | None]:
        """How many cases a unit accepted before its start, or once the ramp was over, and their mean time."""
        cases, totals = (values.sum() for values in self._beside(unit, after=after))
        return round(cases), totals / cases if cases else None

    def _beside(self, unit: int, *, after: bool) -> tuple[Floats, Floats]:
        """The same cases and the sum of their times, by stratum."""
        span = self.around(unit, after=after)
        inside = [at for at, first in enumerate(self.quarters) if span is not None and span[0] <= first < span[1]]
        cases, totals = (values[unit, inside].sum(axis=0) for values in self._times)
        return cases, totals

    def carried(self, unit: int) -> int:
        """How many of a unit's cases after its start the reform's estimate is over."""
        of = self.of()
        return sum(one.n for one in of.units if one.unit == unit) if of else 0

    @cached_property
    def _compared(self) -> Floats:
        """Cases of each unit after its start that could be compared, were there enough of all units."""
        found = stack(*self._times, self.starts)
        compared: Floats = found.cases[found.event >= RAMP_OVER].sum(axis=0)
        return compared

    def obstacle(self, unit: int) -> str:
        """Why none of a unit's cases is in the estimate, by the last part of the words' key."""
        first = int(self.starts[unit])
        before, after = (self._beside(unit, after=when)[0] > 0 for when in (False, True))
        reasons = {
            "not_started": first == NEVER,
            "too_early": first < BEFORE,
            "too_late": first + RAMP_OVER >= len(self.quarters),
            "none_before": not before.any(),
            "none_after": not after.any(),
            "none_alike": not (before & after).any(),
            "too_few": self.of() is None and self._compared[unit] > 0,  # it could be, but all are too few
        }
        return next((reason for reason, holds in reasons.items() if holds), "no_controls")

    def share_by_quarter(self) -> dict[int, tuple[float, int]]:
        """Share of cases on the streamlined path by quarter since the start, and over how many, of units that carry."""
        carry = self.of()
        units = [one.unit for one in carry.units] if carry else []
        cases, streamlined = self.paths
        first = self.starts[units, None] * MONTHS_A_QUARTER
        since = (np.arange(cases.shape[1]) - first) // MONTHS_A_QUARTER
        found = {}
        for quarter in range(-BEFORE, AFTER + 1):
            at: Flags = since == quarter
            n = float(cases[units][at].sum())
            if n:
                found[quarter] = (float(streamlined[units][at].sum()) / n, round(n))
        return found


def _codes(frame: pd.DataFrame, by: str) -> list[str]:
    """The group of each row."""
    return [code if isinstance(code, str) else UNKNOWN for code in frame[by].tolist()]


def _places(values: Sequence[object], order: Iterable[object]) -> Ints:
    """The position of each value in an order; -1 where it is not there."""
    place = {value: at for at, value in enumerate(order)}
    return np.array([place.get(value, -1) for value in values], dtype=int)


def _summed(shape: tuple[int, ...], at: tuple[Ints, ...], values: Floats) -> Floats:
    """Values added up by their positions; those without one are left out."""
    total = np.zeros(shape)
    there = np.logical_and.reduce([place >= 0 for place in at])
    np.add.at(total, tuple(place[there] for place in at), values[there])
    return total
