"""单位对比: which units differ from the whole by more than chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from callbacks.drawing import counted_words, one, opens, subtitle
from callbacks.labels import decimals, group_name, metric_name, shown_value, unit_word
from callbacks.panel import Content, Panel
from callbacks.ranking import NOTHING_BELOW, Standing, least, no_units, standings
from callbacks.region_rank import fractions, own_line, whole_numbers
from callbacks.view import View
from callbacks.withheld import is_masked
from charts.chart import Chart, Kind, Role, Series
from locales import number, text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Statistic
from stats.funnel import LEVELS, dispersion, mean_limits, share_limits, widened, within

POINTS = 60  # at which a limit's line is worked out
Ends = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True)
class Chance:
    """What chance does to a figure: the whole's own, and the spread within units where it is a mean of times."""

    key: str
    whole: float  # in the metric's unit, shares 0..1
    spread: float | None
    phi: float = 1.0  # how many times as much as by chance units vary

    def error(self, n: int) -> float:
        """The standard error that chance alone gives a unit of so many rows, in the metric's unit."""
        spread = math.sqrt(self.whole * (1 - self.whole)) if self.spread is None else self.spread
        return spread / math.sqrt(n)

    def limits(self, n: Sequence[int], level: float) -> Ends:
        """The low and high limits for units of so many rows, as the figure is shown."""
        if self.spread is None:
            ends = share_limits(self.whole, n, level)
        else:
            ends = mean_limits(self.whole, self.spread, n, level)
        ends = widened(self.whole, ends, self.phi)
        if self.spread is None:
            ends = np.clip(ends[0], 0, 1), np.clip(ends[1], 0, 1)
        low, high = ([shown_value(self.key, value) or 0.0 for value in end.tolist()] for end in ends)
        return low, high


def kind_of(key: str) -> Statistic | None:
    """Whether chance can be told for a figure: of a share by its n, of a mean of times by how they spread."""
    asked = METRICS[key]
    if isinstance(asked, Flow) and asked.statistic is Statistic.SHARE:
        return Statistic.SHARE
    if isinstance(asked, Flow) and asked.statistic is Statistic.MEAN and asked.in_minutes:
        return Statistic.MEAN
    return None


def questions(view: View, key: str) -> list[Question]:
    """What has to be asked: the figure by unit and of all, and of a mean of times how the times of each unit spread."""
    asked = [Question((key,), view.selection, ("region",)), Question((key,), view.selection)]
    if kind_of(key) is Statistic.MEAN:
        asked.append(Question((key,), view.selection, ("region", "days")))
    return asked


def chance(key: str, total: pd.DataFrame, spread: pd.DataFrame | None, units: Sequence[Standing]) -> Chance | None:
    """What chance does to the figure, and how much more than it the ranked units vary; None where nothing counts."""
    whole, n = float(total["value"].iloc[0]), int(total["n"].iloc[0])
    if not n or math.isnan(whole):
        return None
    found = None
    if spread is not None:
        times = [part for _, part in spread.groupby("region", dropna=False)]
        found = within([(part["value"].tolist(), part["n"].tolist()) for part in times])
        if found is None:
            return None
    told = Chance(key, whole, found)
    middle = shown_value(key, whole) or 0.0
    known = [(unit.value, shown_value(key, told.error(unit.n))) for unit in units if unit.rank is not None]
    return replace(
        told, phi=dispersion([(value - middle) / error for value, error in known if value is not None and error])
    )


def apart(units: Sequence[Standing], told: Chance) -> Mapping[float, set[str]]:
    """The ranked units outside the limits of each level."""
    ranked = [unit for unit in units if unit.rank is not None and unit.value is not None]
    found: dict[float, set[str]] = {}
    for level in LEVELS:
        low, high = told.limits([unit.n for unit in ranked], level)
        found[level] = {
            unit.code
            for unit, least, most in zip(ranked, low, high, strict=True)
            if unit.value is not None and not least <= unit.value <= most
        }
    return found


def funnel(view: View, few: int, card: str, title: str, key: str) -> Panel:
    """Units by their number of rows, between the limits within which chance alone leaves them."""
    asked = questions(view, key) if kind_of(key) else []
    return Panel(card, title, asked, partial(_draw, view, few, title, key), metrics=(key,), tolerant=True)


