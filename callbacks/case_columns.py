"""How the columns of a list of rows stand in its grid: which, how wide, and by which it can be ordered."""

from typing import Any

from callbacks.narrowed import code_words
from callbacks.row_words import CODES, DECIMALS, heading
from callbacks.view import View
from charts.lettering import width
from queries.narrowing import KEY_COLUMNS, Narrowing, codes_of, orders
from queries.rows import Listing

# Numbers that are right aligned beside durations.
NUMBERS = (
    *("capacity_kva", "meters", "round", "due_days_apart", "trips", "trips_confirmed", "documents_required"),
    "days_left",
)
# px, by the end of the name
WIDTHS = {
    "application": 146,
    "answer": 170,
    "contact": 170,
    "complaint": 170,
    "region": 180,
    "unit": 130,
    "holder": 280,
    "_date": 108,
    "_at": 150,
}
LEAST, MOST = 84, 280  # px
AROUND = 26  # px beside the words of a cell
MARKED = 46  # px beside those of a heading, with the arrow of its order
SIZE = 13  # px of a letter


def shown_columns(view: View, listing: Listing, value: str, told: tuple[str, ...]) -> list[str]:
    """The columns of the list: the case, what is told of where it stands, what the metric counts, and the others.

    value: the column that the metric counts. Columns of codes that the data do not know are left out.
    """
    names = listing.names
    known = [name for name in names if not view.catalogue.lacks(CODES.get(name, ""))]
    first, *others = sorted(known, key=lambda name: (name != names[0], name != value))
    return [first, *told, *others]


def column(view: View, listing: Listing, narrowing: Narrowing, name: str) -> dict[str, Any]:
    """How a column of the rows stands in the grid; what does not fit is said where one points."""
    words = heading(view, name)
    shown: dict[str, Any] = {"field": name, "headerName": words, "tooltipField": name, "headerTooltip": words}
    shown["width"] = _width(view, name, words)
    if name in KEY_COLUMNS:
        shown |= {"pinned": "left"}
    if name == "application":
        shown |= {"cellRenderer": "CaseLink"}
    if name == "region":
        shown |= {"cellRenderer": "UnitLink"}
    if name.endswith("minutes") or name in (*NUMBERS, *DECIMALS):
        shown |= {"type": "rightAligned"}
    if orders(listing.fact, name):
        order = [column for column, _ in narrowing.sort]
        at = order.index(name) if name in order else None
        down = at is not None and narrowing.sort[at][1]
        shown |= {"sortable": True, "sort": None if at is None else "desc" if down else "asc", "sortIndex": at}
    return shown


def _width(view: View, name: str, words: str) -> int:
    """Wide enough for its heading, and for the longest name of its codes."""
    fixed = next((wide for end, wide in WIDTHS.items() if name.endswith(end)), 0)
    named = "step" if name == "step_now" else name
    codes = codes_of(named, view.catalogue) if not fixed else ()
    longest = max((width(code_words(view, named, code), SIZE) for code in codes), default=0)
    return round(min(max(fixed, longest + AROUND, width(words, SIZE) + MARKED, LEAST), MOST))
