"""How large a request may be, and how long its questions to the data may take together."""

from flask import Flask, abort, request

from settings import Settings
from warehouse.statements import set_deadline

BODY = 1024 * 1024  # bytes; what a page posts is some kilobytes
ADDRESS = 3900  # characters of path and query; gunicorn ends a request line of 4094 itself


def register(server: Flask, settings: Settings) -> None:
    """Refuse requests that are larger than any page makes, and end those that take too long."""
    server.config["MAX_CONTENT_LENGTH"] = BODY

    @server.before_request
    def begin() -> None:
        set_deadline(settings.request_seconds)

    @server.teardown_request
    def end(_error: BaseException | None) -> None:
        set_deadline(None)

    @server.before_request
    def measure() -> None:
        if len(request.full_path) > ADDRESS:
            abort(414)
        if (request.content_length or 0) > BODY:
            abort(413)
        if request.method == "POST" and request.is_json:
            _read()


def _read() -> None:
    """Read a body of JSON once and for all: what comes later finds it well-formed, or is never asked."""
    try:
        request.get_json()
    except RecursionError:
        abort(400)
