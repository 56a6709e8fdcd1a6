"""A real provider of single sign-on on loopback, and a relay before it that can change what goes through."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from werkzeug import Request, Response
from werkzeug.serving import make_server

Claims = Mapping[str, object]
START = """
import json, sys
from datetime import timedelta
from werkzeug.serving import make_server
from oidc_provider_mock import User, app
people, minutes = json.loads(sys.argv[1]), float(sys.argv[2])
users = [User(sub=sub, claims=claims) for sub, claims in people.items()]
server = make_server("127.0.0.1", 0, app(user_claims=users, access_token_max_age=timedelta(minutes=minutes)))
print(server.server_port, flush=True)
server.serve_forever()
"""


@contextmanager
def provider(people: str, minutes: float = 60) -> Iterator[str]:
    """The address of a provider that knows people (JSON: subject -> claims); its tokens hold for some minutes."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, people, str(minutes)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def vouched(address: str, subject: str) -> str:
    """Where a provider sends the browser of a person who has signed in there."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def changed(address: str, **parameters: str) -> str:
    """An address with other parameters."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | parameters)).geturl()


@contextmanager
def relay(target: str, change: Callable[[str, str], str]) -> Iterator[str]:
    """The address of a server that hands everything on to `target`, and back what `change` makes of it.

    change(what, text): what is "asked" (a form on its way there) or "told" (an answer on its way back).
    """

    def forward(environ: dict[str, object], start: Callable[..., object]) -> object:
        asked = Request(environ)  # type: ignore[arg-type]
        form = change("asked", asked.get_data(as_text=True))
        sent = ("Content-Type",) if "client_secret=" in form else ("Content-Type", "Authorization")
        answer = requests.request(
            asked.method,
            target + asked.full_path.rstrip("?"),
            data=form,
            headers={name: asked.headers[name] for name in sent if name in asked.headers},
            allow_redirects=False,
            timeout=10,
        )
        told = change("told", answer.text.replace(target, own))
        kept = {name: value for name, value in answer.headers.items() if name in ("Content-Type", "Location")}
        return Response(told, answer.status_code, kept)(environ, start)

    server = make_server("127.0.0.1", 0, forward, threaded=True)
    own = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield own
    server.shutdown()
    thread.join()
    server.server_close()
