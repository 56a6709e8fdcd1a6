"""Sessions: what their cookies are worth, and when they end."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from accounts.guard import HEADER
from app import create_app
from locales import text
from settings import Settings
from state import readers
from state.models import Session, now
from tests.accounts.signing import PASSWORD, form_token, sign_in, token_in
from tests.signed import Stranger, desk_of

WRONG = "not the password"


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
        ({"password": PASSWORD, "wished": PASSWORD, "again": PASSWORD}, 400, "password.same"),
    ],
)
def test_a_password_is_not_changed_by_mistake(stranger: Stranger, form: dict[str, str], status: int, key: str) -> None:
    sign_in(stranger, "manager")
    answer = stranger.post("/password", data={"form_token": form_token(stranger), **form})
    assert answer.status_code == status
    assert text("zh_CN", key, least=12, most=200) in answer.text
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
