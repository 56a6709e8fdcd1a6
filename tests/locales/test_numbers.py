"""Numbers against the locales' own rules, as Babel knows them."""

import pytest
from babel.numbers import format_decimal

from locales import LOCALES, number


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("value", [0.0, 7.0, 999.5, 1000.0, 12345.678, 987654321.125, 2_123_456_789.0])
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_numbers_are_written_as_the_locale_says(locale: str, value: float, decimals: int) -> None:
    says = format_decimal(round(value, decimals), "#,##0" + ("." + "0" * decimals if decimals else ""), locale=locale)
    assert number(locale, value, decimals) == says
