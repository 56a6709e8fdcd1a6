"""Server time of signing in by the form of the page, and of finding out whose a session is."""

import re
import secrets
import time
from collections.abc import Callable

from flask.testing import FlaskClient

from accounts.roles import Role
from app import create_app
from bench.reading import let_in
from settings import Settings
from state import readers

NAME, TIMES = "bench by password", 30
TOKEN = re.compile(r'name="form_token" value="(\w+)"')


def time_sign_in(settings: Settings) -> None:
    """Print the time of a sign-in, most of which is meant to go into the hash, and of finding a session."""
    server = create_app(settings)
    desk, password = server.extensions["tongdian"].desk, secrets.token_urlsafe(12)
    who = let_in(server)
    readers.add(desk.state, NAME, Role.ADMINISTRATOR, who.region, desk.passwords.hashed(password))

    def sign_in() -> None:
        browser = FlaskClient(server, server.response_class)
        page = browser.get("/login").get_data(as_text=True)
        found = TOKEN.search(page)
        form = {"form_token": found[1] if found else "", "name": NAME, "password": password}
        reply = browser.post("/login", data=form, headers={"Origin": "http://localhost"})
        if reply.status_code != 303:
            raise RuntimeError(f"The sign-in answered {reply.status}.")

    print("Signing in, server side                        p50     p95")
    print(f"  sign-in by password            {_percentiles(sign_in)}")
    print(f"  whose a session is             {_percentiles(lambda: desk.found(who.token, active=True))}\n")


def _percentiles(work: Callable[[], object]) -> str:
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    ordered = sorted(taken)
    return f"{ordered[TIMES // 2]:9.1f} {ordered[int(TIMES * 0.95)]:7.1f} ms"
