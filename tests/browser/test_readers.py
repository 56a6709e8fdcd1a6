"""Three readers in a real browser: of the company, of a province, of a county; and others' links opened by them."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from accounts.signed import SignedIn
from locales import text
from queries.catalogue import Catalogue, Place
from state import readers
from tests.browser.conftest import Open, settled
from tests.callbacks.opening import facts
from tests.signed import desk_of, let_in

pytestmark = pytest.mark.browser

PASSWORD = "a password for the browser"  # noqa: S105 - of a reader who is nobody
ROW = ".ag-pinned-left-cols-container [role=row]"


@pytest.fixture(scope="module")
def late(server: Flask, catalogue: Catalogue) -> Place:
    """The county of a late case, below a province."""
    found = facts(server, "select place_no from standing_fact where kind = 'overdue' and to_date is null")
    places = [catalogue.by_no[no] for (no,) in found]
    return next(place for place in places if len(catalogue.ancestors(place)) >= 2)


@pytest.fixture(scope="module")
def three(server: Flask, catalogue: Catalogue, late: Place) -> dict[Role, SignedIn]:
    """A reader of the company, of the late case's province, and of its county or station."""
    company, province = catalogue.ancestors(late)[:2]
    units = {Role.ADMINISTRATOR: company, Role.MANAGER: province, Role.SUPERVISOR: late}
    return {role: let_in(server, f"three: {role}", role, place.region) for role, place in units.items()}


@pytest.fixture(scope="module")
def elsewhere(server: Flask, catalogue: Catalogue, late: Place) -> SignedIn:
    """A manager of another province."""
    own = catalogue.ancestors(late)[1]
    other = next(place for place in catalogue.children(catalogue.root) if place != own)
    return let_in(server, "from elsewhere", Role.MANAGER, other.region)


def to_late_case(page: Page) -> str:
    """From the overview to a late case, by two clicks; its number."""
    page.locator("#overview-lead a", has_text="超期").first.click()
    link = page.locator(f"{ROW} a").first
    expect(link).to_be_visible()
    application = link.inner_text()
    link.click()
    expect(page.locator(".case-number")).to_have_text(application)
    settled(page)
    return application


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.SUPERVISOR])
def test_each_starts_at_their_own_unit_and_gets_to_a_late_case(
    visit: Open, catalogue: Catalogue, three: dict[Role, SignedIn], role: Role
) -> None:
    page = visit("/", who=three[role])
    unit = catalogue.places[three[role].region].name
    expect(page.locator(".signed-in")).to_contain_text(f"{text('zh_CN', f'role.{role}')} · {unit}")
    expect(page.locator("#filters-sentence")).to_contain_text(unit)
    for above in catalogue.ancestors(catalogue.places[three[role].region]):
        assert above.name not in page.locator("body").inner_text().replace(unit, "")
    to_late_case(page)
    expect(page.locator(".case-title .verdict")).to_have_text(text("zh_CN", "case.overdue"))


def test_the_same_links_are_refused_plainly_to_the_wrong_reader(
    visit: Open, three: dict[Role, SignedIn], elsewhere: SignedIn, late: Place
) -> None:
    page = visit("/", who=three[Role.MANAGER])
    application = to_late_case(page)
    link = urlsplit(page.url)
    theirs = visit(f"{link.path}?{link.query}", who=elsewhere)
    expect(theirs.locator("#filters-problem")).to_contain_text("没有可供您查看的单位")
    assert late.name not in theirs.locator("body").inner_text()
    theirs.goto(f"{link.scheme}://{link.netloc}/case?application={application}")
    settled(theirs)
    expect(theirs.locator("#main")).to_contain_text(text("zh_CN", "case.none", application=application))
    theirs.goto(f"{link.scheme}://{link.netloc}/?region={late.region}")
    settled(theirs)
    expect(theirs.locator("#filters-problem")).to_contain_text(f"没有可供您查看的单位“{late.region}”。")
    assert late.name not in theirs.locator("body").inner_text()


def test_a_reader_signs_in_by_the_form_and_out_again(
    browser: Browser, server: Flask, address: str, three: dict[Role, SignedIn]
) -> None:
    desk = desk_of(server)
    readers.set_password(desk.state, three[Role.MANAGER].reader_id, desk.passwords.hashed(PASSWORD))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/steps?class=residential")
    expect(page).to_have_title(f"{text('zh_CN', 'login.title')} · {text('zh_CN', 'shell.product')}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label(text("zh_CN", "login.name")).fill("THREE: manager")
    page.get_by_label(text("zh_CN", "login.password")).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/steps?class=residential")
    settled(page)
    page.get_by_role("button", name=text("zh_CN", "reader.leave")).click()
    page.wait_for_url(f"{address}/login")
    page.go_back()
    expect(page.get_by_label(text("zh_CN", "login.name"))).to_be_visible()  # what was seen is gone
    context.close()


def test_a_session_that_ends_while_a_page_is_open_leads_to_the_sign_in_and_back(
    browser: Browser, server: Flask, address: str, catalogue: Catalogue
) -> None:
    who = let_in(server, "about to leave", Role.ADMINISTRATOR, catalogue.root.region)
    context = browser.new_context()
    context.add_cookies([{"name": desk_of(server).cookie("session"), "value": who.token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/")
    settled(page)
    desk_of(server).let_out(who)
    page.get_by_role("link", name=text("zh_CN", "page.satisfaction")).first.click()
    page.wait_for_url(lambda url: "/login?next=%2Fsatisfaction" in url)
    context.close()
