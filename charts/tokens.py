"""The colours and the font of the look, for whatever draws. assets/look/1-tokens.css holds the same (tested)."""

from collections.abc import Mapping
from functools import cache

FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif'

TOKENS: Mapping[str, Mapping[str, str]] = {
    "light": {
        "ink": "#17211e",
        "muted": "#5b6965",
        "line": "#dde4e1",
        "paper": "#ffffff",
        "ground": "#f4f6f5",
        "accent": "#00706b",
        "accent-2": "#4d9c97",
        "accent-weak": "#dcecea",
        "met": "#2b7a4b",
        "missed": "#b2332b",
        "unsure": "#8a6100",
        "grey-1": "#c9d2ce",
        "grey-2": "#e3e8e6",
        "comparison": "#86928d",
        "part-1": "#00706b",
        "part-2": "#6fa8a4",
        "part-3": "#9dc3c0",
        "part-4": "#8d9994",
        "part-5": "#aeb8b4",
        "part-6": "#cbd3d0",
        "part-7": "#2c4f4b",
        "part-8": "#5b6965",
        "part-9": "#dbe5e3",
        "series-1": "#00706b",
        "series-2": "#5b6965",
        "series-3": "#4d9c97",
        "series-4": "#17211e",
        "series-5": "#7d8a85",
        "series-6": "#2c4f4b",
    },
    "dark": {
        "ink": "#e6ecea",
        "muted": "#98a6a1",
        "line": "#2b3532",
        "paper": "#171d1b",
        "ground": "#0f1413",
        "accent": "#3bb0a8",
        "accent-2": "#237a75",
        "accent-weak": "#14312f",
        "met": "#5bbf83",
        "missed": "#f0766d",
        "unsure": "#d9a83a",
        "grey-1": "#4a5652",
        "grey-2": "#2b3532",
        "comparison": "#76847f",
        "part-1": "#3bb0a8",
        "part-2": "#6fa8a4",
        "part-3": "#9dc3c0",
        "part-4": "#5b6763",
        "part-5": "#47524e",
        "part-6": "#353f3c",
        "part-7": "#1f5f5a",
        "part-8": "#98a6a1",
        "part-9": "#c9d2ce",
        "series-1": "#3bb0a8",
        "series-2": "#98a6a1",
        "series-3": "#2c8a84",
        "series-4": "#e6ecea",
        "series-5": "#76847f",
        "series-6": "#9fd6d1",
    },
}

SCALES = {"part": 9, "series": 6}  # how many colours part-1.. and series-1.. have


def shades(theme: str, count: int) -> list[str]:
    """A scale of the accent for how much: from nearly the paper's colour to the accent itself."""
    weak, full = TOKENS[theme]["accent-weak"], TOKENS[theme]["accent"]
    return [_between(weak, full, (at + 0.4) / (count - 0.6)) for at in range(count)]


def _between(one: str, other: str, share: float) -> str:
    """The colour that lies a share of the way from one to the other."""
    ends = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in ends)


def luminance(colour: str) -> float:
    """Relative luminance (0 black .. 1 white) of a colour #rrggbb, as WCAG defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 (none) .. 21 (black on white), as WCAG defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


INKS = ("#0f1413", "#ffffff")  # near-black and white
SEEN = 1.3  # the contrast at which a pattern is seen on its fill


@cache
def readable_on(fill: str) -> str:
    """The text colour, near-black or white, that reads better on a fill."""
    return max(INKS, key=lambda text: contrast(text, fill))


def pattern_on(fill: str) -> str:
    """The colour of a pattern on a fill: away from the text's, so that words over it read as well as without.

    On a fill that leaves no way to go, the other way, where there is much of it.
    """
    away = _between(fill, min(INKS, key=lambda text: contrast(text, fill)), 0.7)
    return away if contrast(away, fill) > SEEN else _between(fill, readable_on(fill), 0.3)
