"""A real server over the small simulated store, and Debian's Chromium in front of it."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from accounts.signed import SignedIn
from tests.signed import administrator, desk_of

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLE_MS = 15_000

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's browser; nothing is downloaded."""
    return {"executable_path": CHROMIUM, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def address(server: Flask) -> Iterator[str]:
    """Where the product stands, on a free port of loopback."""
    listening = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def visit(browser: Browser, address: str, server: Flask) -> Iterator[Open]:
    """Opens a page for the company's administrator or another reader; in the end its console must have stayed empty.

    Nor may anything have come from outside.
    """
    said: list[str] = []
    outside: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        said.append(f"{message.type}: {message.text}")

    def visit(
        where: str = "/", *, width: int = 1440, height: int = 900, theme: str = "light", who: SignedIn | None = None
    ) -> Page:
        scheme: Any = theme
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        context.add_cookies([session_cookie(server, address, who)])
        page = context.new_page()
        page.set_default_timeout(SETTLE_MS)
        page.on("console", note)
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("request", lambda request: outside.append(request.url) if foreign(request.url, address) else None)
        page.goto(address + where)
        settled(page)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert said == []
    assert outside == []


def session_cookie(server: Flask, address: str, who: SignedIn | None = None) -> SetCookieParam:
    """The cookie by which a browser is a reader's, or the company's administrator's."""
    token = (who or administrator(server)).token
    return {"name": desk_of(server).cookie("session"), "value": token, "url": address}


def foreign(url: str, address: str) -> bool:
    """Whether a request leaves the product's own server."""
    return not url.startswith((address, "data:", "blob:"))


def settled(page: Page) -> None:
    """Wait until the page stands: no skeleton left, nothing loading, every chart drawn."""
    page.wait_for_selector("#main h1")
    page.wait_for_function(
        """() => !document.querySelector('.skeleton, [data-dash-is-loading="true"]')
              && [...document.querySelectorAll('.dash-graph')].every((graph) => graph.querySelector('.main-svg'))"""
    )
    page.wait_for_load_state("networkidle")
