"""The truth's own clocks, on lives made by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ingest.simulate.clock import working_days_between, working_minutes
from ingest.simulate.holds import WHOLE_CASE, Holds, islands
from ingest.simulate.lives import Lives
from ingest.simulate.paths import OWNERS, STEPS
from ingest.simulate.progress import Steps
from ingest.simulate.tallies import Durations
from ingest.simulate.verdicts import _put_off, utility_minutes
from ingest.simulate.workdays import WorkDays

DAYS = WorkDays(date(2024, 1, 1), date(2024, 12, 31))


def stamps(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[s]")


def lives(steps: list[tuple[str, str, str, str]], holds: list[tuple[str | None, str, str]], end: str) -> Lives:
    """One case: steps as (step, owner, entered, left), holds as (step or None, from, to)."""
    none = np.zeros(len(steps))
    return Lives(
        accepted=stamps(steps[0][2]),
        ended=stamps(end),
        powered=np.array([True]),
        archived=stamps(end),
        outcome=np.array([0]),
        steps=Steps(
            case=none.astype(np.int64),
            step=np.array([STEPS.index(step) for step, *_ in steps]),
            round=none.astype(np.int64) + 1,
            owner=np.array([OWNERS.index(owner) for _, owner, *_ in steps]),
            unit=none.astype(np.int64),
            entered=none,
            left=none,
        ),
        steps_entered=stamps(*(entered for *_, entered, _ in steps)),
        steps_left=stamps(*(left for *_, left in steps)),
        holds=Holds(
            case=np.zeros(len(holds), dtype=np.int64),
            step=np.array([WHOLE_CASE if step is None else STEPS.index(step) for step, *_ in holds], dtype=np.int64),
            start=np.zeros(len(holds)),
            end=np.zeros(len(holds)),
            reason=np.zeros(len(holds), dtype=np.int64),
        ),
        holds_start=stamps(*(low for _, low, _ in holds)),
        holds_end=stamps(*(high for *_, high in holds)),
    )


def test_the_clock_runs_24_hours_of_working_days_only():
    # Friday 2024-06-07 18:00 to Tuesday 2024-06-11 06:00: Monday the 10th is the Dragon Boat Festival.
    found = working_days_between(DAYS, stamps("2024-06-07T18:00:00"), stamps("2024-06-11T06:00:00"))
    assert found == pytest.approx([0.5])
    # Sunday 2024-02-04 was a make-up day: 24 hours of it count.
    minutes = working_minutes(DAYS, stamps("2024-02-03T12:00:00", "2024-02-04T12:00:30", "2024-02-05T00:00:00"))
    assert np.diff(minutes).tolist() == [12 * 60, 12 * 60]


# Monday to Friday, 2024-06-17 to 21, without a holiday; expected hours worked out by hand.
WORKS = [
    ("application", "utility", "2024-06-17T10:00:00", "2024-06-17T12:00:00"),
    ("customer_works", "customer", "2024-06-17T12:00:00", "2024-06-21T12:00:00"),
    ("grid_construction", "utility", "2024-06-18T12:00:00", "2024-06-20T12:00:00"),
    ("metering", "utility", "2024-06-20T06:00:00", "2024-06-21T12:00:00"),
]


@pytest.mark.parametrize(
    ("holds", "hours"),
    [
        ([], 2 + 72),  # the 18th noon to the 21st noon, where grid works and metering overlap once
        ([("grid_construction", "2024-06-18T18:00:00", "2024-06-19T18:00:00")], 2 + 72 - 24),
        ([("customer_works", "2024-06-18T18:00:00", "2024-06-19T18:00:00")], 2 + 72),
        ([(None, "2024-06-18T18:00:00", "2024-06-19T18:00:00")], 2 + 72 - 24),
        # held in the six hours in which metering goes on: only what is before them is lost
        ([("grid_construction", "2024-06-20T00:00:00", "2024-06-20T12:00:00")], 2 + 72 - 6),
        # a hold of the case over one of the step, and over time when nothing of the utility's is open
        (
            [
                ("grid_construction", "2024-06-18T18:00:00", "2024-06-19T18:00:00"),
                (None, "2024-06-19T00:00:00", "2024-06-20T00:00:00"),
                (None, "2024-06-17T18:00:00", "2024-06-18T00:00:00"),
            ],
            2 + 72 - 30,
        ),
    ],
)
def test_utility_time_is_the_union_of_its_unheld_steps(holds, hours):
    assert utility_minutes(DAYS, lives(WORKS, holds, WORKS[-1][-1])).tolist() == [hours * 60]


def test_days_wholly_on_hold_put_the_due_date_off():
    # Accepted on Monday the 17th under a limit of 5: due at the end of Monday the 24th. On hold from Tuesday noon to
    # Friday noon: Wednesday and Thursday are wholly held, so Wednesday the 26th.
    base = lives(WORKS, [(None, "2024-06-18T12:00:00", "2024-06-21T12:00:00")], WORKS[-1][-1])
    due = DAYS.upto(base.accepted.astype("datetime64[D]")) + 5
    assert DAYS.nth(due).astype("datetime64[D]").tolist() == [date(2024, 6, 24)]
    _put_off(DAYS, due, *islands(base.holds.case, base.holds_start, base.holds_end))
    assert DAYS.nth(due).astype("datetime64[D]").tolist() == [date(2024, 6, 26)]
    # Two holds that overlap count once; one that begins on the new last day still counts, one after it does not.
    low = stamps("2024-06-18T12:00:00", "2024-06-20T08:00:00", "2024-06-26T09:00:00", "2024-07-08T09:00:00")
    high = stamps("2024-06-20T10:00:00", "2024-06-21T12:00:00", "2024-06-28T09:00:00", "2024-07-12T09:00:00")
    many = replace(
        base,
        holds=Holds(*(np.repeat(column, 4) for column in vars(base.holds).values())),
        holds_start=low,
        holds_end=high,
    )
    due = DAYS.upto(base.accepted.astype("datetime64[D]")) + 5
    _put_off(DAYS, due, *islands(many.holds.case, many.holds_start, many.holds_end))
    # The 26th is not wholly held, being the last counted day: the hold of the 27th comes when the limit has run out.
    assert DAYS.nth(due).astype("datetime64[D]").tolist() == [date(2024, 6, 26)]


def test_tallies_have_the_products_medians():
    tally = Durations(2, 3)
    hours = np.array([1, 2, 4, 9])
    tally.add(hours * 60 + 59, np.array([0, 0, 0, 0]), np.array([1, 1, 1, 2]))
    assert tally.figures(0, 1) == {
        "cases": 3,
        "mean_working_days": round((7 * 60 + 3 * 59) / 3 / 1440, 4),
        "median_working_days": round(2 / 24, 4),
        "p90_working_days": round(4 / 24, 4),
    }
    assert tally.figures(0, slice(None))["median_working_days"] == round((2 + 4) / 2 / 24, 4)
    assert tally.figures(1, 0)["median_working_days"] is None
