"""Which older steps became which of today's: a small list under a chart."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from pages.components.aria import aria


def step_map(head: str, rows: Sequence[tuple[str, str, bool]], *, names: tuple[str, str]) -> Component:
    """rows: the older steps, what they are today, and whether they are gone."""
    return html.Table(
        [
            html.Caption(head),
            html.Thead(html.Tr([html.Th(names[0], scope="col"), html.Th(), html.Th(names[1], scope="col")])),
            html.Tbody(
                [
                    html.Tr(
                        [html.Th(older, scope="row"), html.Td("→", **aria(hidden="true")), html.Td(today)],
                        className="gone" if gone else "",
                    )
                    for older, today, gone in rows
                ]
            ),
        ],
        className="step-map",
    )
