"""What stands around every request: its limits, its answer's headers, what is said when it fails, and its figures."""

from dash import Dash
from flask import Flask

from callbacks.product import Product
from serving import errors, headers, health, limits, logs, metrics, posts


def register(server: Flask, product: Product) -> None:
    """Put limits, headers, errors, health and figures around every request.

    To be called before anything else looks at requests, so that nothing does without these.
    """
    logs.register(product.settings, product.desk.secret.decode())
    errors.register(server)
    metrics.register(server, product)
    headers.register(server, product.settings)
    limits.register(server, product.settings)
    health.register(server, product)


def surround(app: Dash) -> None:
    """Allow the scripts that Dash writes into its page, and check what is posted to its callbacks."""
    headers.allow_scripts(app.server, app.csp_hashes)
    posts.register(app)
