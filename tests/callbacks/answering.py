"""Invented answers of customers, and what a reader sees of them: for the tests of small cells."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, cast

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from callbacks.panel import Content, Panel, answer
from callbacks.withheld import ATTRIBUTE
from queries.asker import Answer, Failure, Warehouse
from queries.catalogue import Catalogue
from queries.measure import FIGURES, Question
from queries.scope import CASE_RIGHT, Scope
from queries.selection import FILTERS, Selection
from tests.queries.cast import CODES, TREE, ancestors, warehouse, within
from warehouse.service_facts import answer_fact

START, END = date(2026, 1, 5), date(2026, 3, 2)  # Mondays
Group = tuple[str | None, ...]
# How many of the answers of a share count in it, and how many do not: what it says with the n beside it.
SATISFIED, UNHAPPY = "satisfied", "unhappy"
SAID = {SATISFIED: "csat", UNHAPPY: "csat"}


class Kept(dict[str, Any]):
    """A cache as simple as can be."""

    def set(self, key: str, value: object) -> None:
        self[key] = value


def answers(seed: int) -> list[dict[str, Any]]:
    """Answers in cells of place, class, service and channel, some of them small."""
    random = Random(seed)
    rows: list[dict[str, Any]] = []
    sizes = random.choice(((1, 2, 3, 4, 6, 9), (0, 3, 8, 20, 40), (0, 4, 30, 60)))
    for _ in range(random.randint(1, 30)):
        place = random.randrange(len(TREE))
        cell = {
            "place_no": place,
            "province_no": ancestors(place)["a1"] or place,
            "customer_class": random.choice((*CODES["customer_class"], None)),
            "service": random.choice(CODES["service"]),
            "channel": random.choice(CODES["channel"]),
            "answer_method": "callback",
            "answered": True,
            "reached": True,
            "state": "finished",
        }
        for _ in range(random.choice(sizes)):
            day = START + timedelta(days=random.randrange((END - START).days))
            happy = random.random() < 0.6
            said = {"satisfied": happy, "points": 100.0 if happy else 25.0, "asked_date": day, "answered_date": day}
            reason = None if happy else random.choice(("slow", "cost", "trips"))
            rows.append(
                cell | said | {"answer": f"S{len(rows)}", "application": f"A{len(rows)}", "answer_reason": reason}
            )
    return rows


@cache
def catalogue() -> Catalogue:
    """The invented utility's, without facts."""
    with warehouse({}) as (_, found):
        return found


class Counting:
    """Answers as the warehouse gives them, counted in plain Python: many at once take no time."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = rows
        self.catalogue = catalogue()

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """One frame a question."""
        return [self._frame(question) for question in questions]

    def _frame(self, question: Question) -> pd.DataFrame:
        where, codes = question.selection, {"classes": "customer_class", "services": "service", "channels": "channel"}
        rows = [
            row
            for row in self.rows
            if where.place.no <= row["place_no"] <= where.place.last
            and where.start <= row["asked_date"] < where.end
            and all(row[column] in getattr(where, field) for field, column in codes.items() if getattr(where, field))
        ]
        figures = []
        for key in question.metrics:
            own = [row for row in rows if key != "dissatisfied" or not row["satisfied"]]
            found: dict[Group, list[bool]] = {} if question.by else {(): []}
            for row in own:
                group = tuple(self._group(row, name, where) for name in question.by)
                found.setdefault(group, []).append(row["satisfied"])
            figures += [(*group, key, len(each), *self._value(key, each)) for group, each in found.items()]
        return pd.DataFrame(figures, columns=[*question.by, *FIGURES])

    def _value(self, key: str, satisfied: Sequence[bool]) -> tuple[float, float, float]:
        """A figure and its interval, which no test here reads."""
        share = float(np.mean(satisfied)) if satisfied else np.nan
        return {"csat": share, "dissatisfied": float(len(satisfied))}.get(key, 50.0), np.nan, np.nan

    def _group(self, row: dict[str, Any], name: str, where: Selection) -> str | None:
        if name == "region":
            inside = [one for one in self.catalogue.children(where.place) if one.no <= row["place_no"] <= one.last]
            return inside[0].region if inside else where.place.region
        if name == "week":
            return str(row["asked_date"] - timedelta(days=row["asked_date"].weekday()))
        if name == "month":
            return str(row["asked_date"].replace(day=1))
        found: str | None = row["customer_class" if name == "class" else name]
        return found


@contextmanager
def asked(rows: Sequence[dict[str, Any]]) -> Iterator[Warehouse]:
    """A store that holds just these answers."""
    catalogue()  # which is made from a store of its own: there is one at a time
    with warehouse({answer_fact: rows}) as (connection, found):
        yield Warehouse(connection, found, Kept())


def see(asking: Warehouse | Counting, questions: Sequence[Question]) -> list[Answer]:
    """What a card gets to draw from."""
    got: list[Answer] = []

    def draw(*frames: Answer) -> Content:
        got.extend(frames)
        return Content()

    answer(cast("Warehouse", asking), [Panel("card", "", questions, draw, tolerant=True)])
    return got


def counted(frame: Answer, key: str, by: Sequence[str]) -> dict[Group, int]:
    """A metric's n by group, of the figures that are shown; of SAID what a share times its n says."""
    if isinstance(frame, Failure):
        return {}
    metric = SAID.get(key, key)
    own = frame[frame["metric"] == metric]
    groups = [tuple(None if pd.isna(row[name]) else row[name] for name in by) for row in own.to_dict("records")]
    away = {tuple(gone) for gone in frame.attrs.get(ATTRIBUTE, ())}
    cells = zip(groups, own["n"].tolist(), own["value"].tolist(), strict=True)
    return {group: _said(key, n, value) for group, n, value in cells if (metric, *group) not in away}


