"""The sentence above a board: how many targets are met and missed, and what to look at first."""

from collections.abc import Sequence
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from callbacks.board import Board, chosen_href, first_missed, target_name
from callbacks.judged import Judged
from callbacks.labels import metric_name, no_data
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import text
from queries.asker import Answer
from stats.verdicts import Verdict

COUNTED = {Verdict.MET: "met", Verdict.MISSED: "missed", Verdict.UNSURE: "unsure", Verdict.UNKNOWN: "unknown"}


def lead_panel(view: View, few: int, card: str, told: Board) -> Panel:
    """The sentence, from the board's own questions."""

    def draw(*answers: Answer) -> Content:
        if no_data(view):
            return Content(n=1, body=no_data(view))
        return Content(n=1, body=_lead(view, few, told.judged(answers)))

    return Panel(card, "", told.questions(), draw, tolerant=True)


def _lead(view: View, few: int, judged: Sequence[Judged]) -> list[Component | str]:
    say = partial(text, view.locale)
    if not judged:
        return [say("board.lead_none")]
    counted = [(name, sum(one.verdict is verdict for one in judged)) for verdict, name in COUNTED.items()]
    parts = [
        html.Strong(say(f"board.lead_{name}", n=n), className=name if name in ("met", "missed") else "")
        for name, n in counted
        if n
    ]
    words: list[Component | str] = [say("board.lead_all", n=len(judged))]
    for at, part in enumerate(parts):
        words += [say("word.listed") if at else "", part]
    words.append(say("word.stop"))
    first = first_missed(judged, few)
    if first is None:
        return words
    name = say("board.named", name=metric_name(view, first.aim.key), of=target_name(view, first.aim))
    words += [say("board.lead_first"), dcc.Link(name, href=chosen_href(view, first.aim))]
    words.append(say("board.lead_why", why=first.why) if first.why else "")
    return [*words, say("word.stop")]
