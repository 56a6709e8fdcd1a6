"""总览: on course or not, what to look at first, what happened meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from callbacks import figures
from callbacks.ahead_units import risk_by_unit
from callbacks.board import Board, board_panel
from callbacks.board_lead import lead_panel
from callbacks.channel_shares import channel_shares
from callbacks.courses import over_time
from callbacks.drawing import behind, one
from callbacks.grouped import by_group
from callbacks.labels import done_metric, no_data
from callbacks.panel import Content, Panel
from callbacks.reform import HIGH_VOLTAGE, reform
from callbacks.target_units import units_panel
from callbacks.view import View
from ids import Overview
from locales import number, text
from queries.asker import Answer, Failure, Warehouse
from queries.measure import Question
from settings import Settings

KEYS = ("accepted", "whole_time.median", "open", "overdue", "trips")


def panels(view: View, settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The overview's cards."""
    say, few, done = partial(text, view.locale), settings.few, done_metric(view)
    told = Board(view, few)
    aim = told.first(warehouse)
    return (
        _lead(view, few, told),
        board_panel(view, few, Overview.BOARD, say("board.title"), told),
        Panel(
            Overview.FIGURES,
            "",
            figures.questions(view, KEYS),
            lambda *answers: figures.draw(view, few, KEYS, answers),
            tolerant=True,
        ),
        reform(view, few, Overview.REFORM, say("reform.title_hv"), HIGH_VOLTAGE),
        units_panel(view, few, Overview.UNITS, aim)
        if aim
        else by_group(view, few, Overview.UNITS, say("overview.units"), ("whole_time",), "region", rank=True),
        channel_shares(view, Overview.CHANNELS, say("overview.channels")),
        risk_by_unit(view, Overview.RISK, say("overview.risk")),
        over_time(view, few, Overview.TREND, say(f"overview.trend_{done}"), ("accepted", done)),
    )


def _lead(view: View, few: int, board: Board) -> Panel:
    """How the targets stand and what to look at first; then what is open and how much of it is late."""
    told = lead_panel(view, few, Overview.LEAD, board)

    def draw(standing: Answer, *answers: Answer) -> Content | Failure:
        drawn = told.draw(*answers)
        if isinstance(drawn, Failure) or isinstance(standing, Failure) or no_data(view):
            return drawn
        return replace(drawn, body=[*drawn.body, " ", *_standing(view, standing)])

    return replace(told, questions=[Question(("open", "overdue"), view.selection), *told.questions], draw=draw)


def _standing(view: View, standing: pd.DataFrame) -> list[Component | str]:
    say, write = partial(text, view.locale), partial(number, view.locale)
    late = one(standing, "overdue").n
    overdue = html.Strong(say("overview.lead_overdue", overdue=write(late)), className="missed" if late else "")
    href = behind(view, "overdue") if late else None
    opened = say("overview.lead_open", open=write(one(standing, "open").n))
    return [opened, dcc.Link(overdue, href=href) if href else overdue, say("word.stop")]
