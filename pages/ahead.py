"""前瞻预警: what will be late next, and how many cases will stand open."""

from dash import html
from dash.development.base_component import Component

from ids import Ahead


def layout(_locale: str) -> Component:
    """The page before its first answer."""
    return html.Div([html.P(id=Ahead.LEAD, className="lead")])
