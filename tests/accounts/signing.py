"""Signing in as a person does: by the form of the page."""

import re
from typing import Any

from tests.signed import Stranger

PASSWORD = "correct horse battery"  # noqa: S105 - of readers who are nobody
TOKEN = re.compile(r'name="form_token" value="(\w+)"')


def token_in(page: str) -> str:
    """What a form brings back."""
    found = TOKEN.search(page)
    assert found is not None, page
    return found[1]


def sign_in(browser: Stranger, name: str, password: str = PASSWORD, where: str = "/login", **kwargs: Any) -> Any:
    """The answer to the filled-in form of the sign-in page."""
    token = token_in(browser.get(where).text)
    return browser.post(where, data={"form_token": token, "name": name, "password": password}, **kwargs)


def form_token(browser: Stranger) -> str:
    """What a signed-in browser's forms and scripts bring back."""
    return token_in(browser.get("/password").text)
