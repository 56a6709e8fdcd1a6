"""A utility's own map: outlines by the code of a unit, its middle, and what a file that cannot be used says."""

import json
from pathlib import Path
from typing import Any

import pytest

from callbacks.outlines import MOST_POINTS, OutlinesError, middle, outlines

SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
ISLAND = [[9.0, 9.0], [10.0, 9.0], [10.0, 10.0], [9.0, 10.0], [9.0, 9.0]]
HOLE = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0], [1.0, 1.0]]


def written(folder: Path, *features: tuple[dict[str, Any], dict[str, Any] | None]) -> Path:
    file = folder / "own.geojson"
    every = [{"type": "Feature", "properties": names, "geometry": shape} for names, shape in features]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": every}), encoding="utf-8")
    return file


def test_a_unit_is_found_by_any_property_and_has_its_islands_but_no_holes(tmp_path: Path) -> None:
    several = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [ISLAND]]}
    file = written(
        tmp_path,
        ({"name": "浙江", "adcode": 330000}, several),
        ({"id": "ZJ-1"}, {"type": "Polygon", "coordinates": [SQUARE]}),
        ({"id": "other"}, {"type": "Polygon", "coordinates": [SQUARE]}),
        ({"id": "point"}, {"type": "Point", "coordinates": [0, 0]}),
    )
    found = outlines(file, ["330000", "ZJ-1", "point", "nowhere"])
    assert [len(found[code]) for code in ("330000", "ZJ-1", "point")] == [2, 1, 0]
    assert "other" not in found
    assert middle(found["330000"]) == (2, 2)  # of the mainland


def test_long_outlines_are_thinned_out(tmp_path: Path) -> None:
    side = MOST_POINTS
    ring = [[float(at), 0.0] for at in range(side)] + [[float(at), 9.0] for at in range(side, -1, -1)]
    file = written(tmp_path, ({"id": "A"}, {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}))
    (drawn,) = outlines(file, ["A"])["A"]
    assert MOST_POINTS / 3 < len(drawn) <= MOST_POINTS + 1
    assert drawn[0] == drawn[-1] == (0.0, 0.0)


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    file = written(tmp_path, ({"id": "A"}, shape))
    assert list(outlines(file, ["A", "B"])) == ["A"]
    written(tmp_path, ({"id": "B"}, shape), ({"id": "C"}, shape))
    assert list(outlines(file, ["A", "B"])) == ["B"]


def area(ring: str) -> str:
    """A file of one unit with these points."""
    return (
        f'{{"features": [{{"properties": {{"id": "A"}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}'
    )


def test_a_mark_of_the_byte_order_and_a_ring_that_is_no_area_do_no_harm(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        ({"id": "A"}, {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[1.0, 1.0], [2.0, 2.0]]], [[]]]}),
        ({"id": "B"}, {"type": "Polygon", "coordinates": []}),
    )
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    found = outlines(file, ["A", "B"])
    assert [len(found[code]) for code in ("A", "B")] == [1, 0]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"features": 3}',
        '{"features": [{"properties": {"id": "A"}}]}',
        area("[[1], [2], [3], [1]]"),
        area('[["east", 1], [2, 2], [3, 1], [1, 1]]'),
        area("[[NaN, 1], [2, 2], [3, Infinity], [1, 1]]"),
    ],
)
def test_what_is_no_map_is_said_without_its_folder(tmp_path: Path, content: str) -> None:
    file = tmp_path / "own.geojson"
    file.write_text(content, encoding="utf-8")
    for asked in (file, tmp_path / "none.geojson"):
        with pytest.raises(OutlinesError) as caught:
            outlines(asked, ["A"])
        for locale in ("zh_CN", "en"):
            assert asked.name in caught.value.words(locale)
            assert str(tmp_path) not in caught.value.words(locale)
