"""Of the cases of a list: by when each is due, how far over it is, at which step it stands, and who has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from ingest.derive.cases import BY_STEPS, OPEN, SUBMITTED
from queries.catalogue import Catalogue
from queries.days import INSTANT, Days, Row
from queries.scope import CASE_RIGHT, Scope
from queries.waiting import UTILITY
from queries.words import Words
from warehouse.delivered import applications, classes, units
from warehouse.facts import case_fact, step_fact
from warehouse.records import calendar_day, places

AT_ONCE = 1000  # cases asked for in one statement


@dataclass(frozen=True)
class Whereabouts:
    """Where a case stands when its region's data end, or stood when it ended.

    last_day: the last local day that is or was in time; None where nothing is due. late: whether that is past. over:
    working minutes since then, 0 while it is in time; None where the calendar cannot count them. steps: its open steps.
    holders: whose they are: the name of the team, or the code of the owner where that is not the utility; the unit
    that the case lies in where no step is open; nobody once it has ended.
    """

    last_day: date | None
    late: bool
    over: int | None
    steps: tuple[str, ...]
    holders: tuple[Words | str, ...]


def whereabouts(
    connection: Connection, catalogue: Catalogue, scope: Scope, numbers: Sequence[str]
) -> Mapping[str, Whereabouts]:
    """Where those of the cases that are the reader's stand, by number.

    A case is due by the rule of its class: by its whole time, or by its assessed steps; of these the open one that is
    due first, or, once it has ended, the late one that was due first, or the last one where none was late. How far over
    it is counts to the end of what was due: of that step, or of the case. Raises NotAllowed for a reader without the
    right to cases.
    """
    scope.require(CASE_RIGHT)
    found: dict[str, Whereabouts] = {}
    for first in range(0, len(numbers), AT_ONCE):
        found |= _some(connection, catalogue, scope, numbers[first : first + AT_ONCE])
    return found


def _some(
    connection: Connection, catalogue: Catalogue, scope: Scope, numbers: Sequence[str]
) -> Iterator[tuple[str, Whereabouts]]:
    c, s, a = case_fact.c, step_fact.c, applications.c
    ended_at = func.coalesce(a.power_on_at, a.ended_at).label("ended_at")
    given = select(a.application, ended_at).where(a.application.in_(numbers)).subquery()
    cases = connection.execute(
        select(c.application, c.state, c.place_no, c.whole_due_at, classes.c.judged_by, places.c.now_at)
        .add_columns(given.c.ended_at)
        .join_from(case_fact, places, places.c.place_no == c.place_no)
        .outerjoin(classes, classes.c.customer_class == c.customer_class)
        # Of applications the numbers once more: the engine else reads them all.
        .outerjoin(given, given.c.application == c.application)
        .where(c.application.in_(numbers), c.place_no.between(scope.first, scope.last))
    )
    told = [dict(row) for row in cases.mappings()]
    steps: dict[str, list[Row]] = {}
    standing = select(s.application, s.step, s.owner, s.unit, s.assessed, s.due_at, s.left_at, s.on_time)
    standing = standing.add_columns(units.c.name, units.c.name_en)
    for step in connection.execute(
        standing.outerjoin_from(step_fact, units, units.c.unit == s.unit)
        .where(
            s.application.in_(numbers),
            s.place_no.between(scope.first, scope.last),
            s.entered_at.is_not(None),
            or_(and_(s.state == OPEN, s.left_at.is_(None)), and_(s.state != OPEN, s.assessed)),
        )
        .order_by(s.entered_at, s.step, s.round)
    ).mappings():
        steps.setdefault(step["application"], []).append(dict(step))
    spans = {row["application"]: _span(row, steps.get(row["application"], [])) for row in told}
    days = _days(connection, [stamp for span in spans.values() for stamp in span])
    for row in told:
        number = row["application"]
        yield number, _one(catalogue, row, steps.get(number, []), spans[number], days)


def _span(row: Row, steps: Sequence[Row]) -> tuple[datetime | None, datetime | None]:
    """When a case is or was due, and until when what was due could be late."""
    if row["judged_by"] != BY_STEPS:
        return row["whole_due_at"], _end(row)
    dues = sorted((step["due_at"], at) for at, step in enumerate(steps) if step["assessed"] and step["due_at"])
    if not dues:
        return None, None
    if row["state"] == OPEN:
        return dues[0][0], _end(row)
    late = [(due, at) for due, at in dues if steps[at]["on_time"] is False]
    due, at = late[0] if late else dues[-1]
    return due, steps[at]["left_at"] or _end(row)


def _end(row: Row) -> datetime | None:
    """Until when a case can be late: its end, or the end of its region's data while it goes on."""
    end: datetime | None = row["now_at"] if row["state"] in (SUBMITTED, OPEN) else row["ended_at"]
    return end


def _days(connection: Connection, stamps: Sequence[datetime | None]) -> Days:
    """The days that the stamps span."""
    known = [stamp for stamp in stamps if stamp is not None]
    if not known:
        return Days([])
    day = calendar_day.c
    statement = select(day.day, day.working, day.start_minute, day.work_before).where(
        day.day.between((min(known) - timedelta(days=2)).date(), (max(known) + timedelta(days=3)).date())
    )
    return Days([dict(row) for row in connection.execute(statement.order_by(day.day)).mappings()])


def _one(
    catalogue: Catalogue, row: Row, steps: Sequence[Row], span: tuple[datetime | None, datetime | None], days: Days
) -> Whereabouts:
    due, end = span
    late = due is not None and end is not None and end > due
    shown = catalogue.local(due - INSTANT) if due is not None else None
    place, runs = catalogue.by_no[row["place_no"]], row["state"] in (SUBMITTED, OPEN)
    unit = Words(place.label("zh_CN"), place.label("en"))
    standing = steps if row["state"] == OPEN else []
    return Whereabouts(
        last_day=shown.date() if shown else None,
        late=late,
        over=days.between(due, end) if late else 0,
        steps=tuple(step["step"] for step in standing),
        holders=tuple(dict.fromkeys(_holder(step) or unit for step in standing)) or ((unit,) if runs else ()),
    )


def _holder(step: Row) -> Words | str | None:
    """Whose a step is; None where it is the utility's and no team is told."""
    if step["owner"] not in (None, UTILITY):
        return str(step["owner"])
    if step["unit"] is None:
        return None
    name = step["name"] or step["unit"]
    return Words(name, step["name_en"] or name)
