"""What a browser may do with an answer, and who may keep it."""

import pytest
from flask.testing import FlaskClient

from app import create_app
from settings import Settings

PAGES = ("/", "/steps", "/cases?metric=accepted", "/nowhere")
EVERYTHING = (*PAGES, "/healthz", "/_dash-layout", "/export/overview-trend.csv", "/export/none.csv", "/assets/theme.js")


def directives(response: object) -> dict[str, list[str]]:
    """The content security policy of an answer."""
    policy = response.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("address", PAGES)
def test_no_script_runs_in_a_page_but_the_products_own(client: FlaskClient, address: str) -> None:
    policy = directives(client.get(address, buffered=True))
    own, *others = policy["script-src"]
    assert own == "'self'"
    assert others
    assert all(source.startswith("'sha256-") for source in others)
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert all(source == "'self'" or source.startswith("'sha256-") for source in policy["style-src"])


@pytest.mark.parametrize("address", EVERYTHING)
def test_no_other_site_frames_reads_or_guesses_an_answer(client: FlaskClient, address: str) -> None:
    response = client.get(address, buffered=True)
    assert directives(response)["frame-ancestors"] == ["'none'"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", [address for address in EVERYTHING if not address.startswith("/assets")])
def test_nobody_keeps_what_was_one_readers(client: FlaskClient, address: str) -> None:
    assert "no-store" in client.get(address, buffered=True).headers["Cache-Control"]


def test_the_products_own_files_are_kept_for_a_year(client: FlaskClient) -> None:
    for address in ("/assets/theme.js", "/assets/look/1-tokens.css"):
        assert client.get(address, buffered=True).cache_control.max_age == 365 * 24 * 3600
    assert "no-store" in client.get("/assets/nothing.js", buffered=True).headers["Cache-Control"]


def test_a_browser_is_bound_to_https_only_where_readers_come_by_it(simulated_settings: Settings) -> None:
    for behind_tls in (False, True):
        settings = simulated_settings.model_copy(update={"behind_tls": behind_tls})
        response = create_app(settings).test_client().get("/healthz")
        assert ("Strict-Transport-Security" in response.headers) is behind_tls
