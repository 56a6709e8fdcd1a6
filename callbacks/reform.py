"""What the streamlining did to the time: the older path beside the streamlined one, split by what cases waited on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from callbacks.clocks import chosen
from callbacks.drawing import behind, date_words
from callbacks.labels import UNKNOWN, group_label, group_name, metric_name, unit_word
from callbacks.panel import Behind, Content, Panel
from callbacks.step_names import PHASES, step_name, tells_old_and_new
from callbacks.step_paths import SPECIAL, WAITED, Steps, ordinary, step_list, steps_of
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import number, text
from queries.measure import Question
from queries.selection import DAY, Selection
from warehouse.facts import WAITING_BETWEEN, WAITING_HELD, Path

HIGH_VOLTAGE = ("hv_single", "hv_dual")
LOW_VOLTAGE = ("residential", "lv_business")
CLOCKS = {  # the split of a clock, the sums that it is made of, and the clock
    "whole": ("waiting_on", "waiting_whole_total", "whole_time"),
    "utility": ("waiting_on_utility", "waiting_utility_total", "utility_time"),
}
SPLIT = ("class", "path", "special")
SMALL = 0.015  # of the longest bar: thinner parts of no path stand together in the picture, each in the table
OTHERS = "(others)"
# Which colours of the scale parts take: greens for today's steps, greys for what is no step of today's.
STEP_SHADES = (6, 0, 1, 2)
SHADES = {WAITING_HELD: 3, WAITING_BETWEEN: 5, OTHERS: 5}
DROPPED_SHADE = 7
DROPPED_PATTERN = 5  # the first pattern of those that were dropped: what is crossed is gone


@dataclass(frozen=True)
class Bar:
    """One bar: how many cases it stands for, and the mean time of each part."""

    name: str  # with its n
    of: str  # the name alone
    n: int
    parts: Mapping[str, float]
    href: str | None

    @property
    def total(self) -> float:
        """The mean of the clock."""
        return sum(self.parts.values())


def reform(view: View, few: int, card: str, title: str, classes: Sequence[str]) -> Panel:
    """The clock's mean on the older and on the streamlined path, each split by what it waited on.

    The older path is asked over all years until the period's end, as hardly a case takes it today. Ordinary customers
    only: important customers and special loads keep steps that the others lost, and have a bar of their own. For high
    voltage the reader's chosen clock decides which is shown.
    """
    utility = chosen(view).code == "utility" and tuple(classes) == HIGH_VOLTAGE
    split, sums, key = CLOCKS["utility" if utility else "whole"]
    wanted = [code for code in classes if not view.selection.classes or code in view.selection.classes]
    now = replace(view.selection, steps=(), classes=tuple(wanted), comparison="none")
    first = view.catalogue.first_date
    before = replace(now, start=min(first, now.start)) if first else now

    def draw(*answers: pd.DataFrame) -> Content:
        if not wanted:
            return Content(empty=text(view.locale, "reform.no_classes", names=_names(view, "class", classes)))
        parts_before, times_before, parts_now, times_now = answers
        if not tells_old_and_new(view):
            return Content(empty=text(view.locale, "reform.no_path"))
        older_parts, older_times = (ordinary(frame, Path.OLDER) for frame in (parts_before, times_before))
        newer_parts, newer_times = (ordinary(frame, Path.STREAMLINED) for frame in (parts_now, times_now))
        kept_parts, kept_times = (frame[frame["special"] == SPECIAL] for frame in (parts_now, times_now))
        older = _bar(view, key, few, _of(older_parts, sums), older_times, before, Path.OLDER)
        newer = _bar(view, key, few, _of(newer_parts, sums), newer_times, now, Path.STREAMLINED)
        kept = _bar(view, key, few, _of(kept_parts, sums), kept_times, now)
        bars = [bar for bar in (older, newer, kept) if bar.n]
        words = _subtitle(view, key, before, now, older, newer)
        if not bars:
            return Content(subtitle=words)
        steps = Steps(
            older=steps_of(view, older_parts, older_times),
            newer=steps_of(view, newer_parts, newer_times),
            rare=steps_of(view, older_parts, older_times, usual=0),
            parts=steps_of(view, newer_parts, newer_times, usual=0),
        )
        opened = newer if newer.n else bars[0]
        return Content(
            subtitle=words,
            n=opened.n,
            chart=_chart(view, title, words, bars, newer, steps),
            figures=_table(view, bars, newer),
            links=[None] * (len(_every(view, bars)) + 1),
            cells={at: [*[None] * len(_every(view, bars)), bar.href] for at, bar in enumerate(bars, start=1)},
            note=_note(view, older, newer, kept),
            behind=_behind(view, opened),
            below=step_list(view, steps),
        )

    asked: list[Question] = []
    for where in (before, now) if wanted else ():
        asked += [
            Question(tuple(dict.fromkeys((WAITED, sums))), where, (*SPLIT, "part")),
            Question((key,), where, SPLIT),
        ]
    return Panel(card, title, asked, draw, metrics=(split, key))


def _of(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame[frame["metric"] == key]


def _bar(
    view: View, key: str, few: int, parts: pd.DataFrame, times: pd.DataFrame, where: Selection, path: str = ""
) -> Bar:
    """The bar of ordinary customers on a path, or of all others whatever their path.

    parts: their sums of time by part; times: their cases, over whom these are the mean.
    """
    n = int(times["n"].sum())
    spent = parts.groupby("part")["value"].sum()
    of = text(view.locale, f"reform.{path or 'special'}")
    name = text(view.locale, "reform.bar" if n >= few else "reform.few", name=of, n=number(view.locale, n))
    # One link lists the rows of one group: where some ordinary customers are told and others are not, none holds both.
    told = {code if isinstance(code, str) else UNKNOWN for code in times["special"]}
    href = None
    if len(told) == 1:
        href = behind(
            replace(view, selection=where), key, [*([("path", path)] if path else []), ("special", told.pop())]
        )
    return Bar(name, of, n, {str(part): float(total) / n for part, total in spent.items()} if n else {}, href)


def _subtitle(view: View, key: str, before: Selection, now: Selection, older: Bar, newer: Bar) -> str:
    """The clock, by which date, each path's own period and n, and that the parts add up."""
    say, write = partial(text, view.locale), partial(number, view.locale)
    return " · ".join(
        [
            metric_name(view, key),
            date_words(view, key),
            say("reform.span", name=say("reform.older"), start=before.start, end=before.end - DAY, n=write(older.n)),
            say("reform.span", name=say("reform.streamlined"), start=now.start, end=now.end - DAY, n=write(newer.n)),
            say("reform.sum"),
        ]
    )


