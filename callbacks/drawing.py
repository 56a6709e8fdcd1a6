"""Frames of answers -> neutral charts, with names, links into the cases, and what is too few."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from callbacks.labels import (
    UNKNOWN,
    adds_up,
    counts,
    decimals,
    group_label,
    group_name,
    metric_name,
    shown_value,
    unit_word,
)
from callbacks.panel import Behind
from callbacks.view import View
from callbacks.withheld import ATTRIBUTE, told_over
from charts.chart import Chart, Kind, Role, Series
from ids import Page
from locales import number, text, texts
from queries.conditions import check_rows
from queries.errors import NotAvailable
from queries.groupings import BANDS, PLACES, Asked
from queries.metrics import METRICS, Derived, Flow, Stock
from queries.metrics.kinds import Unit
from queries.selection import COHORT_WORDS, DAY, Selection

# Units of counts, whose n is the figure itself.
COUNTED = (Unit.CASES, Unit.ANSWERS, Unit.APPOINTMENTS, Unit.COMPLAINTS)


@dataclass(frozen=True)
class Figure:
    """One metric's value, in the unit that it is shown in, with its n."""

    key: str
    n: int
    value: float | None


def by_code(frame: pd.DataFrame, key: str, by: str) -> dict[str, Figure]:
    """A metric's figures by group code."""
    rows = zip(*(frame[name].tolist() for name in ("metric", by, "n", "value")), strict=True)
    return {_code(code): Figure(key, int(n), shown_value(key, value)) for name, code, n, value in rows if name == key}


def _code(group: object) -> str:
    return group if isinstance(group, str) else UNKNOWN


def column(frame: pd.DataFrame, key: str, by: str, groups: Sequence[str]) -> tuple[list[float | None], list[int]]:
    """A metric's values and n for each group, in the groups' order."""
    figures = by_code(frame, key, by)
    none = Figure(key, 0, 0.0 if counts(key) else None)
    found = [figures.get(code, none) for code in groups]
    return [figure.value for figure in found], [figure.n for figure in found]


def withheld_at(frame: pd.DataFrame, key: str, groups: Sequence[str]) -> list[int]:
    """Positions of a metric's figures by group that are not for this reader."""
    gone = {tuple(figure) for figure in frame.attrs.get(ATTRIBUTE, ())}
    return [at for at, code in enumerate(groups) if (key, code or None) in gone]


def one(frame: pd.DataFrame, key: str) -> Figure:
    """A metric's figure where there is no grouping."""
    at = frame["metric"].tolist().index(key)
    return Figure(key, int(frame["n"].to_numpy()[at]), shown_value(key, frame["value"].to_numpy()[at]))


def groups_in(view: View, by: str, *frames: pd.DataFrame) -> list[str]:
    """The groups that frames hold, in the catalogue's order (else their own), unknown last."""
    present = {_code(code) for frame in frames for code in frame[by].tolist()}
    known: Iterable[str] = view.catalogue.codes.get("step" if by == "part" else by, {})
    if by in PLACES:
        known = view.catalogue.places
    if by in BANDS:
        known = [band for band, _ in BANDS[by][2]]
    ordered = [code for code in known if code in present]
    others = sorted(present - set(ordered) - {UNKNOWN})
    return [*ordered, *others, *([UNKNOWN] if UNKNOWN in present else [])]


def ranked(frame: pd.DataFrame, key: str, by: str, groups: Sequence[str]) -> list[str]:
    """Groups by a metric's value, the largest first; unknown values last."""
    values, _ = column(frame, key, by, groups)
    known = [(value is None, -(value or 0), at) for at, value in enumerate(values)]
    return [groups[at] for _, _, at in sorted(known)]


def opened(key: str) -> Flow | Stock:
    """The flow or stock whose rows stand behind a metric."""
    asked = METRICS[key]
    if isinstance(asked, Derived):
        asked = METRICS[asked.opens]
    if not isinstance(asked, Flow | Stock):
        raise TypeError(f"{key} opens no rows.")
    return asked


def opens(view: View, key: str, n: int, selection: Selection | None = None) -> Behind | None:
    """The way from a figure to its n rows, in words that say whether they are cases; None where it has none."""
    href = behind(replace(view, selection=selection or view.selection), key)
    return (
        Behind(href, text(view.locale, f"behind.{opened(key).fact.name}", n=number(view.locale, n))) if href else None
    )


def counted_words(view: View, key: str) -> str:
    """How many rows a point is over, in words with {n}, of what they are: cases, answers, executions of steps."""
    fact = opened(key).fact.name
    return text(view.locale, f"rows.{fact}", n="{n}") if f"rows.{fact}" in texts(view.locale) else ""


def has_rows(view: View, key: str) -> bool:
    """Whether a figure opens into rows that the reader may see: sums of a day do not, answers not for everyone."""
    try:
        check_rows(Asked(opened(key), view.selection, view.catalogue))
    except NotAvailable:
        return False
    return True


