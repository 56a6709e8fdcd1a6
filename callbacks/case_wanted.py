"""What the address of a list of cases asks for: which rows, how narrowed, and what stands above them."""

from dataclasses import dataclass, replace
from typing import Any

from callbacks.case_holders import NOW, told_of
from callbacks.drawing import date_words, opened
from callbacks.labels import group_label
from callbacks.view import View
from locales import text, texts
from queries.groupings import Cell
from queries.metrics import Flow, metric
from queries.narrowing import SORT, ColumnError, Narrowing
from queries.rows import Listing, listing, numbered, parse_cell

FIND = "find"  # the parameter that holds the beginning of a number


@dataclass(frozen=True)
class Wanted:
    """What a URL asks to list: its title, by which date it is counted, what it means, and its rows.

    value: the column shown first. told: what is said of where its cases stand, beside the columns of the rows.
    """

    title: str
    dates: str
    definition: str
    narrowing: Narrowing
    listing: Listing
    value: str = ""
    told: tuple[str, ...] = ()


def asked(view: View) -> Wanted:
    """The list that the URL names: the rows of a metric's figure or of a cell of its table, or the cases with a number.

    Raises QuestionError for a cell, condition or order that cannot be read, with the columns as they stand on screen.
    """
    try:
        return read_wanted(view)
    except ColumnError as error:
        raise error.named(*(name_of(locale, error.column) for locale in ("zh_CN", "en"))) from error


def name_of(locale: str, column: str) -> str:
    """A column's name on screen; as the URL has it where no list has such a column."""
    return text(locale, f"column.{column}") if f"column.{column}" in texts(locale) else column


def read_wanted(view: View) -> Wanted:
    """The list that the URL names. Raises QuestionError, ColumnError among them, as asked() does."""
    narrowing = Narrowing.parse(view.extras)
    begin = view.parameter(FIND, "").strip()
    if begin:
        return Wanted(
            title=text(view.locale, "cases.found", begin=begin),
            dates=text(view.locale, "cases.found_words"),
            definition="",
            narrowing=narrowing,
            listing=numbered(view.catalogue, view.selection.scope, begin, narrowing),
            told=NOW,
        )
    key, cell = view.parameter("metric", ""), parse_cell([value for name, value in view.extras if name == "cell"])
    behind = listing(view.catalogue, key, view.selection, cell, narrowing)
    counted = opened(key)
    return Wanted(
        title=title(view, key, cell),
        dates=date_words(view, key),
        definition=metric(key).definition(view.locale),
        narrowing=narrowing,
        listing=behind,
        value=counted.value.name if isinstance(counted, Flow) and counted.value is not None else "",
        told=told_of(key),
    )


def ordered_as(view: View, model: Any) -> View:
    """The view in the order that the grid asks for: it asks before the URL says it."""
    order = [(SORT, f"{one.get('colId')}:{one.get('sort')}") for one in model or [] if isinstance(one, dict)]
    return replace(view, extras=(*((name, value) for name, value in view.extras if name != SORT), *order))


def title(view: View, key: str, cell: Cell) -> str:
    """The metric's name and the cell that is opened."""
    opened = [group_label(view, name, group or "") for name, group in cell]
    return " · ".join([metric(key).name(view.locale), *opened])
