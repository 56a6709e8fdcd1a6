"""Whoever watches over the server learns whether it answers and can serve, and from this machine its figures."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from app import create_app
from queries.catalogue import Catalogue
from settings import Settings

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP")


def watcher(server: Flask) -> FlaskClient:
    """Whoever watches over a server, and has signed in nowhere."""
    return FlaskClient(server, server.response_class)


def samples(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """The figures by name and labels but the worker's, in the labels' order."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    found = [sample for family in families for sample in family.samples if "le" not in sample.labels]
    return {
        (sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "worker")): sample.value
        for sample in found
    }


def test_it_answers_and_is_ready(client: FlaskClient, catalogue: Catalogue) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok", "version": catalogue.version}
    assert client.get("/readyz").get_json() == {"status": "ready", "version": catalogue.version}


def test_without_data_it_answers_but_is_not_ready(tmp_path: Path) -> None:
    client = watcher(create_app(Settings(data=tmp_path)))
    assert client.get("/healthz").get_json() == {"status": "ok", "version": None}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "flask --app app load" in response.text


def test_a_version_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    folder.mkdir()
    (folder / "CURRENT").write_text("20260101T000000Z-0001\n")
    (folder / "20260101T000000Z-0001.duckdb").write_bytes(b"no database " * 1000)
    client = watcher(create_app(Settings(data=tmp_path)))
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "cannot be read" in response.text
    assert str(tmp_path) not in response.text


def test_without_its_readers_it_is_not_ready(delivered: Callable[..., Settings]) -> None:
    applications = "application,submitted_at,accepted_at\nA1,2026-01-05 09:00,2026-01-05 10:00"
    server = create_app(delivered(applications=applications))
    client = watcher(server)
    assert client.get("/readyz").status_code == 200
    with server.extensions["tongdian"].desk.state.write() as session:
        session.execute(text("DROP TABLE session"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "database of readers does not answer" in response.text
    assert "tongdian_requests_total" in client.get("/metrics").text


def test_requests_statements_and_the_cache_are_counted(simulated_settings: Settings) -> None:
    client = create_app(simulated_settings).test_client()
    client.get("/steps")
    client.get("/steps")
    client.get("/export/overview-trend.csv")
    client.get("/export/overview-trend.csv")
    client.get("/export/nothing.csv")
    found = samples(client)
    assert found["tongdian_requests_total", "page", "steps", "200"] == 2
    assert found["tongdian_requests_total", "export", "", "200"] == 2
    assert found["tongdian_requests_total", "export", "", "404"] == 1
    assert found["tongdian_request_seconds_count", "page", "steps"] == 2
    assert found["tongdian_statements_total",] > 0
    assert found["tongdian_cache_hits_total",] > 0
    assert found["tongdian_cache_misses_total",] > 0
    assert found["tongdian_statements_cancelled_total",] == 0
    assert found["tongdian_version_age_seconds",] >= 0
    assert found["tongdian_logins_refused_total",] >= 0


def test_invented_addresses_make_no_figures_of_their_own(simulated_settings: Settings) -> None:
    client = create_app(simulated_settings).test_client()
    client.get("/healthz")
    before = samples(client)
    client.get("/missing-0")
    once = len(samples(client))
    for number in range(1, 5):
        client.get(f"/missing-{number}")
    assert len(before) < once == len(samples(client))


@pytest.mark.parametrize("header", FORWARDED)
def test_figures_are_not_for_who_comes_through_a_proxy(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_figures_are_for_this_machine_alone(client: FlaskClient) -> None:
    for address, answered in (("127.0.0.1", True), ("::1", True), ("10.0.0.7", False), ("", False)):
        response = client.get("/metrics", environ_base={"REMOTE_ADDR": address})
        assert (response.status_code == 200) is answered
