"""The page of satisfaction: its figures are those of the facts, and what is not known is said, never 0."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks.panel import Content, Outcome
from ids import SENTENCES, Page, Satisfaction
from locales import LOCALES, number, text
from queries.metrics.satisfaction import METHODS
from queries.scope import Scope
from settings import Settings
from stats.intervals import wilson
from tests.callbacks import opening
from tests.callbacks.posting import filters, page, post, words

FROM, UNTIL = "2023-01-01", "2026-11-22"
PERIOD = f"?from={FROM}&to={UNTIL}"
CHOICE = '{"name":"method","type":"filter"}'


def outcomes(server: Flask, search: str = PERIOD) -> dict[str, Outcome]:
    """Every card of the page by its id."""
    return opening.outcomes(server, Page.SATISFACTION, search)


def drawn(server: Flask, card: Satisfaction, search: str = PERIOD) -> Content:
    return opening.drawn(server, Page.SATISFACTION, card, search)


def facts(server: Flask, statement: str) -> list[tuple[Any, ...]]:
    """The answer to a statement over the version that the page shows; {period} stands for the days of PERIOD."""
    days = f"between date '{FROM}' and date '{UNTIL}'"
    return opening.facts(server, statement.replace("{period}", days))


def test_the_sentence_is_what_the_facts_say(server: Flask, client: FlaskClient) -> None:
    ((asked, reached, answered, valid, satisfied),) = facts(
        server,
        """select count(*), count(*) filter (where reached), count(*) filter (where answered), count(satisfied),
           count(*) filter (where satisfied) from answer_fact
           where answer_method = 'callback' and asked_date {period}""",
    )
    low, high = wilson(satisfied, valid)
    said = words(page(client, "/satisfaction", PERIOD)["satisfaction-lead"]["children"])
    for count in (asked, reached, answered, valid, valid - satisfied):
        assert number("zh_CN", count) in said
    for share in (satisfied / valid, float(low), float(high)):
        assert number("zh_CN", share * 100, 1) in said


@pytest.mark.parametrize("method", METHODS)
def test_dots_are_the_shares_of_one_method_with_their_intervals(server: Flask, method: str) -> None:
    found = facts(
        server,
        f"""select c.name, count(satisfied), count(*) filter (where satisfied)
            from answer_fact a left join classes c on c.customer_class = a.customer_class
            where answer_method = '{method}' and asked_date {{period}} and satisfied is not null group by 1""",
    )
    assert found
    content = drawn(server, Satisfaction.CLASSES, f"{PERIOD}&method={method}")
    assert content.n == sum(n for _, n, _ in found)
    assert content.chart is not None
    (dots,) = content.chart.series
    assert content.chart.counted == text("zh_CN", "rows.answer_fact", n="{n}")
    assert dots.n is not None
    assert dots.low is not None
    assert dots.high is not None
    assert sorted(zip(dots.x, dots.n, strict=True)) == sorted((name, n) for name, n, _ in found)
    for name, n, satisfied in found:
        at = list(dots.x).index(name)
        low, high = wilson(satisfied, n)
        assert (dots.y[at], dots.low[at], dots.high[at]) == pytest.approx((satisfied / n * 100, low * 100, high * 100))
    (whole,) = content.chart.references
    assert whole.value == pytest.approx(sum(hits for *_, hits in found) / content.n * 100, abs=0.051)


def test_bands_stand_in_their_order(server: Flask) -> None:
    bands = drawn(server, Satisfaction.TIME).data()
    assert bands is not None
    first = [int(number[0]) for name in bands.iloc[:, 0] if (number := re.match(r"\d+", name))]
    assert len(first) > 3
    assert first == sorted(first)
    known = facts(
        server,
        """select count(*) from answer_fact where answer_method = 'callback' and asked_date {period}
           and satisfied is not null""",
    )
    assert bands["n"].sum() == known[0][0]


def test_methods_stand_side_by_side_each_with_its_own_figures(server: Flask) -> None:
    table = drawn(server, Satisfaction.METHODS).data()
    assert table is not None
    assert len(table) == len(METHODS)
    for at, method in enumerate(METHODS):
        ((asked, valid, satisfied, points),) = facts(
            server,
            f"""select count(*), count(satisfied), count(*) filter (where satisfied), avg(points) from answer_fact
                where answer_method = '{method}' and asked_date {{period}}""",
        )
        row = table.iloc[at]
        assert row[text("zh_CN", "satisfaction.head_asked")] == asked
        assert row[text("zh_CN", "satisfaction.head_csat")] == pytest.approx(satisfied / valid * 100, abs=0.06)
        assert row[text("zh_CN", "satisfaction.head_points")] == pytest.approx(points, abs=0.51)


def test_nobody_is_reached_where_customers_are_invited_to_rate(server: Flask, client: FlaskClient) -> None:
    cards = page(client, "/satisfaction", f"{PERIOD}&method=app")
    said = words(cards[Satisfaction.LEAD]["children"]) + words(cards[Satisfaction.FIGURES]["children"])
    assert "接通" not in said
    assert "回访成功率" not in said
    assert text("zh_CN", "satisfaction.rated", method="App内评价") in words(cards[Satisfaction.REACHED]["children"])
    table = drawn(server, Satisfaction.METHODS).data()
    assert table is not None
    rates = table[text("zh_CN", "satisfaction.head_reached_rate")]
    assert [bool(pd.isna(rate)) for rate in rates] == [False, True, True, False]


def test_complaints_are_counted_by_type(server: Flask) -> None:
    content = drawn(server, Satisfaction.COMPLAINT_TYPES)
    assert content.data() is not None
    found = facts(
        server,
        "select complaint_type, count(*) from complaint_fact where opened_date {period} group by 1 order by 2 desc",
    )
    counted = content.data().iloc[:, 1]
    assert counted.tolist() == [n for _, n in found]
    assert content.n == sum(n for _, n in found)


def test_a_card_without_answers_speaks_of_answers(client: FlaskClient) -> None:
    cards = page(client, "/satisfaction", "?from=2017-01-01&to=2017-01-08&class=hv_dual&lang=en")
    said = {name: words(cards[name]["children"]) for name in (Satisfaction.REASONS, Satisfaction.COMPLAINT_TYPES)}
    assert "No answers match" in said[Satisfaction.REASONS]
    assert "No complaints match" in said[Satisfaction.COMPLAINT_TYPES]


def test_what_a_reader_may_not_see_is_said_to_be_withheld(
    server: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = facts(
        server,
        """select count(satisfied), count(*) filter (where not satisfied) from answer_fact
           where answer_method = 'callback' and asked_date {period} group by channel having count(satisfied) > 0""",
    )
    small = [n for n, unhappy in counts if n < 5 or 0 < unhappy < 5]
    assert small
    monkeypatch.setattr("callbacks.view.reader_scope", lambda found: Scope.at(found, found.root.region))
    chart = drawn(server, Satisfaction.CHANNELS).chart
    assert chart is not None
    (dots,) = chart.series
    assert len(dots.withheld) >= len(small)
    assert {dots.y[at] for at in dots.withheld} == {None}
    assert all(n >= 5 for at, n in enumerate(dots.n or ()) if at not in dots.withheld)
    said = str(page(client, "/satisfaction", PERIOD)["satisfaction-channels"]["children"])
    assert text("zh_CN", "chart.withheld") in said
    assert "n = 0 " not in said


def test_complaint_rates_have_the_interval_of_a_count(delivered: Callable[..., Settings]) -> None:
    cases = [f"A{at},{'R1' if at < 2000 else 'R2'},2026-03-02T01:00:00Z" for at in range(2100)]
    complaints = [f"C{at},{'R1' if at < 10 else 'R2'},95598,slow,2026-03-03T01:00:00Z" for at in range(11)]
    settings = delivered(
        regions="region,parent,name\nR,,Company\nR1,R,East\nR2,R,West\n",
        applications="\n".join(("application,region,accepted_at", *cases)) + "\n",
        complaints="\n".join(("complaint,region,source,type,opened_at", *complaints)) + "\n",
    )
    chart = drawn(create_app(settings), Satisfaction.COMPLAINT_RATES, "?from=2026-03-01&to=2026-03-31").chart
    assert chart is not None
    (dots,) = chart.series
    assert list(dots.x) == ["East", "West"]  # the one complaint of 100 cases does not lead
    assert chart.subtitle.startswith("按提出日期 ÷ 按受理日期")
    rows = zip(dots.x, dots.y, dots.n or (), dots.low or (), dots.high or (), strict=True)
    found = {name: figures for name, *figures in rows}
    # The exact limits of 10 and of 1 are 4.795 to 18.390 and 0.025 to 5.572 (Garwood 1936).
    assert found["East"] == [pytest.approx(5.0), 2000, pytest.approx(2.40, abs=0.01), pytest.approx(9.20, abs=0.01)]
    assert found["West"] == [pytest.approx(10.0), 100, pytest.approx(0.13, abs=0.2), pytest.approx(55.7, abs=0.2)]


def test_units_are_ranked_and_the_scarce_stand_grey_below(server: Flask) -> None:
    few = server.extensions["tongdian"].settings.few
    chart = drawn(server, Satisfaction.UNITS).chart
    assert chart is not None
    (dots,) = chart.series
    scarce = [n < few for n in dots.n or ()]
    assert set(chart.few) == {at for at, grey in enumerate(scarce) if grey}
    assert scarce == sorted(scarce)
    for grey in (False, True):
        low = [end or 0.0 for end, is_grey in zip(dots.low or (), scarce, strict=True) if is_grey is grey]
        assert low == sorted(low, reverse=True)


def test_the_course_has_an_interval_wherever_it_has_a_value(server: Flask) -> None:
    chart = drawn(server, Satisfaction.TREND).chart
    assert chart is not None
    line = chart.series[0]
    ends = zip(line.low or (), line.y, line.high or (), strict=True)
    assert any(value is not None for value in line.y)
    for low, value, high in ends:
        assert (low is None) == (value is None) == (high is None)
        assert value is None or low is None or high is None or low - 1e-9 <= value <= high + 1e-9


def test_the_target_is_drawn_while_it_is_valid(server: Flask) -> None:
    now, before = (
        drawn(server, Satisfaction.TREND, search).chart for search in (PERIOD, "?from=2018-01-01&to=2019-12-31")
    )
    assert now is not None
    assert before is not None
    assert [(line.name, line.value) for line in now.references] == [(text("zh_CN", "target.provisional"), 98.0)]
    assert not before.references


def test_a_forged_method_falls_back_to_the_call_back(client: FlaskClient) -> None:
    forged = f"{PERIOD}&method=everyone'"
    plain, other = (page(client, "/satisfaction", search) for search in (PERIOD, forged))
    assert words(plain["satisfaction-lead"]["children"]) == words(other["satisfaction-lead"]["children"])
    offered = post(
        client, '{"name":"method","type":"filter"}.options', {"url.search": forged, "url.pathname": "/satisfaction"}
    )[CHOICE]
    assert offered["value"] == "callback"
    assert [option["value"] for option in offered["options"]] == list(METHODS)
    assert filters(client, "/satisfaction", forged)["filters-shown"]["data"]["method"] == "callback"


def test_the_method_is_kept_on_the_way_down(server: Flask) -> None:
    chart = drawn(server, Satisfaction.UNITS, f"{PERIOD}&method=third_party").chart
    assert chart is not None
    assert all("method=third_party" in link for link in chart.series[0].links or () if link)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_delivery_without_answers_says_which_file_would_bring_them(
    delivered: Callable[..., Settings], locale: str
) -> None:
    settings = delivered(
        regions="region,parent,name\nR,,Company\nR1,R,East\n",
        applications="application,region,accepted_at,channel\nA1,R1,2026-03-02T01:00:00Z,hall\n",
    )
    cards = page(create_app(settings).test_client(), "/satisfaction", f"?lang={locale}")
    assert not words(cards["satisfaction-lead"]["children"])
    for name in Satisfaction:
        said = words(cards[name]["children"])
        if name is Satisfaction.EASE:
            assert "answers" in said  # beside what is known of trips and channels
        elif name not in SENTENCES:
            assert text(locale, "state.not_available") in said, name
            assert ("complaints" if name.startswith("satisfaction-complaint") else "answers") in said, name
    assert "answers" in words(cards["satisfaction-figures"]["children"])


def test_a_table_holds_no_zero_for_what_is_not_known(server: Flask) -> None:
    table = drawn(server, Satisfaction.METHODS, "?from=2017-01-01&to=2017-01-01").data()
    if table is not None:
        csat = table[text("zh_CN", "satisfaction.head_csat")]
        answered = table[text("zh_CN", "satisfaction.head_answered")]
        assert [bool(pd.isna(value)) for value in csat] == [n == 0 for n in answered]
