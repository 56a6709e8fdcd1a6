"""The local days that a case spans, and the working time between moments in them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from warehouse.working_time import minute_of, stamp_of

Row = Mapping[str, Any]
INSTANT = timedelta.resolution  # what lies between the end of a day and the last moment in it


@dataclass(frozen=True)
class Days:
    """The local days that a case spans, in order: rows of calendar_day, and one more that ends the last."""

    rows: Sequence[Row]

    def work(self, stamp: datetime | None) -> int | None:
        """W at a naive UTC stamp, in minutes; None where it is unknown or lies outside the days."""
        if stamp is None:
            return None
        minute = minute_of(stamp)
        at = bisect_right(self.rows, minute, key=lambda row: row["start_minute"]) - 1
        if at < 0:
            return None
        day = self.rows[at]
        if at == len(self.rows) - 1 and minute > day["start_minute"]:
            return None
        return int(day["work_before"] + (minute - day["start_minute"] if day["working"] else 0))

    def between(self, begin: datetime | None, end: datetime | None) -> int | None:
        """The working minutes from one stamp to another; negative where they run backwards."""
        first, last = self.work(begin), self.work(end)
        return None if first is None or last is None else last - first

    def idle(self) -> list[tuple[datetime, datetime]]:
        """The stretches of days that are no working days, as naive UTC stamps [begin, end)."""
        found: list[tuple[datetime, datetime]] = []
        for day, after in pairwise(self.rows):
            if day["working"]:
                continue
            begin, end = stamp_of(day["start_minute"]), stamp_of(after["start_minute"])
            if found and found[-1][1] == begin:
                begin = found.pop()[0]
            found.append((begin, end))
        return found
