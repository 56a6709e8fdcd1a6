"""What stands before every request: readers alone are answered, but for the product's own files and what is OPEN."""

from typing import NoReturn
from urllib.parse import urlencode

from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from accounts.desk import Desk
from accounts.secret import is_loopback
from accounts.signed import anyone, sign
from locales import DEFAULT, LOCALES, text
from state.audit import Outcome, What

FILES = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")  # the product's own, the same for everyone
OPEN = (
    *("/login", "/single-sign-on", "/single-sign-on/back"),
    *("/healthz", "/readyz", "/metrics"),  # the last to this machine alone
)
PAGES = ("/", "/<path:path>")  # the rules that answer with the frame of all pages
SAFE = ("GET", "HEAD", "OPTIONS")
HEADER = "X-CSRFToken"
POLL = ["poll.n_intervals"]  # what a page asks by itself, which keeps no session from going idle
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded")
PLAIN_TEXT = "text/plain; charset=utf-8"


def register(server: Flask, desk: Desk) -> None:
    """Put the guard before every request of the server."""

    @server.before_request
    def guard() -> AnyResponse | None:
        sign(None)
        _check_way(desk)
        if request.path.startswith(FILES):
            return None if _is_route() else abort(404)
        token = request.cookies.get(desk.cookie("session"), "")
        who = desk.found(token, active=not _by_itself()) if token else None
        sign(who)
        if request.method not in SAFE:
            _check_origin(desk)
        if request.path in OPEN:
            return None if _is_route() else abort(404)
        if who is None:
            return _turned_away()
        if request.method not in SAFE:
            given = request.headers.get(HEADER) or request.form.get("form_token", "")
            if not desk.holds(token, given):
                refuse(desk, text(locale_here(), "login.forged"))
        return None

    @server.after_request
    def note_export(response: Response) -> Response:
        """Every file that a reader takes away, or would have, with the selection that its address names."""
        if anyone() is not None and request.path.startswith("/export/"):
            taken = "Content-Disposition" in response.headers  # other addresses below get the page that says so
            desk.note(What.EXPORT, Outcome.DONE if taken else Outcome.REFUSED, request.full_path.rstrip("?"))
        return response

    @server.after_request
    def keep_token(response: Response) -> Response:
        """Dash's scripts read the token from a cookie and send it back in a header, as no other site's can."""
        who = anyone()
        if who is not None and response.mimetype == "text/html":
            value = desk.form_token(who.token)
            if request.cookies.get(desk.cookie("form")) != value:
                desk.give(response, "form", value, readable=True)
            response.headers["Cache-Control"] = "no-store"  # a page is nobody's after its reader has left
        return response


def refuse(desk: Desk, sentence: str, status: int = 403) -> NoReturn:
    """End the request with a sentence, and note it in the audit log where a reader has made it."""
    if anyone() is not None:  # strangers could fill the log
        desk.note(What.ACCESS, Outcome.REFUSED, f"{request.method} {request.full_path.rstrip('?')}")
    abort(Response(sentence, status, content_type=PLAIN_TEXT))


def locale_here() -> str:
    """The locale that the request's address names."""
    lang = request.args.get("lang", DEFAULT)
    return lang if lang in LOCALES else DEFAULT


def _check_way(desk: Desk) -> None:
    """Refuse a request that has come a way which the settings say there is none."""
    came = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    remote = came.get("REMOTE_ADDR") or "127.0.0.1"  # a local socket has no address
    if is_loopback(desk.settings.host) and not is_loopback(remote):
        refuse(desk, text(locale_here(), "login.loopback_only"))
    if desk.settings.demonstration:
        names = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        if any(name in request.headers for name in FORWARDED) or not is_loopback(names):
            refuse(desk, text(locale_here(), "login.demonstration_only"))


def _check_origin(desk: Desk) -> None:
    """Refuse a change that another site's page has asked for."""
    origin = request.headers.get("Origin")
    scheme = "https" if desk.secure else request.scheme
    here = (
        request.headers.get("Sec-Fetch-Site") == "same-origin"
        if origin is None
        else origin == f"{scheme}://{request.host}"
    )
    if not here:
        refuse(desk, text(locale_here(), "login.other_site"))


def _is_route() -> bool:
    """Whether an address is answered by its own rule: that of the pages answers whatever has none, with their frame."""
    return request.url_rule is None or request.url_rule.rule not in PAGES


def _by_itself() -> bool:
    if request.path != "/_dash-update-component":
        return False
    asked = request.get_json(silent=True)
    return isinstance(asked, dict) and asked.get("changedPropIds") == POLL


def _turned_away() -> AnyResponse:
    """To the sign-in from a page; a sentence to what asks in the background or for a file."""
    page = request.method == "GET" and not request.path.startswith(("/_", "/export/"))
    if not page:
        return Response(text(locale_here(), "login.needed"), 401, content_type=PLAIN_TEXT)
    lang = {} if locale_here() == DEFAULT else {"lang": locale_here()}
    return redirect("/login?" + urlencode({"next": request.full_path.rstrip("?"), **lang}), 303)
