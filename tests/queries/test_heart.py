"""The heart against brute force: each metric, each grouping, over generated facts and selections."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.catalogue import Catalogue
from queries.errors import NotAvailable, SelectionError
from queries.measure import Question, fetch_all, measure, needed
from queries.metrics import METRICS, Derived, Flow, Stock
from queries.rows import rows
from queries.scope import CASE_RIGHT, Scope
from queries.selection import Selection
from queries.statement import fetch
from tests.counting import count_rows
from tests.queries import brute
from tests.queries.cast import AS_OF, CODES, FIRST, TREE, facts, warehouse, within
from warehouse.facts import COHORTS, case_fact

GROUPINGS: tuple[tuple[str, ...], ...] = (
    (), ("region",), ("class",), ("month",), ("year",), ("state",), ("region", "channel"), ("month", "class"),
    ("step",), ("part",), ("owner", "service"), ("region", "month"),
    ("days",), ("hours", "class"), ("age",), ("region", "age"), ("flag",), ("region", "reconciliation"),
    ("answer_reason", "visit"), ("trips",), ("whole_band",), ("province", "applicant_province"), ("path", "special"),
    ("channel", "function"), ("function",), ("channel", "month"), ("push_kind", "segment"), ("contact_topic",),
    ("complaint_type", "month"), ("legacy_service", "online"), ("week", "channel"), ("quarter",),
    ("unit_now", "chance"), ("chance",),
)  # fmt: skip
# Groupings that are asked of the same facts: making up and filling a utility takes longer than asking it.
TOGETHER = tuple(GROUPINGS[first::6] for first in range(6))
ASKED_AT_ONCE = 40  # metrics of an example: over all examples each is asked many times
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    """What a selection is made of, before there is a catalogue."""
    scope = draw(st.sampled_from(("CO", "CO", "ZJ", "ZJ-HZ")))
    start = draw(st.dates(FIRST, AS_OF))
    return {
        "scope": scope,
        "region": draw(st.sampled_from([r for r, (no, *_) in TREE.items() if within(scope, no)])),
        "start": start,
        "end": draw(st.dates(start + timedelta(days=1), AS_OF + timedelta(days=40))),
        "cohort": draw(st.sampled_from(COHORTS)),
        "classes": draw(st.sets(st.sampled_from(CODES["customer_class"]), max_size=2)),
        "services": draw(st.sets(st.sampled_from(CODES["service"]), max_size=1)),
        "channels": draw(st.sets(st.sampled_from(CODES["channel"]), max_size=1)),
    }


def make(chosen: dict[str, Any], catalogue: Catalogue) -> Selection:
    return Selection(
        Scope.at(catalogue, chosen["scope"], frozenset({CASE_RIGHT})),
        catalogue.places[chosen["region"]],
        chosen["start"],
        chosen["end"],
        chosen["cohort"],
        *(tuple(sorted(chosen[name])) for name in ("classes", "services", "channels")),
    )


def answered(frame: pd.DataFrame, by: tuple[str, ...]) -> dict[str, brute.Answer]:
    """A frame of measure() as the brute force gives it, by metric."""
    found: dict[str, brute.Answer] = defaultdict(dict)
    for row in frame.to_dict("records"):
        group = tuple(None if pd.isna(row[name]) else row[name] for name in by)
        found[row["metric"]][group] = (row["n"], row["value"])
    return found


def askable(selection: Selection, catalogue: Catalogue, by: tuple[str, ...]) -> list[str]:
    """The metrics whose rows have the groupings."""
    keys = []
    for key in METRICS:
        with suppress(NotAvailable):
            needed(Question((key,), selection, by), catalogue)
            keys.append(key)
    return keys


@pytest.mark.parametrize("groupings", TOGETHER, ids=lambda several: " ".join(",".join(by) or "whole" for by in several))
@settings(QUICK, max_examples=25)
@given(made=facts(), chosen=choices(), sample=st.randoms(use_true_random=False))
def test_measure_equals_brute_force_and_rows_equal_n(
    groupings: tuple[tuple[str, ...], ...], made: Any, chosen: dict[str, Any], sample: Random
) -> None:
    with warehouse(made) as (connection, catalogue):
        selection = make(chosen, catalogue)
        for by in groupings:
            keys = askable(selection, catalogue, by)
            keys = sample.sample(keys, min(ASKED_AT_ONCE, len(keys)))
            answers = answered(measure(connection, catalogue, keys, selection, by), by)
            assert answers.keys() <= set(keys), by
            for key in keys:
                expected = brute.evaluate(key, made, selection, by)
                assert answers[key].keys() == expected.keys(), (key, by)
                for group, (n, value) in expected.items():
                    found = answers[key][group]
                    assert found[0] == n, (key, by)
                    assert brute.same(found[1], value), (key, by, group, found, value)
            # Opening every cell takes a statement each: a few of them an example.
            keys = [key for key in keys if not opened(key).fact.info.get("sums")]
            for key in sample.sample(keys, min(3, len(keys))):
                for group, (n, _) in list(answers[key].items())[:3]:
                    cell = tuple(zip(by, group, strict=True))
                    assert count_rows(connection, catalogue, key, selection, cell) == n, (key, by)
                    assert len(rows(connection, catalogue, key, selection, cell=cell)) == n, (key, by)


def opened(key: str) -> Flow | Stock:
    """The flow or stock whose rows stand behind a metric."""
    asked = METRICS[key]
    found = METRICS[asked.opens] if isinstance(asked, Derived) else asked
    assert isinstance(found, Flow | Stock)
    return found


def test_every_metric_has_a_brute_force() -> None:
    assert set(METRICS) == {*(*brute.FLOWS, *brute.STOCKS, *brute.RATIOS, "whole_time.km", "online_share_adjusted")}


ADDING = [
    key for key, metric in METRICS.items() if isinstance(metric, Flow | Stock) and not isinstance(metric, Derived)
]


@QUICK
@given(made=facts(), chosen=choices())
def test_children_and_the_parents_own_sum_to_the_parent(made: Any, chosen: dict[str, Any]) -> None:
    with warehouse(made) as (connection, catalogue):
        selection = make(chosen, catalogue)
        adding = [key for key in askable(selection, catalogue, ("region",)) if key in ADDING]
        whole = measure(connection, catalogue, adding, selection).set_index("metric")["n"]
        parts = measure(connection, catalogue, adding, selection, ["region"]).groupby("metric")["n"].sum()
        for key in adding:
            assert parts.get(key, 0) == whole[key]


@QUICK
@given(made=facts(), chosen=choices(), by=st.sampled_from((("month",), ("class", "week"), ("channel", "service"))))
def test_a_whole_asked_beside_its_parts_is_the_whole_asked_alone(
    made: Any, chosen: dict[str, Any], by: tuple[str, ...]
) -> None:
    with warehouse(made) as (connection, catalogue):
        selection = make(chosen, catalogue)
        for coarse in ((), by[:1]) if len(by) > 1 else ((),):
            keys = tuple(set(askable(selection, catalogue, by)) & set(askable(selection, catalogue, coarse)))
            wholes = needed(Question(keys, selection, coarse), catalogue)
            parts = needed(Question(keys, selection, by), catalogue)
            ask = partial(fetch, connection, catalogue)
            beside, alone = fetch_all([*wholes, *parts], ask), fetch_all(wholes, ask)
            for need in wholes:
                found, told = ({row[:-2]: row[-2:] for row in answers[need]} for answers in (beside, alone))
                assert found.keys() == told.keys(), need
                for group, (n, value) in told.items():
                    assert found[group][0] == n, need
                    assert brute.same(found[group][1], value), need


@QUICK
@given(made=facts(), chosen=choices())
def test_nothing_outside_the_scope_ever_counts(made: Any, chosen: dict[str, Any]) -> None:
    inside = {
        table: [row for row in found if within(chosen["scope"], row["place_no"])] for table, found in made.items()
    }
    with warehouse(made) as (connection, catalogue):
        selection = make(chosen, catalogue)
        keys = askable(selection, catalogue, ())
        everything = measure(connection, catalogue, keys, selection)
    with warehouse(inside) as (connection, catalogue):
        only_theirs = measure(connection, catalogue, keys, make(chosen, catalogue))
    pd.testing.assert_frame_equal(everything, only_theirs)


@QUICK
@given(made=facts(), chosen=choices(), extra=st.sampled_from(CODES["customer_class"]))
def test_adding_a_filter_never_adds_rows(made: Any, chosen: dict[str, Any], extra: str) -> None:
    with warehouse(made) as (connection, catalogue):
        selection = replace(make(chosen, catalogue), classes=())
        narrowed = replace(selection, classes=(extra,))
        adding = [key for key in askable(narrowed, catalogue, ()) if key in ADDING]
        wide = measure(connection, catalogue, adding, selection)["n"]
        narrow = measure(connection, catalogue, adding, narrowed)["n"]
        assert (narrow <= wide).all()


@QUICK
@given(made=facts(), chosen=choices())
def test_waiting_parts_sum_to_the_mean_of_their_clock(made: Any, chosen: dict[str, Any]) -> None:
    with warehouse(made) as (connection, catalogue):
        selection = make(chosen, catalogue)
        for clock, split in (("whole_time", "waiting_on"), ("utility_time", "waiting_on_utility")):
            mean = measure(connection, catalogue, [clock], selection)["value"].iloc[0]
            parts = measure(connection, catalogue, [split], selection, ["part"])["value"].sum()
            assert brute.same(parts, 0.0 if pd.isna(mean) else mean)


@QUICK
@given(made=facts(), chosen=choices())
def test_a_selection_survives_its_url(made: Any, chosen: dict[str, Any]) -> None:
    with warehouse({}) as (_, catalogue):
        selection = make(chosen, catalogue)
        in_order = replace(selection, classes=tuple(c for c in CODES["customer_class"] if c in selection.classes))
        assert Selection.from_query(in_order.to_query(), in_order.scope, catalogue) == in_order


def test_a_selection_cannot_be_made_outside_the_scope() -> None:
    with warehouse({}) as (_, catalogue):
        scope = Scope.at(catalogue, "ZJ")
        for region in ("CO", "JS", "nowhere"):
            with pytest.raises(SelectionError, match="no unit"):
                Selection.from_query(f"region={region}", scope, catalogue)
        with pytest.raises(SelectionError):
            Selection(scope, catalogue.places["JS"], FIRST, AS_OF, "accepted")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-13-01", "is no date"),
        ("from=2026-02-01&to=2026-01-01", "ends before that"),
        ("cohort=paid", "no cohort date 'paid'"),
        ("class=tram", "no class 'tram'"),
        ("compare=moon", "no comparison 'moon'"),
    ],
)
def test_a_bad_parameter_is_said_in_a_sentence(query: str, sentence: str) -> None:
    with warehouse({}) as (_, catalogue), pytest.raises(SelectionError, match=sentence) as error:
        Selection.from_query(query, Scope.at(catalogue, "CO"), catalogue)
    assert error.value.words("zh_CN") != error.value.words("en")


def test_a_filter_without_a_column_is_said() -> None:
    with warehouse({}) as (connection, catalogue):
        selection = replace(Selection.default(Scope.at(catalogue, "CO"), catalogue), steps=("plan",))
        with pytest.raises(NotAvailable, match="cannot be filtered by 'step'"):
            measure(connection, catalogue, ["whole_time"], selection)
        with pytest.raises(NotAvailable, match="cannot be split by 'step'"):
            measure(connection, catalogue, ["cases"], replace(selection, steps=()), ["step"])


DATED = {"application": "A1", "place_no": 0, "province_no": 0, "state": "open"}


def test_a_period_after_the_data_holds_nothing_and_breaks_nothing() -> None:
    with warehouse({case_fact: [{**DATED, "accepted_date": date(2026, 1, 5)}]}) as (connection, catalogue):
        scope = Scope.at(catalogue, "CO")
        later = Selection(scope, catalogue.root, date(2030, 1, 1), date(2030, 2, 1), "accepted")
        assert measure(connection, catalogue, ["open"], later, ["month"]).empty
        assert measure(connection, catalogue, ["open", "cases"], later)["n"].tolist() == [1, 0]  # as at as_of


def test_the_default_is_the_last_twelve_months_by_archiving() -> None:
    with warehouse({}) as (_, catalogue):
        selection = Selection.from_query("", Scope.at(catalogue, "CO"), catalogue)
        assert selection.compared(catalogue) is None  # there are no cases at all
    assert (selection.start, selection.end, selection.cohort) == (date(2025, 3, 21), date(2026, 3, 21), "archived")
    with warehouse({case_fact: [{**DATED, "submitted_date": date(2024, 3, 21)}]}) as (_, catalogue):
        before = selection.compared(catalogue)
        assert before is not None
        assert (before.start, before.end) == (date(2024, 3, 21), date(2025, 3, 21))
    with warehouse({case_fact: [{**DATED, "submitted_date": date(2024, 3, 22)}]}) as (_, catalogue):
        assert selection.compared(catalogue) is None  # a day of that year is missing
    assert selection.describe(catalogue, "en") == "CO · 2025-03-21 – 2026-03-20 · by archiving date"
