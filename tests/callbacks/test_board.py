"""The board of targets: each figure judged as the facts say, counted a second way."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.panel import Content, answer
from callbacks.targets_page import panels
from callbacks.view import read_view
from ids import Overview, Page, Targets
from locales import LOCALES, text
from queries.asker import Warehouse
from queries.catalogue import Catalogue
from queries.targets import Target
from tests.callbacks import opening
from tests.callbacks.posting import page, words
from tests.signed import request_at

DAYS = ("2022-01-01", "2026-11-22")
PERIOD = f"?from={DAYS[0]}&to={DAYS[1]}"
WITHIN = f"archived_date between date '{DAYS[0]}' and date '{DAYS[1]}'"
WHOLE = "全过程办电时间（均值）"


def board(server: Flask, search: str = PERIOD, at: Page = Page.OVERVIEW) -> pd.DataFrame:
    """The board's table, a row a target by name and what it is of."""
    card = {Page.OVERVIEW: Overview.BOARD, Page.TARGETS: Targets.BOARD}[at]
    data = opening.drawn(server, at, card, search).data()
    assert data is not None
    return data.set_index(list(data.columns[:2]))


def one(server: Flask, select: str, where: str = "true") -> Any:
    return opening.facts(server, f"select {select} from case_fact where {WITHIN} and {where}")[0]


def test_means_and_shares_are_judged_by_arithmetic_to_the_decimals_of_the_target(server: Flask) -> None:
    found = board(server)
    n, minutes = one(
        server,
        "count(*), sum(whole_minutes)",
        "customer_class = 'lv_business' and family = 'connection' and whole_minutes is not null",
    )
    row = found.loc[WHOLE, "低压非居民"]
    assert (row["n"], row["现值"], row["目标值"]) == (n, round(minutes / n / 1440, 1), 15)
    assert row["结论"] == ("达标" if round(minutes / n / 1440, 1) <= 15 else "未达标")
    judged, hits = one(server, "count(case_on_time), count(*) filter (where case_on_time)")
    row = found.loc["业扩时限达标率", "全部类别"]
    assert (row["n"], row["现值"]) == (judged, round(100 * hits / judged, 2))
    assert row["结论"] == ("达标" if round(100 * hits / judged, 2) >= 95 else "未达标")
    steps = found.loc["每件环节数"]
    assert set(steps["结论"]) <= {"达标", "未达标"}
    assert list(steps["目标值"]) == [2, 2, 4, 4]


def test_a_sample_is_judged_by_its_interval(server: Flask) -> None:
    row = board(server).loc["满意度（电话回访）", "全部类别"]
    low, high = row["区间下限"], row["区间上限"]
    expected = "达标" if low >= 98 else "未达标" if high < 98 else "样本不足"
    assert row["结论"] == expected
    assert low < row["现值"] < high


@pytest.mark.parametrize(("year", "threshold"), [(2020, 25), (2021, 20), (2022, 15), (2026, 15)])
def test_a_past_period_is_judged_by_the_target_that_held_then(server: Flask, year: int, threshold: int) -> None:
    found = board(server, f"?from={year}-01-01&to={year}-11-22")
    assert found.loc[WHOLE, "低压非居民"]["目标值"] == threshold


def test_filters_leave_out_the_targets_of_what_they_leave_out(server: Flask) -> None:
    found = board(server, f"{PERIOD}&class=hv_single")
    assert {of for _, of in found.index} == {"高压单电源", "全部类别"}
    n = one(server, "count(case_on_time)", "customer_class = 'hv_single'")[0]
    assert found.loc["业扩时限达标率", "全部类别"]["n"] == n


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sentence_above_counts_the_verdicts(server: Flask, client: FlaskClient, locale: str) -> None:
    lang = "" if locale == "zh_CN" else f"&lang={locale}"
    said = words(page(client, "/", PERIOD + lang)[Overview.LEAD]["children"])
    found = board(server)["结论"].value_counts()
    assert text(locale, "board.lead_all", n=int(found.sum())) in said
    for kind, name in (("met", "达标"), ("missed", "未达标"), ("unsure", "样本不足")):
        told = text(locale, f"board.lead_{kind}", n=int(found.get(name, 0)))
        assert (told in said) is bool(found.get(name, 0))


def test_each_verdict_has_its_sentence(server: Flask) -> None:
    found = board(server, f"{PERIOD}&lang=en")
    row = found.loc["Whole time (mean)", "LV business"]
    n = f"{row['n']:,}"
    told = re.fullmatch(
        r"([\d.]+) wd \(n = ([\d,]+), by archiving date, 2022-01-01 – 2026-11-22\); "
        r"target at most 15.0 wd; (met|not met)(?:; .*)?\.",
        row["In words"],
    )
    assert told is not None, row["In words"]
    assert told.groups()[:2] == (f"{row['Now']:.1f}", n)
    assert told[3] == row["Verdict"]


