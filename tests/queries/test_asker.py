"""A page's questions: one statement a fact, answers kept, and one failure takes no other panel with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import event, text

from queries.asker import Failure, Warehouse
from queries.measure import Question
from queries.metrics import METRICS, Flow
from queries.scope import Scope
from queries.selection import Selection
from tests.queries.cast import engine, warehouse
from warehouse.facts import case_fact
from warehouse.service_facts import draft_fact


class Kept(dict[str, Any]):
    """A cache as simple as can be."""

    def set(self, key: str, value: object) -> None:
        self[key] = value


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach the engine."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine(), "before_cursor_execute", see)
    yield seen
    event.remove(engine(), "before_cursor_execute", see)


CASE = {
    "application": "A1",
    "place_no": 3,
    "province_no": 1,
    "state": "finished",
    "family": "connection",
    "accepted_date": date(2026, 1, 5),
    "end_date": date(2026, 1, 8),
    "archived_date": date(2026, 1, 9),
    "whole_minutes": 2880,
    "elapsed_minutes": 2880,
}


def test_one_statement_a_fact_and_none_when_kept() -> None:
    with warehouse({case_fact: [CASE]}) as (connection, catalogue):
        asking = Warehouse(connection, catalogue, Kept())
        selection = Selection.default(Scope.at(catalogue, "CO"), catalogue)
        questions = [
            Question(("whole_time", "whole_time.median", "accepted", "open"), selection),
            Question(("accepted",), selection, ("month",)),
            Question(("cases",), replace(selection, cohort="accepted"), ("region",)),
            Question(("step_time", "step_on_time"), selection, ("step",)),
        ]
        with statements() as seen:
            first = asking.ask(questions)
        assert len(seen) == 2  # case_fact, step_fact
        with statements() as seen:
            again = asking.ask(questions)
        assert seen == []
        for one, other in zip(first, again, strict=True):
            assert isinstance(one, pd.DataFrame)
            pd.testing.assert_frame_equal(one, other)
        assert first[0]["value"].tolist() == [2.0, 2.0, 1.0, 0.0]


def test_sums_of_a_day_are_asked_together() -> None:
    day = {"place_no": 1, "province_no": 1, "started": 3, "submitted": 2}
    drafts = [day | {"draft_date": date(2026, 1, at)} for at in (5, 6)]
    with warehouse({draft_fact: drafts}) as (connection, catalogue):
        selection = Selection.default(Scope.at(catalogue, "CO"), catalogue)
        asked = [Question((key,), selection) for key in ("drafts_started", "push_sent", "payments")]
        with statements() as seen:
            started, *_ = Warehouse(connection, catalogue, Kept()).ask(asked)
        assert len(seen) == 1
        assert isinstance(started, pd.DataFrame)
        assert started["value"].tolist() == [6.0]


def test_readers_of_different_scopes_share_no_answer() -> None:
    with warehouse({case_fact: [CASE]}) as (connection, catalogue):
        kept = Kept()
        for region in ("CO", "ZJ"):
            asking = Warehouse(connection, catalogue, kept)
            scope = Scope.at(catalogue, region)
            at = Selection(scope, catalogue.places["ZJ"], date(2026, 1, 1), date(2026, 2, 1), "accepted")
            with statements() as seen:
                asking.ask([Question(("cases",), at)])
            assert len(seen) == 1


def test_a_failing_fact_fails_only_its_own_questions() -> None:
    with warehouse({case_fact: [CASE]}) as (connection, catalogue):
        selection = Selection.default(Scope.at(catalogue, "CO"), catalogue)
        connection.execute(text("ALTER TABLE step_fact RENAME TO moved"))
        cases, steps, per_case, nonsense = Warehouse(connection, catalogue, Kept()).ask(
            [
                Question(("cases",), selection),
                Question(("step_time",), selection),
                Question(("step_time_per_case",), selection),
                Question(("cases",), selection, ("step",)),
            ]
        )
        assert isinstance(cases, pd.DataFrame)
        assert isinstance(steps, Failure)
        assert "step_fact" in steps.en
        assert isinstance(per_case, Failure)
        assert isinstance(nonsense, Failure)
        assert "cannot be split" in nonsense.en


def test_every_metric_speaks_both_languages_and_names_its_rows() -> None:
    for key, metric in METRICS.items():
        for words in (metric.name, metric.definition, metric.formula):
            assert words.zh, key
            assert words.en, key
            assert words.zh != words.en, key
        if isinstance(metric, Flow):
            assert metric.date is None or metric.date in metric.fact.c
