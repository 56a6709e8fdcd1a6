"""The neutral chart as a Plotly figure for the screen."""

from charts.chart import Chart, Kind
from charts.plotly_areas import areas
from charts.plotly_bars import bar_keys, bars, columns
from charts.plotly_dots import dot_keys, dots
from charts.plotly_event import event_keys, events
from charts.plotly_funnel import funnel, funnel_keys
from charts.plotly_lines import line_keys, lines
from charts.plotly_matrix import matrix, matrix_keys
from charts.plotly_parts import Key, Pen, Piece
from charts.plotly_shares import share_keys, shares
from charts.plotly_stack import stack, stack_keys
from charts.plotly_tiles import tile_keys, tiles

_DRAW = {
    Kind.LINE: lines,
    Kind.CURVE: lines,
    Kind.BARS: bars,
    Kind.COLUMNS: columns,
    Kind.SHARES: shares,
    Kind.STACK: stack,
    Kind.DOTS: dots,
    Kind.MATRIX: matrix,
    Kind.FUNNEL: funnel,
    Kind.TILES: tiles,
    Kind.AREAS: areas,
    Kind.EVENT: events,
}
_KEYS = {
    Kind.LINE: line_keys,
    Kind.CURVE: line_keys,
    Kind.BARS: bar_keys,
    Kind.COLUMNS: bar_keys,
    Kind.SHARES: share_keys,
    Kind.STACK: stack_keys,
    Kind.DOTS: dot_keys,
    Kind.MATRIX: matrix_keys,
    Kind.FUNNEL: funnel_keys,
    Kind.TILES: tile_keys,
    Kind.AREAS: tile_keys,
    Kind.EVENT: event_keys,
}
_PLOTLY_LOCALES = {"zh_CN": "zh-CN", "en": "en"}


def figure(chart: Chart, *, theme: str, locale: str) -> Piece:
    """The figure of a chart as a plain dict, in a theme ("light", "dark") and a locale ("zh_CN", "en").

    layout.height is the height in px that the chart needs; layout.meta, where there is one, the least and the greatest
    width that it reads at. Each point's customdata is [n, link].
    """
    return _DRAW[chart.kind](Pen(chart, theme, locale))


def legend(chart: Chart, *, theme: str, locale: str) -> list[Key]:
    """What has to be explained beside the figure, for the page to set as text that flows with the screen's width.

    Empty where the names stand at the data themselves.
    """
    return _KEYS[chart.kind](Pen(chart, theme, locale))


def graph_config(locale: str) -> Piece:
    """The `config` of every dcc.Graph: no bar of tools, no logo, and nothing is ever sent to an outside server."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "responsive": True,
        "locale": _PLOTLY_LOCALES[locale],
        "doubleClick": False,
        "showTips": False,
        "scrollZoom": False,
    }
