"""How wrong earlier outlooks were: by hand, and from what was known at the time alone."""

from datetime import date

import pytest

from stats.foretold import Earlier, earlier, errors
from stats.outlook import Course, Outlook

FIRST = date(2022, 1, 1)
LAST = date(2026, 6, 30)
MONTHS = 54  # from FIRST to LAST


def course(values: list[float], n: list[int] | None = None, last: date = LAST) -> Course:
    return Course(FIRST, n or [100] * len(values), values, last, share=False)


def wave(months: int = MONTHS) -> list[float]:
    return [20 + (at * 7) % 5 / 2 for at in range(months)]


def test_years_are_foretold_from_the_month_before_them_to_the_one_before_their_last() -> None:
    found = earlier(course(wave()), "year")
    seen = [(one.outlook.start, one.seen, one.left) for one in found]
    assert seen[0] == (date(2023, 1, 1), date(2022, 12, 31), 12)
    assert seen[-1] == (date(2025, 1, 1), date(2025, 11, 30), 1)
    assert len(seen) == 36
    assert {one.outlook.end for one in found} == {date(year, 12, 31) for year in (2023, 2024, 2025)}


def test_quarters_and_months_are_foretold_likewise() -> None:
    quarters = earlier(course(wave()), "quarter")
    assert len(quarters) == 24
    assert (quarters[-1].outlook.start, quarters[-1].seen) == (date(2026, 4, 1), date(2026, 5, 31))
    months = earlier(course(wave()), "month")
    assert len(months) == 24
    assert (months[-1].outlook.start, months[-1].seen) == (date(2026, 6, 1), date(2026, 5, 31))


def test_a_month_that_is_not_over_is_no_period_to_be_held_against() -> None:
    found = earlier(course(wave(), last=date(2026, 6, 29)), "month")
    assert found[-1].outlook.start == date(2026, 5, 1)


def test_what_came_and_what_a_plain_guess_would_have_said() -> None:
    """2025: January at 30, else at 20; a year of so far alone says at the end of January that it will be 30."""
    values = [20.0, 22.0] * 18 + [30.0] + [20.0] * 11 + [21.0] * 6
    found = {one.seen: one for one in earlier(course(values), "year")}
    came = (30 + 11 * 20) / 12
    assert found[date(2025, 1, 31)].came == pytest.approx(came)
    assert found[date(2025, 1, 31)].plain == pytest.approx(30)
    assert found[date(2025, 6, 30)].plain == pytest.approx((30 + 5 * 20) / 6)
    assert found[date(2024, 12, 31)].plain == pytest.approx(21)  # the year before, as nothing is known of 2025


def test_nothing_after_the_day_is_known_to_an_outlook_of_it() -> None:
    """What comes later may be anything: the outlook of its day is the same."""
    calm, wild = wave(), wave()[:42] + [900.0 + at for at in range(12)]
    before = [one for one in earlier(course(calm), "year") if one.seen < date(2025, 7, 1)]
    same = [one for one in earlier(course(wild), "year") if one.seen < date(2025, 7, 1)]
    assert [one.outlook for one in before] == [one.outlook for one in same]
    n = [100] * 42 + [7] * 12
    other = [one for one in earlier(course(calm, n), "year") if one.seen < date(2025, 7, 1)]
    assert [one.outlook for one in before] == [one.outlook for one in other]


def test_too_short_a_course_tells_of_no_earlier_outlook() -> None:
    assert earlier(Course(FIRST, [9] * 11, [2.0] * 11, date(2022, 11, 30), share=False), "year") == []
    assert errors([]) is None


def test_errors_by_hand() -> None:
    def told(value: float, low: float | None, high: float | None, came: float, plain: float | None) -> Earlier:
        outlook = Outlook(FIRST, LAST, 1, 1.0, 1.0, 1.0, value, low, high, 0, 99, 1.0, 9)
        return Earlier(FIRST, 3, outlook, came, plain)

    found = errors([told(10, 9, 11, 10.5, 12), told(10, 9, 11, 12, 11), told(5, None, None, 5, None)])
    assert found is not None
    assert (found.n, found.ranged, found.held) == (3, 2, 1)
    assert found.off == pytest.approx((0.5 + 2 + 0) / 3)
    assert found.plain == pytest.approx((1.5 + 1) / 2)
