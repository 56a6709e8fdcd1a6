"""Where each unit below another stands by a figure: ranked the better way, those of too few rows apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from callbacks.dotted import ends
from callbacks.drawing import behind, column, drill, few_at, groups_in, withheld_at
from callbacks.labels import UNKNOWN, counts, group_label, not_known
from callbacks.panel import Content
from callbacks.view import View
from locales import text
from queries.metrics import METRICS
from queries.metrics.kinds import THOUSAND, Better, Unit

NOTHING_BELOW = Content(n=1, body="")  # of a card where no units are to compare: the lead says so for all


@dataclass(frozen=True)
class Standing:
    """One unit: its figure in the unit that it is shown in, over how many rows, its rank where it has one.

    way: where a click on it leads. scarce: over too few rows for a rank. withheld: not for this reader.
    """

    code: str
    name: str
    value: float | None
    n: int
    low: float | None
    high: float | None
    rank: int | None
    scarce: bool
    withheld: bool
    way: str | None


def standings(view: View, few: int, key: str, frame: pd.DataFrame) -> Sequence[Standing]:
    """The units below the page's by their figure, the better first; equal figures share a rank.

    Units over fewer than `few` rows, and those without a figure, have no rank and stand last, in the tree's order.
    frame: the figure by region.
    """
    codes = [code for code in groups_in(view, "region", frame) if code != UNKNOWN]
    if counts(key):  # where none is counted the figure is 0
        own = [code for code in codes if code == view.selection.place.region]
        codes = [*own, *(place.region for place in view.catalogue.children(view.selection.place))]
    values, n = column(frame, key, "region", codes)
    low, high = ends(frame, key, "region", codes)
    scarce, gone = few_at(n, least(few, key), key), withheld_at(frame, key, codes)
    found = [
        Standing(
            code,
            group_label(view, "region", code),
            values[at],
            n[at],
            low[at],
            high[at],
            None,
            at in scarce and at not in gone,
            at in gone,
            down(view, key, code) if n[at] else drill(view, code),
        )
        for at, code in enumerate(codes)
    ]
    return ranks(key, found)


def ranks(key: str, units: Sequence[Standing]) -> Sequence[Standing]:
    """The units with their ranks, in their order; those without a rank last."""
    sign = -1 if METRICS[key].better is Better.HIGHER else 1
    able = sorted((unit for unit in units if _ranked(unit)), key=lambda unit: sign * (unit.value or 0.0))
    placed: list[Standing] = []
    for at, unit in enumerate(able):
        ties = bool(placed) and placed[-1].value == unit.value
        placed.append(replace(unit, rank=placed[-1].rank if ties else at + 1))
    return [*placed, *(unit for unit in units if not _ranked(unit))]


def _ranked(unit: Standing) -> bool:
    return unit.value is not None and not unit.scarce and not unit.withheld


def least(few: int, key: str) -> int:
    """Over how many rows a unit must be for a rank: a rate per thousand over more, as it tells nothing over fewer."""
    return max(few, THOUSAND) if METRICS[key].unit is Unit.PER_THOUSAND else few


def down(view: View, key: str, region: str) -> str | None:
    """One step down: the same page at a unit; from a unit that has none below it, or its own cases, to the rows."""
    place = view.catalogue.places[region]
    if place == view.selection.place:
        return behind(view, key, [("region", region)])
    if place.last > place.no:  # others lie below it
        return drill(view, region)
    return behind(replace(view, selection=view.selection.at(place)), key) or drill(view, region)


def no_units(view: View) -> str:
    """Why there is nothing to compare: no unit below this one, or no tree of units at all; empty where there is."""
    if len(view.catalogue.places) == 1:
        return text(view.locale, "regions.no_tree")
    return not_known(view, "region")
