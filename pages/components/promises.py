"""The board of promises: one row a promise, with the figures that show it and the way to what explains it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from pages.components.kpi import Kpi, kpis


@dataclass(frozen=True)
class Promise:
    """One promise as written: its number, its words, its figures, and where more of it stands (words, link)."""

    code: str
    words: str
    figures: Sequence[Kpi]
    more: tuple[str, str]


def promises(rows: Sequence[Promise]) -> Component:
    """The board."""
    return html.Ol([_row(row) for row in rows], className="promises")


def _row(row: Promise) -> Component:
    return html.Li(
        [
            html.Div(
                [
                    html.Span(row.code, className="promise-code"),
                    html.Span(row.words, className="promise-words"),
                    _way(*row.more),
                ],
                className="promise-head",
            ),
            html.Div(kpis(row.figures), className="promise-figures"),
        ],
        className="promise",
    )


def _way(words: str, href: str) -> Component:
    """The way to a page, or to a place on this one, which the browser finds by itself."""
    inside = [words, " ›"]
    if href.startswith("#"):
        return html.A(inside, href=href, className="promise-more")
    return dcc.Link(inside, href=href, className="promise-more")
