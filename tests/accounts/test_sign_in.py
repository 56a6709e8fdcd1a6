"""Signing in and out, and what a session is worth afterwards."""

import time
from collections.abc import Iterator
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import update

from accounts.guard import HEADER
from app import create_app
from locales import LOCALES, text
from settings import Settings
from state import audit, readers
from state.audit import Outcome, What
from state.models import LoginAttempt, Reader, Session, now
from tests.accounts.conftest import PASSWORD
from tests.accounts.signing import form_token, sign_in, token_in
from tests.signed import Stranger, desk_of

WRONG = "not the password"


def test_a_stranger_gets_only_what_is_open(product: Flask, stranger: Stranger) -> None:
    """Every address that the server knows, asked for by nobody."""
    values = {"path": "theme.js", "package_name": "dash", "fingerprinted_path": "x.js", "card": "overview-trend"}
    opened = set()
    for rule in product.url_map.iter_rules():
        values_of = {name: values.get(name, "csv") for name in rule.arguments}
        address = product.url_map.bind("localhost").build(rule.endpoint, values_of)
        method = "POST" if "GET" not in (rule.methods or ()) else "GET"
        answer = stranger.open(address, method=method)
        if answer.status_code not in (401, 403) and "/login?next=" not in answer.headers.get("Location", ""):
            opened.add(rule.rule)
    beside = {rule for rule in opened if rule not in ("/login", "/healthz", "/readyz", "/metrics", "/_favicon.ico")}
    assert all(rule.startswith(("/assets/", "/_dash-component-suites/")) for rule in beside), beside


@pytest.mark.parametrize("address", ["/", "/steps?class=residential", "/cases?metric=open", "/no-such-page"])
def test_a_page_leads_to_the_sign_in_and_back(stranger: Stranger, address: str) -> None:
    led = stranger.get(address)
    assert led.status_code == 303
    entered = sign_in(stranger, "Manager", where=led.headers["Location"])
    assert entered.status_code == 303
    assert entered.headers["Location"] == address
    assert stranger.get(address).status_code == 200


@pytest.mark.parametrize(
    "following",
    [
        "https://elsewhere/",
        "//elsewhere/",
        "/\\elsewhere",
        "\\\\elsewhere",
        "javascript:alert(1)",
        "/\t/elsewhere",
        "//[",
        "",
    ],
)
def test_the_sign_in_leads_nowhere_else(stranger: Stranger, following: str) -> None:
    entered = sign_in(stranger, "manager", where=f"/login?{'next=' + following}")
    assert entered.headers["Location"] == "/"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(stranger: Stranger, locale: str) -> None:
    where = f"/login?lang={locale}"
    known, unknown = (sign_in(stranger, name, WRONG, where=where) for name in ("manager", "nobody"))
    assert known.status_code == unknown.status_code == 401
    assert text(locale, "login.wrong") in known.text
    assert known.text.replace("manager", "nobody") == unknown.text
    assert "session" not in str(known.headers.getlist("Set-Cookie"))


def test_an_unknown_name_takes_as_long_as_a_wrong_password(settings: Settings) -> None:
    server = create_app(settings.model_copy(update={"argon_mb": 32, "login_failures": 99}))
    desk = desk_of(server)
    readers.add(desk.state, "slow", "manager", "A", desk.passwords.hashed(PASSWORD))
    browser = Stranger(server)

    def seconds(name: str) -> float:
        started = time.process_time()  # whatever else the machine does
        sign_in(browser, name, WRONG)
        return time.process_time() - started

    for name in ("slow", "nobody"):
        seconds(name)
    known, unknown = (median(seconds(name) for _ in range(7)) for name in ("slow", "nobody"))
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize("name", ["manager", "nobody"])
def test_too_many_failures_hold_even_the_right_password_off(product: Flask, stranger: Stranger, name: str) -> None:
    for _ in range(3):
        assert sign_in(stranger, name, WRONG).status_code == 401
    other_worker = Stranger(create_app(desk_of(product).settings))
    for browser in (stranger, other_worker):
        held = sign_in(browser, name)
        assert held.status_code == 429
        assert text("zh_CN", "login.throttled", minutes=15) in held.text
    assert sign_in(stranger, "chief").status_code == 303
    with desk_of(product).state.write() as session:
        session.execute(update(LoginAttempt).values(at=LoginAttempt.at - desk_of(product).throttle.within))
    assert sign_in(Stranger(product), name).status_code == (303 if name == "manager" else 401)


def test_a_disabled_reader_is_told_no_more_than_a_wrong_password(product: Flask, stranger: Stranger) -> None:
    reader = readers.find(desk_of(product).state, "manager")
    assert reader is not None
    readers.disable(desk_of(product).state, reader.id)
    answer = sign_in(stranger, "manager")
    assert answer.status_code == 401
    assert text("zh_CN", "login.wrong") in answer.text


