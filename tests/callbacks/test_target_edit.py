"""Targets as readers write them: by whom, for which unit, from when, and what stands where it makes no sense."""

import re
from datetime import date
from urllib.parse import parse_qs

import pytest
from flask import Flask

from accounts.roles import Role
from locales import LOCALES, text
from queries.catalogue import Catalogue
from queries.targets import Target, judging
from state import audit
from state.audit import Outcome, What
from tests.callbacks.case_pages import of
from tests.callbacks.posting import hrefs, page, post, words
from tests.callbacks.writing import events, form, history, listed, save
from tests.signed import Signed, desk_of

LV = "?target=whole-lv-business"
NEW = {"metric": "whole_time", "threshold": "9.5", "source": "文件 / document", "why": "agreed"}


@pytest.fixture
def company(written: Flask, catalogue: Catalogue) -> Signed:
    return of(written, Role.MANAGER, catalogue.root.region)


@pytest.fixture
def province(written: Flask, catalogue: Catalogue) -> Signed:
    return of(written, Role.MANAGER, catalogue.children(catalogue.root)[0].region)


def judges(server: Flask, region: str, day: date, key: str = "whole_time") -> dict[str | None, float]:
    """By which value a unit is judged on a day, by class."""
    with server.extensions["tongdian"].asker.open() as warehouse:
        found = warehouse.catalogue
    chain = found.chain(found.places[region])
    return {one.customer_class: one.threshold for one in judging(found.targets, chain, day) if one.key == key}


def targets_of(server: Flask) -> dict[str, Target]:
    with server.extensions["tongdian"].asker.open() as warehouse:
        return {one.target: one for one in warehouse.catalogue.targets}


def noted(server: Flask, what: What = What.TARGET) -> list[tuple[str | None, str, str]]:
    found = audit.entries(desk_of(server).state, limit=50, sought=audit.Sought(what=what))
    return [(entry.reader, entry.outcome, entry.detail) for entry in found]


def board_of(client: Signed, search: str = "") -> str:
    return words([card["children"] for card in page(client, "/targets", search).values()])


def name_in(query: str) -> str:
    return parse_qs(query.lstrip("?"))["target"][0]


