"""Asks everything that the server answers: each page and callback, each file, each route."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from math import isclose
from typing import Any

from accounts.guard import HEADER
from callbacks import PAGES
from ids import Page, path
from tests.callbacks.posting import dependencies, outputs_of, parsed
from tests.signed import Signed

ROWS = {"startRow": 0, "endRow": 200, "sortModel": [], "filterModel": {}}
# Versions, form tokens, and what Dash and workbooks say of the moment.
SHIFTING = re.compile(r'\d{8}T\d{6}Z-\d{4,}|[0-9a-f]{64}|"end_id":"[^"]*"|<dcterms:.*?</dcterms:\w+>')
NUMBER = re.compile(r"(\d+\.\d+(?:e-?\d+)?)")


def everything(
    browser: Signed, searches: Mapping[str, Iterable[Page]], values: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """What was asked, and the text of its answer; searches: on which pages each is tried."""
    for rule in ("/", "/_dash-layout", "/_dash-dependencies", "/login", "/password", "/healthz"):
        yield rule, browser.get(rule).text
    callbacks = [one for one in dependencies(browser) if not one["clientside_function"]]
    for search, pages in searches.items():
        for page in pages:
            for callback in callbacks:
                yield from _posted(browser, callback, page, search, values)
            for card in PAGES[page][0] if page in PAGES else ():
                yield f"{page} {card}.csv{search}", browser.get(f"/export/{card}.csv{search}").text
        for suffix in ("csv", "xlsx"):
            answer = browser.get(f"/export/cases.{suffix}{search}")
            yield f"cases.{suffix}{search}", _text(answer.data) if suffix == "xlsx" else answer.text


def _posted(
    browser: Signed, callback: dict[str, Any], page: Page, search: str, values: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """The answer of a callback on a page; nothing where it has none there."""
    given = {"url.pathname": path(page), "url.search": search, "poll.n_intervals": 1, "version-shown.data": "older"}
    asked = given | values
    outputs = outputs_of(callback["output"])
    body = {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "inputs": [_part(one, asked) for one in callback["inputs"]],
        "state": [_part(one, asked) for one in callback["state"]],
        "changedPropIds": [f"{callback['inputs'][0]['id']}.{callback['inputs'][0]['property']}"],
    }
    answer = browser.post("/_dash-update-component", json=body, headers={HEADER: browser.form_token})
    assert answer.status_code in (200, 204, 400, 403), (page, search, callback["output"], answer.text)
    if answer.status_code != 204:
        yield f"{page} {callback['output'][:60]} {search}", answer.text


def _part(part: dict[str, Any], values: dict[str, Any]) -> Any:
    identity = parsed(part["id"])
    if isinstance(identity, dict):
        return []
    value = values.get(f"{identity}.{part['property']}", ROWS if part["property"] == "getRowsRequest" else None)
    return {"id": identity, "property": part["property"], "value": value}


def _text(workbook: bytes) -> str:
    """All texts of a workbook; of a refusal, its sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    except zipfile.BadZipFile:
        return workbook.decode()


def steady(words: str) -> str:
    """An answer without what differs from one version or session to the next."""
    return SHIFTING.sub("…", words)


def same(first: str, second: str) -> bool:
    """Whether two answers say the same; sums in another order may differ in their last digits."""
    if first == second:
        return True
    one, other = (NUMBER.split(words) for words in (first, second))
    return len(one) == len(other) and all(a == b or _close(a, b) for a, b in zip(one, other, strict=True))


def _close(first: str, second: str) -> bool:
    numbers = NUMBER.fullmatch(first) and NUMBER.fullmatch(second)
    return bool(numbers) and isclose(float(first), float(second), rel_tol=1e-9)
