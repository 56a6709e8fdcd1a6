"""Single sign-on against a real provider: who is let in as what, and what of its answers is not believed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from pydantic import SecretStr

from accounts.roles import Role
from app import create_app
from locales import text
from settings import Settings
from state import audit, readers
from tests.accounts.conftest import add
from tests.accounts.provider import changed, provider, relay, vouched
from tests.signed import Stranger, desk_of

PEOPLE = {
    "7": {"preferred_username": "Sun", "groups": ["staff", "ops-lead"], "org": "4401"},
    "8": {"preferred_username": "Qian", "groups": ["staff"], "org": "4401"},
    "9": {"preferred_username": "Wu", "groups": ["ops-lead"], "org": "9999"},
    "10": {"preferred_username": "MANAGER", "groups": ["ops-lead"], "org": "4401"},
    "11": {"preferred_username": "Zhou"},
}
CLAIMS = {
    "oidc_secret": SecretStr("between the two"),
    "oidc_role_claim": "groups",
    "oidc_roles": {"ops-lead": "manager"},
    "oidc_region_claim": "org",
    "oidc_regions": {"4401": "A"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider(json.dumps(PEOPLE)) as address:
        yield address


def served(settings: Settings, issuer: str, **more: object) -> Flask:
    server = create_app(settings.model_copy(update={**CLAIMS, "oidc_issuer": issuer, **more}))
    add(server, "manager", Role.MANAGER, "A")
    return server


def led(browser: Stranger, where: str = "/single-sign-on") -> str:
    """The provider's address that the product sends the browser to."""
    answer = browser.get(where)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def back(browser: Stranger, address: str):
    """The product's answer to a browser that the provider sends back."""
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}")


def refused(browser: Stranger, answer, key: str = "single_sign_on.refused") -> bool:
    """Whether a browser was told so, and has no session."""
    assert browser.get("/_dash-layout").status_code == 401
    return answer.status_code in (403, 503) and text("zh_CN", key) in answer.text


