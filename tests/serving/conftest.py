"""A browser of a server with addresses that fail, and what it is asked with."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app import create_app
from settings import Settings
from tests.callbacks.posting import dependencies, outputs_of, parsed
from warehouse.statements import StatementCancelled

CAUSE = "the cause that stays on the server"


@pytest.fixture(scope="package")
def failing(simulated_settings: Settings) -> Flask:
    """The product, and beside it addresses that fail in one way each."""
    server = create_app(simulated_settings)

    def fail(how: str) -> str:
        if how == "slow":
            raise StatementCancelled(30)
        if how == "engine":
            raise OperationalError(CAUSE, {}, ValueError())
        raise RuntimeError(CAUSE)

    server.add_url_rule("/export/fails/<how>", view_func=fail, methods=["GET", "POST"])
    return server


@pytest.fixture
def reader(failing: Flask) -> FlaskClient:
    """A reader of it."""
    return failing.test_client()


@pytest.fixture
def body(client: FlaskClient) -> dict[str, Any]:
    """What a browser posts to get the figures of the overview."""
    callback = next(one for one in dependencies(client) if "overview-lead.children" in one["output"])
    values = {"search": "", "pathname": "/", "data": "light"}

    def given(part: dict[str, Any]) -> Any:
        many = part["id"].startswith("{")
        return [] if many else {**part, "value": values[part["property"]]}

    return copy.deepcopy(
        {
            "output": callback["output"],
            "outputs": outputs_of(callback["output"]),
            "inputs": [given(part) for part in callback["inputs"]],
            "state": [given(part) for part in callback["state"]],
            "changedPropIds": ["url.search"],
        }
    )


@pytest.fixture
def fitting() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Makes a post that fits a callback and says nothing: every value is missing."""

    def make(callback: dict[str, Any]) -> dict[str, Any]:
        def given(part: dict[str, Any]) -> Any:
            return [] if '["ALL"]' in part["id"] else {"id": parsed(part["id"]), "property": part["property"]}

        outputs = outputs_of(callback["output"])
        return {
            "output": callback["output"],
            "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            "inputs": [given(part) for part in callback["inputs"]],
            "state": [given(part) for part in callback["state"]],
            "changedPropIds": [],
        }

    return make
