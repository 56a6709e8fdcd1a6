"""What the browser posts to a callback must fit it: Dash takes it as it is, and would fail somewhere inside."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import Dash
from flask import abort, request

from serving.values import MOST_IN_ALL, PROPERTIES, Fits, controls, is_count, written

POST = "/_dash-update-component"
WILD = (["ALL"], ["MATCH"], ["ALLSMALLER"])


class Misfit(Exception):
    """A post that no page of ours makes."""


def register(app: Dash) -> None:
    """Check each post before Dash sees it; one that fits no callback is answered 400."""
    dispatch = app.server.view_functions[POST]
    values = controls(app.validation_layout)  # type: ignore[arg-type]

    def checked() -> Any:
        try:
            check(request.get_json(), app.callback_map, values)
        except Misfit:
            abort(400)
        return dispatch()

    app.server.view_functions[POST] = checked


def check(body: Any, callbacks: Mapping[str, Mapping[str, Any]], values: Mapping[str, Fits]) -> None:
    """Raise Misfit unless a body asks a callback of the map with inputs, states and outputs of its own kinds.

    values: what the value of a control may be, by its id.
    """
    if not isinstance(body, dict):
        raise Misfit("The body is no object.")
    _check_contents(body)
    output = body.get("output")
    callback = callbacks.get(output) if isinstance(output, str) else None
    if callback is None or "callback" not in callback:
        raise Misfit("The output is of no callback that the server answers.")
    components: dict[str, list[Any]] = {}
    inputs = _check_parts(body.get("inputs"), callback["inputs"], components)
    states = _check_parts(body.get("state", []), callback["state"], components)
    for part in (*inputs, *states):
        _check_value(part, values)
    _check_outputs(body.get("outputs"), str(output))
    changed = body.get("changedPropIds", [])
    names = {f"{written(one['id'])}.{one['property']}" for one in inputs}
    if not isinstance(changed, list) or not all(isinstance(one, str) and one in names for one in changed):
        raise Misfit("Something has changed that is no input.")


def _check_contents(body: object) -> None:
    """No text that is none (half a character), and no number that is none."""
    left = [body]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            if any("\ud800" <= letter <= "\udfff" for letter in one) or "\0" in one:
                raise Misfit("A text holds half a character, or none.")
        elif isinstance(one, float) and not math.isfinite(one):
            raise Misfit("A number is none.")


def _check_parts(given: Any, wanted: Sequence[Mapping[str, Any]], components: dict[str, list[Any]]) -> list[Any]:
    """The inputs or states of a post, one by one those of the callback.

    components: those that an id over many stands for, which are the same in all inputs and states.
    """
    if not isinstance(given, list) or len(given) != len(wanted):
        raise Misfit("There are as many inputs and states as the callback has.")
    found: list[Any] = []
    for one, own in zip(given, wanted, strict=True):
        many = '["ALL"]' in own["id"] or '["ALLSMALLER"]' in own["id"]
        if many != isinstance(one, list):
            raise Misfit("A list stands for many components, and for these alone.")
        parts = one if many else [one]
        for part in parts:
            _check_part(part, own)
        if components.setdefault(own["id"], [part["id"] for part in parts]) != [part["id"] for part in parts]:
            raise Misfit("Two properties of many components are of the same components.")
        found += parts
    return found


def _check_part(part: Any, own: Mapping[str, Any]) -> None:
    if not isinstance(part, dict) or not _is(part.get("id"), own["id"]) or part.get("property") != own["property"]:
        raise Misfit("An input or state is not the callback's.")


def _check_value(part: Mapping[str, Any], values: Mapping[str, Fits]) -> None:
    name, value = part["property"], part.get("value")
    if name == "id" and value != part["id"]:
        raise Misfit("A component's id is its id.")
    fits = values.get(written(part["id"])) if name == "value" else PROPERTIES.get(name)
    if value is not None and fits is not None and not fits(value):
        raise Misfit(f"The {name} is of another kind.")


def _check_outputs(given: Any, output: str) -> None:
    several = output.startswith("..")
    wanted = output[2:-2].split("...") if several else [output]
    if isinstance(given, list) != several:
        raise Misfit("Several outputs are a list.")
    parts: Iterable[Any] = given if several else [given]
    fits = [
        isinstance(part, dict)
        and _is(part.get("id"), own.rpartition(".")[0].replace("\\.", "."))
        and part.get("property") in _written_as(own.rpartition(".")[2])
        for part, own in zip(parts, wanted, strict=False)
    ]
    if len(fits) != len(wanted) or (several and len(given) != len(wanted)) or not all(fits):
        raise Misfit("The outputs are not the callback's.")


def _written_as(name: str) -> tuple[str, ...]:
    """How a browser writes an output's property: of one that several callbacks write, also with this one's mark."""
    return (name, name.split("@", maxsplit=1)[0])


def _is(given: Any, own: str) -> bool:
    """Whether an id is the one (or one of those) that a callback names."""
    if not own.startswith("{"):
        return isinstance(given, str) and given == own
    named = json.loads(own)
    return (
        isinstance(given, dict)
        and given.keys() == named.keys()
        and all(_is_name(given[key]) if value in WILD else given[key] == value for key, value in named.items())
    )


def _is_name(given: Any) -> bool:
    """Whether it could stand in an id: a text, or a number that a database could give."""
    return isinstance(given, str) or (is_count(given) and given < MOST_IN_ALL)
