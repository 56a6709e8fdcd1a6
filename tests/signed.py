"""A browser whose reader has signed in, and one of nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from accounts.desk import Desk
from accounts.guard import HEADER
from accounts.roles import Role
from accounts.signed import SignedIn, sign
from state import readers
from state.readers import NameTaken
from warehouse.versions import NoVersion

ORIGIN = "http://localhost"
ADMINISTRATOR = "test administrator"


class Stranger(FlaskClient):
    """A browser in which nobody has signed in; its posts come from the product's own pages."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request as a browser does."""
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Origin", ORIGIN)
        return super().open(*args, headers=headers, **kwargs)


class Signed(Stranger):
    """A browser of the company's administrator, unless `enter` lets another reader in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_token = ""
        self.enter(administrator(self.application))

    def enter(self, who: SignedIn) -> None:
        """Hold the cookies of a reader's session."""
        desk = desk_of(self.application)
        self.form_token = desk.form_token(who.token)
        self.set_cookie(desk.cookie("session"), who.token)
        self.set_cookie(desk.cookie("form"), self.form_token)

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request as Dash's scripts do."""
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault(HEADER, self.form_token)
        return super().open(*args, headers=headers, **kwargs)


def desk_of(server: Flask) -> Desk:
    """Where the readers of a server sign in."""
    desk: Desk = server.extensions["tongdian"].desk
    return desk


def administrator(server: Flask) -> SignedIn:
    """A session of a reader of the whole company, with all rights."""
    try:
        with server.extensions["tongdian"].asker.open() as warehouse:
            region = warehouse.catalogue.root.region
    except NoVersion:
        region = "nowhere"
    return let_in(server, ADMINISTRATOR, Role.ADMINISTRATOR, region)


def let_in(server: Flask, name: str, role: Role, region: str) -> SignedIn:
    """A session of a reader, who is made if there is none of the name."""
    desk = desk_of(server)
    try:
        reader = readers.add(desk.state, name, role, region)
    except NameTaken:
        reader = readers.find(desk.state, name)
        assert reader is not None
        if (reader.role, reader.region) != (role, region):
            readers.assign(desk.state, reader.id, role, region)
            reader = readers.find(desk.state, name)
            assert reader is not None
    with server.test_request_context("/login", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        return desk.let_in(reader)


@contextmanager
def request_at(server: Flask, path: str) -> Iterator[None]:
    """A request of the company's administrator."""
    with server.test_request_context(path):
        sign(administrator(server))
        yield
