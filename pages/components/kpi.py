"""A key figure: value with unit, change against the comparison, n, and a small line."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component


@dataclass(frozen=True)
class Kpi:
    """Written values of one key figure; empty strings are left out."""

    label: str
    value: str
    unit: str
    change: str = ""
    against: str = ""
    n: str = ""
    line: str = ""  # data: URI of its sparkline
    line_words: str = ""
    href: str | None = None  # the cases behind
    problem: str = ""  # why there is no value
    few: bool = False  # over too few cases for a verdict: greyed


def kpis(figures: Sequence[Kpi]) -> list[Component]:
    """Key figures side by side."""
    return [_kpi(figure) for figure in figures]


def _kpi(figure: Kpi) -> Component:
    if figure.problem:
        return html.Div(
            [
                html.Div(figure.label, className="kpi-label"),
                html.Div("—", className="kpi-value"),
                html.Div(figure.problem, className="kpi-n"),
            ],
            className="kpi absent",
        )
    value: list[Component | str] = [figure.value, html.Span(figure.unit, className="unit")]
    return html.Div(
        [
            html.Div(figure.label, className="kpi-label"),
            html.Div(dcc.Link(value, href=figure.href) if figure.href else value, className="kpi-value"),
            html.Div([figure.change, " ", html.Span(figure.against, className="muted")], className="kpi-change")
            if figure.change
            else None,
            html.Img(src=figure.line, alt=figure.line_words, className="sparkline") if figure.line else None,
            html.Div(figure.n, className="kpi-n") if figure.n else None,
        ],
        className="kpi few" if figure.few else "kpi",
    )
