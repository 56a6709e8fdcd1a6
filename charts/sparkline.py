"""The small line beside a key figure: an SVG picture of a few hundred bytes, shown by an <img>."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from charts.tokens import TOKENS

WIDTH, HEIGHT, PAD = 150, 34, 4


def sparkline(
    values: Sequence[float | None],
    theme: str,
    *,
    incomplete: int = 0,
    behind: Sequence[float | None] = (),
    scale: tuple[float, float] | None = None,
    height: int = HEIGHT,
) -> str:
    """A data: URI for html.Img(src=...); the caller says in `alt` what it shows.

    Null values leave a gap. The last `incomplete` points stand for an unfinished period: their line is dashed and the
    dot, which marks the last finished value, stands before them. Nothing known gives an empty picture. behind: another
    line over the same points, in grey. scale: the lowest and the highest value of the picture, where several share one.
    """
    colour = TOKENS[theme]["accent"]
    points = _points(values, scale, height)
    finished = len(points) - incomplete
    known = [at for at in range(len(points)) if points[at] is not None]
    dot = max((at for at in known if at < finished), default=None)
    parts = [_line(_points(behind, scale, height), TOKENS[theme]["comparison"])] if behind else []
    parts.append(_line(points[:finished], colour))
    if incomplete and finished > 0:
        parts.append(_line(points[finished - 1 :], colour, ' stroke-dasharray="2 3"'))
    if dot is not None:
        x, y = points[dot] or (0, 0)
        parts.append(f'<circle cx="{x}" cy="{y}" r="2.6" fill="{colour}"/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">{"".join(parts)}</svg>'
    return "data:image/svg+xml," + quote(svg, safe=" =:/\"'")


def _points(
    values: Sequence[float | None], scale: tuple[float, float] | None, height: int
) -> list[tuple[float, float] | None]:
    known = [value for value in values if value is not None]
    low, high = scale or (min(known, default=0), max(known, default=0))
    across = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)
    up = (height - 2 * PAD) / (high - low) if high > low else 0
    base = height - PAD if up else height / 2
    return [
        None if value is None else (round(PAD + at * across, 1), round(base - (value - low) * up, 1))
        for at, value in enumerate(values)
    ]


def _line(points: Sequence[tuple[float, float] | None], colour: str, dash: str = "") -> str:
    runs = [[point for point in run if point] for _, run in groupby(points, key=lambda point: point is None)]
    return "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in run)}" fill="none" stroke="{colour}" '
        f'stroke-width="1.6"{dash}/>'
        for run in runs
        if len(run) > 1
    )
