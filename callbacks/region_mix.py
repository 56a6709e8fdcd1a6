"""单位对比: units raw beside what their mix of classes and services lets one expect (indirect standardisation)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from callbacks.drawing import counted_words, one, opens, subtitle
from callbacks.labels import decimals, group_name, is_share, metric_name, unit_word
from callbacks.panel import Content, Panel
from callbacks.private import concerned
from callbacks.ranking import NOTHING_BELOW, Standing, least, no_units, ranks, standings
from callbacks.region_rank import fractions, rise, whole_numbers
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import number, text
from queries.asker import Failure
from queries.measure import Question
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Statistic
from stats.standardise import expected

STRATA = ("class", "service")
MOST_MOVED = 6  # units that the note still names
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Mixed:
    """A unit with the figure that its mix lets one expect, as it is shown, and its standing by what is left."""

    unit: Standing
    expected: float | None
    adjusted: Standing  # its value is what the mix does not explain


def adjusted(view: View, few: int, card: str, title: str, key: str) -> Panel:
    """Each unit's figure beside the one it would have, were each class and service in it as in all units together."""
    why = _cannot(view, key)
    strata = [] if why else [name for name in STRATA if not view.catalogue.lacks(name)]
    asked = [Question((key,), view.selection, ("region",)), Question((key,), view.selection)]
    asked += [Question((key,), view.selection, ("region", *strata))] if strata else []
    draw = partial(_draw, view, few, title, key, strata, why)
    return Panel(card, title, asked if strata else asked[1:], draw, metrics=(key,))


def _cannot(view: View, key: str) -> str:
    """Why a figure is not adjusted; empty where it is."""
    asked = METRICS[key]
    if not isinstance(asked, Flow) or asked.statistic not in (Statistic.MEAN, Statistic.SHARE):
        return text(view.locale, "regions.no_mix")
    columns = {"class": "customer_class", "service": "service"}
    if not all(column in asked.fact.c for column in columns.values()):
        return text(view.locale, "regions.no_mix")
    if concerned(Question((key,), view.selection, ("region",))):
        return text(view.locale, "regions.mix_withheld")
    if all(view.catalogue.lacks(name) for name in STRATA):
        return text(view.locale, "regions.no_strata")
    return ""


def _draw(
    view: View, few: int, title: str, key: str, strata: Sequence[str], why: str, *frames: pd.DataFrame
) -> Content | Failure:
    if no_units(view):
        return NOTHING_BELOW
    if why:
        return Content(empty=why)
    frame, total, split = frames
    whole = one(total, key)
    units = mixed(key, standings(view, few, key, frame), split, strata)
    said = subtitle(view, key, whole.n)
    names = [found.unit.name for found in units]
    links = [found.unit.way for found in units]
    actual = Series(
        text(view.locale, "regions.actual"),
        names,
        [found.unit.value for found in units],
        n=[found.unit.n for found in units],
        links=links,
    )
    mix = Series(
        text(view.locale, "regions.expected"),
        names,
        [found.expected for found in units],
        role=Role.COMPARISON,
        links=links,
    )
    chart = Chart(
        kind=Kind.DOTS,
        title=title,
        subtitle=said,
        unit=unit_word(view, key),
        series=[actual, mix],
        x_name=group_name(view, "region"),
        decimals=decimals(key),
        few=[at for at, found in enumerate(units) if found.unit.scarce],
        counted=counted_words(view, key),
    )
    return Content(
        subtitle=said,
        n=whole.n,
        chart=chart,
        figures=_figures(view, key, units),
        links=links,
        behind=opens(view, key, whole.n),
        note=_note(view, few, key, strata, units),
    )


def mixed(key: str, units: Sequence[Standing], split: pd.DataFrame, strata: Sequence[str]) -> Sequence[Mixed]:
    """The units with what their mix lets one expect, the most to the better of it on top.

    split: the figure by region and stratum, whose rates over all regions are what each is held against.
    """
    scale = 100 if is_share(key) else 1
    codes = zip(*(split[name].fillna("").tolist() for name in strata), strict=True)
    rows = split.assign(stratum=[SEPARATOR.join(found) for found in codes], total=split["value"] * split["n"])
    sums = rows.groupby("stratum")[["total", "n"]].sum()
    by_unit = dict(iter(rows.groupby("region")))
    rates = dict(zip(sums.index.astype(str), (sums["total"] / sums["n"]).tolist(), strict=True))
    found: dict[str, tuple[Standing, float | None]] = {}
    for unit in units:
        own = by_unit.get(unit.code, rows.iloc[:0])
        mix = expected(own["stratum"].tolist(), rates, own["n"].tolist())
        found[unit.code] = (unit, None if mix is None else mix * scale)
    left = [
        replace(unit, value=None if mix is None or unit.value is None else unit.value - mix)
        for unit, mix in found.values()
    ]
    return [Mixed(*found[unit.code], unit) for unit in ranks(key, left)]


def _figures(view: View, key: str, units: Sequence[Mixed]) -> pd.DataFrame:
    """The table's data."""
    say = partial(text, view.locale)
    shown = unit_word(view, key)
    raw = {found.unit.code: found.unit for found in units}
    return pd.DataFrame(
        {
            group_name(view, "region"): [found.unit.name for found in units],
            say("table.head", name=metric_name(view, key), unit=shown): fractions([one.unit.value for one in units]),
            say("table.head", name=say("regions.expected"), unit=shown): fractions([one.expected for one in units]),
            say("regions.column_left"): fractions([found.adjusted.value for found in units]),
            "n": whole_numbers([found.unit.n for found in units]),
            say("regions.column_rank"): whole_numbers([found.unit.rank for found in units]),
            say("regions.column_rank_adjusted"): whole_numbers([found.adjusted.rank for found in units]),
            say("regions.column_moved"): whole_numbers([rise(found.adjusted, raw) for found in units]),
        }
    )


def _note(view: View, few: int, key: str, strata: Sequence[str], units: Sequence[Mixed]) -> str:
    """How the expected figure is made, and whose place in the order is due to the mix."""
    say = partial(text, view.locale)
    raw = {found.unit.code: found.unit for found in units}
    moves = {found.unit.name: rise(found.adjusted, raw) or 0 for found in units}
    moved = sorted((name for name, places in moves.items() if places), key=lambda name: -abs(moves[name]))
    by = say("regions.and").join(group_name(view, name).lower() for name in strata)
    words = [say("regions.mix", by=by)]
    if sum(found.adjusted.rank is not None for found in units) < 2:
        return say("table.apart").join([*words, say("regions.few_units", few=least(few, key))])
    if not moved:
        return say("table.apart").join([*words, say("regions.none_moved")])
    named = [
        say("regions.rises" if moves[name] > 0 else "regions.falls", name=name, n=number(view.locale, abs(moves[name])))
        for name in moved[:MOST_MOVED]
    ]
    return say("table.apart").join([*words, say("regions.moved", n=len(moved), units=say("word.listed").join(named))])