def test_the_session_cookie_is_out_of_reach(stranger: Stranger) -> None:
    (cookie,) = [one for one in sign_in(stranger, "manager").headers.getlist("Set-Cookie") if "_session=" in one]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert len(cookie.split("=")[1].split(";")[0]) >= 43  # 256 bits


def test_behind_tls_cookies_are_secure_and_the_hosts_own(settings: Settings) -> None:
    server = create_app(settings.model_copy(update={"behind_tls": True}))
    desk = desk_of(server)
    readers.add(desk.state, "manager", "manager", "A", desk.passwords.hashed(PASSWORD))
    browser = Stranger(server)
    way = {"base_url": "https://localhost", "headers": {"Origin": "https://localhost"}}
    token = token_in(browser.get("/login", **way).text)
    form = {"form_token": token, "name": "manager", "password": PASSWORD}
    cookies = browser.post("/login", data=form, **way).headers.getlist("Set-Cookie")
    given = [cookie for cookie in cookies if "01 Jan 1970" not in cookie]
    assert given
    for cookie in given:
        assert cookie.startswith("__Host-tongdian_")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert "Path=/" in cookie


def test_what_is_kept_of_a_session_opens_nothing(product: Flask, stranger: Stranger) -> None:
    sign_in(stranger, "manager")
    token = stranger.get_cookie("tongdian_session")
    assert token is not None
    with desk_of(product).state.read() as session:
        (kept,) = [row.token_hash for row in session.query(Session)]
    assert token.value not in kept
    thief = Stranger(product)
    thief.set_cookie("tongdian_session", kept)
    assert thief.get("/_dash-layout").status_code == 401


def signed_out(browser: Stranger) -> None:
    assert browser.post("/logout", data={"form_token": form_token(browser)}).status_code == 303


def password_changed(browser: Stranger) -> None:
    wished = "another long password"
    form = {"form_token": form_token(browser), "password": PASSWORD, "wished": wished, "again": wished}
    assert browser.post("/password", data=form).status_code == 303
    assert browser.get("/_dash-layout").status_code == 200  # whoever changes it stays, in a new session


def disabled(browser: Stranger) -> None:
    state = desk_of(browser.application).state
    reader = readers.find(state, "manager")
    assert reader is not None
    readers.disable(state, reader.id)


def idle(browser: Stranger) -> None:
    with desk_of(browser.application).state.write() as session:
        session.execute(update(Session).values(idle_until=now()))


def expired(browser: Stranger) -> None:
    with desk_of(browser.application).state.write() as session:
        session.execute(update(Session).values(expires_at=now()))


def signed_in_again(browser: Stranger) -> None:
    """By a form that was open before, in another window."""
    desk = desk_of(browser.application)
    browser.set_cookie("tongdian_before", "another window")
    form = {"form_token": desk.form_token("another window"), "name": "chief", "password": PASSWORD}
    assert browser.post("/login", data=form).status_code == 303


@pytest.mark.parametrize("end", [signed_out, signed_in_again, password_changed, disabled, idle, expired])
def test_a_cookie_kept_from_an_ended_session_opens_nothing(product: Flask, stranger: Stranger, end) -> None:
    sign_in(stranger, "manager")
    kept = stranger.get_cookie("tongdian_session")
    assert kept is not None
    assert stranger.get("/_dash-layout").status_code == 200
    end(stranger)
    again = Stranger(product)
    again.set_cookie("tongdian_session", kept.value)
    assert again.get("/_dash-layout").status_code == 401
    assert again.get("/").headers["Location"].startswith("/login")


def test_altered_cookies_open_nothing(product: Flask, stranger: Stranger) -> None:
    sign_in(stranger, "manager")
    kept = stranger.get_cookie("tongdian_session")
    assert kept is not None
    for value in (kept.value[:-1], kept.value + "a", kept.value.swapcase(), "", "' OR 1=1 --", "\x00", "ÿ"):
        other = Stranger(product)
        other.set_cookie("tongdian_session", value)
        assert other.get("/_dash-layout").status_code == 401, value


def test_a_page_that_only_looks_for_news_does_not_keep_a_session(product: Flask, stranger: Stranger) -> None:
    sign_in(stranger, "manager")
    with desk_of(product).state.write() as session:
        session.execute(update(Session).values(seen_at=now() - desk_of(product).idle))
        until = session.query(Session).one().idle_until
    poll = {
        "output": "notice.children",
        "outputs": {"id": "notice", "property": "children"},
        "inputs": [{"id": "poll", "property": "n_intervals", "value": 1}],
        "state": [
            {"id": "version-shown", "property": "data", "value": None},
            {"id": "url", "property": "search", "value": ""},
        ],
        "changedPropIds": ["poll.n_intervals"],
    }
    token = form_token_of(stranger)
    answer = stranger.post("/_dash-update-component", json=poll, headers={HEADER: token})
    assert answer.status_code == 200
    with desk_of(product).state.read() as session:
        assert session.query(Session).one().idle_until == until


