"""单位对比: the ranking of the units below one, with their change of rank, their intervals and the target."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.drawing import Figure, counted_words, one, opens, subtitle
from callbacks.judged import sampled
from callbacks.labels import decimals, group_name, metric_name, shown_value, unit_word
from callbacks.panel import Content, Panel
from callbacks.ranking import NOTHING_BELOW, Standing, least, no_units, standings
from callbacks.targets import stored_decimals, target_lines, targets_of, threshold_of, unit_targets
from callbacks.view import View
from charts.chart import Chart, Kind, Reference, Series
from locales import text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS
from queries.selection import COMPARISONS
from queries.targets import Target
from stats.verdicts import Verdict, census, samples

UP, DOWN = "▲", "▼"


def ranking(view: View, few: int, card: str, title: str, key: str) -> Panel:
    """The units below the page's, the best on top; those of too few rows below, greyed with their n."""
    before = view.selection.compared(view.catalogue)
    asked = [Question((key,), view.selection, ("region",)), Question((key,), view.selection)]
    asked += [Question((key,), before, ("region",))] if before else []
    return Panel(card, title, asked, partial(_draw, view, few, title, key), metrics=(key,), tolerant=True)


def _draw(
    view: View, few: int, title: str, key: str, frame: Answer, total: Answer, compared: Answer | None = None
) -> Content | Failure:
    if no_units(view):
        return NOTHING_BELOW
    if isinstance(frame, Failure) or isinstance(total, Failure):
        return frame if isinstance(frame, Failure) else total  # type: ignore[return-value]
    whole = one(total, key)
    units = standings(view, few, key, frame)
    past = {unit.code: unit for unit in _earlier(view, few, key, compared)}
    said = subtitle(view, key, whole.n)
    chart = _chart(view, key, title, said, units, past, whole)
    return Content(
        subtitle=said,
        n=whole.n,
        chart=chart,
        figures=_figures(view, key, units, past),
        links=[unit.way for unit in units],
        few={3: [at for at, unit in enumerate(units) if unit.scarce]},
        behind=opens(view, key, whole.n),
        note=_note(view, few, key, units, past, ranged=chart.series[0].low is not None),
    )


def _earlier(view: View, few: int, key: str, compared: Answer | None) -> Sequence[Standing]:
    """The units as they stood in the period of the comparison; none where it has no answer."""
    before = view.selection.compared(view.catalogue)
    if not isinstance(compared, pd.DataFrame) or before is None:
        return []
    return standings(replace(view, selection=before), few, key, compared)


def _chart(
    view: View,
    key: str,
    title: str,
    said: str,
    units: Sequence[Standing],
    past: Mapping[str, Standing],
    whole: Figure,
) -> Chart:
    ranged = any(unit.low is not None for unit in units)
    dots = Series(
        name=metric_name(view, key),
        x=[_row_name(view, unit, past) for unit in units],
        y=[unit.value for unit in units],
        n=[unit.n for unit in units],
        links=[unit.way for unit in units],
        withheld=[at for at, unit in enumerate(units) if unit.withheld],
        low=[unit.low for unit in units] if ranged else None,
        high=[unit.high for unit in units] if ranged else None,
    )
    return Chart(
        kind=Kind.DOTS,
        title=title,
        subtitle=said,
        unit=unit_word(view, key),
        series=[dots],
        x_name=group_name(view, "region"),
        decimals=decimals(key),
        references=[*own_line(view, whole), *target_lines(view, key)],
        few=[at for at, unit in enumerate(units) if unit.scarce],
        interval_names=(text(view.locale, "dotted.low"), text(view.locale, "dotted.high")),
        counted=counted_words(view, key),
    )


def own_line(view: View, whole: Figure) -> list[Reference]:
    """The page's own unit as a line, written as the units' figures are; none where it has no value."""
    digits = decimals(whole.key)
    return [] if whole.value is None else [Reference(own_name(view), round(whole.value, digits), decimals=digits)]


def own_name(view: View) -> str:
    """The page's own unit, as what the units below it are held against."""
    return view.selection.place.label(view.locale)


