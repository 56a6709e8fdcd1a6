"""The administrators' page: who may open it, what it does, and what the audit log tells."""

import pytest
from flask import Flask

from accounts.roles import Role
from locales import LOCALES, text
from state import audit, readers
from state.audit import Outcome, What
from tests.accounts.conftest import add
from tests.accounts.signing import PASSWORD, form_token, sign_in
from tests.signed import Stranger, desk_of

PAGE = "/administration"
NEWER = "a newer password"


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
        "doing=enable&reader=Zhao",
        "doing=disable&reader=Zhao",
        "doing=password_set&reader=Zhao",
        "doing=assign&reader=Zhao&role=supervisor&region=A1",
        "doing=add&reader=Zhao&role=analyst&region=A",
    ]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("added Zhao as Analyst of East One (A1)", "by password", "wrong name or password", "command line")),
        ("zh_CN", ("新增 Zhao，分析员，东一县 (A1)", "以密码登录", "用户名或密码不正确", "命令行")),
    ],
)
def test_the_audit_log_is_in_the_readers_words(
    product: Flask, chief: Stranger, locale: str, words: tuple[str, ...]
) -> None:
    do(chief, "add", name="Zhao", role="analyst", region="A1", password=PASSWORD)
    sign_in(Stranger(product), "manager", "not the password")
    product.test_cli_runner().invoke(args=["user", "disable", "manager"])
    audit.note(desk_of(product).state, What.LOGIN, Outcome.REFUSED, reader=None, detail="doing=other&x=1")
    shown = chief.get(f"{PAGE}?lang={locale}").text
    for said in (*words, "doing=other&amp;x=1"):
        assert said in shown


@pytest.mark.parametrize(
    "given", ["A1", " A1 ", "东一县", "East one", "east O", "东一", "East One (A1)", "东一县 (A1)"]
)
def test_a_unit_is_found_by_a_part_of_its_name_or_by_its_code(product: Flask, chief: Stranger, given: str) -> None:
    assert do(chief, "add", name="Zhao", role="analyst", region=given, password=PASSWORD).status_code == 303
    reader = readers.find(desk_of(product).state, "Zhao")
    assert reader is not None
    assert reader.region == "A1"


def test_units_are_offered_by_name_with_those_that_they_lie_in(chief: Stranger) -> None:
    shown = chief.get(f"{PAGE}?lang=en").text
    assert '<option value="East One (A1)">Company › East</option>' in shown
    assert shown.count('list="units"') == 1 + 1  # of who is added, and of the one reader who can be changed


def test_a_text_that_may_mean_several_units_is_asked_about(product: Flask, chief: Stranger) -> None:
    answer = do(chief, "add", name="Zhao", role="analyst", region="省", password=PASSWORD)
    assert answer.status_code == 400
    assert "2 个单位（东省 (A)、西省 (B)）" in answer.text
    assert readers.find(desk_of(product).state, "Zhao") is None


@pytest.mark.parametrize(
    ("doing", "form", "key"),
    [
        ("add", {"name": "x", "role": "king", "region": "A", "password": PASSWORD}, "no_region"),
        ("add", {"name": "x", "role": "manager", "region": "NO", "password": PASSWORD}, "no_region"),
        ("add", {"name": "x", "role": "manager", "region": "西省 (A1)", "password": PASSWORD}, "no_region"),
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
