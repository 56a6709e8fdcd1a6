"""Frames as written cells: numbers grouped and rounded as the chart shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.chart import Chart
from locales import UNKNOWN, number

OWN: Mapping[int, int] = {}


@dataclass(frozen=True)
class Written:
    """A table as text; numbers are the positions of the columns that hold numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int]


def written(
    locale: str,
    frame: pd.DataFrame,
    chart: Chart | None = None,
    row_names: Sequence[str] = (),
    decimals: Mapping[int, int] = OWN,
) -> Written:
    """A frame as text. row_names stand in for the first column.

    Fractions have the chart's decimals, or one; or so many as `decimals` says of their column.
    """
    usual = chart.decimals if chart is not None else 1
    columns = [_column(locale, frame.iloc[:, at], decimals.get(at, usual)) for at in range(frame.shape[1])]
    if row_names:
        columns[0] = list(row_names)
    numbers = frozenset(at for at, kind in enumerate(frame.dtypes) if pd.api.types.is_numeric_dtype(kind))
    return Written([str(name) for name in frame.columns], list(zip(*columns, strict=True)), numbers)


def _column(locale: str, values: "pd.Series[Any]", decimals: int) -> list[str]:
    if pd.api.types.is_float_dtype(values.dtype):
        return [number(locale, None if pd.isna(value) else value, decimals) for value in values]
    if pd.api.types.is_integer_dtype(values.dtype):
        return [UNKNOWN if pd.isna(value) else number(locale, int(value)) for value in values]
    return [UNKNOWN if pd.isna(value) else str(value) for value in values]
