"""Panels of one kind: metrics of several units by group, as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from callbacks.drawing import (
    COUNTED,
    behind,
    column,
    dates_words,
    drill,
    few_at,
    groups_in,
    has_rows,
    opens,
    period_words,
    ranked,
    subtitle,
    sums,
    withheld_at,
)
from callbacks.labels import decimals, group_label, group_name, metric_name, not_known, unit_beside
from callbacks.panel import Content, Panel
from callbacks.view import View
from callbacks.withheld import is_masked, told_over
from locales import number, text
from pages.components.table import Head, figures_table
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS
from queries.metrics.kinds import THOUSAND, Unit
from queries.selection import DAY

OWN_NAMES: Mapping[str, str] = {}
STANDING = ("open", "overdue", "due_soon", "held")
MOST_NAMED = 6  # groups that a note still lists; of more it says how many


@dataclass(frozen=True)
class Column:
    """One metric of the table: by which date its rows are counted, how many they are, and its figures by group.

    n: of all groups; None where it is not known, or its rows are sums of a day. way: where these rows are. scarce:
    positions of the figures over too few rows. withheld: of those that are not for this reader. ways: where the figures
    lead.
    """

    key: str
    name: str
    date: str
    n: int | None
    way: str | None
    values: Sequence[float | None]
    counted: Sequence[int]
    scarce: Sequence[int]
    withheld: Sequence[int]
    ways: Sequence[str | None]

    @property
    def empty(self) -> bool:
        """Whether a group has no figure because it has no rows."""
        figures = enumerate(zip(self.values, self.counted, strict=True))
        return any(value is None and not rows and at not in self.withheld for at, (value, rows) in figures)


def table_by(
    view: View,
    card: str,
    title: str,
    keys: Sequence[str],
    by: str,
    *,
    rank: Sequence[str] = (),
    leads: bool = False,
    names: Mapping[str, str] = OWN_NAMES,
    few: int = 0,
    more: tuple[str, str] | None = None,
) -> Panel:
    """Metrics by group, one column each; every figure leads to its own rows.

    Where the columns count the same rows, the subtitle says by which date, and how many. Where they do not, each head
    says it of its own column. rank: metrics by which the groups are ordered, the largest first, instead of the
    catalogue's order. leads: only the groups of the first metric have a row. names: shorter heads, with their units, by
    metric. Each metric is asked apart: one that cannot be asked has no column, and the note says why. few: figures over
    fewer rows are greyed, and the note names them. more: what is said below, as a link.
    """

    def draw(*answers: Answer) -> Content | Failure:
        why = not_known(view, by)
        if why:
            return Content(empty=why)
        split = dict(zip(keys, answers, strict=True))
        frames = {key: found for key, found in split.items() if not isinstance(found, Failure)}
        missing = [found for found in split.values() if isinstance(found, Failure)]
        if not frames or (leads and keys[0] not in frames):
            return together(missing)
        groups = groups_in(view, by, *([frames[keys[0]]] if leads else frames.values()))
        for key in reversed([key for key in rank if key in frames]):
            groups = ranked(frames[key], key, by, groups)
        columns = [
            _column(
                view,
                few,
                key,
                names.get(key) or _head(view, key),
                by,
                groups,
                found,
                entire=not leads or key == keys[0],
            )
            for key, found in frames.items()
        ]
        apart = len({(found.date, found.n) for found in columns}) > 1
        first = next((found for found in columns if found.n), columns[0])
        n = first.n or max(sum(found.counted) for found in columns)
        labels = [group_label(view, by, code) for code in groups]
        remarks = [_few(view, few, labels, columns)]
        if any(found.empty for found in columns):
            remarks.append(text(view.locale, "table.none"))
        remarks += dict.fromkeys(failure.words(view.locale) for failure in missing)
        return Content(
            subtitle=_subtitle(view, columns, first) if apart else subtitle(view, first.key, first.n),
            n=n,
            figures=partial(_figures, view, group_name(view, by), labels, columns, apart=apart),
            cells={at: found.ways for at, found in enumerate(columns, start=1)},
            behind=None if apart else opens(view, first.key, n),
            note=text(view.locale, "table.apart").join(filter(None, remarks)),
            shown=html.Div(
                [
                    _shown(view, by, groups, labels, columns, apart=apart),
                    html.P(dcc.Link([more[0], " ›"], href=more[1]), className="card-note") if more else None,
                ]
            ),
        )

    asked = [Question((key,), view.selection, (by,)) for key in keys]
    return Panel(card, title, asked, draw, metrics=keys, tolerant=True)


def together(failures: Sequence[Failure]) -> Failure:
    """Several failures as one, which gives every different reason."""
    return Failure(
        "".join(dict.fromkeys(failure.zh for failure in failures)),
        " ".join(dict.fromkeys(failure.en for failure in failures)),
        next((failure.cause for failure in failures if failure.cause is not None), None),
    )


def _column(
    view: View,
    few: int,
    key: str,
    name: str,
    by: str,
    groups: Sequence[str],
    frame: pd.DataFrame,
    *,
    entire: bool,
) -> Column:
    """A metric's column from its figures by group; entire: of all its groups, so that its rows are the metric's own."""
    values, counted = column(frame, key, by, groups)
    asked = METRICS[key]
    opening = has_rows(view, key) and by not in getattr(asked, "apart", ())
    n = _n(key, frame, by, counted)
    return Column(
        key=key,
        name=name,
        date=_date(view, key),
        n=n,
        way=behind(view, key) if n and entire else None,
        values=[None if value is None else round(value) for value in values] if asked.unit is Unit.YUAN else values,
        counted=counted,
        scarce=[at for at in few_at(counted, _least(few, key), key) if values[at] is not None],
        withheld=withheld_at(frame, key, groups),
        ways=[
            behind(view, key, [(by, code)]) if opening and rows else None
            for code, rows in zip(groups, counted, strict=True)
        ],
    )


def _date(view: View, key: str) -> str:
    """By which date a metric is counted, and over which period where that is not the page's."""
    over = told_over(view.selection, key, view.catalogue)
    words = dates_words(replace(view, selection=over), key)
    return words if over == view.selection else f"{words} · {period_words(view, key)}"