def behind(view: View, key: str, cell: Sequence[tuple[str, str]] = ()) -> str | None:
    """The link to the rows behind a metric's figure, of one cell of its table where given; None where it has none."""
    if not has_rows(view, key):
        return None
    return view.href(Page.CASES, extras=[("metric", key), *(("cell", f"{name}:{code}") for name, code in cell)])


def drill(view: View, region: str) -> str | None:
    """The same page at a unit below; none for the cases that lie directly on the unit itself."""
    place = view.catalogue.places[region]
    return None if place == view.selection.place else view.href(selection=view.selection.at(place), extras=view.extras)


def sums(key: str) -> bool:
    """Whether a figure is made of sums of a day, whose rows are no cases."""
    return bool(opened(key).fact.info.get("sums"))


def few_at(n: Sequence[int], few: int, key: str) -> tuple[int, ...]:
    """Positions of rates and times over too few cases for a verdict."""
    return () if adds_up(key) or sums(key) else tuple(at for at, cases in enumerate(n) if cases < few)


def at_a_day(key: str) -> bool:
    """Whether a metric counts what stands at the end of a day rather than what happened in the period."""
    asked = METRICS[key]
    return isinstance(asked, Stock) or (isinstance(asked, Flow) and asked.now)


def date_words(view: View, key: str) -> str:
    """By which date a metric's rows are counted: the selection's cohort, their own, or a point in time."""
    asked = opened(key)
    if isinstance(asked, Stock):
        last = min(view.selection.end - DAY, view.catalogue.as_of_date)
        return text(view.locale, "date.standing", day=last)
    if asked.now:
        return text(view.locale, "date.standing", day=view.catalogue.as_of_date)
    fixed = asked.date
    cohort = fixed.removesuffix("_date") if fixed else view.selection.cohort
    return COHORT_WORDS[cohort](view.locale) if cohort in COHORT_WORDS else text(view.locale, f"date.{cohort}")


def dates_words(view: View, key: str) -> str:
    """By which date a metric is counted; of a ratio of two facts, by which two."""
    asked = METRICS[key]
    parts = asked.parts if isinstance(asked, Derived) else (key,)
    return " ÷ ".join(dict.fromkeys(date_words(view, part) for part in parts))


def period_words(view: View, key: str) -> str:
    """The period that a metric is counted over; that of the whole weeks where the reader is told it by weeks."""
    over = told_over(view.selection, key, view.catalogue)
    period = f"{over.start} – {over.end - DAY}"
    return period if over == view.selection else text(view.locale, "withheld.over", period=period)


def subtitle(view: View, key: str, n: int | None = None, *more: str) -> str:
    """By which date, over which period, what else the figures leave out, and n."""
    over = replace(view, selection=told_over(view.selection, key, view.catalogue))
    words = [dates_words(over, key), *([] if at_a_day(key) else [period_words(view, key)]), *more]
    if n is not None and not sums(key):
        words.append(f"n = {number(view.locale, n)}")
    return " · ".join(words)


def series(
    view: View,
    frame: pd.DataFrame,
    key: str,
    by: str,
    groups: Sequence[str],
    *,
    name: str = "",
    role: Role = Role.VALUE,
) -> Series:
    """One metric over groups; each point leads to the cases behind it, a unit's to the same page at that unit."""
    y, n = column(frame, key, by, groups)
    cells = [drill(view, code) if by == "region" else behind(view, key, [(by, code)]) for code in groups]
    return Series(
        name=name or metric_name(view, key),
        x=[group_label(view, by, code) for code in groups],
        y=y,
        n=None if METRICS[key].unit in COUNTED or sums(key) else n,
        role=role,
        links=[cell if cases else None for cell, cases in zip(cells, n, strict=True)],
        withheld=withheld_at(frame, key, groups),
    )


def chart_of(
    view: View,
    frame: pd.DataFrame,
    keys: Sequence[str],
    by: str,
    *,
    kind: Kind,
    few: int,
    title: str,
    subtitle: str,
    groups: Sequence[str],
    names: Sequence[str] = (),
) -> Chart:
    """Metrics of one unit over groups; the first leads where several are drawn as lines."""
    names = names or [metric_name(view, key) for key in keys]
    first = Role.VALUE if len(keys) == 1 or kind is Kind.LINE else Role.OTHER
    roles = [first, *[Role.OTHER] * (len(keys) - 1)]
    _, n = column(frame, keys[0], by, groups)
    return Chart(
        kind=kind,
        title=title,
        subtitle=subtitle,
        unit=unit_word(view, keys[0]),
        series=[
            series(view, frame, key, by, groups, name=name, role=role)
            for key, name, role in zip(keys, names, roles, strict=True)
        ],
        x_name=group_name(view, by),
        decimals=decimals(keys[0]),
        few=few_at(n, few, keys[0]),
        counted=counted_words(view, keys[0]),
    )


def with_series(chart: Chart, *more: Series) -> Chart:
    """The chart with further series."""
    return replace(chart, series=[*chart.series, *more])
