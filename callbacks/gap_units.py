"""A target's gap over the units below the page's, and how much of it would close at the median of these."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from callbacks.drawing import behind, counted_words, opens, subtitle
from callbacks.gap_of import Gapped, groups_of, hours_of
from callbacks.gap_words import MOST, listed, portion, unit_name
from callbacks.labels import group_label, group_name, metric_name, split_by, unit_word
from callbacks.panel import Content, Panel
from callbacks.ranking import NOTHING_BELOW, no_units
from callbacks.region_rank import fractions, whole_numbers
from callbacks.withheld import is_masked
from charts.chart import Chart, Kind, Series
from locales import number, text
from stats.clustered import standing
from stats.gap import Group, by_units, excess, if_closed, pulls, together
from stats.verdicts import Verdict


def units(one: Gapped, few: int, card: str) -> Panel:
    """What each unit has to do with the gap: days of a mean, excess cases of a share, its pull on a median."""
    title = text(one.view.locale, "gap.units")
    asked = [] if one.why_not else [one.by("region")]
    return Panel(card, title, asked, partial(_units, one, few, title, "region"), metrics=(one.key,))


def grouped(one: Gapped, few: int, card: str, by: str) -> Panel:
    """The same by another grouping than units."""
    title = text(one.view.locale, "gap.grouped", by=split_by(one.view, by))
    asked = [] if one.why_not else [one.by(by)]
    return Panel(card, title, asked, partial(_units, one, few, title, by), metrics=(one.key,))


def _units(one: Gapped, few: int, title: str, by: str, *frames: pd.DataFrame) -> Content:
    if by == "region" and no_units(one.view):
        return NOTHING_BELOW
    if not frames:
        return Content(empty=one.why_not)
    if is_masked(frames[0]):
        return Content(empty=text(one.view.locale, "gap.withheld"))
    return _pulled(one, few, title, by, frames[0]) if one.position else _summed(one, few, title, by, frames[0])


def _summed(one: Gapped, few: int, title: str, by: str, frame: pd.DataFrame) -> Content:
    """Of a mean or share: parts that sum to the gap."""
    say = partial(text, one.view.locale)
    found = groups_of(frame, by)
    whole = together(found.values())
    if whole is None:
        return Content()
    gap = one.apart(whole.value)
    split = by_units(found, one.target, one.better)
    cases = excess(found, one.target, one.better)
    drawn = cases if one.is_share else split
    order = sorted(found, key=lambda code: -drawn[code])
    counted = say("unit.answers") if one.is_sample else say("unit.cases")
    unit = counted if one.is_share else unit_word(one.view, one.key)
    digits = 1 if one.is_share else one.decimals(drawn.values())
    said = subtitle(one.view, one.key, round(whole.n), gap_words(one, whole))
    chart = _chart(one, few, by, title, said, unit, digits, {code: drawn[code] for code in order}, found)
    columns: dict[str, object] = {
        group_name(one.view, by): list(chart.series[0].x),
        say("table.head", name=metric_name(one.view, one.key), unit=unit_word(one.view, one.key)): fractions(
            [found[code].value * one.scale for code in order]
        ),
        say("table.head", name=say("gap.excess" if one.is_share else "gap.part"), unit=unit): fractions(
            [drawn[code] for code in order]
        ),
    }
    if one.verdict(whole) is not Verdict.MET:
        columns[say("gap.portion")] = fractions([100 * split[code] / gap for code in order])
    columns["n"] = whole_numbers([round(found[code].n) for code in order])
    total = one.total(drawn.values(), digits)
    words = [say("gap.sum_excess" if one.is_share else "gap.sum", total=total, unit=unit), _way(one, whole)]
    return Content(
        subtitle=said,
        n=round(whole.n),
        chart=chart,
        figures=pd.DataFrame(columns),
        links=one.ways(order) if by == "region" else list(chart.series[0].links or ()),
        behind=opens(one.view, one.key, round(whole.n)),
        note=say("table.apart").join(filter(None, words)),
    )


def _pulled(one: Gapped, few: int, title: str, by: str, frame: pd.DataFrame) -> Content:
    """Of a median or P90: how much nearer to the target it would be without each, which sums to nothing."""
    say, p = partial(text, one.view.locale), one.position or 0.5
    counts, days = hours_of(frame, by)
    found = pulls(counts, days, p, one.better)
    if not counts:
        return Content()
    groups = {code: Group(float(own.sum()), standing(own.cumsum(), days, p) or 0.0) for code, own in counts.items()}
    reached = sum(counts.values(), 0 * days).cumsum()
    whole = Group(float(reached[-1]), standing(reached, days, p) or 0.0)
    order = sorted(found, key=lambda code: -found[code])
    said = subtitle(one.view, one.key, round(whole.n), gap_words(one, whole))
    unit = unit_word(one.view, one.key)
    chart = _chart(
        one, few, by, title, said, unit, one.decimals(found.values()), {code: found[code] for code in order}, groups
    )
    columns = {
        group_name(one.view, by): list(chart.series[0].x),
        say("table.head", name=metric_name(one.view, one.key), unit=unit): fractions(
            [groups[code].value for code in order]
        ),
        say("table.head", name=say("gap.pull"), unit=unit): fractions([found[code] for code in order]),
        "n": whole_numbers([round(groups[code].n) for code in order]),
    }
    return Content(
        subtitle=said,
        n=round(whole.n),
        chart=chart,
        figures=pd.DataFrame(columns),
        links=one.ways(order) if by == "region" else list(chart.series[0].links or ()),
        behind=opens(one.view, one.key, round(whole.n)),
        note=say("gap.no_sum"),
        empty=say("gap.one_group"),
    )


def _chart(
    one: Gapped,
    few: int,
    by: str,
    title: str,
    said: str,
    unit: str,
    digits: int,
    drawn: Mapping[str, float],
    groups: Mapping[str, Group],
) -> Chart:
    """Bars of what each group has to do with the gap, the widest on top; each opens into its cases."""
    order = list(drawn)
    bars = Series(
        name=text(one.view.locale, "gap.part"),
        x=[group_label(one.view, by, code) for code in order],
        y=[drawn[code] for code in order],
        n=[round(groups[code].n) for code in order],
        links=[behind(one.view, one.key, [(by, code)]) for code in order],
    )
    return Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=said,
        unit=unit,
        series=[bars],
        x_name=group_name(one.view, by),
        decimals=digits,
        few=[at for at, code in enumerate(order) if groups[code].n < few],
        counted=counted_words(one.view, one.key),
    )


def gap_words(one: Gapped, whole: Group) -> str:
    """The gap to the target, or the margin where it is met."""
    met = one.verdict(whole) is Verdict.MET
    amount = one.amount(abs(one.apart(whole.value)))
    return text(one.view.locale, "gap.margin" if met else "gap.gap", amount=amount)


def _way(one: Gapped, whole: Group) -> str:
    """What bars to the right mean; of a sample, that they are those who answered."""
    met = one.verdict(whole) is Verdict.MET
    words = text(one.view.locale, "gap.uses" if met else "gap.widens")
    return words + text(one.view.locale, "gap.sample") if one.is_sample else words


def closed(one: Gapped, few: int, card: str) -> Panel:
    """How much of the gap would close, if the units that weigh most stood at the median of all units' figures."""
    title = text(one.view.locale, "gap.closed")
    asked = [one.by("region")] if one.adds_up and not one.why_not else []
    return Panel(card, title, asked, partial(_closed, one, few, title), metrics=(one.key,))