def _row_name(view: View, unit: Standing, past: Mapping[str, Standing]) -> str:
    """A unit with its rank and by how many places it has moved."""
    if unit.rank is None:
        return unit.name
    moved = rise(unit, past)
    arrow = "" if not moved else f" {UP if moved > 0 else DOWN}{abs(moved)}"
    return text(view.locale, "regions.row", rank=unit.rank, name=unit.name) + arrow


def rise(unit: Standing, past: Mapping[str, Standing]) -> int | None:
    """By how many places a unit has risen against another ranking; None where it has no rank in one of both."""
    then = past[unit.code].rank if unit.code in past else None
    return None if unit.rank is None or then is None else then - unit.rank


def _figures(view: View, key: str, units: Sequence[Standing], past: Mapping[str, Standing]) -> pd.DataFrame:
    """The table's data."""
    say = partial(text, view.locale)
    unit_name = unit_word(view, key)
    columns: dict[str, object] = {
        group_name(view, "region"): [unit.name for unit in units],
        say("regions.column_rank"): whole_numbers([unit.rank for unit in units]),
        say("regions.column_rise"): whole_numbers([rise(unit, past) for unit in units]),
        say("table.head", name=metric_name(view, key), unit=unit_name): fractions([unit.value for unit in units]),
    }
    if past:
        values = [past[unit.code].value if unit.code in past else None for unit in units]
        columns[say("regions.column_before", what=COMPARISONS[view.selection.comparison](view.locale))] = fractions(
            values
        )
    if any(unit.low is not None for unit in units):
        columns[say("dotted.low")] = fractions([unit.low for unit in units])
        columns[say("dotted.high")] = fractions([unit.high for unit in units])
    columns["n"] = whole_numbers([None if unit.withheld else unit.n for unit in units])
    target = _target(view, key)
    if target is not None:
        columns[say("regions.column_target")] = _verdicts(view, key, target, units)
    return pd.DataFrame(columns)


def whole_numbers(values: Sequence[int | None]) -> object:
    """A column of whole numbers, some of them unknown."""
    return pd.array(list(values), dtype="Int64")


def fractions(values: Sequence[float | None]) -> object:
    """A column of fractions, some of them unknown."""
    return pd.array(list(values), dtype="Float64")


def _target(view: View, key: str) -> Target | None:
    """The one target that units are judged by; none where there are several, or only lines by which nobody is."""
    found = [target for target in targets_of(view, key) if not target.reference]
    return found[0] if len({threshold_of(target) for target in found}) == 1 else None


def _verdicts(view: View, key: str, target: Target, units: Sequence[Standing]) -> list[str]:
    """Whether each unit meets the target: by its figure where all rows are known, by its interval where not.

    Of samples with false alarms controlled over all units. Units without a rank are not judged.
    """
    better = METRICS[key].better
    if better is None:
        return ["" for _ in units]
    scale = shown_value(key, 1.0) or 1.0
    values = [None if unit.rank is None or unit.value is None else unit.value / scale for unit in units]
    own, n = unit_targets(view, target, [unit.code for unit in units]), [unit.n for unit in units]
    found: Sequence[Verdict]
    if sampled(key):
        found = samples(values, n, [threshold_of(one) for one in own], better).found
    else:
        found = [
            census(value, rows, threshold_of(one), stored_decimals(one), better)
            for value, rows, one in zip(values, n, own, strict=True)
        ]
    return ["" if one is Verdict.UNKNOWN else text(view.locale, f"verdict.{one}") for one in found]


def _note(
    view: View, few: int, key: str, units: Sequence[Standing], past: Mapping[str, Standing], *, ranged: bool
) -> str:
    say = partial(text, view.locale)
    better = METRICS[key].better
    words = [say(f"regions.order_{better}")]
    if past:
        words.append(say("regions.arrows", what=COMPARISONS[view.selection.comparison](view.locale)))
    elif view.selection.comparison != "none":
        words.append(say("regions.no_before"))
    if ranged:
        words.append(say("regions.interval"))
    scarce = sum(unit.scarce for unit in units)
    if scarce:
        words.append(say("regions.scarce", n=scarce, few=least(few, key)))
    if any(unit.code == view.selection.place.region for unit in units):
        words.append(say("regions.own"))
    return say("table.apart").join(words)
