"""A table of figures: numbers right aligned, rows that lead somewhere as links."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from locales import text
from pages.components.aria import aria

Row = Sequence[str]
DENSE = 12  # more rows than these stand closer together
NOWHERE: Mapping[int, Sequence[str | None]] = {}
NONE: Mapping[int, Collection[int]] = {}
UNSAID: Mapping[int, Sequence[str]] = {}
SENTENCE = 24  # letters: a longer cell is no name


@dataclass(frozen=True)
class Head:
    """A column's head that says below it by which date its figures are counted and how many rows they are over."""

    name: str
    date: str = ""
    n: str = ""
    href: str | None = None  # the rows


def figures_table(
    head: Sequence[str | Head],
    rows: Sequence[Row],
    locale: str,
    *,
    links: Sequence[str | None] = (),
    cells: Mapping[int, Sequence[str | None]] = NOWHERE,
    numbers: Collection[int] = (),
    few: Mapping[int, Collection[int]] = NONE,
    hints: Mapping[int, Sequence[str]] = UNSAID,
    label: str = "",
) -> Component:
    """A table of written cells.

    links: where each row leads; cells: where the cells of a column lead, by its position; numbers: columns to align
    right; few: the rows of a column whose figures are over too few for a verdict; hints: what its cells say to whoever
    points at them.
    """
    classes = [_class(at, [row[at] for row in rows], numbers) for at in range(len(head))]
    leads = [*links, *[None] * (len(rows) - len(links))]
    nowhere = [None] * len(rows)
    ways = list(zip(leads, *(cells.get(at, nowhere) for at in range(1, len(head))), strict=True))
    unsaid = [""] * len(rows)
    said = list(zip(*(hints.get(at, unsaid) for at in range(len(head))), strict=True))
    kinds = [
        [f"{kind} few" if at in few.get(column, ()) else kind for column, kind in enumerate(classes)]
        for at in range(len(rows))
    ]
    return html.Div(
        html.Table(
            [
                html.Thead(
                    html.Tr(
                        [
                            html.Th(_head(name), scope="col", className=kind)
                            for name, kind in zip(head, classes, strict=True)
                        ]
                    )
                ),
                html.Tbody([_row(*row) for row in zip(rows, ways, kinds, said, strict=True)]),
            ],
            className="figures dense" if len(rows) > DENSE else "figures",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **aria(label=label or text(locale, "card.table")),
    )


def _head(head: str | Head) -> str | list[Component | str]:
    if isinstance(head, str):
        return head
    n = dcc.Link(head.n, href=head.href) if head.href else head.n
    below = ((head.date, "sub"), (n, "sub n"))
    return [head.name, *(html.Span(words, className=kind) for words, kind in below if words)]


def _row(row: Row, links: Sequence[str | None], classes: Sequence[str], hints: Sequence[str]) -> Component:
    first, *others = [dcc.Link(cell, href=link) if link else cell for cell, link in zip(row, links, strict=True)]
    return html.Tr(
        [
            html.Th(first, scope="row", className=classes[0]),
            *(
                html.Td(cell, className=kind, title=hint or None)
                for cell, kind, hint in zip(others, classes[1:], hints[1:], strict=True)
            ),
        ]
    )


def _class(at: int, cells: Sequence[str], numbers: Collection[int]) -> str:
    """Numbers stand right; a column of sentences keeps room for them on a narrow screen, beside the rows' names."""
    if at in numbers:
        return "num"
    return "words" if at and max(map(len, cells), default=0) > SENTENCE else ""
