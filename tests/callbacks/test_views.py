"""Saved views: found again by their reader, shared with the unit and those below it, and never a way further."""

from typing import Any

import pytest
from flask import Flask

from accounts.roles import Role
from locales import LOCALES, text
from queries.catalogue import Catalogue
from state import audit, readers, views
from state.audit import What
from state.views import MOST
from tests.callbacks.posting import hrefs, post, words
from tests.callbacks.test_case import of
from tests.signed import Signed, desk_of, let_in


def menu(client: Signed, search: str = "") -> Any:
    """The menu as it first stands."""
    values = {"url.search": search, "url.pathname": "/"}
    return post(client, "views-list.children", values, "views-save.n_clicks")["views-list"]["children"]


def save(client: Signed, name: str, path: str, search: str = "", *, share: bool = False) -> str:
    """Save a view; what is said."""
    values = {
        "views-save.n_clicks": 1,
        "views-name.value": name,
        "views-share.value": ["share"] if share else [],
        "url.pathname": path,
        "url.search": search,
    }
    done = post(client, "views-list.children", values, "views-save.n_clicks")
    # The form is emptied where the view is saved: the next one is shared only where the reader says so again.
    assert (done.get("views-share") == {"value": []}) is (done.get("views-name") == {"value": ""})
    return words(done["views-said"]["children"])


