"""The map of units: every unit a tile or its outline, leading to it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from app import create_app
from charts.chart import Kind
from ids import Regions
from locales import text
from queries.catalogue import Catalogue
from settings import Settings
from tests.callbacks.opening import facts
from tests.callbacks.region_cards import DAYS, PERIOD, drawn


def test_every_province_has_a_tile_of_its_own_that_leads_to_it(server: Flask, catalogue: Catalogue) -> None:
    chart = drawn(server, Regions.MAP).chart
    assert chart is not None
    assert chart.kind is Kind.TILES
    (tiles,) = chart.series
    provinces = catalogue.children(catalogue.root)
    assert list(tiles.x) == [place.name for place in provinces]
    assert len(set(chart.places)) == len(provinces) == 27
    at = {str(name): place for name, place in zip(tiles.x, chart.places, strict=True)}
    assert at["黑龙江"][1] < at["浙江"][1]  # north of it
    assert at["新疆"][0] < at["上海"][0]  # west of it
    for place, link in zip(provinces, tiles.links or (), strict=True):
        assert dict(parse_qsl(urlsplit(link or "").query))["region"] == place.region


def test_a_unit_without_any_case_leads_to_its_own_page_too(server: Flask, catalogue: Catalogue) -> None:
    ((station,),) = facts(
        server,
        f"""select s.region from places s join places o using (parent_no) join case_fact c on c.place_no = o.place_no
            where s.level = 'station' and c.case_on_time is not null and c.archived_date {DAYS}
            and not exists (select 1 from case_fact f where f.place_no = s.place_no) order by 1 limit 1""",
    )
    place = catalogue.places[station]
    chart = drawn(server, Regions.MAP, f"{PERIOD}&region={catalogue.ancestors(place)[-1].region}").chart
    assert chart is not None
    (tiles,) = chart.series
    at = list(tiles.x).index(place.name)
    way = urlsplit((tiles.links or ())[at] or "")
    assert ((tiles.n or ())[at], way.path, dict(parse_qsl(way.query))["region"]) == (0, "/regions", station)


def test_units_of_a_province_stand_in_a_plain_grid(server: Flask, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[11]
    chart = drawn(server, Regions.MAP, f"{PERIOD}&region={province.region}").chart
    assert chart is not None
    rows = [row for _, row in chart.places]
    assert rows == sorted(rows)
    assert len(set(chart.places)) == len(catalogue.children(province))


@pytest.fixture
def with_map(simulated_settings: Settings, tmp_path: Path) -> Callable[[str], Flask]:
    """The product with a map file of this text."""

    def make(content: str) -> Flask:
        file = tmp_path / "map.geojson"
        file.write_text(content, encoding="utf-8")
        return create_app(simulated_settings.model_copy(update={"map": file}))

    return make


def square(code: str, west: float, south: float) -> dict[str, Any]:
    ring = [[west, south], [west + 2, south], [west + 2, south + 2], [west, south + 2], [west, south]]
    return {
        "type": "Feature",
        "properties": {"id": 7, "code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_the_utilitys_own_outlines_are_drawn(with_map: Callable[[str], Flask], catalogue: Catalogue) -> None:
    own = [place.region for place in catalogue.children(catalogue.root)]
    features = [square(code, 80 + at, 30) for at, code in enumerate(own)] + [square("elsewhere", 0, 0)]
    content = drawn(with_map(collection(features)), Regions.MAP)
    chart = content.chart
    assert chart is not None
    assert chart.kind is Kind.AREAS
    assert list(chart.series[0].x) == [catalogue.places[code].name for code in own]
    assert [tuple(map(round, place)) for place in chart.places[:2]] == [(81, 31), (82, 31)]
    assert content.note == text("zh_CN", "regions.map_outlines")


def collection(features: list[dict[str, Any]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize("missing", [1, 25])
def test_units_without_an_outline_are_named_and_tiles_drawn_for_all(
    with_map: Callable[[str], Flask], catalogue: Catalogue, missing: int
) -> None:
    own = catalogue.children(catalogue.root)
    features = [square(place.region, 80 + at, 30) for at, place in enumerate(own[missing:])]
    content = drawn(with_map(collection(features)), Regions.MAP)
    assert content.chart is not None
    assert (content.chart.kind, len(content.chart.series[0].x)) == (Kind.TILES, len(own))
    named = "、".join(place.name for place in own[: min(missing, 6)])
    few = text("zh_CN", "regions.map_missing", file="map.geojson", n=missing, units=named)
    many = text("zh_CN", "regions.map_missing_more", file="map.geojson", n=missing, units=named)
    assert (many if missing > 6 else few) in content.note


@pytest.mark.parametrize("broken", ["no json", '{"features": [{"properties": {}, "geometry": 3}]}', "[]"])
def test_a_map_that_cannot_be_read_is_said_and_a_schematic_one_drawn(
    with_map: Callable[[str], Flask], broken: str
) -> None:
    content = drawn(with_map(broken), Regions.MAP)
    assert content.chart is not None
    assert content.chart.kind is Kind.TILES
    assert "TONGDIAN_MAP" in content.note
