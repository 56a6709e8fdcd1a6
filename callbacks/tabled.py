"""Panels of one kind: metrics of several units by group, as a table."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from callbacks.drawing import COUNTED, behind, column, drill, few_at, groups_in, one, opens, ranked, subtitle
from callbacks.labels import decimals, group_label, group_name, metric_name, not_known, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS
from queries.metrics.kinds import Unit

OWN_NAMES: Mapping[str, str] = {}
STANDING = ("open", "overdue", "due_soon", "held")


def table_by(
    view: View,
    card: str,
    title: str,
    keys: Sequence[str],
    by: str,
    *,
    rank: Sequence[str] = (),
    leads: bool = False,
    names: Mapping[str, str] = OWN_NAMES,
    note: str = "",
    equals: bool = False,
    few: int = 0,
) -> Panel:
    """Metrics by group, one column each; n and the cases behind are the first one's.

    rank: metrics by which the groups are ordered, the largest first, instead of the catalogue's order. leads: only the
    groups of the first metric have a row. names: shorter heads, with their units, by metric. Each metric is asked
    apart: one that cannot be asked has no column, and the note says why; without the first there is no table.
    equals: the metrics are equals, so that the first one that counts anything leads. few: the note names the groups of
    which a rate or time is over fewer rows.
    """
    leading = keys if equals else keys[:1]

    def draw(*found: Answer) -> Content | Failure:
        totals, answers = dict(zip(leading, found, strict=False)), found[len(leading) :]
        why = not_known(view, by)
        if why:
            return Content(empty=why)
        first = next((key for key in leading if _counted(totals[key], key)), keys[0])
        total = totals[first]
        if isinstance(total, Failure):
            return total
        frames = {key: found for key, found in zip(keys, answers, strict=True) if not isinstance(found, Failure)}
        missing = [one for one in answers if isinstance(one, Failure)]
        if first not in frames:
            return missing[0]
        frame = pd.concat([found for found in frames.values() if len(found)] or list(frames.values()))
        groups = groups_in(view, frames[first] if leads else frame, by)
        for key in reversed([key for key in rank if key in frames]):
            groups = ranked(frame, key, by, groups)
        figures: dict[str, object] = {group_name(view, by): [group_label(view, by, code) for code in groups]}
        scarce: set[int] = set()
        for key in frames:
            values, counted = column(frame, key, by, groups)
            scarce |= {at for at in few_at(counted, few, key) if values[at] is not None}
            if METRICS[key].unit is Unit.YUAN:
                values = [None if value is None else round(value) for value in values]
            figures[names.get(key) or _head(view, key)] = pd.array(
                values, dtype="Int64" if not decimals(key) and _whole(values) else "Float64"
            )
        n = one(total, first).n
        reasons = dict.fromkeys(failure.words(view.locale) for failure in missing)
        return Content(
            subtitle=subtitle(view, first, n),
            n=n,
            figures=pd.DataFrame(figures),
            links=[drill(view, code) if by == "region" else behind(view, first, [(by, code)]) for code in groups],
            behind=opens(view, first, n),
            note=text(view.locale, "table.apart").join(
                filter(None, (note, _few(view, few, by, groups, scarce), *reasons))
            ),
        )

    asked = [Question((key,), view.selection) for key in leading]
    asked += [Question((key,), view.selection, (by,)) for key in keys]
    return Panel(card, title, asked, draw, metrics=keys, tolerant=True)


def _few(view: View, few: int, by: str, groups: Sequence[str], scarce: Collection[int]) -> str:
    """Which groups have figures over too few rows for a verdict."""
    if not scarce:
        return ""
    names = text(view.locale, "word.listed").join(group_label(view, by, groups[at]) for at in sorted(scarce))
    return text(view.locale, "table.few", few=few, names=names)


def _counted(answer: Answer, key: str) -> bool:
    return not isinstance(answer, Failure) and one(answer, key).n > 0


def _head(view: View, key: str) -> str:
    """A column's head: the metric's name, with its unit unless it counts what it is named by."""
    name = metric_name(view, key)
    if METRICS[key].unit in (*COUNTED, Unit.METERS):
        return name
    return text(view.locale, "table.head", name=name, unit=unit_word(view, key))


def _whole(values: Sequence[float | None]) -> bool:
    return all(value is None or float(value).is_integer() for value in values)
