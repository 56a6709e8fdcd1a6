"""The cards of a target's gap against the facts, counted a second way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from statistics import median
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.panel import Content
from callbacks.targets import Aim, aims
from callbacks.view import read_view
from ids import Page, Targets, path
from locales import LOCALES, text
from queries.targets import Target
from tests.callbacks import opening, posting
from tests.callbacks.gap_cards import FROM, PERIOD, UNTIL, bars, cards, line, table, target
from tests.signed import request_at

DAYS = f"archived_date between date '{FROM}' and date '{UNTIL}'"
# A period that has another of its length before it.
LATER = f"?from=2023-01-01&to={UNTIL}&compare=previous"
NOW = f"archived_date between date '2023-01-01' and date '{UNTIL}'"
BEFORE = (
    f"archived_date between date '{date(2023, 1, 1) - (date(2026, 11, 23) - date(2023, 1, 1))}' and date '2022-12-31'"
)
TIMED = "coalesce(family, 'connection') = 'connection'"
LOWER = {"whole_time": "whole_minutes / 1440.0", "utility_time": "utility_minutes / 1440.0"}


def by_province(server: Flask, value: str, where: str) -> dict[str, tuple[int, float]]:
    """Cases and mean of each province."""
    rows = opening.facts(
        server,
        f"""select p.name, count({value}), avg({value}) from case_fact c join places p on p.place_no = c.province_no
            where {where} and {value} is not null group by 1""",
    )
    return {name: (n, float(mean)) for name, n, mean in rows}


LV = f"{DAYS} and {TIMED} and customer_class = 'lv_business'"


def test_units_of_a_mean_are_their_weights_times_their_distance(server: Flask) -> None:
    units = by_province(server, LOWER["whole_time"], LV)
    every = sum(n for n, _ in units.values())
    content = cards(server, target("whole_time", 5, customer_class="lv_business"))[Targets.GAP_UNITS]
    found = bars(content)
    assert found == pytest.approx({name: n / every * (mean - 5) for name, (n, mean) in units.items()})
    whole = sum(n * mean for n, mean in units.values()) / every
    assert sum(found.values()) == pytest.approx(whole - 5)
    assert content.n == every
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_units_of_a_share_are_their_excess_cases(server: Flask) -> None:
    rows = opening.facts(
        server,
        f"""select p.name, count(case_on_time), count(*) filter (where not case_on_time) from case_fact c
            join places p on p.place_no = c.province_no where {DAYS} and case_on_time is not null group by 1""",
    )
    content = cards(server, target("case_on_time", 0.95, "share"))[Targets.GAP_UNITS]
    assert bars(content) == pytest.approx({name: missed - 0.05 * n for name, n, missed in rows}, abs=1e-6)


def waited(server: Flask, where: str) -> dict[tuple[str, str, str], float]:
    """Working days by province, part and owner."""
    rows = opening.facts(
        server,
        f"""select p.name, part, coalesce(owner, ''), sum(minutes) / 1440.0 from waiting_fact w
            join places p on p.place_no = w.province_no where {where} and minutes is not null group by 1, 2, 3""",
    )
    return {(name, part, owner): float(days) for name, part, owner, days in rows}


@pytest.mark.parametrize("threshold", [5.0, 12.0])
def test_parts_are_held_against_the_target_as_it_is_spent_where_it_is_met(server: Flask, threshold: float) -> None:
    units = by_province(server, LOWER["whole_time"], LV)
    days = waited(server, LV)
    every = sum(n for n, _ in units.values())
    meeting = {name for name, (_, mean) in units.items() if mean <= threshold}
    assert sum(units[name][0] for name in meeting) >= 30
    spent = {key: own for key, own in days.items() if key[0] in meeting}
    names = {part for _, part, _ in days}
    expected = {
        part: sum(own for key, own in days.items() if key[1] == part) / every
        - threshold * sum(own for key, own in spent.items() if key[1] == part) / sum(spent.values())
        for part in names
    }
    shown = cards(server, target("whole_time", threshold, customer_class="lv_business"))
    found = table(shown[Targets.GAP_PARTS]).iloc[:, 3].tolist()
    assert sorted(map(float, found)) == pytest.approx(sorted(expected.values()), abs=1e-9)
    mean = sum(n * value for n, value in units.values()) / every
    assert sum(map(float, found)) == pytest.approx(mean - threshold)
    owners = table(shown[Targets.GAP_OWNERS]).iloc[:, 3].tolist()
    assert sum(map(float, owners)) == pytest.approx(mean - threshold)
    assert str(len(meeting)) in shown[Targets.GAP_PARTS].note


def test_a_threshold_with_more_decimals_than_its_target_is_taken_as_it_is_shown(server: Flask) -> None:
    """Also the one that is the very figure, so that there is no gap to divide by."""
    units = by_province(server, LOWER["whole_time"], LV)
    every = sum(n for n, _ in units.values())
    mean = sum(n * value for n, value in units.values()) / every
    for threshold in (mean, round(mean, 2) - 0.004):
        made = target("whole_time", threshold, customer_class="lv_business")
        assert line(server, made).startswith(text("zh_CN", "gap.margin").partition("{")[0])
        assert {card: content.n for card, content in cards(server, made).items() if content.n}


def test_a_unit_meets_a_target_where_its_mean_as_shown_does(server: Flask) -> None:
    units = by_province(server, LOWER["whole_time"], LV)
    level = max(round(mean) for _, mean in units.values() if mean > round(mean))  # which it lies beyond, but not shown
    meeting = [name for name, (_, mean) in units.items() if round(mean) <= level]
    assert sum(units[name][0] for name in meeting) >= 30
    assert any(units[name][1] > level for name in meeting)
    made = replace(target("whole_time", level, customer_class="lv_business"), decimals=0)
    said = text("zh_CN", "gap.reference_met", n=len(meeting), what="", least=30)
    assert said in cards(server, made)[Targets.GAP_PARTS].note


def test_utility_time_splits_over_its_own_parts(server: Flask) -> None:
    units = by_province(server, LOWER["utility_time"], f"{DAYS} and {TIMED} and customer_class = 'hv_single'")
    mean = sum(n * value for n, value in units.values()) / sum(n for n, _ in units.values())
    shown = cards(server, target("utility_time", 6, customer_class="hv_single"))
    for card in (Targets.GAP_UNITS, Targets.GAP_PARTS, Targets.GAP_OWNERS):
        assert sum(bars(shown[card]).values()) == pytest.approx(mean - 6), card
    assert set(bars(shown[Targets.GAP_OWNERS])) == {"新装", "增容"}  # all of it is the utility's: by service instead


def test_the_board_names_the_single_place_that_weighs_most(server: Flask) -> None:
    """Brute force over provinces and parts: the days of each less its part of the target, over all cases."""
    units = by_province(server, LOWER["whole_time"], LV)
    days = waited(server, LV)
    every = sum(n for n, _ in units.values())
    meeting = {name for name, (_, mean) in units.items() if mean <= 5}
    spent: dict[str, float] = {}
    cells: dict[tuple[str, str], float] = {}
    for (name, part, _), own in days.items():
        cells[name, part] = cells.get((name, part), 0.0) + own / every
        spent[part] = spent.get(part, 0.0) + (own if name in meeting else 0.0)
    for name, (n, _) in units.items():
        for part, own in spent.items():
            cells[name, part] = cells.get((name, part), 0.0) - n / every * 5 * own / sum(spent.values())
    (name, _), most = max(cells.items(), key=lambda cell: cell[1])
    gap_of_all = sum(n * mean for n, mean in units.values()) / every - 5
    made = target("whole_time", 5, customer_class="lv_business")
    assert line(server, made).startswith(f"{name} · ")
    assert f"{100 * most / gap_of_all:.0f} %" in line(server, made)
    assert line(server, made) in cards(server, made)[Targets.GAP_PARTS].note


@pytest.mark.parametrize("locale", LOCALES)
def test_a_target_that_is_met_tells_its_margin(server: Flask, locale: str) -> None:
    made = target("whole_time", 60, customer_class="lv_business")
    search = f"{PERIOD}&lang={locale}"
    mean = sum(n * value for n, value in by_province(server, LOWER["whole_time"], LV).values()) / sum(
        n for n, _ in by_province(server, LOWER["whole_time"], LV).values()
    )
    assert f"{60 - mean:.2f}" in line(server, made, search)
    shown = cards(server, made, search)
    assert f"{60 - mean:.2f}" in shown[Targets.GAP_UNITS].subtitle
    assert sum(bars(shown[Targets.GAP_UNITS]).values()) == pytest.approx(mean - 60)
    assert sum(bars(shown[Targets.GAP_PARTS]).values()) == pytest.approx(mean - 60)


def test_what_closes_if_three_units_stood_at_the_median(server: Flask) -> None:
    units = by_province(server, LOWER["whole_time"], f"{DAYS} and {TIMED}")
    every = sum(n for n, _ in units.values())
    level = median(mean for n, mean in units.values() if n >= 30)
    room = {name: n / every * (mean - level) for name, (n, mean) in units.items() if mean > level}
    worst = dict(sorted(room.items(), key=lambda pair: -pair[1])[:3])
    gap_of_all = sum(n * mean for n, mean in units.values()) / every - 5
    content = cards(server, target("whole_time", 5))[Targets.GAP_CLOSED]
    assert bars(content) == pytest.approx(worst)
    assert f"{100 * sum(worst.values()) / gap_of_all:.0f} %" in content.note
    assert all(name in content.note for name in worst)


def test_a_change_is_split_by_class_service_and_unit(server: Flask) -> None:
    """Kitagawa over the facts; each of the three sums to the change."""
    content = cards(server, target("whole_time", 5), LATER)[Targets.CHANGE_MIX]
    within, mix = bars(content, 0), bars(content, 1)
    assert len(within) == 3
    for (name, own), column in zip(within.items(), ("customer_class", "service", "province_no"), strict=True):
        now, before = (groups(server, column, days) for days in (NOW, BEFORE))
        n, m = (sum(size for size, _ in one.values()) for one in (now, before))
        change = (
            sum(size * mean for size, mean in now.values()) / n - sum(size * mean for size, mean in before.values()) / m
        )
        alike = sum(
            (now[code][0] / n + before[code][0] / m) / 2 * (now[code][1] - before[code][1])
            for code in now.keys() & before.keys()
        )
        assert own == pytest.approx(alike), name
        assert mix[name] == pytest.approx(change - alike), name
    rows = table(content)
    assert rows.iloc[:, 6].astype(float).sum() + rows.iloc[:, 7].astype(float).sum() == pytest.approx(3 * change)


def groups(server: Flask, column: str, days: str) -> dict[str, tuple[int, float]]:
    rows = opening.facts(
        server,
        f"""select {column}, count(whole_minutes), avg(whole_minutes) / 1440.0 from case_fact
            where {days} and {TIMED} and whole_minutes is not null group by 1""",
    )
    return {code: (n, float(mean)) for code, n, mean in rows}


def test_a_median_tells_what_it_would_be_without_each_unit(server: Flask) -> None:
    rows = opening.facts(
        server,
        f"""select p.name, whole_minutes // 60 from case_fact c join places p on p.place_no = c.province_no
            where {LV} and whole_minutes is not null""",
    )
    whole = median(hour for _, hour in rows) / 24
    expected = {name: whole - median(hour for other, hour in rows if other != name) / 24 for name, _ in rows}
    shown = cards(server, target("whole_time", 2, "median", "lv_business"))
    assert bars(shown[Targets.GAP_UNITS]) == pytest.approx(expected)
    assert shown[Targets.GAP_CLOSED].chart is None
    assert shown[Targets.CHANGE_MIX].chart is None


@pytest.mark.parametrize(
    "made",
    [
        target("whole_time", 5, customer_class="lv_business"),
        target("case_on_time", 0.95, "share"),
        target("whole_time", 2, "median", "lv_business"),
    ],
)
def test_every_bar_of_a_unit_opens_into_its_cases(server: Flask, client: FlaskClient, made: Target) -> None:
    content = cards(server, made)[Targets.GAP_UNITS]
    assert content.chart is not None
    series = content.chart.series[0]
    for name, n, link in list(zip(series.x, series.n or (), series.links or (), strict=True))[:4]:
        assert link is not None
        assert posting.grid_rows(client, f"?{urlsplit(link).query}", 0, 1)["rowCount"] == n, name


def test_bars_of_parts_open_into_the_cases_that_waited(server: Flask, client: FlaskClient) -> None:
    content = cards(server, target("whole_time", 5, customer_class="lv_business"))[Targets.GAP_PARTS]
    assert content.chart is not None
    counted = dict(
        opening.facts(server, f"select part, count(*) from waiting_fact where {LV} and minutes is not null group by 1")
    )
    found = [
        posting.grid_rows(client, f"?{urlsplit(link).query}", 0, 1)["rowCount"]
        for link in content.chart.series[0].links or ()
        if link
    ]
    assert sorted(found) == sorted(counted.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_shows_every_card_for_every_target(server: Flask, locale: str) -> None:
    search = f"{PERIOD}&lang={locale}"
    with request_at(server, path(Page.TARGETS)), server.extensions["tongdian"].asker.open() as warehouse:
        found: Sequence[Aim] = aims(read_view(Page.TARGETS, search, warehouse.catalogue))
    assert found
    for aim in found:
        shown = opening.outcomes(server, Page.TARGETS, f"{search}&target={aim.target.target}")
        for card in (Targets.GAP_UNITS, Targets.GAP_PARTS, Targets.GAP_OWNERS, Targets.GAP_CLOSED, Targets.CHANGE_MIX):
            content = shown[card]
            assert isinstance(content, Content), (aim.target.target, card)
            assert content.chart is not None or content.empty or content.body is not None, (aim.target.target, card)
