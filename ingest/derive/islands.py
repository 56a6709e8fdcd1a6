"""Overlapping and touching intervals made one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import FromClause, Select, case, func, select


def islands(intervals: FromClause, keys: Sequence[str], begin: str, end: str) -> Select[Any]:
    """The intervals [begin, end) of each key merged where they overlap or touch: keys, begin, end."""
    key = [intervals.c[name] for name in keys]
    low, high = intervals.c[begin], intervals.c[end]
    window: dict[str, Any] = {"partition_by": key, "order_by": (low, high)}
    reached = func.max(high).over(**window, rows=(None, -1))
    apart = select(*key, low, high, case((low <= reached, 0), else_=1).label("apart")).subquery()
    window = {"partition_by": [apart.c[name] for name in keys], "order_by": (apart.c[begin], apart.c[end])}
    numbered = select(apart, func.sum(apart.c.apart).over(**window, rows=(None, 0)).label("island")).subquery()
    key = [numbered.c[name] for name in keys]
    return select(*key, func.min(numbered.c[begin]).label(begin), func.max(numbered.c[end]).label(end)).group_by(
        *key, numbered.c.island
    )
