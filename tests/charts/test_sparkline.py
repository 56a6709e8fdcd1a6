"""The small line beside a key figure."""

from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring

from charts.sparkline import sparkline
from charts.tokens import TOKENS


def parts(uri: str) -> list[Element]:
    assert uri.startswith("data:image/svg+xml,")
    assert "#" not in uri  # a browser would read it as the end of the data
    return list(fromstring(unquote(uri.removeprefix("data:image/svg+xml,"))))  # noqa: S314 - our own picture


def points(element: Element) -> list[tuple[float, float]]:
    return [tuple(map(float, point.split(","))) for point in element.attrib["points"].split()]  # type: ignore[misc]


def test_highest_value_is_on_top_and_the_dot_on_the_last() -> None:
    line, dot = parts(sparkline([1, 3, 2], "light"))
    assert points(line) == [(4, 30), (75, 4), (146, 17)]
    assert (dot.attrib["cx"], dot.attrib["cy"]) == ("146.0", "17.0")
    assert dot.attrib["fill"] == TOKENS["light"]["accent"]


def test_unknown_values_leave_a_gap() -> None:
    before, after, _ = parts(sparkline([1, 2, None, 3, 4], "dark"))
    assert [len(points(before)), len(points(after))] == [2, 2]


def test_unfinished_period_is_dashed_and_has_no_dot() -> None:
    finished, unfinished, dot = parts(sparkline([1, 2, 3, 1], "light", incomplete=1))
    assert "stroke-dasharray" not in finished.attrib
    assert "stroke-dasharray" in unfinished.attrib
    assert points(unfinished)[0] == points(finished)[-1] == (float(dot.attrib["cx"]), float(dot.attrib["cy"]))


def test_level_and_unknown_series() -> None:
    line, _ = parts(sparkline([5, 5], "light"))
    assert {y for _, y in points(line)} == {17}
    assert parts(sparkline([None, None], "light")) == []
    assert parts(sparkline([], "light")) == []
