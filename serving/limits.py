"""How large a request may be."""

from flask import Flask, abort, request

BODY = 1024 * 1024  # bytes; what a page posts is some kilobytes
ADDRESS = 3900  # characters of path and query; gunicorn ends a request line of 4094 itself


def register(server: Flask) -> None:
    """Refuse requests that are larger than any page makes."""
    server.config["MAX_CONTENT_LENGTH"] = BODY

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