def test_from_a_day_on_another_value_holds_and_what_lies_before_is_judged_by_the_old_one(
    written: Flask, company: Signed, catalogue: Catalogue
) -> None:
    root = catalogue.root.region
    said, way = save(company, LV, how="onward", threshold="12", first="2026-01-01", why="会议纪要")
    assert said.startswith("已保存")
    class_ = "lv_business"
    days = [date(2021, 7, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [judges(written, root, day)[class_] for day in days] == [20.0, 15.0, 12.0]
    kept, new = targets_of(written)["whole-lv-business"], targets_of(written)[name_in(way)]
    assert (kept.threshold, kept.valid_to) == (15.0, date(2026, 1, 1))
    assert (new.threshold, new.valid_from, new.valid_to) == (12.0, date(2026, 1, 1), None)


def test_a_past_years_page_shows_that_years_target_after_an_edit_of_today(company: Signed) -> None:
    save(company, LV, how="onward", threshold="12", first="2026-01-01", why="x")
    board = {year: board_of(company, f"?from={year}-01-01&to={year}-12-31") for year in (2021, 2026)}
    assert re.search(r"20\.0", board[2021])
    assert "12.0" not in board[2021]
    assert re.search(r"12\.0", board[2026])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_history_says_who_when_why_and_what_was_before(company: Signed, locale: str) -> None:
    save(company, LV, how="correct", threshold="14", why="错录 mistyped", traits=["provisional"])
    told = history(company, f"?lang={locale}")
    assert Role.MANAGER in told
    assert "错录 mistyped" in told
    unit = "工作日" if locale == "zh_CN" else "wd"
    assert f"15.0 {unit} → 14.0 {unit}" in told
    kinds = (text(locale, "target_kind.confirmed"), text(locale, "target_kind.provisional"))
    assert " → ".join(kinds) in told
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d", told)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_history_is_a_file_too_of_what_concerns_the_reader_alone(
    company: Signed, province: Signed, catalogue: Catalogue, locale: str
) -> None:
    other = catalogue.children(catalogue.root)[1]
    save(company, LV, how="correct", threshold="14", why="=1+1")
    save(company, f"?region={other.region}", how="add", **NEW | {"why": "theirs alone"})
    way = f"/export/target-history.csv?lang={locale}"
    whole, own = company.get(way).text, province.get(way).text
    assert text(locale, "target_history.whole") in whole
    assert ("'=1+1" in whole, "theirs alone" in whole) == (True, True)
    assert ("'=1+1" in own, "theirs alone" in own, catalogue.root.name in own) == (True, False, False)
    assert province.get(f"{way}&region={other.region}").status_code == 400
    assert province.get("/export/target-history.exe").status_code == 404


def test_what_an_edit_has_changed_does_not_depend_on_what_is_delivered_later(written: Flask, company: Signed) -> None:
    """The target as it was delivered is kept beside the first edit of it, and is no edit itself."""
    save(company, LV, how="correct", threshold="14", why="first")
    save(company, LV, how="correct", threshold="13", why="second")
    told = history(company)
    assert ("15.0 工作日 → 14.0 工作日" in told, "14.0 工作日 → 13.0 工作日" in told) == (True, True)
    assert told.index("second") < told.index("first")
    assert len(noted(written)) == 2


def test_a_withdrawn_target_judges_nobody_any_more(written: Flask, company: Signed, catalogue: Catalogue) -> None:
    save(company, LV, how="withdraw", why="no longer in force")
    assert "lv_business" not in judges(written, catalogue.root.region, date(2026, 7, 1))
    assert "撤销" in history(company)


def test_a_province_overrides_for_itself_and_below_and_for_nobody_else(
    written: Flask, province: Signed, catalogue: Catalogue
) -> None:
    own, other = catalogue.children(catalogue.root)[:2]
    said, _ = save(province, LV, how="add", threshold="10", first="2025-01-01", why="ours is stricter")
    assert own.name in said
    below = catalogue.children(own)[0]
    found = {
        place.region: judges(written, place.region, date(2026, 7, 1))["lv_business"]
        for place in (own, below, other, catalogue.root)
    }
    assert list(found.values()) == [10.0, 10.0, 15.0, 15.0]


def test_what_is_inherited_is_said_to_be_and_cannot_be_changed(written: Flask, province: Signed) -> None:
    shown = form(province, LV)
    assert [one["value"] for one in shown["target-form-how"]["options"]] == ["add"]
    assert "沿用" in words(shown["target-form-says"]["children"])
    before = targets_of(written)
    for how in ("onward", "correct", "withdraw"):
        said, way = save(province, LV, how=how, threshold="30", first="2026-01-01", why="forged")
        assert "沿用" in said
        assert way == ""
    assert targets_of(written) == before
    assert {(outcome, "forged" in detail) for _, outcome, detail in noted(written)} == {(Outcome.REFUSED, False)}
    assert len(noted(written)) == 3


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ANALYST])
@pytest.mark.parametrize("locale", LOCALES)
def test_who_has_no_right_sees_no_form_and_a_forged_post_is_refused_and_noted(
    written: Flask, catalogue: Catalogue, role: Role, locale: str
) -> None:
    client = of(written, role, catalogue.root.region)
    search = f"{LV}&lang={locale}"
    assert form(client, search)["target-form"]["hidden"] is True
    assert save(client, search, how="correct", threshold="1", why="x")[0] == text(locale, "target_refused.no_right")
    assert targets_of(written)["whole-lv-business"].threshold == 15.0
    assert [(outcome, "target_refused" in detail) for _, outcome, detail in noted(written)] == [(Outcome.REFUSED, True)]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER])
def test_who_has_the_right_has_the_form(written: Flask, catalogue: Catalogue, role: Role) -> None:
    client = of(written, role, catalogue.root.region)
    assert form(client, LV)["target-form"]["hidden"] is False
    assert save(client, LV, how="correct", threshold="14", why="x")[0].startswith("已更正")


def test_a_forged_unit_is_refused_and_noted(written: Flask, province: Signed, catalogue: Catalogue) -> None:
    other = catalogue.children(catalogue.root)[1]
    shown, before = form(province), targets_of(written)
    for region in (other.region, catalogue.root.region, "nowhere"):
        said, way = save(province, f"?region={region}", shown, how="add", **NEW)
        assert (region in said, way) == (True, "")
    assert targets_of(written) == before
    assert [outcome for _, outcome, _ in noted(written)] == [Outcome.REFUSED] * 3


