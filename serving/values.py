"""What the browser gives for the properties of the product's components, where they are set."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from dash.development.base_component import Component

from serving.limits import ADDRESS

Fits = Callable[[Any], bool]
MOST_CHOSEN = 1000  # choices of one control
MOST_ROWS = 500  # of a grid, asked for at once: five times what ours asks for
MOST_IN_ALL = 2**31


def is_text(value: Any) -> bool:
    """Whether it is a text that could stand in an address."""
    return isinstance(value, str) and len(value) <= ADDRESS


def is_choice(value: Any) -> bool:
    """Whether it is a list of such texts."""
    return isinstance(value, list) and len(value) <= MOST_CHOSEN and all(map(is_text, value))


def is_count(value: Any) -> bool:
    """Whether it is a whole number, from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_slice(value: Any) -> bool:
    """Whether it says which rows a grid wants."""
    if not isinstance(value, dict):
        return False
    first, end = value.get("startRow", 0), value.get("endRow", 0)
    return is_count(first) and is_count(end) and bool(first < end <= first + MOST_ROWS) and end < MOST_IN_ALL


# All others are read by their callbacks.
PROPERTIES: Mapping[str, Fits] = {
    **dict.fromkeys(("search", "pathname", "href", "start_date", "end_date"), is_text),
    **dict.fromkeys(("n_clicks", "n_intervals", "n_submit"), is_count),
    "getRowsRequest": is_slice,
}


def controls(layout: Component) -> dict[str, Fits]:
    """What the value of each control of a layout may be, by its id as the browser writes it."""
    found: dict[str, Fits] = {}
    for one in layout._traverse():  # type: ignore[no-untyped-call]
        kind = getattr(one, "_type", None)
        if kind in ("Dropdown", "Input", "Textarea", "RadioItems", "Checklist") and hasattr(one, "id"):
            several = kind == "Checklist" or getattr(one, "multi", False)
            number = getattr(one, "type", None) == "number"
            if not number:
                found[written(one.id)] = is_choice if several else is_text
    return found


def written(identity: Any) -> str:
    """An id as the browser writes it."""
    return identity if isinstance(identity, str) else json.dumps(identity, sort_keys=True, separators=(",", ":"))
