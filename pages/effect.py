"""精简成效: whether the reform worked."""

from dash import html
from dash.development.base_component import Component

from ids import Effect


def layout(_locale: str) -> Component:
    """The page before its first answer."""
    return html.Div([html.P(id=Effect.LEAD, className="lead")])
