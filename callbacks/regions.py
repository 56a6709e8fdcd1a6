"""单位对比: the units below one: ranked, mapped, held against chance and against their mix, over time, side by side."""

from collections.abc import Sequence
from functools import partial

from dash import Dash, dcc, html
from dash.development.base_component import Component

from callbacks.choices import register_choice
from callbacks.drawing import behind, one
from callbacks.labels import decimals, metric_name, no_data, unit_beside
from callbacks.panel import Content, Panel
from callbacks.product import Product
from callbacks.ranking import Standing, no_units, standings
from callbacks.region_chance import apart, chance, funnel, kind_of, questions
from callbacks.region_choice import PARAMETER, UNITS, chosen, offered, picked, units
from callbacks.region_courses import multiples
from callbacks.region_map import unit_map
from callbacks.region_mix import adjusted
from callbacks.region_rank import ranking
from callbacks.region_sides import sides
from callbacks.view import View
from ids import Page, Regions
from locales import number, text
from queries.asker import Answer, Failure, Warehouse
from settings import Settings
from stats.funnel import LEVELS


def register(app: Dash, product: Product) -> None:
    """Register the choices of the figure by which units are ranked, and of the units to stand side by side."""
    register_choice(app, product, Page.REGIONS, PARAMETER, offered, chosen)
    register_choice(app, product, Page.REGIONS, UNITS, units, picked)


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    few, key = settings.few, chosen(view)
    say = partial(text, view.locale, name=metric_name(view, key))
    return (
        Panel(Regions.LEAD, "", questions(view, key), partial(_lead, view, few, key), tolerant=True),
        ranking(view, few, Regions.RANKING, say("regions.ranking"), key),
        unit_map(view, few, Regions.MAP, say("regions.map"), key, settings.map),
        funnel(view, few, Regions.FUNNEL, say("regions.funnel"), key),
        adjusted(view, few, Regions.ADJUSTED, say("regions.adjusted"), key),
        multiples(view, few, Regions.COURSES, say("regions.courses"), key),
        sides(view, few, Regions.SIDES, say("regions.sides"), key),
    )


def _lead(view: View, few: int, key: str, frame: Answer, total: Answer, spread: Answer | None = None) -> Content:
    """The page in a sentence: the whole's figure, the first and the last unit, how many differ by more than chance."""
    if no_data(view) or isinstance(frame, Failure) or isinstance(total, Failure):
        return Content(n=1, body=no_data(view) or no_units(view))
    say, whole = partial(text, view.locale), one(total, key)
    own = say(
        "regions.lead",
        unit=view.selection.place.label(view.locale),
        name=metric_name(view, key),
        value=_value(view, key, whole.value),
        n=number(view.locale, whole.n),
    )
    if no_units(view):
        return Content(n=1, body=[own, *_at_the_end(view, key, whole.n)])
    ranked = [unit for unit in standings(view, few, key, frame) if unit.rank is not None]
    words: list[Component | str] = [own]
    if len(ranked) > 1:
        first, last = ([unit for unit in ranked if unit.rank == end.rank] for end in (ranked[0], ranked[-1]))
        words += [say("regions.lead_first", all=len(ranked)), *_tied(view, key, first)]
        if first != last:
            words += [say("regions.lead_last"), *_tied(view, key, last)]
        told = chance(key, total, spread, ranked) if kind_of(key) and not isinstance(spread, Failure) else None
        if told is not None:
            far = len(apart(ranked, told)[LEVELS[1]])
            words.append(say("regions.lead_far" if far else "regions.lead_none_far", n=far))
    return Content(n=1, body=[*words, say("word.stop")])


def _at_the_end(view: View, key: str, n: int) -> list[Component | str]:
    """At a unit that has none below it: that it has none, and the way to the rows behind its figure."""
    words: list[Component | str] = [text(view.locale, "word.stop"), no_units(view)]
    href = behind(view, key) if n else None
    return [*words, " ", dcc.Link([text(view.locale, "regions.to_cases"), " ›"], href=href)] if href else words


def _tied(view: View, key: str, units: Sequence[Standing]) -> list[Component | str]:
    """The units of one rank: the first, as a link, how many share it, and their figure."""
    unit = units[0]
    name = dcc.Link(unit.name, href=unit.way) if unit.way else unit.name
    tied = text(view.locale, "regions.lead_tied", n=len(units)) if len(units) > 1 else ""
    return [name, tied, " ", html.Strong(_value(view, key, unit.value))]


def _value(view: View, key: str, value: float | None) -> str:
    written = number(view.locale, value, decimals(key))
    unit = unit_beside(view, key, value)
    return f"{written} {unit}" if unit and value is not None else written