def _note(view: View, older: Bar, newer: Bar, kept: Bar) -> str:
    """Whom the bars are of, that they are no estimate of effect, and which path has no cases."""
    words = [text(view.locale, "reform.note_ordinary")]
    words += [text(view.locale, "reform.note_special")] if kept.n else []
    words += [text(view.locale, "reform.note")]
    words += [
        text(view.locale, "reform.none", name=text(view.locale, f"reform.{name}"))
        for name, bar in (("older", older), ("streamlined", newer))
        if not bar.n
    ]
    return "".join(words) if view.locale != "en" else " ".join(words)


def _behind(view: View, bar: Bar) -> Behind | None:
    words = text(view.locale, "reform.behind", name=bar.of)
    return Behind(bar.href, words) if bar.href else None


def _chart(view: View, title: str, words: str, bars: Sequence[Bar], newer: Bar, steps: Steps) -> Chart:
    """The bars, their parts beside those that belong to the same step of today's."""
    high = max(bar.total for bar in bars)
    shown: dict[str, list[float]] = {}
    for part in _every(view, bars):
        values = [bar.parts.get(part, 0.0) for bar in bars]
        name = PHASES.get(part, part)
        shown[name] = [a + b for a, b in zip(shown.get(name, [0.0] * len(bars)), values, strict=True)]
    usual = {PHASES.get(step, step) for step in (*steps.older, *steps.newer)}
    small = [part for part, values in shown.items() if max(values) < SMALL * high and part not in usual]
    if len(small) > 1:
        others = [sum(shown[part][at] for part in small) for at in range(len(bars))]
        shown = {part: values for part, values in shown.items() if part not in small} | {OTHERS: others}
    looks = _looks(view, list(shown))
    return Chart(
        kind=Kind.STACK,
        title=title,
        subtitle=words,
        unit=unit_word(view, "whole_time"),
        series=[
            Series(
                name=text(view.locale, "steps.others", n=len(small)) if part == OTHERS else _named(view, part, newer),
                x=[bar.name for bar in bars],
                y=values,
                role=Role.OTHER,
                links=[bar.href for bar in bars],
                shade=looks[part][0],
                variant=looks[part][1],
            )
            for part, values in shown.items()
        ],
        x_name=group_name(view, "path"),
        decimals=1,
    )


