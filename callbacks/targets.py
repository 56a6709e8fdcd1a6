"""The targets that a metric is drawn against."""

from collections.abc import Sequence
from dataclasses import replace

from callbacks.labels import shown_value
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Reference
from locales import text
from queries.asker import Answer, Failure
from queries.selection import DAY
from queries.targets import Target


def target_lines(view: View, key: str, *, dated: bool = False) -> Sequence[Reference]:
    """The lines of the targets for exactly what the page selects, valid at some day of its period.

    A line by which nobody is judged, and a threshold that is not settled, say so in their names. dated: for a chart
    over time, each from the first to the last day on which it is valid.
    """
    found = []
    for target in targets_of(view, key):
        value = shown_value(key, target.threshold)
        if value is not None:
            days = [day.isoformat() if day and dated else None for day in (target.valid_from, target.valid_to)]
            found.append(Reference(_name(view.locale, target), value, *days))
    return list(dict.fromkeys(found))


def targets_of(view: View, key: str) -> Sequence[Target]:
    """The targets and reference lines of a metric for exactly what the page selects, valid in its period."""
    return [target for target in view.catalogue.targets if target.metric == key and _applies(view, target)]


def source_words(locale: str, source: str) -> str:
    """Where a threshold comes from, in the reader's language where it is told in both ("中文 / English [N]")."""
    words = source.rsplit(" [", 1)[0].split(" / ", 1)
    return words[-1] if locale == "en" else words[0]


def with_targets(view: View, panel: Panel, key: str) -> Panel:
    """The panel with the lines of a metric's targets in its chart."""

    def draw(*answers: Answer) -> Content | Failure:
        drawn = panel.draw(*answers)
        lines = target_lines(view, key)
        if isinstance(drawn, Failure) or drawn.chart is None or not lines:
            return drawn
        return replace(drawn, chart=replace(drawn.chart, references=[*drawn.chart.references, *lines]))

    return replace(panel, draw=draw)


def _applies(view: View, target: Target) -> bool:
    selection = view.selection
    last = min(selection.end - DAY, view.catalogue.as_of_date)
    valid = (target.valid_from is None or target.valid_from <= last) and (
        target.valid_to is None or selection.start < target.valid_to
    )
    return (
        valid
        and target.region in (None, selection.place.region)
        and _selected(target.customer_class, selection.classes)
        and _selected(target.service, selection.services)
        and _selected(target.channel, selection.channels)
    )


def _selected(code: str | None, chosen: Sequence[str]) -> bool:
    """Whether a target's code is all that is chosen; one for any code applies to every choice."""
    return code is None or tuple(chosen) == (code,)


def _name(locale: str, target: Target) -> str:
    if target.reference:
        return text(locale, "target.reference")
    return text(locale, "target.provisional" if target.provisional else "target.line")