def _closed(one: Gapped, few: int, title: str, *frames: pd.DataFrame) -> Content:
    say = partial(text, one.view.locale)
    if no_units(one.view):
        return NOTHING_BELOW
    if not frames:
        return Content(empty=one.why_not or say("gap.no_sum"))
    if is_masked(frames[0]):
        return Content(empty=say("gap.withheld"))
    found = groups_of(frames[0], "region")
    whole = together(found.values())
    if whole is None:
        return Content()
    said = subtitle(one.view, one.key, round(whole.n), gap_words(one, whole))
    least = if_closed(found, few, MOST, one.better)
    if least is None:
        return Content(subtitle=said, figures=_units_table(one, found), empty=say("gap.none_closed", few=few))
    saved = by_units(found, least.level, one.better)
    names = [unit_name(one, code) for code in least.units]
    links = [behind(one.view, one.key, [("region", code)]) for code in least.units]
    unit = unit_word(one.view, one.key)
    bars = Series(say("gap.closes"), names, [saved[code] * one.scale for code in least.units], links=links)
    chart = Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=said,
        unit=one.difference_unit,
        series=[bars],
        x_name=group_name(one.view, "region"),
        decimals=one.decimals([saved[code] * one.scale for code in least.units]),
    )
    columns: dict[str, object] = {
        group_name(one.view, "region"): names,
        say("table.head", name=metric_name(one.view, one.key), unit=unit): fractions(
            [found[code].value * one.scale for code in least.units]
        ),
        say("table.head", name=say("gap.median_of_units"), unit=unit): fractions(
            [least.level * one.scale] * len(names)
        ),
        say("table.head", name=say("gap.closes"), unit=one.difference_unit): fractions(
            [saved[code] * one.scale for code in least.units]
        ),
    }
    if one.verdict(whole) is not Verdict.MET:
        gap = one.apart(whole.value)
        columns[say("gap.portion")] = fractions([100 * saved[code] / gap for code in least.units])
    columns["n"] = whole_numbers([round(found[code].n) for code in least.units])
    return Content(
        subtitle=said,
        n=round(whole.n),
        chart=chart,
        figures=pd.DataFrame(columns),
        links=one.ways(least.units),
        note=say("table.apart").join(
            [_sentence(one, whole, least.units, least.level, least.closed), say("gap.median", few=few)]
        ),
    )


