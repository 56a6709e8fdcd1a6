"""The group that a row falls into, in plain Python."""

from __future__ import annotations

from datetime import date
from typing import Any

from queries.selection import Selection
from tests.queries.cast import TREE, within
from tests.queries.figures import Row

AGES = ((0, 5), (6, 15), (16, 30), (31, 90), (91, 180))
COLUMNS = {"class": "customer_class", "reconciliation": "reconciled"}
PLACES = {"province": "province_no", "applicant_province": "applicant_province_no"}


PARTS_OF_TIME = ("week", "month", "quarter", "year")


def band(row: Row, name: str) -> str | None:
    """The band of a case's trips, or of the whole working days that it took."""
    if name == "trips":
        return None if row["trips"] is None else ("0", "1", "2", "3+")[min(row["trips"], 3)]
    if row["whole_minutes"] is None:
        return None
    days = row["whole_minutes"] // 1440
    bands = ((0, 2), (3, 5), (6, 10), (11, 20), (21, 40), (41, 80))
    return next((f"{low}-{high}" for low, high in bands if low <= days <= high), "81+")


def first_day(part: str, day: date) -> date:
    """The first day of a week (Monday), month, quarter or year."""
    if part == "week":
        return date.fromisocalendar(*day.isocalendar()[:2], 1)
    firsts = {"month": range(1, 13), "quarter": (1, 4, 7, 10), "year": (1,)}[part]
    return day.replace(month=max(month for month in firsts if month <= day.month), day=1)


def child(selection: Selection, number: int) -> str:
    """The child of the selected place that a place lies in; the selected place itself where it is that."""
    depth = TREE[selection.place.region][2]
    return next(
        (region for region, (_, _, d, _) in TREE.items() if d == depth + 1 and within(region, number)),
        selection.place.region,
    )


def seen(selection: Selection, number: int | None) -> str | None:
    """The place of a number as the reader may know it: of those that are not below their own, that it is another's."""
    if number is None or selection.scope.region == "CO":
        return next((region for region, (no, *_) in TREE.items() if no == number), None)
    inside = within(selection.scope.region, number)
    return next(region for region, (no, *_) in TREE.items() if no == number) if inside else "outside"


def age_band(accepted: date | None, day: date) -> str | None:
    """The band of an open case's age in calendar days."""
    if accepted is None:
        return None
    age = (day - accepted).days
    return next((f"{low}-{high}" for low, high in AGES if low <= age <= high), "181+")


def group_of(
    row: Row, by: tuple[str, ...], selection: Selection, day: date | None, value: Any = None
) -> tuple[str | None, ...]:
    """The codes of a row's group, as the heart gives them: text, None where unknown."""
    groups: list[str | None] = []
    for name in by:
        if name == "region":
            groups.append(child(selection, row["place_no"]))
        elif name in PARTS_OF_TIME:
            assert day is not None
            groups.append(first_day(name, day).isoformat())
        elif name in PLACES:
            groups.append(seen(selection, row[PLACES[name]]))
        elif name in ("trips", "whole_band"):
            groups.append(band(row, name))
        elif name == "chance":
            groups.append(None if row["chance_late"] is None else str(int(row["chance_late"] * 20)))
        elif name in ("days", "hours"):
            groups.append(str(value // (1440 if name == "days" else 60)))
        elif name == "age":
            assert day is not None
            groups.append(age_band(row["accepted_date"], day))
        else:
            code = row[COLUMNS.get(name, name)]
            groups.append(None if code is None else str(code).lower() if isinstance(code, bool) else str(code))
    return tuple(groups)
