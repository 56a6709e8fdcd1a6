"""For whoever watches over the server: does it answer, can it serve, and its figures."""

import logging

from flask import Flask, Response, abort, jsonify, request

from accounts.secret import is_loopback
from callbacks.product import Product
from queries.data_page import version_row
from serving.errors import said
from state.upkeep import answers
from warehouse.dialect import ENGINE_ERRORS
from warehouse.versions import NoVersion

FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")

log = logging.getLogger(__name__)


def register(server: Flask, product: Product) -> None:
    """Register /healthz and /readyz."""

    @server.get("/healthz")
    def healthz() -> Response:
        """Whether the process answers, and which version it serves (null: no data loaded yet)."""
        return jsonify(status="ok", version=product.store.current())

    @server.get("/readyz")
    def readyz() -> Response:
        """Whether readers can be served: 503 with a sentence where not."""
        why = not_ready(product)
        return said(why, 503) if why else jsonify(status="ready", version=product.store.current())


def not_ready(product: Product) -> str:
    """Why readers cannot be served now; empty where they can."""
    try:
        with product.store.read() as reading:
            version_row(reading.connection)
    except NoVersion as error:
        return str(error)
    except (*ENGINE_ERRORS, OSError):
        log.exception("The published version cannot be read.")
        return "The published version cannot be read: see the server's log, or go back with `flask --app app rollback`."
    if not answers(product.desk.state):
        return "The database of readers does not answer: see that it runs and that TONGDIAN_STATE_URL names it."
    return ""


def only_from_here() -> None:
    """Answer 404 to all but a request of this machine that no proxy has passed on."""
    if any(name in request.headers for name in FORWARDED) or not is_loopback(request.environ.get("REMOTE_ADDR", "")):
        abort(404)
