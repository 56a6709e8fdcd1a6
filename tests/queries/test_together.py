"""Figures of several classes that are asked at once are those that each class has by itself."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from queries.asker import Warehouse
from queries.catalogue import read_catalogue
from queries.measure import Question, measure
from queries.scope import Scope
from queries.selection import Selection
from warehouse.versions import Store

METRICS = ("whole_time", "whole_time.median", "utility_time.p90", "case_on_time", "accepted", "steps_per_case")


class Forgetful:
    """A cache that keeps nothing."""

    def get(self, _key: str) -> object:
        return None

    def set(self, _key: str, _value: object) -> None:
        return None


@pytest.mark.parametrize("by", [(), ("month",), ("region",), ("region", "quarter"), ("days",)])
@pytest.mark.parametrize("start", [date(2025, 1, 1), date(2026, 11, 21)])
def test_classes_asked_together_and_alone_are_the_same(
    simulated_store: Store, by: tuple[str, ...], start: date
) -> None:
    keys = METRICS[:3] if "days" in by else METRICS
    with simulated_store.read() as reading:
        catalogue = read_catalogue(reading.connection)
        every = Selection.default(Scope.at(catalogue, catalogue.root.region), catalogue)
        every = replace(every, start=start)
        classes = list(catalogue.codes["class"])
        questions = [Question((key,), replace(every, classes=(code,)), by) for code in classes for key in keys]
        together = Warehouse(reading.connection, catalogue, Forgetful()).ask(questions)
        for question, found in zip(questions, together, strict=True):
            alone = measure(reading.connection, catalogue, question.metrics, question.selection, by)
            assert isinstance(found, pd.DataFrame)
            pd.testing.assert_frame_equal(found, alone)
    assert sum(len(found) for found in together if isinstance(found, pd.DataFrame)) >= len(questions) * (not by)
