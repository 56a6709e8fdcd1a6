"""The due dates that the simulated utility counts for itself, each by its province's habit."""

import numpy as np
import pytest

from ingest.simulate.characters import BY_THE_RULES, WEEKDAYS, WITHOUT_HOLDS
from ingest.simulate.due import DueDates, Runs, due_dates
from ingest.simulate.limits import Subjects, binding_limits
from ingest.simulate.origin import FIRST_DAY, Origin
from ingest.simulate.places import read_places
from ingest.simulate.services import CLASSES, LV_BUSINESS, RESIDENTIAL
from ingest.simulate.workdays import WorkDays

WORKDAYS = WorkDays(FIRST_DAY, Origin(1, 1, FIRST_DAY).until)


def stamps(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[s]")


def due(habit: int, start: str, limit: float, *holds: tuple[str, str]) -> DueDates:
    """The due date of one run from `start` on with these holds."""
    runs = Runs(stamps(start), np.array([limit]), np.array([habit]))
    low, high = stamps(*[hold[0] for hold in holds]), stamps(*[hold[1] for hold in holds])
    return due_dates(WORKDAYS, runs, np.zeros(len(holds), dtype=np.int64), low, high)


# 2023: the Spring Festival was off from 21 to 27 January; 28 and 29 January, a weekend, were worked.
@pytest.mark.parametrize(
    ("habit", "last"),
    [
        # Accepted Wednesday the 18th: 19, 20, then 28, 29 and Monday the 30th.
        (BY_THE_RULES, "2023-01-30T23:59:59"),
        (WITHOUT_HOLDS, "2023-01-30T23:59:59"),
        # Thursday, Friday, Monday, Tuesday, Wednesday.
        (WEEKDAYS, "2023-01-25T23:59:59"),
    ],
)
def test_the_nth_day_after_the_start_to_its_end(habit, last):
    found = due(habit, "2023-01-18T10:00:00", 5)
    assert found.at == found.before == stamps(last)
    assert np.isnat(found.moved)


# A plain run of days: Monday 6 March 2023 and the weeks after it.
@pytest.mark.parametrize(
    ("holds", "last", "moved"),
    [
        # Held from Wednesday to Friday: only Thursday wholly.
        ([("2023-03-08T09:00", "2023-03-10T16:00")], "2023-03-14", "2023-03-10T16:00"),
        # Two holds that overlap count once: Wednesday and Thursday.
        (
            [("2023-03-07T09:00", "2023-03-09T16:00"), ("2023-03-08T10:00", "2023-03-10T12:00")],
            "2023-03-15",
            "2023-03-10T12:00",
        ),
        # Over a weekend, which counts for nothing: no working day is held wholly.
        ([("2023-03-10T09:00", "2023-03-13T16:00")], "2023-03-13", None),
        # One that begins when the limit is used up moves nothing.
        ([("2023-03-13T09:00", "2023-03-17T16:00")], "2023-03-13", None),
        # On the start day itself nothing counts; the two days after it do.
        ([("2023-03-06T11:00", "2023-03-09T09:00")], "2023-03-15", "2023-03-09T09:00"),
    ],
)
def test_working_days_wholly_on_hold_do_not_count(holds, last, moved):
    found = due(BY_THE_RULES, "2023-03-06T10:00:00", 5, *holds)
    assert found.before == stamps("2023-03-13T23:59:59")
    assert found.at == stamps(f"{last}T23:59:59")
    assert np.isnat(found.moved) if moved is None else found.moved == stamps(moved)


def test_a_province_may_not_allow_for_holds():
    found = due(WITHOUT_HOLDS, "2023-03-06T10:00:00", 5, ("2023-03-07T09:00", "2023-03-10T16:00"))
    assert found.at == stamps("2023-03-13T23:59:59")


def test_no_limit_no_due_date():
    found = due(BY_THE_RULES, "2023-03-06T10:00:00", np.inf)
    assert np.isnat(found.at)
    assert np.isnat(found.before)


@pytest.mark.parametrize(
    ("customer_class", "region", "capacity", "accepted", "in_force", "before"),
    [
        (RESIDENTIAL, "330000", 8, "2019-12-31", np.inf, np.inf),
        (RESIDENTIAL, "330000", 8, "2020-01-01", 5, np.inf),
        (LV_BUSINESS, "330000", 160, "2020-06-01", 25, np.inf),
        (LV_BUSINESS, "330000", 160, "2021-12-31", 20, 25),
        (LV_BUSINESS, "330000", 160, "2022-01-01", 15, 20),
        (LV_BUSINESS, "330000", 161, "2022-01-01", np.inf, np.inf),
        (LV_BUSINESS, "310000", 100, "2024-12-30", 15, 20),
        (LV_BUSINESS, "310000", 100, "2024-12-31", 10, 15),
        (LV_BUSINESS, "310000", 160, "2024-12-31", 15, 20),
        (LV_BUSINESS, "310000", 100, "2029-12-31", 15, 20),
    ],
)
def test_the_limit_in_force_and_the_edition_before_it(customer_class, region, capacity, accepted, in_force, before):
    places = read_places(CLASSES)
    county = max(np.flatnonzero(places.under(region)))  # somewhere below
    subject = Subjects(
        np.array([customer_class]),
        np.array([float(capacity)]),
        np.array([county]),
        np.array([accepted], dtype="datetime64[D]"),
    )
    found = binding_limits(places, "whole", "", subject)
    assert (found[0][0], found[1][0]) == (in_force, before)
