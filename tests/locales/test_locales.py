"""Both languages say the same things, and every text that the code asks for exists."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from locales import LOCALES, day, month, number, percent, stamp, text, texts

ROOT = Path(__file__).parents[2]
FOLDERS = ("accounts", "pages", "callbacks", "charts", "commands", "serving")


def calls() -> Iterator[tuple[str, ast.expr]]:
    """Every call of text(locale, key, ...) in the screens' code: where it stands and its key expression."""
    files = [ROOT / "app.py", *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("text", "say", "locales.text"):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node.args[-1]


def calls_of_templates() -> Iterator[tuple[str, ast.expr]]:
    """Every say("key") of the pages around a session."""
    for file in (ROOT / "accounts" / "templates").glob("*.html"):
        for key in re.findall(r'say\("([\w.]+)"[,)]', file.read_text(encoding="utf-8")):
            yield file.name, ast.Constant(key)


def pattern(key: ast.expr) -> str | None:
    """A regular expression for the keys that the expression can make; None where it says nothing about them."""
    if isinstance(key, ast.Constant):
        return re.escape(str(key.value))
    if isinstance(key, ast.IfExp):
        ways = [pattern(key.body), pattern(key.orelse)]
        return "|".join(f"(?:{way})" for way in ways if way) if all(ways) else None
    if isinstance(key, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in key.values
        )
    return None


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    chinese, english = (texts(locale) for locale in LOCALES)
    assert chinese.keys() == english.keys()
    for key, words in chinese.items():
        assert sorted(re.findall(r"\{\w*\}", words)) == sorted(re.findall(r"\{\w*\}", english[key])), key


def test_every_key_used_exists_and_every_key_is_used() -> None:
    used: set[str] = set()
    for place, key in [*calls(), *calls_of_templates()]:
        expected = pattern(key)
        assert expected, f"{place}: the key of a text must be written where it is used"
        matching = {name for name in texts("en") if re.fullmatch(expected, name)}
        assert matching, f"{place}: no text has the key {expected}"
        used |= matching
    assert used == set(texts("en"))


def test_no_english_text_holds_chinese() -> None:
    names = {"language.zh_CN"}  # the switch names each language in itself
    assert not [key for key, words in texts("en").items() if re.search(r"[一-鿿]", words) and key not in names]


def test_a_text_takes_its_values_and_an_unknown_key_is_an_error() -> None:
    assert text("zh_CN", "shell.product") == "通电"
    with pytest.raises(KeyError):
        text("en", "shell.nothing")
    with pytest.raises(KeyError):
        texts("fr")


@pytest.mark.parametrize("locale", LOCALES)
def test_numbers(locale: str) -> None:
    assert number(locale, 186540) == "186,540"
    assert number(locale, 9.449, 1) == "9.4"
    assert number(locale, -0.61, 1) == "−0.6"
    assert number(locale, -0.01, 1) == "0.0"
    assert number(locale, 4, signed=True) == "+4"
    assert number(locale, 0, signed=True) == "0"
    assert number(locale, None) == number(locale, float("nan")) == "—"
    assert percent(locale, 0.936) == "93.6 %"


def test_days_and_stamps_read_the_same_in_both_languages() -> None:
    assert day(date(2026, 1, 2)) == "2026-01-02"
    assert stamp(datetime(2026, 1, 2, 3, 4)) == "2026-01-02 03:04"
    assert day(None) == stamp(None) == "—"


def test_a_month_in_each_language() -> None:
    assert month("zh_CN", date(2026, 1, 2)) == "2026年1月"
    assert month("en", date(2026, 1, 2)) == "Jan 2026"