def _n(key: str, frame: pd.DataFrame, by: str, counted: Sequence[int]) -> int | None:
    """How many rows a column is over; None where they are sums of a day, or some of them are withheld."""
    if is_masked(frame) or sums(key):
        return None
    # Of a part that is not split by this, every group is over the same rows.
    return max(counted, default=0) if by in getattr(METRICS[key], "apart", ()) else sum(counted)


def _subtitle(view: View, columns: Sequence[Column], first: Column) -> str:
    """What columns that count different rows have in common: the period, and the date where it is one."""
    if len({found.date for found in columns}) == 1:
        return subtitle(view, first.key)
    return f"{view.selection.start} – {view.selection.end - DAY}"


def _below(view: View, columns: Sequence[Column]) -> Callable[[Column], tuple[str, str]]:
    """What stands below a head where columns count different rows: its date, where they differ, and its n."""
    dated = len({found.date for found in columns}) > 1

    def said(found: Column) -> tuple[str, str]:
        n = "" if found.n is None else text(view.locale, "figure.n", n=number(view.locale, found.n))
        return found.date if dated else "", n

    return said


def _figures(view: View, first: str, labels: Sequence[str], columns: Sequence[Column], *, apart: bool) -> pd.DataFrame:
    """The table's data as it is downloaded; its heads hold all that the heads on the page say."""
    below = _below(view, columns)
    figures: dict[str, object] = {first: labels}
    for found in columns:
        head = " · ".join(filter(None, (found.name, *below(found)))) if apart else found.name
        whole = not decimals(found.key) and all(value is None or float(value).is_integer() for value in found.values)
        figures[head] = pd.array(found.values, dtype="Int64" if whole else "Float64")
    return pd.DataFrame(figures)


def _shown(
    view: View, by: str, groups: Sequence[str], labels: Sequence[str], columns: Sequence[Column], *, apart: bool
) -> Component:
    """The table on the page."""
    below = _below(view, columns)
    heads = [Head(found.name, *below(found), found.way) if apart else found.name for found in columns]
    say, write = partial(text, view.locale), partial(number, view.locale)
    written, n = [], []
    for found in columns:
        figures = enumerate(zip(found.values, found.counted, strict=True))
        both = [
            (say("chart.withheld"), "")
            if at in found.withheld
            else (write(value, decimals(found.key)), say("figure.n", n=write(rows)))
            for at, (value, rows) in figures
        ]
        written.append([value for value, _ in both])
        n.append([rows for _, rows in both])
    numbers = range(1, len(columns) + 1)
    return figures_table(
        [group_name(view, by), *heads],
        list(zip(labels, *written, strict=True)),
        view.locale,
        links=[drill(view, code) for code in groups] if by == "region" else (),
        cells={at: found.ways for at, found in zip(numbers, columns, strict=True)},
        numbers=numbers,
        few={at: found.scarce for at, found in zip(numbers, columns, strict=True)},
        hints={at: said for at, said, found in zip(numbers, n, columns, strict=True) if not sums(found.key)},
    )


def _few(view: View, few: int, labels: Sequence[str], columns: Sequence[Column]) -> str:
    """Which figures of which columns are over too few rows for a verdict."""
    scarce = [
        text(
            view.locale,
            "table.few_column",
            name=found.name,
            few=number(view.locale, _least(few, found.key)),
            groups=_groups(view, labels, found.scarce),
        )
        for found in columns
        if found.scarce
    ]
    return text(view.locale, "table.few", columns=text(view.locale, "table.few_apart").join(scarce)) if scarce else ""


def _least(few: int, key: str) -> int:
    """Over how many rows a figure must be: without its interval a rate per thousand tells nothing over fewer."""
    return max(few, THOUSAND) if METRICS[key].unit is Unit.PER_THOUSAND else few


def _groups(view: View, labels: Sequence[str], scarce: Sequence[int]) -> str:
    """The groups at some positions by name, or how many of all they are."""
    if len(scarce) == len(labels):
        return text(view.locale, "table.few_all")
    if len(scarce) > MOST_NAMED:
        return text(view.locale, "table.few_some", n=len(scarce), all=len(labels))
    return text(view.locale, "word.listed").join(labels[at] for at in scarce)


def _head(view: View, key: str) -> str:
    """A column's head: the metric's name, with its unit unless it counts what it is named by, or names it itself."""
    name, unit = metric_name(view, key), unit_beside(view, key)
    if not unit or METRICS[key].unit in (*COUNTED, Unit.METERS):
        return name
    return text(view.locale, "table.head", name=name, unit=unit)
