"""The neutral description of a time line: what stood open when, on a real time axis, free of any drawing library."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Doer(StrEnum):
    """Whose time a span is."""

    UTILITY = "utility"
    CUSTOMER = "customer"
    GOVERNMENT = "government"
    UNKNOWN = "unknown"
    HELD = "held"  # nobody's: it is on hold


@dataclass(frozen=True)
class Span:
    """A bar from begin to end (local ISO stamps) in a row; label stands at its end, words are said where one points."""

    row: int
    begin: str
    end: str
    doer: Doer
    words: str
    label: str = ""
    goes_on: bool = False  # it has not ended: the end is now


@dataclass(frozen=True)
class Point:
    """A mark in a row at a local ISO stamp: a limit, or (odd) a stamp that cannot be the end of a bar."""

    row: int
    at: str
    words: str
    odd: bool = False


@dataclass(frozen=True)
class Moment:
    """A named line across all rows at a local ISO stamp."""

    at: str
    name: str


@dataclass(frozen=True)
class Timeline:
    """A time line. idle: stretches that are no working days, as local ISO stamps; doers: what each is called."""

    title: str
    subtitle: str
    rows: Sequence[str]
    spans: Sequence[Span]
    points: Sequence[Point]
    moments: Sequence[Moment]
    idle: Sequence[tuple[str, str]]
    doers: dict[Doer, str]
    limit: str  # what a point that is not odd is called
    odd: str
