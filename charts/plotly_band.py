"""The intervals of a line's values, as a band under the line."""

from charts.chart import Role, Series
from charts.plotly_parts import Pen, Piece

OPACITY = 0.16


def bands(pen: Pen, series: Series, colour: str) -> list[Piece]:
    """A band for each run of values whose interval is known; none where they stand on too few cases."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": series.name,
            "x": [series.x[at] for at in (*run, *reversed(run))],
            "y": [high for _, high in ends] + [low for low, _ in reversed(ends)],
            "fill": "toself",
            "fillcolor": _faint(colour),
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for run in _runs(pen, series)
        if (ends := _ends(series, run))
    ]


def band_ends(pen: Pen) -> list[float]:
    """The ends of all intervals that are drawn: what the axis has to hold."""
    return [
        end for series in pen.chart.series for run in _runs(pen, series) for both in _ends(series, run) for end in both
    ]


def _ends(series: Series, run: list[int]) -> list[tuple[float, float]]:
    low, high = series.low or (), series.high or ()
    return [(float(low[at] or 0), float(high[at] or 0)) for at in run]


def _runs(pen: Pen, series: Series) -> list[list[int]]:
    """Neighbouring positions whose interval is drawn; one that stands alone makes no band."""
    if series.low is None or series.high is None or series.role is Role.COMPARISON:
        return []
    few = set(pen.chart.few)
    runs: list[list[int]] = [[]]
    for at, (low, high) in enumerate(zip(series.low, series.high, strict=True)):
        if low is None or high is None or at in few:
            runs.append([])
        else:
            runs[-1].append(at)
    return [run for run in runs if len(run) > 1]


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{OPACITY})"
