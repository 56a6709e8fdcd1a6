"""The card that sets the source's own due dates beside ours, and explains where they differ."""

from functools import partial

import pandas as pd

from callbacks.drawing import column, one, opens, subtitle
from callbacks.labels import group_label
from callbacks.listing import named, ways
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import number, percent, text
from queries.measure import Question
from warehouse.facts import Reconciled

COUNTS = ("due_dates", "step_due_dates", "due_dates_undated", "step_due_dates_undated")
AGREE = ("due_dates_agree", "step_due_dates_agree")
BY = "reconciliation"
DUE = (("applications", "due_at"), ("applications", "overdue"), ("steps", "due_at"))  # what the source delivers


def reconciliation(view: View, card: str, title: str) -> Panel:
    """Due dates by how the two sides stand to each other; each figure leads to its cases with both dates."""
    questions = [
        *(Question((key,), view.selection, (BY,)) for key in COUNTS),
        Question((*COUNTS, *AGREE), view.selection),
    ]
    return Panel(card, title, questions, partial(_drawn, view), metrics=(*COUNTS[:2], *AGREE))


def _drawn(view: View, *answers: pd.DataFrame) -> Content:
    say, totals = partial(text, view.locale), answers[-1]
    if not any(one(totals, key).n for key in COUNTS):
        return Content(empty="" if any(column in view.catalogue.held for column in DUE) else say("data.no_due_dates"))
    every = [str(code) for code in Reconciled]
    found = {key: column(frame, key, BY, every)[1] for key, frame in zip(COUNTS, answers[:-1], strict=True)}
    kinds = [code for at, code in enumerate(every) if any(counts[at] for counts in found.values())]
    n = {key: [counts[every.index(code)] for code in kinds] for key, counts in found.items()}
    cases, steps, cases_undated, steps_undated = (n[key] for key in COUNTS)
    return Content(
        subtitle=subtitle(view, "due_dates", sum(cases)),
        n=len(kinds),
        figures=named(
            view,
            {
                "reconciled": [group_label(view, BY, code) for code in kinds],
                "cases": cases,
                "cases_share": _shares(cases),
                "steps": steps,
                "steps_share": _shares(steps),
                "cases_undated": cases_undated,
                "steps_undated": steps_undated,
                "meaning": [say(f"data.reconciled.{code}") for code in kinds],
            },
        ),
        cells={at: ways(view, key, BY, kinds, n[key]) for at, key in zip((1, 3, 5, 6), COUNTS, strict=True)},
        behind=opens(view, "due_dates", sum(cases)) if sum(cases) else None,
        note=" ".join(_agreement(view, totals, key) for key in AGREE if one(totals, key).n),
    )


def _agreement(view: View, totals: pd.DataFrame, key: str) -> str:
    """How many of those with a due date on both sides agree."""
    figure = one(totals, key)
    rate = percent(view.locale, (figure.value or 0.0) / 100)
    return text(view.locale, f"data.{key}", n=number(view.locale, figure.n), rate=rate)


def _shares(counts: list[int]) -> "pd.Series[float]":
    """Percent of the column's sum; unknown where there is nothing."""
    total = sum(counts)
    return pd.Series([n * 100 / total if total else None for n in counts], dtype=float)
