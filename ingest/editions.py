"""Which row of a region counts: regions are delivered with the days from which they are what they are."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row


def in_force(rows: Iterable[Row[Any]], day: date) -> dict[str, Row[Any]]:
    """Of the rows of regions, by region, the one in force on a local day; where none is yet, the last to come.

    One that has been dissolved keeps the last row that it had. Of two from the same day the later in `rows` counts.
    """

    def standing(row: Row[Any]) -> tuple[bool, date]:
        begins = row.from_date or date.min
        return begins <= day, begins

    found: dict[str, Row[Any]] = {}
    for row in rows:
        if row.region not in found or standing(row) >= standing(found[row.region]):
            found[row.region] = row
    return found
