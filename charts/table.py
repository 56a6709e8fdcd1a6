"""A chart as a table: what stands under the chart and in its downloads."""

from collections.abc import Sequence

import pandas as pd

from charts.chart import Chart

Place = str | float  # an x


def table(chart: Chart) -> pd.DataFrame:
    """One row for each x of any series, in the order in which they first appear.

    Columns: chart.x_name, then for each series its values under "name (unit)" and, where known, the cases behind them
    under "n" ("name: n" where several series have them). Unknown values and counts are missing, never 0.
    """
    xs = list(dict.fromkeys(x for series in chart.series for x in series.x))
    counted = sum(series.n is not None for series in chart.series)
    heads = [chart.x_name]
    columns: list[pd.Series] = [pd.Series(xs, dtype=object)]
    for series in chart.series:
        heads.append(f"{series.name} ({chart.unit})" if chart.unit else series.name)
        columns.append(pd.Series(_aligned(xs, series.x, series.y), dtype="float64"))
        if series.n is not None:
            heads.append("n" if counted == 1 else f"{series.name}: n")
            columns.append(pd.Series(_aligned(xs, series.x, series.n), dtype="Int64"))
    frame = pd.concat(columns, axis=1)
    frame.columns = pd.Index(heads)
    return frame


def _aligned(xs: Sequence[Place], own: Sequence[Place], values: Sequence[float | None]) -> list[float | None]:
    at = dict(zip(own, values, strict=True))
    return [at.get(x) for x in xs]