def _table(view: View, bars: Sequence[Bar], newer: Bar) -> pd.DataFrame:
    """Every part of every bar, and their sum."""
    every, unit = _every(view, bars), unit_word(view, "whole_time")
    names = [*(_named(view, part, newer) for part in every), text(view.locale, "reform.total")]
    figures: dict[str, object] = {text(view.locale, "reform.part"): names}
    for bar in bars:
        head = text(view.locale, "table.head", name=bar.name, unit=unit)
        figures[head] = [*(bar.parts.get(part, 0.0) for part in every), bar.total]
    return pd.DataFrame(figures)


def _every(view: View, bars: Sequence[Bar]) -> list[str]:
    """Every part of the bars: in the order of today's steps, those that became one beside each other."""
    order = {code: at for at, code in enumerate(view.catalogue.codes["step"])}
    last = {WAITING_HELD: 1, WAITING_BETWEEN: 2}
    today = view.catalogue.step_today

    def place(part: str) -> tuple[int, int, int, str]:
        own = order.get(part, len(order))
        return last.get(part, 0), order.get(today.get(part) or part, own), own, part

    return sorted({part for bar in bars for part in bar.parts}, key=place)


def _today(view: View, part: str) -> str | None:
    """The step of today's that a part belongs to: itself where it is none, None where it was dropped."""
    today = view.catalogue.step_today
    phase = next((phase for phase, whole in PHASES.items() if whole == part and phase in today), part)
    return today.get(part, today.get(phase, part))


def _named(view: View, part: str, newer: Bar) -> str:
    """A part's name; of a step that the streamlined path lacks, what became of it."""
    name = step_name(view, part) if part in PHASES.values() else group_label(view, "part", part)
    into = _today(view, part)
    if into is None:
        return text(view.locale, "reform.dropped_part", name=name)
    if into == part or {part, *(phase for phase, whole in PHASES.items() if whole == part)} & set(newer.parts):
        return name
    return text(view.locale, "reform.merged_part", name=name, into=step_name(view, into))


def _looks(view: View, parts: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The colour and the pattern of each part, unlike any other's.

    A colour for each step of today's and all that became it: the step itself plain, the others in patterns.
    """
    today = {part: _today(view, part) for part in parts if part not in SHADES}
    steps = list(dict.fromkeys(step for step in today.values() if step is not None))
    colours = {step: STEP_SHADES[at % len(STEP_SHADES)] for at, step in enumerate(steps)}
    used = {DROPPED_SHADE: DROPPED_PATTERN}
    looks = {}
    for part in sorted(parts, key=lambda part: today.get(part, part) != part):
        step = today.get(part)
        shade = SHADES[part] if part in SHADES else DROPPED_SHADE if step is None else colours[step]
        looks[part] = (shade, used.get(shade, 0))
        used[shade] = used.get(shade, 0) + 1
    return looks


def _names(view: View, by: str, codes: Sequence[str]) -> str:
    return text(view.locale, "word.listed").join(group_label(view, by, code) for code in codes)
