"""The units below the page's, each judged by its own target, and which of them differ by more than usual."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.board import target_name
from callbacks.drawing import counted_words, drill, one, opens, subtitle
from callbacks.judged import sampled, spread
from callbacks.labels import group_name, metric_name, shown_value, unit_word
from callbacks.panel import Content, Panel
from callbacks.ranking import NOTHING_BELOW, Standing, no_units, standings
from callbacks.region_rank import fractions, own_name, whole_numbers
from callbacks.targets import Aim, shown_decimals, stored_decimals, threshold_of, unit_targets
from callbacks.view import View
from charts.chart import Chart, Kind, Reference, Series
from locales import number, text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS
from queries.metrics.kinds import Better
from stats.clustered import Estimate, estimate
from stats.verdicts import Many, Unusual, Verdict, census, samples, unusual


def title_of(view: View, aim: Aim) -> str:
    """A figure by unit, and what it is of."""
    return text(view.locale, "target_units.title", name=metric_name(view, aim.key), of=target_name(view, aim))


def units_panel(view: View, few: int, card: str, aim: Aim) -> Panel:
    """Each unit's figure with its verdict; of a census beside how far it commonly varies, of a sample its interval."""
    asked = [Question((aim.key,), aim.selection, ("region",)), Question((aim.key,), aim.selection)]
    split = spread(aim, "region")
    if split:
        asked.append(Question((aim.target.metric,), aim.selection, split))
    own = replace(view, selection=aim.selection)
    title = title_of(view, aim)
    draw = partial(_draw, view, own, few, title, aim)
    return Panel(card, title, asked, draw, metrics=(aim.key,), tolerant=True)


def _draw(
    page: View, view: View, few: int, title: str, aim: Aim, frame: Answer, total: Answer, months: Answer | None = None
) -> Content | Failure:
    if no_units(view):
        return NOTHING_BELOW
    if isinstance(frame, Failure) or isinstance(total, Failure):
        return frame if isinstance(frame, Failure) else total  # type: ignore[return-value]
    whole = one(total, aim.key)
    units = [replace(unit, way=_way(page, unit)) for unit in standings(view, few, aim.key, frame)]
    ends = _ends(aim, units, months)
    own = [replace(aim, target=one) for one in unit_targets(page, aim.target, [unit.code for unit in units])]
    stored = {str(region): float(value) for region, value in zip(frame["region"], frame["value"], strict=True)}
    found, judged_at_once = _verdicts(own, units, stored)
    varies = _varies(aim, ends, total)
    said = subtitle(view, aim.key, whole.n)
    dots = Series(
        name=metric_name(view, aim.key),
        x=[unit.name for unit in units],
        y=[unit.value for unit in units],
        n=[unit.n for unit in units],
        links=[unit.way for unit in units],
        withheld=[at for at, unit in enumerate(units) if unit.withheld],
        low=[shown_value(aim.key, end.low) for end in ends],
        high=[shown_value(aim.key, end.high) for end in ends],
        tones=[str(verdict) for verdict in found],
    )
    line = Reference(
        text(view.locale, "target.provisional" if aim.target.provisional else "target.line"),
        shown_value(aim.key, threshold_of(aim.target)) or 0.0,
        decimals=shown_decimals(aim.target),
    )
    whole_line = (
        [] if whole.value is None else [Reference(own_name(view), whole.value, decimals=shown_decimals(aim.target))]
    )
    chart = Chart(
        kind=Kind.DOTS,
        title=title,
        subtitle=said,
        unit=unit_word(view, aim.key),
        series=[dots],
        x_name=group_name(view, "region"),
        decimals=shown_decimals(aim.target),
        references=[*whole_line, line],
        few=[at for at, unit in enumerate(units) if unit.scarce],
        interval_names=(text(view.locale, "dotted.low"), text(view.locale, "dotted.high")),
        counted=counted_words(view, aim.key),
        tone_names={str(verdict): text(view.locale, f"verdict.{verdict}") for verdict in Verdict},
    )
    return Content(
        subtitle=said,
        n=whole.n,
        chart=chart,
        figures=_figures(view, aim, units, ends, own, found, varies),
        links=[unit.way for unit in units],
        few={1: [at for at, unit in enumerate(units) if unit.scarce]},
        behind=opens(view, aim.key, whole.n),
        note=_note(view, aim, units, found, judged_at_once, varies),
    )


def _way(page: View, unit: Standing) -> str | None:
    """One step down with the page's own filters, not the target's; from a unit without any below, to its rows."""
    place = page.catalogue.places[unit.code]
    return drill(page, unit.code) if place != page.selection.place and place.last > place.no else unit.way


