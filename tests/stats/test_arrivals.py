"""Open cases in four weeks, where it can be worked out by hand."""

import pandas as pd
import pytest

from stats.arrivals import RECENT, STEP, STEPS, WEEKS, YEAR, Weeks

DAYS = [5] * (WEEKS + STEP + 1)


def steady(n: int, lasts: int, group: str = "lv") -> pd.DataFrame:
    """n cases accepted each week that end so many weeks later, the last of them open."""
    rows = [(group, ago, ago - lasts if ago >= lasts else None, n) for ago in range(WEEKS + 1)]
    return pd.DataFrame(rows, columns=["group", "accepted", "ended", "n"])


def test_a_steady_flow_stays_as_it_is() -> None:
    """Ten a week that last six weeks: sixty open, of which twenty stay and forty new ones are open."""
    weeks = Weeks(steady(10, 6), DAYS)
    ahead = weeks.ahead()
    assert [one.weeks_ago for one in ahead] == [STEP * step for step in range(STEPS + 1)]
    for one in ahead:
        assert (one.now, one.stay, one.come, one.arrivals) == pytest.approx((60, 20, 40, 40))
        assert one.low is not None
        assert one.high is not None
        assert one.low < 60 < one.high
    assert ahead[0].observed is None
    assert all(one.observed == 60 and one.held for one in ahead[1:])


def test_arrivals_and_ends_are_those_of_the_weeks() -> None:
    weeks = Weeks(pd.concat([steady(10, 6), steady(3, 0, "hv")]), DAYS)
    assert weeks.arrivals()[:3] == [13, 13, 13]
    assert weeks.ends()[:3] == [13, 13, 13]
    assert [weeks.open_at(ago) for ago in (0, 5, 50)] == [60, 60, 60]  # those that end in their own week never stand


def test_nothing_that_came_later_is_known_at_a_landmark() -> None:
    """What happened in the last four weeks changes no earlier forecast."""
    flows = steady(10, 6)
    changed = flows.assign(n=flows["n"].where(flows["accepted"] >= STEP, 500))
    for then, now in zip(Weeks(flows, DAYS).ahead()[1:], Weeks(changed, DAYS).ahead()[1:], strict=True):
        assert (then.stay, then.come, then.low, then.high) == (now.stay, now.come, now.low, now.high)


def test_new_cases_come_by_the_working_day() -> None:
    """A week ahead without work brings none: three weeks' arrivals in four."""
    days = [5, 5, 5, 0, *DAYS[4:]]
    assert Weeks(steady(10, 6), days).ahead()[0].arrivals == pytest.approx(30)


def test_last_years_season_is_this_years() -> None:
    """Twice as many came in the same four weeks of last year as in the eight weeks before them."""
    flows = steady(10, 6)
    then = flows["accepted"].between(YEAR - STEP, YEAR - 1)
    assert Weeks(flows.assign(n=flows["n"].where(~then, 20)), DAYS).ahead()[0].arrivals == pytest.approx(80)


@pytest.mark.parametrize("known", [50, 52, 53, 55, 58, 60, 61, 80, 95, 110, 140])
def test_a_steady_flow_stays_as_it_is_wherever_the_data_begin(known: int) -> None:
    """No season is read from weeks that lie before the data: a hundred a week are four hundred in four weeks."""
    flows = steady(100, 6)
    for one in Weeks(flows[flows["accepted"] <= known], DAYS).ahead():
        assert (one.arrivals, one.expected) == pytest.approx((400, 600))


def test_data_of_a_few_months_foretell_nothing() -> None:
    flows = steady(10, 6)
    assert Weeks(flows[flows["accepted"] <= RECENT], DAYS).ahead() == []
    assert Weeks(flows.iloc[:0], DAYS).ahead() == []
    half = Weeks(flows[flows["accepted"] <= 32], DAYS).ahead()
    assert [(one.weeks_ago, one.low) for one in half] == [(0, None)]  # a forecast, but no past of it
