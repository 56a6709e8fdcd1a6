"""The targets by which a page judges what it selects, and those that a metric is drawn against."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from callbacks.labels import decimals, group_label, is_share, shown_value
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Reference
from locales import text
from queries.asker import Answer, Failure
from queries.metrics import METRICS
from queries.selection import DAY, Selection
from queries.targets import NARROWED, Target, judging
from stats.verdicts import rounded

UNTOLD = 2  # decimals of a figure that the registry does not hold


@dataclass(frozen=True)
class Aim:
    """A target, and the cases that the page judges by it: its own selection narrowed to what the target is of."""

    target: Target
    selection: Selection

    @property
    def key(self) -> str:
        """The metric that is judged."""
        return self.target.key

    @property
    def since(self) -> date | None:
        """The day from which the target holds, where a part of the period that it judges lies before."""
        begin = self.target.valid_from
        return begin if begin is not None and begin > self.selection.start else None


def aims(view: View) -> Sequence[Aim]:
    """The targets by which the page's unit is judged on the last day of its period, in the order of the metrics.

    A unit has its own, or that of the nearest unit above it. Targets of a class, service or channel that the page's
    filters leave out are left out with it; one for any stands for those selected.
    """
    found = [
        Aim(target, selection)
        for target in judging(view.catalogue.targets, view.catalogue.chain(view.selection.place), last_day(view))
        if (selection := narrowed(view.selection, target)) is not None
    ]
    order = {key: at for at, key in enumerate(METRICS)}
    classes = {code: at for at, code in enumerate(view.catalogue.codes["class"])}
    return sorted(
        found, key=lambda aim: (order.get(aim.key, len(order)), classes.get(aim.target.customer_class or "", -1))
    )


def unit_targets(view: View, target: Target, units: Sequence[str]) -> list[Target]:
    """The target of the same slot by which each unit below is judged: its own, else the one given."""
    every = [one for one in view.catalogue.targets if one.slot == target.slot]
    chains = [view.catalogue.chain(view.catalogue.places[unit]) for unit in units]
    return [next(iter(judging(every, chain, last_day(view))), target) for chain in chains]


def last_day(view: View) -> date:
    """The last day of the page's period of which there are data: the target that holds then judges it."""
    return min(view.selection.end - DAY, view.catalogue.as_of_date)


def narrowed(selection: Selection, target: Target) -> Selection | None:
    """The selection within what a target is of; None where nothing of that is selected."""
    fields: dict[str, Any] = {}
    for by, code in target.codes.items():
        _, field = NARROWED[by]
        chosen = getattr(selection, field)
        if code is not None and chosen and code not in chosen:
            return None
        fields[field] = chosen if code is None else (code,)
    return replace(selection, **fields)


def groups_named(view: View, target: Target) -> list[str]:
    """The names of the class, service and channel that a target is of; none of one that is of any."""
    return [group_label(view, by, code) for by, code in target.codes.items() if code is not None]


def shown_decimals(target: Target) -> int:
    """With how many decimals a target judges its figure as it is shown: of shares, of the percentage."""
    if target.decimals is None:
        return decimals(target.key) if target.key in METRICS else UNTOLD
    return max(target.decimals - 2, 0) if is_share(target.key) else target.decimals


def stored_decimals(target: Target) -> int:
    """With how many decimals a target judges its figure as it is stored: shares as 0 to 1."""
    return shown_decimals(target) + 2 * is_share(target.key)


def threshold_of(target: Target) -> float:
    """The value by which a target judges, in the stored unit: as it is shown, with no more decimals than the figure."""
    return float(rounded(target.threshold, stored_decimals(target)))


def target_lines(view: View, key: str, *, dated: bool = False) -> Sequence[Reference]:
    """The lines of the targets for exactly what the page selects, valid at some day of its period.

    A line by which nobody is judged, and a threshold that is not settled, say so in their names. dated: for a chart
    over time, each from the first to the last day on which it is valid.
    """
    found = []
    for target in targets_of(view, key):
        value = shown_value(key, target.threshold if target.reference else threshold_of(target))
        if value is not None:
            days = [day.isoformat() if day and dated else None for day in (target.valid_from, target.valid_to)]
            found.append(Reference(_name(view.locale, target), value, *days))
    return list(dict.fromkeys(found))


def targets_of(view: View, key: str) -> Sequence[Target]:
    """The targets and reference lines of a metric for exactly what the page selects, valid in its period.

    Of a unit, those of its own and of the units above it that no nearer one's stands before.
    """
    depth: dict[str | None, int] = {
        None: -1,
        **{code: at for at, code in enumerate(view.catalogue.chain(view.selection.place))},
    }
    found = [one for one in view.catalogue.targets if one.key == key and one.region in depth and _applies(view, one)]
    return [
        one
        for one in found
        if one.reference
        or not any(
            rival.slot == one.slot
            and not rival.reference
            and depth[rival.region] > depth[one.region]
            and _meet(rival, one)
            for rival in found
        )
    ]


def _meet(one: Target, other: Target) -> bool:
    """Whether there is a day on which both hold."""
    begin = max(one.valid_from or date.min, other.valid_from or date.min)
    return begin < min(one.valid_to or date.max, other.valid_to or date.max)


def source_words(locale: str, source: str) -> str:
    """Where a threshold comes from, in the reader's language where it is told in both ("中文 / English [N]")."""
    words = source.rsplit(" [", 1)[0].split(" / ", 1)
    return words[-1] if locale == "en" else words[0]


def with_targets(view: View, panel: Panel, key: str, *, dated: bool = False) -> Panel:
    """The panel with the lines of a metric's targets in its chart; dated as target_lines() has it."""

    def draw(*answers: Answer) -> Content | Failure:
        drawn = panel.draw(*answers)
        lines = target_lines(view, key, dated=dated)
        if isinstance(drawn, Failure) or drawn.chart is None or not lines:
            return drawn
        return replace(drawn, chart=replace(drawn.chart, references=[*drawn.chart.references, *lines]))

    return replace(panel, draw=draw)


def _applies(view: View, target: Target) -> bool:
    selection = view.selection
    valid = (target.valid_from is None or target.valid_from <= last_day(view)) and (
        target.valid_to is None or selection.start < target.valid_to
    )
    return valid and all(_selected(code, getattr(selection, NARROWED[by][1])) for by, code in target.codes.items())


def _selected(code: str | None, chosen: Sequence[str]) -> bool:
    """Whether a target's code is all that is chosen; one for any code applies to every choice."""
    return code is None or tuple(chosen) == (code,)


def _name(locale: str, target: Target) -> str:
    if target.reference:
        return source_words(locale, target.source) if target.source else text(locale, "target.reference")
    return text(locale, "target.provisional" if target.provisional else "target.line")