def _ends(aim: Aim, units: Sequence[Standing], months: Answer | None) -> Sequence[Estimate]:
    """Each unit's figure with its interval: of a sample as asked, of a census by how its months vary."""
    if sampled(aim.key):
        scale = shown_value(aim.key, 1.0) or 1.0

        def end_of(end: float | None) -> float | None:
            return None if end is None else end / scale

        return [Estimate(None, end_of(unit.low), end_of(unit.high), None, unit.n, 0) for unit in units]
    nothing = Estimate(None, None, None, None, 0, 0)
    if not isinstance(months, pd.DataFrame):
        return [nothing for _ in units]
    statistic = str(getattr(METRICS[aim.key], "statistic", ""))
    parts = {str(region): part for region, part in months.groupby("region", sort=False)}
    return [estimate(statistic, parts[unit.code]) if unit.code in parts else nothing for unit in units]


def _verdicts(
    aims: Sequence[Aim], units: Sequence[Standing], stored: dict[str, float]
) -> tuple[Sequence[Verdict], Many | None]:
    """Each unit's verdict; of samples with false alarms controlled over all of them."""
    if not aims:
        return [], None
    key = aims[0].key
    better = METRICS[key].better or Better.LOWER
    values = [None if unit.withheld else stored.get(unit.code) for unit in units]
    n = [unit.n for unit in units]
    if sampled(key):
        many = samples(values, n, [threshold_of(aim.target) for aim in aims], better)
        return many.found, many
    return [
        census(value, rows, threshold_of(aim.target), stored_decimals(aim.target), better)
        for value, rows, aim in zip(values, n, aims, strict=True)
    ], None


def _varies(aim: Aim, ends: Sequence[Estimate], total: pd.DataFrame) -> Unusual | None:
    """Which units differ from all together by more than usual; None of samples and where nothing varies."""
    whole = float(total["value"].iloc[0])
    if sampled(aim.key) or whole != whole:  # noqa: PLR0124 - NaN
        return None
    found = unusual(ends, whole)
    return found if found.tested else None


def _figures(
    view: View,
    aim: Aim,
    units: Sequence[Standing],
    ends: Sequence[Estimate],
    own: Sequence[Aim],
    found: Sequence[Verdict],
    varies: Unusual | None,
) -> pd.DataFrame:
    """The table's data."""
    say = partial(text, view.locale)
    head = say("table.head", name=metric_name(view, aim.key), unit=unit_word(view, aim.key))
    columns: dict[str, object] = {
        group_name(view, "region"): [unit.name for unit in units],
        head: fractions([unit.value for unit in units]),
        say("dotted.low"): fractions([shown_value(aim.key, end.low) for end in ends]),
        say("dotted.high"): fractions([shown_value(aim.key, end.high) for end in ends]),
        say("board.target"): fractions([shown_value(one.key, threshold_of(one.target)) for one in own]),
        say("board.verdict"): [say(f"verdict.{verdict}") for verdict in found],
    }
    if varies is not None:
        words = {True: say("board.beyond"), False: say("board.usual"), None: ""}
        columns[say("target_units.against", name=view.selection.place.label(view.locale))] = [
            words[one] for one in varies.found
        ]
    columns["n"] = whole_numbers([None if unit.withheld else unit.n for unit in units])
    return pd.DataFrame(columns)


def _note(
    view: View,
    aim: Aim,
    units: Sequence[Standing],
    found: Sequence[Verdict],
    many: Many | None,
    varies: Unusual | None,
) -> str:
    """How many meet the target, and what keeps chance from naming units."""
    say = partial(text, view.locale)
    counted = {verdict: sum(one is verdict for one in found) for verdict in Verdict}
    words = [
        say(
            "target_units.counted",
            all=len(units) - counted[Verdict.UNKNOWN],
            met=counted[Verdict.MET],
            missed=counted[Verdict.MISSED],
            unsure=counted[Verdict.UNSURE],
        )
    ]
    if many is not None:
        words.append(say("target_units.sample", n=many.tested, alone=many.alone, named=many.named))
    if varies is not None:
        words.append(
            say(
                "target_units.census",
                n=varies.tested,
                alone=varies.alone,
                named=varies.named,
                name=view.selection.place.label(view.locale),
            )
        )
        if varies.phi > 1:
            words.append(say("target_units.phi", phi=number(view.locale, varies.phi, 1)))
    if aim.target.provisional:
        words.append(say("verdict.provisional"))
    return say("table.apart").join(words)
