"""What the page of units compares: the figure by which units are ranked, and which stand side by side."""

from collections.abc import Mapping, Sequence

from callbacks.labels import metric_name
from callbacks.view import View
from queries.catalogue import Place
from queries.conditions import check_known
from queries.errors import NotAvailable
from queries.groupings import Asked
from queries.metrics import METRICS, Derived, Flow, Stock

PARAMETER = "figure"
UNITS = "units"
# The first of these that the data hold is what the page opens with, and they lead the list.
FIRST = ("case_on_time", "whole_time", "utility_time", "step_on_time", "csat", "zero_trip_rate", "online_share")
BY_PART = ("waiting_on", "waiting_on_utility")  # figures of the parts of a time: of all of them they say nothing more
MOST_BESIDE = 6


def offered(view: View) -> dict[str, str]:
    """The figures that can be chosen, by key: those that the data hold and of which one way is better."""
    keys = [*FIRST, *(key for key in METRICS if key not in FIRST)]
    return {key: metric_name(view, key) for key in keys if _can_rank(view, key)}


def chosen(view: View) -> str:
    """The figure that the URL names; the first there is where it names none."""
    given = view.parameter(PARAMETER, "")
    if given in METRICS and _can_rank(view, given):
        return given
    return next((key for key in (*FIRST, *METRICS) if _can_rank(view, key)), FIRST[0])


def _can_rank(view: View, key: str) -> bool:
    asked = METRICS[key]
    apart = (isinstance(asked, Derived) and asked.spread) or (isinstance(asked, Flow) and (asked.undated or asked.now))
    if asked.better is None or key in BY_PART or apart:
        return False
    parts = [METRICS[part] for part in asked.parts] if isinstance(asked, Derived) else [asked]
    try:
        for part in parts:
            if isinstance(part, Flow | Stock):
                check_known(Asked(part, view.selection, view.catalogue))
    except NotAvailable:
        return False
    return True


def named(view: View) -> Sequence[str]:
    """The units that the URL names, each once, as it writes them."""
    return list(dict.fromkeys(value for name, value in view.extras if name == UNITS))


def beside(view: View) -> Sequence[Place]:
    """The units to stand side by side: those named that the reader may see, at most MOST_BESIDE.

    Without any the unit of the page and those below it, or at the last level the one above and those beside it; one
    that is named alone stands beside the unit of the page.
    """
    own = view.selection.place
    found = [view.catalogue.places[code] for code in named(view) if _may_see(view, code)][:MOST_BESIDE]
    if found in ([], [own]):
        above = [place for place in view.catalogue.ancestors(own)[-1:] if view.selection.scope.holds(place)]
        level = [place for one in above for place in view.catalogue.children(one) if place != own]
        found = [own, *(view.catalogue.children(own) or [*above, *level])]
    if len(found) == 1 and found[0] != own:
        found = [own, *found]
    return found[:MOST_BESIDE]


def refused(view: View) -> Sequence[str]:
    """What the URL names that is no unit, or none that the reader may see: nobody is told which."""
    return [code for code in named(view) if not _may_see(view, code)]


def _may_see(view: View, code: str) -> bool:
    return code in view.catalogue.places and view.selection.scope.holds(view.catalogue.places[code])


def units(view: View) -> Mapping[str, str]:
    """The units that can be put side by side, by code: those chosen, the unit, those above, beside and below it."""
    own, scope, catalogue = view.selection.place, view.selection.scope, view.catalogue
    above = [place for place in catalogue.ancestors(own) if scope.holds(place)]
    near = catalogue.children(above[-1]) if above else []
    picked = [catalogue.places[code] for code in named(view) if _may_see(view, code)]
    every = dict.fromkeys([*picked, own, *catalogue.children(own), *above, *near])
    return {place.region: place.label(view.locale) for place in every}


def picked(view: View) -> list[str]:
    """The codes that the control of units holds."""
    return [code for code in named(view) if _may_see(view, code)][:MOST_BESIDE]
