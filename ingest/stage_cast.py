"""Text or typed values -> the contract's types, in bulk in the engine, and what is wrong with a row, by column."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    Float,
    FromClause,
    Integer,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    try_cast,
)
from sqlalchemy.types import TypeEngine

from ingest.reasons import Reason
from warehouse.delivered import answers, applications, limits, pushes, steps
from warehouse.dialect import matches, utc_stamp

# Columns with a fixed list of codes: anything else cannot be read. All other codes are open and label themselves.
CLOSED: Mapping[Column[Any], tuple[str, ...]] = {
    applications.c.outcome: ("powered", "completed", "withdrawn", "returned", "voided", "expired"),
    steps.c.owner: ("utility", "customer", "government"),
    limits.c.clock: ("whole", "utility", "step"),
    answers.c.method: ("callback", "app", "government", "third_party"),
    pushes.c.kind: ("notice", "progress", "offer"),
}
# Of these one is enough, but without any nothing tells when the row was.
ONE_STAMP = (
    (applications.c.submitted_at, applications.c.accepted_at),
    (steps.c.entered_at, steps.c.left_at),
)
_YES = ("true", "1", "yes", "y", "t", "是")
_NO = ("false", "0", "no", "n", "f", "否")
_FIRST, _END = "1900-01-01", "2200-01-01"  # stamps beyond are fillers such as 9999-12-31, or slips of the pen
_WIDE = "\u3000"  # the full-width blank
_LARGEST_INTEGER = 2**31 - 1
_LARGEST_FLOAT = 1e300

# As a token of its own: a mobile phone's number, or an ID number with region, date of birth and check digit.
PERSONAL = (
    "(^|[^0-9])(1[3-9][0-9]{9}|[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])"
    "([^0-9]|$)"
)
_SHORTEST_PERSONAL = 11
_LEAST_PERSONAL = 10 ** (_SHORTEST_PERSONAL - 1)

# What a typed row carries after its own columns. status is null where all is well, PERSONAL or a Reason.
STATUS, DETAIL, RAW = "status", "detail", "raw"
HOLDS_PERSONAL = "holds_personal"


def cleaned(value: ColumnElement[str], codes: Mapping[str, str]) -> ColumnElement[str]:
    """A value trimmed, null where nothing is left, the source's own words replaced by the codes they stand for."""
    # Trimming costs more than all else here, and hardly any value needs it. Blanks sort before the exclamation mark.
    blank = or_(value < "!", value.startswith(_WIDE), *[value.endswith(end) for end in (" ", "\t", "\r", "\n", _WIDE)])
    trimmed = func.nullif(func.trim(value, f" \t\r\n{_WIDE}"), "", type_=String())
    text: ColumnElement[str] = case((blank, trimmed), else_=value)
    if not codes:
        return text
    return case({word: code or null() for word, code in codes.items()}, value=text, else_=text)


def suits(column: Column[Any], given: TypeEngine[Any] | None) -> bool:
    """Whether `typed_rows` takes values of a type for a column as they are, not as text; given: as of Source.types."""
    if isinstance(column.type, Integer | Float):
        return isinstance(given, Integer | Float)
    return isinstance(column.type, Boolean | Date | DateTime) and isinstance(given, type(column.type))


