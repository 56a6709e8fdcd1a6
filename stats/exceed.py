"""The chance that an open case is still there when it is due, as past cases that stood where it stands turned out.

Landmarking (van Houwelingen 2007, Dynamic prediction by landmarking in event history analysis, Scandinavian Journal of
Statistics 34, 70-85): every working day at whose end a past case stood somewhere is one look at it, and the chance is
the share of such looks after which the due date found the case still there. Only cases whose due date has passed are
looked at, so none is censored, and whatever ended a case before (power on, withdrawal, return) counts as not late:
this is one less the Aalen-Johansen sum of all ends until then. Where a class, step, time left and time waited have few
looks, they lean on coarser ones (beta-binomial, strength by maximum likelihood: Morris 1983, Parametric empirical Bayes
inference, JASA 78, 47-55). Units shift the odds as random intercepts, each leaning on the one above it (Breslow and
Clayton 1993, Approximate inference in generalized linear mixed models, JASA 88, 9-25; their variance by the moments of
the scores, as Lin 1997, Variance component testing, Biometrika 84, 309-326, has them: none where there is none).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaln, expit, logit

LEAST = 30  # past cases of a group below which nothing is said of its open ones
NEAR = 2  # the last working days, in which some units hurry
LONGEST = 500  # working days that are looked at, from the first on
# The first number of each band of working days left, and waited.
LEFT = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 25, 30, 40, 50, 60, 80, 100, 150])
WAITED = np.array([0, 1, 2, 3, 4, 6, 8, 11, 16, 26, 51])
STRENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # how many looks a coarser share may count as
WHOLE = ""  # the step of the rows that tell of whole cases, and of an open case that stands at no step
# Units by which the odds shift, each given the ones before it.
UNITS: tuple[tuple[str, ...], ...] = (
    ("province_no",),
    ("province_no", "near"),
    ("province_no", "group", "step"),
    ("city_no",),
)
EDGE = 1e-4  # chances nearer to 0 or 1 have no odds to shift
SUREST = 0.999  # the largest chance that is told: nothing ahead is certain
ROUNDS = 30  # of Newton's method

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Learnt:
    """What past cases say: shares by coarser and finer cells, and by how much units shift the odds."""

    shares: tuple[tuple[tuple[str, ...], pd.Series], ...]
    shifts: tuple[tuple[tuple[str, ...], pd.Series], ...]

    def chances(self, standing: pd.DataFrame) -> pd.Series:
        """The chance of each open case (0..1), by the frame's index; NaN where its group has fewer than LEAST cases.

        standing: group, step (WHOLE where it stands at none), province_no, city_no, left (working days that end by its
        due date) and waited (those that have ended since it entered the step).
        """
        rows = standing.assign(
            left=_band(standing["left"].clip(lower=1), LEFT), waited=_band(standing["waited"].clip(lower=0), WAITED)
        )
        found = self._shares(rows)
        rows = rows.assign(near=standing["left"] <= NEAR)
        odds = logit(np.clip(found, EDGE, 1 - EDGE))
        for keys, shift in self.shifts:
            odds = odds + _looked_up(shift, rows, keys, 0.0)
        chances = np.minimum(expit(odds), SUREST)
        return pd.Series(np.where(np.isnan(found), np.nan, chances), index=standing.index)

    def _shares(self, rows: pd.DataFrame) -> Floats:
        found = np.full(len(rows), np.nan)
        for keys, shares in self.shares:
            finer = _looked_up(shares, rows, keys, np.nan)
            found = np.where(np.isnan(finer), found, finer)
        return found


def learn(past: pd.DataFrame) -> Learnt:
    """What past cases say, each of whose due dates has passed.

    past: group, step, province_no, city_no, days (working days left when it entered the step), stayed (working days at
    whose ends it was still there), late (whether it was still there when it was due) and n, how many such cases. Of a
    group whose cases are judged by the whole time each case has a row of its own, with the step WHOLE, beside those of
    its steps; of a group that is judged by steps there are only these.
    """
    past = past[past["stayed"].gt(0) & past["days"].gt(0)].reset_index(drop=True)
    looks = _looks(past)
    whole = looks["group"].isin(set(past.loc[past["step"] == WHOLE, "group"]))
    base = looks[(looks["step"] == WHOLE) | ~whole]
    steps = looks[looks["step"] != WHOLE]
    known = _cells(past[(past["step"] == WHOLE) | ~past["group"].isin(base.loc[whole, "group"])], ("group",))
    overall = (known["late"] + 0.5) / (known["n"] + 1)
    shares: list[tuple[tuple[str, ...], pd.Series]] = [(("group",), overall[known["n"] >= LEAST])]
    for keys, every in (
        (("group", "left"), _cells(base, ("group", "left"))),
        (("group", "step", "left"), _beside_steps(base[base["step"] == WHOLE], steps)),
        (("group", "step", "left", "waited"), _cells(steps, ("group", "step", "left", "waited"), "fine")),
    ):
        cells = every[every.index.get_level_values("group").isin(shares[0][1].index)]
        coarser = Learnt(tuple(shares), ())._shares(cells.index.to_frame(index=False))
        shares.append((keys, _leaning(cells, coarser)))
    learnt = Learnt(tuple(shares), ())
    return Learnt(learnt.shares, tuple(_shifts(learnt, steps[steps["group"].isin(shares[0][1].index)], past)))


def _band(days: npt.ArrayLike, firsts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.searchsorted(firsts, np.asarray(days, dtype=np.int64), side="right") - 1


def _looks(past: pd.DataFrame) -> pd.DataFrame:
    """Every look at past cases before they were due: their columns, with left and waited in bands.

    looks is how many cases each stands for. Looks at one case within a band turn out alike and count as one together:
    n divides it among those of one band of left, fine among those of one band of left and of waited.
    """
    times = past["stayed"].clip(upper=past["days"]).clip(upper=LONGEST).to_numpy(dtype=int)
    at = np.repeat(np.arange(len(past)), times)
    waited = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    rows = past.iloc[at].reset_index(drop=True)
    left, long = _band(rows["days"] - waited, LEFT), _band(waited, WAITED)
    n, fine = rows["n"] / _alike(at, left), rows["n"] / _alike(at, left, long)
    near = rows["days"] - waited <= NEAR
    return rows.assign(left=left, waited=long, near=near, looks=rows["n"], n=n, fine=fine)


def _alike(*keys: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.integer[Any]]:
    """How many rows in a row have the keys of each."""
    if not len(keys[0]):
        return np.ones(0, dtype=int)
    changes = np.any([np.diff(key) != 0 for key in keys], axis=0)
    begins = np.concatenate([[0], np.flatnonzero(changes) + 1])
    counts = np.diff([*begins, len(keys[0])])
    return np.repeat(counts, counts)


def _cells(rows: pd.DataFrame, keys: Sequence[str], weight: str = "n") -> pd.DataFrame:
    """n and late of each cell, rows weighing as the column says."""
    return rows.assign(late=rows["late"] * rows[weight], n=rows[weight]).groupby(list(keys))[["n", "late"]].sum()


def _beside_steps(whole: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """The cells by step; under WHOLE, the looks at cases that stood at no step: all but those at one."""
    keys = ("group", "left")
    every, at_steps = _cells(whole, keys, "looks"), _cells(steps, keys, "looks")
    between = (every - at_steps.reindex(every.index).fillna(0)).clip(lower=0)
    between["late"] = np.minimum(between["late"], between["n"])
    between = between.mul(_cells(whole, keys)["n"] / every["n"], axis=0)
    between = between[between["n"] > 0].reset_index().assign(step=WHOLE)
    by_step = _cells(steps, ("group", "step", "left")).reset_index()
    return pd.concat([by_step, between]).set_index(["group", "step", "left"])[["n", "late"]]


def _leaning(cells: pd.DataFrame, coarser: Floats) -> pd.Series:
    """The share late of each cell, leaning on the coarser one as much as cells commonly differ from it."""
    n, late = cells["n"].to_numpy(dtype=float), cells["late"].to_numpy(dtype=float)
    mean = np.clip(coarser, EDGE, 1 - EDGE)

    def likelihood(strength: float) -> float:
        a, b = strength * mean, strength * (1 - mean)
        return float((betaln(late + a, n - late + b) - betaln(a, b)).sum())

    strength = max(STRENGTHS, key=likelihood)
    return pd.Series((late + strength * mean) / (n + strength), index=cells.index)


def _shifts(learnt: Learnt, looks: pd.DataFrame, past: pd.DataFrame) -> list[tuple[tuple[str, ...], pd.Series]]:
    """By how much units shift the odds; the looks at a case count together as one, since they all turn out alike."""
    if looks.empty:
        return []
    alike = past.loc[past["step"] != WHOLE, "n"].sum() / looks["looks"].sum()
    n = (looks["looks"] * alike).to_numpy(dtype=float)
    late = n * looks["late"].to_numpy(dtype=float)
    odds = logit(np.clip(learnt._shares(looks), EDGE, 1 - EDGE))
    found = []
    for keys in UNITS:
        units = looks.groupby(list(keys))
        unit = units.ngroup().to_numpy()
        shift = _intercepts(odds, n, late, unit)
        odds = odds + shift[unit]
        found.append((keys, pd.Series(shift, index=units.size().index)))
    return found


def _intercepts(odds: Floats, n: Floats, late: Floats, unit: npt.NDArray[np.integer[Any]]) -> Floats:
    """The random intercept of each unit: its mode, by Newton's method; 0 where units differ no more than by chance."""
    chance = expit(odds)
    score, information = np.bincount(unit, late - n * chance), np.bincount(unit, n * chance * (1 - chance))
    variance = (score**2 - information).sum() / (information**2).sum()
    shift = np.zeros(len(score))
    if not variance > 0:
        return shift
    for _ in range(ROUNDS):
        chance = expit(odds + shift[unit])
        slope = np.bincount(unit, late - n * chance) - shift / variance
        shift += np.clip(slope / (np.bincount(unit, n * chance * (1 - chance)) + 1 / variance), -1, 1)
    return shift


def _looked_up(values: pd.Series, rows: pd.DataFrame, keys: Sequence[str], missing: float) -> Floats:
    """A cell's value for each row."""
    index: pd.Index = pd.MultiIndex.from_frame(rows[list(keys)]) if len(keys) > 1 else pd.Index(rows[keys[0]])
    return values.reindex(index).fillna(missing).to_numpy(dtype=float)
