"""How a reader narrows and orders a list of rows: by columns that the list has, in the ways that their kind allows.

In the URL as where=column:value (several codes of a column mean any of them, nothing means unknown), where=column:a..b
(a range with either end open) and sort=column:asc or desc. Names are looked up among the list's columns, values bound.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, ColumnElement, Date, DateTime, Float, Integer, String, Table, and_, case, or_, true

from ingest.derive.cases import FINISHED, FINISHED_OUTCOMES, LEFT, LEFT_OUTCOMES, OPEN, SUBMITTED
from queries.aggregates import MINUTES_IN_WORKING_DAY
from queries.catalogue import Catalogue
from queries.errors import QuestionError
from queries.flags import flags
from queries.scope import Scope
from queries.seen import seen
from queries.selection import DAY
from warehouse.facts import ELAPSED, WAITING_BETWEEN, WAITING_HELD, Path, Reconciled, Visit

WHERE, SORT = "where", "sort"
REGION = "region"  # the column of a list in which a fact has the number of a place
KEY_COLUMNS = ("application", "contact", "complaint")  # columns that hold the number of a case, contact or complaint
MOST = 40  # conditions of one list
OWNERS = ("utility", "customer", "government")
KINDS = ("overdue", "due_soon", "held")
# Columns whose codes the contract or the derivation fixes, and those that a catalogue lists under another name.
FIXED: Mapping[str, tuple[str, ...]] = {
    "state": (SUBMITTED, OPEN, FINISHED, LEFT),
    "outcome": (*FINISHED_OUTCOMES, *LEFT_OUTCOMES),
    "owner": OWNERS,
    "kind": KINDS,
    "path": tuple(Path),
    "visit": tuple(Visit),
    "reconciled": tuple(Reconciled),
}
LISTED = {"customer_class": "class"}


class ColumnError(QuestionError):
    """Something that cannot be asked of a column.

    zh, en: the sentences, {column} where its name stands: the one in the URL, until named() puts in those on screen.
    """

    def __init__(self, column: str, zh: str, en: str) -> None:
        super().__init__(zh.replace("{column}", column), en.replace("{column}", column))
        self.column, self._sentences = column, (zh, en)

    def named(self, zh: str, en: str) -> QuestionError:
        """The same with the column's names in both languages."""
        return QuestionError(
            *(one.replace("{column}", name) for one, name in zip(self._sentences, (zh, en), strict=True))
        )


class Kind(StrEnum):
    """What a column holds."""

    CODE = "code"
    FLAG = "flag"
    DAY = "day"
    STAMP = "stamp"
    NUMBER = "number"
    KEY = "key"  # one of KEY_COLUMNS


