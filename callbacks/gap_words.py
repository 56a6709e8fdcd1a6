"""Where a target's gap comes from, in a line: for the board."""

from collections.abc import Mapping, Sequence

import pandas as pd

from callbacks.gap_of import Gapped, gapped, groups_of, hours_of, waited
from callbacks.labels import group_label
from callbacks.ranking import no_units
from callbacks.targets import Aim
from callbacks.view import View
from callbacks.withheld import is_masked
from locales import number, text
from queries.asker import Answer
from queries.measure import Question
from stats.gap import by_units, largest, leading, pulls, together
from stats.verdicts import Verdict

MOST, ENOUGH = 3, 0.5  # units named at most, and the share of the gap from which on no more are


def where_questions(view: View, aim: Aim) -> list[Question]:
    """What the line takes; nothing where the gap is not split.

    How time was spent in the comparison's period is asked only of a unit that has none below it: elsewhere some unit
    mostly meets the target, and where none does the line names units instead of a part.
    """
    one = gapped(view, aim)
    if one.why_not:
        return []
    waited_on = one.waited()
    return [one.by("region"), *(waited_on if no_units(view) else waited_on[:1])]


def where_words(view: View, aim: Aim, answers: Sequence[Answer]) -> str:
    """Which units, and which step, make up most of the gap; of a target that is met, what uses most of the margin.

    answers: those to where_questions, in order. Empty where nothing can be said.
    """
    one = gapped(view, aim)
    frames = [answer for answer in answers if isinstance(answer, pd.DataFrame)]
    if not frames or len(frames) < len(answers) or any(map(is_masked, answers)):
        return ""
    if one.position is not None:
        return _pulled(one, frames[0])
    units = groups_of(frames[0], "region")
    whole = together(units.values())
    if whole is None:
        return ""
    split = by_units(units, one.target, one.better)
    gap = one.apart(whole.value)
    if one.verdict(whole) is Verdict.MET:
        return _margin(one, -gap, split)
    if one.clock is not None:
        found = waited(one, frames[1:])
        told = found is not None and (found.reference.kind == "met" or bool(no_units(view)))
        cells = found.of_cells(one.target) if found and told else {}
        cell = largest(cells)
        if cell is not None:
            return cell_words(one, cell, cells[cell], gap, alone=bool(no_units(view)))
    return _units(one, split, gap)


def unit_name(one: Gapped, code: str) -> str:
    """A unit's name."""
    return group_label(one.view, "region", code)


def cell_name(one: Gapped, cell: tuple[str, str]) -> str:
    """A part of a clock in a unit."""
    unit, part = unit_name(one, cell[0]), group_label(one.view, "part", cell[1])
    return text(one.view.locale, "gap.cell", unit=unit, part=part)


def portion(one: Gapped, part: float, gap: float) -> str:
    """A part of the gap in percent of it, without decimals; of a target that is not met, whose gap is not 0."""
    return number(one.view.locale, 100 * part / gap)


def listed(one: Gapped, codes: Sequence[str]) -> str:
    """Units' names in a row."""
    return text(one.view.locale, "word.listed").join(unit_name(one, code) for code in codes)


def cell_words(one: Gapped, cell: tuple[str, str], part: float, gap: float, *, alone: bool = False) -> str:
    """A part of a clock in a unit with what it has to do with the gap; alone: there is no other unit."""
    amount, share = one.amount(part, signed=True), portion(one, part, gap)
    what = group_label(one.view, "part", cell[1]) if alone else cell_name(one, cell)
    if part > gap:  # others make up for it: more than all of the gap says nothing
        return text(one.view.locale, "gap.where_more", what=what, amount=amount)
    return text(one.view.locale, "gap.where", what=what, amount=amount, share=share)


def _units(one: Gapped, split: Mapping[str, float], gap: float) -> str:
    named = leading(split, gap, MOST, ENOUGH)
    if not named or len(split) == 1:
        return ""
    share = portion(one, sum(split[code] for code in named), gap)
    return text(one.view.locale, "gap.where_units", units=listed(one, named), share=share)


def _margin(one: Gapped, margin: float, split: Mapping[str, float]) -> str:
    most = largest(split)
    amount = one.amount(margin)
    if most is None or len(split) == 1:
        return text(one.view.locale, "gap.margin", amount=amount)
    return text(one.view.locale, "gap.margin_used", amount=amount, unit=unit_name(one, most))


def _pulled(one: Gapped, frame: pd.DataFrame) -> str:
    counts, days = hours_of(frame, "region")
    found = pulls(counts, days, one.position or 0.5, one.better)
    most = largest(found)
    if most is None:
        return ""
    return text(one.view.locale, "gap.where_pull", unit=unit_name(one, most), amount=one.amount(found[most]))
