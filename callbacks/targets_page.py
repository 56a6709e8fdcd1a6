"""指标管控: every target with its verdict, and behind the chosen one its course, its gap, its units and its outlook."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from callbacks import gap
from callbacks.board import CHOICE, Board, behind_aim, board_panel, target_name
from callbacks.board_lead import lead_panel
from callbacks.courses import over_time
from callbacks.judged import judge, questions
from callbacks.labels import metric_name
from callbacks.outlook_ahead import outlook_panel
from callbacks.outlook_past import past_panel
from callbacks.panel import Content, Panel
from callbacks.target_units import units_panel
from callbacks.target_words import unit_words
from callbacks.targets import Aim, aims, source_words, with_targets
from callbacks.view import View
from ids import Targets
from locales import number, text
from pages.components.board import verdict
from queries.asker import Answer, Warehouse
from queries.selection import DAY
from settings import Settings


def panels(view: View, settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The page's cards."""
    say, few = partial(text, view.locale), settings.few
    told = Board(view, few, ahead=True)
    aim = chosen(view, told, warehouse)
    above = [
        lead_panel(view, few, Targets.LEAD, told),
        board_panel(view, few, Targets.BOARD, say("board.title"), told, aim),
    ]
    if aim is None:
        nothing = Content(n=1, body="")
        return [
            *above,
            *(Panel(name, "", [], lambda: nothing) for name in Targets if name not in (Targets.LEAD, Targets.BOARD)),
        ]
    own = replace(view, selection=aim.selection)
    title = say("targets.trend", name=metric_name(view, aim.key), of=target_name(view, aim))
    return [
        *above,
        Panel(Targets.CHOSEN, "", questions(view, aim), partial(_chosen, view, aim), tolerant=True),
        with_targets(own, over_time(own, few, Targets.TREND, title, (aim.key,)), aim.key, dated=True),
        units_panel(view, few, Targets.UNITS, aim),
        *gap.panels(view, settings, aim),
        outlook_panel(view, Targets.OUTLOOK, aim),
        past_panel(view, Targets.OUTLOOK_PAST, aim),
    ]


def chosen(view: View, told: Board, warehouse: Warehouse) -> Aim | None:
    """The target that the URL names, where the page judges by it; else the one to look at first."""
    named = view.parameter(CHOICE, "")
    return next((aim for aim in aims(view) if aim.target.target == named), None) or told.first(warehouse)


def _chosen(view: View, aim: Aim, *answers: Answer) -> Content:
    """The chosen target's name, its verdict in a sentence, where its threshold comes from, and the way to its cases."""
    say = partial(text, view.locale)
    judged = judge(view, aim, answers)
    name = say("board.named", name=metric_name(view, aim.key), of=target_name(view, aim))
    href = behind_aim(view, aim)
    n = judged.figure.n if judged.figure else 0
    named = view.parameter(CHOICE, "")
    parts: list[Component | str] = []
    if named not in ("", aim.target.target):
        parts.append(html.P(say("targets.not_judged", shown=name), className="notice notice-warn", role="alert"))
    parts += [
        html.H2(name, className="section-title", id="chosen"),
        html.P([verdict(str(judged.verdict), say(f"verdict.{judged.verdict}")), " ", judged.sentence]),
    ]
    source = source_words(view.locale, aim.target.source or "")
    said = [say("targets.source", source=source)] if source else []
    said.append(_valid(view, aim))
    if aim.target.region and aim.target.region != view.selection.place.region:
        said.append(say("targets.inherited", name=unit_words(view, aim.target.region)))
    parts.append(html.P(say("table.apart").join(said), className="card-note"))
    if href and n:
        parts.append(dcc.Link(say("behind.case_fact", n=number(view.locale, n)) + " ›", href=href))
    return Content(n=1, body=parts)


def _valid(view: View, aim: Aim) -> str:
    """From when to when a target holds, by its first and last day."""
    begin, end = aim.target.valid_from, aim.target.valid_to
    kind = f"{'from' if begin else ''}{'to' if end else ''}" or "always"
    return text(view.locale, f"targets.valid_{kind}", start=begin, end=end - DAY if end else None)
