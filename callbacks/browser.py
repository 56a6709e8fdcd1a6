"""Callbacks that run in the browser: functions of assets/*.js, named namespace.function."""

from typing import Any

from dash import ClientsideFunction, Dash


def in_browser(app: Dash, function: str, *parts: Any) -> None:
    """Register a browser function with its outputs, inputs and states; it runs as an input changes."""
    namespace, name = function.split(".")
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(namespace, name), *parts, prevent_initial_call=True
    )
