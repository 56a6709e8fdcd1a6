"""The pages around a session: sign in, sign out, change one's password. Plain HTML that needs no script."""

import secrets
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from accounts import demonstration
from accounts.desk import Desk, network_of
from accounts.done import carried, carry, said
from accounts.guard import locale_here
from accounts.passwords import LEAST, MOST, acceptable
from accounts.signed import SignedIn, anyone, sign, signed_in
from locales import DEFAULT, LOCALES, text
from state import readers
from state.attempts import Held, begin_attempt, succeed
from state.audit import Outcome, What, told
from state.readers import key_of

CHANGED = told("own_password")
LOCALE = "page_locale"  # of flask.g: the language of this request's page, where its address does not say it
ASSETS = Path(__file__).parents[1] / "assets"


def register(server: Flask, desk: Desk) -> None:
    """Register the addresses of sign-in, sign-out and password."""
    pages = Blueprint("accounts", __name__, template_folder="templates")
    pages.add_url_rule("/login", "login", partial(_login, desk), methods=["GET", "POST"])
    pages.add_url_rule("/logout", "logout", partial(_logout, desk), methods=["POST"])
    pages.add_url_rule("/password", "password", partial(_password, desk), methods=["GET", "POST"])
    server.register_blueprint(pages)


def local_path(wanted: str | None) -> str:
    """Where to go after signing in: a path of this server, whatever the address says; its first page if it is none."""
    wanted = wanted or "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:  # such as half an IPv6 address
        return "/"
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    if not plain or parts.scheme or parts.netloc or "\\" in wanted or parts.path in ("/login", "/logout"):
        return "/"
    return wanted


def page_locale() -> str:
    """The language of a sign-in page: that of its address, or of the page to go to.

    Back from a provider, whose address is all its own: that in which the reader left.
    """
    if LOCALE in g:
        return str(g.get(LOCALE))
    following = dict(parse_qsl(urlsplit(local_path(request.args.get("next"))).query)).get("lang", DEFAULT)
    return following if "lang" not in request.args and following in LOCALES else locale_here()


def following_path() -> str:
    """Where to go after signing in, in the language that was chosen at the sign-in."""
    following = local_path(request.args.get("next"))
    if "lang" not in request.args:
        return following
    parts = urlsplit(following)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "lang"]
    pairs += [("lang", page_locale())] if page_locale() != DEFAULT else []
    return parts._replace(query=urlencode(pairs)).geturl()


def enter(desk: Desk, who: SignedIn, following: str) -> AnyResponse:
    """The way into the product for who has just been let in; the session that the browser held before ends."""
    if before := anyone():
        desk.let_out(before)
    sign(None)
    response = redirect(following, 303)
    desk.give(response, "session", who.token)
    desk.take(response, "form")
    return response


