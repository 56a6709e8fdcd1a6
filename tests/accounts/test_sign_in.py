"""Signing in: who gets in, who is turned away, and what of it is noted."""

import re

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import update

from app import create_app
from locales import LOCALES, text
from settings import Settings
from state import audit, readers
from state.audit import Outcome, What, told
from state.models import LoginAttempt, Reader
from tests.accounts.signing import PASSWORD, form_token, sign_in, token_in
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


@pytest.mark.parametrize(
    "address",
    [
        "/assets/",
        "/assets/x/",
        "/_dash-component-suites/x",
        "/_favicon.icons",
        "/single-sign-on",
        "/single-sign-on/back",
    ],
)
def test_what_only_begins_like_an_open_address_is_not_there(product: Flask, stranger: Stranger, address: str) -> None:
    reader = Stranger(product)
    sign_in(reader, "manager")
    for browser in (stranger, reader):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "<html" not in answer.text


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


VERIFY, HASH = PasswordHasher.verify, PasswordHasher.hash


def test_whatever_the_name_a_password_is_worked_out_as_often_and_as_hard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a change of the parameters, which hashes follow only when their readers sign in."""
    desk = desk_of(create_app(settings))
    readers.add(desk.state, "early", "manager", "A", desk.passwords.hashed(PASSWORD))
    server = create_app(settings.model_copy(update={"argon_mb": 2, "login_failures": 99}))
    readers.add(desk.state, "late", "manager", "A", desk_of(server).passwords.hashed(PASSWORD))
    worked: list[int] = []

    def noted(hasher: PasswordHasher, kept: str, password: str) -> bool:
        worked.append(extract_parameters(kept).memory_cost)
        return VERIFY(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)

    def work(name: str, password: str = WRONG) -> list[int]:
        worked.clear()
        sign_in(Stranger(server), name, password)
        return sorted(worked)

    assert work("early") == work("late") == work("nobody") == [1024, 2048]
    assert work("early", PASSWORD) == [1024, 2048]  # from now on of today's parameters
    assert work("early") == work("late") == work("nobody") == [2048]


@pytest.mark.parametrize(("name", "megabytes"), [("early", 3), ("late", 5), ("nobody", 7)])  # of no other test
def test_the_first_sign_in_that_a_worker_sees_takes_as_long_for_every_name(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, megabytes: int
) -> None:
    """What takes the place of a hash that there is none of is made whoever asks."""
    desk = desk_of(create_app(settings.model_copy(update={"argon_mb": megabytes})))
    readers.add(desk.state, "early", "manager", "A", desk.passwords.hashed(PASSWORD))
    server = create_app(settings.model_copy(update={"argon_mb": megabytes + 1}))
    readers.add(desk.state, "late", "manager", "A", desk_of(server).passwords.hashed(PASSWORD))
    worked: list[tuple[str, int]] = []

    def hashed(hasher: PasswordHasher, password: str) -> str:
        worked.append(("hash", hasher.memory_cost))
        return HASH(hasher, password)

    def verified(hasher: PasswordHasher, kept: str, password: str) -> bool:
        worked.append(("verify", extract_parameters(kept).memory_cost))
        return VERIFY(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "hash", hashed)
    monkeypatch.setattr(PasswordHasher, "verify", verified)
    sign_in(Stranger(server), name, WRONG)
    kinds = (megabytes * 1024, (megabytes + 1) * 1024)
    assert sorted(worked) == [(work, kind) for work in ("hash", "verify") for kind in kinds]


def test_a_readers_failures_elsewhere_do_not_lock_them_out(product: Flask, stranger: Stranger) -> None:
    attacker = {"REMOTE_ADDR": "127.0.0.9"}
    for _ in range(4):
        held = sign_in(stranger, "manager", WRONG, environ_base=attacker)
    assert held.status_code == 429
    assert sign_in(Stranger(product), "manager").status_code == 303


def test_addresses_of_one_ipv6_network_are_counted_together(settings: Settings) -> None:
    server = create_app(settings.model_copy(update={"behind_tls": True, "proxies": 1}))
    browser = Stranger(server)

    def tried(address: str) -> int:
        way = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https", "Origin": "https://localhost"}
        token = token_in(browser.get("/login", headers=way, base_url="https://localhost").text)
        form = {"form_token": token, "name": "nobody", "password": WRONG}
        return browser.post("/login", data=form, headers=way, base_url="https://localhost").status_code

    assert [tried(f"2001:db8:1:2:{at}::1") for at in range(4)] == [401, 401, 401, 429]
    assert tried("2001:db8:1:3::1") == 401
    assert audit.entries(desk_of(server).state)[0].address == "2001:db8:1:3::1"  # as it is


def test_what_is_turned_away_is_noted_once(product: Flask, stranger: Stranger) -> None:
    def noted() -> list[str]:
        return [one.detail for one in audit.entries(desk_of(product).state) if one.detail == told("throttled")]

    for _ in range(9):
        sign_in(stranger, "manager", WRONG)
    assert len(noted()) == 1
    for _ in range(9):
        sign_in(stranger, "chief", WRONG)
    assert len(noted()) == 2


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
    stranger.post("/logout", data={"form_token": form_token(stranger)})
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


def test_every_refused_sign_in_is_counted_though_few_are_noted(product: Flask, stranger: Stranger) -> None:
    """Of seven tries three are wrong, three are turned away unread, and one comes from no form of ours."""
    for _ in range(6):
        sign_in(stranger, "manager", "not the password")
    stranger.post("/login", data={"name": "manager", "password": PASSWORD})
    sign_in(Stranger(product), "chief")
    noted = [one for one in audit.entries(desk_of(product).state) if one.outcome == Outcome.REFUSED]
    assert len(noted) == 4
    assert re.search(r'tongdian_logins_refused_total\{worker="\d+"\} 7\.0', stranger.get("/metrics").text)


@pytest.mark.parametrize(
    ("where", "then"),
    [
        ("/login?lang=en", "/?lang=en"),
        ("/login?next=/steps%3Fclass%3Dresidential&lang=en", "/steps?class=residential&lang=en"),
        ("/login?next=/steps%3Flang%3Den&lang=zh_CN", "/steps"),
        ("/login?next=/steps%3Flang%3Den", "/steps?lang=en"),
    ],
)
def test_the_language_of_the_sign_in_goes_on(stranger: Stranger, where: str, then: str) -> None:
    assert sign_in(stranger, "manager", where=where).headers["Location"] == then
