"""What the time of one case went on, minute for minute: the rule by which a load splits finished cases, on any case.

Each moment belongs to the unheld open step that ends last (an open end is now; ties by the catalogue's order, then
round), to "on hold" where the case or every open step is held, and to "between steps" where no step is open. Utility
time is split in the same way among the utility's open unheld steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from queries.days import Days, Row
from warehouse.facts import WAITING_BETWEEN, WAITING_HELD

UTILITY = "utility"


@dataclass(frozen=True)
class Split:
    """Rows of part, minutes, utility_minutes (None where the part has none of a clock), and the utility time in all.

    utility is None where a step's owner is not known, or where the interval of a step of the utility's is not.
    """

    parts: list[Row]
    utility: int | None


def split(
    span: tuple[datetime, datetime],
    now: datetime,
    days: Days,
    steps: Sequence[Row],
    holds: Sequence[Row],
    order: Sequence[str],
) -> Split | None:
    """The parts of a case's time over a span of naive UTC stamps; None where its working time is not known.

    now: what an open end counts as. steps and holds: rows as Case has them. order: the steps' codes in the catalogue's.
    """
    begin, end = span
    if begin > end or days.between(begin, end) is None:
        return None
    first, last = _minute(begin), _minute(end)
    place = {step: at for at, step in enumerate(order)}
    timed = sorted(filter(_is_timed, steps), key=lambda row: (place.get(row["step"], len(place)), row["round"]))
    timed.sort(key=lambda row: row["left_at"] or now, reverse=True)  # stable: ties stay in the catalogue's order
    held = [row for row in holds if row["to_at"] is None or row["from_at"] <= row["to_at"]]
    stamps = [row[name] for row in timed for name in ("entered_at", "left_at")]
    stamps += [row[name] for row in held for name in ("from_at", "to_at")]
    inside = {stamp for stamp in map(_minute, filter(None, stamps)) if first < stamp < last}
    whole: dict[str, int] = {}
    utility: dict[str, int] = {}
    for low, high in pairwise(sorted({first, last} | inside)):
        minutes = days.between(low, high) or 0
        part, its_utility = _moment(
            [row for row in timed if _covers(row, "entered_at", "left_at", low)],
            {row["step"] for row in held if _covers(row, "from_at", "to_at", low)},
        )
        whole[part] = whole.get(part, 0) + minutes
        if its_utility is not None:
            utility[its_utility] = utility.get(its_utility, 0) + minutes
    unknown = any(row["owner"] is None or (row["owner"] == UTILITY and not _is_timed(row)) for row in steps)
    parts = [_row(part, whole, {} if unknown else utility) for part in dict.fromkeys([*whole, *utility])]
    return Split(parts, None if unknown else sum(utility.values()))


def _moment(running: Sequence[Row], held: set[str | None]) -> tuple[str, str | None]:
    """To which part a moment belongs, and to which of the utility's steps; running: the open steps, the last first."""
    if None in held:
        return WAITING_HELD, None
    unheld = [row for row in running if row["step"] not in held]
    if running and not unheld:
        return WAITING_HELD, None
    its_utility = next((row["step"] for row in unheld if row["owner"] == UTILITY), None)
    return (unheld[0]["step"] if unheld else WAITING_BETWEEN), its_utility


def _row(part: str, whole: Mapping[str, int], utility: Mapping[str, int]) -> Row:
    return {"part": part, "minutes": whole.get(part), "utility_minutes": utility.get(part)}


def _is_timed(row: Row) -> bool:
    """Whether the interval of a step is known, an open end included."""
    begin, end = row["entered_at"], row["left_at"]
    return begin is not None and (end is None or begin <= end)


def _covers(row: Row, begin: str, end: str, minute: datetime) -> bool:
    return _minute(row[begin]) <= minute and (row[end] is None or minute < _minute(row[end]))


def _minute(stamp: datetime) -> datetime:
    """The minute that a stamp falls in: working time counts whole ones."""
    return stamp.replace(second=0, microsecond=0)
