"""The administrators' page and the sign-in in a browser, on a phone."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from accounts.roles import Role
from state import audit
from state.audit import Outcome, What
from tests.browser.conftest import Open
from tests.signed import desk_of, let_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 599])
def test_on_a_phone_every_cell_and_button_lies_within_the_screen(visit: Open, server: Flask, width: int) -> None:
    """Also those of a reader with a long name, and the audit log's addresses."""
    let_in(server, "somebody.with.a.very.long.name.and.no.blank.in.it@utility.example", Role.ANALYST, "nowhere")
    address = f"/export/overview-trend.csv?{'y' * 200}"
    audit.note(desk_of(server).state, What.EXPORT, Outcome.DONE, reader="somebody", detail=address)
    page = visit("/administration?lang=en", width=width, height=844)
    right = page.eval_on_selector_all(
        "td, tbody th, button, input:not([type=hidden]), select",
        "all => Math.max(...all.map(one => one.getBoundingClientRect().right))",
    )
    assert right <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    labels = page.eval_on_selector_all(
        "tbody tr:first-child td[data-label]", "all => all.map(one => getComputedStyle(one, '::before').content)"
    )
    for label in ('"Unit"', '"Role"', '"Access"', '"At"', '"Detail"'):
        assert label in labels
    assert not page.locator("td:empty").filter(visible=True).count()  # no head stands before nothing


def test_on_a_wide_screen_the_readers_are_a_table(visit: Open) -> None:
    page = visit("/administration?lang=en", width=1440)
    assert page.eval_on_selector("tbody td", "one => getComputedStyle(one).display") == "table-cell"
    assert page.eval_on_selector("tbody td", "one => getComputedStyle(one, '::before').content") == "none"


def test_after_a_wrong_password_the_focus_is_on_the_password_and_the_name_kept(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/login")
    assert page.evaluate("document.activeElement.id") == "name"
    page.fill("#name", "wang")
    page.fill("#password", "not the password")
    page.press("#password", "Enter")
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.id") == "password"
    assert page.input_value("#name") == "wang"
    assert page.input_value("#password") == ""
    context.close()
