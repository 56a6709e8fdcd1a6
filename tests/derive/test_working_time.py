"""The clock W: the reference in plain Python and the engine's tables, both against a count minute by minute."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.derive.brute import Days
from tests.derive.world import World
from warehouse.calendar import UnknownCalendar, work_calendar
from warehouse.facts import case_fact, step_fact
from warehouse.records import calendar_day, clock_tick
from warehouse.working_time import Clock, make_clock

SPANS = {
    "CN Asia/Shanghai": [
        ("2026-02-10 09:13", "2026-03-02 17:45"),  # Spring Festival, worked Saturdays on both sides
        (
            "2025-09-26 16:30",
            "2025-10-13 08:05",
        ),  # National Day with worked Sunday 28 September and Saturday 11 October
        ("2025-12-30 10:00", "2026-01-06 10:00"),  # a year's end, worked Sunday 4 January
        ("2026-12-30 10:00", "2027-01-05 10:00"),  # into a year that is not announced
        ("2026-11-20 23:59", "2026-11-21 00:01"),  # midnight into a Saturday: one minute
        ("2026-11-22 23:59", "2026-11-23 00:01"),  # midnight into a Monday: one minute
        ("2026-11-19 23:59:59", "2026-11-20 00:00:01"),  # a stamp counts as its minute
        ("2026-11-21 08:00", "2026-11-22 20:00"),  # a weekend: nothing
    ],
    "NL Europe/Amsterdam": [
        ("2026-03-27 12:00", "2026-03-31 12:00"),  # clocks go forward on a Sunday
        ("2026-10-23 12:00", "2026-10-27 12:00"),  # and back
        ("2026-04-24 12:00", "2026-04-29 12:00"),  # King's Day
        ("2026-04-02 12:00", "2026-04-08 12:00"),  # Easter
    ],
    "none Europe/Amsterdam": [("2026-03-27 12:00", "2026-03-31 12:00"), ("2026-10-24 12:00", "2026-10-26 12:00")],
    "none Asia/Kolkata": [("2026-03-27 23:45", "2026-03-29 00:15")],
    "none Asia/Kathmandu": [("2026-03-27 00:10", "2026-03-29 00:20")],
    "none Australia/Lord_Howe": [("2026-04-04 01:00", "2026-04-06 01:00")],  # half an hour back
}


def between(clock: Clock, world: World, begin: str, end: str) -> int:
    """Working minutes by the reference."""
    low, high = clock.work(world.utc(begin)), clock.work(world.utc(end))
    assert low is not None
    assert high is not None
    return high - low


@pytest.mark.parametrize("where", SPANS)
def test_minutes_between_stamps_are_those_of_working_days(where: str) -> None:
    calendar, time_zone = where.split()
    world = World(calendar=calendar, time_zone=time_zone)
    days = Days(time_zone, calendar)
    clock = make_clock(calendar, time_zone, 2026)
    expected = {}
    for number, (begin, end) in enumerate(SPANS[where]):
        world.case(f"case {number}", begin, end)
        world.step(f"case {number}", "metering", begin, end)
        expected[f"case {number}"] = days.working_minutes(world.utc(begin), world.utc(end))
        assert between(clock, world, begin, end) == expected[f"case {number}"], (begin, end)
    cases, steps = world.facts(case_fact, step_fact)
    assert {row["application"]: row["whole_minutes"] for row in cases} == expected
    assert {row["application"]: row["minutes"] for row in steps} == expected


def test_known_spans_by_hand() -> None:
    clock = make_clock("CN", "Asia/Shanghai", 2026)
    world = World()

    def hours(begin: str, end: str) -> float:
        return between(clock, world, begin, end) / 60

    assert hours("2026-11-18 09:00", "2026-11-19 09:00") == 24
    assert hours("2026-11-20 18:00", "2026-11-23 06:00") == 12  # Friday evening to Monday morning
    assert hours("2026-02-14 00:00", "2026-02-15 00:00") == 24  # a Saturday made up
    assert hours("2026-02-15 00:00", "2026-02-24 00:00") == 0  # the nine days of Spring Festival 2026


def test_a_day_on_which_the_clock_changes_has_its_own_length() -> None:
    lengths = {day.day: day.end_minute - day.start_minute for day in make_clock("none", "Europe/Amsterdam", 2026).days}
    assert lengths[date(2026, 3, 29)] == 23 * 60
    assert lengths[date(2026, 10, 25)] == 25 * 60
    assert lengths[date(2026, 10, 26)] == 24 * 60


@pytest.mark.parametrize(
    ("time_zone", "minutes"),
    [("Asia/Shanghai", 60), ("Europe/Amsterdam", 60), ("Asia/Kolkata", 15), ("Asia/Kathmandu", 15)],
)
def test_ticks_are_hours_or_quarters(time_zone: str, minutes: int) -> None:
    assert make_clock("none", time_zone, 2026).tick_minutes == minutes


def test_the_calendar_reaches_three_years_ahead_and_says_what_is_confirmed() -> None:
    with World(now="2026-11-20 12:00").derived() as connection:
        rows = {row.day: row for row in connection.execute(select(calendar_day))}
    assert min(rows) == date(2000, 1, 1)
    assert max(rows) == date(2029, 12, 31)
    assert rows[date(2026, 12, 31)].confirmed
    assert not rows[date(2027, 1, 1)].confirmed
    assert rows[date(2027, 1, 1)].working  # a Friday: nothing announced, so weekends only
    assert not rows[date(2003, 10, 1)].confirmed
    assert make_clock("CN", "Asia/Shanghai", 2026).confirmed_until == date(2026, 12, 31)
    assert make_clock("NL", "Europe/Amsterdam", 2026).confirmed_until is None
    assert make_clock("none", "Europe/Amsterdam", 2026).confirmed_until is None


def test_each_tick_lies_in_the_day_it_names() -> None:
    world = World(calendar="NL", time_zone="Europe/Amsterdam")
    days = Days("Europe/Amsterdam", "NL")
    around = [datetime(2026, 3, 28), datetime(2026, 10, 24)]
    with world.derived() as connection:
        assert connection.execute(select(func.count() - func.count(clock_tick.c.tick.distinct()))).scalar() == 0
        for begin in around:
            first = int((begin - datetime(1970, 1, 1)).total_seconds() // 3600)
            ticks = connection.execute(select(clock_tick).where(clock_tick.c.tick.between(first, first + 71))).all()
            assert len(ticks) == 72
            for tick in ticks:
                day = days.of(datetime(1970, 1, 1) + timedelta(hours=tick.tick))
                assert (tick.day, tick.rate) == (day, days.works(day))


def test_stamps_outside_the_calendar_have_no_time() -> None:
    world = World()
    world.case("ancient", "1999-12-30 10:00", "2000-01-05 10:00")
    world.case("far", "2026-11-02 10:00", "2031-01-05 10:00")
    (cases,) = world.facts(case_fact)
    assert {row["application"]: row["whole_minutes"] for row in cases} == {"ancient": None, "far": None}
    clock = make_clock("CN", "Asia/Shanghai", 2026)
    assert clock.work(datetime(1999, 12, 31, 15, 59)) is None  # 23:59 on the day before, in Shanghai
    assert clock.work(datetime(1999, 12, 31, 16, 0)) == 0


def test_an_unknown_calendar_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownCalendar, match="'XX' is not known"):
        work_calendar("XX")
