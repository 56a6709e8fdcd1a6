"""Comparing units in a browser: down by a click on the map, up by the path, two units side by side, by keyboard too."""

import re

import pytest
from playwright.sync_api import Page, expect

from ids import Page as Name
from locales import text
from queries.catalogue import Catalogue
from tests.browser.conftest import Open, settled
from tests.browser.test_ways import choose, sentence

pytestmark = pytest.mark.browser


def tile(page: Page, name: str) -> tuple[float, float]:
    """The middle of a unit's tile on the screen."""
    letters = page.locator("#regions-map .bartext").filter(has_text=name).first
    letters.scroll_into_view_if_needed()
    box = letters.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_down_by_a_click_up_by_the_path_and_side_by_side(visit: Open, catalogue: Catalogue) -> None:
    page = visit("/regions?from=2020-01-01&to=2026-11-22")
    province = next(place for place in catalogue.children(catalogue.root) if place.name == "浙江")
    page.mouse.click(*tile(page, province.name))
    page.wait_for_url(re.compile(f"region={province.region}"))
    settled(page)
    expect(sentence(page)).to_contain_text(province.name)
    expect(page.locator("h1")).to_have_text(text("zh_CN", f"page.{Name.REGIONS}"))
    city = catalogue.children(province)[0]
    picture = page.locator(".multiple a").filter(has_text=city.name).first
    picture.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"region={city.region}"))
    settled(page)
    page.locator(".unit-path a").filter(has_text=province.name).click()
    page.wait_for_url(re.compile(f"region={province.region}"))
    settled(page)
    choose(page, "units", province.name, city.name)
    page.wait_for_url(re.compile("units="))
    settled(page)
    head = page.locator("#regions-sides thead")
    expect(head).to_contain_text(province.name)
    expect(head).to_contain_text(city.name)
    expect(head.locator("th")).to_have_count(3)
    choose(page, "figure", "全过程办电时间（均值）")
    page.wait_for_url(re.compile("figure=whole_time"))
    settled(page)
    expect(page.locator("#regions-ranking .card-title")).to_contain_text("全过程办电时间")
    assert "units=" in page.url


def test_a_figure_of_a_unit_opens_into_its_cases(visit: Open) -> None:
    page = visit("/regions?from=2020-01-01&to=2026-11-22")
    page.locator("#regions-sides tbody a").first.click()
    expect(page.locator("h1")).to_have_text(text("zh_CN", "page.cases"))
    expect(page.locator(".ag-center-cols-container [role=row]").first).to_be_visible()


@pytest.mark.parametrize("where", ["/regions?region=NOWHERE", "/regions?from=2026-02-30", "/?region=NOWHERE"])
def test_an_address_that_cannot_be_read_is_said_once_with_the_way_back(visit: Open, where: str) -> None:
    page = visit(where)
    expect(page.locator("#filters-problem .notice")).to_have_count(1)
    for hidden in page.locator(".card, .filter:has([id*='figure']), .section-title").all():
        expect(hidden).to_be_hidden()
    page.locator("#filters-problem a").click()
    settled(page)
    expect(page.locator("#filters-problem .notice")).to_have_count(0)
    expect(page.locator(".card .card-title").first).to_be_visible()