@pytest.mark.parametrize("locale", LOCALES)
def test_one_click_leads_from_a_verdict_to_its_reasons(client: FlaskClient, locale: str) -> None:
    lang = "" if locale == "zh_CN" else f"&lang={locale}"
    cards = page(client, "/targets", f"{PERIOD}&target=case-on-time{lang}")
    said = words(cards[Targets.CHOSEN]["children"])
    assert text(locale, "board.every") in said
    for card in (Targets.TREND, Targets.UNITS):
        assert words(cards[card]["children"])


def test_units_are_judged_each_by_arithmetic(server: Flask) -> None:
    data = opening.drawn(server, Page.TARGETS, Targets.UNITS, f"{PERIOD}&target=case-on-time").data()
    assert data is not None
    facts = opening.facts(
        server,
        f"""select p.name, count(case_on_time), count(*) filter (where case_on_time) from case_fact c
            join places p on p.place_no = c.province_no where {WITHIN} and case_on_time is not null group by 1""",
    )
    found = {name: (n, hits) for name, n, hits in facts}
    for row in data.to_dict("records"):
        n, hits = found[row["单位"]]
        assert row["n"] == n
        assert row["结论"] == ("达标" if round(hits / n, 4) >= 0.95 else "未达标")


def test_a_target_that_the_page_does_not_judge_by_gives_way_to_the_one_to_look_at_first_and_is_said(
    client: FlaskClient,
) -> None:
    first = words(page(client, "/targets", PERIOD)[Targets.CHOSEN]["children"])
    other = words(page(client, "/targets", f"{PERIOD}&target=whole-lv-business-2020")[Targets.CHOSEN]["children"])
    assert other.endswith(first)
    assert "不作判断" in other.removesuffix(first)


def test_a_target_that_began_within_the_period_says_from_when(server: Flask) -> None:
    found = board(server, "?from=2021-06-01&to=2022-06-30&lang=en").loc["Whole time (mean)", "LV business"]
    assert found["Target value"] == 15
    assert "The target holds from 2022-01-01 on" in found["In words"]
    assert (
        "The target holds from"
        not in board(server, f"{PERIOD}&lang=en").loc["Whole time (mean)", "LV business"]["In words"]
    )


def test_a_period_that_is_over_has_no_outlook(server: Flask) -> None:
    ahead = text("zh_CN", "board.ahead")
    assert ahead in board(server, "", Page.TARGETS).columns
    assert ahead not in board(server, "?from=2025-01-01&to=2025-12-31", Page.TARGETS).columns


def units_of(server: Flask, target: str, search: str, *more: Target) -> pd.DataFrame:
    """The table of units of a target, with further targets beside those delivered."""
    product = server.extensions["tongdian"]
    with request_at(server, "/targets"), product.asker.open() as warehouse:
        catalogue = replace(warehouse.catalogue, targets=(*warehouse.catalogue.targets, *more))
        there = Warehouse(warehouse.connection, catalogue, product.cache)
        view = read_view(Page.TARGETS, f"{search}&target={target}", catalogue)
        content = answer(there, panels(view, product.settings, there))[0][Targets.UNITS]
    assert isinstance(content, Content)
    data = content.data()
    assert data is not None
    return data.set_index("单位")


@pytest.mark.parametrize(
    ("target", "own"), [("case-on-time", 0.9999), ("satisfaction", 0.5), ("whole-lv-business", 1.0)]
)
def test_a_unit_with_a_target_of_its_own_is_judged_by_it(
    server: Flask, catalogue: Catalogue, target: str, own: float
) -> None:
    delivered = next(one for one in catalogue.targets if one.target == target)
    unit = next(place for place in catalogue.children(catalogue.root) if place.name == "江苏")
    before = units_of(server, target, PERIOD)
    after = units_of(server, target, PERIOD, replace(delivered, target="own", region=unit.region, threshold=own))
    scale = 1 if delivered.metric == "whole_time" else 100
    assert after.loc[unit.name, "目标值"] == own * scale
    assert set(after.drop(unit.name)["目标值"]) == {delivered.threshold * scale}
    assert before.loc[unit.name, "结论"] != after.loc[unit.name, "结论"]
    pd.testing.assert_series_equal(before.drop(unit.name)["结论"], after.drop(unit.name)["结论"])


@pytest.mark.parametrize(("year", "threshold"), [(2020, 25), (2021, 20), (2023, 15)])
def test_units_of_a_past_period_are_judged_by_the_target_that_held_then(
    server: Flask, year: int, threshold: int
) -> None:
    name = {2020: "-2020", 2021: "-2021"}.get(year, "")
    data = units_of(server, f"whole-lv-business{name}", f"?from={year}-01-01&to={year}-12-31")
    assert set(data["目标值"]) == {threshold}
