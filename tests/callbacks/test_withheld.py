"""Small cells: no reader without the right to cases sees, or can work out, a figure over fewer than five answers."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from callbacks import cards
from callbacks.panel import Content, Panel, answer
from callbacks.private import Judged, Number, concerned
from callbacks.view import View
from callbacks.withheld import ATTRIBUTE, Withheld, guards
from ids import Page
from queries.asker import Failure
from queries.measure import Question
from queries.metrics import METRICS
from stats.withhold import LEAST_ANSWERS
from tests.callbacks.answering import (
    SAID,
    Counting,
    Group,
    answers,
    asked,
    cell,
    chosen,
    counted,
    see,
    selection_of,
    whole_of,
    wider,
    with_right,
)
from tests.queries.cast import engine

KEYS = ("csat", "points", "dissatisfied")
NUMBERS = (*KEYS, *SAID)
BYS: tuple[tuple[str, ...], ...] = (
    ("class",),
    ("region",),
    ("month",),
    ("answer_reason",),
    ("class", "channel"),
    ("region", "service"),
    ("month", "class"),
)
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(chosen())
def test_a_parent_minus_a_part_is_none_or_five(picked: dict[str, Any]) -> None:
    asking = Counting(answers(picked["seed"]))
    selection = selection_of(picked)
    parents = list(wider(selection))
    questions = [Question(KEYS, one) for one in (selection, *parents)]
    part, *wholes = see(asking, questions)
    for key in NUMBERS:
        mine = counted(part, key, ())
        assert all(n == 0 or n >= LEAST_ANSWERS for n in mine.values())
        for whole in wholes:
            for group, n in counted(whole, key, ()).items():
                rest = n - mine.get(group, n)
                assert rest == 0 or rest >= LEAST_ANSWERS, key


@pytest.mark.parametrize("by", BYS, ids=",".join)
@settings(QUICK, max_examples=30)
@given(picked=chosen())
def test_a_parents_cell_minus_a_parts_cell_is_none_or_five(by: tuple[str, ...], picked: dict[str, Any]) -> None:
    asking = Counting(answers(picked["seed"]))
    selection = selection_of(picked)
    parents = [one for one in wider(selection) if "region" not in by or one.place == selection.place]
    part, *wholes = see(asking, [Question(KEYS, one, by) for one in (selection, *parents)])
    for key in NUMBERS:
        mine = counted(part, key, by)
        for whole in wholes:
            for group, n in counted(whole, key, by).items():
                rest = n - mine.get(group, n)
                assert rest == 0 or rest >= LEAST_ANSWERS, (key, group)


@pytest.mark.parametrize("by", BYS, ids=",".join)
@settings(QUICK, max_examples=30)
@given(picked=chosen())
def test_nothing_small_is_shown_or_follows_from_a_table_and_its_margins(
    by: tuple[str, ...], picked: dict[str, Any]
) -> None:
    asking = Counting(answers(picked["seed"]))
    selection = selection_of(picked)
    margins = [kept for size in range(len(by)) for kept in combinations(by, size)]
    table, *sums = see(asking, [Question(KEYS, selection, kept) for kept in (by, *margins)])
    by_week = tuple("week" if name == "month" else name for name in by)
    everything = see(asking, [with_right(Question(KEYS, selection, by_week))])[0]
    for key in NUMBERS:
        true = in_months(counted(everything, key, by_week), by)
        open_cells = counted(table, key, by)
        assert all(n == 0 or n >= LEAST_ANSWERS for n in open_cells.values())
        assert all(true[group] == n for group, n in open_cells.items())
        if isinstance(table, Failure) or not any(open_cells.values()):
            continue
        # A withheld 0 is not known to be one.
        metric = SAID.get(key, key)
        away = {tuple(group) for name, *group in table.attrs.get(ATTRIBUTE, ()) if name == metric}
        names = sorted({group for group, n in true.items() if n} | away, key=str)
        known = [[float(one == group) for one in names] for group, n in open_cells.items() if n]
        for kept, frame in zip(margins, sums, strict=True):
            places = [by.index(name) for name in kept]
            heads = counted(frame, key, kept)
            known += [[float(tuple(one[at] for at in places) == head) for one in names] for head in heads]
        rank = np.linalg.matrix_rank(np.array(known))
        for group in set(names) - open_cells.keys():
            unit = [float(one == group) for one in names]
            assert np.linalg.matrix_rank(np.array([*known, unit])) > rank, (key, group)


@settings(QUICK, max_examples=10)
@given(chosen(), st.sampled_from(((), *BYS)))
def test_who_may_see_cases_sees_all(picked: dict[str, Any], by: tuple[str, ...]) -> None:
    with asked(answers(picked["seed"])) as asking:
        question = with_right(Question(KEYS, selection_of(picked), by))
        assert concerned(question) == {}
        found, expected = see(asking, [question])[0], asking.ask([question])[0]
        assert not isinstance(found, Failure)
        assert not isinstance(expected, Failure)
        pd.testing.assert_frame_equal(found, expected)


def in_months(cells: dict[Group, int], by: tuple[str, ...]) -> dict[Group, int]:
    """Cells by week as those of the months in which their weeks begin."""
    found: Counter[Group] = Counter()
    for group, n in cells.items():
        found[
            tuple(f"{part[:7]}-01" if name == "month" and part else part for name, part in zip(by, group, strict=True))
        ] += n
    return dict(found)


def test_a_withheld_figure_is_no_zero() -> None:
    rows = [*cell(3), *cell(9, customer_class="lv_business"), *cell(30, customer_class="hv_single")]
    with asked(rows) as asking:
        [frame] = see(asking, [Question(("csat", "asked"), whole_of(), ("class",))])
        assert not isinstance(frame, Failure)
        assert frame.attrs[ATTRIBUTE] == [("csat", "lv_business"), ("csat", "residential")]
        csat = frame[frame["metric"] == "csat"].set_index("class")
        assert csat["n"].to_dict() == {"hv_single": 30, "lv_business": 0, "residential": 0}
        assert csat["value"].isna().to_dict() == {"hv_single": False, "lv_business": True, "residential": True}
        assert csat.loc["residential", ["low", "high"]].isna().all()
        asking_all = frame[frame["metric"] == "asked"].set_index("class")  # how many were asked is nobody's answer
        assert asking_all["n"].to_dict() == {"hv_single": 30, "lv_business": 9, "residential": 3}


def test_that_none_of_a_single_answer_is_dissatisfied_is_withheld() -> None:
    rows = [*cell(1), *cell(9, customer_class="lv_business", satisfied=False), *cell(30, customer_class="hv_single")]
    with asked(rows) as asking:
        whole, part = see(
            asking,
            [Question(("dissatisfied",), whole_of()), Question(("dissatisfied",), whole_of(classes=("residential",)))],
        )
        assert not isinstance(whole, Failure)
        assert whole["value"].tolist() == [9.0]
        assert isinstance(part, Withheld)
    unknown = [*cell(40, customer_class=None), *cell(40, customer_class=None, satisfied=False)]
    with asked([*rows, *unknown]) as asking:
        [frame] = see(asking, [Question(("dissatisfied",), whole_of(), ("class",))])
        assert not isinstance(frame, Failure)
        value = dict(zip(frame["class"].tolist(), frame["value"].tolist(), strict=True))
        assert np.isnan(value["residential"])  # though no row of it counts


@pytest.mark.parametrize(
    ("unhappy", "is_shown"), [(0, True), (1, False), (4, False), (5, True), (95, True), (96, False)]
)
def test_a_share_that_tells_how_many_of_few_were_dissatisfied_is_withheld(unhappy: int, *, is_shown: bool) -> None:
    """Of 100 answers 98 % are two; of 96 dissatisfied ones the four satisfied are."""
    rows = [*cell(100 - unhappy), *cell(unhappy, satisfied=False, points=25.0)]
    with asked(rows) as asking:
        csat, dissatisfied, points = see(asking, [Question((key,), whole_of()) for key in ("csat", *KEYS[:0:-1])])
        assert isinstance(csat, Withheld) is not is_shown
        assert isinstance(dissatisfied, Withheld) is not is_shown
        assert not isinstance(points, Failure)  # a mean does not say how many answered what


def test_a_filter_that_leaves_three_out_is_withheld() -> None:
    rows = [*cell(3), *cell(30, customer_class="hv_single"), *cell(40, customer_class="lv_business")]
    with asked(rows) as asking:
        for classes, is_shown in (
            (("residential",), False),
            (("hv_single",), False),  # goes with the three
            (("lv_business",), True),
            (("hv_single", "lv_business"), False),  # all but the three
            (("residential", "hv_single"), True),
        ):
            [frame] = see(asking, [Question(("csat",), whole_of(classes=classes))])
            assert isinstance(frame, Withheld) is not is_shown, classes


def test_the_parts_of_a_withheld_unit_are_withheld() -> None:
    """Else their sum would tell it, and it the other unit of three."""
    rows = [*cell(3, place_no=5, province_no=5), *cell(20, place_no=2), *cell(20, place_no=4)]
    with asked(rows) as asking:
        places = asking.catalogue.places
        questions = [Question(("csat",), whole_of(place=places[at])) for at in ("CO", "ZJ", "ZJ-HZ", "ZJ-NB")]
        found = see(asking, questions)
        assert [isinstance(frame, Withheld) for frame in found] == [False, True, True, True]


def test_guards_take_no_statement_more() -> None:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with asked(answers(3)) as asking:
        narrow = whole_of(place=asking.catalogue.places["ZJ-HZ-1"], classes=("residential",), channels=("osg",))
        event.listen(engine(), "before_cursor_execute", note)
        try:
            see(asking, [Question(KEYS, narrow), Question(KEYS, narrow, ("service",))])
        finally:
            event.remove(engine(), "before_cursor_execute", note)
    assert len(seen) == 1


def test_every_filter_at_a_county_is_answered_with_two_questions_a_level() -> None:
    """Of each level above, one table split by all filters, and one split by the units below it as well."""
    filters = {"classes": ("residential",), "services": ("new",), "channels": ("osg",)}
    with asked([*cell(30), *cell(30, channel="hall"), *cell(30, customer_class="lv_business")]) as asking:
        places = asking.catalogue.places
        question = Question(("csat",), whole_of(place=places["ZJ-HZ-1"], **filters))
        levels = 1 + len(asking.catalogue.ancestors(question.selection.place))
        # Itself over whole weeks; above the company there is no unit to be split by.
        assert len(guards(question, asking.catalogue)) == 1 + 2 * levels - 1
        [found] = see(asking, [replace(question, selection=replace(question.selection, place=places["CO"]))])
        assert not isinstance(found, Failure)
        assert found["n"].tolist() == [30]


def test_what_single_customers_answered_is_judged() -> None:
    assert all(METRICS[key].private for key in KEYS)  # type: ignore[attr-defined]
    numbers = tuple(Judged("csat", number) for number in Number)
    assert concerned(Question(("csat", "asked", "no such"), whole_of())) == {"csat": numbers}
    assert concerned(Question(("points",), whole_of())) == {"points": (Judged("points", Number.ALL),)}
    of_app = concerned(Question(("dissatisfied.app",), whole_of()))
    trips = concerned(Question(("trips_confirmed",), whole_of()))["trips_confirmed"]
    assert trips == tuple(Judged("zero_trip_rate_confirmed", number) for number in Number)
    assert of_app == {"dissatisfied.app": tuple(Judged("csat.app", number) for number in Number)}


@pytest.mark.parametrize(("locale", "said"), [("zh_CN", "不足 5 条"), ("en", "fewer than 5 answers")])
def test_a_card_says_that_figures_are_withheld(locale: str, said: str) -> None:
    rows = [*cell(3), *cell(9, customer_class="lv_business"), *cell(30, customer_class="hv_single")]
    with asked(rows) as asking:
        view = View(Page.OVERVIEW, locale, asking.catalogue, whole_of(), ())

        def draw(frame: pd.DataFrame) -> Content:
            return Content(n=int(frame["n"].sum()), figures=frame, note="...")

        by_class = Panel("one", "", [Question(("csat",), view.selection, ("class",))], draw)
        small = Panel("two", "", [Question(("csat",), replace(view.selection, classes=("residential",)))], draw)
        outcomes, sound = answer(asking, [by_class, small])
        assert sound
        drawn = outcomes["one"]
        assert isinstance(drawn, Content)
        assert drawn.remarks(locale).startswith("... ")
        for panel in (by_class, small):
            assert said in str(cards.children(view, panel, outcomes[panel.card], with_table=False))