def numbers(part: Any) -> list[int]:
    """The numbers of the views that can be deleted."""
    if isinstance(part, list):
        return [found for one in part for found in numbers(one)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    own = [props["id"]["number"]] if isinstance(props.get("id"), dict) else []
    return own + numbers(props.get("children"))


def drop(client: Signed, number: int) -> str:
    identity = {"type": "drop-view", "number": number}
    key = f'{{"number":{number},"type":"drop-view"}}.n_clicks'
    given = [{"id": identity, "property": "n_clicks", "value": 1}]
    values = {'{"number":["ALL"],"type":"drop-view"}.n_clicks': given, "url.search": "", "url.pathname": "/"}
    return words(post(client, "views-list.children", values, key)["views-said"]["children"])


@pytest.mark.parametrize("locale", LOCALES)
def test_a_view_is_found_again_and_replaced_and_deleted(server: Flask, catalogue: Catalogue, locale: str) -> None:
    province = catalogue.children(catalogue.root)[3]
    client = of(server, Role.MANAGER, province.region)
    city = catalogue.children(province)[0]
    search = f"?region={city.region}&class=residential&lang={locale}"
    assert save(client, "  住宅   late ", "/steps", search) == text(locale, "views.saved")
    shown = menu(client, f"?lang={locale}")
    assert "住宅 late" in words(shown)
    lang = "" if locale == "zh_CN" else "&lang=en"
    assert hrefs(shown) == [f"/steps?region={city.region}&class=residential{lang}"]
    again = save(client, "住宅 late", "/channels", f"?class=lv_business&lang={locale}")
    assert again == text(locale, "views.replaced")
    assert [way for way in hrefs(menu(client)) if way.startswith("/channels")] == ["/channels?class=lv_business"]
    for number in numbers(menu(client)):
        assert drop(client, number) == text("zh_CN", "views.dropped", name="住宅 late")
    assert text(locale, "views.none") in words(menu(client, f"?lang={locale}"))


def test_a_view_is_shared_downwards_only_and_each_sees_it_at_their_own_unit(
    server: Flask, catalogue: Catalogue
) -> None:
    province, other = catalogue.children(catalogue.root)[4:6]
    city = catalogue.children(province)[0]
    manager, below, beside = (of(server, Role.SUPERVISOR, place.region) for place in (province, city, other))
    above = of(server, Role.SUPERVISOR, catalogue.root.region)
    save(manager, "ours", "/", f"?region={province.region}&class=residential", share=True)
    save(manager, "one city", "/", f"?region={catalogue.children(province)[1].region}", share=True)
    save(manager, "mine", "/", "?class=hv_single")
    assert [name in words(menu(manager)) for name in ("ours", "one city", "mine")] == [True, True, True]
    assert hrefs(menu(below)) == ["/?class=residential"]  # neither what is not shared, nor another city's
    assert numbers(menu(below)) == []  # and it is not theirs to delete
    drop(below, numbers(menu(manager))[0])
    assert len(hrefs(menu(manager))) == 3
    for stranger in (beside, above):
        assert "ours" not in words(menu(stranger))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_shared_view_says_whose_it_is_and_asks_before_it_is_deleted(
    server: Flask, catalogue: Catalogue, locale: str
) -> None:
    province = catalogue.children(catalogue.root)[14]
    owner, below = (of(server, Role.SUPERVISOR, place.region) for place in (province, catalogue.children(province)[0]))
    save(owner, "for all", "/", "?class=residential", share=True)
    save(owner, "for me", "/", "?class=hv_single")
    own, others = (words(menu(client, f"?lang={locale}")) for client in (owner, below))
    by = text(locale, "views.shared_by", name=f"{Role.SUPERVISOR} of {province.region}")
    assert (by in own, by in others) == (False, True)
    # Once, though two views can be deleted; and never of another's.
    asked = text(locale, "views.drop_shared")
    assert (own.count(asked), others.count(asked)) == (1, 0)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_cannot_be_opened_is_not_saved(server: Flask, catalogue: Catalogue, locale: str) -> None:
    here, elsewhere = catalogue.children(catalogue.root)[6:8]
    client = of(server, Role.SUPERVISOR, here.region)
    lang = f"lang={locale}"
    assert save(client, "x", "/nowhere", f"?{lang}") == text(locale, "views.no_page")
    assert save(client, "  ", "/", f"?{lang}") == text(locale, "views.no_name")
    assert elsewhere.region in save(client, "x", "/", f"?region={elsewhere.region}&{lang}")
    assert hrefs(menu(client)) == []


def test_a_reader_saves_so_many_and_no_more(server: Flask, catalogue: Catalogue) -> None:
    client = of(server, Role.SUPERVISOR, catalogue.children(catalogue.root)[8].region)
    said = [save(client, f"view {number}", "/") for number in range(MOST + 1)]
    assert set(said[:-1]) == {text("zh_CN", "views.saved")}
    assert said[-1] == text("zh_CN", "views.too_many", most=MOST)
    assert save(client, "view 3", "/steps") == text("zh_CN", "views.replaced")


def test_a_shared_view_names_nothing_outside_the_unit_of_who_opens_it(server: Flask, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[9]
    one, other = catalogue.children(province)[:2]
    manager, below = (of(server, Role.SUPERVISOR, place.region) for place in (province, one))
    searches = {
        f"beside {one.region}": f"?units={one.region}",
        f"beside {other.region}": f"?units={one.region}&units={other.region}",
        f"cell of {other.region}": f"?metric=accepted&cell=region:{other.region}",
        f"where {other.region}": f"?metric=accepted&where=region:{other.region}",
        "team": "?metric=accepted&cell=unit:U1",
        "class": "?metric=accepted&cell=class:residential&where=class:residential",
    }
    for name, search in searches.items():
        assert save(manager, name, "/cases", search, share=True) == text("zh_CN", "views.saved")
    opened = hrefs(menu(below))
    assert sorted(opened) == sorted(
        f"/cases{searches[name]}".replace(":", "%3A") for name in (*list(searches)[:1], "class")
    )
    assert len(hrefs(menu(manager))) == len(searches)


@pytest.mark.parametrize(
    "single",
    [
        "?metric=open&find=X1",
        "?application=X1",
        "?metric=open&where=application:X1",
        "?metric=contacts&where=contact:X1",
        "?metric=complaints&where=class:residential&where=complaint:X1",
    ],
)
def test_a_view_that_names_single_cases_is_its_owners_alone(server: Flask, catalogue: Catalogue, single: str) -> None:
    """Also one that stands among the shared ones, as from before it was refused."""
    province = catalogue.children(catalogue.root)[11]
    manager, below = (
        of(server, Role.SUPERVISOR, place.region) for place in (province, catalogue.children(province)[0])
    )
    for locale in LOCALES:
        lang = f"&lang={locale}"
        assert save(manager, "single", "/cases", single + lang, share=True) == text(locale, "views.no_case")
    assert text("zh_CN", "views.saved").strip("。") in save(manager, "single", "/cases", single)
    state = desk_of(server).state
    owner = readers.find(state, f"{Role.SUPERVISOR} of {province.region}")
    assert owner is not None
    views.save(state, owner.id, "single", "/cases", single.lstrip("?"), province.region)
    assert "single" in words(menu(manager))
    assert "single" not in words(menu(below))


@pytest.mark.parametrize("locale", LOCALES)
def test_who_changes_unit_finds_views_that_open_no_more_and_can_delete_them(
    server: Flask, catalogue: Catalogue, locale: str
) -> None:
    before, after = catalogue.children(catalogue.root)[12:14]
    city = catalogue.children(before)[0]
    client = Signed(server, server.response_class)
    client.enter(let_in(server, f"moving {locale}", Role.SUPERVISOR, before.region))
    save(client, "one city", "/steps", f"?region={city.region}")
    save(client, "homes", "/steps", "?class=residential")
    client.enter(let_in(server, f"moving {locale}", Role.SUPERVISOR, after.region))
    shown = menu(client, f"?lang={locale}")
    assert [name in words(shown) for name in ("one city", "homes")] == [True, True]
    assert words(shown).count(text(locale, "views.closed")) == 1
    lang = "" if locale == "zh_CN" else "&lang=en"
    assert hrefs(shown) == [f"/steps?class=residential{lang}"]  # none leads to the unit that they left
    for number in numbers(shown):
        drop(client, number)
    assert text(locale, "views.none") in words(menu(client, f"?lang={locale}"))


def test_what_is_done_with_views_is_noted(server: Flask, catalogue: Catalogue) -> None:
    client = of(server, Role.SUPERVISOR, catalogue.children(catalogue.root)[10].region)
    save(client, "late", "/steps", "?class=residential", share=True)
    save(client, "mine", "/steps")
    drop(client, numbers(menu(client))[0])
    drop(client, 2**31 - 1)  # nobody's
    noted = [entry.detail for entry in audit.entries(desk_of(server).state, limit=3) if entry.what == What.VIEW]
    assert noted == [
        "doing=drop&view=late",
        "doing=save&view=mine&address=%2Fsteps%3F",
        "doing=share&view=late&address=%2Fsteps%3Fclass%3Dresidential",
    ]
