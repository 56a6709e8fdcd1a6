"""Parts of time: the numbers that the engine groups by stand for the days that the calendar says."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Column, Date, MetaData, Table, create_engine, insert, select

from queries.groupings import part_number
from queries.periods import STARTS, first_day

DAYS = [date(1995, 1, 1) + timedelta(days=number) for number in range(15_000)]  # to 2036
NAMED = {  # by the calendar on the wall
    "day": {date(2024, 2, 29): date(2024, 2, 29)},
    "week": {date(2026, 1, 1): date(2025, 12, 29), date(2025, 12, 28): date(2025, 12, 22)},
    "month": {date(2024, 2, 29): date(2024, 2, 1), date(2025, 12, 31): date(2025, 12, 1)},
    "quarter": {date(2025, 3, 31): date(2025, 1, 1), date(2025, 12, 31): date(2025, 10, 1)},
    "year": {date(2025, 12, 31): date(2025, 1, 1)},
}


@pytest.mark.parametrize("part", STARTS)
def test_every_day_lies_in_the_part_that_the_calendar_says(part: str) -> None:
    day = Column("day", Date)
    table = Table("days", MetaData(), day)
    with create_engine("duckdb:///:memory:").connect() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"day": one} for one in DAYS])
        found = {row[0]: first_day(part, row[1]) for row in connection.execute(select(day, part_number(part, day)))}
    assert found == {one: STARTS[part](one) for one in DAYS}
    assert {one: found[one] for one in NAMED[part]} == NAMED[part]
