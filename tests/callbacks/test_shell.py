"""The frame: every id exists, every URL opens, and an empty store says how to fill it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import ingest.version
from app import create_app
from ids import Page
from ids import path as path_of
from locales import LOCALES, text
from settings import Settings
from tests.callbacks.posting import dependencies, outputs_of, parsed, post, words
from warehouse.records import SCHEMA_NO

WILD = (["ALL"], ["MATCH"], ["ALLSMALLER"])


def ids_of_layouts(client: FlaskClient) -> list[Any]:
    config = json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', client.get("/").text, re.DOTALL)[1])

    def walk(component: Any) -> list[Any]:
        if isinstance(component, list):
            return [found for one in component for found in walk(one)]
        if not isinstance(component, dict) or "props" not in component:
            return []
        props = component["props"]
        return ([props["id"]] if "id" in props else []) + walk(props.get("children"))

    return walk(config["validation_layout"])


def matches(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, str) or isinstance(found, str):
        return bool(wanted == found)
    return wanted.keys() == found.keys() and all(one in WILD or one == found[key] for key, one in wanted.items())


def test_every_id_of_a_callback_stands_in_a_layout(client: FlaskClient) -> None:
    known = ids_of_layouts(client)
    assert known
    # A chart's id stands in a layout only once it is drawn.
    drawn_later = {"type": "graph", "card": ["ALL"]}
    for callback in dependencies(client):
        named = [parsed(part["id"]) for part in (*callback["inputs"], *callback["state"])]
        named += [output["id"] for output in outputs_of(callback["output"]) if output["property"]]
        for wanted in named:
            if wanted not in ("", drawn_later) and not str(wanted).startswith("_"):
                assert any(matches(wanted, found) for found in known), f"no layout has {wanted}"


def test_no_id_stands_twice(client: FlaskClient) -> None:
    known = [json.dumps(one, sort_keys=True) for one in ids_of_layouts(client)]
    assert len(known) == len(set(known))


def test_a_second_application_has_all_callbacks_too(simulated_settings: Settings, client: FlaskClient) -> None:
    again = create_app(simulated_settings).test_client()
    assert {one["output"] for one in dependencies(again)} == {one["output"] for one in dependencies(client)}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", Page)
def test_every_page_has_its_heading_in_both_languages(client: FlaskClient, page: Page, locale: str) -> None:
    search = "" if locale == "zh_CN" else f"?lang={locale}"
    shown = post(client, "frame.children", {"url.pathname": path_of(page), "url.search": search})
    assert text(locale, f"page.{page}") in words(shown["frame"]["children"])
    assert shown["title"]["data"].startswith(text(locale, f"page.{page}"))


def test_an_unknown_address_says_so(client: FlaskClient) -> None:
    shown = post(client, "frame.children", {"url.pathname": "/nowhere", "url.search": ""})
    assert text("zh_CN", "missing.words") in words(shown["frame"]["children"])


def test_the_frame_stays_while_only_the_filters_change(client: FlaskClient) -> None:
    values = {"url.pathname": "/steps", "url.search": "?class=residential", "page-shown.data": ["steps", "zh_CN"]}
    assert post(client, "frame.children", values) == {}


def test_the_page_says_its_language_and_theme_before_any_script(client: FlaskClient) -> None:
    assert '<html lang="zh-CN" data-bs-theme="light"' in client.get("/").text
    client.set_cookie("tongdian_theme", "dark")
    assert '<html lang="en" data-bs-theme="dark"' in client.get("/steps?lang=en").text


def test_nothing_comes_from_outside(client: FlaskClient) -> None:
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', client.get("/").text)


def test_an_empty_store_says_how_to_load(tmp_path: Path) -> None:
    client = create_app(Settings(data=tmp_path)).test_client()
    for address in ("/", "/steps"):
        shown = post(client, "frame.children", {"url.pathname": address, "url.search": ""})
        assert "flask --app app load" in words(shown["frame"]["children"])
    assert client.get("/healthz").get_json() == {"status": "ok", "version": None}
    assert client.get("/export/overview-trend.csv").status_code == 503


def test_a_store_of_another_edition_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = create_app(Settings(data=tmp_path))
    with monkeypatch.context() as before:
        before.setattr(ingest.version, "SCHEMA_NO", SCHEMA_NO - 1)
        loaded = server.test_cli_runner().invoke(args=["simulate", "--cases", "50", "--seed", "1"])
    assert loaded.exit_code == 0, loaded.output
    client = server.test_client()
    for search, said in (("", "另一版本"), ("?lang=en", "another edition")):
        shown = post(client, "frame.children", {"url.pathname": "/", "url.search": search})
        assert said in words(shown["frame"]["children"])
    export = client.get("/export/overview-trend.csv")
    assert export.status_code == 503
    assert "another edition" in export.text


def test_health_names_the_version(client: FlaskClient, server: Flask) -> None:
    version = server.extensions["tongdian"].store.current()
    assert client.get("/healthz").get_json() == {"status": "ok", "version": version}


def test_a_setting_without_sense_ends_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGDIAN_PORT", "many")
    with pytest.raises(SystemExit, match="TONGDIAN_PORT is 'many'"):
        create_app()


def test_only_another_version_is_offered(client: FlaskClient, server: Flask) -> None:
    current = server.extensions["tongdian"].store.current()
    same = post(client, "notice.children", {"version-shown.data": current, "poll.n_intervals": 1}, "poll.n_intervals")
    other = post(client, "notice.children", {"version-shown.data": "older", "poll.n_intervals": 1}, "poll.n_intervals")
    assert words(same["notice"]["children"]) == ""
    assert text("zh_CN", "notice.new_version") in words(other["notice"]["children"])
