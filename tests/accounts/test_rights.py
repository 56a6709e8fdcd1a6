"""What a role may do, and what a reader is told who may not, or whose unit the data do not hold."""

from collections.abc import Iterator

import pytest
from flask import Flask

from accounts import operator_scope, reader_scope
from accounts.roles import RIGHTS, Role
from accounts.signed import NobodySignedIn
from ids import Page, path
from locales import LOCALES
from queries.scope import CASE_RIGHT, EXPORT_RIGHT, RIGHT_WORDS
from state import audit
from state.audit import Outcome, What
from tests.callbacks.posting import filters, page, post, words
from tests.signed import Signed, desk_of, let_in


@pytest.fixture
def guest(product: Flask) -> Iterator[Signed]:
    """A browser in which the test lets a reader in."""
    yield Signed(product, product.response_class)


def test_a_scope_is_made_for_the_reader_of_a_request_only(product: Flask) -> None:
    with product.extensions["tongdian"].asker.open() as warehouse:
        with pytest.raises(NobodySignedIn), product.test_request_context("/"):
            reader_scope(warehouse.catalogue)
        with pytest.raises(NobodySignedIn):
            reader_scope(warehouse.catalogue)
        assert operator_scope(warehouse.catalogue).holds(warehouse.catalogue.root)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("role", Role)
def test_rows_are_opened_and_taken_away_by_right(product: Flask, guest: Signed, role: Role, locale: str) -> None:
    guest.enter(let_in(product, f"a {role}", role, "A"))
    search = f"?from=2026-03-01&to=2026-03-31&cohort=accepted&lang={locale}"
    cards = page(guest, "/applications", search)
    listed = words([part.get("children") for part in page(guest, "/cases", f"{search}&metric=accepted").values()])
    may_not = f"无权{RIGHT_WORDS[CASE_RIGHT].zh}" if locale == "zh_CN" else f"may not {RIGHT_WORDS[CASE_RIGHT].en}"
    assert ("/cases?" in str(cards)) is (CASE_RIGHT in RIGHTS[role])
    assert (may_not in listed) is (CASE_RIGHT not in RIGHTS[role])
    for suffix in ("csv", "xlsx"):
        taken = guest.get(f"/export/cases.{suffix}{search}&metric=accepted")
        assert taken.status_code == (200 if EXPORT_RIGHT in RIGHTS[role] else 403)
        assert (b"CASE-A" in taken.data) is (EXPORT_RIGHT in RIGHTS[role] and suffix == "csv")
        entry = audit.entries(desk_of(product).state)[0]
        assert (entry.reader, entry.what) == (f"a {role}", What.EXPORT)
        assert entry.outcome == (Outcome.DONE if EXPORT_RIGHT in RIGHTS[role] else Outcome.REFUSED)
        assert "from=2026-03-01" in entry.detail
    guest.get("/export/no-such-file")
    assert audit.entries(desk_of(product).state)[0].outcome == Outcome.REFUSED  # nothing was taken


def test_a_province_starts_at_itself_and_a_unit_outside_is_refused_not_changed(product: Flask, guest: Signed) -> None:
    guest.enter(let_in(product, "provincial", Role.MANAGER, "A"))
    start = filters(guest, "/")
    assert start["filters-sentence"]["children"].startswith("东省")
    for region in ("B", "CO", "A2", "a"):
        shown = filters(guest, "/", f"?region={region}")
        assert f"没有可供您查看的单位“{region}”。" in words(shown["filters-problem"]["children"])
        assert "西省" not in str(shown)
        entry = audit.entries(desk_of(product).state)[0]
        assert (entry.what, entry.outcome, entry.detail) == (What.ACCESS, Outcome.REFUSED, f"/?region={region}")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reader_whose_unit_is_gone_is_told_so_and_shown_nothing(product: Flask, guest: Signed, locale: str) -> None:
    guest.enter(let_in(product, "orphan", Role.MANAGER, "GONE"))
    said = "当前数据中没有该单位" if locale == "zh_CN" else "which the present data do not hold"
    for one in Page:
        values = {"url.pathname": path(one), "url.search": f"?lang={locale}"}
        assert said in words(post(guest, "frame.children", values)["frame"]["children"])
    for address in ("/export/overview-trend.csv", "/export/cases.csv"):
        answer = guest.get(f"{address}?metric=accepted&lang={locale}")
        assert answer.status_code in (400, 403)
        assert said in answer.text
