"""The administrators' page: who may open it, what it does, and what the audit log tells."""

import re

import pytest
from flask import Flask

from accounts.audit_log import SHOWN
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


def logged(chief: Stranger, query: str) -> list[tuple[str, ...]]:
    """The rows of the audit log, without their times and addresses."""
    shown = chief.get(f"{PAGE}?{query}").text.partition('id="audit"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", shown.partition("<tbody>")[2])
    return [tuple(re.findall(r"<td[^>]*>(.*?)</td>", row))[1:5] for row in rows]


def test_the_audit_log_is_sifted_by_reader_kind_and_outcome(product: Flask, chief: Stranger) -> None:
    state = desk_of(product).state
    for reader, what, outcome in (
        ("Zhao 1", What.EXPORT, Outcome.DONE),
        ("Zhao 1", What.EXPORT, Outcome.REFUSED),
        ("Zhao 2", What.LOGIN, Outcome.DONE),
        ("100%", What.LOGIN, Outcome.DONE),
    ):
        audit.note(state, what, outcome, reader=reader, detail=f"{reader}!")
    assert [row[0] for row in logged(chief, "who=zhao")] == ["Zhao 2", "Zhao 1", "Zhao 1"]
    assert [row[2] for row in logged(chief, "who=Zhao&what=export&lang=en")] == ["refused", "done"]
    assert [row[0] for row in logged(chief, "who=zhao&outcome=done")] == ["Zhao 2", "Zhao 1"]
    assert [row[0] for row in logged(chief, "who=%25")] == ["100%"]  # a text, not a pattern
    assert logged(chief, "who=nobody+of+this+name") == []
    assert logged(chief, "what=invented&outcome=%00") == logged(chief, "")


def test_pages_of_a_sifted_log_keep_what_was_sought(product: Flask, chief: Stranger) -> None:
    for number in range(SHOWN + 1):
        audit.note(desk_of(product).state, What.EXPORT, Outcome.DONE, reader="many", detail=str(number))
    rows = logged(chief, "who=many")
    assert [rows[0][3], rows[-1][3]] == [str(SHOWN), "1"]
    older = f"who=many&amp;first={SHOWN}#audit"
    assert older in chief.get(f"{PAGE}?who=many").text
    assert [row[3] for row in logged(chief, f"who=many&first={SHOWN}")] == ["0"]


def test_the_same_refusal_in_a_row_is_one_row_of_the_page(product: Flask, chief: Stranger) -> None:
    state = desk_of(product).state
    kept = audit.count_entries(state)
    for detail in ("GET /cases", "GET /cases", "GET /cases", "GET /data", "GET /cases"):
        audit.note(state, What.ACCESS, Outcome.REFUSED, reader="flood", detail=detail)
    for _ in range(2):
        audit.note(state, What.EXPORT, Outcome.DONE, reader="flood", detail="the same file")
    rows = [(outcome, detail) for _, _, outcome, detail in logged(chief, "who=flood&lang=en")]
    assert rows == [
        ("done", "the same file"),
        ("done", "the same file"),
        ("refused", "GET /cases"),
        ("refused", "GET /data"),
        ("refused × 3", "GET /cases"),
    ]
    assert audit.count_entries(state) >= kept + 7  # the log itself has each


def test_the_log_says_whose_password_was_changed_by_whom(product: Flask, chief: Stranger) -> None:
    do(chief, "add", name="Qian", role="analyst", region="A", password=PASSWORD)
    browser = Stranger(product)
    sign_in(browser, "Qian")
    for given in ("not the password", PASSWORD):
        form = {"form_token": form_token(browser), "password": given, "wished": NEWER, "again": NEWER}
        browser.post("/password", data=form)
    do(chief, "password", name="Qian", password=PASSWORD)
    assert [(row[0], row[3]) for row in logged(chief, "what=password&lang=en")][:3] == [
        ("chief", "new password for Qian"),
        ("Qian", "Qian changed their own password"),
        ("Qian", "Qian gave a wrong password when changing their own"),
    ]
