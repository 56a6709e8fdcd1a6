"""What fails or takes too long takes its own card down, which says so; the rest of the page stands."""

import re
from collections.abc import Iterator, Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from app import create_app
from callbacks import data
from queries import asker
from queries.need import Need
from settings import Settings
from tests.callbacks.posting import page, words
from warehouse.service_facts import answer_fact

SLOW = text("SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a.range + b.range) = 7")
NUMBER = r"编号 [A-Z2-7]{8}"


@pytest.fixture(params=["slow", "broken"])
def ill(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What happens to every statement over answers: it takes for ever, or the engine fails at it."""
    fetch = asker.fetch

    def fails(connection: object, catalogue: object, needs: Sequence[Need]) -> object:
        if needs[0].metric.fact is answer_fact:
            if request.param == "broken":
                raise OperationalError("", {}, ValueError())
            connection.execute(SLOW).all()  # type: ignore[attr-defined]
        return fetch(connection, catalogue, needs)  # type: ignore[arg-type]

    monkeypatch.setattr(asker, "fetch", fails)
    return str(request.param)


@pytest.fixture
def client(simulated_settings: Settings) -> Iterator[FlaskClient]:
    """A reader of a server whose statements may take a second."""
    return create_app(simulated_settings.model_copy(update={"statement_seconds": 1.0})).test_client()


def test_only_the_cards_of_the_slow_or_broken_question_say_so(client: FlaskClient, ill: str) -> None:
    cards = page(client, "/satisfaction")
    failed = words(cards["satisfaction-reasons"]["children"])
    assert ("查询超过 1 秒，已取消" if ill == "slow" else "查询失败") in failed
    assert re.search(NUMBER, failed)
    stands = words(cards["satisfaction-complaints"]["children"])
    assert "没有画出来" not in stands
    assert "n = " in stands


def test_what_failed_is_asked_again(client: FlaskClient, ill: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page(client, "/satisfaction")
    monkeypatch.undo()
    assert "没有画出来" not in words(page(client, "/satisfaction")["satisfaction-reasons"]["children"])


def test_a_download_says_so_too(client: FlaskClient, ill: str) -> None:
    response = client.get("/export/satisfaction-reasons.csv")
    assert response.status_code == 503
    assert re.search(NUMBER, response.text)
    assert client.get("/export/satisfaction-complaints.csv").status_code == 200


@pytest.mark.parametrize("ill", ["slow"], indirect=True)
def test_a_page_that_takes_too_long_as_a_whole_says_so_and_its_end_is_of_that_request_alone(
    simulated_settings: Settings, ill: str
) -> None:
    server = create_app(simulated_settings.model_copy(update={"request_seconds": 1.0}))
    assert "查询超过 1 秒，已取消" in words(
        page(server.test_client(), "/satisfaction")["satisfaction-reasons"]["children"]
    )
    with server.extensions["tongdian"].asker.open() as warehouse:  # by the same thread, after that end
        assert warehouse.connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_card_that_asks_while_it_is_drawn_says_so_too(
    simulated_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_history(connection: Connection) -> object:
        return connection.execute(SLOW).all()

    monkeypatch.setattr(data, "load_history", load_history)
    server = create_app(simulated_settings.model_copy(update={"statement_seconds": 1.0}))
    cards = page(server.test_client(), "/data")
    assert "查询超过 1 秒，已取消" in words(cards["data-loads"]["children"])
    assert "没有画出来" not in words(cards["data-version"]["children"])
