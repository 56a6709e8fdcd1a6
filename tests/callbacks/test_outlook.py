"""Where a target is going: what is known is what the facts say, and no range is invented for the rest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.outlook import Ahead, looked_back, outlook, outlook_questions, span
from callbacks.targets import Aim, aims
from callbacks.view import View, read_view
from callbacks.withheld import ATTRIBUTE
from ids import Page, Targets
from locales import LOCALES, text
from tests.callbacks import opening
from tests.callbacks.posting import page, words
from tests.signed import request_at

RESIDENTIAL, ZERO_TRIPS = "steps-residential", "zero-trips"  # with cases enough for a range
LAST, YEAR_END = date(2026, 11, 22), date(2026, 12, 31)
STEPS = "state = 'finished' and steps_taken > 0 and family = 'connection' and customer_class = 'residential'"


def drawn(server: Flask, card: Targets, target: str, more: str = "") -> Any:
    return opening.drawn(server, Page.TARGETS, card, f"?target={target}{more}")


def seen(server: Flask, target: str, change: Callable[[Aim], Aim] = lambda aim: aim, search: str = "") -> Ahead:
    """The outlook of a target, changed before it is asked."""
    with request_at(server, "/targets"), server.extensions["tongdian"].asker.open() as warehouse:
        view = read_view(Page.TARGETS, search, warehouse.catalogue)
        aim = change(aim_of(view, target))
        return outlook(view, aim, *warehouse.ask(outlook_questions(view, aim)))


def aim_of(view: View, target: str) -> Aim:
    return next(one for one in aims(view) if one.target.target == target)


def with_target(**changes: Any) -> Callable[[Aim], Aim]:
    return lambda aim: replace(aim, target=replace(aim.target, **changes))


def test_the_year_so_far_and_its_rest_are_weighed_by_their_cases(server: Flask) -> None:
    found = seen(server, RESIDENTIAL).outlook
    assert found is not None and found.value is not None and found.rest is not None
    ((n, steps),) = opening.facts(
        server, f"select count(*), sum(steps_taken) from case_fact where {STEPS} and year(archived_date) = 2026"
    )
    assert (found.start, found.end) == (date(2026, 1, 1), YEAR_END)
    assert (found.known_n, found.known) == (n, pytest.approx(steps / n))
    assert found.value == pytest.approx((steps + found.rest_n * found.rest) / (n + found.rest_n))
    assert found.low is not None and found.high is not None and found.low < found.value < found.high


def test_the_cases_of_the_rest_are_those_of_a_year_before_grown_as_the_last_year(server: Flask) -> None:
    """December whole, and of November the eight of thirty days that are left; the growth over whole months."""
    found = seen(server, RESIDENTIAL).outlook
    assert found is not None

    def count(days: str) -> int:
        ((n,),) = opening.facts(server, f"select count(*) from case_fact where {STEPS} and archived_date {days}")
        return int(n)

    grown = count("between '2025-11-01' and '2026-10-31'") / count("between '2024-11-01' and '2025-10-31'")
    before = count("between '2025-12-01' and '2025-12-31'") + count("between '2025-11-01' and '2025-11-30'") * 8 / 30
    assert found.rest_n == pytest.approx(before * grown)


def test_the_card_shows_each_month_the_year_so_far_and_what_is_expected(server: Flask) -> None:
    content = drawn(server, Targets.OUTLOOK, RESIDENTIAL)
    data = content.data()
    months = [str(month) for month in data.iloc[:, 0]]
    assert (months[0], months[-1]) == ("2025-11-01", "2026-12-01")
    rows = opening.facts(
        server,
        f"""select strftime(date_trunc('month', archived_date), '%Y-%m-%d'), count(*), avg(steps_taken)
            from case_fact where {STEPS} and archived_date between '2025-11-01' and '2026-10-31' group by 1""",
    )
    by_month = data.set_index(data.columns[0])
    for month, n, value in rows:
        assert by_month.loc[month, "当月：已知 n"] == n
        assert by_month.loc[month, "当月（个）"] == pytest.approx(value)
        assert pd.isna(by_month.loc[month, "当月：95 % 下限"])  # what is known has no range
    last = by_month.loc["2026-12-01"]
    found = seen(server, RESIDENTIAL).outlook
    assert found is not None
    assert last["年累计（个）"] == pytest.approx(found.value)
    assert (last["年累计：95 % 下限"], last["年累计：95 % 上限"]) == (
        pytest.approx(found.low),
        pytest.approx(found.high),
    )
    assert content.row_names[-1] == "2026年12月（预计）" and content.row_names[0] == "2025年11月"
    line = content.chart.series[0]
    assert (line.name, line.incomplete) == ("年累计", 2)


def test_each_known_month_leads_to_its_cases(server: Flask) -> None:
    content = drawn(server, Targets.OUTLOOK, RESIDENTIAL)
    assert "cell=month%3A2026-10-01" in content.links[-3]
    assert content.links[-1] is None  # nothing is known of December


def test_earlier_outlooks_stand_beside_what_came(server: Flask) -> None:
    data = drawn(server, Targets.OUTLOOK_PAST, RESIDENTIAL).data()
    assert len(data) == 36
    came = dict(
        opening.facts(server, f"select year(archived_date), avg(steps_taken) from case_fact where {STEPS} group by 1")
    )
    for row in data.to_dict("records"):
        assert row["实际（个）"] == pytest.approx(came[int(row["预计对象"])])
        assert row["误差（个）"] == pytest.approx(abs(row["当时预计（个）"] - row["实际（个）"]))
    june = data[data["预计时点"] == "2024-06-30"].iloc[0]
    ((so_far,),) = opening.facts(
        server,
        f"select avg(steps_taken) from case_fact where {STEPS} and archived_date between '2024-01-01' and '2024-06-30'",
    )
    assert (june["剩余月数"], june["仅凭累计值（个）"]) == (6, pytest.approx(so_far))


def test_errors_are_summed_up_in_words_and_by_months_left(server: Flask) -> None:
    content = drawn(server, Targets.OUTLOOK_PAST, RESIDENTIAL, "&lang=en")
    data = content.data()
    held = sum(low <= came <= high for low, high, came in zip(*(data.iloc[:, at] for at in (4, 5, 6)), strict=True))
    said = str(content.below)
    assert f"Of 36 earlier outlooks with a range {held} held what came." in said
    assert f"All 36 were off by {data.iloc[:, 7].mean():.3f} steps on average." in said
    assert all(left in said for left in ("1–3", "4–6", "7–9", "10–12"))


@pytest.mark.parametrize(
    ("change", "key", "values"),
    [
        (with_target(statistic="p90", metric="whole_time"), "not_adding", {}),
        (with_target(metric="accepted", statistic=None), "not_adding", {}),
        (with_target(period="week"), "week", {}),
        (with_target(valid_to=date(2026, 11, 1)), "ended", {"day": date(2026, 10, 31)}),
        (lambda aim: replace(aim, selection=replace(aim.selection, cohort="accepted")), "unfinished", {}),
        (
            lambda aim: replace(aim, selection=replace(aim.selection, classes=("hv_dual",), channels=("zsdl",))),
            "few",
            {},
        ),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_where_none_can_be_made_it_says_why(
    server: Flask, locale: str, change: Callable[[Aim], Aim], key: str, values: dict[str, object]
) -> None:
    search = "?lang=en" if locale == "en" else ""
    found = seen(server, RESIDENTIAL, change, search)
    assert (found.outlook, found.brief) == (None, "")
    if key == "few":
        assert found.why.startswith(text(locale, "outlook.few", least=12, n=0)[:12])
    else:
        assert found.why == text(locale, f"outlook.{key}", **values)


def test_months_of_few_answers_make_no_outlook(server: Flask) -> None:
    """A month that is withheld must not be told by what the others leave of the year."""
    with request_at(server, "/targets"), server.extensions["tongdian"].asker.open() as warehouse:
        view = read_view(Page.TARGETS, "", warehouse.catalogue)
        aim = aim_of(view, "satisfaction")
        (answer,) = warehouse.ask(outlook_questions(view, aim))
        assert outlook(view, aim, answer).outlook is not None
        answer.attrs[ATTRIBUTE] = [("csat", "2026-10-01")]
        found = outlook(view, aim, answer)
    assert (found.outlook, found.why) == (None, text("zh_CN", "outlook.withheld"))


def test_over_too_few_cases_no_range_is_given_and_nothing_called_sure(server: Flask) -> None:
    """Of some 30 dual-supply cases a year there is a figure at most."""
    found = seen(server, "utility-hv-dual")
    assert found.outlook is not None and found.outlook.low is None
    assert (found.chance, found.way) == (None, "few")
    assert text("zh_CN", "outlook.few_rows", least=30) in found.sentence


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("year", ("2026-01-01", "2026-12-31")),
        ("quarter", ("2026-10-01", "2026-12-31")),
        ("month", ("2026-11-01", "2026-11-30")),
    ],
)
def test_the_running_period_is_the_targets_own(server: Flask, period: str, days: Sequence[str]) -> None:
    found = seen(server, RESIDENTIAL, with_target(period=period)).outlook
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == tuple(days)


def test_it_ends_with_the_target_where_that_ends_first(server: Flask) -> None:
    found = seen(server, RESIDENTIAL, with_target(valid_to=date(2026, 12, 11)))
    assert found.outlook is not None and found.outlook.end == date(2026, 12, 10)
    assert "2026-12-10" in found.brief


def test_a_page_of_years_past_says_that_the_outlook_is_of_the_year_that_runs(server: Flask) -> None:
    said = text("en", "outlook.running", end="2026-06-30")
    assert said in seen(server, RESIDENTIAL, search="?from=2026-01-01&to=2026-06-30&lang=en").sentence
    assert said not in seen(server, RESIDENTIAL, search="?from=2026-01-01&to=2026-11-22&lang=en").sentence


def test_the_last_five_whole_years_are_looked_back_on(server: Flask) -> None:
    with request_at(server, "/targets"), server.extensions["tongdian"].asker.open() as warehouse:
        view = read_view(Page.TARGETS, "?from=2026-06-01&to=2026-06-30&region=130000", warehouse.catalogue)
        aim = aim_of(view, RESIDENTIAL)
        back = looked_back(view, aim)
    assert (back.start, back.end, back.place.region) == (date(2021, 1, 1), date(2026, 11, 23), "130000")
    assert back.classes == ("residential",)
    assert span(aim, LAST) == (date(2026, 1, 1), YEAR_END)


@pytest.mark.parametrize("locale", LOCALES)
def test_both_cards_in_both_languages(client: FlaskClient, locale: str) -> None:
    search = f"?target={ZERO_TRIPS}" + ("&lang=en" if locale == "en" else "")
    cards = page(client, "/targets", search)
    ahead, past = (words(cards[card]["children"]) for card in (Targets.OUTLOOK, Targets.OUTLOOK_PAST))
    assert text(locale, "outlook.method") in ahead
    assert text(locale, "outlook.late") in past
    assert text(locale, "outlook.end_year", day=date(2026, 12, 31)) in ahead
    assert text(locale, "outlook.way_course") in ahead
    assert text(locale, "outlook.chance", chance=text(locale, "outlook.almost_sure")) in ahead
    assert text(locale, "outlook.held_head") in past


def test_the_board_says_it_in_brief(client: FlaskClient, server: Flask) -> None:
    brief = seen(server, ZERO_TRIPS).brief
    assert brief.startswith("2026 年底预计 ") and brief.endswith("，很可能达标")
    assert brief in words(page(client, "/targets")[Targets.BOARD]["children"])


def test_the_cards_can_be_downloaded(client: FlaskClient) -> None:
    for card in (Targets.OUTLOOK, Targets.OUTLOOK_PAST):
        answer = client.get(f"/export/{card}.csv?target={RESIDENTIAL}")
        assert answer.status_code == 200
        assert "95 % 下限" in answer.get_data().decode("utf-8-sig")
