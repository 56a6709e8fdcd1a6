"""Events as readers put them on the axes of time: seen at once, by their unit and those below it alone."""

import pytest
from flask import Flask

from accounts.roles import Role
from ids import Page, path
from locales import LOCALES, text
from queries.catalogue import Catalogue
from state import audit, marks
from state.audit import Outcome, What
from tests.callbacks.case_pages import of
from tests.callbacks.posting import page, words
from tests.callbacks.writing import add_event, event_numbers, events, form, withdraw_event
from tests.signed import Signed, desk_of

YEAR = "from=2025-11-01&to=2026-11-22"
WITH_COURSES = [Page.OVERVIEW, Page.APPLICATIONS, Page.STEPS, Page.SATISFACTION, Page.CHANNELS, Page.TARGETS]


def cards(client: Signed, wanted: Page, search: str) -> str:
    return words([card["children"] for card in page(client, path(wanted), search).values()])


@pytest.mark.parametrize("wanted", WITH_COURSES)
def test_a_new_event_is_on_every_page_at_once_and_gone_when_it_is_withdrawn(
    written: Flask, catalogue: Catalogue, wanted: Page
) -> None:
    company = of(written, Role.MANAGER, catalogue.root.region)
    seen = []
    for locale, words_of in (("zh_CN", "台风登陆"), ("en", "A typhoon")):
        search = f"?{YEAR}&lang={locale}"
        seen.append(words_of in cards(company, wanted, search))  # what is kept of the page must not be shown again
        said = add_event(company, search, "2026-08-12", "台风登陆", "A typhoon")
        assert said.startswith(text(locale, "mark_done.add").partition("{")[0])
        seen.append(words_of in cards(company, wanted, search))
        assert withdraw_event(company, event_numbers(events(company))[0], search).startswith(
            text(locale, "mark_done.withdraw").partition("{")[0]
        )
    assert seen == [False, True] * 2
    assert "台风登陆" not in cards(company, wanted, f"?{YEAR}")


def test_a_provinces_event_is_seen_by_it_and_below_and_by_nobody_else(written: Flask, catalogue: Catalogue) -> None:
    own, other = catalogue.children(catalogue.root)[:2]
    city = catalogue.children(own)[0]
    add_event(of(written, Role.MANAGER, own.region), "", "2026-08-12", "台风登陆")
    for place, sees in ((own, True), (city, True), (other, False), (catalogue.root, False)):
        for search in (f"?{YEAR}", f"?{YEAR}&lang=en"):
            client = of(written, Role.ANALYST, place.region)
            assert ("台风登陆" in cards(client, Page.OVERVIEW, search)) is sees, place.region
        assert ("台风登陆" in words(events(client))) is (sees or place is catalogue.root)  # who may read it of the unit


def test_who_reads_a_unit_from_above_sees_its_events_there(written: Flask, catalogue: Catalogue) -> None:
    own = catalogue.children(catalogue.root)[0]
    company = of(written, Role.MANAGER, catalogue.root.region)
    add_event(company, f"?region={own.region}", "2026-08-12", "台风登陆")
    assert "台风登陆" in cards(company, Page.OVERVIEW, f"?region={own.region}&{YEAR}")
    assert "台风登陆" not in cards(company, Page.OVERVIEW, f"?{YEAR}")


def test_only_ones_own_units_events_are_withdrawn(written: Flask, catalogue: Catalogue) -> None:
    own, other = catalogue.children(catalogue.root)[:2]
    company = of(written, Role.MANAGER, catalogue.root.region)
    add_event(company, "", "2026-08-12", "全公司")
    add_event(company, f"?region={other.region}", "2026-08-13", "别的省")
    numbers = event_numbers(events(company))
    assert len(numbers) == 2  # those delivered have no button
    province = of(written, Role.MANAGER, own.region)
    shown = events(province)
    assert ("全公司" in words(shown), "别的省" in words(shown), event_numbers(shown)) == (True, False, [])
    for number in (*numbers, 999):
        assert withdraw_event(province, number) == text("zh_CN", "mark_refused.none")
    assert event_numbers(events(company)) == numbers
    assert [outcome for outcome, _ in noted(written)[:3]] == [Outcome.REFUSED] * 3


