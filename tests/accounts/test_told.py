"""What a reader is told whose session has ended, or who goes to an address that is not theirs."""

import pytest
from flask import Flask

from locales import LOCALES, text
from state import readers
from tests.accounts.signing import form_token, sign_in
from tests.signed import Stranger, desk_of


@pytest.mark.parametrize("locale", LOCALES)
def test_who_comes_back_after_their_session_has_ended_is_told_so(
    product: Flask, stranger: Stranger, locale: str
) -> None:
    said = text(locale, "login.ended")
    where = f"/login?next=/steps&lang={locale}"
    assert said not in stranger.get(where).text
    sign_in(stranger, "manager")
    reader = readers.find(desk_of(product).state, "manager")
    assert reader is not None
    readers.disable(desk_of(product).state, reader.id)
    readers.disable(desk_of(product).state, reader.id, enabled=True)
    assert said in stranger.get(where).text
    sign_in(stranger, "manager")
    stranger.post("/logout", data={"form_token": form_token(stranger)})
    assert said not in stranger.get(where).text  # who signs out knows


@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_that_a_browser_shows_stands_on_a_page(stranger: Stranger, locale: str) -> None:
    sign_in(stranger, "manager")
    asked = f"/administration?lang={locale}"
    shown = stranger.get(asked, headers={"Sec-Fetch-Dest": "document"})
    assert (shown.status_code, shown.mimetype) == (403, "text/html")
    for words in (text(locale, "administration.refused"), text(locale, "refused.back")):
        assert words in shown.text
    assert "script-src" in shown.headers["Content-Security-Policy"]
    plain = stranger.get(asked)
    assert (plain.status_code, plain.text) == (403, text(locale, "administration.refused"))
    forged = stranger.get("/export/<b>x</b>.csv?region=<i>", headers={"Sec-Fetch-Dest": "document"})
    assert "<b>x" not in forged.text
    assert "<i>" not in forged.text
