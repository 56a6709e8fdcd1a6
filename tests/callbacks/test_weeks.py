"""Whole weeks: what readers without the right to cases are told of answers never differs by a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks import cards
from callbacks.drawing import subtitle
from callbacks.panel import Content, Panel, answer
from callbacks.shell import tags
from callbacks.view import View
from callbacks.weeks import whole_weeks
from callbacks.withheld import ATTRIBUTE, Withheld, needed
from ids import Page
from locales import text
from queries.asker import Failure
from queries.measure import Question
from queries.selection import DAY
from tests.callbacks.answering import Group, asked, catalogue, cell, counted, see, whole_of, with_right
from tests.queries.cast import AS_OF
from warehouse.facts import COHORTS

KEYS = ("csat", "points", "dissatisfied")


def test_figures_are_over_the_whole_weeks_that_begin_in_the_period_and_are_over() -> None:
    """One answer on each day from 1 January to 20 March 2026, a Friday, to which the data reach."""
    first, last = date(2026, 1, 1), date(2026, 3, 20)
    rows = [cell(1, asked_date=first + timedelta(days=at))[0] for at in range((last - first).days + 1)]
    with asked(rows) as asking:

        def n(start: date, end: date, by: tuple[str, ...] = (), cohort: str = "archived") -> dict[Group, int]:
            selection = replace(whole_of(start=start, end=end), cohort=cohort)
            return counted(see(asking, [Question(("csat",), selection, by)])[0], "csat", by)

        january, february = (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1))
        assert n(*january) == {(): 28}  # from Monday the 5th to Sunday, 1 February
        assert n(*february) == {(): 28}
        assert n(january[0], february[1]) == {(): 56}
        assert n(january[0], february[1], ("month",)) == {("2026-01-01",): 28, ("2026-02-01",): 28}
        assert n(date(2026, 1, 6), date(2026, 1, 12)) == {}  # no week begins in it
        assert n(date(2026, 1, 5), date(2026, 1, 6)) == {(): 7}
        assert n(date(2026, 3, 9), date(2027, 1, 1)) == {(): 7}  # the week of the 16th is not over
        assert n(date(2026, 3, 9), date(2027, 1, 1), ("week",)) == {("2026-03-09",): 7}
        assert n(*january, ("day",)) == {}
        assert n(*january, cohort="accepted") == n(*january)


@settings(deadline=None)
@given(*[st.dates(date(2025, 12, 1), date(2026, 5, 1))] * 4, st.sampled_from(COHORTS), st.sampled_from(COHORTS))
def test_what_two_periods_count_differs_by_whole_weeks(
    a: date, b: date, c: date, d: date, one: str, other: str
) -> None:
    """Whatever periods and dates of cases are chosen: a figure of one less that of the other is of whole weeks."""
    days = []
    for (start, end), cohort in ((sorted((a, b)), one), (sorted((c, d)), other)):
        weeks = whole_weeks(replace(whole_of(start=start, end=end + DAY), cohort=cohort), catalogue())
        inside = (weeks.end - weeks.start).days if weeks else 0
        days.append({weeks.start + timedelta(days=at) for at in range(inside)} if weeks else set())
        assert weeks is None or (weeks.cohort == "archived" and weeks.end <= AS_OF + DAY)
    apart = days[0] ^ days[1]
    assert all({day + timedelta(days=at - day.weekday()) for at in range(7)} <= apart for day in apart)


def test_who_was_asked_and_answered_is_told_over_the_same_weeks_as_what_they_said() -> None:
    with asked(cell(500)) as asking:
        tuesday = whole_of(start=date(2026, 2, 3), end=date(2026, 2, 5))
        monday = whole_of(start=date(2026, 2, 2), end=date(2026, 2, 3))
        short, week = see(asking, [Question(("csat", "asked", "answered"), one) for one in (tuesday, monday)])
        assert isinstance(short, Withheld)
        assert not isinstance(week, Failure)
        assert week.set_index("metric")["n"].to_dict() == {"asked": 500, "answered": 500, "csat": 500}


def test_figures_that_tell_nothing_of_answers_keep_their_period() -> None:
    with asked(cell(500)) as asking:
        tuesday = whole_of(start=date(2026, 2, 3), end=date(2026, 2, 5))
        [mixed] = see(asking, [Question(("csat", "complaints"), tuesday)])
        assert not isinstance(mixed, Failure)
        assert mixed.attrs[ATTRIBUTE] == [("csat",)]


def test_months_of_weeks_have_the_mean_and_interval_of_all_their_answers() -> None:
    """Of 20 answers in two weeks of February 5 are dissatisfied: 75 %, by Wilson 53.1 to 88.8 %."""
    unhappy = {"satisfied": False, "points": 25.0}
    weeks = [cell(1, asked_date=date(2026, 2, day))[0] for day in (3, 10) for _ in range(10)]
    rows = [row | (unhappy if at < 5 else {}) | {"answer": f"S{at}"} for at, row in enumerate(weeks)]
    with asked(rows) as asking:
        [frame] = see(asking, [Question(KEYS, whole_of(), ("month",))])
        assert not isinstance(frame, Failure)
        assert frame["month"].tolist() == ["2026-02-01"] * 3
        told = {row["metric"]: row for row in frame.to_dict("records")}
        assert {key: row["n"] for key, row in told.items()} == {"csat": 20, "points": 20, "dissatisfied": 5}
        ends = [told["csat"][name] for name in ("value", "low", "high")]
        assert ends == pytest.approx([0.75, 0.531, 0.888], abs=5e-4)
        assert told["points"]["value"] == pytest.approx(81.25)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_card_says_over_which_dates_its_figures_are(locale: str) -> None:
    """Of January and February 2026 the weeks from Monday the 5th to Sunday, 1 March; who may see cases gets all."""
    whole = whole_of(start=date(2026, 1, 1), end=date(2026, 3, 2))
    view = View(Page.SATISFACTION, locale, catalogue(), whole, ())
    weeks = text(locale, "withheld.over", period="2026-01-05 – 2026-03-01")
    assert weeks in subtitle(view, "csat")
    assert weeks in subtitle(view, "asked")
    assert "2026-01-01 – 2026-03-01 ·" in f"{subtitle(view, 'complaints')} ·"
    seeing = replace(view, selection=with_right(Question(("csat",), whole)).selection)
    assert "2026-01-01 – 2026-03-01 ·" in f"{subtitle(seeing, 'csat')} ·"


def test_that_weeks_are_whole_is_said_once_at_the_head() -> None:
    with asked(cell(30)) as asking:
        view = View(Page.SATISFACTION, "en", asking.catalogue, whole_of(), ())
        said = text("en", "withheld.weeks")
        panel = Panel("card", "", [Question(("csat",), view.selection)], lambda frame: Content(n=30, figures=frame))
        outcomes, _ = answer(asking, [panel])
        assert said not in str(cards.children(view, panel, outcomes["card"], with_table=False))
        assert said in str(tags(view, view.selection.end))


def test_what_is_told_by_weeks_is_asked_by_weeks_alone() -> None:
    """So that nothing of other days is read that is then not shown."""
    selection = whole_of(start=date(2026, 1, 1), end=date(2026, 2, 28))
    with asked(cell(30)) as asking:
        [only, mixed] = [
            needed(Question(keys, selection), asking.catalogue) for keys in (("csat",), ("csat", "complaints"))
        ]
        assert all(one.selection.start.weekday() == one.selection.end.weekday() == 0 for one in only)
        own = [one.metrics for one in mixed if one.selection == selection]
        assert own == [("complaints",)]
        assert counted(see(asking, [Question(("csat",), selection)])[0], "csat", ()) == {(): 30}
