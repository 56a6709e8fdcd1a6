"""What readers write by a slip is asked about, and what they take back gives way to what stood before."""

from datetime import date

import pytest
from flask import Flask

from accounts.roles import Role
from locales import LOCALES, text
from queries.catalogue import Catalogue
from queries.targets import judging
from tests.callbacks.case_pages import of
from tests.callbacks.writing import FIELDS, form, save

LV = "?target=whole-lv-business"


def value_on(server: Flask, day: date, key: str = "whole_time") -> float | None:
    """The value by which the company's LV business customers, or all, are judged on a day."""
    with server.extensions["tongdian"].asker.open() as warehouse:
        found = warehouse.catalogue
    of_key = [one for one in judging(found.targets, [found.root.region], day) if one.key == key]
    return next((one.threshold for one in of_key if one.customer_class in (None, "lv_business")), None)


def test_a_value_from_a_day_on_that_is_withdrawn_gives_way_to_the_one_before(
    written: Flask, catalogue: Catalogue
) -> None:
    company = of(written, Role.MANAGER, catalogue.root.region)
    _, way = save(company, LV, how="onward", threshold="12", first="2026-06-01", why="agreed")
    assert [value_on(written, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [15.0, 12.0]
    said, _ = save(company, way, how="withdraw", why="a slip")
    assert "恢复有效" in said
    assert [value_on(written, day) for day in (date(2021, 7, 1), date(2026, 5, 31), date(2026, 6, 1))] == [20, 15, 15]


def test_a_delivered_target_that_is_withdrawn_brings_back_no_older_one(written: Flask, catalogue: Catalogue) -> None:
    company = of(written, Role.MANAGER, catalogue.root.region)
    save(company, LV, how="withdraw", why="no longer")
    assert [value_on(written, day) for day in (date(2021, 7, 1), date(2026, 6, 1))] == [20.0, None]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_share_below_one_percent_and_a_time_of_years_are_asked_about(
    written: Flask, catalogue: Catalogue, locale: str
) -> None:
    company = of(written, Role.MANAGER, catalogue.root.region)
    lang = "" if locale == "zh_CN" else f"&lang={locale}"
    said, way = save(company, f"?target=zero-trips{lang}", how="correct", threshold="0.9", why="agreed")
    assert (said, way) == (text(locale, "target_refused.percent", given="0.9"), "")
    assert value_on(written, date(2026, 6, 1), "zero_trip_rate") == 0.8
    save(company, f"?target=zero-trips{lang}", how="correct", threshold="0.9%", why="meant so")
    assert value_on(written, date(2026, 6, 1), "zero_trip_rate") == 0.009
    said, _ = save(company, f"{LV}{lang}", how="correct", threshold="1000000000", why="agreed")
    assert said == text(locale, "target_refused.long", most=3660)


def test_at_a_unit_below_a_targets_the_form_begins_with_one_of_its_own(written: Flask, catalogue: Catalogue) -> None:
    company = of(written, Role.MANAGER, catalogue.root.region)
    below = catalogue.children(catalogue.root)[0].region
    assert form(company, LV)[FIELDS["how"]]["value"] == "onward"
    assert form(company, f"{LV}&region={below}")[FIELDS["how"]]["value"] == "add"
