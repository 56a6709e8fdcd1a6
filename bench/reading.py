"""A reader for the measurements: the company's administrator, signed in."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from accounts.guard import HEADER
from accounts.roles import Role
from accounts.signed import SignedIn
from callbacks.product import Product
from state import readers

NAME = "bench"


def let_in(server: Flask) -> SignedIn:
    """A session of a reader of the whole company."""
    product: Product = server.extensions["tongdian"]
    with product.asker.open() as warehouse:
        region = warehouse.catalogue.root.region
    state = product.desk.state
    reader = readers.find(state, NAME) or readers.add(state, NAME, Role.ADMINISTRATOR, region)
    with server.test_request_context():
        return product.desk.let_in(reader)


class Browser(FlaskClient):
    """A client that asks as the product's pages do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk, who = self.application.extensions["tongdian"].desk, let_in(self.application)
        self.set_cookie(desk.cookie("session"), who.token)
        self._headers = {HEADER: desk.form_token(who.token), "Origin": "http://localhost"}

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request."""
        return super().open(*args, headers=self._headers | dict(kwargs.pop("headers", {})), **kwargs)
