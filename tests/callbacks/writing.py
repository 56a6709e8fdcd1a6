"""What readers write on the page of targets, posted as the browser posts it."""

from typing import Any

from flask.testing import FlaskClient

from ids import MarkForm, TargetForm
from tests.callbacks.posting import post, words

FIELDS = {
    "how": TargetForm.HOW,
    "metric": TargetForm.METRIC,
    "customer_class": TargetForm.CLASS,
    "service": TargetForm.SERVICE,
    "channel": TargetForm.CHANNEL,
    "threshold": TargetForm.THRESHOLD,
    "decimals": TargetForm.DECIMALS,
    "period": TargetForm.PERIOD,
    "first": TargetForm.FIRST,
    "last": TargetForm.LAST,
    "source": TargetForm.SOURCE,
    "traits": TargetForm.TRAITS,
    "why": TargetForm.WHY,
}


def form(client: FlaskClient, search: str = "") -> dict[str, Any]:
    """All that stands in the form and around it, by id."""
    return post(client, f"{TargetForm.LIST}.children", {"url.search": search, "url.pathname": "/targets"})


def history(client: FlaskClient, search: str = "") -> str:
    """The words of the history."""
    return words(form(client, search)[TargetForm.HISTORY]["children"])


def listed(client: FlaskClient, search: str = "") -> str:
    """The words of the list of targets."""
    return words(form(client, search)[TargetForm.LIST]["children"])


def save(client: FlaskClient, search: str, shown: dict[str, Any] | None = None, **changes: Any) -> tuple[str, str]:
    """Save the form as it was filled for an address (`shown`: at an earlier time), but for some fields.

    What is said, and the query of the address that the reader is led to; empty where they stay.
    """
    shown = shown if shown is not None else form(client, search)
    values = {f"{at}.value": shown[at]["value"] for at in FIELDS.values()}
    values |= {f"{FIELDS[name]}.value": value for name, value in changes.items()}
    values |= {f"{TargetForm.SEEN}.data": shown[TargetForm.SEEN]["data"]}
    values |= {f"{TargetForm.SAVE}.n_clicks": 1, "url.search": search}
    done = post(client, f"{TargetForm.SAID}.children", values, f"{TargetForm.SAVE}.n_clicks")
    return words(done[TargetForm.SAID]["children"]), done.get("url", {}).get("search", "")


def events(client: FlaskClient, search: str = "") -> Any:
    """The list of events."""
    values = {"url.search": search, "url.pathname": "/targets"}
    return post(client, f"{MarkForm.LIST}.children", values)[MarkForm.LIST]["children"]


def add_event(client: FlaskClient, search: str, day: str, title: str, title_en: str = "") -> str:
    """Add an event; what is said."""
    values = {
        f"{MarkForm.SAVE}.n_clicks": 1,
        f"{MarkForm.DAY}.value": day,
        f"{MarkForm.TITLE}.value": title,
        f"{MarkForm.TITLE_EN}.value": title_en,
        "url.search": search,
    }
    return words(
        post(client, f"{MarkForm.SAID}.children", values, f"{MarkForm.SAVE}.n_clicks")[MarkForm.SAID]["children"]
    )


def withdraw_event(client: FlaskClient, number: int, search: str = "") -> str:
    """Withdraw an event by its number; what is said."""
    identity = {"type": "withdraw-mark", "number": number}
    given = [{"id": identity, "property": "n_clicks", "value": 1}]
    values = {'{"number":["ALL"],"type":"withdraw-mark"}.n_clicks': given, "url.search": search}
    key = f'{{"number":{number},"type":"withdraw-mark"}}.n_clicks'
    return words(post(client, f"{MarkForm.SAID}.children", values, key)[MarkForm.SAID]["children"])


def event_numbers(part: Any) -> list[int]:
    """The numbers of the events that the reader has a button for."""
    if isinstance(part, list):
        return [found for one in part for found in event_numbers(one)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    own = [props["id"]["number"]] if isinstance(props.get("id"), dict) else []
    return own + event_numbers(props.get("children"))
