"""A table of figures: numbers right aligned, rows that lead somewhere as links."""

from collections.abc import Collection, Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from locales import text
from pages.components.aria import aria

Row = Sequence[str]
DENSE = 12  # more rows than these stand closer together
NOWHERE: Mapping[int, Sequence[str | None]] = {}
SENTENCE = 24  # letters: a longer cell is no name


def figures_table(
    head: Sequence[str],
    rows: Sequence[Row],
    locale: str,
    *,
    links: Sequence[str | None] = (),
    cells: Mapping[int, Sequence[str | None]] = NOWHERE,
    numbers: Collection[int] = (),
    label: str = "",
) -> Component:
    """A table of written cells.

    links: where each row leads; cells: where the cells of a column lead, by its position; numbers: columns to align
    right.
    """
    classes = [_class(at, [row[at] for row in rows], numbers) for at in range(len(head))]
    leads = [*links, *[None] * (len(rows) - len(links))]
    nowhere = [None] * len(rows)
    ways = list(zip(leads, *(cells.get(at, nowhere) for at in range(1, len(head))), strict=True))
    return html.Div(
        html.Table(
            [
                html.Thead(
                    html.Tr(
                        [html.Th(name, scope="col", className=kind) for name, kind in zip(head, classes, strict=True)]
                    )
                ),
                html.Tbody([_row(row, way, classes) for row, way in zip(rows, ways, strict=True)]),
            ],
            className="figures dense" if len(rows) > DENSE else "figures",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **aria(label=label or text(locale, "card.table")),
    )


def _row(row: Row, links: Sequence[str | None], classes: Sequence[str]) -> Component:
    first, *others = [dcc.Link(cell, href=link) if link else cell for cell, link in zip(row, links, strict=True)]
    return html.Tr(
        [
            html.Th(first, scope="row", className=classes[0]),
            *(html.Td(cell, className=kind) for cell, kind in zip(others, classes[1:], strict=True)),
        ]
    )


def _class(at: int, cells: Sequence[str], numbers: Collection[int]) -> str:
    """Numbers stand right; a column of sentences keeps room for them on a narrow screen."""
    if at in numbers:
        return "num"
    return "words" if max(map(len, cells), default=0) > SENTENCE else ""