def test_events_of_the_same_words_are_told_apart(written: Flask, catalogue: Catalogue) -> None:
    """Each has its own writer and its own button, and one that was delivered has none."""
    company, other = (of(written, role, catalogue.root.region) for role in (Role.MANAGER, Role.ADMINISTRATOR))
    delivered = next(one for one in catalogue.events if one.region is None)
    for client in (company, other):
        add_event(client, "", str(delivered.date), delivered.title, delivered.title_en or "")
    numbers = event_numbers(events(company))
    assert len(set(numbers)) == len(numbers) == 2
    told = words(events(company))
    assert [told.count(f"{role} of {catalogue.root.region}") for role in (Role.MANAGER, Role.ADMINISTRATOR)] == [1, 1]
    assert withdraw_event(company, min(numbers)).startswith(text("zh_CN", "mark_done.withdraw").partition("{")[0])
    assert event_numbers(events(company)) == [max(numbers)]
    assert f"{Role.ADMINISTRATOR} of" in words(events(company))


def test_of_two_who_withdraw_an_event_at_once_the_second_is_told_it_is_gone(
    written: Flask, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = of(written, Role.MANAGER, catalogue.root.region)
    add_event(company, "", "2026-08-12", "全公司")
    state, before = desk_of(written).state, marks.standing(desk_of(written).state)
    monkeypatch.setattr(marks, "standing", lambda _: before)  # as both have read it
    assert marks.withdraw(state, before[0].id, "another")
    assert withdraw_event(company, before[0].id) == text("zh_CN", "mark_refused.none")
    assert [outcome for outcome, _ in noted(written)] == [Outcome.DONE]  # that it was added


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ANALYST])
@pytest.mark.parametrize("locale", LOCALES)
def test_who_has_no_right_has_no_form_and_is_refused(
    written: Flask, catalogue: Catalogue, role: Role, locale: str
) -> None:
    company, client = (of(written, one, catalogue.root.region) for one in (Role.MANAGER, role))
    add_event(company, "", "2026-08-12", "全公司")
    assert form(client)["target-form"]["hidden"] is True
    assert event_numbers(events(client)) == []
    refused = text(locale, "mark_refused.no_right")
    assert add_event(client, f"?lang={locale}", "2026-08-12", "x") == refused
    assert withdraw_event(client, event_numbers(events(company))[0], f"?lang={locale}") == refused
    assert [outcome for outcome, _ in noted(written)] == [Outcome.REFUSED, Outcome.REFUSED, Outcome.DONE]


def test_a_forged_unit_is_refused_and_noted(written: Flask, catalogue: Catalogue) -> None:
    own, other = catalogue.children(catalogue.root)[:2]
    province = of(written, Role.MANAGER, own.region)
    for region in (other.region, catalogue.root.region):
        assert region in add_event(province, f"?region={region}", "2026-08-12", "x")
    assert [outcome for outcome, _ in noted(written)] == [Outcome.REFUSED] * 2


@pytest.mark.parametrize("locale", LOCALES)
def test_what_makes_no_sense_is_refused_with_a_sentence(written: Flask, catalogue: Catalogue, locale: str) -> None:
    company, search = of(written, Role.MANAGER, catalogue.root.region), f"?lang={locale}"
    for day in ("soon", "", "9999-12-31", "2026-02-30"):
        assert add_event(company, search, day, "x") == text(locale, "mark_refused.day", given=day)
    assert add_event(company, search, "2026-08-12", "  ") == text(locale, "mark_refused.title")
    assert event_numbers(events(company)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_audit_log_tells_it_in_words(written: Flask, catalogue: Catalogue, locale: str) -> None:
    company = of(written, Role.ADMINISTRATOR, catalogue.root.region)
    add_event(company, "", "2026-08-12", "台风登陆")
    withdraw_event(company, event_numbers(events(company))[0])
    told = company.get(f"/administration?lang={locale}&what=mark").text
    assert told.count("台风登陆") == 2
    assert text(locale, "audit.mark") in told
    assert "doing=" not in told


def noted(server: Flask) -> list[tuple[str, str]]:
    found = audit.entries(desk_of(server).state, limit=50, sought=audit.Sought(what=What.MARK))
    return [(entry.outcome, entry.detail) for entry in found]
