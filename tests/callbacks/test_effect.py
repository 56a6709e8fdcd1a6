"""The page of the reform's effect: what it says of figures worked by hand, of the facts, and to whom nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.roles import Role
from callbacks import effect
from callbacks.effect_found import REFORMS, Found
from callbacks.panel import Content, Panel
from callbacks.view import View, read_view
from ids import SENTENCES, Effect, Page
from locales import LOCALES, text
from queries.catalogue import Catalogue
from queries.measure import FIGURES
from queries.periods import parts, shift_months
from queries.rows import parse_cell
from queries.scope import CASE_RIGHT, Scope
from queries.selection import Selection
from tests.callbacks import opening
from tests.callbacks.posting import hrefs, page, words
from tests.counting import count_rows
from tests.signed import Signed, let_in, request_at

MINUTES = 1440  # in a working day
REFORMED, OTHERS = 8, 4  # provinces of the worked example
START = date(2018, 7, 1)


@pytest.fixture
def views(server: Flask) -> Iterator[dict[str, View]]:
    """The page as the administrator sees it, by locale."""
    with request_at(server, "/effect"), server.extensions["tongdian"].asker.open() as warehouse:
        yield {locale: read_view(Page.EFFECT, f"?lang={locale}", warehouse.catalogue) for locale in LOCALES}


def answers(view: View, found: Found, before: float, after: float) -> list[pd.DataFrame]:
    """What the warehouse says of provinces that start together while others do not, and whose times grow by a tenth."""
    provinces = [place.region for place in view.catalogue.children(view.catalogue.root)][: REFORMED + OTHERS]
    start, end = found.selection.start, found.selection.end
    path, times, cases = [], [], []
    for at, province in enumerate(provinces):
        for month in parts("month", start, end):
            streamlined = at < REFORMED and month >= START
            path.append((province, str(month), 10, float(streamlined)))
        for quarter in parts("quarter", start, end):
            mean = before if at < REFORMED else 20.0
            if quarter >= START:
                mean = after if at < REFORMED else 22.0
            times += [(province, str(quarter), code, "new_connection", 30, mean) for code in found.classes]
    for quarter in parts("quarter", start, end):
        cases += [(str(quarter), state, "connection", n) for state, n in (("finished", 98), ("open", 2))]
    return [
        _frame(path, ["province", "month"], "streamlined_connections"),
        _frame(times, ["province", "quarter", "class", "service"], found.reform.key),
        _frame([(*one, one[-1]) for one in cases], ["quarter", "state", "family"], "cases"),
    ]


def _frame(rows: list[tuple[object, ...]], by: list[str], key: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*by, "n", "value"])
    return frame.assign(metric=key, low=float("nan"), high=float("nan"))[[*by, *FIGURES]]


def drawn(panel: Panel, frames: list[pd.DataFrame]) -> Content:
    """What a card shows of answers."""
    content = panel.draw(*frames)
    assert isinstance(content, Content)
    return content


def worked(view: View) -> dict[str, Content]:
    """Every card of the worked example: high voltage from 30 to 18 days, low voltage from 10 to 11 as everywhere."""
    every = [Found(view, reform) for reform in REFORMS]
    frames = [answers(view, every[0], 30, 18), answers(view, every[1], 10, 11)]
    both = [*frames[0], *frames[1]]
    found = {}
    for panel in effect.panels(view, _settings(), None):  # type: ignore[arg-type]
        own = both if len(panel.questions) == len(both) else frames[panel.questions == every[1].questions]
        found[panel.card] = drawn(panel, own if panel.questions else [])
    return found


def _settings() -> object:
    return type("Few", (), {"few": 30})()


def test_the_effect_is_told_as_worked_by_hand(views: dict[str, View]) -> None:
    """From 30 days, which a tenth more would have made 33, to 18: 15 days quicker, half of 30; plainly 12 quicker."""
    for locale, view in views.items():
        cards = worked(view)
        lead = words([str(part.children if hasattr(part, "children") else part) for part in cards[Effect.LEAD].body])
        unit = text(locale, "unit.working_days")
        n = 30 * REFORMED * 4 * 2  # four quarters after the ramp, two classes
        assert f"15.0 {unit}" in lead
        assert f"{n:,}" in lead
        assert text(locale, "effect.lead_class", name="", value="−15.0").strip() in lead
        table = cards[Effect.TOGETHER].data()
        assert table is not None
        high = table.iloc[0]
        assert high[text(locale, "effect.estimate")] == pytest.approx(-15)
        assert high[text(locale, "effect.naive")] == pytest.approx(-12)
        assert high[text(locale, "effect.others")] == pytest.approx(3)
        assert high[text(locale, "effect.mix")] == pytest.approx(0)
        assert high["n"] == n
        assert table[text(locale, "effect.estimate")].tolist()[3:] == pytest.approx([0, 0, 0])  # low voltage
        assert "−15.0" in cards[Effect.TOGETHER].note
        assert "−12.0" in cards[Effect.TOGETHER].note


def test_the_course_is_level_before_the_start_and_as_worked_after_it(views: dict[str, View]) -> None:
    for view in views.values():
        chart = worked(view)[Effect.COURSE_HV_DUAL].chart
        assert chart is not None
        [series] = chart.series
        assert list(series.x) == list(range(-4, 7))
        assert list(series.y) == pytest.approx([0.0] * 4 + [-15.0] * 7)
        assert list(series.n or ()) == [30 * REFORMED] * 11
        assert [reference.value for reference in chart.references] == pytest.approx([-15])


def test_each_province_has_its_effect_and_its_start(views: dict[str, View]) -> None:
    cards = worked(views["zh_CN"])
    chart = cards[Effect.UNITS_HV_SINGLE].chart
    assert chart is not None
    assert list(chart.series[0].y) == pytest.approx([-15] * REFORMED)
    assert all(str(x).endswith(f"{START:%Y-%m}") for x in chart.series[0].x)
    table = cards[Effect.STARTS_HV].data()
    assert table is not None
    assert table.iloc[:, 1].fillna("").tolist() == ["2018年7月"] * REFORMED + [""] * OTHERS
    assert table.iloc[0, 2:6].tolist() == [30 * 4 * 2, 30.0, 30 * 4 * 2, 18.0]
    assert table.iloc[:REFORMED, 6].tolist() == [30 * 4 * 2] * REFORMED
    carried = [text("zh_CN", "effect.carries_yes")] * REFORMED + [text("zh_CN", "effect.out_not_started")] * OTHERS
    assert table.iloc[:, 7].tolist() == carried
    shares = cards[Effect.SHARES].chart
    assert shares is not None
    assert [list(series.y) for series in shares.series] == [[0.0] * 4 + [100.0] * 7] * 2


def test_each_province_left_out_is_told_its_own_reason(views: dict[str, View]) -> None:
    """Its own cases before or after are missing, or of another service, or too few others have such: each said."""
    view = views["zh_CN"]
    found = Found(view, REFORMS[0])
    path, times, cases = answers(view, found, 30, 18)
    provinces = list(dict.fromkeys(times["province"]))
    before, first = times["quarter"] < str(START), times["class"] == "hv_single"
    lost = [times["province"].eq(province) for province in provinces]
    times = times.assign(
        service=times["service"].mask(lost[2] & ~before, "increase").mask((lost[3] | lost[4]) & first, "increase")
    )
    times = times[~(lost[0] & before) & ~(lost[1] & ~before) & ~(lost[4] & ~first)]
    known = found.told([path, times, cases])
    assert known.of() is None  # three provinces are left
    assert [known.obstacle(unit) for unit in range(REFORMED)] == [
        "none_before",
        "none_after",
        "none_alike",
        "too_few",  # its second class could be compared
        "no_controls",  # nobody else has this service
        *["too_few"] * 3,
    ]
    [panel] = [one for one in effect.panels(view, _settings(), None) if one.card == Effect.STARTS_HV]  # type: ignore[arg-type]
    table = drawn(panel, [path, times, cases]).data()
    assert table is not None
    assert table.iloc[0, 7] == text("zh_CN", "effect.out_none_before")
    assert table.iloc[4, 7] == text("zh_CN", "effect.out_no_controls", controls=3)


def test_cases_that_cannot_be_compared_are_told_apart_from_those_in_the_estimate(views: dict[str, View]) -> None:
    view = views["en"]
    found = Found(view, REFORMS[0])
    path, times, cases = answers(view, found, 30, 18)
    alone = times["province"].eq(times["province"].iloc[0]) & times["class"].eq("hv_single")
    times = times.assign(service=times["service"].mask(alone, "increase"))
    panels = {one.card: one for one in effect.panels(view, _settings(), None)}  # type: ignore[arg-type]
    table = drawn(panels[Effect.STARTS_HV], [path, times, cases]).data()
    assert table is not None
    assert (table.iloc[0, 4], table.iloc[0, 6]) == (30 * 4 * 2, 30 * 4)
    assert table.iloc[0, 7] == text("en", "effect.carries_part", n=30 * 4)
    dots = [drawn(panels[card], [path, times, cases]).chart for card in (Effect.UNITS_HV_SINGLE, Effect.UNITS_HV_DUAL)]
    shown = [sum((one.series[0].n or ())[:1]) for one in dots if one is not None]
    assert shown == [30 * 4, 30 * 4]  # the first dot of single supply is the next province's


@pytest.mark.parametrize("search", ["?class=residential", "?class=lv_business&channel=osg", "?service=new_connection"])
def test_a_province_starts_when_it_does_whatever_is_filtered(server: Flask, search: str) -> None:
    whole = opening.drawn(server, Page.EFFECT, Effect.STARTS_LV, "").data()
    narrow = opening.drawn(server, Page.EFFECT, Effect.STARTS_LV, search).data()
    assert whole is not None
    assert narrow is not None
    pd.testing.assert_frame_equal(whole.iloc[:, :2], narrow.iloc[:, :2])


def test_a_class_has_one_answer_alone_and_beside_others(views: dict[str, View]) -> None:
    """Its starts, ended quarters and units are those of the reform, so that only its own times are taken out."""
    view = views["en"]
    both = Found(view, REFORMS[1])
    path, times, cases = answers(view, both, 10, 5)
    alone = Found(replace(view, selection=replace(view.selection, classes=("residential",))), REFORMS[1])
    assert [one.selection.classes for one in alone.questions] == [
        REFORMS[1].classes,
        ("residential",),
        REFORMS[1].classes,
    ]
    both.told([path, times, cases])
    alone.told([path, times[times["class"] == "residential"], cases])
    assert alone.of() == both.of("residential")
    assert alone.of() is not None


def test_quarters_whose_cases_are_still_open_are_left_out(views: dict[str, View]) -> None:
    view = views["en"]
    found = Found(view, REFORMS[0])
    path, times, cases = answers(view, found, 30, 18)
    late = cases["quarter"] >= "2025-07-01"
    cases.loc[late & (cases["state"] == "open"), "n"] = 3
    known = found.told([path, times, cases])
    assert (known.quarters[0], known.quarters[-1]) == (found.selection.start, date(2025, 4, 1))


def test_a_quarter_without_cases_lets_no_open_ones_before_it_in(views: dict[str, View]) -> None:
    found = Found(views["en"], REFORMS[0])
    path, times, cases = answers(views["en"], found, 30, 18)
    cases.loc[(cases["quarter"] >= "2025-07-01") & (cases["state"] == "open"), "n"] = 3
    rare = cases.iloc[:-2]  # nothing was accepted in the last quarter
    assert found.told([path, times, rare]).quarters[-1] == date(2025, 4, 1)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_card_says_something_in_the_readers_language(client: FlaskClient, locale: str) -> None:
    cards = page(client, "/effect", f"?lang={locale}")
    assert set(cards) == set(Effect)
    for name, card in cards.items():
        said = words(card["children"])
        assert locale != "en" or not any("一" <= letter <= "鿿" for letter in said), name


def test_a_provinces_start_and_its_times_are_what_the_facts_say(server: Flask, catalogue: Catalogue) -> None:
    """The months, counts and means a second way, and each count is the cases that it leads to."""
    content = opening.drawn(server, Page.EFFECT, Effect.STARTS_LV, "")
    table = content.data()
    assert table is not None
    seen = 0
    for at, row in enumerate(table.itertuples(index=False)):
        if pd.isna(row[1]) or pd.isna(row[2]) or pd.isna(row[4]):
            continue
        month = pd.to_datetime(row[1], format="%Y年%m月").date()
        quarter = date(month.year, (month.month - 1) // 3 * 3 + 1, 1)
        [place] = [place for place in catalogue.children(catalogue.root) if place.name == row[0]]
        spans = ((-12, 0, row[2:4], 2), (9, 21, row[4:6], 4))
        for first, last, (n, mean), column in spans:
            start, end = shift_months(quarter, first), shift_months(quarter, last)
            way = (content.cells[column] or [])[at]
            assert way is not None
            selection = _selection(way, catalogue)
            assert (selection.start, selection.place) == (start, place)
            assert selection.end <= end
            [(counted, minutes)] = opening.facts(
                server,
                f"""select count(*), avg(whole_minutes) from case_fact where province_no = {place.no}
                    and customer_class in ('residential', 'lv_business') and whole_minutes is not null
                    and (family is null or family = 'connection')
                    and accepted_date >= date '{start}' and accepted_date < date '{selection.end}'""",
            )
            assert (n, mean) == (counted, pytest.approx(minutes / MINUTES))
            with server.extensions["tongdian"].asker.open() as warehouse:
                assert n == count_rows(warehouse.connection, catalogue, "whole_time", selection, _cell(way))
            seen += 1
    assert seen > 10


def _selection(way: str, catalogue: Catalogue) -> Selection:
    return Selection.from_query(
        urlsplit(way).query, Scope.at(catalogue, catalogue.root.region, frozenset({CASE_RIGHT})), catalogue
    )


def _cell(way: str) -> list[tuple[str, str | None]]:
    return [parse_cell(value) for name, value in parse_qsl(urlsplit(way).query) if name == "cell"]


def test_no_period_or_unit_narrows_the_estimate(server: Flask, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[3].region
    whole = opening.drawn(server, Page.EFFECT, Effect.STARTS_HV, "").data()
    narrow = opening.drawn(
        server, Page.EFFECT, Effect.STARTS_HV, f"?region={province}&from=2026-01-01&to=2026-02-01&cohort=archived"
    ).data()
    assert whole is not None
    assert narrow is not None
    pd.testing.assert_frame_equal(whole, narrow)


def test_classes_narrow_and_steps_are_not_available(client: FlaskClient, catalogue: Catalogue) -> None:
    cards = page(client, "/effect", "?class=hv_dual&lang=en")
    for name in (Effect.HEAD_LV, Effect.STARTS_LV, Effect.COURSE_HV_SINGLE):
        assert not cards[name]["children"], name
    assert words(cards[Effect.HEAD_HV]["children"]) == text("en", "effect.hv")
    step = next(iter(catalogue.codes["step"]))
    cards = page(client, "/effect", f"?step={step}&lang=en")
    for name in set(Effect) - SENTENCES:
        assert text("en", "state.not_available") in words(cards[name]["children"]), name


def test_a_provinces_reader_learns_of_no_other_province(server: Flask, catalogue: Catalogue) -> None:
    own, *others = catalogue.children(catalogue.root)
    browser = Signed(server, server.response_class)
    browser.enter(let_in(server, "effect's manager", Role.MANAGER, own.region))
    for locale in LOCALES:
        cards = page(browser, "/effect", f"?lang={locale}")
        said = words([card["children"] for card in cards.values()])
        assert text(locale, "effect.one_unit") in words(cards[Effect.LEAD]["children"])
        assert own.label(locale) in words(cards[Effect.STARTS_LV]["children"])
        for place in others:
            assert place.label(locale) not in said
            assert all(place.region not in way for card in cards.values() for way in hrefs(card["children"]))
        kept = {Effect.LEAD, Effect.HEAD_HV, Effect.STARTS_HV, Effect.HEAD_LV, Effect.STARTS_LV}
        assert {name for name, card in cards.items() if card["children"]} == kept
        assert text(locale, "effect.plain_only") in words(cards[Effect.STARTS_LV]["children"])


def test_nothing_is_said_of_cases_that_are_none(server: Flask, views: dict[str, View]) -> None:
    """Before the first case was accepted nothing can be compared, and no card fails."""
    view = views["en"]
    first = view.catalogue.as_of_date + timedelta(days=1)
    empty = replace(view, catalogue=replace(view.catalogue, first_date=first - timedelta(days=1)))
    none = [
        _frame([], ["province", "month"], "streamlined_connections"),
        _frame([], ["province", "quarter", "class", "service"], "utility_time"),
        _frame([], ["quarter", "state", "family"], "cases"),
    ]
    for panel in effect.panels(empty, _settings(), None):  # type: ignore[arg-type]
        frames = none * (len(panel.questions) // len(none))
        content = drawn(panel, frames)
        assert panel.card in SENTENCES or content.body == "", panel.card


@pytest.mark.parametrize("locale", LOCALES)
def test_a_selection_without_an_estimate_has_one_notice_and_no_empty_cards(client: FlaskClient, locale: str) -> None:
    cards = page(client, "/effect", f"?service=charging&lang={locale}")
    assert {name for name, card in cards.items() if card["children"]} == {Effect.LEAD}
    assert text(locale, "effect.lead_nothing", why="") in words(cards[Effect.LEAD]["children"])
    cards = page(client, "/effect", f"?service=capacity_increase&channel=hall&class=lv_business&lang={locale}")
    assert {name for name, card in cards.items() if card["children"]} == {
        *(Effect.LEAD, Effect.HEAD_LV, Effect.STARTS_LV)
    }
    assert text(locale, "effect.plain_only") in words(cards[Effect.STARTS_LV]["children"])
