"""Rows of one file of the contract before any horizon cuts them: all that will ever happen, and from when it is known.

A delivery shows what its source knew at a moment. So each row says from when it is known, each column that comes later
from when its value is, and a corrected value until when the earlier one stood. Cut at one moment, a sheet gives the
rows of a snapshot; between two, those of an increment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals
from pandas.core.arrays.masked import BaseMaskedArray

from ingest.simulate.drawing import Flags, Ints, Stamps

Column = Any  # an array, a masked array or a categorical; stamps are local datetime64[s]
NEVER = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Correction:
    """Values of a column that stood otherwise until they were corrected; NaT: right from the start."""

    before: Column
    at: Stamps


@dataclass(frozen=True)
class Sheet:
    """One entry a row in every array.

    columns: by name, in the contract's order. born: the moment from which the source knows the row; NaT is never.
    lag: seconds by which the delivery is behind the source for this row (a late region, a late case). known: for a
    column, the moment from which its value is known (NaT: never); a column that is not named is known with the row.
    case: the row's number among the chunk's cases; None where rows are sums. corrected: as Correction.
    """

    columns: Mapping[str, Column]
    born: Stamps
    lag: Ints
    known: Mapping[str, Stamps] = field(default_factory=dict)
    case: Ints | None = None
    corrected: Mapping[str, Correction] = field(default_factory=dict)

    def visible(self, cut: np.datetime64) -> Flags:
        """The rows that a delivery which reaches to `cut` shows."""
        return self.born < self._horizon(cut)

    def changed(self, since: np.datetime64, cut: np.datetime64) -> Flags:
        """The visible rows of which something became known in [since, cut)."""
        first, last = self._horizon(since), self._horizon(cut)
        news = np.zeros(len(self.born), dtype=bool)
        for moment in (self.born, *self.known.values(), *[correction.at for correction in self.corrected.values()]):
            news |= (first <= moment) & (moment < last)
        return news & (self.born < last)

    def frame(self, rows: Flags | Ints, cut: np.datetime64) -> pd.DataFrame:
        """The rows as a delivery that reaches to `cut` shows them: null where a value is not known yet."""
        horizon = self._horizon(cut)[rows]
        shown = {}
        for name, column in self.columns.items():
            values = column[rows]
            if name in self.corrected:
                correction = self.corrected[name]
                values = _chosen(correction.at[rows] >= horizon, correction.before[rows], values)
            if name in self.known:
                values = _masked(values, ~(self.known[name][rows] < horizon))
            shown[name] = values
        return pd.DataFrame(shown)

    def only(self, rows: Flags | Ints) -> "Sheet":
        """These rows."""
        return Sheet(
            columns={name: column[rows] for name, column in self.columns.items()},
            born=self.born[rows],
            lag=self.lag[rows],
            known={name: moment[rows] for name, moment in self.known.items()},
            case=None if self.case is None else self.case[rows],
            corrected={
                name: Correction(correction.before[rows], correction.at[rows])
                for name, correction in self.corrected.items()
            },
        )

    def _horizon(self, cut: np.datetime64) -> Stamps:
        return cut - self.lag.astype("timedelta64[s]")


def joined(sheets: Sequence[Sheet], cases: Sequence[int]) -> Sheet:
    """Sheets of one file, one after the other; cases: how many each was drawn for, so that they are numbered on."""
    first = sheets[0]
    offsets = np.cumsum([0, *cases[:-1]])
    return Sheet(
        columns={name: _concatenated([sheet.columns[name] for sheet in sheets]) for name in first.columns},
        born=np.concatenate([sheet.born for sheet in sheets]),
        lag=np.concatenate([sheet.lag for sheet in sheets]),
        known={name: np.concatenate([sheet.known[name] for sheet in sheets]) for name in first.known},
        case=np.concatenate(
            [sheet.case + offset for sheet, offset in zip(sheets, offsets, strict=True) if sheet.case is not None]
        )
        if first.case is not None
        else None,
        corrected={
            name: Correction(
                _concatenated([sheet.corrected[name].before for sheet in sheets]),
                np.concatenate([sheet.corrected[name].at for sheet in sheets]),
            )
            for name in first.corrected
        },
    )


def labels(numbers: Ints, names: Sequence[str]) -> Column:
    """A categorical column of names for numbers; -1 is null."""
    return pd.Categorical.from_codes(numbers, categories=pd.Index(names))


def known_where(column: Column, known: Flags) -> Column:
    """The column, null where it is not known."""
    return _masked(column, ~known)


def _masked(values: Column, unknown: Flags) -> Column:
    """The values, null where they are not known."""
    if isinstance(values, pd.Categorical):
        return pd.Categorical.from_codes(np.where(unknown, -1, values.codes), dtype=values.dtype)
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return np.where(unknown, NEVER, values)
    if isinstance(values, np.ndarray) and values.dtype.kind == "O":
        texts = values.copy()
        texts[unknown] = None
        return texts
    masked: Any = pd.array(values, copy=True)
    masked[unknown] = pd.NA
    return masked


def _chosen(condition: Flags, first: Column, second: Column) -> Column:
    """The first column where the condition holds, elsewhere the second, which is of the same kind."""
    if isinstance(second, pd.Categorical):
        return pd.Categorical.from_codes(np.where(condition, first.codes, second.codes), dtype=second.dtype)
    if isinstance(second, BaseMaskedArray):
        chosen = second.copy()
        chosen[condition] = first[condition]
        return chosen
    return np.where(condition, first, second)


def _concatenated(parts: list[Column]) -> Column:
    if isinstance(parts[0], pd.Categorical):
        return union_categoricals(parts)
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return pd.concat([pd.Series(part) for part in parts]).array