def _draw(view: View, few: int, title: str, key: str, *answers: Answer) -> Content | Failure:
    if no_units(view):
        return NOTHING_BELOW
    if not answers:
        return Content(empty=text(view.locale, "regions.no_chance"))
    frames = [found for found in answers if not isinstance(found, Failure)]
    if len(frames) < len(answers):
        return next(found for found in answers if isinstance(found, Failure))
    frame, total, *spread = frames
    every = standings(view, few, key, frame)
    units = [unit for unit in every if unit.rank is not None]
    told = chance(key, total, spread[0] if spread else None, units)
    whole = one(total, key)
    said = subtitle(view, key, whole.n)
    if told is None or len(units) < 2:
        few_words = text(view.locale, "regions.few_units", few=least(few, key))
        return Content(subtitle=said, figures=pd.DataFrame(_measured(view, key, every)), empty=few_words)
    inner, outer = (told.limits([unit.n for unit in units], level) for level in LEVELS)
    out = apart(units, told)
    chart = Chart(
        kind=Kind.FUNNEL,
        title=title,
        subtitle=said,
        unit=unit_word(view, key),
        series=[
            Series(
                name=text(view.locale, "regions.outside"),
                x=[float(unit.n) for unit in units],
                y=[unit.value for unit in units],
                n=[unit.n for unit in units],
                links=[unit.way for unit in units],
                low=inner[0],
                high=inner[1],
                labels=[unit.name for unit in units],
            ),
            *_lines(view, told, [unit.n for unit in units]),
        ],
        x_name=text(view.locale, "regions.size"),
        decimals=decimals(key),
        references=own_line(view, whole),
        counted=counted_words(view, key),
    )
    return Content(
        subtitle=said,
        n=whole.n,
        chart=chart,
        figures=_figures(view, key, units, inner, outer, out),
        links=[unit.way for unit in units],
        behind=opens(view, key, whole.n),
        note=_note(view, units, out, told, masked=is_masked(frame)),
    )


def _lines(view: View, told: Chance, n: Sequence[int]) -> list[Series]:
    """The limits as lines from the smallest unit to the largest, a little beyond both."""
    sizes = np.unique(np.geomspace(max(min(n) * 0.8, 1), max(n) * 1.3, POINTS).round().astype(int)).tolist()
    found: list[Series] = []
    for level in LEVELS:
        name = text(view.locale, "regions.limit", level=number(view.locale, level * 100, 1 if level > LEVELS[0] else 0))
        ends = told.limits(sizes, level)
        found += [Series(name, [float(size) for size in sizes], end, role=Role.COMPARISON) for end in ends]
    return found


def _figures(
    view: View, key: str, units: Sequence[Standing], inner: Ends, outer: Ends, out: Mapping[float, set[str]]
) -> pd.DataFrame:
    """The table's data: each unit with the limits for its own number of rows."""
    say = partial(text, view.locale)
    levels = [number(view.locale, level * 100, at) for at, level in enumerate(LEVELS)]
    columns = _measured(view, key, units)
    columns[say("regions.column_chance")] = [
        say("regions.far")
        if unit.code in out[LEVELS[1]]
        else say("regions.near")
        if unit.code in out[LEVELS[0]]
        else say("regions.usual")
        for unit in units
    ]
    for level, ends in zip(levels, (inner, outer), strict=True):
        columns[say("regions.limit_low", level=level)] = fractions(list(ends[0]))
        columns[say("regions.limit_high", level=level)] = fractions(list(ends[1]))
    return pd.DataFrame(columns)


def _measured(view: View, key: str, units: Sequence[Standing]) -> dict[str, object]:
    """Each unit with its number of rows and its figure."""
    head = text(view.locale, "table.head", name=metric_name(view, key), unit=unit_word(view, key))
    return {
        group_name(view, "region"): [unit.name for unit in units],
        "n": whole_numbers([None if unit.withheld else unit.n for unit in units]),
        head: fractions([unit.value for unit in units]),
    }


def _note(view: View, units: Sequence[Standing], out: Mapping[float, set[str]], told: Chance, *, masked: bool) -> str:
    say, write = partial(text, view.locale), partial(number, view.locale)
    wide = told.phi > 1
    words = [
        say(
            "regions.chance",
            n=len(out[LEVELS[0]]),
            all=len(units),
            by_chance=write(len(units) * (1 - LEVELS[0]), 1),
            far=len(out[LEVELS[1]]),
        ),
        say("regions.chance_share" if told.spread is None else "regions.chance_mean"),
        *([say("regions.chance_wide", phi=write(told.phi, 1), times=write(math.sqrt(told.phi), 1))] if wide else []),
        say("regions.chance_mix"),
    ]
    return say("table.apart").join([*words, *([say("regions.chance_withheld")] if masked else [])])
