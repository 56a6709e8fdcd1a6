"""Saved views in a real browser: saved, followed from another page, deleted, by keyboard too."""

import re

import pytest
from playwright.sync_api import expect

from locales import text
from tests.browser.conftest import Open, settled

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 390])
def test_a_view_is_saved_followed_and_deleted(visit: Open, width: int) -> None:
    page = visit("/steps?class=residential", width=width)
    menu = page.locator(".views > summary")
    menu.focus()
    page.keyboard.press("Enter")
    page.locator("#views-name").fill("居民环节")
    page.locator("#views-save").click()
    expect(page.locator("#views-said")).to_have_text(text("zh_CN", "views.saved"))
    link = page.locator("#views-list a", has_text="居民环节")
    expect(link).to_be_visible()
    page.goto(page.url.split("/steps")[0] + "/channels")
    settled(page)
    page.locator(".views > summary").click()
    page.locator("#views-list a", has_text="居民环节").click()
    page.wait_for_url(re.compile("/steps.*class=residential"))
    settled(page)
    expect(page.locator("p.selection").first).to_contain_text("居民")
    page.locator(".views > summary").click()
    page.get_by_role("button", name=text("zh_CN", "views.drop", name="居民环节")).click()
    expect(page.locator("#views-list a")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#views-name")).not_to_be_visible()
