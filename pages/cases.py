"""工单明细: the cases behind a figure."""

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from ids import Cases
from locales import text
from pages.components.icon import icon
from pages.components.state import skeleton

BLOCK = 100  # rows in one request


def layout(locale: str) -> Component:
    """The list before its first answer."""
    return html.Div(
        [
            html.Div(skeleton(locale), id=Cases.HEAD),
            html.Div(html.Div(grid([]), hidden=True), id=Cases.LIST, className="cases"),
        ]
    )


def grid(columns: Sequence[dict[str, Any]]) -> Component:
    """The grid of rows, which asks the server for the rows that come into sight."""
    built: Component = dag.AgGrid(
        id=Cases.GRID,
        columnDefs=list(columns),
        rowModelType="infinite",
        className="cases-grid",
        style={"height": None},
        defaultColDef={"sortable": False, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "getLocaleText": {"function": "gridText(params)"},
            "ensureDomOrder": True,
            "enableCellTextSelection": True,
        },
    )
    return built


def head(locale: str, *, title: str, dates: str, definition: str, n: str, downloads: dict[str, str]) -> Component:
    """What is listed, by which date, how many rows, and the downloads."""
    return html.Div(
        [
            html.P([html.Strong(title), " · ", text(locale, "cases.rows", n=n)], className="lead"),
            html.Div(
                [
                    html.P([dates, " · ", definition], className="card-subtitle"),
                    html.Div(
                        [
                            html.A(
                                [icon("download"), " ", name], href=href, download="", className="btn btn-sm btn-link"
                            )
                            for name, href in downloads.items()
                        ]
                    ),
                ],
                className="cases-head",
            ),
        ]
    )


def choose(locale: str, names: dict[str, str]) -> Component:
    """What to list, where the URL names no metric: links by name."""
    return html.Div(
        [
            html.P(text(locale, "cases.choose"), className="lead"),
            html.Ul([html.Li(dcc.Link(name, href=href)) for name, href in names.items()], className="cases-choice"),
        ]
    )
