"""One case in a real browser: on the way from the overview, by its number, by mouse and by keyboard; and its list."""

import re

import pytest
from playwright.sync_api import Page, expect

from locales import text
from queries.catalogue import Catalogue
from tests.browser.conftest import Open, settled
from tests.browser.test_pages import overflow

pytestmark = pytest.mark.browser

ROW = ".ag-pinned-left-cols-container [role=row]"
LOOKS = (
    (1440, "light", "zh_CN"),
    (1440, "dark", "en"),
    (390, "light", "en"),
    (360, "dark", "zh_CN"),
    (2560, "light", "en"),
)


def number(page: Page) -> str:
    return page.locator(".case-number").inner_text()


def test_from_the_overview_to_a_late_case_in_at_most_four_clicks(visit: Open) -> None:
    page = visit("/")
    clicks = 0
    page.locator("#overview-lead a", has_text="超期").first.click()
    clicks += 1
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.cases"))
    link = page.locator(f"{ROW} a").first
    expect(link).to_be_visible()
    application = link.inner_text()
    link.click()
    clicks += 1
    expect(page.locator(".case-number")).to_have_text(application)
    settled(page)
    expect(page.locator(".case-title .verdict")).to_have_text(text("zh_CN", "case.overdue"))
    expect(page.locator("#case-now table")).to_be_visible()
    assert clicks <= 4
    page.go_back()
    expect(page.locator(f"{ROW} a").first).to_have_text(application)


def test_the_keyboard_goes_from_the_list_to_a_case(visit: Open) -> None:
    page = visit("/cases?metric=accepted")
    cell = page.locator(f"{ROW} .ag-cell").first
    expect(cell.locator("a")).to_be_visible()
    application = cell.inner_text()
    page.locator(".ag-header-cell").first.focus()
    page.keyboard.press("ArrowDown")
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".case-number")).to_have_text(application)
    settled(page)


@pytest.mark.parametrize("start", ["/", "/steps?lang=en"])
def test_a_number_is_found_from_any_page(visit: Open, start: str) -> None:
    page = visit("/cases?metric=accepted")
    application = page.locator(f"{ROW} a").first.inner_text()
    page = visit(start)
    box = page.locator("#case-search")
    box.fill(application)
    box.press("Enter")
    expect(page.locator(".case-number")).to_have_text(application)
    settled(page)
    assert ("lang=en" in page.url) is ("lang=en" in start)
    box.fill(application[:-2])
    box.press("Enter")
    page.wait_for_url(re.compile("find="))
    expect(page.locator(f"{ROW} a").first).to_contain_text(application[:-2])
    box.fill("no such number")
    box.press("Enter")
    locale = "en" if "lang=en" in start else "zh_CN"
    expect(page.locator("#cases-list")).to_contain_text(text(locale, "case.none", application="no such number"))


def test_an_order_stands_in_the_address_and_in_a_link(visit: Open) -> None:
    page = visit("/cases?metric=accepted")
    first = page.locator(f"{ROW} a").first
    expect(first).to_be_visible()
    latest = first.inner_text()
    page.locator(".ag-header-cell[col-id=application]").click()
    page.wait_for_url(re.compile("sort=application%3Aasc"))
    expect(first).not_to_have_text(latest)
    settled(page)
    lowest = first.inner_text()
    page.locator(".ag-header-cell[col-id=application]").click()
    page.wait_for_url(re.compile("sort=application%3Adesc"))
    expect(first).not_to_have_text(lowest)
    settled(page)
    highest = first.inner_text()
    assert lowest < highest
    other = visit("/" + page.url.split("/", 3)[3])
    expect(other.locator(f"{ROW} a").first).to_have_text(highest)
    page.go_back()
    page.wait_for_url(re.compile("sort=application%3Aasc"))
    expect(first).to_have_text(lowest)
    settled(page)


def test_a_list_is_narrowed_by_codes_and_by_a_range(visit: Open, catalogue: Catalogue) -> None:
    page = visit("/cases?metric=accepted")
    head = page.locator("#cases-head .lead")
    before = head.inner_text()
    choose(page, "cases-by", text("zh_CN", "column.state"), text("zh_CN", "column.capacity_kva"))
    states = page.locator('#cases-conditions button[id*=\'"column":"state"\']')
    expect(states).to_be_visible()
    states.click()
    page.locator(".dash-dropdown-option", has_text=text("zh_CN", "code.state.open")).first.click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("where=state%3Aopen"))
    expect(head).not_to_have_text(before)
    settled(page)
    narrowed = head.inner_text()
    page.wait_for_function(
        """(open) => { const cells = [...document.querySelectorAll('.ag-center-cols-container [col-id=state]')];
                       return cells.length && cells.every((cell) => cell.textContent === open); }""",
        arg=text("zh_CN", "code.state.open"),
    )
    low = page.locator('#cases-conditions input[id*=\'"column":"capacity_kva"\']').first
    low.fill("100")
    low.press("Enter")
    page.wait_for_url(re.compile(r"where=capacity_kva%3A100\.\."))
    expect(head).not_to_have_text(narrowed)
    settled(page)
    expect(page.locator(f"{ROW} a").first).to_be_visible()
    expect(page.locator("#cases-head a", has_text="CSV")).to_have_attribute("href", re.compile("where=state%3Aopen"))
    page.go_back()
    expect(head).to_have_text(narrowed)
    settled(page)


def choose(page: Page, element: str, *labels: str) -> None:
    page.locator(f"#{element}").click()
    for label in labels:
        page.locator(".dash-dropdown-option").filter(has_text=re.compile(f"^{re.escape(label)}$")).first.click()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "theme", "locale"), LOOKS)
def test_a_case_stands_at_every_size(visit: Open, width: int, theme: str, locale: str) -> None:
    page = visit("/cases?metric=overdue")
    application = page.locator(f"{ROW} a").first.inner_text()
    page = visit(f"/case?application={application}&lang={locale}", width=width, theme=theme)
    assert number(page) == application
    assert overflow(page) <= 0
    assert page.locator(".state-failed").count() == 0
    expect(page.locator("#case-line .main-svg").first).to_be_visible()
    expect(page.locator(".filters")).not_to_be_visible()
    expect(page.locator("h1")).to_have_text(text(locale, "page.case"))
