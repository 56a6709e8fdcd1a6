"""Ways through the product: filter, back and forward, drill down, download, by mouse and by keyboard."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from locales import text
from queries.catalogue import Catalogue
from tests.browser.conftest import Open, settled

pytestmark = pytest.mark.browser


def control(page: Page, name: str) -> Locator:
    """The dropdown of one filter."""
    return page.locator(f'button[id*=\'"name":"{name}"\']')


def sentence(page: Page) -> Locator:
    return page.locator("p.selection").first


def choose(page: Page, name: str, *labels: str) -> None:
    control(page, name).click()
    for label in labels:
        page.locator(".dash-dropdown-option").filter(has_text=re.compile(f"^{re.escape(label)}$")).first.click()
    if len(labels) > 1 or name in ("class", "service", "channel"):
        page.keyboard.press("Escape")


def test_filters_write_the_address_and_back_and_forward_work(visit: Open, catalogue: Catalogue) -> None:
    page = visit("/")
    province = catalogue.children(catalogue.root)[0]
    start = page.url
    choose(page, "region", province.name)
    expect(sentence(page)).to_contain_text(province.name)
    settled(page)
    assert f"region={province.region}" in page.url
    choose(page, "class", "居民", "低压非居民")
    expect(sentence(page)).to_contain_text("居民、低压非居民")
    settled(page)
    last = page.url
    page.go_back()
    expect(sentence(page)).not_to_contain_text("居民")
    expect(control(page, "class")).to_contain_text(text("zh_CN", "filter.all"))
    page.go_back()
    expect(sentence(page)).not_to_contain_text(province.name)
    assert page.url == start
    page.go_forward()
    page.go_forward()
    expect(sentence(page)).to_contain_text("居民、低压非居民")
    assert page.url == last
    settled(page)


def test_an_address_opens_the_same_view_elsewhere(visit: Open) -> None:
    page = visit("/steps")
    choose(page, "class", "低压非居民")
    expect(sentence(page)).to_contain_text("低压非居民")
    choose(page, "of", "合计办理时间")
    page.wait_for_url(re.compile("of=utility"))
    settled(page)
    other = visit(page.url.split("/", 3)[3].join(["/", ""]))
    assert other.locator(".lead").inner_text() == page.locator(".lead").inner_text()
    assert other.locator(".card-subtitle").all_inner_texts() == page.locator(".card-subtitle").all_inner_texts()
    assert other.locator(".card-title").all_inner_texts() == page.locator(".card-title").all_inner_texts()


def test_a_period_is_chosen_by_name(visit: Open) -> None:
    page = visit("/")
    choose(page, "period", text("zh_CN", "period.last_year"))
    page.wait_for_url(re.compile("from=2025-01-01&to=2025-12-31"))
    expect(sentence(page)).to_contain_text("2025-01-01 – 2025-12-31")
    settled(page)


def test_pages_keep_the_selection(visit: Open) -> None:
    page = visit("/?class=residential")
    page.get_by_role("link", name=text("zh_CN", "page.steps")).click()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.steps"))
    settled(page)
    expect(sentence(page)).to_contain_text("居民")
    page.go_back()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.overview"))
    settled(page)


def test_a_figure_opens_into_its_cases(visit: Open) -> None:
    page = visit("/")
    card = page.locator(".card", has=page.locator("#overview-trend"))
    n = re.search(r"[\d,]+", card.locator(".card-foot").inner_text())
    assert n
    card.locator(".card-foot a").click()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.cases"))
    expect(page.locator("#cases-head")).to_contain_text(f"{n[0]} ")
    expect(page.locator(".ag-center-cols-container [role=row]").first).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.overview"))
    settled(page)


def test_back_leads_to_where_the_reader_stood(visit: Open) -> None:
    page = visit("/services")
    cell = page.locator("#services-cost td a").first
    cell.scroll_into_view_if_needed()
    stood = page.evaluate("window.scrollY")
    assert stood > 1000
    cell.click()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.cases"))
    settled(page)
    assert page.evaluate("window.scrollY") == 0
    page.go_back()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.services"))
    settled(page)
    page.wait_for_function("(stood) => Math.abs(window.scrollY - stood) < 2", arg=stood)
    page.reload()
    settled(page)
    page.wait_for_function("(stood) => Math.abs(window.scrollY - stood) < 2", arg=stood)


def test_a_click_on_a_bar_leads_to_the_unit(visit: Open) -> None:
    page = visit("/steps")
    bar = page.locator("#steps-units .dash-graph .bars .point path").first
    bar.scroll_into_view_if_needed()
    bar.click(force=True)
    page.wait_for_url(re.compile("region="))
    expect(page.locator(".unit-path a")).to_have_count(1)
    settled(page)


def test_an_open_table_stays_open_through_a_change_of_filters(visit: Open) -> None:
    page = visit("/")
    card = page.locator(".card", has=page.locator("#overview-trend"))
    toggle = card.get_by_role("button", name=text("zh_CN", "card.table"))
    toggle.click()
    expect(card.locator("table.figures")).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    choose(page, "class", "居民")
    expect(sentence(page)).to_contain_text("居民")
    settled(page)
    expect(card.locator("table.figures")).to_be_visible()
    toggle.click()
    expect(card.locator("table.figures")).to_have_count(0)


def test_a_card_downloads_its_data(visit: Open, tmp_path: Path) -> None:
    page = visit("/?class=residential")
    card = page.locator(".card", has=page.locator("#overview-trend"))
    card.locator("summary", has=page.locator(".icon-download")).click()
    with page.expect_download() as downloading:
        card.get_by_role("link", name="CSV").click()
    assert text("zh_CN", "shell.simulated") in downloading.value.suggested_filename
    file = tmp_path / "trend.csv"
    downloading.value.save_as(file)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert text("zh_CN", "shell.simulated") in rows[0][0]
    assert any("居民" in cell for row in rows for cell in row)


def test_a_definition_opens_in_place(visit: Open) -> None:
    page = visit("/steps?lang=en")
    card = page.locator(".card", has=page.locator("#steps-whole"))
    card.locator("summary", has=page.locator(".icon-info")).click()
    expect(card.locator(".tool-panel .definitions")).to_contain_text("Acceptance to power on")


def test_the_keyboard_reaches_everything_and_focus_is_seen(visit: Open) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    control(page, "cohort").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".dash-dropdown-option input[value=archived]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".dash-dropdown-option input[value=power_on]")).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("cohort=power_on"))
    settled(page)
    expect(control(page, "cohort")).to_be_visible()
    link = page.get_by_role("link", name=text("zh_CN", "page.data"))
    link.focus()
    seen = link.evaluate("(one) => { const s = getComputedStyle(one); return s.outlineStyle + s.boxShadow; }")
    assert seen != "nonenone"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.data"))
    settled(page)


def test_a_narrow_screen_opens_its_filters(visit: Open) -> None:
    page = visit("/", width=390)
    expect(control(page, "class")).not_to_be_visible()
    page.locator(".filters-toggle").click()
    expect(control(page, "class")).to_be_visible()
    page.locator(".rail-toggle").click()
    page.get_by_role("link", name=text("zh_CN", "page.applications")).click()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.applications"))
    settled(page)
