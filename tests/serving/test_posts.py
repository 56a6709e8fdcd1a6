"""A post that fits no callback is answered 400 with a sentence, and nothing fails inside."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from dash import Dash, Input, Output, html
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serving.posts import Misfit, check
from serving.values import written
from tests.callbacks.posting import dependencies, outputs_of

POST = "/_dash-update-component"
Body = dict[str, Any]


def test_what_the_browser_posts_is_answered(client: FlaskClient, body: Body) -> None:
    assert client.post(POST, json=body).status_code == 200


def spoilt(body: Body, part: str, value: Any) -> Body:
    """The body with one part replaced; a part is a path such as inputs.0.value."""
    *way, last = part.split(".")
    at: Any = body
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[int(last) if isinstance(at, list) else last] = value
    return body


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("output", "nothing.children"),
        ("output", None),
        ("output", ["a"]),
        ("output", "..overview-lead.children..."),
        ("output", "url.href"),  # what the browser works out itself
        ("outputs", None),
        ("outputs", []),
        ("outputs", {"id": "overview-lead", "property": "children"}),
        ("outputs.0", {"id": "steps-lead", "property": "children"}),
        ("outputs.0.property", "style"),
        ("inputs", None),
        ("inputs", []),
        ("inputs", {"0": 1}),
        ("inputs.0", None),
        ("inputs.0", [{"id": "url", "property": "search", "value": ""}]),
        ("inputs.0.id", "theme"),
        ("inputs.0.id", {"type": "filter"}),
        ("inputs.0.property", "href"),
        ("inputs.0.value", 7),
        ("inputs.0.value", ["?region=CO"]),
        ("inputs.0.value", {"a": "b"}),
        ("inputs.0.value", "?" + "a" * 5000),
        ("inputs.0.value", "\ud800"),
        ("inputs.0.value", "\0"),
        ("inputs.2", [{"id": {"type": "table-toggle", "card": "x"}, "property": "n_clicks", "value": 1}]),  # no state
        ("inputs.2", [{"id": {"type": "other", "card": "x"}, "property": "n_clicks", "value": 1}]),
        ("inputs.2", "all"),
        ("state", None),
        ("state.1.value", 3),
        ("changedPropIds", None),
        ("changedPropIds", [7]),
        ("changedPropIds", ["{nothing.n_clicks"]),
        ("changedPropIds", ["theme-switch.n_clicks"]),
    ],
)
def test_a_post_that_fits_no_callback_is_refused(client: FlaskClient, body: Body, part: str, value: Any) -> None:
    response = client.post(POST, data=json.dumps(spoilt(body, part, value)), content_type="application/json")
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert "请重新载入页面" in response.text


@pytest.mark.parametrize("missing", ["output", "outputs", "inputs", "state"])
def test_a_post_without_a_part_is_refused(client: FlaskClient, body: Body, missing: str) -> None:
    del body[missing]
    assert client.post(POST, json=body).status_code == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(client: FlaskClient, body: Body, number: str) -> None:
    written = json.dumps(spoilt(body, "inputs.1.value", 12345)).replace("12345", number)
    assert client.post(POST, data=written, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "rows",
    [
        {},
        [],
        "all",
        7,
        {"startRow": -1, "endRow": 10},
        {"startRow": 0, "endRow": 10**9},
        {"startRow": 0, "endRow": 501},
        {"startRow": "0", "endRow": 9},
    ],
)
def test_rows_that_no_grid_asks_for_are_refused(client: FlaskClient, rows: Any) -> None:
    callback = next(one for one in dependencies(client) if one["output"] == "cases-grid.getRowsResponse")
    values = {"getRowsRequest": rows, "search": "?metric=accepted", "pathname": "/cases"}
    asked = {
        "output": callback["output"],
        "outputs": {"id": "cases-grid", "property": "getRowsResponse"},
        "inputs": [{**part, "value": values.get(part["property"])} for part in callback["inputs"]],
        "state": [{**part, "value": values.get(part["property"])} for part in callback["state"]],
        "changedPropIds": ["cases-grid.getRowsRequest"],
    }
    assert client.post(POST, json=asked).status_code == 400


@pytest.mark.parametrize("number", [10**30, -1, 2**31, 1.5, True, None])
def test_an_id_with_a_number_that_no_database_gives_is_refused(client: FlaskClient, number: Any) -> None:
    assert dropped(client, number) == 400


def test_a_view_whose_number_is_none_is_not_there(client: FlaskClient) -> None:
    for number in ("abc", "1", "", 0, 2**31 - 1):
        assert dropped(client, number) == 200


def dropped(client: FlaskClient, number: Any) -> int:
    """The status with which a view of that number is deleted."""
    callback = next(one for one in dependencies(client) if one["output"].startswith("..views-list.children"))
    own = {"id": {"type": "drop-view", "number": number}, "property": "n_clicks", "value": 1}
    asked = {
        "output": callback["output"],
        "outputs": outputs_of(callback["output"]),
        "inputs": [{**callback["inputs"][0], "value": None}, [own]],
        "state": [{**part, "value": None} for part in callback["state"]],
        "changedPropIds": [written(own["id"]) + ".n_clicks"],
    }
    return client.post(POST, json=asked).status_code


def test_an_output_that_several_callbacks_write_is_answered_by_each_under_its_mark() -> None:
    app = Dash(__name__)
    app.layout = html.Div([html.Div(id="said"), html.Button(id="one"), html.Button(id="other")])
    for name in ("one", "other"):
        app.callback(
            Output("said", "children", allow_duplicate=name == "other"),
            Input(name, "n_clicks"),
            prevent_initial_call=True,
        )(lambda n: n)
    app._setup_server()  # as at the first request
    marked = next(output for output in app.callback_map if "@" in output)
    body = {
        "output": marked,
        "inputs": [{"id": "other", "property": "n_clicks", "value": 1}],
        "changedPropIds": ["other.n_clicks"],
    }
    for name in ("children", marked.rpartition(".")[2]):
        check({**body, "outputs": {"id": "said", "property": name}}, app.callback_map, {})
    with pytest.raises(Misfit):
        check({**body, "outputs": {"id": "said", "property": "children@of-no-callback"}}, app.callback_map, {})
    with pytest.raises(Misfit):
        check({**body, "output": "said.children@of-no-callback"}, app.callback_map, {})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
PARTS = ("output", "outputs", "outputs.0", "inputs", "inputs.0", "inputs.0.id", "inputs.0.value", "inputs.1.value")
MORE_PARTS = ("inputs.2", "state", "state.0", "state.1.value", "changedPropIds")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from((*PARTS, *MORE_PARTS)), ANYTHING)
def test_whatever_is_posted_nothing_fails_inside(client: FlaskClient, body: Body, part: str, value: Any) -> None:
    copied = json.loads(json.dumps(body))
    response = client.post(POST, data=json.dumps(spoilt(copied, part, value)), content_type="application/json")
    assert response.status_code in (200, 204, 400)


ROWS = {"startRow": 0, "endRow": 9}
ODD = (
    *(
        None,
        True,
        -1,
        10**30,
        1.5,
        "x",
        "\x01",
        [],
        ["x"],
        [None],
        [[1]],
        {},
        {"x": 1},
        "?region=",
        "?from=9999-99-99",
        "?to=9999-12-31",
    ),
    *("?metric=none", "?metric=open&cell=x", "?metric=open&sort=x", "?class=&class=", "?application=%ff", ROWS),
    *({**ROWS, "sortModel": "x", "filterModel": [1]}, {**ROWS, "sortModel": [1], "filterModel": {"region": 7}}),
)


@pytest.mark.parametrize("pathname", ["/", "/regions", "/cases", "/case"])
def test_no_callback_fails_whatever_a_part_of_it_holds(
    client: FlaskClient, fitting: Callable[..., Body], pathname: str
) -> None:
    known = {"pathname": pathname, "search": "?metric=open"}
    for callback in dependencies(client):
        if callback["clientside_function"]:
            continue
        asked = fitting(callback)
        parts = [part for part in (*asked["inputs"], *asked["state"]) if isinstance(part, dict)]
        for part in parts:
            part["value"] = known.get(part["property"])
        for part in parts:
            usual = part["value"]
            for part["value"] in ODD:
                status = client.post(POST, json=asked).status_code
                assert status in (200, 204, 400), (callback["output"], part)
            part["value"] = usual
