"""A chart as a table: what stands under the chart and in its downloads."""

from collections.abc import Sequence

import pandas as pd

from charts.chart import Chart, Kind

Place = str | float  # an x


def table(chart: Chart) -> pd.DataFrame:
    """One row for each x of any series, in the order in which they first appear; of a matrix, one for each series.

    Columns: chart.x_name, then for each series its values under "name (unit)" and, where known, the ends of their
    intervals under chart.interval_names ("name: …" where several series have them) and the cases behind them under "n"
    ("name: n" beside other series), unless they are the values themselves. Unknown values and counts, and those
    withheld, are missing, never 0.
    """
    if chart.kind is Kind.MATRIX:
        return _matrix(chart)
    xs = list(dict.fromkeys(x for series in chart.series for x in series.x))
    ranged = sum(series.low is not None for series in chart.series)
    heads = [chart.x_name]
    columns: list[pd.Series] = [pd.Series(xs, dtype=object)]
    for series in chart.series:
        heads.append(f"{series.name} ({chart.unit})" if chart.unit else series.name)
        columns.append(pd.Series(_aligned(xs, series.x, series.y), dtype="float64"))
        for name, ends in zip(chart.interval_names, (series.low, series.high), strict=True):
            if ends is not None:
                heads.append(name if ranged == 1 else f"{series.name}: {name}")
                columns.append(pd.Series(_aligned(xs, series.x, ends), dtype="float64"))
        if series.n is not None and not _counts(series.y, series.n):
            heads.append("n" if len(chart.series) == 1 else f"{series.name}: n")
            counts = [None if at in series.withheld else n for at, n in enumerate(series.n)]
            columns.append(pd.Series(_aligned(xs, series.x, counts), dtype="Int64"))
    frame = pd.concat(columns, axis=1)
    frame.columns = pd.Index(heads)
    return frame


def _matrix(chart: Chart) -> pd.DataFrame:
    """A matrix as it is drawn: a row for each series, a column for each x."""
    xs = list(dict.fromkeys(x for series in chart.series for x in series.x))
    head = f"{chart.y_name} → {chart.x_name}" + (f" ({chart.unit})" if chart.unit else "")
    kind = "float64" if chart.decimals else "Int64"
    rows = [
        [None if x == series.name else y for x, y in zip(xs, _aligned(xs, series.x, series.y), strict=True)]
        for series in chart.series
    ]
    columns = [pd.Series([series.name for series in chart.series], dtype=object)]
    columns += [pd.Series([row[at] for row in rows], dtype=kind) for at in range(len(xs))]
    frame = pd.concat(columns, axis=1)
    frame.columns = pd.Index([head, *map(str, xs)])
    return frame


def _counts(values: Sequence[float | None], n: Sequence[int]) -> bool:
    """Whether a series' values are its n."""
    known = [(value, rows) for value, rows in zip(values, n, strict=True) if value is not None]
    return bool(known) and all(value == rows for value, rows in known)


def _aligned(xs: Sequence[Place], own: Sequence[Place], values: Sequence[float | None]) -> list[float | None]:
    at = dict(zip(own, values, strict=True))
    return [at.get(x) for x in xs]