def test_who_is_vouched_for_is_let_in_with_the_role_and_unit_of_the_claims(settings: Settings, issuer: str) -> None:
    server = served(settings, issuer)
    browser = Stranger(server)
    assert "/single-sign-on?next=/steps" in browser.get("/login?next=/steps").text.replace("%2F", "/")
    address = led(browser, "/single-sign-on?next=/steps")
    asked = parse_qs(urlsplit(address).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 16
    assert len(asked["state"][0]) >= 16
    entered = back(browser, vouched(address, "7"))
    assert (entered.status_code, entered.headers["Location"]) == (303, "/steps")
    assert browser.get("/_dash-layout").status_code == 200
    reader = readers.find(desk_of(server).state, "Sun")
    assert reader is not None
    assert (reader.role, reader.region, reader.password, reader.subject) == ("manager", "A", None, "7")
    assert "密码" in browser.get("/password").text
    # The next time, the claims say something else.
    again = Stranger(served_again(server, oidc_roles={"ops-lead": "analyst"}, oidc_regions={"4401": "A1"}))
    back(again, vouched(led(again), "7"))
    reader = readers.find(desk_of(server).state, "Sun")
    assert reader is not None
    assert (reader.role, reader.region) == ("analyst", "A1")


def served_again(server: Flask, **more: object) -> Flask:
    return create_app(desk_of(server).settings.model_copy(update=more))


@pytest.mark.parametrize(
    ("subject", "why"), [("8", "no_role"), ("9", "no_region"), ("10", "name_taken"), ("11", "no_role")]
)
def test_who_is_nobody_here_is_told_why(settings: Settings, issuer: str, subject: str, why: str) -> None:
    browser = Stranger(served(settings, issuer))
    answer = back(browser, vouched(led(browser), subject))
    assert refused(browser, answer, f"single_sign_on.{why}")
    assert why in audit.entries(desk_of(browser.application).state)[0].detail


def test_a_disabled_reader_stays_out(settings: Settings, issuer: str) -> None:
    browser = Stranger(served(settings, issuer))
    back(browser, vouched(led(browser), "7"))
    state = desk_of(browser.application).state
    reader = readers.find(state, "Sun")
    assert reader is not None
    readers.disable(state, reader.id)
    answer = back(browser, vouched(led(browser), "7"))
    assert refused(browser, answer, "single_sign_on.disabled")


def test_a_way_back_that_nobody_has_gone_is_refused(settings: Settings, issuer: str) -> None:
    """Another's code, a state of one's own, and the same way back twice."""
    server = served(settings, issuer)
    browser, other = Stranger(server), Stranger(server)
    way = vouched(led(browser), "7")
    assert refused(other, back(other, way))
    led(other)
    assert refused(other, back(other, way))
    assert refused(browser, back(browser, changed(way, state="forged")))
    assert back(browser, way).status_code == 303
    assert back(browser, way).status_code == 403


def test_another_nonce_is_refused(settings: Settings, issuer: str) -> None:
    browser = Stranger(served(settings, issuer))
    address = led(browser)
    for nonce in ("another", ""):
        assert refused(browser, back(browser, vouched(changed(address, nonce=nonce), "7")))
        address = led(browser)


def test_an_expired_token_is_refused(settings: Settings) -> None:
    with provider(json.dumps(PEOPLE), minutes=-5) as issuer:
        browser = Stranger(served(settings, issuer))
        assert refused(browser, back(browser, vouched(led(browser), "7")))


@contextmanager
def relayed(settings: Settings, issuer: str, change: Callable[[str, str], str]) -> Iterator[Stranger]:
    """A browser of a product whose provider is behind a relay; the relay's address is the issuer's."""
    with relay(issuer, change) as address:
        yield Stranger(served(settings, address))


def test_a_token_of_another_issuer_is_refused(settings: Settings, issuer: str) -> None:
    """The relay calls itself the issuer; the token, which it cannot sign, names the provider."""
    with relayed(settings, issuer, lambda _what, words: words) as browser:
        answer = back(browser, vouched(led(browser), "7"))
        assert refused(browser, answer)
        assert (
            "iss" in audit.entries(desk_of(browser.application).state)[0].detail.casefold() or answer.status_code == 403
        )


def test_metadata_of_another_issuer_do_not_change_whom_the_product_trusts(settings: Settings, issuer: str) -> None:
    """The relay hands on the provider's own name as issuer: the setting names another."""

    def honest(what: str, words: str) -> str:
        if what == "told" and '"issuer"' in words:
            document = json.loads(words)
            return json.dumps(document | {"issuer": issuer})
        return words

    with relayed(settings, issuer, honest) as browser:
        assert refused(browser, back(browser, vouched(led(browser), "7")))


def test_a_token_for_another_client_is_refused(settings: Settings, issuer: str) -> None:
    """A relay that has the provider make the token out to somebody else."""

    def to_another(what: str, words: str) -> str:
        if what == "asked" and "grant_type" in words:
            return urlencode(dict(parse_qsl(words)) | {"client_id": "another", "client_secret": "any"})
        return words

    with relay(issuer, to_another) as address:
        # The token names the provider, so that only whom it is for is wrong.
        browser = Stranger(served(settings, issuer))
        metadata = browser.application.extensions["authlib.integrations.flask_client"].provider
        metadata.load_server_metadata()["token_endpoint"] = f"{address}/oauth2/token"
        way = vouched(changed(led(browser), client_id="another"), "7")
        answer = back(browser, way)
        assert refused(browser, answer)
        assert "Claim" in audit.entries(desk_of(browser.application).state)[0].detail


def test_a_silent_provider_is_said(settings: Settings) -> None:
    browser = Stranger(served(settings, "http://127.0.0.1:9"))
    assert refused(browser, browser.get("/single-sign-on"), "single_sign_on.unreachable")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"oidc_issuer": "http://login.example"}, "begins with https://"),
        ({"oidc_issuer": "https://login.example", "oidc_roles": {"x": "king"}}, "TONGDIAN_OIDC_ROLES names king"),
    ],
)
def test_a_provider_that_cannot_be_one_stops_the_start(settings: Settings, more: dict[str, object], said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        create_app(settings.model_copy(update=more))


def test_refusals_on_the_way_back_are_noted_once_of_an_address(settings: Settings, issuer: str) -> None:
    """Anyone may ask for that address, without a session and as often as they like."""
    browser = Stranger(served(settings, issuer))
    for at in range(5):
        assert browser.get(f"/single-sign-on/back?code=1&state={at}").status_code == 403
    state = desk_of(browser.application).state
    assert audit.count_entries(state) == 1
    browser.get("/single-sign-on/back?code=1&state=6", environ_base={"REMOTE_ADDR": "127.0.0.9"})
    assert audit.count_entries(state) == 2


def test_a_refusal_is_in_the_language_of_the_sign_in_and_its_form_still_signs_in(
    settings: Settings, issuer: str
) -> None:
    server = served(settings, issuer)
    browser = Stranger(server)
    answer = back(browser, vouched(led(browser, "/single-sign-on?next=/steps&lang=en"), "8"))
    assert text("en", "single_sign_on.no_role") in unescape(answer.text)
    assert "/single-sign-on/back" not in answer.text  # neither the form nor the other language leads there
    assert 'action="/login?' in answer.text
    entered = back(browser, vouched(led(browser, "/single-sign-on?next=/steps&lang=en"), "7"))
    assert entered.headers["Location"] == "/steps?lang=en"
