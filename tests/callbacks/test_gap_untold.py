"""Where a gap is not split: the cards say why, and tell nothing that is not for their reader."""

import pytest
from flask import Flask

from accounts.roles import Role
from callbacks.panel import Content
from ids import Targets
from locales import LOCALES, text
from queries.catalogue import Catalogue
from tests.callbacks.case_pages import of
from tests.callbacks.gap_cards import PERIOD, cards, line, target
from tests.callbacks.posting import page, words

CARDS = (Targets.GAP_UNITS, Targets.GAP_PARTS, Targets.GAP_OWNERS, Targets.GAP_CLOSED, Targets.CHANGE_MIX)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_figure_that_is_no_mean_or_share_of_cases_is_not_split(server: Flask, locale: str) -> None:
    made = target("hold_share", 0.1, "share")
    shown = cards(server, made, f"{PERIOD}&lang={locale}")
    assert {shown[card].empty for card in CARDS} == {text(locale, "gap.no_split")}
    assert not any(shown[card].chart for card in CARDS)
    assert line(server, made, f"{PERIOD}&lang={locale}") == ""


@pytest.mark.parametrize("locale", LOCALES)
def test_a_change_without_a_comparison_is_not_split(server: Flask, locale: str) -> None:
    shown = cards(server, target("whole_time", 5), f"?compare=none&lang={locale}")[Targets.CHANGE_MIX]
    assert shown.empty == text(locale, "gap.change_none")


def test_a_unit_without_others_below_it_has_parts_but_no_units(server: Flask, catalogue: Catalogue) -> None:
    """A station's gap is split over what was waited on; by the target's portions of an earlier or its own time."""
    stations = [place for place in catalogue.places.values() if place.no == place.last]
    shown: dict[str, Content] = {}
    for station in stations:
        shown = cards(server, target("whole_time", 0.5), f"{PERIOD}&region={station.region}")
        if shown[Targets.GAP_PARTS].n:
            break
    assert shown[Targets.GAP_PARTS].chart is not None
    assert shown[Targets.GAP_UNITS].body == ""
    assert shown[Targets.GAP_CLOSED].body == ""


def test_nothing_in_a_period_is_said_as_such(server: Flask) -> None:
    search = "?from=2016-01-01&to=2016-12-31"
    shown = cards(server, target("whole_time", 5), search)
    assert all(not shown[card].n and shown[card].chart is None for card in CARDS)
    assert line(server, target("whole_time", 5), search) == ""


def test_small_groups_of_answers_are_not_for_a_reader_without_the_right_to_cases(
    server: Flask, catalogue: Catalogue
) -> None:
    analyst = of(server, Role.ANALYST, catalogue.root.region)
    said = page(analyst, "/targets", "?target=satisfaction")
    for card in CARDS:
        assert text("zh_CN", "gap.withheld") in words(said[card]["children"]), card
    others = page(analyst, "/targets", "?target=case-on-time")
    assert text("zh_CN", "gap.withheld") not in words(others[Targets.GAP_UNITS]["children"])


def test_of_a_unit_alone_the_board_names_the_part_and_not_the_unit(server: Flask, catalogue: Catalogue) -> None:
    stations = [place for place in catalogue.places.values() if place.no == place.last]
    lines = [
        (place, line(server, target("whole_time", 0.5), f"{PERIOD}&region={place.region}")) for place in stations[:60]
    ]
    told = [(place, one) for place, one in lines if one]
    assert told
    for place, one in told:
        assert place.label("zh_CN") not in one
        assert "占差距的" in one or "余量" in one
