"""Key figures: a metric's value, its change against the comparison, and its course.

Unknown is not zero: where the selected period lies before the data or after them, a figure without rows is "—", with
the reason in its place (callbacks/labels.py, no_data).
"""

from collections.abc import Sequence

import pandas as pd

from callbacks.cards import theme
from callbacks.courses import first_days, part_of, unfinished, whole_parts
from callbacks.drawing import Figure, behind, column, few_at, one, sums
from callbacks.labels import adds_up, counts, decimals, is_share, metric_name, no_data, unit_beside
from callbacks.panel import Content
from callbacks.view import View
from callbacks.withheld import Withheld
from charts.sparkline import sparkline
from locales import number, text
from pages.components.kpi import Kpi, kpis
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics import METRICS
from queries.metrics.kinds import Unit
from queries.selection import COMPARISONS

LARGE = 1e9
LARGE_UNIT = {"zh_CN": 1e8, "en": 1e9}


def questions(view: View, keys: Sequence[str]) -> list[Question]:
    """For each metric: now, its course, and the comparison's figure where one is chosen.

    Each is asked apart, so that one that cannot be asked takes no other with it; a fact is still asked once for all.
    """
    before = view.selection.compared(view.catalogue)
    asked = []
    for key in keys:
        asked += [Question((key,), view.selection), Question((key,), view.selection, (part_of(view.selection),))]
        asked += [Question((key,), before)] if before else []
    return asked


def draw(view: View, few: int, keys: Sequence[str], answers: Sequence[Answer]) -> Content:
    """The key figures side by side, as what stands above the cards."""
    return Content(n=1, body=kpis(written(view, few, keys, answers)))


def written(view: View, few: int, keys: Sequence[str], answers: Sequence[Answer]) -> list[Kpi]:
    """The key figures; one without an answer says why in its own place, one over fewer than `few` cases is greyed."""
    width = len(answers) // len(keys)
    return [_kpi(view, few, key, answers[at * width : (at + 1) * width]) for at, key in enumerate(keys)]


def _kpi(view: View, few: int, key: str, answers: Sequence[Answer]) -> Kpi:
    label = metric_name(view, key)
    frames = {}
    for at, answer in enumerate(answers):
        if not isinstance(answer, Failure):
            frames[at] = answer
        elif at == 0 or not isinstance(answer, Withheld):  # without its course or comparison a figure still stands
            return Kpi(label, "", "", problem=answer.words(view.locale))
    now = one(frames[0], key)
    unknown = "" if now.n else no_data(view)
    if not unknown and now.value is None and sums(key):
        unknown = text(view.locale, "lines.no_sums")
    if unknown:
        return Kpi(label, "", "", problem=unknown)
    before = one(frames[2], key) if 2 in frames else None
    scarce = bool(few_at([now.n], few, key))
    against = text(view.locale, "figure.against", what=COMPARISONS[view.selection.comparison](view.locale))
    value, unit = _large(view, now, unit_beside(view, key, now.value))
    return Kpi(
        label=label,
        value=value,
        unit="" if now.value is None else unit,
        change=change(view, now, before),
        against=against,
        n="" if _is_n(key) else _n(view, now, scarce),
        few=scarce,
        line=_line(view, key, frames[1]) if 1 in frames else "",
        line_words=text(view.locale, "figure.course", name=label),
        href=behind(view, key) if now.n else None,
    )


def _large(view: View, now: Figure, unit: str) -> tuple[str, str]:
    """A value and its unit as written: from LARGE on in the language's own large unit, as its digits do not read."""
    if now.value is None or now.value < LARGE:
        return number(view.locale, now.value, decimals(now.key)), unit
    return number(view.locale, now.value / LARGE_UNIT[view.locale], 1), text(view.locale, "figure.large", unit=unit)


def _is_n(key: str) -> bool:
    """Whether a figure's n says nothing beside it: it counts its own rows, or its rows are sums of a day."""
    return METRICS[key].unit is Unit.CASES or counts(key) or sums(key)


def change(view: View, now: Figure, before: Figure | None) -> str:
    """The change against the comparison: counts and sums in percent, all else as a difference; empty where unknown."""
    if before is None or now.value is None or before.value is None:
        return ""
    difference = now.value - before.value
    if adds_up(now.key):
        if not before.value:
            return ""
        return f"{number(view.locale, difference / before.value * 100, 1, signed=True)} %"
    written = number(view.locale, difference, decimals(now.key), signed=True)
    if is_share(now.key):
        return text(view.locale, "figure.points", change=written)
    return written


def _n(view: View, now: Figure, scarce: bool) -> str:
    n = text(view.locale, "figure.n", n=number(view.locale, now.n))
    return text(view.locale, "figure.few", n=n) if scarce and now.n else n


def _line(view: View, key: str, frame: pd.DataFrame) -> str:
    course, part = whole_parts(view), part_of(view.selection)
    values, _ = column(frame, key, part, first_days(course, part))
    return sparkline(values, theme(), incomplete=unfinished(view, course, part)) if len(values) > 1 else ""