def _units_table(one: Gapped, found: Mapping[str, Group]) -> pd.DataFrame:
    """Every unit's figure: what a file holds where nothing would close."""
    head = text(one.view.locale, "table.head", name=metric_name(one.view, one.key), unit=unit_word(one.view, one.key))
    return pd.DataFrame(
        {
            group_name(one.view, "region"): [unit_name(one, code) for code in found],
            head: fractions([group.value * one.scale for group in found.values()]),
            "n": whole_numbers([round(group.n) for group in found.values()]),
        }
    )


def _sentence(one: Gapped, whole: Group, named: Sequence[str], level: float, amount: float) -> str:
    """If these units stood at the median of all, so much of the gap closes."""
    say, gap = partial(text, one.view.locale), one.apart(whole.value)
    met = one.verdict(whole) is Verdict.MET
    kind = "margin" if met else "all" if amount >= gap else "part"
    at = one.amount(level)
    if one.is_share:
        at = text(
            one.view.locale, "verdict.value", value=number(one.view.locale, 100 * level, one.decimals()), unit="%"
        )
    return say(
        f"gap.if_{kind}",
        units=listed(one, named),
        n=len(named),
        level=_level(one, named),
        at=at,
        amount=one.amount(amount),
        share="" if met else portion(one, amount, gap),
    )


def _level(one: Gapped, named: Sequence[str]) -> str:
    """What the units are: provinces, cities, counties, stations; units where they are of several levels."""
    levels = {one.view.catalogue.places[code].level for code in named}
    [level] = levels if len(levels) == 1 else [None]
    known = ("province", "city", "county", "station")
    return text(one.view.locale, f"gap.level_{level}" if level in known else "gap.level_unit")
