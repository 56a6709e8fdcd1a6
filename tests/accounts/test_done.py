"""After a change the page says what was done: once, in the reader's language, and nothing that others have written."""

import pytest
from flask import Flask

from accounts.desk import Desk
from tests.accounts.signing import PASSWORD, sign_in, token_in
from tests.signed import Stranger, desk_of

PAGE = "/administration"
NEWER = "a newer password"
STATUS = '<p class="entrance-done" role="status">'


def followed(browser: Stranger, where: str, **form: str) -> str:
    """The page that a browser is led to by the form of a page."""
    token = token_in(browser.get(where).text)
    answer = browser.post(where, data={"form_token": token, **form})
    assert answer.status_code == 303
    return browser.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("form", "lang", "sentence"),
    [
        (
            {"doing": "add", "name": "Zhao", "role": "analyst", "region": "A1", "password": PASSWORD},
            "zh_CN",
            "已添加 Zhao：分析员，东一县 (A1)。",
        ),
        (
            {"doing": "add", "name": "Zhao", "role": "analyst", "region": "A1", "password": PASSWORD},
            "en",
            "Added Zhao: Analyst, East One (A1).",
        ),
        (
            {"doing": "assign", "name": "manager", "role": "supervisor", "region": "B"},
            "en",
            "manager is now: Supervisor, West (B).",
        ),
        (
            {"doing": "password", "name": "manager", "password": NEWER},
            "en",
            "manager has a new password and is signed out everywhere.",
        ),
        ({"doing": "disable", "name": "manager"}, "en", "manager is disabled and signed out everywhere."),
        ({"doing": "enable", "name": "manager"}, "en", "manager is enabled and may sign in."),
    ],
)
def test_the_administrators_page_says_once_what_was_done(
    chief: Stranger, form: dict[str, str], lang: str, sentence: str
) -> None:
    where = f"{PAGE}?lang={lang}"
    assert f"{STATUS}{sentence}</p>" in followed(chief, where, **form)
    assert STATUS not in chief.get(where).text


def test_what_was_not_done_is_not_said_to_be(chief: Stranger) -> None:
    token = token_in(chief.get(PAGE).text)
    chief.post(PAGE, data={"form_token": token, "doing": "disable", "name": "manager"})
    refused = chief.post(PAGE, data={"form_token": token, "doing": "disable", "name": "chief"})
    assert refused.status_code == 400
    assert STATUS not in refused.text


def test_an_own_new_password_is_confirmed_with_the_way_back(product: Flask, stranger: Stranger) -> None:
    sign_in(stranger, "manager")
    where = "/password?next=/steps?lang%3Den&lang=en"
    shown = followed(stranger, where, password=PASSWORD, wished=NEWER, again=NEWER)
    assert f"{STATUS}Your password is changed; every other session of yours has ended.</p>" in shown
    assert '<a href="/steps?lang=en">' in shown
    assert 'name="wished"' not in shown  # nothing is left to fill in
    assert 'name="wished"' in stranger.get(where).text
    assert sign_in(Stranger(product), "manager", NEWER).status_code == 303


def test_a_name_is_said_as_text(chief: Stranger) -> None:
    form = {"name": "<b>x</b>; y=1", "role": "analyst", "region": "A", "password": PASSWORD}
    assert f"{STATUS}Added &lt;b&gt;x&lt;/b&gt;; y=1: Analyst, East (A).</p>" in followed(
        chief, f"{PAGE}?lang=en", doing="add", **form
    )


def test_nobody_else_writes_what_is_said(product: Flask, chief: Stranger) -> None:
    """Neither an address nor a cookie of other making, one of another reader's session among them."""
    desk: Desk = desk_of(product)
    other = Stranger(product)
    sign_in(other, "manager")
    form = {"password": PASSWORD, "wished": NEWER, "again": NEWER, "form_token": token_in(other.get("/password").text)}
    other.post("/password", data=form)
    theirs = other.get_cookie(desk.cookie("done"))
    assert theirs is not None
    own_detail = theirs.value.partition(".")[2]
    forged = ("x", ".", f".{own_detail}", f"{'0' * 64}.{own_detail}", f"{'é' * 64}.{own_detail}", theirs.value)
    for page in ("/password", PAGE):
        for value in forged:
            chief.set_cookie(desk.cookie("done"), value)
            answer = chief.get(f"{page}?done={own_detail}&doing=add&problem=x")
            assert answer.status_code == 200
            assert STATUS not in answer.text
