"""前瞻预警 as readers see it, against the facts: the watch list, the risk by unit, arrivals, and open cases to come."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from accounts.roles import Role
from app import create_app
from callbacks.panel import Content
from ids import Ahead, Page
from ingest.simulate import simulate
from locales import number, text
from settings import Settings
from tests.callbacks import opening
from tests.callbacks.posting import grid_rows, hrefs, page, words
from tests.conftest import UNTIL, load_into
from tests.signed import Signed, let_in

WATCHED = "from case_fact where chance_late is not null"


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The product over a utility large enough for its provinces to have a past."""
    folder = tmp_path_factory.mktemp("larger")
    settings = Settings(data=folder, memory_mb=512)
    delivery = simulate(30_000, 3, UNTIL, folder / "deliveries", memory_mb=512, threads=2, progress=lambda _line: None)
    load_into(settings, Path(delivery))
    server = create_app(settings)
    yield server
    server.extensions["tongdian"].store.close()


def drawn(server: Flask, card: Ahead, search: str = "?lang=en") -> Content:
    return opening.drawn(server, Page.AHEAD, card, search)


def browser_of(server: Flask, role: Role, region: str) -> Signed:
    browser = Signed(server, server.response_class)
    browser.enter(let_in(server, f"{role} of {region}", role, region))
    return browser


def watched_region(server: Flask, level: str) -> str:
    """The unit of a level with most cases on the watch list."""
    ((region,),) = opening.facts(
        server,
        f"""select p.region from places p join case_fact c on c.place_no between p.place_no and p.last_no
            where p.level = '{level}' and c.chance_late is not null group by 1 order by count(*) desc, 1 limit 1""",
    )
    return str(region)


def test_the_watch_list_holds_the_largest_chances_first(larger: Flask) -> None:
    content = drawn(larger, Ahead.WATCH)
    data = content.data()
    assert data is not None
    expected = opening.facts(larger, f"select application, chance_late, days_left {WATCHED} order by 2 desc limit 20")
    chances = [round(100 * chance, 6) for _, chance, _ in expected]
    assert [round(chance, 6) for chance in data.iloc[:, 1]] == chances
    assert sorted(chances, reverse=True) == chances
    ((n, total),) = opening.facts(larger, f"select count(*), sum(chance_late) {WATCHED}")
    assert f"n = {number('en', n)}" in content.subtitle
    assert f"{number('en', total, 1)} expected" in content.subtitle
    ways = [dict(parse_qsl(urlsplit(link or "").query))["application"] for link in content.links]
    assert ways == data.iloc[:, 0].tolist()
    assert content.behind is not None
    assert "metric=watch" in content.behind.href


def test_cases_and_units_whose_data_are_behind_say_so(larger: Flask) -> None:
    ((name, first, last),) = opening.facts(
        larger,
        """select p.name_en, p.place_no, p.last_no from places p join places up on up.place_no = p.parent_no
           where p.now_at < up.now_at""",
    )
    told = f"{name} (data to {UNTIL - timedelta(days=6)})"
    cards = page(larger.test_client(), "/ahead", "?lang=en")
    assert told in words(cards[Ahead.LEAD]["children"])
    assert told in words(cards[Ahead.REGIONS]["children"])
    data = drawn(larger, Ahead.WATCH).data()
    assert data is not None
    behind = {
        row[0] for row in opening.facts(larger, f"select application {WATCHED} and place_no between {first} and {last}")
    }
    of = dict(zip(data.iloc[:, 0], data["Data to"], strict=True))
    assert {one for one, until in of.items() if until != UNTIL.isoformat()} == behind & set(of)


def test_units_stand_in_the_order_that_the_card_says(larger: Flask) -> None:
    for card in (Ahead.UNITS, Ahead.REGIONS):
        content = drawn(larger, card)
        data = content.data()
        assert data is not None
        late = (data.iloc[:, 2] + data.iloc[:, 3]).tolist()
        assert all(before >= after - 0.011 for before, after in pairwise(late))
        assert text("en", "ahead.order") in content.note
    no_team = drawn(larger, Ahead.UNITS).data()
    assert no_team is not None
    assert no_team.iloc[0, 0] == text("en", "ahead.nobody")  # most of the cases overdue are with no team


def test_all_of_them_open_as_a_list_in_the_same_order(larger: Flask) -> None:
    client = larger.test_client()
    ((n,),) = opening.facts(larger, f"select count(*) {WATCHED}")
    answer = grid_rows(client, "?metric=watch&lang=en&from=2017-01-01&to=2017-02-01", 0, 10)  # whatever the period
    assert answer["rowCount"] == n
    chances = [float(row["chance_late"]) for row in answer["rowData"]]
    assert chances == sorted(chances, reverse=True)
    assert {"days_left", "last_due_date", "step_now", "holder"} <= answer["rowData"][0].keys()


