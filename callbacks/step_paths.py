"""Which steps a path goes through, and what became of the older ones: the list under the bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
from dash.development.base_component import Component

from callbacks.step_names import PHASES, step_name
from callbacks.view import View
from locales import text
from pages.components.step_map import step_map

USUAL = 0.5  # a step belongs to a path where so many of its cases go through it
WAITED = "waiting_whole_total"  # whose rows say that a case spent time in a step
SPECIAL = "true"


@dataclass(frozen=True)
class Steps:
    """The steps of each path, in the catalogue's order; and all that the older one (rare) and the streamlined one
    (parts) know, usual or not."""

    older: Sequence[str]
    newer: Sequence[str]
    rare: Sequence[str]
    parts: Sequence[str]


def steps_of(view: View, waits: pd.DataFrame, cases: pd.DataFrame, *, usual: float = USUAL) -> list[str]:
    """The steps that at least such a share of a path's ordinary cases spent time in.

    waits, cases: of that path and those customers; waits by part, a row for each case and part.
    """
    n = cases["n"].sum()
    found = waits[waits["metric"] == WAITED].groupby("part")["n"].sum()
    kept = set(found[(found > 0) & (found >= usual * n)].index)
    return [step for step in view.catalogue.codes["step"] if step in kept]


def ordinary(frame: pd.DataFrame, path: str) -> pd.DataFrame:
    """The groups of ordinary customers on a path; who is not said to be special is ordinary."""
    return frame[(frame["path"] == path) & (frame["special"] != SPECIAL)]


def step_list(view: View, steps: Steps) -> Component | None:
    """Older steps and what each is today; none where either path has no steps."""
    if not steps.older or not steps.newer:
        return None
    say, today = partial(text, view.locale), view.catalogue.step_today
    into = {step: today.get(step, step) for step in (*steps.older, *steps.newer, *steps.rare, *steps.parts)}
    news = list(dict.fromkeys(into[step] or step for step in steps.newer))
    rows = []
    for new in news:
        older = [step for step in steps.older if into[step] == new]
        inside = list(dict.fromkeys(PHASES.get(step, step) for step in steps.parts if into[step] == new != step))
        rare = list(dict.fromkeys(PHASES.get(step, step) for step in steps.rare if into[step] == new))
        added = say("reform.apart", names=_names(view, rare)) if rare else say("reform.added")
        rows.append((_names(view, older) or added, _with_parts(view, new, inside), False))
    gone = [step for step in steps.older if into[step] is not None and into[step] not in news]
    dropped = [step for step in steps.older if into[step] is None]
    if gone:
        rows.append((_names(view, gone), say("reform.gone"), True))
    if dropped:
        rows.append((_names(view, dropped), say("reform.dropped"), True))
    return step_map(
        say("reform.count", older=len(steps.older), newer=len(news)),
        rows,
        names=(say("reform.older"), say("reform.streamlined")),
    )


def _names(view: View, steps: Sequence[str]) -> str:
    return text(view.locale, "word.listed").join(step_name(view, step) for step in steps)


def _with_parts(view: View, step: str, inside: Sequence[str]) -> str:
    name = step_name(view, step)
    return text(view.locale, "reform.with_parts", name=name, parts=_names(view, inside)) if inside else name