def typed_rows(rows: FromClause, columns: Sequence[Column[Any]], extra: Sequence[str]) -> Subquery:
    """Rows as given -> the contract's types, then the columns `extra` as they are, then status, detail and raw.

    rows: for each of `columns` one under its key, of cleaned text or of a type that suits it. detail names the columns
    that the status is about, raw repeats the values of such a row.
    """
    parsed = select(
        *[rows.c[column.key].label(_given(column)) for column in columns],
        *[_typed(column, rows.c[column.key]).label(column.key) for column in columns],
        *[rows.c[name] for name in extra],
    ).subquery()
    given = {column: parsed.c[_given(column)] for column in columns}
    unread = {
        column: and_(given[column].is_not(None), parsed.c[column.key].is_(None))
        for column in columns
        if not isinstance(column.type, String) or column in CLOSED
    }
    personal = {
        column: _is_personal(given[column])
        if isinstance(column.type, String)
        else and_(_may_be_personal(column, parsed.c[column.key], unread[column]), _is_personal(given[column]))
        for column in columns
        if column.name != applications.c.application.name
        and isinstance(given[column].type, String | Integer | Float)  # no truth, day or stamp is one
    }
    lacking: dict[Column[Any], ColumnElement[bool]]
    lacking = {column: given[column].is_(None) for column in columns if not column.nullable}
    for pair in ONE_STAMP:
        present = [column for column in pair if column in given]
        if present:
            lacking |= dict.fromkeys(present, and_(*[given[column].is_(None) for column in present]))
    judged = select(
        *parsed.c,
        _named(personal).label("personal"),
        _named(unread).label("unread"),
        _named(lacking).label("lacking"),
    ).subquery()
    status = case(
        (judged.c.personal.is_not(None), HOLDS_PERSONAL),
        (judged.c.unread.is_not(None), Reason.UNREADABLE_VALUE),
        (judged.c.lacking.is_not(None), Reason.MISSING_VALUE),
    )
    told = [column.name + "=" + _as_text(judged.c[_given(column)]) for column in columns]
    return select(
        *[judged.c[column.key] for column in columns],
        *[judged.c[name] for name in extra],
        status.label(STATUS),
        func.coalesce(judged.c.personal, judged.c.unread, judged.c.lacking).label(DETAIL),
        case((status.is_not(None), func.concat_ws("; ", *told))).label(RAW),
    ).subquery()


def _given(column: Column[Any]) -> str:
    return f"{column.key} given"


def _named(tests: Mapping[Column[Any], ColumnElement[bool]]) -> ColumnElement[str]:
    """The names of the columns whose test holds, comma-separated; null for nearly every row, where none does."""
    if not tests:
        return cast(null(), String)
    names = func.concat_ws(", ", *[case((test, column.name)) for column, test in tests.items()])
    return case((or_(*tests.values()), names), else_=cast(null(), String))


def _as_text(given: ColumnElement[Any]) -> ColumnElement[str]:
    return given if isinstance(given.type, String) else cast(given, String)


def _is_personal(given: ColumnElement[Any]) -> ColumnElement[bool]:
    # A case, as most values are short and the pattern is then never tried.
    if isinstance(given.type, String):
        long = func.length(given) >= _SHORTEST_PERSONAL
    else:
        long = or_(given >= _LEAST_PERSONAL, given <= -_LEAST_PERSONAL)
    return case((long, matches(_as_text(given), PERSONAL)), else_=False)


def _may_be_personal(
    column: Column[Any], value: ColumnElement[Any], unread: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether what is to be no text may be a person's number: a whole one, or what cannot be read."""
    # The digits after a point may look like one.
    return or_(unread, value == func.floor(value)) if isinstance(column.type, Integer | Float) else unread


def _typed(column: Column[Any], given: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value in the column's type; null where what is given is none of it."""
    if column in CLOSED:
        return case((given.in_(CLOSED[column]), given))
    if isinstance(column.type, Boolean):
        if isinstance(given.type, Boolean):
            return given
        return case((func.lower(given).in_(_YES), True), (func.lower(given).in_(_NO), False))
    if isinstance(column.type, Integer):  # 3.0 is one, as tables with gaps are written; 3.7 is none
        number = try_cast(given, Double)
        return case(
            (and_(func.abs(number) <= _LARGEST_INTEGER, number == func.floor(number)), try_cast(number, Integer))
        )
    if isinstance(column.type, Float):  # neither nan nor infinity
        number = try_cast(given, Double)
        return case((func.abs(number) <= _LARGEST_FLOAT, number))
    if isinstance(column.type, DateTime):
        # Read without a zone first, which no text with a zone's name stands: CST is one in China, another in America.
        local = try_cast(given, DateTime)
        return case((and_(local >= cast(_FIRST, DateTime), local < cast(_END, DateTime)), utc_stamp(given)))
    if isinstance(column.type, Date):
        day = try_cast(given, Date)
        return case((and_(day >= cast(_FIRST, Date), day < cast(_END, Date)), day))
    return given
