"""The conditions by which a list of cases is narrowed: what is offered, what the URL chooses, and how that is said."""

from collections.abc import Sequence
from typing import Any

from callbacks.row_words import CODES, heading, readable_cell
from callbacks.view import View
from locales import text
from pages.cases import Condition
from queries.narrowing import Kind, Narrowing, codes_of, kind_of
from queries.rows import Listing

RANGES = (Kind.DAY, Kind.STAMP, Kind.NUMBER)


def offered(view: View, listing: Listing, columns: Sequence[str]) -> list[str]:
    """The columns of a list by which it can be narrowed."""
    kinds = {name: kind_of(listing.fact, name, view.catalogue) for name in columns}
    return [name for name, kind in kinds.items() if kind in (Kind.CODE, Kind.FLAG, *RANGES)]


def control(view: View, listing: Listing, name: str, narrowing: Narrowing) -> Condition:
    """The control of a column, with what the URL chooses of it."""
    given = [value for column, value in narrowing.where if column == name]
    kind = kind_of(listing.fact, name, view.catalogue)
    if kind in RANGES:
        first, _, last = given[-1].partition("..") if given else ("", "", "")
        return Condition(name, heading(view, name), ends=(first, last), days=kind is not Kind.NUMBER)
    codes = ("true", "false") if kind is Kind.FLAG else codes_of(name, view.catalogue)
    choices = {code: code_words(view, name, code) for code in (*codes, "")}
    return Condition(name, heading(view, name), choices=choices, chosen=given)


def code_words(view: View, name: str, code: str) -> str:
    """A code of a column, or nothing for what is unknown, in words."""
    if not code:
        return text(view.locale, "group.unknown")
    value: Any = code if name in CODES else code == "true"
    return str(readable_cell(view, name, value))


def condition_words(view: View, narrowing: Narrowing) -> str:
    """The conditions and the order as a person reads them; empty where there are none."""
    say = [
        text(view.locale, "cases.condition", name=heading(view, name), value=_value_words(view, name, narrowing))
        for name in dict.fromkeys(column for column, _ in narrowing.where)
    ]
    order = [_order_words(view, name, down=down) for name, down in narrowing.sort]
    return " · ".join([*say, *order])


def _order_words(view: View, name: str, *, down: bool) -> str:
    """A column by which a list is ordered; codes and regions stand in the order of their list."""
    way = ("back" if down else "listed") if name in CODES else ("falling" if down else "rising")
    return text(view.locale, f"cases.{way}", name=heading(view, name))


def _value_words(view: View, name: str, narrowing: Narrowing) -> str:
    values = [value for column, value in narrowing.where if column == name]
    listed = text(view.locale, "word.listed")
    return listed.join(_range_words(value) if ".." in value else code_words(view, name, value) for value in values)


def _range_words(value: str) -> str:
    """A range from one end to the other, either of which may be open."""
    low, _, high = value.partition("..")
    return f"{low} – {high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