def test_another_units_target_is_neither_shown_nor_changed(
    written: Flask, company: Signed, province: Signed, catalogue: Catalogue
) -> None:
    own, other = catalogue.children(catalogue.root)[:2]
    _, way = save(company, f"?region={other.region}", how="add", **NEW | {"threshold": "7.77", "decimals": "2"})
    name = name_in(way)
    assert (other.name in listed(company), "7.77" in history(company)) == (True, True)
    for told in (listed(province), history(province), board_of(province)):
        assert "7.77" not in told
        assert other.name not in told
    shown = form(province, f"?target={name}")
    assert shown["target-form-seen"]["data"]["target"] == ""  # as if there were none
    shown["target-form-seen"]["data"] = {"target": name, "edit": 1}
    assert name in save(province, "", shown, how="withdraw", why="x")[0]
    assert name in targets_of(written)
    assert own.region != other.region


@pytest.mark.parametrize("seen", [0, 1, 2, 99])
def test_of_another_units_target_it_is_not_told_who_changed_it_and_when(
    written: Flask, company: Signed, province: Signed, catalogue: Catalogue, seen: int
) -> None:
    other = catalogue.children(catalogue.root)[1]
    way = save(company, f"?region={other.region}", how="add", **NEW)[1]
    told_of_none = []
    for name in (name_in(way), "no-such-target"):
        shown = form(province)
        shown["target-form-seen"]["data"] = {"target": name, "edit": seen}
        said, _ = save(province, "", shown, how="withdraw", why="x")
        told_of_none.append(said == text("zh_CN", "target_refused.no_target", target=name))
    assert told_of_none == [True, True]
    assert [outcome for _, outcome, _ in noted(written)] == [Outcome.REFUSED, Outcome.REFUSED, Outcome.DONE]


@pytest.mark.parametrize("search", [LV, "?target=case-on-time"])
def test_an_edit_that_never_was_is_refused_and_noted(written: Flask, company: Signed, search: str) -> None:
    save(company, LV, how="correct", threshold="14", why="x")
    shown, before = form(company, search), targets_of(written)
    shown["target-form-seen"]["data"]["edit"] = 999
    assert "没有可供您更改的目标" in save(company, search, shown, how="withdraw", why="x")[0]
    assert targets_of(written) == before
    assert noted(written)[0][1] == Outcome.REFUSED


def test_units_above_ones_own_have_no_name(province: Signed, company: Signed, catalogue: Catalogue) -> None:
    save(company, LV, how="correct", threshold="14", why="x")
    shown = form(province, LV)
    told = words([shown[at]["children"] for at in ("target-form-list", "target-form-history", "target-form-says")])
    assert text("zh_CN", "group.above") in told
    for told_of in (told, words(events(province))):
        assert catalogue.root.name not in told_of


@pytest.mark.parametrize("locale", LOCALES)
def test_a_target_from_above_ones_own_unit_has_no_name_on_the_cards(
    written: Flask, company: Signed, catalogue: Catalogue, locale: str
) -> None:
    own = catalogue.children(catalogue.root)[0]
    city = catalogue.children(own)[0]
    way = save(company, f"?region={own.region}", how="add", **NEW)[1]
    search = f"?target={name_in(way)}&lang={locale}"
    reader = of(written, Role.ANALYST, city.region)
    told = board_of(reader, search)
    assert text(locale, "targets.inherited", name=text(locale, "group.above")) in told
    assert own.label(locale) not in told
    assert text(locale, "targets.inherited", name=own.label(locale)) in board_of(
        company, f"{search}&region={city.region}"
    )


