"""Server time of a filter change on each page: the page's own callback, posted as the browser posts it."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from accounts import operator_scope
from app import create_app
from bench.reading import Browser
from queries.catalogue import Catalogue
from queries.selection import Selection
from settings import Settings
from warehouse.versions import Store

SELECTIONS = 100
PAGES = {
    "overview": "/",
    "applications": "/applications",
    "steps": "/steps",
    "satisfaction": "/satisfaction",
    "channels": "/channels",
    "services": "/services",
    "targets": "/targets",
    "effect": "/effect",
    "ahead": "/ahead",
    "data": "/data",
}


@dataclass(frozen=True)
class Asked:
    """A statement as it reached the engine, and when."""

    at: float
    statement: str
    parameters: Sequence[Any]


def serve(settings: Settings) -> None:
    """Print, for each page, the time of filter changes uncached and cached, and of the bare engine; statements, bytes.

    The bare engine runs the very statements that a page's uncached answers took, without anything of ours around them.
    """
    server = create_app(settings)
    product = server.extensions["tongdian"]
    with product.asker.open() as warehouse:
        queries = [selection.to_query() for selection in selections(warehouse.catalogue)]
    client = Browser(server)
    dependencies = client.get("/_dash-dependencies").get_json()
    print(
        f"A filter change, server side                 p50     p95  statements   KB gzipped   ({SELECTIONS} selections)"
    )
    for page, path in PAGES.items():
        callback = next(one for one in dependencies if _is_page(one, page))
        warm(client, callback, path)
        with listened() as seen:
            twice = [(post(client, callback, path, query), post(client, callback, path, query)) for query in queries]
        uncached, cached = zip(*twice, strict=True)
        taken = [statements_of(reply, seen) for reply in uncached]
        size = max(reply["bytes"] for reply in uncached) / 1024
        bare = bare_seconds(product.store, taken)
        ratio = statistics.median(reply["seconds"] / alone for reply, alone in zip(uncached, bare, strict=True))
        seconds = [reply["seconds"] for reply in uncached]
        print(f"  {page:<14} uncached          {_percentiles(seconds)}  {max(map(len, taken)):>9}   {size:>9.0f}")
        print(f"  {'':<14} bare engine       {_percentiles(bare)}  the page takes {ratio:.1f} times as long (median)")
        print(f"  {'':<14} cached            {_percentiles([reply['seconds'] for reply in cached])}")
    print("  bars                              uncached p95 ≤ 300 ms, cached p95 ≤ 20 ms, ≤ 8 statements")


def bare_seconds(store: Store, taken: Sequence[Sequence[Asked]]) -> list[float]:
    """The seconds that the engine alone takes for each page's statements, one after the other, rows fetched."""
    seconds = []
    with store.read() as reading:
        session: Any = reading.connection.connection.driver_connection
        for statements in taken:
            started = time.perf_counter()
            for one in statements:
                session.execute(one.statement, one.parameters).fetchall()
            seconds.append(time.perf_counter() - started)
    return seconds


def selections(catalogue: Catalogue) -> list[Selection]:
    """Selections such as readers make: units of every level, periods from a month to all years, some filters."""
    draw = random.Random(1)  # noqa: S311 - the same selections on every run
    scope = operator_scope(catalogue)
    made = []
    for number in range(SELECTIONS):
        end = catalogue.as_of_date - timedelta(days=draw.randrange(700))
        start = end - timedelta(days=draw.choice((30, 90, 365, 365, 365, 3000)))
        pairs = [("from", start), ("to", end), ("cohort", draw.choice(catalogue.cohorts))]
        pairs += [("region", draw.choice(list(catalogue.places)))] if number % 2 else []
        pairs += [("class", draw.choice(list(catalogue.codes["class"])))] if number % 3 == 0 else []
        pairs += [("channel", draw.choice(list(catalogue.codes["channel"])))] if number % 7 == 0 else []
        made.append(Selection.from_query(urlencode(pairs), scope, catalogue))
    return made


def post(client: FlaskClient, callback: dict[str, Any], path: str, query: str) -> dict[str, Any]:
    """Post a page's callback for a URL; the answer's seconds, gzipped bytes and when it was asked."""
    values = {"search": f"?{query}", "pathname": path, "data": None}
    outputs = [
        {"id": part.rsplit(".", 1)[0], "property": part.rsplit(".", 1)[1]}
        for part in callback["output"].strip(".").split("...")
    ]
    body = {
        "output": callback["output"],
        "outputs": outputs,
        "inputs": [_given(one, values) for one in callback["inputs"]],
        "state": [_given(one, values) for one in callback["state"]],
        "changedPropIds": ["url.search"],
    }
    started = time.perf_counter()
    reply = client.post("/_dash-update-component", json=body, headers={"Accept-Encoding": "gzip"})
    seconds = time.perf_counter() - started
    if reply.status_code != 200:
        raise RuntimeError(f"{path}?{query} answered {reply.status}: {reply.get_data(as_text=True)[:500]}")
    return {"seconds": seconds, "bytes": len(reply.get_data()), "at": started}


def _given(dependency: dict[str, Any], values: dict[str, Any]) -> Any:
    """An input or state with the value that the browser would send; wildcards match nothing before a card is drawn."""
    if dependency["id"].startswith("{"):
        return []
    return {
        "id": dependency["id"],
        "property": dependency["property"],
        "value": values.get(dependency["property"]),
    }


def _is_page(dependency: dict[str, Any], page: str) -> bool:
    outputs = dependency["output"].strip(".").split("...")
    return all(output.startswith(f"{page}-") and output.endswith(".children") for output in outputs)


def warm(client: FlaskClient, callback: dict[str, Any], path: str) -> None:
    """One post before the clock runs: the engine's first connection belongs to the start, not to a filter."""
    post(client, callback, path, "")


@contextmanager
def listened() -> Iterator[list[Asked]]:
    """The statements that reach an engine."""
    seen: list[Asked] = []

    def see(connection: Any, _cursor: Any, statement: str, parameters: Sequence[Any], *_: Any) -> None:
        if connection.dialect.name == "duckdb":  # not who is signed in, which is looked up elsewhere
            seen.append(Asked(time.perf_counter(), statement, parameters))

    event.listen(Engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", see)


def statements_of(reply: dict[str, Any], seen: Sequence[Asked]) -> list[Asked]:
    """The statements that fell into a reply's time."""
    return [one for one in seen if reply["at"] <= one.at <= reply["at"] + reply["seconds"]]


def _percentiles(seconds: Sequence[float]) -> str:
    ordered = sorted(1000 * one for one in seconds)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"{p50:7.0f} {p95:7.0f} ms"
