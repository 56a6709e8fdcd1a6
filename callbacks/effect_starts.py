"""精简成效: when each unit started, its times before and after, and how much of its work took the streamlined path."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.drawing import behind
from callbacks.effect_cards import accepted, named, nothing, subtitle, told
from callbacks.effect_found import PATH, STARTED, STILL_OPEN, Found
from callbacks.labels import group_label, group_name, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import month, number, percent, text
from stats.effect import AFTER, BEFORE, LEAST_CONTROLS, RAMP_OVER


def shares(view: View, card: str, every: Sequence[Found]) -> Panel:
    """The share of cases on the streamlined path by quarter since the start, of the units that carry the estimates."""
    say = partial(text, view.locale)
    title = say("effect.shares")

    def draw(*answers: pd.DataFrame) -> Content:
        told(every, answers)
        known = [(found, found.share_by_quarter()) for found in every if found.of() is not None]
        if not known:
            return nothing(view, next((one for one in every if one.classes), every[0]))
        chart = Chart(
            kind=Kind.EVENT,
            title=title,
            subtitle=f"{accepted(view, every)} · {say('effect.shares_of')}",
            unit="%",
            series=[
                Series(
                    name=named(view, found, ""),
                    x=[float(one) for one in found_shares],
                    y=[share * 100 for share, _ in found_shares.values()],
                    n=[n for _, n in found_shares.values()],
                    role=Role.OTHER,
                )
                for found, found_shares in known
            ],
            x_name=say("effect.since"),
            decimals=1,
        )
        n = sum(n for _, found_shares in known for _, n in found_shares.values())
        return Content(subtitle=chart.subtitle, n=n, chart=chart, note=say("effect.shares_note"))

    asked = [question for found in every for question in found.questions]
    return Panel(card, title, asked, draw, metrics=(PATH,))


def starts(view: View, card: str, found: Found) -> Panel:
    """Every unit: the month in which it starts, its cases and their mean time before and after."""
    say = partial(text, view.locale)
    title = say("effect.starts", name=named(view, found, ""))

    def draw(*answers: pd.DataFrame) -> Content:
        known = found.told(answers)
        if not known.timed:
            return nothing(view, known)
        figures, cells = _columns(view, known)
        notes = [
            say("effect.start_rule", share=percent(view.locale, STARTED, 0)),
            say("effect.spans", before=BEFORE, first=RAMP_OVER, last=AFTER),
            say("effect.censored", share=percent(view.locale, STILL_OPEN, 0)),
            say("effect.carried_note", controls=LEAST_CONTROLS) if known.of() else say("effect.plain_only"),
        ]
        return Content(
            subtitle=subtitle(view, known, None),
            n=len(known.units),
            figures=pd.DataFrame(figures),
            cells=cells,
            note=say("table.apart").join(notes),
        )

    return Panel(card, title, found.questions, draw, metrics=(PATH, found.reform.key))


def _columns(view: View, found: Found) -> tuple[dict[str, object], dict[int, list[str | None]]]:
    """The table's columns, and where the cells that count cases lead, by their column's place."""
    say = partial(text, view.locale)
    units = range(len(found.units))
    months = [found.month_of(unit) for unit in units]
    columns: dict[str, object] = {
        group_name(view, "province"): [_label(view, found, unit) for unit in found.units],
        say("effect.start"): [month(view.locale, first) if first else None for first in months],
    }
    ways: dict[int, list[str | None]] = {}
    for after, word, counted in (
        (False, say("effect.before"), say("effect.n_before")),
        (True, say("effect.after"), say("effect.n_after")),
    ):
        known = [found.plain(unit, after=after) for unit in units]
        ways[len(columns)] = [_way(view, found, unit, after=after) if known[unit][0] else None for unit in units]
        columns[counted] = pd.array([n or None for n, _ in known], dtype="Int64")
        mean = say("table.head", name=word, unit=unit_word(view, found.reform.key))
        columns[mean] = pd.array([value for _, value in known], dtype="Float64")
    if found.comparable:
        columns[say("effect.n_carried")] = pd.array([found.carried(unit) or None for unit in units], dtype="Int64")
        columns[say("effect.carries")] = [_carries(view, found, unit) for unit in units]
    return columns, ways


def _way(view: View, found: Found, unit: int, *, after: bool) -> str | None:
    """The cases of a unit before its start, or once the ramp was over."""
    span = found.around(unit, after=after)
    if span is None:
        return None
    place = view.catalogue.places[found.units[unit]]
    where = replace(found.selection, place=place, start=span[0], end=span[1])
    return behind(replace(view, selection=where), found.reform.key)


def _carries(view: View, found: Found, unit: int) -> str:
    """Whether a unit is among those whose effect is estimated, how many of its cases are not, and why none is."""
    say, carried = partial(text, view.locale), found.carried(unit)
    if not carried:
        return say(f"effect.out_{found.obstacle(unit)}", controls=LEAST_CONTROLS)
    rest = found.plain(unit, after=True)[0] - carried
    return say("effect.carries_part", n=number(view.locale, rest)) if rest else say("effect.carries_yes")


def _label(view: View, found: Found, unit: str) -> str:
    return group_label(view, "province", unit) if found.comparable else view.catalogue.places[unit].label(view.locale)
