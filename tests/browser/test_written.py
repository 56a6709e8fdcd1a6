"""Targets and events written in a real browser: what they change is on the page at once."""

import re

import pytest
from playwright.sync_api import expect

from ids import MarkForm, TargetForm
from locales import text
from queries.catalogue import Catalogue
from tests.browser.conftest import Open, settled

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 390])
def test_a_units_own_target_judges_it_at_once_until_it_is_withdrawn(
    visit: Open, catalogue: Catalogue, width: int
) -> None:
    province = catalogue.children(catalogue.root)[15]
    page = visit(f"/targets?region={province.region}&target=case-on-time", width=width)
    page.get_by_label(text("zh_CN", "target_how.add", unit=province.name)).check()
    page.locator(f"#{TargetForm.THRESHOLD}").fill("12.34")
    page.locator(f"#{TargetForm.WHY}").fill("试行")
    page.locator(f"#{TargetForm.SAVE}").click()
    expect(page.locator(f"#{TargetForm.SAID}")).to_contain_text("已为")
    expect(page.locator("#targets-board")).to_contain_text("12.34")
    expect(page.locator(f"#{TargetForm.HISTORY}")).to_contain_text("试行")
    settled(page)
    page.get_by_label(text("zh_CN", "target_how.withdraw"), exact=True).check()
    page.locator(f"#{TargetForm.WHY}").fill("试行结束")
    page.locator(f"#{TargetForm.SAVE}").click()
    expect(page.locator(f"#{TargetForm.SAID}")).to_contain_text("已撤销")
    expect(page.locator("#targets-board")).not_to_contain_text("12.34")


def test_an_event_is_on_the_axes_until_it_is_withdrawn(visit: Open, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[16]
    page = visit(f"/targets?region={province.region}")
    page.locator(f"#{MarkForm.DAY}").fill("2026-08-12")
    page.locator(f"#{MarkForm.TITLE}").fill("台风登陆")
    page.locator(f"#{MarkForm.SAVE}").click()
    expect(page.locator(f"#{MarkForm.LIST}")).to_contain_text("台风登陆")
    expect(page.locator("#targets-trend .marks")).to_contain_text("①2026-08-12 台风登陆")
    expect(page.locator("#targets-trend svg text", has_text="①")).to_be_visible()
    page.get_by_role("button", name=text("zh_CN", "mark_form.withdraw", title="台风登陆")).click()
    expect(page.locator("#targets-trend .marks")).to_have_count(0)
    expect(page.locator(f"#{MarkForm.LIST}")).not_to_contain_text("台风登陆")


def test_the_way_to_a_targets_form_leads_to_the_form(visit: Open) -> None:
    page = visit("/targets")
    page.locator(f"#{TargetForm.LIST} summary").click()
    page.locator(f"#{TargetForm.LIST} a", has_text=re.compile("高压单电源")).first.click()
    expect(page.locator(f"#{TargetForm.SAYS}")).to_contain_text("高压单电源")
    expect(page.locator(f"#{TargetForm.LIST} summary")).to_be_in_viewport()
