"""All targets that concern the reader, and who has written what of them, when and why."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component
from flask import Flask, Response, abort, request

from callbacks.board import CHOICE
from callbacks.exports import PLAIN_TEXT, TYPES, download
from callbacks.product import Product
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
from callbacks.view import View, locale_of, read_view
from ids import Page
from locales import UNKNOWN, stamp, text
from pages.components.still import settled
from pages.components.table import figures_table
from queries.errors import QuestionError
from queries.metrics import METRICS
from queries.targets import Target
from state.models import TargetEdit
from state.targets import AS_DELIVERED, all_edits, as_edit

HISTORY = "target-history"  # the name of its file
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


def history_rows(view: View, edits: Sequence[TargetEdit]) -> list[tuple[str, ...]]:
    """The edits of targets that concern the reader, the newest first: when, who, which target, what and why."""
    rows: list[tuple[str, ...]] = []
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
    return rows[::-1]


def history_table(view: View, edits: Sequence[TargetEdit]) -> Component:
    """The latest edits, and the way to all of them as a file."""
    say, rows = partial(text, view.locale), history_rows(view, edits)
    title = html.H3(say("target_history.title"), className="written-head")
    if not rows:
        return html.Div([title, html.P(say("target_history.none"), className="muted")])
    table = figures_table(_history_heads(view), rows[:MOST], view.locale, label=say("target_history.title"))
    files = [html.A(name, href=href, download="") for name, href in view.downloads(HISTORY).items()]
    found: Component = settled(html.Div([title, table, html.P(files, className="written-files")]))
    return found


def register_file(server: Flask, product: Product) -> None:
    """Register the address of the history as a file."""

    def export(suffix: str) -> Response:
        if suffix not in TYPES:
            abort(404)
        search = request.query_string.decode()
        try:
            with product.asker.open() as warehouse:
                view = read_view(Page.TARGETS, search, warehouse.catalogue)
        except QuestionError as error:
            return Response(error.words(locale_of(search)), 400, content_type=PLAIN_TEXT)
        with product.desk.state.read() as session:
            rows = history_rows(view, all_edits(session))
        say = partial(text, view.locale)
        data = pd.DataFrame(rows, columns=pd.Index(_history_heads(view)))
        return download(view, say("target_history.title"), [say("target_history.whole")], data, suffix)

    server.add_url_rule(f"/export/{HISTORY}.<suffix>", view_func=export, endpoint=f"export-{HISTORY}")


def _history_heads(view: View) -> list[str]:
    return [text(view.locale, f"target_history.{name}") for name in ("at", "reader", "target", "change", "why")]
