"""The board of targets: a row a target, with its figure between its ends, its verdict and where the gap comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from locales import text
from pages.components.aria import aria
from pages.components.icon import icon

ICONS = {"met": "check", "missed": "cross", "unsure": "question", "unknown": "dash"}


@dataclass(frozen=True)
class Strip:
    """Where a figure, the ends of its interval and its target stand on a line from 0 to 1; words: what it says."""

    at: float
    target: float
    words: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """A target as written; empty strings are left out.

    kind: the verdict: met, missed, unsure or unknown. href: the reasons. sentence: the whole verdict.
    why: where the gap comes from, or what there is room for. ahead: where it is going. chosen: what lies behind it
    stands on this page. few: over too few cases.
    """

    name: str
    of: str
    href: str
    value: str
    unit: str
    target: str
    kind: str
    verdict: str
    sentence: str
    strip: Strip | None = None
    tag: str = ""
    since: str = ""  # from when the target holds, where the period began before
    counted: str = ""  # how many of how many, where they are few
    change: str = ""
    against: str = ""
    why: str = ""
    ahead: str = ""
    n: str = ""
    n_href: str | None = None
    chosen: bool = False
    few: bool = False


COLUMNS = ("name", "value", "strip", "target", "verdict", "change", "why", "ahead", "n")
NUMBERS = ("value", "target", "change", "n")


def board(rows: Sequence[Row], locale: str) -> Component:
    """The board as a table; the column of what lies ahead is there where a row says anything of it."""
    columns = [name for name in COLUMNS if name != "ahead" or any(row.ahead for row in rows)]
    heads = [html.Th(text(locale, f"board.{name}"), scope="col", className=_kind(name)) for name in columns]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(heads)), html.Tbody([_row(row, columns, locale) for row in rows])],
            className="board",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **aria(label=text(locale, "board.label")),
    )


def verdict(kind: str, words: str) -> Component:
    """A verdict: an icon and a word in its colour."""
    return html.Span([icon(ICONS[kind]), words], className=f"verdict {kind}")


def _row(row: Row, columns: Sequence[str], locale: str) -> Component:
    inside: dict[str, Any] = {
        "name": [
            dcc.Link(html.B(row.name), href=row.href),
            html.Span([row.of, html.Span(row.tag, className="tag") if row.tag else None], className="sub"),
        ],
        "value": [
            html.B(row.value),
            html.Span(row.unit, className="unit"),
            html.Span(row.counted, className="sub") if row.counted else None,
            html.Span(text(locale, "board.beside", target=row.target), className="sub narrow"),
        ],
        "strip": _strip(row) if row.strip else None,
        "target": [
            row.target,
            html.Span(row.unit, className="unit"),
            html.Span(row.since, className="sub") if row.since else None,
        ],
        "verdict": verdict(row.kind, row.verdict),
        "change": [row.change, html.Span(row.against, className="sub")] if row.change else None,
        "why": row.why,
        "ahead": row.ahead,
        "n": dcc.Link(row.n, href=row.n_href) if row.n_href else row.n,
    }
    first, *others = columns
    return html.Tr(
        [
            html.Th(inside[first], scope="row"),
            *(html.Td(inside[name], className=_kind(name), title=_hint(name, row)) for name in others),
        ],
        className=" ".join(["board-row", *["chosen"] * row.chosen, *["few"] * row.few]),
    )


def _kind(name: str) -> str:
    return f"num board-{name}" if name in NUMBERS else f"board-{name}"


def _hint(name: str, row: Row) -> str | None:
    """What a cell says to whoever points at it: of the verdict the whole sentence."""
    return row.sentence if name == "verdict" else None


def _strip(row: Row) -> Component:
    """A line with the figure, its interval and the target; not drawn by a script, so that it prints and is still."""
    strip = row.strip
    if strip is None:
        return html.Span()
    parts = [
        html.Span(className="strip-axis"),
        html.Span(className="strip-target", style={"left": _percent(strip.target)}),
    ]
    if strip.low is not None and strip.high is not None:
        width = {"left": _percent(strip.low), "width": _percent(strip.high - strip.low)}
        parts.append(html.Span(className="strip-ends", style=width))
    parts.append(html.Span(className="strip-at", style={"left": _percent(strip.at)}))
    return html.Div(parts, className=f"strip {row.kind}", role="img", **aria(label=strip.words))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
