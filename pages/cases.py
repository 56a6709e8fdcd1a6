"""工单明细: the cases behind a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from ids import Cases, condition_id
from locales import text
from pages.components.aria import aria
from pages.components.filters import dropdown
from pages.components.icon import icon
from pages.components.state import skeleton

BLOCK = 100  # rows in one request


@dataclass(frozen=True)
class Condition:
    """A control by which the list is narrowed: by codes (their names by code), or from one end to the other."""

    column: str
    name: str
    choices: Mapping[str, str] | None = None
    chosen: Sequence[str] = ()
    ends: tuple[str, str] = ("", "")
    days: bool = False  # the ends are days, else numbers


def layout(locale: str) -> Component:
    """The list before its first answer."""
    by = dropdown(locale, Cases.BY, text(locale, "cases.by"), several=True, placeholder=text(locale, "cases.by_none"))
    unfilled = html.Div(conditions(locale, [Condition("", "")]), hidden=True)
    return html.Div(
        [
            html.Div(skeleton(locale), id=Cases.HEAD),
            html.Div(
                [by, html.Div(unfilled, id=Cases.CONDITIONS, className="conditions")],
                id=Cases.NARROWING,
                className="narrowing",
                hidden=True,
            ),
            dcc.Store(id=Cases.SHOWN),
            html.Div(html.Div(grid([]), hidden=True), id=Cases.LIST, className="cases"),
        ]
    )


def conditions(locale: str, controls: Sequence[Condition]) -> list[Component]:
    """The controls of the columns by which the list is narrowed."""
    return [_codes(locale, one) if one.choices is not None else _range(locale, one) for one in controls]


def _codes(locale: str, one: Condition) -> Component:
    return dropdown(
        locale,
        condition_id(one.column, "in"),
        one.name,
        several=True,
        options=[{"label": name, "value": code} for code, name in (one.choices or {}).items()],
        value=list(one.chosen),
    )


def _range(locale: str, one: Condition) -> Component:
    names = (text(locale, "cases.low"), text(locale, "cases.high"))
    return html.Div(
        [
            html.Span(one.name, className="filter-label"),
            html.Div(
                [
                    html.Label(
                        [
                            html.Span(name, className="visually-hidden"),
                            dcc.Input(
                                id=condition_id(one.column, part),
                                type="text",
                                value=end,
                                debounce=True,
                                placeholder=text(locale, "cases.day") if one.days else name,
                            ),
                        ]
                    )
                    for part, end, name in zip(("from", "to"), one.ends, names, strict=True)
                ],
                className="ends",
            ),
        ],
        className="filter",
        role="group",
        **aria(label=one.name),
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
            "tooltipShowDelay": 400,
            "tooltipShowMode": "whenTruncated",
        },
    )
    return built


def head(
    locale: str, *, title: str, dates: str, definition: str, narrowed: str, n: str, most: str, downloads: dict[str, str]
) -> Component:
    """What is listed, by which date, how narrowed, how many rows, and the downloads; most: how many those hold."""
    return html.Div(
        [
            html.P([html.Strong(title), " · ", text(locale, "cases.rows", n=n)], className="lead"),
            html.Div(
                [
                    html.P(" · ".join(filter(None, (dates, definition, narrowed))), className="card-subtitle"),
                    html.Div(
                        [
                            html.A(
                                [icon("download"), " ", name], href=href, download="", className="btn btn-sm btn-link"
                            )
                            for name, href in downloads.items()
                        ]
                        + ([html.Span(most, className="card-subtitle")] if most and downloads else [])
                    ),
                ],
                className="cases-head",
            ),
        ]
    )


def choose(locale: str, topics: Mapping[str, Sequence[tuple[str, str]]]) -> Component:
    """What to list, where the URL names no metric: under each topic, names and links."""
    return html.Div(
        [
            html.P(text(locale, "cases.choose"), className="lead"),
            *(
                html.Section(
                    [
                        html.H2(topic),
                        html.Ul([html.Li(dcc.Link(name, href=href)) for name, href in names]),
                    ],
                    className="cases-choice",
                )
                for topic, names in topics.items()
            ),
        ]
    )
