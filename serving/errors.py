"""What a reader is told when a request fails: a sentence, and a number under which the server's log has the cause."""

import base64
import logging
import secrets

from dash.exceptions import DependencyException
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from callbacks.view import locale_of
from locales import text, texts
from queries.errors import QuestionError
from serving.asked import from_page
from warehouse.statements import StatementCancelled
from warehouse.versions import NoVersion

PLAIN_TEXT = "text/plain; charset=utf-8"
REFERENCE = "X-Reference"

log = logging.getLogger(__name__)


def register(server: Flask) -> None:
    """Give every request its number, and every failure its sentence."""

    @server.before_request
    def number() -> None:
        g.reference = new_reference()

    server.register_error_handler(NoVersion, lambda error: said(str(error), 503))
    server.register_error_handler(QuestionError, lambda error: said(error.words(locale_here()), 400))
    server.register_error_handler(StatementCancelled, _cancelled)
    server.register_error_handler(DependencyException, lambda _error: _refused(NotFound()))  # a file that is not Dash's
    server.register_error_handler(HTTPException, _refused)
    server.register_error_handler(Exception, _failed)


def new_reference() -> str:
    """Eight letters and digits that a reader can read out, and that tell nothing."""
    return base64.b32encode(secrets.token_bytes(5)).decode()


def said(sentence: str, status: int) -> Response:
    """A sentence as an answer."""
    return Response(sentence, status, content_type=PLAIN_TEXT)


def locale_here() -> str:
    """The locale that a request's address names, else that of the page it was asked from."""
    asked = request.query_string.decode("latin-1")
    return locale_of(asked if "lang=" in asked else from_page().query)


def _refused(error: HTTPException) -> Response:
    if isinstance(error, InternalServerError):  # what has failed after the answer was made
        return _failed(error.original_exception or error)
    status = error.code or 400
    locale = locale_here()
    told = status if f"refused.{status}" in texts(locale) else 400
    answer = said(text(locale, f"refused.{told}"), status)
    for name, value in error.get_headers():  # which methods an address takes, and the like
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _cancelled(error: StatementCancelled) -> Response:
    log.warning("%s %r: %s", request.method, request.path, error)
    return said(text(locale_here(), "refused.cancelled", seconds=f"{error.seconds:g}"), 503)


def _failed(error: BaseException) -> Response:
    reference = g.get("reference") or new_reference()
    log.error("%s %r failed; the reader was told %s.", request.method, request.path, reference, exc_info=error)
    answer = said(text(locale_here(), "refused.500", reference=reference), 500)
    answer.headers[REFERENCE] = reference
    return answer