@dataclass(frozen=True)
class Narrowing:
    """Conditions (column, value) and order (column, whether the largest stands first), as the URL has them."""

    where: tuple[tuple[str, str], ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def parse(cls, pairs: Sequence[tuple[str, str]]) -> "Narrowing":
        """What the where and sort of a URL's parameters say. Raises QuestionError for what cannot be read."""
        where = [_split(value) for name, value in pairs if name == WHERE]
        sort = [_split(value) for name, value in pairs if name == SORT]
        if len(where) + len(sort) > MOST:
            raise QuestionError(f"条件过多，最多 {MOST} 个。", f"There are too many conditions; {MOST} at most.")
        for column, order in sort:
            if order not in ("asc", "desc"):
                raise QuestionError(
                    f"“{column}:{order}”不是排序方式，请写成 {column}:asc 或 {column}:desc。",
                    f"{column}:{order} is no order; write {column}:asc or {column}:desc.",
                )
        return cls(tuple(where), tuple((column, order == "desc") for column, order in sort))


def _split(value: str) -> tuple[str, str]:
    column, colon, rest = value.partition(":")
    if not colon:
        raise QuestionError(f"“{value}”应写成 列:值。", f"{value!r} should be written as column:value.")
    return column, rest


def kind_of(fact: Table, name: str, catalogue: Catalogue) -> Kind | None:
    """What a column of a fact's rows holds; None for one by which a list is neither narrowed nor ordered."""
    if name not in fact.c:
        return None
    if name in KEY_COLUMNS:
        return Kind.KEY
    match fact.c[name].type:
        case Boolean():
            return Kind.FLAG
        case DateTime():
            return Kind.STAMP
        case Date():
            return Kind.DAY
        case Integer() | Float():
            return Kind.NUMBER
        case String() if codes_of(name, catalogue):
            return Kind.CODE
        case _:
            return None


def codes_of(name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The codes that a column may hold, in order; none where they are not listed."""
    if name in FIXED:
        return FIXED[name]
    if name == "flag":
        return tuple(flags())
    if name == "part":
        return (*catalogue.codes["step"], WAITING_HELD, WAITING_BETWEEN)
    return tuple(catalogue.codes.get(LISTED.get(name, name), {}))


def _unit(name: str) -> int:
    """How many of what a column counts make one of what it is shown and asked for in: working minutes are, in days."""
    return ELAPSED.get(name, MINUTES_IN_WORKING_DAY if name.endswith("minutes") else 1)


def narrowed(
    wanted: Narrowing, fact: Table, names: Sequence[str], catalogue: Catalogue, scope: Scope
) -> ColumnElement[bool]:
    """The rows that the conditions leave; names: the list's columns. Raises QuestionError for any other condition."""
    of: dict[str, list[str]] = {}
    for name, value in wanted.where:
        of.setdefault(name, []).append(value)
    return and_(
        true(),
        *(_condition(fact, name, _kind(fact, name, names, catalogue), of[name], catalogue, scope) for name in of),
    )


def orders(fact: Table, name: str) -> bool:
    """Whether a list of a fact's rows can be ordered by one of its columns."""
    return name == REGION or name in fact.c


def ordered(
    wanted: Narrowing, fact: Table, names: Sequence[str], catalogue: Catalogue, scope: Scope
) -> list[ColumnElement[Any]]:
    """The order that the reader asks for, unknown last: codes in the order of their list, regions in that of the tree.

    It is the order in which pages show them, so it is the same in each language; codes in no list stand behind the
    others. Raises QuestionError for a column that has none.
    """
    found: list[ColumnElement[Any]] = []
    for name, down in wanted.sort:
        if name not in names or not orders(fact, name):
            raise ColumnError(name, "此明细不能按“{column}”排序。", "This list cannot be ordered by '{column}'.")
        column = fact.c.place_no if name == REGION else fact.c[name]
        values: list[ColumnElement[Any]] = [seen(column, scope, catalogue)]
        if codes := codes_of(name, catalogue) if name != REGION else ():
            values.insert(0, case({code: at for at, code in enumerate(codes)}, value=values[0]))
        found += [(value.desc() if down else value.asc()).nulls_last() for value in values]
    return found


def _kind(fact: Table, name: str, names: Sequence[str], catalogue: Catalogue) -> Kind:
    kind = kind_of(fact, name, catalogue) if name in names else None
    if kind is None:
        hint = ("单位请在页面上方选择。", " Choose the unit above the list.") if name == REGION else ("", "")
        raise ColumnError(
            name,
            f"此明细不能按“{{column}}”筛选。{hint[0]}",
            f"This list cannot be narrowed by '{{column}}'.{hint[1]}",
        )
    return kind


def _condition(
    fact: Table, name: str, kind: Kind, values: Sequence[str], catalogue: Catalogue, scope: Scope
) -> ColumnElement[bool]:
    column = seen(fact.c[name], scope, catalogue)
    if kind in (Kind.CODE, Kind.FLAG):
        known = codes_of(name, catalogue) if kind is Kind.CODE else ("true", "false")
        wrong = next((value for value in values if value and value not in known), None)
        if wrong is not None:
            raise _no_value(name, wrong)
        wanted = [value == "true" if kind is Kind.FLAG else value for value in values if value]
        return or_(column.in_(wanted), *([column.is_(None)] if "" in values else []))
    if kind is Kind.KEY:
        return or_(*(column.startswith(value, autoescape=True) for value in values))
    return or_(*(_range(fact, name, kind, value, catalogue) for value in values))


def _range(fact: Table, name: str, kind: Kind, value: str, catalogue: Catalogue) -> ColumnElement[bool]:
    """The rows from one end to the other, both included; nothing at an end leaves it open."""
    first, dots, last = value.partition("..")
    if not dots or not (first or last):
        raise _no_value(name, value)
    column = fact.c[name]
    try:
        if kind is Kind.NUMBER:
            unit, least, most = _unit(name), _number(first), _number(last)
            backwards = bool(least and most) and least > most
            ends = [(column >= low * unit) for low in least] + [(column <= high * unit) for high in most]
        else:
            begin, end = _day(first), _day(last)
            backwards = bool(begin and end) and begin > end
            if kind is Kind.DAY:
                ends = [(column >= low) for low in begin] + [(column <= high) for high in end]
            else:
                zone = ZoneInfo(catalogue.time_zone)
                ends = [(column >= _instant(low, zone)) for low in begin]
                ends += [(column < _instant(high + DAY, zone)) for high in end]
    except (ValueError, OverflowError):
        raise _no_value(name, value) from None
    if backwards:
        raise ColumnError(
            name,
            f"列“{{column}}”的范围 {first}..{last} 起点在终点之后，请对调。",
            f"The range {first}..{last} of the column '{{column}}' begins after it ends: turn it round.",
        )
    return and_(true(), *ends)


def _day(end: str) -> list[date]:
    """The day that an end of a range names, if it names one."""
    return [date.fromisoformat(end)] if end else []


def _number(end: str) -> list[float]:
    """The number that an end of a range names, if it names one."""
    numbers = [float(end)] if end else []
    if not all(map(math.isfinite, numbers)):
        raise ValueError(end)
    return numbers


def _instant(day: date, zone: ZoneInfo) -> datetime:
    """The naive UTC stamp at which a local day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def _no_value(name: str, value: str) -> QuestionError:
    return ColumnError(
        name,
        f"列“{{column}}”没有“{value}”这样的值；代码取自所列选项，日期与数字写成 从..到。",
        f"The column '{{column}}' takes no '{value}': codes are those offered, dates and numbers are written from..to.",
    )
