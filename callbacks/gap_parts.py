"""A clock's gap to its target over the parts of its time, and over those who had them."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from callbacks.drawing import behind, opens, subtitle
from callbacks.gap_of import ENOUGH, Gapped, Part, Reference, Waited, waited
from callbacks.gap_units import gap_words
from callbacks.gap_words import cell_words
from callbacks.labels import group_label, group_name, unit_word
from callbacks.panel import Content, Panel
from callbacks.region_rank import fractions
from charts.chart import Chart, Kind, Series
from locales import text
from queries.selection import COMPARISONS
from stats.gap import Group, largest
from stats.verdicts import Verdict
from warehouse.facts import WAITING_BETWEEN, WAITING_HELD

NOBODY = (WAITING_HELD, WAITING_BETWEEN)  # parts that no owner has


def parts(one: Gapped, card: str) -> Panel:
    """By how much each part of the clock's time exceeds its portion of the target."""
    title = text(one.view.locale, "gap.parts")
    return Panel(card, title, one.waited(), partial(_draw, one, title, "part"), metrics=_metrics(one))


def owners(one: Gapped, card: str) -> Panel:
    """The same by who had the part: the utility, the customer, government; held time and time between steps apart."""
    title = text(one.view.locale, "gap.owners")
    return Panel(card, title, one.waited(), partial(_draw, one, title, "owner"), metrics=_metrics(one))


def _metrics(one: Gapped) -> tuple[str, ...]:
    return (one.key, *([one.clock[0]] if one.clock else []))


def _draw(one: Gapped, title: str, by: str, *frames: pd.DataFrame) -> Content:
    say = partial(text, one.view.locale)
    found = waited(one, frames)
    if found is None:
        return Content()
    whole = Group(sum(found.units.values()), sum(found.whole.values()))
    means, shape = _collapsed(found.whole, by), _collapsed(found.reference.shape, by)
    split = _collapsed(found.of_parts(one.target), by)
    order = sorted(split, key=lambda code: -split[code])
    said = subtitle(one.view, one.key, round(whole.n), gap_words(one, whole))
    unit = unit_word(one.view, one.key)
    bars = Series(
        name=say("gap.part"),
        x=[group_label(one.view, by, code) for code in order],
        y=[split[code] for code in order],
        links=[_behind(one, by, code) if means.get(code) else None for code in order],
    )
    chart = Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=said,
        unit=unit,
        series=[bars],
        x_name=group_name(one.view, by),
        decimals=one.decimals(split.values()),
    )
    columns: dict[str, object] = {
        group_name(one.view, by): list(bars.x),
        say("table.head", name=say("gap.mean_part"), unit=unit): fractions([means.get(code, 0.0) for code in order]),
        say("table.head", name=say("gap.own_target"), unit=unit): fractions(
            [one.target * shape.get(code, 0.0) for code in order]
        ),
        say("table.head", name=say("gap.part"), unit=unit): fractions([split[code] for code in order]),
    }
    gap = one.apart(whole.value)
    if one.verdict(whole) is not Verdict.MET:
        columns[say("gap.portion")] = fractions([100 * split[code] / gap for code in order])
    total = say("gap.sum", total=one.total(split.values(), one.decimals(split.values())), unit=unit)
    words = [total, _reference(one, found.reference), _largest(one, found, whole) if by == "part" else ""]
    return Content(
        subtitle=said,
        n=round(whole.n),
        chart=chart,
        figures=pd.DataFrame(columns),
        links=list(bars.links or ()),
        behind=opens(one.view, one.key, round(whole.n)),
        note=say("table.apart").join(filter(None, words)),
    )


def _collapsed(split: Mapping[Part, float], by: str) -> dict[str, float]:
    """A split by part and owner as one by either; what is held or between steps stands as such among the owners."""
    found: dict[str, float] = {}
    for (part, owner), own in split.items():
        code = part if by == "part" or part in NOBODY else owner
        found[code] = found.get(code, 0.0) + own
    return found


def _behind(one: Gapped, by: str, code: str) -> str | None:
    """The way to the cases that spent time in a part."""
    if one.clock is None:
        return None
    return behind(one.view, one.clock[1], [("part" if code in NOBODY else by, code)])


def _reference(one: Gapped, reference: Reference) -> str:
    """In what profile the target is divided over the parts."""
    what = COMPARISONS[one.view.selection.comparison](one.view.locale)
    return text(one.view.locale, f"gap.reference_{reference.kind}", n=reference.units, what=what, least=ENOUGH)


def _largest(one: Gapped, found: Waited, whole: Group) -> str:
    """The single part in a single unit that widens the gap most."""
    cells = found.of_cells(one.target)
    cell = largest(cells)
    gap = one.apart(whole.value)
    if cell is None or one.verdict(whole) is Verdict.MET or len(found.units) < 2:
        return ""
    return text(one.view.locale, "gap.largest", what=cell_words(one, cell, cells[cell], gap))
