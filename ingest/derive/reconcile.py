"""Our due dates beside the source's own: whether they agree, and if not, what explains the difference.

Each explanation asks whether the source's last day is the limit's Nth when days are counted in another way, so that it
takes sums of days and no walk: days counted up to there, less those on hold on the way.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    Subquery,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
)

from ingest.derive.due import HeldDays
from warehouse.delivered import applications, steps
from warehouse.dialect import floor_divide
from warehouse.facts import Reconciled

DAYS_A_WEEK, WEEKDAYS = 7, 5
MONDAY = 3  # how many days after a Monday day number 0 is
UNSAID = cast(null(), Boolean)
UNNAMED = cast(null(), String)
NOT_SO = false()


@dataclass(frozen=True)
class Delivers:
    """Whether the source delivers due dates of its own: for cases (or whether they are overdue), and for steps."""

    cases: bool
    steps: bool


def delivers(connection: Connection) -> Delivers:
    """What there is to reconcile."""

    def any_of(*columns: ColumnElement[Any]) -> bool:
        known = select(columns[0]).where(or_(*[column.is_not(None) for column in columns])).limit(1)
        return connection.execute(known).first() is not None

    return Delivers(any_of(applications.c.due_at, applications.c.overdue), any_of(steps.c.due_at))


@dataclass(frozen=True)
class Ours:
    """The limit's working days, where it runs from (working_no and day number), its last day, and whether it is late.

    option_no: which days other rows of the limits give (Limits.options). late: at the moment that the source judges at.
    nowhere: as of starts_nowhere. elsewhere: the case is under a limit on another clock.
    """

    limit: ColumnElement[int]
    start_no: ColumnElement[int]
    start_day: ColumnElement[int]
    last_day: ColumnElement[int]
    option_no: ColumnElement[int]
    late: ColumnElement[bool]
    nowhere: ColumnElement[bool]
    elsewhere: ColumnElement[bool] = NOT_SO


def starts_nowhere(start_no: ColumnElement[int], limit: ColumnElement[int], cases: Table) -> ColumnElement[bool]:
    """Whether the start is unknown (or outside the calendar) of what is under a limit, or may be: that is not known.

    start_no and limit: as in Ours. A limit is unknown too while nothing says by which edition the case is judged.
    """
    may_be = and_(cases.c.day_no.is_(None), cases.c.limit_place.is_not(None))
    return and_(start_no.is_(None), or_(limit.is_not(None), may_be))


@dataclass(frozen=True)
class Theirs:
    """The delivered due date with its last day (moments.last_day_allowed), its verdict and why it exempts the case."""

    due_at: ColumnElement[Any]
    last_day: ColumnElement[int]
    last_no: ColumnElement[int]
    last_works: ColumnElement[bool]
    overdue: ColumnElement[Any] = UNSAID
    exempt_reason: ColumnElement[Any] = UNNAMED


class Reconciliation:
    """due_days_apart and reconciled of cases or executions, as expressions over `joined(source)`.

    rows is the table with held's keys, where ours starts and their last day; options as of Limits.options, None where
    nothing is delivered to reconcile.
    """

    def __init__(self, rows: Table, ours: Ours, theirs: Theirs, held: HeldDays, options: Table | None) -> None:
        self._ours, self._theirs = ours, theirs
        self._held = _held_until(rows, held, ours, theirs)
        self._met = and_(*[self._held.c[name] == rows.c[name] for name in held.keys])
        self._options = None if options is None else (options.alias(), options.alias())

    def joined(self, source: FromClause) -> FromClause:
        """The source with the days held until their last day, and the limits that it may have been counted by."""
        if self._options is None:
            return source
        source = source.outerjoin(self._held, self._met)
        counted = (self._working, self._working - self._less("held"))
        for options, days in zip(self._options, counted, strict=True):
            met = and_(options.c.option_no == self._ours.option_no, options.c.working_days == days)
            source = source.outerjoin(options, met)
        return source

    @property
    def days_apart(self) -> ColumnElement[Any]:
        """Calendar days from our last day to theirs."""
        return self._theirs.last_day - self._ours.last_day

    @property
    def kind(self) -> ColumnElement[Any]:
        """A code of Reconciled; null where neither has a due date, or nothing is delivered at all."""
        if self._options is None:
            return UNNAMED
        ours, theirs = self._ours, self._theirs
        same_day = func.coalesce(theirs.last_day == ours.last_day, theirs.due_at.is_(None))
        same_verdict = func.coalesce(theirs.overdue == ours.late, True)
        raw, net = self._options
        met: list[tuple[ColumnElement[bool], Reconciled | None]] = [
            (and_(ours.last_day.is_(None), theirs.due_at.is_(None)), None),
            (and_(ours.last_day.is_(None), ours.nowhere), Reconciled.START_UNKNOWN),
            (and_(ours.last_day.is_(None), ours.elsewhere), Reconciled.OTHER_CLOCK),
            (ours.last_day.is_(None), Reconciled.ONLY_THEIRS),
            (and_(theirs.due_at.is_(None), theirs.overdue.is_(None)), Reconciled.ONLY_OURS),
            (and_(same_day, same_verdict), Reconciled.AGREE),
            (theirs.exempt_reason.is_not(None), Reconciled.EXCLUSION),
            (same_day, Reconciled.UNEXPLAINED),
            (self._by_holds, Reconciled.HOLD),
            (self._by_calendar, Reconciled.CALENDAR),
            (self._by_limit(raw, net), Reconciled.EDITION),
        ]
        codes = [(when, literal(str(code)) if code else UNNAMED) for when, code in met]
        return case(*codes, else_=literal(str(Reconciled.UNEXPLAINED)))

    @property
    def _working(self) -> ColumnElement[int]:
        """Working days up to their last day."""
        return self._theirs.last_no - self._ours.start_no

    @property
    def _by_holds(self) -> ColumnElement[bool]:
        touched = and_(self._runs("touches"), self._working - self._less("touched") == self._ours.limit)
        return and_(self._theirs.last_works, or_(self._working == self._ours.limit, touched))

    @property
    def _by_calendar(self) -> ColumnElement[bool]:
        ours, last = self._ours, self._theirs.last_day
        weekdays = _weekdays_to(last) - _weekdays_to(ours.start_day)
        every = last - ours.start_day
        runs = self._runs("holds")
        return or_(
            and_(_is_weekday(last), weekdays == ours.limit),
            and_(_is_weekday(last), runs, weekdays - self._less("weekdays") == ours.limit),
            every == ours.limit,
            and_(runs, every - self._less("days") == ours.limit),
        )

    def _by_limit(self, raw: FromClause, net: FromClause) -> ColumnElement[bool]:
        """Whether another row of the limits has as many days, holds counted (raw) or not (net)."""
        allowed = and_(self._runs("holds"), net.c.working_days.is_not(None))
        return and_(self._theirs.last_works, or_(raw.c.working_days.is_not(None), allowed))

    def _less(self, name: str) -> ColumnElement[int]:
        """How many days do not count until their last day."""
        return func.coalesce(self._held.c[name], 0)

    def _runs(self, name: str) -> ColumnElement[bool]:
        """Whether their last day itself counts."""
        return ~func.coalesce(self._held.c[name], False)


def _held_until(table: Table, held: HeldDays, ours: Ours, theirs: Theirs) -> Subquery:
    """Days on hold after the start day and up to their last day, by key.

    held are working days wholly on hold, weekdays Monday to Friday, days all of them; touched are working days that a
    hold touches. holds and touches: their last day is itself one of them.
    """
    rows = held.table.c
    begun = rows.counted + rows.uncounted
    low, high = func.greatest(rows.whole_after, ours.start_day), func.least(rows.whole_to, theirs.last_day)
    touched_to = func.least(rows.touched_to, theirs.last_no)
    inside: dict[str, ColumnElement[int]] = {
        "held": func.least(begun + rows.held_days, theirs.last_no) - begun,
        "weekdays": _weekdays_to(high) - _weekdays_to(low),
        "days": high - low,
        "touched": touched_to - rows.touched_after,
    }
    ends = {
        "holds": and_(rows.whole_after < theirs.last_day, theirs.last_day <= rows.whole_to),
        "touches": and_(rows.touched_after < theirs.last_no, theirs.last_no <= rows.touched_to),
    }
    key = [rows[name] for name in held.keys]
    statement: Select[Any] = select(
        *key,
        *[func.sum(func.greatest(days, 0)).label(name) for name, days in inside.items()],
        *[func.bool_or(on).label(name) for name, on in ends.items()],
    )
    met = and_(*[table.c[name] == rows[name] for name in held.keys])
    return statement.join_from(held.table, table, met).group_by(*key).subquery()


def _weekdays_to(day: ColumnElement[int]) -> ColumnElement[int]:
    """Mondays to Fridays up to a day number, from some Monday on."""
    days = day + MONDAY
    weeks = floor_divide(days, DAYS_A_WEEK)
    return weeks * WEEKDAYS + func.least(days - weeks * DAYS_A_WEEK + 1, WEEKDAYS)


def _is_weekday(day: ColumnElement[int]) -> ColumnElement[bool]:
    days = day + MONDAY
    return days - floor_divide(days, DAYS_A_WEEK) * DAYS_A_WEEK < WEEKDAYS
