"""What nobody changes once it is drawn, given to the browser as HTML.

Dash watches each component of its own and tells all of them of every change: thousands of cells hold a page up for
seconds. assets/still.js puts the HTML where it belongs and lets its links lead within the page.
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

KEPT, WAY = "data-still", "data-way"
HTML = "dash_html_components"
# Attributes whose name in HTML is another than in Dash.
NAMES = {"className": "class", "tabIndex": "tabindex", "colSpan": "colspan", "rowSpan": "rowspan"}
VOID = ("br", "img")
DASHS_OWN = {"children", KEPT, *vars(html.Div())}  # what is no attribute of a component


def settled(part: Any) -> Any:
    """A part of a page with as much of it as can be as HTML; what has an id, and all but html.* and dcc.Link, lives."""
    if isinstance(part, list | tuple):
        return [settled(one) for one in part]
    if not isinstance(part, Component):
        return part
    inside = getattr(part, "children", None)
    if part._namespace == HTML and isinstance(inside, Component | list | tuple) and _is_still(inside):
        pieces: list[str] = []
        _write(inside, pieces)
        setattr(part, KEPT, "".join(pieces))
        part.children = None
    elif inside is not None:
        part.children = settled(inside)
    return part


def _is_still(part: Any) -> bool:
    """Whether a part, down to its last child, can be written."""
    if isinstance(part, list | tuple):
        return all(_is_still(one) for one in part)
    if not isinstance(part, Component):
        return True
    plain = part._namespace == HTML or isinstance(part, dcc.Link)
    return plain and not hasattr(part, "id") and _is_still(getattr(part, "children", None))


def _write(part: Any, to: list[str]) -> None:
    """Add a part as HTML, every text and attribute escaped."""
    if part is None:
        return
    if isinstance(part, list | tuple):
        for one in part:
            _write(one, to)
        return
    if not isinstance(part, Component):
        to.append(escape(str(part), quote=False))
        return
    link = isinstance(part, dcc.Link)
    tag = "a" if link else part._type.lower()
    to.append(f'<{tag} {WAY}=""' if link else f"<{tag}")
    given = vars(part)
    for name in _attributes(tuple(given)):
        value = given[name]
        if value is None or value is False:
            continue
        said = _style(value) if name == "style" else "" if value is True else str(value)
        to.append(f' {NAMES.get(name, name)}="{escape(said)}"')
    to.append(">")
    if tag not in VOID:
        to.append(given.get(KEPT, ""))
        _write(given.get("children"), to)
        to.append(f"</{tag}>")


@lru_cache(1_000)
def _attributes(names: tuple[str, ...]) -> list[str]:
    """Which of a component's properties are attributes of HTML, in a fixed order: Dash keeps them in none."""
    return sorted(set(names) - DASHS_OWN)


def _style(style: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in style.items())
