"""The neutral chart description: what a chart says, free of any drawing library.

A writer (charts/plotly_writer.py for the screen) turns it into a picture; the table under a chart and its downloads
are made from the same description, so that they cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    LINE = "line"  # over time; x are ISO days
    BARS = "bars"  # horizontal bars, one a category; x are category names
    COLUMNS = "columns"  # vertical bars over ordered bins or time
    STACK = "stack"  # horizontal stacked bars: each series is one part
    SHARES = "shares"  # parts of a whole over time, that fill 100 %; x are ISO days
    CURVE = "curve"  # a step function such as a survival curve; x are numbers
    DOTS = "dots"  # horizontal: a dot a category, with its interval; the axis need not begin at zero
    MATRIX = (
        "matrix"  # from one to another: each series is a row, x are the columns; a name's cell with itself is empty
    )
    FUNNEL = "funnel"  # a point a unit over how many rows it has (x), between the limits of chance (the other series)
    TILES = "tiles"  # a schematic map: a tile a unit (x are names) at its place, in steps of the accent
    AREAS = "areas"  # a map: the same with each unit's own outline
    EVENT = "event"  # effects by time since an event; x are whole periods, negative before it


class Role(StrEnum):
    VALUE = "value"  # the figure itself: accent
    OTHER = "other"  # one of several equals: the grey-green scale
    COMPARISON = "comparison"  # the comparison period: thin grey


@dataclass(frozen=True)
class Series:
    """One line, set of bars or part. y is null where nothing is known; n are the cases behind each point.

    low and high are the ends of each value's interval, in the chart's unit.
    """

    name: str
    x: Sequence[str | float]
    y: Sequence[float | None]
    n: Sequence[int] | None = None
    role: Role = Role.VALUE
    incomplete: int = 0  # how many of the last points stand for an unfinished period: drawn dashed
    links: Sequence[str | None] | None = None  # where a click on each point leads
    shade: int | None = None  # of a stack: which colour of the scale the part takes; by its place where None
    variant: int = 0  # of a stack: which pattern tells the part from others of its colour; 0 is none
    withheld: Sequence[int] = ()  # positions whose value is known but not for this reader
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None
    labels: Sequence[str] = ()  # what each point is called, where x is a number
    tones: Sequence[str] = ()  # of dots that are judged: met, missed, unsure or unknown, the colour of each


Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Reference:
    """A named line at a value: a target, a limit, a published figure.

    start and end: ISO days between which it stands on a chart over time, where it does not always. decimals: with how
    many it is written where it is a figure like the chart's own; else with as many as its value has, at most two.
    """

    name: str
    value: float
    start: str | None = None
    end: str | None = None
    decimals: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Mark:
    """What happened on a day (ISO), marked on an axis of time. number: its place among those of the chart, from 1."""

    day: str
    words: str
    number: int

    @property
    def sign(self) -> str:
        """Its number as the chart and the list below it write it: in a circle, as far as there are such signs."""
        return chr(CIRCLED + self.number - 1) if self.number <= MOST_CIRCLED else f"({self.number})"


CIRCLED, MOST_CIRCLED = 0x2460, 20  # the first of Unicode's numbers in circles, and how many there are


@dataclass(frozen=True)
class Chart:
    """A chart: its title says what it shows, its subtitle names clock, cohort and n."""

    kind: Kind
    title: str
    subtitle: str
    unit: str  # as shown on the axis and in the table's head; values are in it, so shares in % are 0..100
    series: Sequence[Series]
    x_name: str  # what x is, for the table's first column
    decimals: int = 0
    references: Sequence[Reference] = field(default=())
    few: Sequence[int] = field(default=())  # positions whose n is too small for a verdict: greyed
    interval_names: tuple[str, str] = ("", "")  # what the ends of intervals are called in the table
    y_name: str = ""  # of a matrix: what its rows are
    split: bool = False  # its series are groups, so that the title does not name one that is alone
    counted: str = ""  # how many rows a point is over, in words with {n}; cases where empty
    places: Sequence[tuple[float, float]] = ()  # of a map: where each point stands, by column and row or as on the map
    tone_names: Mapping[str, str] = field(default_factory=dict)  # of dots that are judged: each verdict in words
    marks: Sequence[Mark] = ()  # of a chart over time, by day: what happened meanwhile
    outlines: Sequence[Sequence[Ring]] = ()  # of a map of areas: the rings of each point's outline, east and north
