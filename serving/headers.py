"""Headers of every answer: what a browser may do with it, and who may keep it."""

from collections.abc import Callable, Mapping, Sequence

from flask import Flask, Response, request

from serving.styles import STYLES
from settings import Settings

SCRIPTS = "tongdian.scripts"  # where the hashes of the scripts stand that Dash writes into its page
TWO_YEARS = 2 * 365 * 24 * 3600
# Scripts and styles come from this server alone, or are known by their hashes. The style attribute of an element is
# allowed: charts, the grid and bars in tables are placed by it, and under the rest of the policy it can neither fetch
# nor run anything.
POLICY: Mapping[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": " ".join(("'self'", *(f"'sha256-{style}'" for style in STYLES))),
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-src": "'none'",
    "frame-ancestors": "'none'",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"  # what is no page needs nothing
UNUSED = ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb")
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Addresses of what is the same for everyone and changes with its address.
KEPT = ("/assets/", "/_dash-component-suites/")


def register(server: Flask, settings: Settings) -> None:
    """Add the headers to every answer of the server."""
    server.extensions[SCRIPTS] = list

    @server.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        page = response.mimetype == "text/html"
        response.headers["Content-Security-Policy"] = policy(server.extensions[SCRIPTS]()) if page else NOTHING
        if settings.behind_tls:
            response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        return response

    @server.after_request
    def keep_private(response: Response) -> Response:
        """A page, its figures and a download are the reader's alone, and nobody's after the reader has left."""
        if not is_kept(response):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def allow_scripts(server: Flask, hashes: Callable[[], Sequence[str]]) -> None:
    """Allow the inline scripts whose hashes are given; asked at each answer, since Dash may add some at its first."""
    server.extensions[SCRIPTS] = hashes


def policy(scripts: Sequence[str] = ()) -> str:
    """The content security policy, with inline scripts allowed by their hashes only."""
    parts = {**POLICY, "script-src": " ".join((POLICY["script-src"], *scripts))}
    return "; ".join(f"{name} {sources}" for name, sources in parts.items())


def is_kept(response: Response) -> bool:
    """Whether a browser may keep an answer: it is a file of the product itself."""
    return response.status_code in (200, 304) and request.path.startswith(KEPT)
