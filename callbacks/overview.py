"""总览: on course or not, what to look at first, what happened meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from callbacks import figures
from callbacks.board import board_panel
from callbacks.board_lead import first_aim, lead_panel
from callbacks.channel_shares import channel_shares
from callbacks.courses import over_time
from callbacks.drawing import behind, one
from callbacks.grouped import by_group
from callbacks.labels import done_metric, main_grouping, no_data, split_by
from callbacks.panel import Content, Panel
from callbacks.reform import HIGH_VOLTAGE, reform
from callbacks.tabled import STANDING, table_by
from callbacks.target_units import units_panel
from callbacks.view import View
from ids import Overview, Page
from locales import number, text
from queries.asker import Answer, Failure, Warehouse
from queries.measure import Question
from settings import Settings

KEYS = ("accepted", "whole_time.median", "open", "overdue", "trips")
EASE = ("csat", "zero_trip_rate", "complaint_rate", "online_share")  # how it goes for the customer


def panels(view: View, settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The overview's cards."""
    say, few, done = partial(text, view.locale), settings.few, done_metric(view)
    main = main_grouping(view)
    below = "region" if view.catalogue.children(view.selection.place) else main
    times = ("whole_time", "whole_time.median", "whole_time.p90")
    aim = first_aim(view, warehouse)
    return (
        _lead(view),
        board_panel(view, few, Overview.BOARD, say("board.title")),
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
        table_by(view, Overview.STANDING, say("overview.standing"), STANDING, "region", rank=("overdue", "open")),
        over_time(view, few, Overview.TREND, say(f"overview.trend_{done}"), ("accepted", done)),
        by_group(
            view,
            few,
            Overview.CLASSES,
            say("overview.classes", by=split_by(view, main)),
            times,
            main,
            names=[say("stat.mean"), say("stat.median"), "P90"],
            clock="whole",
        ),
        table_by(
            view,
            Overview.EASE,
            say("overview.ease", by=split_by(view, below)),
            EASE,
            below,
            few=few,
            more=(say("overview.ease_chance"), view.href(Page.SATISFACTION)),
        ),
    )


def _lead(view: View) -> Panel:
    """How the targets stand and what to look at first; then what is open and how much of it is late."""
    told = lead_panel(view, Overview.LEAD)

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
