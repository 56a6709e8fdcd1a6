"""Asks a callback as the browser does: by a post that names its outputs, inputs and states."""

import json
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient


def dependencies(client: FlaskClient) -> list[dict[str, Any]]:
    """Every callback that the browser is told of."""
    return list(client.get("/_dash-dependencies").get_json())


def parsed(identity: str) -> Any:
    """An id as the browser holds it: a text, or an object."""
    return json.loads(identity) if identity.startswith("{") else identity


def outputs_of(specification: str) -> list[dict[str, Any]]:
    """The outputs that a callback's specification names."""
    parts = specification.strip(".").split("...") if specification.startswith("..") else [specification]
    found = []
    for part in parts:
        identity, _, name = part.replace("\\.", "\0").rpartition(".")
        found.append({"id": parsed(identity.replace("\0", ".")), "property": name.split("@")[0]})
    return found


def post(client: FlaskClient, output: str, values: dict[str, Any], triggered: str = "url.search") -> dict[str, Any]:
    """The answer of the callback with an output of that id; `values` are its inputs and states by id.property."""
    callback = next(one for one in dependencies(client) if output in one["output"] and not one["clientside_function"])
    outputs = outputs_of(callback["output"])

    def given(parts: list[dict[str, Any]]) -> list[Any]:
        return [_given(part, values) for part in parts]

    body = {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "inputs": given(callback["inputs"]),
        "state": given(callback["state"]),
        "changedPropIds": [triggered],
    }
    response = client.post("/_dash-update-component", json=body)
    if response.status_code == 204:
        return {}
    assert response.status_code == 200, response.text
    return dict(response.get_json()["response"])


def _given(part: dict[str, Any], values: dict[str, Any]) -> Any:
    """An input with its value; one over many components is a list, empty unless given."""
    identity = parsed(part["id"])
    if isinstance(identity, dict):
        return values.get(f"{part['id']}.{part['property']}", [])
    return {"id": identity, "property": part["property"], "value": values.get(f"{identity}.{part['property']}")}


def page(client: FlaskClient, pathname: str, search: str = "") -> dict[str, Any]:
    """The cards of a page."""
    first = {"/": "overview-lead", "/cases": "cases-head", "/case": "case-head", "/data": "data-version"}.get(pathname)
    output = first or f"{pathname.strip('/')}-lead"
    return post(client, f"{output}.children", {"url.search": search, "url.pathname": pathname})


def filters(client: FlaskClient, pathname: str, search: str = "") -> dict[str, Any]:
    """What the filter bar holds."""
    return post(client, "filters-shown.data", {"url.search": search, "url.pathname": pathname})


def grid_rows(client: FlaskClient, search: str, start: int, end: int) -> dict[str, Any]:
    """Rows of the list of cases and how many there are, as its grid asks for them."""
    values = {"cases-grid.getRowsRequest": {"startRow": start, "endRow": end}, "url.search": search}
    answer = post(client, "cases-grid.getRowsResponse", values, "cases-grid.getRowsRequest")
    return dict(answer["cases-grid"]["getRowsResponse"])


def words(component: Any) -> str:
    """All texts of a component as the browser gets it, in order."""
    if isinstance(component, list):
        return " ".join(filter(None, map(words, component)))
    if isinstance(component, dict):
        props = component.get("props", {})
        return " ".join(filter(None, (Written.of(props).texts, words(props.get("children")))))
    return component if isinstance(component, str) else ""


def hrefs(component: Any) -> list[str]:
    """Where the links of a component lead, in order."""
    if isinstance(component, list):
        return [href for one in component for href in hrefs(one)]
    if not isinstance(component, dict):
        return []
    props = component.get("props", {})
    own = [props["href"]] if props.get("href") else []
    return [*own, *Written.of(props).links, *hrefs(props.get("children"))]


class Written(HTMLParser):
    """The texts and links of what a component gives the browser as HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []

    @classmethod
    def of(cls, props: dict[str, Any]) -> "Written":
        """Of a component's properties."""
        read = cls()
        read.feed(props.get("data-still") or "")
        read.close()
        return read

    @property
    def texts(self) -> str:
        return " ".join(self.found)

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]
