"""What tests of the cards of a gap share: a target made up, what the cards show for it, and what the board says."""

from dataclasses import replace
from datetime import date

import pandas as pd
from flask import Flask

from callbacks import gap
from callbacks.gap_words import where_questions, where_words
from callbacks.panel import Content, answer
from callbacks.targets import Aim
from callbacks.view import View, read_view
from ids import Page, path
from queries.targets import Target
from tests.signed import request_at

FROM, UNTIL = "2021-01-01", "2026-11-22"  # of 3,000 cases a year holds few
PERIOD = f"?from={FROM}&to={UNTIL}&compare=previous"


def target(metric: str, threshold: float, statistic: str = "mean", customer_class: str | None = None) -> Target:
    return Target(
        *("made-up", metric, statistic, None, customer_class, None, None, threshold, 2, "year"),
        *(date(2015, 1, 1), None, None, False, False),
    )


def aim_of(view: View, made: Target) -> Aim:
    classes = (made.customer_class,) if made.customer_class else ()
    return Aim(made, view.selection if not classes else replace(view.selection, classes=classes))


def cards(server: Flask, made: Target, search: str = PERIOD) -> dict[str, Content]:
    """What the cards of the gap show for a target."""
    product = server.extensions["tongdian"]
    with request_at(server, path(Page.TARGETS)), product.asker.open() as warehouse:
        view = read_view(Page.TARGETS, search, warehouse.catalogue)
        found, sound = answer(warehouse, gap.panels(view, product.settings, aim_of(view, made)))
    assert sound
    shown: dict[str, Content] = {}
    for card, content in found.items():
        assert isinstance(content, Content), content
        shown[card] = content
    return shown


def line(server: Flask, made: Target, search: str = PERIOD) -> str:
    """What the board says of where the gap is."""
    with request_at(server, path(Page.TARGETS)), server.extensions["tongdian"].asker.open() as warehouse:
        view = read_view(Page.TARGETS, search, warehouse.catalogue)
        aim = aim_of(view, made)
        return where_words(view, aim, warehouse.ask(where_questions(view, aim)))


def bars(content: Content, series: int = 0) -> dict[str, float]:
    assert content.chart is not None
    drawn = content.chart.series[series]
    return {str(x): float(y or 0.0) for x, y in zip(drawn.x, drawn.y, strict=True)}


def table(content: Content) -> pd.DataFrame:
    data = content.data()
    assert data is not None
    return data
