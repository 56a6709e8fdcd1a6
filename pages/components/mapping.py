"""Which older services became which of today's, drawn so that one can read it: older ones left, today's right."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component


@dataclass(frozen=True)
class Older:
    """An older service: its name, how many cases came under its code (empty: not known), and where they are."""

    name: str
    n: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Today:
    """One of today's services with the older ones that it absorbed."""

    name: str
    older: Sequence[Older]
    n: str
    share: float  # of the service with most cases: the length of its bar, 0..1
    href: str | None = None
    tag: str = ""  # what is said of it where several became one


@dataclass(frozen=True)
class Heads:
    """What stands above the columns."""

    older: str
    today: str
    n: str


def mapping(heads: Heads, rows: Sequence[Today]) -> Component:
    """The mapping, one row for each of today's services."""
    head = html.Li(
        [
            html.Div(heads.older, className="mapping-older"),
            html.Div(className="mapping-join"),
            html.Div(heads.today, className="mapping-today"),
            html.Div(heads.n, className="mapping-n"),
        ],
        className="mapping-row mapping-heads",
    )
    return html.Ol([head, *(_row(row) for row in rows)], className="mapping")


def _row(row: Today) -> Component:
    merged = len(row.older) > 1
    return html.Li(
        [
            html.Ul([_older(one) for one in row.older], className="mapping-older"),
            html.Div(className="mapping-join"),
            html.Div(
                [row.name, html.Span(row.tag, className="mapping-tag") if row.tag else None],
                className="mapping-today",
            ),
            html.Div(
                [
                    html.Div(
                        html.Div(className="mapping-fill", style={"width": f"{row.share:.1%}"}), className="mapping-bar"
                    ),
                    html.Span(dcc.Link(row.n, href=row.href) if row.href else row.n, className="mapping-figure"),
                ],
                className="mapping-n",
            ),
        ],
        className="mapping-row merged" if merged else "mapping-row",
    )


def _older(one: Older) -> Component:
    n = dcc.Link(one.n, href=one.href) if one.href else one.n
    return html.Li([html.Span(one.name), html.Span(n, className="mapping-count") if one.n else None])
