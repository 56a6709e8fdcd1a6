"""The administrators' page: who may open it, what it does, and what the audit log tells."""

import pytest
from flask import Flask

from accounts.roles import Role
from locales import LOCALES, text
from state import audit, readers
from state.audit import Outcome, What
from tests.accounts.conftest import PASSWORD, add
from tests.accounts.signing import form_token, sign_in
from tests.signed import Stranger, desk_of

PAGE = "/administration"
NEWER = "a newer password"


@pytest.fixture
def chief(stranger: Stranger) -> Stranger:
    """The browser of an administrator of the whole company."""
    assert sign_in(stranger, "chief").status_code == 303
    return stranger


def do(browser: Stranger, doing: str, **form: str):
    return browser.post(PAGE, data={"form_token": form_token(browser), "doing": doing, **form})


@pytest.mark.parametrize(
    ("role", "region"), [*((role, "CO") for role in Role if role != Role.ADMINISTRATOR), (Role.ADMINISTRATOR, "A")]
)
def test_only_administrators_of_the_whole_company_see_and_change_readers(
    product: Flask, role: Role, region: str
) -> None:
    add(product, "curious", role, region)
    browser = Stranger(product)
    sign_in(browser, "curious")
    answers = [browser.get(PAGE), do(browser, "add", name="x", role="administrator", region="CO", password=PASSWORD)]
    for answer in answers:
        assert answer.status_code == 403
        assert answer.text == text("zh_CN", "administration.refused")
    assert readers.find(desk_of(product).state, "x") is None
    entry = audit.entries(desk_of(product).state)[0]
    assert (entry.reader, entry.what, entry.outcome, entry.detail) == (
        "curious",
        What.ACCESS,
        Outcome.REFUSED,
        f"POST {PAGE}",
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_it_shows_readers_and_what_was_done(product: Flask, chief: Stranger, locale: str) -> None:
    chief.get("/export/overview-trend.csv?region=A")
    shown = chief.get(f"{PAGE}?lang={locale}").text
    for words in ("manager", "chief", text(locale, "audit.export"), "/export/overview-trend.csv?region=A"):
        assert words in shown
    assert "argon2" not in shown


@pytest.mark.parametrize("first", ["-5", "7", str(10**20), "1" * 3000, "x", ""])
def test_any_place_of_the_audit_log_can_be_asked_for(chief: Stranger, first: str) -> None:
    assert chief.get(f"{PAGE}?first={first}").status_code == 200


def test_a_reader_is_added_changed_and_disabled(product: Flask, chief: Stranger) -> None:
    added = do(chief, "add", name="Zhao", role="analyst", region="A", password=PASSWORD)
    assert (added.status_code, added.headers["Location"]) == (303, PAGE)
    browser = Stranger(product)
    assert sign_in(browser, "zhao").status_code == 303
    assert do(chief, "assign", name="Zhao", role="supervisor", region="A1").status_code == 303
    reader = readers.find(desk_of(product).state, "Zhao")
    assert reader is not None
    assert (reader.role, reader.region) == ("supervisor", "A1")
    assert browser.get("/_dash-layout").status_code == 200
    assert do(chief, "password", name="Zhao", password=NEWER).status_code == 303
    assert browser.get("/_dash-layout").status_code == 401
    assert sign_in(browser, "zhao", NEWER).status_code == 303
    assert do(chief, "disable", name="Zhao").status_code == 303
    assert browser.get("/_dash-layout").status_code == 401
    assert do(chief, "enable", name="Zhao").status_code == 303
    noted = [entry.detail for entry in audit.entries(desk_of(product).state) if entry.reader == "chief"]
    assert noted[:5] == [
        "enable Zhao",
        "disable Zhao",
        "password Zhao",
        "assign Zhao supervisor A1",
        "add Zhao analyst A",
    ]


@pytest.mark.parametrize(
    ("doing", "form", "key"),
    [
        ("add", {"name": "x", "role": "king", "region": "A", "password": PASSWORD}, "no_region"),
        ("add", {"name": "x", "role": "manager", "region": "NO", "password": PASSWORD}, "no_region"),
        ("add", {"name": "  ", "role": "manager", "region": "A", "password": PASSWORD}, "no_name"),
        ("add", {"name": "x" * 101, "role": "manager", "region": "A", "password": PASSWORD}, "no_name"),
        ("add", {"name": "\ufdfa" * 10, "role": "manager", "region": "A", "password": PASSWORD}, "no_name"),  # 18 each
        ("add", {"name": "x\0y", "role": "manager", "region": "A", "password": PASSWORD}, "no_name"),
        ("add", {"name": "MANAGER", "role": "manager", "region": "A", "password": PASSWORD}, "taken"),
        ("assign", {"name": "nobody", "role": "manager", "region": "A"}, "nobody"),
        ("assign", {"name": "chief", "role": "manager", "region": "A"}, "oneself"),
        ("disable", {"name": "chief"}, "oneself"),
        ("sell", {"name": "manager"}, "not_done"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    product: Flask, chief: Stranger, doing: str, form: dict[str, str], key: str
) -> None:
    def kept() -> list[tuple[str, str, str, object]]:
        everyone = readers.everyone(desk_of(product).state)
        return [(one.name, one.role, one.region, one.disabled_at) for one in everyone]

    before = kept()
    answer = do(chief, doing, **form)
    assert answer.status_code == 400
    values = {
        "no_region": {"region": form.get("region", "")},
        "taken": {"name": "MANAGER"},
        "nobody": {"name": "nobody"},
        "no_name": {"most": 100},
    }
    assert text("zh_CN", f"administration.{key}", **values.get(key, {})) in answer.text
    assert kept() == before


def test_what_a_reader_was_called_is_shown_as_text(product: Flask, chief: Stranger) -> None:
    do(chief, "add", name="<b>x</b>", role="analyst", region="A", password=PASSWORD)
    shown = chief.get(PAGE).text
    assert "<b>x</b>" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