def form_token_of(browser: Stranger) -> str:
    """The token of a browser's session, without a request."""
    kept = browser.get_cookie("tongdian_session")
    assert kept is not None
    return desk_of(browser.application).form_token(kept.value)


@pytest.mark.parametrize(
    ("form", "status", "key"),
    [
        ({"password": WRONG, "wished": "x" * 12, "again": "x" * 12}, 403, "password.wrong"),
        ({"password": PASSWORD, "wished": "short", "again": "short"}, 400, "password.length"),
        ({"password": PASSWORD, "wished": "x" * 12, "again": "y" * 12}, 400, "password.unlike"),
    ],
)
def test_a_password_is_not_changed_by_mistake(stranger: Stranger, form: dict[str, str], status: int, key: str) -> None:
    sign_in(stranger, "manager")
    answer = stranger.post("/password", data={"form_token": form_token(stranger), **form})
    assert answer.status_code == status
    assert text("zh_CN", key, least=12, most=200) in answer.text if key == "password.length" else text("zh_CN", key)
    assert sign_in(Stranger(stranger.application), "manager").status_code == 303


@pytest.fixture
def signed(stranger: Stranger) -> Iterator[Stranger]:
    sign_in(stranger, "manager")
    yield stranger


@pytest.mark.parametrize("address", ["/logout", "/password", "/_dash-update-component"])
def test_no_other_sites_page_changes_anything(signed: Stranger, address: str) -> None:
    token = form_token(signed)
    for headers in ({"Origin": "https://elsewhere"}, {"Origin": "null"}, {"Origin": "http://localhost.elsewhere"}):
        answer = signed.post(address, data={"form_token": token}, headers=headers)
        assert answer.status_code == 403
        assert text("zh_CN", "login.other_site") in answer.text
    for forged in ("", "0" * 64, token[:-1]):
        answer = signed.post(address, data={"form_token": forged})
        assert answer.status_code == 403
        assert text("zh_CN", "login.forged") in answer.text
    assert signed.get("/_dash-layout").status_code == 200


def test_a_sign_in_needs_the_form_that_was_shown(product: Flask, stranger: Stranger) -> None:
    stranger.get("/login")
    for token in ("", "0" * 64, token_in(Stranger(product).get("/login").text)):
        form = {"form_token": token, "name": "manager", "password": PASSWORD}
        assert stranger.post("/login", data=form).status_code == 400
    elsewhere = {"Origin": "https://elsewhere"}
    assert sign_in(stranger, "manager", headers=elsewhere).status_code == 403


def test_the_audit_log_tells_of_sign_ins_and_holds_no_password(product: Flask, stranger: Stranger) -> None:
    sign_in(stranger, "manager", "a wrong secret")
    sign_in(stranger, "manager")
    signed_out(stranger)
    entries = audit.entries(desk_of(product).state)[::-1]
    assert [(one.what, one.outcome, one.reader) for one in entries] == [
        (What.LOGIN, Outcome.REFUSED, "manager"),
        (What.LOGIN, Outcome.DONE, "manager"),
        (What.LOGOUT, Outcome.DONE, "manager"),
    ]
    assert all(one.address == "127.0.0.1" for one in entries)
    assert "secret" not in str([vars(one) for one in entries])
    with desk_of(product).state.read() as session:
        assert PASSWORD not in str([vars(one) for one in session.query(Reader)])


@pytest.mark.parametrize(("proxies", "told"), [(0, "127.0.0.1"), (1, "10.9.9.9"), (2, "10.8.8.8")])
def test_only_proxies_that_are_known_are_believed(settings: Settings, proxies: int, told: str) -> None:
    server = create_app(settings.model_copy(update={"behind_tls": True, "proxies": proxies}))
    browser = Stranger(server)
    way = {
        "X-Forwarded-For": "10.7.7.7, 10.8.8.8, 10.9.9.9",
        "X-Forwarded-Proto": "https",
        "Origin": "https://localhost",
    }
    token = token_in(browser.get("/login", headers=way, base_url="https://localhost").text)
    form = {"form_token": token, "name": "nobody", "password": WRONG}
    assert browser.post("/login", data=form, headers=way, base_url="https://localhost").status_code == 401
    assert audit.entries(desk_of(server).state)[0].address == told
