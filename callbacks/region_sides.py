"""单位对比: two to six units side by side: key figures as rows, units as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from callbacks.drawing import COUNTED, behind, few_at, one, period_words
from callbacks.labels import decimals, done_metric, metric_name, unit_beside
from callbacks.panel import Content, Panel
from callbacks.ranking import least
from callbacks.region_choice import MOST_BESIDE, beside, named, picked, refused
from callbacks.region_rank import fractions
from callbacks.view import View
from callbacks.withheld import Withheld, told_over
from locales import UNKNOWN, number, text
from pages.components.table import Head, figures_table
from queries.asker import Answer, Failure
from queries.catalogue import Place
from queries.measure import Question
from queries.metrics import METRICS
from queries.selection import DAY

# Key figures of every unit, beside what was done and the figure by which units are ranked.
KEYS = ("open", "overdue", "whole_time", "whole_time.median", "utility_time", "case_on_time", "step_on_time", "csat")
MORE = ("zero_trip_rate", "complaint_rate", "online_share", "steps_per_case")


@dataclass(frozen=True)
class Cell:
    """One figure of one unit as it is written, with what it says to whoever points at it and where it leads."""

    words: str
    value: float | None = None
    hint: str = ""
    way: str | None = None
    few: bool = False


def sides(view: View, few: int, card: str, title: str, key: str) -> Panel:
    """The units that the URL names, or the unit of the page and those below it."""
    keys = list(dict.fromkeys((key, "accepted", done_metric(view), *KEYS, *MORE)))
    places = beside(view)
    asked = [Question((one_key,), view.selection.at(place)) for one_key in keys for place in places]
    return Panel(card, title, asked, partial(_draw, view, few, keys, places), metrics=keys, tolerant=True)


def _draw(view: View, few: int, keys: Sequence[str], places: Sequence[Place], *answers: Answer) -> Content | Failure:
    if len(places) < 2:
        return Content(empty=text(view.locale, "regions.one_unit"))
    rows = {}
    for at, key in enumerate(keys):
        found = answers[at * len(places) : (at + 1) * len(places)]
        if all(isinstance(answer, Failure) and not isinstance(answer, Withheld) for answer in found):
            continue  # what the data do not hold is no row
        rows[key] = [_cell(view, few, key, place, answer) for place, answer in zip(places, found, strict=True)]
    if not rows:
        return next(answer for answer in answers if isinstance(answer, Failure))
    names = [_row_name(view, key) for key in rows]
    columns = range(1, len(places) + 1)
    labels = [place.label(view.locale) for place in places]
    first = text(view.locale, "regions.key_figure")
    return Content(
        subtitle=f"{view.selection.start} – {view.selection.end - DAY}",
        n=1,
        figures=pd.DataFrame(
            {
                first: names,
                **{
                    _distinct(labels, at): fractions([cells[at].value for cells in rows.values()])
                    for at in range(len(places))
                },
            }
        ),
        shown=figures_table(
            [first, *(_head(view, place) for place in places)],
            [[name, *(cell.words for cell in cells)] for name, cells in zip(names, rows.values(), strict=True)],
            view.locale,
            cells={at: [cells[at - 1].way for cells in rows.values()] for at in columns},
            numbers=columns,
            few={at: [row for row, cells in enumerate(rows.values()) if cells[at - 1].few] for at in columns},
            hints={at: [cells[at - 1].hint for cells in rows.values()] for at in columns},
        ),
        note=_note(view, few, list(rows)),
    )


def _cell(view: View, few: int, key: str, place: Place, answer: Answer) -> Cell:
    if isinstance(answer, Withheld):
        return Cell(text(view.locale, "chart.withheld"))
    if isinstance(answer, Failure):
        return Cell(UNKNOWN, hint=answer.words(view.locale))
    found = one(answer, key)
    return Cell(
        number(view.locale, found.value, decimals(key)),
        found.value,
        text(view.locale, "figure.n", n=number(view.locale, found.n)),
        behind(replace(view, selection=view.selection.at(place)), key) if found.n else None,
        bool(few_at([found.n], least(few, key), key)) and found.value is not None,
    )


def _row_name(view: View, key: str) -> str:
    name, unit = metric_name(view, key), unit_beside(view, key)
    return name if not unit or METRICS[key].unit in COUNTED else text(view.locale, "table.head", name=name, unit=unit)


def _distinct(labels: Sequence[str], at: int) -> str:
    """A unit's name as a column's head; the second of two units of one name is told by its number."""
    same = labels[:at].count(labels[at])
    return f"{labels[at]} ({same + 1})" if same else labels[at]


def _head(view: View, place: Place) -> Head:
    """A unit with the one that it belongs to, where the reader may see that; it leads to the page there."""
    above = [one.label(view.locale) for one in view.catalogue.ancestors(place)[-1:] if view.selection.scope.holds(one)]
    way = view.href(selection=view.selection.at(place), extras=view.extras)
    return Head(place.label(view.locale), "".join(above), text(view.locale, "regions.go"), way)


def _unchosen(view: View) -> str:
    """What stands side by side while the reader has chosen nothing."""
    name, below = view.selection.place.label(view.locale), view.catalogue.children(view.selection.place)
    if not below:
        return text(view.locale, "regions.beside_above", name=name, n=MOST_BESIDE)
    if len(below) < MOST_BESIDE:
        return text(view.locale, "regions.beside_all", name=name)
    return text(view.locale, "regions.beside_first", name=name, n=MOST_BESIDE - 1, all=len(below))


def _note(view: View, few: int, keys: Sequence[str]) -> str:
    say = partial(text, view.locale)
    words = []
    if picked(view) in ([], [view.selection.place.region]):
        words.append(_unchosen(view))
    if len(named(view)) - len(refused(view)) > MOST_BESIDE:
        words.append(say("regions.most_beside", most=MOST_BESIDE))
    words.append(say("regions.beside", few=few))
    weekly = [key for key in keys if told_over(view.selection, key, view.catalogue) != view.selection]
    if weekly:
        names = say("word.listed").join(metric_name(view, key) for key in weekly)
        words.append(say("regions.by_weeks", names=names, period=period_words(view, weekly[0])))
    return say("table.apart").join(words)
