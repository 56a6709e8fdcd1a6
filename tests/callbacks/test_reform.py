"""The older path beside the streamlined one: the bars are what the facts say, and what is not known is said."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlalchemy import text as sql

from app import create_app
from callbacks import PAGES
from callbacks.panel import Content, Outcome, answer
from callbacks.view import read_view
from charts.chart import Chart
from ids import Overview, Page, Satisfaction, Steps
from locales import number, text
from queries.asker import Failure
from queries.metrics import METRICS
from queries.rows import parse_cell
from settings import Settings
from tests.counting import count_rows
from tests.signed import request_at

MINUTES = 1440  # in a working day
FROM, UNTIL = "2022-01-01", "2026-11-22"
PERIOD = f"?from={FROM}&to={UNTIL}"
HIGH, LOW = "('hv_single', 'hv_dual')", "('residential', 'lv_business')"
ORDINARY = "special is not true and (family is null or family = 'connection')"


def outcomes(server: Flask, search: str = PERIOD, page: Page = Page.STEPS) -> dict[str, Outcome]:
    """Every card of a page by its id."""
    product = server.extensions["tongdian"]
    panels = PAGES[page][1]
    with request_at(server, "/"), product.asker.open() as warehouse:
        view = read_view(page, search, warehouse.catalogue)
        return answer(warehouse, panels(view, product.settings, warehouse))[0]


def drawn(server: Flask, card: str, search: str = PERIOD) -> tuple[Content, Chart]:
    content = outcomes(server, search)[card]
    assert isinstance(content, Content), content
    assert content.chart is not None, content
    return content, content.chart


def facts(server: Flask, statement: str) -> list[tuple[Any, ...]]:
    """The answer to a statement over the version that the page shows."""
    with server.extensions["tongdian"].asker.open() as warehouse:
        return [tuple(row) for row in warehouse.connection.execute(sql(statement))]


def bars(chart: Chart) -> dict[str, float]:
    """The length of each bar."""
    names = [str(x) for x in chart.series[0].x]
    return {name: sum(series.y[at] or 0.0 for series in chart.series) for at, name in enumerate(names)}


def links(chart: Chart) -> Iterator[tuple[str, str]]:
    """Each bar with the link that leads behind it."""
    for x, link in zip(chart.series[0].x, chart.series[0].links or (), strict=True):
        if link:
            yield str(x), link


def named(key: str, n: int, few: int) -> str:
    """How a bar is named."""
    name = text("zh_CN", f"reform.{key}")
    return text("zh_CN", "reform.bar" if n >= few else "reform.few", name=name, n=number("zh_CN", n))


@pytest.mark.parametrize(
    ("card", "classes", "search", "minutes"),
    [
        (Steps.REFORM_HV, HIGH, PERIOD, "whole_minutes"),
        (Steps.REFORM_HV, HIGH, f"{PERIOD}&of=utility", "utility_minutes"),
        (Steps.REFORM_LV, LOW, PERIOD, "whole_minutes"),
        (Steps.REFORM_LV, LOW, f"{PERIOD}&of=utility", "whole_minutes"),  # the choice is for high voltage
        (Steps.REFORM_LV, "('lv_business')", f"{PERIOD}&class=lv_business&class=hv_dual", "whole_minutes"),
    ],
)
def test_the_parts_of_each_path_add_up_to_its_mean(
    server: Flask, card: str, classes: str, search: str, minutes: str
) -> None:
    few = server.extensions["tongdian"].settings.few
    content, chart = drawn(server, card, search)
    found = bars(chart)
    for path, start in (("older", "2000-01-01"), ("streamlined", FROM)):
        ((n, mean),) = facts(
            server,
            f"""select count({minutes}), avg({minutes}) from case_fact where {ORDINARY} and path = '{path}'
                and customer_class in {classes} and archived_date between date '{start}' and date '{UNTIL}'""",
        )
        assert n
        assert found[named(path, n, few)] == pytest.approx(mean / MINUTES)
        assert f"n = {number('zh_CN', n)}" in content.subtitle
    table = content.data()
    assert table is not None
    assert list(table.iloc[-1, 1:]) == pytest.approx(list(found.values()))
    assert list(table.iloc[:-1, 1:].sum()) == pytest.approx(list(found.values()))


def test_each_bar_opens_into_as_many_cases_as_it_stands_for(server: Flask) -> None:
    product, checked = server.extensions["tongdian"], 0
    for card in (Steps.REFORM_HV, Steps.REFORM_LV):
        content, chart = drawn(server, card)
        assert content.behind is not None
        newest = next(name for name, link in links(chart) if link == content.behind.href)
        assert "n = " not in content.behind.words
        assert content.behind.words == text("zh_CN", "reform.behind", name=newest.partition("（")[0])
        for name, link in links(chart):
            query = urlsplit(link).query
            cell = parse_cell([value for key, value in parse_qsl(query) if key == "cell"])
            with request_at(server, "/cases"), product.asker.open() as warehouse:
                view = read_view(Page.CASES, query, warehouse.catalogue)
                n = count_rows(
                    warehouse.connection, view.catalogue, dict(parse_qsl(query))["metric"], view.selection, cell
                )
            assert f"n = {number('zh_CN', n)}" in name
            checked += 1
    assert checked >= 5


def test_special_customers_have_a_bar_of_their_own(server: Flask) -> None:
    _, chart = drawn(server, Steps.REFORM_HV)
    ((n, mean),) = facts(
        server,
        f"""select count(whole_minutes), avg(whole_minutes) from case_fact where special and customer_class in {HIGH}
            and (family is null or family = 'connection')
            and archived_date between date '{FROM}' and date '{UNTIL}'""",
    )
    few = server.extensions["tongdian"].settings.few
    assert bars(chart)[named("special", n, few)] == pytest.approx(mean / MINUTES)


@pytest.mark.parametrize(("card", "count"), [(Steps.REFORM_HV, (7, 4)), (Steps.REFORM_LV, (5, 2))])
def test_the_steps_of_both_paths_are_listed(server: Flask, card: str, count: tuple[int, int]) -> None:
    content, _ = drawn(server, card)
    said = str(content.below)
    assert text("zh_CN", "reform.count", older=count[0], newer=count[1]) in said


def test_what_became_of_a_step_is_said(server: Flask) -> None:
    content, _ = drawn(server, Steps.REFORM_HV, f"{PERIOD}&lang=en")
    table = content.data()
    assert table is not None
    names = list(table.iloc[:, 0])
    assert "Design review (dropped)" in names
    assert "Site survey (merged into Supply-plan reply)" in names
    assert "Metering" not in " ".join(name for name in names if "dropped" in name)
    assert "External works (Customer's works, Permits, Supporting grid works)" in str(content.below)


@pytest.mark.parametrize("card", [Steps.REFORM_HV, Steps.REFORM_LV])
def test_no_part_looks_like_another_and_what_became_one_has_one_colour(server: Flask, card: str) -> None:
    _, chart = drawn(server, card, f"{PERIOD}&lang=en")
    looks = {series.name: (series.shade, series.variant) for series in chart.series}
    assert len(set(looks.values())) == len(looks)
    shades = {name: shade for name, (shade, _) in looks.items()}
    assert shades["Completion inspection (merged into Meter and energise)"] == shades["Meter and energise"]
    assert looks["Meter and energise"][1] == 0
    assert shades["Meter and energise"] != shades["Application"]


def test_what_older_cases_kept_without_a_step_of_its_own_is_not_new(server: Flask) -> None:
    ((n,),) = facts(
        server,
        f"""select count(*) from step_fact s join case_fact c using (application) where s.step = 'customer_works'
            and c.path = 'older' and c.customer_class in {HIGH} and c.special is not true""",
    )
    content, _ = drawn(server, Steps.REFORM_HV, f"{PERIOD}&lang=en")
    said = str(content.below)
    assert n
    assert "in some cases kept as Customer's works" in said
    assert text("en", "reform.added") not in said


def test_a_page_of_other_classes_says_so(server: Flask) -> None:
    shown = outcomes(server, f"{PERIOD}&class=residential")
    content = shown[Steps.REFORM_HV]
    assert isinstance(content, Content)
    assert content.chart is None
    assert "高压单电源" in content.empty
    assert drawn(server, Steps.REFORM_LV, f"{PERIOD}&class=residential")[0].n


def test_dropped_steps_are_told_apart_by_who_keeps_them(server: Flask) -> None:
    content, chart = drawn(server, Steps.DROPPED)
    where = f"archived_date between date '{FROM}' and date '{UNTIL}'"
    expected = {
        text("zh_CN", f"reform.{'special' if special else 'ordinary'}"): (n, share * 100)
        for special, n, share in facts(
            server,
            f"""select special, count(dropped_steps), avg(dropped_steps::int) from case_fact
                where dropped_steps is not null and special is not null and {where} group by special""",
        )
    }
    found = zip(chart.series[0].x, chart.series[0].n or (), chart.series[0].y, strict=True)
    for name, n, share in found:
        if str(name) in expected:
            assert (n, pytest.approx(share)) == expected.pop(str(name))
    assert not expected
    said = str(content.below)
    for (n,) in facts(
        server,
        f"""select count(*) from step_fact where step = 'design_review' and special is not null and {where}
            group by special""",
    ):
        assert number("zh_CN", n) in said


def test_the_phases_of_the_supporting_works(server: Flask) -> None:
    _, chart = drawn(server, Steps.GRID_WORKS)
    mean = dict(zip(chart.series[0].x, chart.series[0].y, strict=True))
    ((expected,),) = facts(
        server,
        f"""select avg(minutes) from step_fact where step = 'grid_construction'
            and archived_date between date '{FROM}' and date '{UNTIL}'""",
    )
    assert mean["配套工程施工"] == pytest.approx(expected / MINUTES)
    assert len(mean) == 4


APPLICATIONS = """application,service,customer_class,channel,accepted_at,power_on_at,outcome,trips
A1,new_connection,residential,hall,2026-03-02T01:00:00Z,2026-03-05T01:00:00Z,powered,0
A2,new_connection,hv_single,hall,2026-03-02T01:00:00Z,2026-03-20T01:00:00Z,powered,2
"""
STEPS = """application,step,entered_at,left_at,owner
A1,look,2026-03-02T01:00:00Z,2026-03-05T01:00:00Z,utility
A2,look,2026-03-02T01:00:00Z,2026-03-20T01:00:00Z,utility
"""


@pytest.fixture
def plain(delivered: Callable[..., Settings]) -> Flask:
    """A source with steps of its own, of which nothing says which is old and which new."""
    return create_app(delivered(applications=APPLICATIONS, steps=STEPS))


def test_a_log_without_old_and_new_says_what_is_missing(plain: Flask) -> None:
    shown = outcomes(plain, "")
    for card in (Steps.REFORM_HV, Steps.REFORM_LV, Steps.PATH, Steps.DROPPED):
        outcome = shown[card]
        why = outcome.zh if isinstance(outcome, Failure) else outcome.empty
        assert "streamlined" in why, card
        assert isinstance(outcome, Failure) or not outcome.n
    works = shown[Steps.GRID_WORKS]
    assert isinstance(works, Content)
    assert not works.n
    assert "grid_construction" in works.empty


def test_the_overview_says_what_is_missing_and_shows_the_rest(plain: Flask) -> None:
    shown = outcomes(plain, "?lang=en", Page.OVERVIEW)
    ease = outcomes(plain, "?lang=en", Page.SATISFACTION)[Satisfaction.EASE]
    assert isinstance(ease, Content)
    table = ease.data()
    assert table is not None
    assert [head for head in table.columns if "trip" in head.lower()]
    assert not [head for head in table.columns if "atisf" in head]
    assert "answers" in ease.note
    figures = shown[Overview.FIGURES]
    assert isinstance(figures, Content)
    said = str(figures.body)
    assert METRICS["trips"].name("en") in said
    assert "1.00" in said  # 0 and 2
    board = shown[Overview.BOARD]
    assert isinstance(board, Content)
    assert text("en", "board.none") in board.empty
