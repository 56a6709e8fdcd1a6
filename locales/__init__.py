"""Screen words in Chinese (default) and English, and numbers and dates as each language writes them.

Every function takes the locale explicitly, so that a page, a command or a report can use it without a request.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date

DEFAULT = "zh_CN"
LOCALES = (DEFAULT, "en")

MINUS = "−"
UNKNOWN = "—"


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Nested TOML tables as one mapping of dotted keys."""
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = str(value)
    return flat


@cache
def texts(locale: str) -> Mapping[str, str]:
    """All texts of a locale by dotted key. Raises KeyError for a locale that is not one of LOCALES."""
    if locale not in LOCALES:
        raise KeyError(f"There is no locale {locale!r}; there are {', '.join(LOCALES)}.")
    return _flat(tomllib.loads(Path(__file__).with_name(f"{locale}.toml").read_text(encoding="utf-8")))


def text(locale: str, key: str, **values: object) -> str:
    """The text of a dotted key with its {placeholders} filled in. Raises KeyError where the key does not exist."""
    words = texts(locale)[key]
    return words.format(**values) if values else words


@cache
def _locale(locale: str) -> Locale:
    return Locale.parse(locale)


def number(locale: str, value: float | None, decimals: int = 0, *, signed: bool = False) -> str:  # noqa: ARG001
    """A number with grouping and a fixed number of decimals; a dash where it is unknown (None or NaN)."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is the only number unlike itself
        return UNKNOWN
    rounded = round(float(value), decimals)
    digits = f"{abs(rounded):,.{decimals}f}"  # as both languages write it (tests/locales/test_numbers.py)
    if rounded < 0:
        return MINUS + digits
    return "+" + digits if signed and rounded > 0 else digits


def percent(locale: str, share: float | None, decimals: int = 1) -> str:
    """A share (0..1) in percent, a thin space before the sign; a dash where it is unknown."""
    digits = number(locale, None if share is None else share * 100, decimals)
    return digits if digits == UNKNOWN else f"{digits} %"


def day(value: date | None) -> str:
    """A day as both languages read it without doubt: 2026-11-22."""
    return UNKNOWN if value is None else f"{value:%Y-%m-%d}"


def month(locale: str, value: date) -> str:
    """A month: 2026年11月 or Nov 2026."""
    return format_date(value, "y年M月" if locale == DEFAULT else "MMM y", locale=_locale(locale))


def stamp(value: datetime | None) -> str:
    """A local stamp to the minute, as both languages read it: 2026-11-22 02:10."""
    return UNKNOWN if value is None else f"{value:%Y-%m-%d %H:%M}"
