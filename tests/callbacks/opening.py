"""Cards of a page as the product draws them, and what the facts behind them say."""

from typing import Any

from flask import Flask
from sqlalchemy import text as sql

from callbacks import PAGES
from callbacks.panel import Content, Outcome, answer
from callbacks.view import read_view
from ids import Page, path
from tests.signed import request_at


def outcomes(server: Flask, page: Page, search: str) -> dict[str, Outcome]:
    """Every card of a page by its id."""
    product = server.extensions["tongdian"]
    with request_at(server, path(page)), product.asker.open() as warehouse:
        view = read_view(page, search, warehouse.catalogue)
        return answer(warehouse, PAGES[page][1](view, product.settings, warehouse))[0]


def drawn(server: Flask, page: Page, card: str, search: str) -> Content:
    """What one card shows."""
    content = outcomes(server, page, search)[card]
    assert isinstance(content, Content), content
    return content


def facts(server: Flask, statement: str) -> list[tuple[Any, ...]]:
    """The answer to a statement over the version that the page shows."""
    with server.extensions["tongdian"].asker.open() as warehouse:
        return [tuple(row) for row in warehouse.connection.execute(sql(statement))]
