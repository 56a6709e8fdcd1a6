"""Flows that differ by one class alone are asked once, split by class: the engine reads the rows once for all of them.

A board of targets asks figures of one class after the other. Each row has one class, so that the group of a class is
what the filter by it leaves, whatever the statistic.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Table

from queries import aggregates
from queries.metrics.kinds import Flow
from queries.need import Need, Row
from queries.selection import Selection

CLASS = "class"


def asked_together(needs: Sequence[Need]) -> dict[Need, Need]:
    """Of needs of one class, beside which others are of another, the need of all those classes that holds it."""
    alike: dict[tuple[Table, Selection], list[Need]] = {}
    for need in needs:
        if isinstance(need.metric, Flow) and len(need.selection.classes) == 1 and CLASS not in need.by:
            alike.setdefault((need.metric.fact, replace(need.selection, classes=())), []).append(need)
    found: dict[Need, Need] = {}
    for (_, selection), some in alike.items():
        classes = sorted({code for need in some for code in need.selection.classes})
        every = replace(selection, classes=tuple(classes))
        found |= {need: Need(need.metric, every, (*need.by, CLASS)) for need in some if len(classes) > 1}
    return found


def rows_of(need: Need, rows: Sequence[Row]) -> list[Row]:
    """The rows of a need from those of the one that holds it."""
    at, [code] = len(need.by), need.selection.classes
    found = [(*row[:at], *row[at + 1 :]) for row in rows if row[at] == code]
    return found or ([] if need.by else [(0, aggregates.value(need.metric, 0, [0, None]))])
