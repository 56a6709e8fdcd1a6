"""Panels of one kind: what stands open, overdue, due soon and on hold at the end of the period, as a table."""

import pandas as pd

from callbacks.drawing import behind, column, drill, groups_in, one, ranked, subtitle
from callbacks.labels import group_label, group_name, metric_name
from callbacks.panel import Content, Panel
from callbacks.view import View
from queries.measure import Question

STOCKS = ("open", "overdue", "due_soon", "held")


def standing_by(view: View, card: str, title: str, by: str) -> Panel:
    """Open cases by group with what threatens them: the most overdue first, then the most open."""

    def draw(frame: pd.DataFrame, total: pd.DataFrame) -> Content:
        groups = ranked(frame, "open", by, groups_in(view, frame, by))
        groups = ranked(frame, "overdue", by, groups)
        figures = {group_name(view, by): [group_label(view, by, code) for code in groups]}
        for key in STOCKS:
            _, n = column(frame, key, by, groups)
            figures[metric_name(view, key)] = n
        n = one(total, "open").n
        return Content(
            subtitle=subtitle(view, "open", n),
            n=n,
            figures=pd.DataFrame(figures),
            links=[drill(view, code) if by == "region" else behind(view, "open", [(by, code)]) for code in groups],
            behind=behind(view, "open"),
        )

    asked = [Question(STOCKS, view.selection, (by,)), Question(("open",), view.selection)]
    return Panel(card, title, asked, draw, metrics=STOCKS)
