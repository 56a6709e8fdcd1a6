"""In a real browser: what stands around the pages lets everything of the product draw, and nothing else run."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from app import create_app
from callbacks import PAGES
from ids import path
from settings import Settings
from tests.browser.conftest import Open, session_cookie, settled

pytestmark = pytest.mark.browser

POST = "**/_dash-update-component*"
COUNT = "window.refused = []; addEventListener('securitypolicyviolation', (one) => window.refused.push(one.sample));"
ATTACK = """
    const script = document.createElement('script');
    script.textContent = 'window.attacked = "script"';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="/_favicon.ico" onload="window.attacked = 1">');
    document.body.insertAdjacentHTML('beforeend', '<style>body { display: none }</style>');
    const link = document.createElement('a');
    link.href = 'javascript:window.attacked = "link"';
    document.body.append(link);
    link.click();
    const form = document.createElement('form');
    form.action = 'http://127.0.0.2:9/';
    document.body.append(form);
    form.submit();
    const frame = document.createElement('iframe');
    frame.src = 'http://127.0.0.2:9/';
    document.body.append(frame);
    fetch('http://127.0.0.2:9/').catch(() => {});
"""
HARM = """<img src=x onerror="window.attacked=1"><a href=javascript:alert(1)>甲</a>"""


def harmful() -> dict[str, str]:
    """The files of a delivery whose names and codes are meant to harm."""
    cell = '"' + HARM.replace('"', '""') + '"'
    cases = [f"C{n},{'AB'[n % 2]},{cell},{cell},2026-02-0{n + 1} 09:00,2026-02-0{n + 1} 10:00" for n in range(9)]
    cases.append(f"{cell},A,{cell},{cell},2026-02-10 09:00,2026-02-10 10:00")
    places = [
        f"ROOT,2020-01-01,,{cell},{cell},company",
        *(f"{code},2020-01-01,ROOT,{cell},{cell},province" for code in "AB"),
    ]
    return {
        "regions": "\n".join(["region,from,parent,name,name_en,level", *places]),
        "applications": "\n".join(["application,region,channel,customer_class,submitted_at,accepted_at", *cases]),
    }


def again(browser: Browser, page: Page, theme: str = "light") -> Page:
    """Another window of the same reader, whose console may speak."""
    scheme: Any = theme
    context = browser.new_context(storage_state=page.context.storage_state(), color_scheme=scheme)
    context.add_init_script(COUNT)
    return context.new_page()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("where", [*map(path, PAGES), "/cases?metric=accepted"])
def test_everything_of_a_page_draws_under_the_policy(visit: Open, where: str, theme: str) -> None:
    page = visit(where, theme=theme)  # whose console stays empty
    for opened in ("#filters-dates", ".dash-dropdown", ".card-toggle", ".tool-menu summary"):
        for one in page.locator(opened).all()[:2]:
            if one.is_visible():
                one.click()
                page.keyboard.press("Escape")
    settled(page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    settled(page)


def test_a_picture_of_a_chart_can_be_taken(visit: Open) -> None:
    page = visit("/")
    taken = "Plotly.toImage(document.querySelector('.js-plotly-plot'), { format: 'png' })"
    assert page.evaluate(taken).startswith("data:image/png;base64,")


def test_what_is_injected_into_a_page_does_nothing(visit: Open, browser: Browser) -> None:
    first = visit("/")
    page = again(browser, first)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(first.url)
    settled(page)
    assert page.evaluate("window.refused") == []
    page.evaluate(ATTACK)
    page.wait_for_function("() => window.refused.length >= 7")
    assert page.evaluate("window.attacked") is None
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    assert not [url for url in asked if "127.0.0.2" in url]
    assert page.url == first.url
    page.context.close()


def test_no_other_site_shows_the_product_in_a_frame(visit: Open, browser: Browser) -> None:
    first = visit("/")
    page = again(browser, first)
    page.set_content(f'<iframe src="{first.url}"></iframe>')
    page.wait_for_load_state("networkidle")
    assert page.locator("iframe").content_frame.locator("#react-entry-point").count() == 0
    page.context.close()


@pytest.mark.parametrize(("search", "words"), [("", "请重新载入页面"), ("?lang=en", "load the page anew")])
def test_what_the_server_refuses_in_the_background_is_said(
    visit: Open, browser: Browser, search: str, words: str
) -> None:
    first = visit(f"/steps{search}")
    page = again(browser, first)

    def spoil(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        body["inputs"] = []
        route.continue_(post_data=json.dumps(body))

    page.route(POST, spoil)
    page.goto(first.url)
    said = page.get_by_role("alert")
    expect(said).to_contain_text(words)
    said.click()
    expect(said).to_have_count(0)
    page.context.close()


@pytest.fixture
def harmed(browser: Browser, delivered: Callable[..., Settings]) -> Iterator[tuple[Page, str]]:
    """A reader's window of a store whose names and codes are meant to harm, and its address."""
    server = create_app(delivered(**harmful()))
    listening = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.server_port}"
    context = browser.new_context()
    context.add_init_script(COUNT)
    context.add_cookies([session_cookie(server, address)])
    yield context.new_page(), address
    context.close()
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.mark.parametrize("where", ["/", "/applications", "/regions", "/data", "/cases?metric=accepted"])
def test_names_and_codes_of_a_delivery_are_only_texts(harmed: tuple[Page, str], where: str) -> None:
    page, address = harmed
    page.goto(address + where + ("&" if "?" in where else "?") + "cohort=accepted")
    settled(page)
    for opened in page.locator(".card-toggle").all():
        opened.click()
    settled(page)
    expect(page.locator("#main")).to_contain_text("<img src=x")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.attacked") is None
    assert page.evaluate("window.refused") == []
