"""Every page in a real browser: draws, fits, reads in both languages and themes, and its console stays empty."""

import re

import pytest
from playwright.sync_api import Page, expect

from ids import Page as Name
from ids import path
from locales import text
from tests.browser.conftest import Open, settled

pytestmark = pytest.mark.browser

PAGES = (
    Name.OVERVIEW,
    Name.APPLICATIONS,
    Name.STEPS,
    Name.SATISFACTION,
    Name.CHANNELS,
    Name.SERVICES,
    Name.REGIONS,
    Name.DATA,
)
LOOKS = (
    (1440, "light", "zh_CN"),
    (1440, "dark", "en"),
    (390, "light", "en"),
    (360, "dark", "zh_CN"),
    (2560, "light", "zh_CN"),
)


def overflow(page: Page) -> int:
    """By how many px the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def addressed(name: Name, locale: str, query: str = "") -> str:
    return f"{path(name)}?{query}{'&' if query else ''}lang={locale}"


@pytest.mark.parametrize(("width", "theme", "locale"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_at_every_size(visit: Open, name: Name, width: int, theme: str, locale: str) -> None:
    page = visit(addressed(name, locale), width=width, theme=theme)
    assert overflow(page) <= 0
    expect(page.locator("h1")).to_have_text(text(locale, f"page.{name}"))
    expect(page).to_have_title(re.compile(re.escape(text(locale, f"page.{name}"))))
    expect(page.locator(".tag-simulated")).to_have_text(text(locale, "shell.simulated"))
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if locale == "zh_CN" else "en")
    assert page.locator(".state-failed").count() == 0
    if name is not Name.DATA:
        assert page.locator(".dash-graph .main-svg").count() >= 3


@pytest.mark.parametrize("width", [1440, 390])
def test_the_list_of_cases_stands(visit: Open, width: int) -> None:
    page = visit("/cases?metric=accepted", width=width)
    expect(page.locator(".ag-center-cols-container [role=row]").first).to_be_visible()
    assert overflow(page) <= 0


def test_an_english_page_holds_no_chinese_but_names(visit: Open) -> None:
    page = visit("/steps?lang=en")
    for part in (".rail-links", ".filters", ".card-title", ".card-subtitle", ".card-foot"):
        for words in page.locator(part).all_inner_texts():
            assert not re.search(r"[一-鿿]", words.replace("网上国网", "")), (part, words)


def test_the_theme_is_switched_and_kept(visit: Open) -> None:
    page = visit("/")
    html = page.locator("html")
    page.locator("#theme-switch").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    settled(page)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(15, 20, 19)"
    page.reload()
    settled(page)
    expect(html).to_have_attribute("data-bs-theme", "dark")


def test_the_language_is_switched_with_the_selection_kept(visit: Open) -> None:
    page = visit("/steps?class=residential")
    page.locator("#language").click()
    page.wait_for_url(re.compile("lang=en"))
    settled(page)
    expect(page.locator("h1")).to_have_text("Steps")
    assert "class=residential" in page.url
    expect(page.locator("p.selection").first).to_contain_text("Residential")


def test_an_unknown_address_and_a_bad_parameter_are_said(visit: Open) -> None:
    page = visit("/nowhere")
    expect(page.locator("#main")).to_contain_text(text("zh_CN", "missing.words"))
    page = visit("/?region=NOWHERE")
    expect(page.locator(".notice-warn")).to_contain_text("NOWHERE")
    page.locator(".notice-warn a").click()
    settled(page)
    expect(page.locator(".notice-warn")).to_have_count(0)
    assert page.locator(".dash-graph").count() >= 3
