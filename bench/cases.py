"""Server time of the list of cases and of a single one: the browser's own posts, of all years, each uncached."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from accounts import operator_scope
from app import create_app
from bench.reading import Browser
from queries.rows import Page, count, fetch, numbered
from settings import Settings

TIMES = 20
BLOCK = 100  # rows that the grid asks for at once
SORTS = ("whole_minutes:desc", "capacity_kva:asc", "power_on_date:desc", "case_on_time:asc", "application:desc")
WHERES = (
    "state:open",
    "channel:osg",
    "whole_minutes:20..40",
    "case_on_time:false",
    "power_on_date:2024-01-01..2024-12-31",
)

Ask = Callable[[int], None]


def time_cases(settings: Settings) -> None:
    """Print p50 and p95 of the list's first page, ordered and narrowed ones, the search, and the page of a case."""
    server = create_app(settings)
    with server.extensions["tongdian"].asker.open() as warehouse:
        catalogue = warehouse.catalogue
        every = numbered(catalogue, operator_scope(catalogue), "")
        draw = random.Random(1)  # noqa: S311 - the same cases on every run
        at = [draw.randrange(count(warehouse.connection, every)) for _ in range(TIMES)]
        numbers = [fetch(warehouse.connection, catalogue, every, Page(one, 1))["application"].iloc[0] for one in at]
        period = urlencode({"from": catalogue.first_date, "to": catalogue.as_of_date, "cohort": catalogue.cohorts[0]})
    posts = Posts(Browser(server))
    listed = f"?metric=cases&{period}"
    kinds: dict[str, Ask] = {
        "first page": lambda one: posts.rows(f"{listed}&channel=osg" if one % 2 else listed),
        "ordered page": lambda one: posts.rows(listed, SORTS[one % len(SORTS)]),
        "narrowed page": lambda one: posts.rows(f"{listed}&where={WHERES[one % len(WHERES)]}", SORTS[0]),
        "head of the list": lambda one: posts.page(
            "cases-head.children", "/cases", f"{listed}&sort={SORTS[one % len(SORTS)]}"
        ),
        "search by number": lambda one: posts.search(numbers[one] if one % 2 else numbers[one][:-2]),
        "page of a case": lambda one: posts.page("case-head.children", "/case", f"?application={numbers[one]}"),
    }
    print(f"Cases, server side, uncached                 p50     p95   ({TIMES} times)")
    for name, ask in kinds.items():
        ask(0)  # the engine's first connection belongs to the start
        seconds = sorted(_timed(ask, one) for one in range(TIMES))
        p50, p95 = (1000 * seconds[int(TIMES * share)] for share in (0.5, 0.95))
        print(f"  {name:<32}          {p50:7.0f} {p95:7.0f} ms")
    print("  bar                               p95 ≤ 300 ms")


def _timed(ask: Ask, one: int) -> float:
    started = time.perf_counter()
    ask(one)
    return time.perf_counter() - started


class Posts:
    """What the browser posts."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._callbacks = client.get("/_dash-dependencies").get_json()

    def rows(self, search: str, *order: str) -> None:
        """A block of the grid."""
        model = [dict(zip(("colId", "sort"), one.split(":"), strict=True)) for one in order]
        asked = {"startRow": 0, "endRow": BLOCK, "sortModel": model}
        self._post("cases-grid.getRowsResponse", {"getRowsRequest": asked, "search": search})

    def search(self, number: str) -> None:
        """A number in the search box."""
        self._post("case-found.data", {"n_submit": 1, "value": number, "search": ""})

    def page(self, output: str, path: str, search: str) -> None:
        """The parts of a page."""
        self._post(output, {"search": search, "pathname": path})

    def _post(self, output: str, values: Mapping[str, Any]) -> None:
        """Post the callback that has an output; values by property. Raises RuntimeError unless it answers."""
        callback = next(one for one in self._callbacks if output in one["output"] and not one["clientside_function"])
        parts = callback["output"].strip(".").split("...")
        outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts]

        def given(wanted: list[dict[str, Any]]) -> list[Any]:
            return [
                [] if one["id"].startswith("{") else {**one, "value": values.get(one["property"])} for one in wanted
            ]

        body = {
            "output": callback["output"],
            "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            "inputs": given(callback["inputs"]),
            "state": given(callback["state"]),
            "changedPropIds": [],
        }
        reply = self._client.post("/_dash-update-component", json=body)
        if reply.status_code != 200:
            raise RuntimeError(f"{output} answered {reply.status}: {reply.get_data(as_text=True)[:500]}")
