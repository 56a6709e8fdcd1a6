"""All targets that concern the reader, and who has written what of them, when and why."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from callbacks.board import CHOICE
from callbacks.target_words import (
    change_words,
    days_words,
    figure_words,
    threshold_words,
    traits_words,
    unit_words,
)
from callbacks.target_writing import in_sight
from callbacks.targets import source_words
from callbacks.view import View
from locales import UNKNOWN, stamp, text
from pages.components.still import settled
from pages.components.table import figures_table
from queries.metrics import METRICS
from queries.targets import Target
from state.models import TargetEdit
from state.targets import AS_DELIVERED, as_edit

MOST = 200  # edits that the page lists
HEADS = ("figure", "unit", "threshold", "days", "kind", "from")


def targets_table(view: View, here: Sequence[Target], *, may: bool) -> Any:
    """Every target and line of reference, each a way to its form (or, for who may not edit, to its verdict); folded."""
    say = partial(text, view.locale)
    others = [pair for pair in view.extras if pair[0] != CHOICE]
    order = {key: at for at, key in enumerate(METRICS)}
    here = sorted(
        here, key=lambda one: (order.get(one.key, len(order)), figure_words(view, one), one.valid_from or date.min)
    )
    rows = [
        (
            figure_words(view, one),
            unit_words(view, one.region),
            threshold_words(view, one),
            days_words(view, one),
            traits_words(view, one),
            source_words(view.locale, one.source or UNKNOWN),
        )
        for one in here
    ]
    ways = [f"{view.href(extras=[*others, (CHOICE, one.target)])}#edit" for one in here]
    new = dcc.Link([say("target_form.new"), " ›"], href=f"{view.href(extras=others)}#edit") if may else None
    heads = [say(f"target_form.{name}") for name in HEADS]
    table = figures_table(heads, rows, view.locale, links=ways, label=say("target_form.all", n=len(here)))
    folded = html.Details([html.Summary(say("target_form.all", n=len(here))), table], className="written-folded")
    return settled([folded, html.P(new, className="card-note") if new else None])


def history_table(view: View, edits: Sequence[TargetEdit]) -> Component:
    """The latest edits of targets that concern the reader, the newest first."""
    say, rows = partial(text, view.locale), []
    before: dict[str, Target | None] = {}
    for one in edits:
        edit, old = as_edit(one), before.get(one.target)
        before[one.target] = None if edit.withdrawn else edit.target
        if one.why != AS_DELIVERED and in_sight(view, one.region):
            rows.append(
                (
                    stamp(view.catalogue.local(one.at)),
                    one.reader,
                    f"{figure_words(view, edit.target)} · {unit_words(view, edit.target.region)}",
                    change_words(view, old, edit.target, withdrawn=edit.withdrawn),
                    one.why,
                )
            )
    heads = [say(f"target_history.{name}") for name in ("at", "reader", "target", "change", "why")]
    shown = rows[::-1][:MOST]
    inside = (
        figures_table(heads, shown, view.locale, label=say("target_history.title"))
        if shown
        else html.P(say("target_history.none"), className="muted")
    )
    found: Component = settled(html.Div([html.H3(say("target_history.title"), className="written-head"), inside]))
    return found