def page(template: str, status: int = 200, **values: object) -> Response:
    """A page of this module, in the reader's language and theme."""
    locale = page_locale()
    theme = "dark" if request.cookies.get("tongdian_theme") == "dark" else "light"
    following = local_path(request.args.get("next"))
    other = next(one for one in LOCALES if one != locale)
    shown = render_template(
        template,
        say=partial(text, locale),
        asset=_asset,
        lang="zh-CN" if locale == DEFAULT else locale,
        locale=locale,
        other=other,
        theme=theme,
        following=following,
        **values,
    )
    response = make_response(shown, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _asset(name: str) -> str:
    """The address of a file of assets/, another one once the file has changed: it is kept for a year."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime}"


def login_page(desk: Desk, problem: str = "", status: int = 200, name: str = "") -> Response:
    """The sign-in page, with a token that the form must bring back together with its cookie."""
    before = request.cookies.get(desk.cookie("before")) or secrets.token_urlsafe(16)
    response = page(
        "login.html",
        status,
        endpoint="accounts.login",  # also where it stands at another address, as after a provider's refusal
        problem=problem,
        name=name,
        token=desk.form_token(before),
        single_sign_on=desk.settings.oidc_issuer is not None,
        demonstration=demonstration.offered(desk, page_locale()),
        nobody=not readers.everyone(desk.state),
        ended=not problem and desk.cookie("session") in request.cookies,  # one who signs out keeps no cookie
    )
    desk.give(response, "before", before)
    return response


def _login(desk: Desk) -> AnyResponse:
    say = partial(text, page_locale())
    if request.method == "GET":
        return redirect(following_path(), 303) if anyone() else login_page(desk)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    before = request.cookies.get(desk.cookie("before"), "")
    if not desk.holds(before, request.form.get("form_token", "")):
        desk.refusals.add()
        return login_page(desk, say("login.form_old"), 400, name)
    attempt = begin_attempt(desk.state, desk.throttle, name, network_of(request))
    if isinstance(attempt, Held):
        kind = f"throttled {key_of(name)}" if attempt is Held.ACCOUNT else "throttled"
        desk.refuse_login(told("throttled"), name[:100], kind=kind)
        return login_page(desk, say("login.throttled", minutes=desk.settings.login_minutes), 429, name)
    reader = readers.find(desk.state, name)
    right = desk.passwords.right(password, reader.password if reader else None, readers.hashes(desk.state))
    if reader is None or not right or not desk.admits(reader):
        desk.refuse_login(told("wrong"), name[:100])
        return login_page(desk, say("login.wrong"), 401, name)
    succeed(desk.state, attempt)
    if reader.password and desk.passwords.outdated(reader.password):
        readers.rehash(desk.state, reader.id, desk.passwords.hashed(password))
    desk.note(What.LOGIN, Outcome.DONE, told("password"), reader.name)
    return enter(desk, desk.let_in(reader), following_path())


def _logout(desk: Desk) -> AnyResponse:
    who = signed_in()
    desk.let_out(who)
    desk.note(What.LOGOUT, Outcome.DONE)
    sign(None)
    response = redirect("/login" if locale_here() == DEFAULT else f"/login?lang={locale_here()}", 303)
    for name in ("session", "form"):
        desk.take(response, name)
    return response


def _password(desk: Desk) -> AnyResponse:
    who, say = signed_in(), partial(text, page_locale())
    values: dict[str, Any] = {"token": desk.form_token(who.token), "who": who.name, "least": LEAST}
    if not who.password:
        return page("password.html", **values, problem=say("password.none"), closed=True)
    if request.method == "GET":
        changed = carried(desk) == CHANGED
        return said(desk, page("password.html", **values, changed=changed, closed=changed))
    attempt = begin_attempt(desk.state, desk.throttle, who.name, network_of(request))
    if isinstance(attempt, Held):
        problem = say("login.throttled", minutes=desk.settings.login_minutes)
        return page("password.html", 429, **values, problem=problem)
    reader = readers.find(desk.state, who.name)
    wished = request.form.get("wished", "")
    if reader is None or not desk.passwords.right(request.form.get("password", ""), reader.password):
        desk.note(What.PASSWORD, Outcome.REFUSED, told("own_password_wrong", reader=who.name))
        return page("password.html", 403, **values, problem=say("password.wrong"))
    succeed(desk.state, attempt)
    if not acceptable(wished):
        return page("password.html", 400, **values, problem=say("password.length", least=LEAST, most=MOST))
    if wished != request.form.get("again", ""):
        return page("password.html", 400, **values, problem=say("password.unlike"))
    if desk.passwords.right(wished, reader.password):
        return page("password.html", 400, **values, problem=say("password.same"))
    readers.set_password(desk.state, reader.id, desk.passwords.hashed(wished))
    desk.note(What.PASSWORD, Outcome.DONE, told("own_password", reader=who.name))
    renewed = desk.let_in(reader)
    response = enter(desk, renewed, request.full_path.rstrip("?"))  # this page, which knows where to go back to
    carry(desk, response, renewed, CHANGED)
    return response
