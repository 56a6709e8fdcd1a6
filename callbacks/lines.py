"""Panels of one kind: one metric over time, a line for each group."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from callbacks.courses import first_days, narrowed, part_of, unfinished, whole_parts
from callbacks.drawing import behind, column, counted_words, few_at, groups_in, opens, subtitle, sums
from callbacks.labels import UNKNOWN, adds_up, decimals, group_label, group_name, not_known, time_label, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import text
from queries.measure import Question
from queries.metrics import METRICS
from queries.metrics.kinds import Unit
from queries.selection import Selection

MOST = 6  # lines that a reader still tells apart


def all_years(view: View) -> Selection:
    """The selection from the first day of the data to the period's end, compared with nothing."""
    first = view.catalogue.first_date or view.selection.start
    return replace(view.selection, start=min(first, view.selection.start), comparison="none")


def lines_by(
    view: View,
    few: int,
    card: str,
    title: str,
    key: str,
    by: str,
    *,
    flag: str = "",
    selection: Selection | None = None,
    words: Sequence[str] = (),
    note: str = "",
    large: tuple[str, float] | None = None,
) -> Panel:
    """One metric over time, a line for each group, at most MOST of them: the largest, named at their ends.

    The other groups are one line where the metric adds up over groups; where it does not they are left out, and the
    note says so. flag: a yes-or-no grouping of the groups; those of yes lead, those of which it says nothing are left
    out. words: what else the subtitle says. selection: ask about another selection than the page's. large: the unit in
    which large values are drawn, and how many it is.
    """
    view = replace(view, selection=selection) if selection is not None else view
    course, part = whole_parts(view), part_of(view.selection)

    def draw(frame: pd.DataFrame) -> Content:
        why = not_known(view, by)
        if why:
            return Content(empty=why)
        days = first_days(course, part)
        frame = frame[frame[part].isin(days)]  # what lies before the first whole part is no line's
        n = int(frame["n"].sum())
        if flag:
            frame = frame[frame[flag].notna()]
        every = [_line(view, frame, key, part, by, code, days) for code in groups_in(view, by, frame)]
        first = set(frame.loc[frame[flag] == "true", by]) if flag else set()
        codes = sorted(every, key=lambda line: (line[0] not in first, -sum(y or 0.0 for y in line[1].y)))
        drawn, rest = [line for _, line in codes[:MOST]], [line for _, line in codes[MOST:]]
        remarks = [note]
        if rest and adds_up(key):
            drawn = [*drawn[: MOST - 1], _sum(view, [*drawn[MOST - 1 :], *rest])]
        elif rest:
            remarks.append(text(view.locale, "lines.left_out", n=len(rest), names=_listed(view, rest)))
        leading = [replace(line, role=Role.VALUE if at == 0 else Role.OTHER) for at, line in enumerate(drawn)]
        begin = next((at for at in range(len(days)) if any(_known(line, at) for line in leading)), 0)
        cut = [_from(line, begin, unfinished(view, course, part)) for line in leading]
        in_large = large is not None and max((y or 0.0 for line in cut for y in line.y), default=0.0) >= 10 * large[1]
        if large is not None and in_large:
            cut = [replace(line, y=[None if y is None else y / large[1] for y in line.y]) for line in cut]
        said = subtitle(view, key, n, *narrowed(view, course), *words)
        chart = Chart(
            kind=Kind.LINE,
            title=title,
            subtitle=said,
            unit=large[0] if large is not None and in_large else unit_word(view, key),
            series=cut,
            x_name=group_name(view, part),
            decimals=1 if in_large else decimals(key),
            few=few_at(cut[0].n, few, key) if len(cut) == 1 and cut[0].n is not None else (),
            split=True,
            counted=counted_words(view, key),
        )
        if sums(key):
            remarks.append(text(view.locale, "lines.sums"))
        return Content(
            subtitle=said,
            n=n if cut else 0,
            chart=chart,
            row_names=[time_label(view.locale, part, pd.Timestamp(first).date()) for first in days[begin:]],
            behind=opens(view, key, n, course),
            empty=text(view.locale, "lines.no_sums") if sums(key) else "",
            note=text(view.locale, "table.apart").join(filter(None, remarks)),
        )

    groups = (part, flag, by) if flag else (part, by)
    return Panel(card, title, [Question((key,), view.selection, groups)], draw, metrics=(key,))


def _line(
    view: View, frame: pd.DataFrame, key: str, part: str, by: str, code: str, days: Sequence[str]
) -> tuple[str, Series]:
    """The line of one group; each point leads to the rows behind it, where there are any."""
    own = frame[frame[by].isna()] if code == UNKNOWN else frame[frame[by] == code]
    y, n = column(own, key, part, days)
    links = [behind(view, key, [(part, day), (by, code)]) if rows else None for day, rows in zip(days, n, strict=True)]
    shown = None if METRICS[key].unit is Unit.CASES or sums(key) else n
    return code, Series(name=group_label(view, by, code), x=list(days), y=y, n=shown, links=links)


def _sum(view: View, lines: Sequence[Series]) -> Series:
    """Several lines as one, which leads nowhere."""
    y = [sum(known) if (known := [one for one in at if one is not None]) else None for at in _across(lines)]
    return Series(name=text(view.locale, "lines.rest", n=len(lines)), x=lines[0].x, y=y)


def _across(lines: Sequence[Series]) -> list[tuple[float | None, ...]]:
    return list(zip(*(line.y for line in lines), strict=True))


def _known(line: Series, at: int) -> bool:
    """Whether a line has begun: counts stand at 0 before it does."""
    return bool(line.y[at])


def _from(line: Series, begin: int, incomplete: int) -> Series:
    """The line from a point on, so that years before the data began take no room."""
    return replace(
        line,
        x=line.x[begin:],
        y=line.y[begin:],
        n=line.n[begin:] if line.n is not None else None,
        links=line.links[begin:] if line.links is not None else None,
        incomplete=incomplete,
    )


def _listed(view: View, lines: Sequence[Series]) -> str:
    return text(view.locale, "word.listed").join(line.name for line in lines)
