"""The pages in a real browser: until every chart is drawn, cold and warm, and what came over the wire."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from app import create_app
from bench.reading import let_in
from bench.serving import PAGES
from settings import Settings

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Every card has its content and every chart its picture; the skeletons of loading are gone.
DRAWN = """() => {
  const graphs = [...document.querySelectorAll('.js-plotly-plot')];
  return graphs.length > 0 && graphs.every(g => g.querySelector('.main-svg')) && !document.querySelector('.skeleton');
}"""
STILL = """() => document.querySelectorAll('.card').length > 0 && !document.querySelector('.skeleton')"""


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The product behind gunicorn as `make run` starts it, on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [*command, "--log-level", "warning", "app:create_app()"],
        env=os.environ | {"TONGDIAN_DATA": str(settings.data)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                with urlopen(f"{address}/healthz", timeout=30):  # noqa: S310 - our own address
                    break
            except (URLError, ConnectionError):
                time.sleep(0.05)
        print(f"  the server answers after                 {time.perf_counter() - started:9.1f} s   ≤ 5 s")
        yield address
    finally:
        process.terminate()
        process.wait()


def browse(settings: Settings) -> None:
    """Print the time until all charts are drawn and the bytes, cold and warm, for each page."""
    print("In the browser                                   figure        bar")
    server = create_app(settings)
    cookie, token = server.extensions["tongdian"].desk.cookie("session"), let_in(server).token
    with served(settings) as address, sync_playwright() as playwright:
        for page, path in PAGES.items():
            # A new browser has nothing kept: cold. A second visit in the same one: warm.
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": cookie, "value": token, "url": address}])
            tab = context.new_page()
            cold, weight = visit(tab, address + path)
            warm, _ = visit(tab, address + path)
            browser.close()
            print(f"  {page:<14} cold                      {cold:9.2f} s   ≤ 3 s (goal 2)")
            print(f"  {'':<14} warm                      {warm:9.2f} s   ≤ 1.5 s")
            print(f"  {'':<14} over the wire, cold       {weight / 2**20:9.2f} MB  ≤ 2 MB (goal 1.5)")


def visit(tab: Page, address: str) -> tuple[float, int]:
    """Seconds until everything on a page is drawn, and the bytes that came over the wire for it."""
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    started = time.perf_counter()
    tab.goto(address, wait_until="commit")
    tab.wait_for_function(STILL if address.endswith("/data") else DRAWN, polling=20, timeout=60_000)
    seconds = time.perf_counter() - started
    tab.wait_for_load_state("networkidle")
    session.detach()
    return seconds, sum(received)
