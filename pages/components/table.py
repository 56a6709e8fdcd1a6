"""A table of figures: numbers right aligned, rows that lead somewhere as links."""

from collections.abc import Collection, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from locales import text
from pages.components.aria import aria

Row = Sequence[str]
DENSE = 12  # more rows than these stand closer together
SENTENCE = 24  # letters: a longer cell is no name


def figures_table(
    head: Sequence[str],
    rows: Sequence[Row],
    locale: str,
    *,
    links: Sequence[str | None] = (),
    numbers: Collection[int] = (),
    label: str = "",
) -> Component:
    """A table of written cells. links: where each row leads; numbers: columns to align right."""
    classes = [_class(at, [row[at] for row in rows], numbers) for at in range(len(head))]
    leads = [*links, *[None] * (len(rows) - len(links))]
    return html.Div(
        html.Table(
            [
                html.Thead(
                    html.Tr(
                        [html.Th(name, scope="col", className=kind) for name, kind in zip(head, classes, strict=True)]
                    )
                ),
                html.Tbody([_row(row, link, classes) for row, link in zip(rows, leads, strict=True)]),
            ],
            className="figures dense" if len(rows) > DENSE else "figures",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **aria(label=label or text(locale, "card.table")),
    )


def _row(row: Row, link: str | None, classes: Sequence[str]) -> Component:
    first, *others = row
    name = dcc.Link(first, href=link) if link else first
    return html.Tr(
        [
            html.Th(name, scope="row", className=classes[0]),
            *(html.Td(cell, className=kind) for cell, kind in zip(others, classes[1:], strict=True)),
        ]
    )


def _class(at: int, cells: Sequence[str], numbers: Collection[int]) -> str:
    """Numbers stand right; a column of sentences keeps room for them on a narrow screen."""
    if at in numbers:
        return "num"
    return "words" if max(map(len, cells), default=0) > SENTENCE else ""
