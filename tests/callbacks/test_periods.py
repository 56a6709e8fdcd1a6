"""Periods at the edge of the data: nothing breaks, and what is not known is not compared."""

import pytest
from flask.testing import FlaskClient

from tests.callbacks.posting import page, words


@pytest.mark.parametrize("path", ["/", "/applications", "/steps", "/data"])
@pytest.mark.parametrize("period", ["from=2030-01-01&to=2030-02-01", "from=1999-01-01&to=1999-02-01"])
def test_a_period_outside_the_data_is_shown_as_empty(client: FlaskClient, path: str, period: str) -> None:
    cards = page(client, path, f"?{period}&lang=en")
    assert cards
    assert "could not be drawn" not in words([card["children"] for card in cards.values()])


def test_a_comparison_that_begins_before_the_data_is_not_made(client: FlaskClient) -> None:
    def figures(query: str) -> str:
        return words(page(client, "/", f"?{query}&lang=en")["overview-figures"]["children"])

    assert "same period last year" in figures("from=2025-01-01&to=2025-12-31")
    assert "same period last year" not in figures("from=2017-01-01&to=2025-12-31")


@pytest.mark.parametrize("path", ["/", "/satisfaction", "/channels", "/services"])
def test_before_the_data_nothing_is_known_and_nothing_is_zero(client: FlaskClient, path: str) -> None:
    cards = page(client, path, "?from=1999-01-01&to=1999-12-31&lang=en")
    figures = next(card for name, card in cards.items() if name.endswith(("-figures", "-promises")))
    shown = words(figures["children"])
    assert shown.count("—") == shown.count("The data begin on") > 1
    assert " 0 " not in shown
