"""What tests of the page of one case share: its cards, and which case to open."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from accounts.roles import Role
from ids import Case
from tests.callbacks.opening import facts
from tests.callbacks.posting import post, words
from tests.signed import Signed, let_in


def opened(client: FlaskClient, application: str, locale: str = "zh_CN") -> dict[str, Any]:
    """The cards of a case's page."""
    search = f"?application={application}&lang={locale}"
    return post(client, "case-head.children", {"url.search": search, "url.pathname": "/case"})


def said(answer: dict[str, Any], card: Case) -> str:
    return words(answer[card]["children"])


def first(server: Flask, condition: str, fact: str = "case_fact") -> str:
    """The number of the first case of which a condition holds."""
    query = f"select application from {fact} where {condition} order by application limit 1"
    return str(facts(server, query)[0][0])


def of(server: Flask, role: Role, region: str) -> Signed:
    """A browser of another reader."""
    client = Signed(server, server.response_class)
    client.enter(let_in(server, f"{role} of {region}", role, region))
    return client