@pytest.mark.parametrize(("card", "column"), [(Ahead.UNITS, "unit_now"), (Ahead.REGIONS, "province_no")])
def test_units_sum_to_the_whole(larger: Flask, card: Ahead, column: str) -> None:
    data = drawn(larger, card).data()
    assert data is not None
    ((opened, groups),) = opening.facts(
        larger, f"select count(*), count(distinct {column}) from case_fact where state = 'open'"
    )
    ((overdue,),) = opening.facts(
        larger, "select count(*) from standing_fact where kind = 'overdue' and to_date is null"
    )
    ((week,),) = opening.facts(larger, f"select sum(chance_late) {WATCHED} and due_week")
    assert len(data) >= groups
    assert data.iloc[:, 1].sum() == opened
    assert data.iloc[:, 2].sum() == overdue
    assert data.iloc[:, 3].sum() == pytest.approx(week, abs=0.006 * len(data))
    assert (data.iloc[:, 4] <= data.iloc[:, 3] + 1).all()
    assert (data.iloc[:, 3] <= data.iloc[:, 5] + 1).all()


def test_arrivals_less_ends_are_how_open_cases_change(larger: Flask) -> None:
    data = drawn(larger, Ahead.FLOW).data()
    assert data is not None
    assert len(data) == 52
    first = UNTIL - timedelta(days=7 * 52 - 1)
    ((came, ended, before, now),) = opening.facts(
        larger,
        f"""select count(*) filter (accepted_date >= date '{first}'),
                   count(*) filter (accepted_date is not null and end_date >= date '{first}'),
                   count(*) filter (accepted_date < date '{first}' and coalesce(end_date >= date '{first}', true)),
                   count(*) filter (end_date is null)
            from case_fact where accepted_date is not null and (state = 'open' or end_date is not null)""",
    )
    assert data.iloc[:, 1].sum() == came
    assert data.iloc[:, 2].sum() == ended
    assert before + came - ended == now


def test_four_weeks_ahead_is_told_with_how_wrong_it_was(larger: Flask) -> None:
    content = drawn(larger, Ahead.OPEN)
    data = content.data()
    assert data is not None
    assert len(data) == 13
    seen, expected, low, high = (data.iloc[:, at] for at in range(1, 5))
    ((now,),) = opening.facts(larger, "select count(*) from case_fact where state = 'open'")
    assert seen.iloc[-2] == now
    assert seen.isna().tolist() == [False] * 12 + [True]
    assert (low <= expected).all()
    assert (expected <= high).all()
    held = sum(low.iloc[at] <= seen.iloc[at] <= high.iloc[at] for at in range(12))
    assert (
        f"Of the last 12 (one in four weeks, by what was known then) {held} lay within the 95 % range" in content.note
    )
    off = sum(abs(expected.iloc[at] / seen.iloc[at] - 1) for at in range(12)) / 12
    assert f"mean error {100 * off:.1f} %" in content.note


@pytest.mark.parametrize("search", ["", "?lang=en"])
def test_every_card_is_drawn_in_both_languages(larger: Flask, search: str) -> None:
    cards = page(larger.test_client(), "/ahead", search)
    assert set(cards) == set(Ahead)
    for card, props in cards.items():
        said = words(props["children"])
        assert said, card
        for state in ("failed", "empty", "not_available"):
            assert text("en" if search else "zh_CN", f"state.{state}") not in said, card


def test_the_lead_names_the_unit_with_most(larger: Flask) -> None:
    data = drawn(larger, Ahead.REGIONS).data()
    assert data is not None
    lead = page(larger.test_client(), "/ahead", "?lang=en")[Ahead.LEAD]["children"]
    assert str(data.iloc[int(data.iloc[:, 3].argmax()), 0]) in words(lead)
    assert any("metric=overdue" in href for href in hrefs(lead))


def test_an_analyst_sees_sums_and_no_case(larger: Flask) -> None:
    region = watched_region(larger, "province")
    browser = browser_of(larger, Role.ANALYST, region)
    cards = page(browser, "/ahead", "?lang=en")
    said = words(cards[Ahead.WATCH]["children"])
    assert text("en", "ahead.sums_only") in said
    assert "SIM0" not in words([card["children"] for card in cards.values()])
    assert not [href for card in cards.values() for href in hrefs(card["children"]) if urlsplit(href).path == "/cases"]
    assert text("en", "ahead.week") in words(cards[Ahead.UNITS]["children"])
    export = browser.get("/export/ahead-watch.csv?lang=en")
    assert "SIM0" not in export.text


def test_a_county_sees_its_own_cases_alone(larger: Flask) -> None:
    region = watched_region(larger, "county")
    cards = page(browser_of(larger, Role.SUPERVISOR, region), "/ahead", "?lang=en")
    said = words(cards[Ahead.WATCH]["children"])
    own = opening.facts(
        larger,
        f"""select application from case_fact c join places p on c.place_no between p.place_no and p.last_no
            where p.region = '{region}' and chance_late is not null""",
    )
    found = {word for word in said.split() if word.startswith("SIM0")}
    assert found == {application for (application,) in own}


def test_a_filter_that_cases_do_not_have_is_said(larger: Flask) -> None:
    cards = page(larger.test_client(), "/ahead", "?step=metering")
    for card in (Ahead.WATCH, Ahead.UNITS, Ahead.FLOW, Ahead.OPEN):
        said = words(cards[card]["children"])
        assert text("zh_CN", "state.not_available") in said, card
        assert text("zh_CN", "state.failed") not in said, card
