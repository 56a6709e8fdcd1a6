"""The change of a target's figure against the comparison: within groups, and by the mix of these (Kitagawa)."""

from functools import partial

import pandas as pd

from callbacks.drawing import opens, subtitle
from callbacks.gap_of import Gapped, groups_of
from callbacks.labels import group_label, group_name, split_by, unit_word
from callbacks.panel import Content, Panel
from callbacks.ranking import no_units
from callbacks.region_rank import fractions, whole_numbers
from callbacks.withheld import is_masked
from charts.chart import Chart, Kind, Role, Series
from locales import text
from queries.measure import Question
from queries.selection import COMPARISONS
from queries.targets import NARROWED
from stats.gap import Change, Group, change, together

SPLITS = ("class", "service", "region", "channel")  # by what a change is split, as far as that is known
MOST = 3


def changed(one: Gapped, card: str) -> Panel:
    """How much of a change groups themselves have changed, and how much is that more or fewer cases are of them."""
    title = text(one.view.locale, "gap.change")
    by = splits(one)
    before = one.before
    asked = [
        Question((one.key,), selection, (name,))
        for name in by
        for selection in (one.aim.selection, before)
        if selection
    ]
    able = one.adds_up and not one.why_not and before is not None
    return Panel(card, title, asked if able else [], partial(_draw, one, title, by), metrics=(one.key,))


def splits(one: Gapped) -> list[str]:
    """By what the change is split: the first few that the selection does not narrow to one group."""
    found = []
    for name in SPLITS:
        single = name in NARROWED and len(getattr(one.aim.selection, NARROWED[name][1])) == 1
        missing = bool(no_units(one.view)) if name == "region" else one.view.catalogue.lacks(name)
        if not single and not missing:
            found.append(name)
    return found[:MOST]


def _draw(one: Gapped, title: str, by: list[str], *frames: pd.DataFrame) -> Content:
    say = partial(text, one.view.locale)
    what = COMPARISONS[one.view.selection.comparison](one.view.locale)
    if not frames:
        why = one.why_not or say("gap.change_none" if one.adds_up else "gap.change_position")
        return Content(empty=why if by or not one.adds_up else say("gap.one_group"))
    if any(map(is_masked, frames)):
        return Content(empty=say("gap.withheld"))
    now = [groups_of(frame, name) for frame, name in zip(frames[::2], by, strict=True)]
    before = [groups_of(frame, name) for frame, name in zip(frames[1::2], by, strict=True)]
    whole, then = together(now[0].values()), together(before[0].values())
    if whole is None:
        return Content()
    if then is None:
        return Content(empty=say("gap.change_none"))
    split = [change(*pair) for pair in zip(now, before, strict=True)]
    total = whole.value - then.value
    said = subtitle(
        one.view, one.key, round(whole.n), say("gap.changed", what=what, amount=one.amount(total, signed=True))
    )
    unit = one.difference_unit
    names = [say("gap.by", by=split_by(one.view, name)) for name in by]
    within = [one.scale * sum(part.within for part in parts.values()) for parts in split]
    mix = [one.scale * sum(part.mix for part in parts.values()) for parts in split]
    chart = Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=said,
        unit=unit,
        series=[
            Series(say("gap.within"), names, within),
            Series(say("gap.mix"), names, mix, role=Role.OTHER),
        ],
        x_name=say("gap.split"),
        decimals=one.decimals([*within, *mix]),
    )
    rows = [
        row
        for name, parts, new, old in zip(by, split, now, before, strict=True)
        for row in _rows(one, name, parts, new, old)
    ]
    alone = sum(
        (code in new) is not (code in old) for new, old in zip(now, before, strict=True) for code in {*new, *old}
    )
    words = [
        say("gap.change_sum", total=one.total([one.scale * total], one.decimals([*within, *mix])), unit=unit),
        say("gap.kitagawa"),
        say("gap.alone", n=alone) if alone else "",
    ]
    return Content(
        subtitle=said,
        n=round(whole.n),
        chart=chart,
        figures=_table(one, rows, unit),
        behind=opens(one.view, one.key, round(whole.n)),
        note=say("table.apart").join(filter(None, words)),
    )


Row = tuple[str, str, Group | None, Group | None, Change]


def _rows(one: Gapped, by: str, parts: dict[str, Change], now: dict[str, Group], before: dict[str, Group]) -> list[Row]:
    """A grouping's groups, those that changed the figure most first."""
    order = sorted(parts, key=lambda code: -abs(parts[code].within + parts[code].mix))
    name = group_name(one.view, by)
    return [(name, group_label(one.view, by, code), now.get(code), before.get(code), parts[code]) for code in order]


def _table(one: Gapped, rows: list[Row], unit: str) -> pd.DataFrame:
    """Every group of every grouping with its own part of the change."""
    say = partial(text, one.view.locale)
    what = COMPARISONS[one.view.selection.comparison](one.view.locale)
    shown = unit_word(one.view, one.key)

    def value(group: Group | None) -> float | None:
        return None if group is None else one.scale * group.value

    def n(group: Group | None) -> int:
        return 0 if group is None else round(group.n)

    return pd.DataFrame(
        {
            say("gap.split"): [row[0] for row in rows],
            say("gap.group"): [row[1] for row in rows],
            say("table.head", name=say("gap.now"), unit=shown): fractions([value(row[2]) for row in rows]),
            say("table.head", name=what, unit=shown): fractions([value(row[3]) for row in rows]),
            say("gap.n_now"): whole_numbers([n(row[2]) for row in rows]),
            say("gap.n_before", what=what): whole_numbers([n(row[3]) for row in rows]),
            say("table.head", name=say("gap.within"), unit=unit): fractions(
                [one.scale * row[4].within for row in rows]
            ),
            say("table.head", name=say("gap.mix"), unit=unit): fractions([one.scale * row[4].mix for row in rows]),
        }
    )
