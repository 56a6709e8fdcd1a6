"""How the values of rows become one figure, in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table

Row = dict[str, Any]
# key: (fact, date column or None for the cohort's, "undated" or "now", rows that count, value of a row, of the rows)
Flows = dict[
    str, tuple[Table, "str | None", Callable[[Row], Any], Callable[[Row], Any], Callable[[list[Any]], "float | None"]]
]


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def median_hours(minutes: list[int]) -> float | None:
    hours = sorted(m // 60 for m in minutes)
    if not hours:
        return None
    middle = len(hours) // 2
    return (hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2) / 24


def p90_hours(minutes: list[int]) -> float | None:
    hours = sorted(m // 60 for m in minutes)
    for hour in hours:
        if 10 * sum(h <= hour for h in hours) >= 9 * len(hours):
            return hour / 24
    return None


def mean_days(minutes: list[int]) -> float | None:
    return mean([m / 1440 for m in minutes])


def count(values: list[Any]) -> float:
    return float(len(values))


def total(values: list[float]) -> float | None:
    return float(sum(values)) if values else None


def total_days(minutes: list[int]) -> float | None:
    return sum(minutes) / 1440 if minutes else None


def share(values: list[bool]) -> float | None:
    return mean([float(v) for v in values])


def median(values: list[float]) -> float | None:
    """The middle one, or the mean of the middle two."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def p90(values: list[float]) -> float | None:
    """The smallest with at least 90 % at or below it."""
    ordered = sorted(values)
    return next((v for v in ordered if 10 * sum(o <= v for o in ordered) >= 9 * len(ordered)), None)
