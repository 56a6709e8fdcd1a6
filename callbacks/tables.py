"""Frames as written cells: numbers grouped and rounded as the chart shows them."""

import pandas as pd

from charts.chart import Chart
from locales import UNKNOWN, number


def written(locale: str, frame: pd.DataFrame, chart: Chart | None = None) -> tuple[list[str], list[list[str]]]:
    """The head and the rows of a frame as text; fractions have the chart's decimals, or one."""
    decimals = chart.decimals if chart is not None else 1
    columns = [_column(locale, frame.iloc[:, at], decimals) for at in range(frame.shape[1])]
    return [str(name) for name in frame.columns], [list(row) for row in zip(*columns, strict=True)]


def _column(locale: str, values: "pd.Series[object]", decimals: int) -> list[str]:
    if pd.api.types.is_float_dtype(values.dtype):
        return [number(locale, value, decimals) for value in values]
    if pd.api.types.is_integer_dtype(values.dtype):
        return [UNKNOWN if pd.isna(value) else number(locale, int(value)) for value in values]
    return [UNKNOWN if pd.isna(value) else str(value) for value in values]
