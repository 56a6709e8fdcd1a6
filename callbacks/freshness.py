"""The card of units whose data ends before the others': how far behind, and which open cases that touches."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from accounts import reader_scope
from callbacks.drawing import behind, date_words, drill, one
from callbacks.labels import group_label
from callbacks.listing import named
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import number, stamp, text
from queries.asker import Answer, Failure, Warehouse
from queries.data_page import late_places
from queries.measure import Question

SHOWN = 40  # units, the latest first: each asks for its open cases
SECONDS_A_DAY = 86_400


def freshness(view: View, warehouse: Warehouse, card: str, title: str) -> Panel:
    """The late units of the reader's subtree, wherever the page stands, each with its open cases."""
    late = late_places(warehouse.connection, reader_scope(view.catalogue))
    places = dict(zip(late["region"], late["now_at"], strict=True))
    shown = dict(list(places.items())[:SHOWN])
    at = {region: view.selection.at(view.catalogue.places[region]) for region in shown}
    questions = [Question(("open",), selection) for selection in at.values()]
    return Panel(card, title, questions, partial(_drawn, view, shown, len(places)), metrics=("open",), tolerant=True)


def _drawn(view: View, late: Mapping[str, pd.Timestamp], every: int, *answers: Answer) -> Content:
    say, catalogue = partial(text, view.locale), view.catalogue
    reached = stamp(catalogue.local(catalogue.as_of))
    waiting = [None if isinstance(answer, Failure) else one(answer, "open").n for answer in answers]
    columns: dict[str, Any] = {
        "region": [group_label(view, "region", region) for region in late],
        "until": [stamp(catalogue.local(now)) for now in late.values()],
        "behind": [(catalogue.as_of - now).total_seconds() / SECONDS_A_DAY for now in late.values()],
        "open": pd.array(waiting, dtype="Int64"),
    }
    words = say("data.freshness_words", as_of=reached)
    return Content(
        subtitle=f"{words} · {date_words(view, 'open')}",
        n=len(late),
        figures=named(view, columns),
        links=[drill(view, region) for region in late],
        cells={3: [_open_cases(view, region) if n else None for region, n in zip(late, waiting, strict=True)]},
        note=say("data.latest", most=number(view.locale, len(late)), n=number(view.locale, every))
        if every > len(late)
        else "",
        empty=say("data.all_fresh", as_of=reached),
    )


def _open_cases(view: View, region: str) -> str | None:
    """The link to the open cases of a unit, which need not lie below the one that the page shows."""
    at = view.selection.at(view.catalogue.places[region])
    return behind(View(view.page, view.locale, view.catalogue, at, view.extras), "open")
