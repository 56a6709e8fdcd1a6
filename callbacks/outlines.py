"""The utility's own map: outlines of units from a GeoJSON file that a setting names. None is shipped."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from math import ceil, isfinite
from pathlib import Path
from typing import Any

from queries.words import Words

MOST_POINTS = 8000  # in one picture: of longer outlines every so many-th point is drawn
LEAST = 4  # points of a ring that is an area
Point = tuple[float, float]
Rings = Sequence[Sequence[Point]]


class OutlinesError(Exception):
    """The file cannot be used; words say why in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.zh)
        self.words = words


def outlines(path: Path, codes: Collection[str]) -> Mapping[str, Rings]:
    """The outer rings of each unit that the file holds, by its code, thinned out to MOST_POINTS together.

    A feature is a unit's where one of its properties is the unit's code. Raises OutlinesError where the file is not
    there or is no GeoJSON of areas.
    """
    try:
        changed = path.stat().st_mtime_ns
        every = _read(path, changed)
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise OutlinesError(
            Words(
                f"地图文件 {path.name} 不能读取（不是有效的 GeoJSON 面要素），改用示意图；请检查设置 TONGDIAN_MAP。",
                f"The map file {path.name} cannot be read as GeoJSON of areas, so a schematic map stands here; check "
                "the setting TONGDIAN_MAP.",
            )
        ) from error
    found: dict[str, list[Sequence[Point]]] = {}
    for properties, rings in every:
        code = next((value for value in properties if value in codes), None)
        if code is not None:
            found.setdefault(code, []).extend(rings)
    points = sum(len(ring) for rings in found.values() for ring in rings)
    step = max(1, ceil(points / MOST_POINTS))
    return {code: _thinned(rings, step) for code, rings in found.items()}


def middle(rings: Rings) -> Point:
    """The centre of the largest ring, by its area."""
    ring = max(rings, key=lambda one: abs(_area(one)))
    area = _area(ring)
    if not area:
        return ring[0]
    x = y = 0.0
    for (x0, y0), (x1, y1) in _sides(ring):
        cross = x0 * y1 - x1 * y0
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return x / (6 * area), y / (6 * area)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Sequence[tuple[Sequence[str], Rings]]:
    """Each feature's properties as texts and its outer rings; kept until the file changes."""
    features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
    return [([str(value) for value in (one["properties"] or {}).values()], _rings(one["geometry"])) for one in features]


def _rings(geometry: Mapping[str, Any] | None) -> Rings:
    if not geometry or geometry["type"] not in ("Polygon", "MultiPolygon"):
        return []
    areas = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [[(_finite(point[0]), _finite(point[1])) for point in area[0]] for area in areas if area]
    return [ring for ring in rings if len(ring) >= LEAST]


def _finite(value: Any) -> float:
    """A coordinate. Raises ValueError for what is no number of degrees or metres, which JSON as read may hold."""
    found = float(value)
    if not isfinite(found):
        raise ValueError(found)
    return found


def _thinned(rings: Rings, step: int) -> Rings:
    """Every step-th point of each ring, closed again; small rings are left out where many points are."""
    if step == 1:
        return rings
    short = [[*ring[::step], ring[-1]] for ring in rings]
    return [ring for ring in short if len(ring) > LEAST] or [max(rings, key=len)]


def _sides(ring: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _area(ring: Sequence[Point]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in _sides(ring)) / 2
