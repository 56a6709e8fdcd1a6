"""What happens on a page: read the URL, ask the warehouse, draw. Nothing is registered on import."""

from dash import Dash

from callbacks import filters, shell
from callbacks.product import Product


def register(app: Dash, product: Product) -> None:
    """Register every callback on the application."""
    for module in (shell, filters):
        module.register(app, product)
