"""A table of figures: numbers right aligned, rows that lead somewhere as links."""

from collections.abc import Collection, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from locales import text

Row = Sequence[str]


def figures_table(
    head: Sequence[str],
    rows: Sequence[Row],
    locale: str,
    *,
    links: Sequence[str | None] = (),
    numbers: Collection[int] | None = None,
    label: str = "",
) -> Component:
    """A table of written cells. links: where each row leads; numbers: columns to align right (all but the first)."""
    leads = [*links, *[None] * (len(rows) - len(links))]
    right = set(range(1, len(head)) if numbers is None else numbers)
    return html.Div(
        html.Table(
            [
                html.Thead(
                    html.Tr([html.Th(name, scope="col", className=_class(at, right)) for at, name in enumerate(head)])
                ),
                html.Tbody([_row(row, link, right) for row, link in zip(rows, leads, strict=True)]),
            ],
            className="figures",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": label or text(locale, "card.table")},
    )


def _row(row: Row, link: str | None, right: Collection[int]) -> Component:
    first, *others = row
    name = dcc.Link(first, href=link) if link else first
    return html.Tr(
        [
            html.Th(name, scope="row"),
            *(html.Td(cell, className=_class(at, right)) for at, cell in enumerate(others, start=1)),
        ]
    )


def _class(at: int, right: Collection[int]) -> str:
    return "num" if at in right else ""
