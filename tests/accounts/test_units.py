"""Which unit an administrator means: a reader let into the wrong one sees what is not theirs."""

from dataclasses import replace

import pytest
from flask import Flask

from accounts.units import meant, offered
from locales import LOCALES
from queries.catalogue import Catalogue
from queries.catalogue import Place as Unit

NAMES = {
    "CO": ("公司", "Company"),
    "ZJ": ("浙江", "Zhejiang"),
    "HZ": ("杭州", "Hangzhou"),
    "A(1)": ("杭州", "Lakeside (old)"),
    "X1": ("浙江省 (ZJ)", None),
    "X2": ("HZ", "ZJ"),
}


@pytest.fixture
def units(product: Flask) -> Catalogue:
    """A catalogue of units whose names and codes look like one another's."""
    places = {
        code: Unit(
            no=no,
            last=no,
            region=code,
            parent_no=0 if no else None,
            depth=min(no, 1),
            level=None,
            name=name,
            name_en=en,
        )
        for no, (code, (name, en)) in enumerate(NAMES.items())
    }
    with product.extensions["tongdian"].asker.open() as warehouse:
        return replace(warehouse.catalogue, places=places)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_unit_is_meant_by_what_is_offered_for_it(units: Catalogue, locale: str) -> None:
    found = [[place.region for place in meant(units, words)] for words, _ in offered(units, locale)]
    assert found == [[code] for code in NAMES]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("HZ", ["HZ"]),  # a code before the name of another
        ("浙江省 (ZJ)", ["X1"]),  # a name with brackets, though another's code stands in them
        ("lakeside (OLD)", ["A(1)"]),
        ("杭州 (ZJ)", []),  # the name and the code are of two units
        ("Zhejiang (HZ)", []),
        ("(ZJ)", ["X1"]),  # a part of one name
        ("杭州", ["HZ", "A(1)"]),
        ("浙江", ["ZJ"]),  # a whole name before a part of another
        ("浙", ["ZJ", "X1"]),
        ("", []),
    ],
)
def test_brackets_tell_a_unit_only_behind_its_own_name(units: Catalogue, given: str, codes: list[str]) -> None:
    assert [place.region for place in meant(units, given)] == codes