def test_of_two_who_edit_at_once_the_second_is_told_who_came_first(written: Flask, company: Signed) -> None:
    other = of(written, Role.ADMINISTRATOR, "SG")
    seen = form(other, LV)
    save(company, LV, how="correct", threshold="14", why="x")
    said, way = save(other, LV, seen, how="correct", threshold="13", why="y")
    assert (f"{Role.MANAGER} of SG" in said, re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d", said) is not None) == (True, True)
    assert way == ""
    assert targets_of(written)["whole-lv-business"].threshold == 14.0
    assert save(other, LV, how="correct", threshold="13", why="y")[0].startswith("已更正")  # with the form anew


SENSELESS = {
    "share": {"metric": "case_on_time", "threshold": "101"},
    "threshold": {"threshold": "soon"},
    "backwards": {"first": "2026-05-01", "last": "2026-04-30"},
    "metric": {"metric": "accepted"},
    "fine": {"threshold": "14.95"},  # with one decimal
    "fine ": {"metric": "case_on_time", "threshold": "97.255%", "decimals": "2"},
    "why": {"why": "  "},
    "source": {"source": ""},
    "period": {"period": "decade"},
    "decimals": {"decimals": "9"},
    "day": {"first": "1.5.2026"},
    "day ": {"last": "9999-12-31"},
    "code": {"customer_class": "martian"},
    "overlap": {"customer_class": "lv_business", "first": "2026-01-01"},
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("why", SENSELESS)
def test_what_makes_no_sense_is_refused_with_a_sentence(written: Flask, company: Signed, why: str, locale: str) -> None:
    before = targets_of(written)
    said, way = save(company, f"?lang={locale}", how="add", **NEW | SENSELESS[why])
    sentence = re.sub(r"\\{\w+\\}", ".+", re.escape(text(locale, f"target_refused.{why.strip()}")))
    assert re.fullmatch(sentence, said)
    assert way == ""
    assert targets_of(written) == before


@pytest.mark.parametrize("threshold", ["nan", "inf", "-1", "", "1e99"])
def test_no_number_is_no_target(company: Signed, threshold: str) -> None:
    assert save(company, "", how="add", **NEW | {"threshold": threshold})[0] == text(
        "zh_CN", "target_refused.threshold"
    )


@pytest.mark.parametrize("first", ["", "2022-01-01", "2021-05-01"])
def test_another_value_begins_after_the_old_one_did(company: Signed, first: str) -> None:
    said, _ = save(company, LV, how="onward", threshold="12", first=first, why="x")
    assert said.startswith(text("zh_CN", "target_refused.not_after").partition("（")[0])


def test_a_share_is_written_in_percent_and_kept_as_a_share(written: Flask, company: Signed) -> None:
    shown = form(company, "?target=case-on-time")
    assert (shown["target-form-threshold"]["value"], shown["target-form-decimals"]["value"]) == ("95", "2")
    save(company, "?target=case-on-time", how="correct", threshold="97.25%", why="x")
    kept = targets_of(written)["case-on-time"]
    assert (kept.threshold, kept.decimals) == (0.9725, 4)


def test_a_median_is_kept_as_a_statistic_of_its_metric(written: Flask, company: Signed) -> None:
    _, way = save(company, "", how="add", **NEW | {"metric": "whole_time.median"})
    made = targets_of(written)[name_in(way)]
    assert (made.metric, made.statistic, made.key) == ("whole_time", "median", "whole_time.median")


def test_the_form_of_a_written_target_holds_what_was_written(company: Signed) -> None:
    given = {**NEW, "customer_class": "residential", "first": "2026-01-01", "last": "2026-12-31", "period": "month"}
    _, way = save(company, "", how="add", traits=["reference"], **given)
    shown = form(company, way)
    held = {name: shown[f"target-form-{name.replace('customer_', '')}"]["value"] for name in given if name != "why"}
    assert held == {name: value for name, value in given.items() if name != "why"}
    assert shown["target-form-traits"]["value"] == ["reference"]
    assert any(name_in(way) in href for href in hrefs(shown["target-form-list"]["children"]))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_audit_log_tells_it_in_words(written: Flask, company: Signed, catalogue: Catalogue, locale: str) -> None:
    save(company, LV, how="correct", threshold="14", why="错录")
    administrator = of(written, Role.ADMINISTRATOR, catalogue.root.region)
    told = administrator.get(f"/administration?lang={locale}&what=target").text
    assert text(locale, "audit.target") in told
    assert "错录" in told
    assert "doing=" not in told


def test_the_form_says_nothing_on_another_page(company: Signed) -> None:
    assert post(company, "target-form-list.children", {"url.search": "", "url.pathname": "/steps"}) == {}
