"""The chance that an open case is still there when it is due, as past cases that stood where it stands turned out.

Landmarking (van Houwelingen 2007, Dynamic prediction by landmarking in event history analysis, Scandinavian Journal of
Statistics 34, 70-85): every working day at whose end a past case stood somewhere is one look at it, and the chance is
the share of such looks after which the due date found the case still there. Only cases whose due date has passed are
looked at, so none is censored, and whatever ended a case before (power on, withdrawal, return) counts as not late:
this is one less the Aalen-Johansen sum of all ends until then. Where a class, step, time left and time waited have few
looks, they lean on coarser ones (beta-binomial, strength by maximum likelihood: Morris 1983, Parametric empirical Bayes
inference, JASA 78, 47-55). Cities shift the odds as random intercepts that lean on their province (Breslow and Clayton
1993, Approximate inference in generalized linear mixed models, JASA 88, 9-25; their variance by the moments of the
scores, as Lin 1997, Variance component testing, Biometrika 84, 309-326, has them: none where there is none).

Each province learns from its own past alone: what a reader of one sees is touched by no other, and steps that one
hurries and another does not stay apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaln, expit, logit

LEAST = 30  # past cases of a group in a province below which nothing is said of its open ones
LONGEST = 500  # working days that are looked at, from the first on
# The first number of each band of working days left, and waited.
LEFT = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 25, 30, 40, 50, 60, 80, 100, 150])
WAITED = np.array([0, 1, 2, 3, 4, 6, 8, 11, 16, 26, 51])
STRENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # how many looks a coarser share may count as
UNSEEN = 0.1  # cases late, and not late, that each cell counts as if it had had them: nothing unseen is impossible
WHOLE = ""  # the step of the rows that tell of whole cases, and of an open case that stands at no step
GROUP = ("province_no", "group")
CITY = ("province_no", "city_no")
EDGE = 1e-4  # chances nearer to 0 or 1 have no odds to shift
SUREST = 0.999  # the largest chance that is told: nothing ahead is certain
ROUNDS = 30  # of Newton's method

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Learnt:
    """What past cases say: shares by coarser and finer cells, and by how much cities shift the odds."""

    shares: tuple[tuple[tuple[str, ...], pd.Series], ...]
    shifts: pd.Series

    def chances(self, standing: pd.DataFrame) -> pd.Series:
        """The chance of each open case (0..1), by the frame's index; NaN where its group has fewer than LEAST cases.

        standing: group, step (WHOLE where it stands at none), province_no, city_no, left (working days that end by its
        due date) and waited (those that have ended since it entered the step).
        """
        rows = standing.assign(
            left=_band(standing["left"].clip(lower=1), LEFT), waited=_band(standing["waited"].clip(lower=0), WAITED)
        )
        found = _finest(self.shares, rows)
        odds = logit(np.clip(found, EDGE, 1 - EDGE)) + _looked_up(self.shifts, rows, CITY, 0.0)
        chances = np.minimum(expit(odds), SUREST)
        return pd.Series(np.where(np.isnan(found), np.nan, chances), index=standing.index)


def learn(past: pd.DataFrame) -> Learnt:
    """What past cases say, each of whose due dates has passed.

    past: group, step, province_no, city_no, days (working days left when it entered the step), stayed (working days at
    whose ends it was still there), late (whether it was still there when it was due) and n, how many such cases. Of a
    group whose cases are judged by the whole time each case has a row of its own, with the step WHOLE, beside those of
    its steps; of a group that is judged by steps there are only these.
    """
    past = past[past["stayed"].gt(0) & past["days"].gt(0)].reset_index(drop=True)
    by_steps = ~past["group"].isin(set(past.loc[past["step"] == WHOLE, "group"]))
    cases = _cells(past[(past["step"] == WHOLE) | by_steps], GROUP)
    cases = cases[cases["n"] >= LEAST]
    past = past[pd.MultiIndex.from_frame(past[list(GROUP)]).isin(cases.index)].reset_index(drop=True)
    looks = _looks(past)
    whole, steps = looks[looks["step"] == WHOLE], looks[looks["step"] != WHOLE]
    base = looks[(looks["step"] == WHOLE) | ~looks["group"].isin(set(whole["group"]))]
    shares: list[tuple[tuple[str, ...], pd.Series]] = [(GROUP, (cases["late"] + 0.5) / (cases["n"] + 1))]
    for keys, cells in (
        ((*GROUP, "left"), _cells(base, (*GROUP, "left"))),
        ((*GROUP, "step", "left"), _beside_steps(whole, steps)),
        ((*GROUP, "step", "left", "waited"), _cells(steps, (*GROUP, "step", "left", "waited"), "fine")),
    ):
        coarser = _finest(shares, cells.index.to_frame(index=False))
        shares.append((keys, _leaning(cells, coarser)))
    return Learnt(tuple(shares), _shifts(shares, steps))


def _finest(shares: Sequence[tuple[tuple[str, ...], pd.Series]], rows: pd.DataFrame) -> Floats:
    """The share of the finest cell that each row has."""
    found = np.full(len(rows), np.nan)
    for keys, of in shares:
        finer = _looked_up(of, rows, keys, np.nan)
        found = np.where(np.isnan(finer), found, finer)
    return found


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
    return rows.assign(left=left, waited=long, looks=rows["n"], n=n, fine=fine)


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
    keys = (*GROUP, "left")
    every, at_steps = _cells(whole, keys, "looks"), _cells(steps, keys, "looks")
    between = (every - at_steps.reindex(every.index).fillna(0)).clip(lower=0)
    between["late"] = np.minimum(between["late"], between["n"])
    between = between.mul(_cells(whole, keys)["n"] / every["n"], axis=0)
    between = between[between["n"] > 0].reset_index().assign(step=WHOLE)
    by_step = _cells(steps, (*GROUP, "step", "left")).reset_index()
    return pd.concat([by_step, between]).set_index([*GROUP, "step", "left"])[["n", "late"]]


def _leaning(cells: pd.DataFrame, coarser: Floats) -> pd.Series:
    """The share late of each cell, leaning on the coarser one as much as cells of its province commonly differ."""
    n, late = cells["n"].to_numpy(dtype=float), cells["late"].to_numpy(dtype=float)
    mean = np.clip(coarser, EDGE, 1 - EDGE)
    province, _ = pd.factorize(cells.index.get_level_values("province_no"))

    def likelihoods(strength: float) -> Floats:
        a, b = strength * mean, strength * (1 - mean)
        return np.bincount(province, betaln(late + a, n - late + b) - betaln(a, b)).astype(float)

    best = np.argmax([likelihoods(strength) for strength in STRENGTHS], axis=0) if len(cells) else np.zeros(0, int)
    strength = np.array(STRENGTHS)[best][province]
    return pd.Series((late + UNSEEN + strength * mean) / (n + 2 * UNSEEN + strength), index=cells.index)


def _shifts(shares: Sequence[tuple[tuple[str, ...], pd.Series]], looks: pd.DataFrame) -> pd.Series:
    """By how much cities shift the odds: random intercepts, their modes by Newton's method.

    Looks count for as much as there are cases, since those at one case turn out alike. 0 where the cities of a
    province differ no more than by chance.
    """
    cities = looks.groupby(list(CITY))
    city, index = cities.ngroup().to_numpy(), cities.size().index
    province, _ = pd.factorize(index.get_level_values("province_no"))
    once = looks["waited"].eq(0)  # one look a case
    alike = looks["looks"].where(once).groupby(looks["province_no"]).sum() / looks.groupby("province_no")["looks"].sum()
    n = (looks["looks"] * looks["province_no"].map(alike)).to_numpy(dtype=float)
    late = (n * looks["late"]).to_numpy(dtype=float)
    odds = logit(np.clip(_finest(shares, looks), EDGE, 1 - EDGE))
    shift = np.zeros(len(index))
    if looks.empty:
        return pd.Series(shift, index=index)
    chance = expit(odds)
    score, information = np.bincount(city, late - n * chance), np.bincount(city, n * chance * (1 - chance))
    excess, scale = np.bincount(province, score**2 - information), np.bincount(province, information**2)
    variance = np.maximum(excess / np.maximum(scale, EDGE), EDGE**2)[province]
    for _ in range(ROUNDS):
        chance = expit(odds + shift[city])
        slope = np.bincount(city, late - n * chance) - shift / variance
        shift += np.clip(slope / (np.bincount(city, n * chance * (1 - chance)) + 1 / variance), -1, 1)
    return pd.Series(np.where(excess[province] > 0, shift, 0.0), index=index)


def _looked_up(values: pd.Series, rows: pd.DataFrame, keys: Sequence[str], missing: float) -> Floats:
    """A cell's value for each row."""
    index: pd.Index = pd.MultiIndex.from_frame(rows[list(keys)]) if len(keys) > 1 else pd.Index(rows[keys[0]])
    return values.reindex(index).fillna(missing).to_numpy(dtype=float)
