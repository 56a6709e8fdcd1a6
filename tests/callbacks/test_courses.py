"""A course over time: its parts are those of the page's period, begin whole, and hold what its head says."""

from datetime import date, timedelta

import pytest
from flask import Flask

from ids import Overview, Page
from tests.callbacks.opening import drawn, facts

LAST = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "first", "parts"),
    [
        (46, "2026-10-12", 6),  # from Thursday 8 October: weeks, from the first Monday on
        (201, "2026-06-01", 6),  # from 6 May: months
        (1901, "2021-10-01", 21),  # from 9 September 2021: quarters
        (45, "2026-10-09", 45),
    ],
)
def test_a_course_is_drawn_in_the_parts_of_the_whole_period(server: Flask, days: int, first: str, parts: int) -> None:
    start = LAST - timedelta(days=days - 1)
    content = drawn(server, Page.OVERVIEW, Overview.TREND, f"?cohort=accepted&from={start}&to={LAST}&compare=none")
    assert content.chart is not None
    line = content.chart.series[0]
    [(n,)] = facts(
        server, f"SELECT count(*) FROM case_fact WHERE accepted_date BETWEEN DATE '{first}' AND DATE '{LAST}'"
    )
    assert (line.x[0], len(line.x)) == (first, parts)
    assert sum(value or 0 for value in line.y) == content.n == n > 0
    assert line.y.count(0.0) == 0 or days == 45  # no part of weeks or longer is without a case
    assert content.behind is not None
    assert f"from={first}" in content.behind.href
