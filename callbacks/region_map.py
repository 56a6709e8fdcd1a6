"""单位对比: the units on a map: a schematic one, or the outlines that the utility supplies."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from callbacks.drawing import counted_words, drill, one, opens, subtitle
from callbacks.labels import decimals, group_name, metric_name, unit_word
from callbacks.outlines import OutlinesError, Rings, middle, outlines
from callbacks.panel import Content, Panel
from callbacks.ranking import NOTHING_BELOW, Standing, no_units, standings
from callbacks.view import View
from charts.chart import Chart, Kind, Series
from charts.schematic import positions
from locales import text
from queries.catalogue import Place
from queries.measure import Question

MOST_NAMED = 6  # units without an outline that are still named


def unit_map(view: View, few: int, card: str, title: str, key: str, file: Path | None) -> Panel:
    """The units below the page's, each in the step of its figure. file: a GeoJSON with their outlines."""
    asked = [Question((key,), view.selection, ("region",)), Question((key,), view.selection)]
    return Panel(card, title, asked, partial(_draw, view, few, title, key, file), metrics=(key,))


def _draw(
    view: View, few: int, title: str, key: str, file: Path | None, frame: pd.DataFrame, total: pd.DataFrame
) -> Content:
    if no_units(view):
        return NOTHING_BELOW
    whole = one(total, key)
    children = view.catalogue.children(view.selection.place)
    known = {unit.code: unit for unit in standings(view, few, key, frame)}
    units = [known.get(place.region) or _nothing(view, place.region) for place in children]
    drawn, problem = _outlines(view, file, children)
    if drawn:
        places: Sequence[tuple[float, float]] = [middle(drawn[unit.code]) for unit in units]
    else:
        places = positions([view.catalogue.places[unit.code].name for unit in units])
    said = subtitle(view, key, whole.n)
    tiles = Series(
        name=metric_name(view, key),
        x=[unit.name for unit in units],
        y=[unit.value for unit in units],
        n=[unit.n for unit in units],
        links=[unit.way for unit in units],
        withheld=[at for at, unit in enumerate(units) if unit.withheld],
    )
    chart = Chart(
        kind=Kind.AREAS if drawn else Kind.TILES,
        title=title,
        subtitle=said,
        unit=unit_word(view, key),
        series=[tiles],
        x_name=group_name(view, "region"),
        decimals=decimals(key),
        few=[at for at, unit in enumerate(units) if unit.scarce],
        counted=counted_words(view, key),
        places=places,
        outlines=[drawn[unit.code] for unit in units] if drawn else (),
    )
    words = [
        problem,
        text(view.locale, "regions.map_outlines" if drawn else "regions.map_schematic"),
        text(view.locale, "regions.map_own") if view.selection.place.region in known else "",
    ]
    return Content(
        subtitle=said,
        n=whole.n,
        chart=chart,
        behind=opens(view, key, whole.n),
        note=text(view.locale, "table.apart").join(filter(None, words)),
    )


def _nothing(view: View, region: str) -> Standing:
    """A unit of which no row counts; it leads to the page there all the same."""
    name, way = view.catalogue.label("region", region, view.locale), drill(view, region)
    return Standing(region, name, None, 0, None, None, None, scarce=False, withheld=False, way=way)


def _outlines(view: View, file: Path | None, units: Sequence[Place]) -> tuple[Mapping[str, Rings], str]:
    """The outlines of the units by code, and what is wrong with the file where something is.

    None where one of them has none: a map that leaves units out says less than tiles for all.
    """
    if file is None or not file.name:  # an empty variable names no file
        return {}, ""
    try:
        found = {code: rings for code, rings in outlines(file, [unit.region for unit in units]).items() if rings}
    except OutlinesError as error:
        return {}, error.words(view.locale)
    missing = [unit.label(view.locale) for unit in units if unit.region not in found]
    if not missing:
        return found, ""
    say = partial(text, view.locale, file=file.name)
    if not found:
        return {}, say("regions.map_none")
    named = text(view.locale, "word.listed").join(missing[:MOST_NAMED])
    few = len(missing) <= MOST_NAMED
    return {}, say("regions.map_missing" if few else "regions.map_missing_more", n=len(missing), units=named)
