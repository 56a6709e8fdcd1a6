"""How the channels of acceptance replaced each other: the share of each over time."""

from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.courses import first_days, narrowed, part_of, unfinished, whole_parts
from callbacks.drawing import behind, column, groups_in, opens, subtitle
from callbacks.labels import group_label, group_name, not_known, time_label
from callbacks.lines import all_years
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import text
from queries.measure import Question

KEY = "accepted"
MOST = 6  # parts whose colours are told apart


def channel_shares(view: View, card: str, title: str) -> Panel:
    """The channels' shares of the cases accepted in each part of time, from the first day of the data on."""
    view = replace(view, selection=all_years(view))
    part = part_of(view.selection)
    return Panel(
        card, title, [Question((KEY,), view.selection, (part, "channel"))], partial(_draw, view, title), metrics=(KEY,)
    )


def _draw(view: View, title: str, frame: pd.DataFrame) -> Content:
    why = not_known(view, "channel")
    if why:
        return Content(empty=why)
    course, part = whole_parts(view), part_of(view.selection)
    days = first_days(course, part)
    frame = frame[frame[part].isin(days)]
    n = int(frame["n"].sum())
    codes = sorted(groups_in(view, "channel", frame), key=lambda code: -_of(frame, code)["n"].sum())
    counts = {code: column(_of(frame, code), KEY, part, days)[1] for code in codes}
    if len(codes) > MOST:
        rest = [sum(at) for at in zip(*(counts.pop(code) for code in codes[MOST - 1 :]), strict=True)]
    else:
        rest = []
    whole = [sum(at) + (rest[place] if rest else 0) for place, at in enumerate(zip(*counts.values(), strict=True))]
    unfinished_parts = unfinished(view, course, part)
    parts = [
        Series(
            name=group_label(view, "channel", code),
            x=days,
            y=_shares(own, whole),
            n=own,
            role=Role.VALUE if at == 0 else Role.OTHER,
            links=[behind(view, KEY, [(part, day), ("channel", code)]) for day in days],
            incomplete=unfinished_parts,
        )
        for at, (code, own) in enumerate(counts.items())
    ]
    if rest:
        name = text(view.locale, "lines.rest", n=len(codes) - MOST + 1)
        parts.append(Series(name=name, x=days, y=_shares(rest, whole), n=rest, role=Role.OTHER))
    said = subtitle(view, KEY, n, *narrowed(view, course))
    chart = Chart(
        kind=Kind.SHARES, title=title, subtitle=said, unit="%", series=parts, x_name=group_name(view, part), decimals=0
    )
    return Content(
        subtitle=said,
        n=n,
        chart=chart,
        row_names=[time_label(view.locale, part, pd.Timestamp(first).date()) for first in days],
        behind=opens(view, KEY, n, course),
    )


def _of(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    return frame[frame["channel"] == code] if code else frame[frame["channel"].isna()]


def _shares(own: list[int], whole: list[int]) -> list[float | None]:
    """In percent; nothing where no case was accepted."""
    return [100 * part / every if every else None for part, every in zip(own, whole, strict=True)]
