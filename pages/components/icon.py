"""An icon of assets/: decoration only, the words beside it carry the meaning."""

from dash import html
from dash.development.base_component import Component

from pages.components.aria import aria


def icon(name: str) -> Component:
    """The icon of a name, hidden from screen readers."""
    return html.I(className=f"icon icon-{name}", **aria(hidden="true"))
