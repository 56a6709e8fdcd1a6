"""What happens on a page: read the URL, ask the warehouse, draw. Nothing is registered on import."""

from dash import Dash

from callbacks import cards, exports, filters, overview, shell
from callbacks.product import Product
from ids import Overview, Page

PAGES = {Page.OVERVIEW: (Overview, overview.panels)}


def register(app: Dash, product: Product) -> None:
    """Register every callback on the application."""
    shell.register(app, product)
    filters.register(app, product)
    cards.register(app, product, PAGES)
    exports.register(app.server, product, PAGES)