def _said(key: str, n: int, value: float) -> int:
    if key not in SAID or not n:
        return n
    return round(n * value) if key == SATISFIED else round(n * (1 - value))


def with_right(question: Question) -> Question:
    """The same question from a reader who may see cases."""
    scope = replace(question.selection.scope, rights=frozenset({CASE_RIGHT}))
    return replace(question, selection=replace(question.selection, scope=scope))


@st.composite
def chosen(draw: st.DrawFn) -> dict[str, Any]:
    """What a selection is made of."""
    scope = draw(st.sampled_from(("CO", "CO", "ZJ")))
    inside = [region for region, (no, *_) in TREE.items() if within(scope, no)]
    codes = {"classes": "customer_class", "services": "service", "channels": "channel"}
    used = draw(st.sets(st.sampled_from(sorted(codes)), max_size=2))
    return {
        "seed": draw(st.integers(0, 10**6)),
        "scope": scope,
        "region": draw(st.sampled_from(inside)),
        **{
            field: draw(st.sets(st.sampled_from(CODES[name]), max_size=2))
            for field, name in codes.items()
            if field in used
        },
    }


def selection_of(picked: dict[str, Any]) -> Selection:
    """The selection of a reader without the right."""
    filters = {field: tuple(sorted(picked[field])) for field in FILTERS if field in picked}
    place = catalogue().places[picked["region"]]
    scope = Scope.at(catalogue(), picked["scope"])
    return Selection(scope, place, START, END, "archived", comparison="none", **filters)


def wider(selection: Selection) -> Iterator[Selection]:
    """The selection with one filter taken away, or at the unit above."""
    for field in FILTERS:
        if getattr(selection, field):
            without: dict[str, Any] = {field: ()}
            yield replace(selection, **without)
    for place in catalogue().ancestors(selection.place):
        if selection.scope.holds(place):
            yield selection.at(place)


def cell(count: int, **where: Any) -> list[dict[str, Any]]:
    """So many satisfied answers of one kind."""
    [row] = answers(1)[:1]
    place = {"place_no": 1, "province_no": 1, "customer_class": "residential", "service": "new", "channel": "osg"}
    day = date(2026, 2, 3)
    said = {"satisfied": True, "points": 100.0, "answer_reason": None, "asked_date": day}
    return [row | place | said | where for _ in range(count)]


def whole_of(**changes: Any) -> Selection:
    """All answers, for a reader without the right."""
    picked = {"scope": "CO", "region": "CO"}
    return replace(selection_of(picked), **changes)
