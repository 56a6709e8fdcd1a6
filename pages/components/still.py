"""What nobody changes once it is drawn, given to the browser as HTML.

Dash watches each component of its own and tells all of them of every change: thousands of cells hold a page up for
seconds. assets/still.js puts the HTML where it belongs and lets its links lead within the page.
"""

from collections.abc import Mapping
from typing import Any

from dash import dcc
from dash.development.base_component import Component
from markupsafe import Markup, escape

KEPT, WAY = "data-still", "data-way"
HTML = "dash_html_components"
# Attributes whose name in HTML is another than in Dash.
NAMES = {"className": "class", "tabIndex": "tabindex", "colSpan": "colspan", "rowSpan": "rowspan"}
VOID = ("Br", "Img")
WILD = ("aria-", "data-")


def settled(part: Any) -> Any:
    """A part of a page with as much of it as can be as HTML; what has an id, and all but html.* and dcc.Link, lives."""
    if isinstance(part, list | tuple):
        return [settled(one) for one in part]
    if not isinstance(part, Component):
        return part
    inside = getattr(part, "children", None)
    if part._namespace == HTML and isinstance(inside, Component | list | tuple) and _is_still(inside):
        setattr(part, KEPT, str(_written(inside)))
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


def _written(part: Any) -> Markup:
    """A part as HTML, every text and attribute escaped."""
    if part is None:
        return Markup()
    if isinstance(part, list | tuple):
        return Markup().join(_written(one) for one in part)
    if not isinstance(part, Component):
        return escape(part)
    known: frozenset[str] = frozenset(vars(part)["available_properties"])
    given = {name: value for name, value in vars(part).items() if name in known or name.startswith(WILD)}
    inside = given.pop("children", None)
    if isinstance(part, dcc.Link):
        given[WAY] = ""
    attributes = [
        Markup(' {}="{}"').format(NAMES.get(name, name), _style(value) if name == "style" else value)
        for name, value in given.items()
        if value is not None
    ]
    tag = "a" if isinstance(part, dcc.Link) else part._type.lower()
    start = Markup("<{}{}>").format(tag, Markup().join(attributes))
    return start if part._type in VOID else start + _written(inside) + Markup("</{}>").format(tag)


def _style(style: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in style.items())
