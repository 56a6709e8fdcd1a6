"""The page that compares units: its ranking, limits and mixes are what the facts say, counted a second way."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks import PAGES, regions
from callbacks.panel import Content, Outcome, answer
from callbacks.view import View
from charts.chart import Kind
from ids import Page, Regions, path
from locales import LOCALES, number, text
from queries.catalogue import Catalogue
from queries.metrics import METRICS
from queries.scope import CASE_RIGHT, Scope
from queries.selection import Selection
from settings import Settings
from stats.funnel import LEVELS
from tests.callbacks import opening
from tests.callbacks.posting import filters, hrefs, page, words
from tests.signed import request_at

FROM, UNTIL = "2022-01-01", "2026-11-22"
PERIOD = f"?from={FROM}&to={UNTIL}"
DAYS = f"between date '{FROM}' and date '{UNTIL}'"
FEW = 30
ON_TIME = "case_on_time"
OTHERS = (Regions.MAP, Regions.FUNNEL, Regions.ADJUSTED, Regions.COURSES)  # of the units below, beside their ranking


def drawn(server: Flask, card: Regions, search: str = PERIOD) -> Content:
    return opening.drawn(server, Page.REGIONS, card, search)


def table(server: Flask, card: Regions, search: str = PERIOD) -> pd.DataFrame:
    data = drawn(server, card, search).data()
    assert data is not None
    return data


def by_province(server: Flask, days: str, value: str = "case_on_time") -> dict[str, tuple[int, int]]:
    """How many finished cases of each province are judged, and how many of them on time."""
    rows = opening.facts(
        server,
        f"""select p.name, count({value}), count(*) filter (where {value}) from case_fact c
            join places p on p.place_no = c.province_no
            where archived_date {days} and {value} is not null group by 1""",
    )
    return {name: (n, hits) for name, n, hits in rows}


def places_of(shares: dict[str, tuple[int, int]]) -> dict[str, int]:
    """The rank of each unit of enough cases: one more than the units that are better."""
    enough = {name: hits / n for name, (n, hits) in shares.items() if n >= FEW}
    return {name: 1 + sum(other > share for other in enough.values()) for name, share in enough.items()}


def test_units_are_ranked_the_better_way_and_those_of_few_cases_stand_apart(server: Flask) -> None:
    found = by_province(server, DAYS)
    ranks = places_of(found)
    assert 5 < len(ranks) < len(found)
    data = table(server, Regions.RANKING)
    value = next(name for name in data.columns if METRICS[ON_TIME].name("zh_CN") in name)
    for row in data.to_dict("records"):
        name = row["单位"]
        n, hits = found[name]
        assert row["n"] == n
        assert row[value] == pytest.approx(hits / n * 100)
        rank = row[text("zh_CN", "regions.column_rank")]
        assert (None if pd.isna(rank) else rank) == ranks.get(name)
    assert data["n"].sum() == sum(n for n, _ in found.values())
    shown = data[text("zh_CN", "regions.column_rank")].tolist()
    ranked = [rank for rank in shown if not pd.isna(rank)]
    assert ranked == sorted(ranked)
    assert all(pd.isna(rank) for rank in shown[len(ranked) :])
    chart = drawn(server, Regions.RANKING).chart
    assert chart is not None
    assert list(chart.few) == list(range(len(ranked), len(shown)))


def test_changes_of_rank_are_those_against_the_period_before(server: Flask, catalogue: Catalogue) -> None:
    search = f"{PERIOD}&compare=previous"
    root = Scope.at(catalogue, catalogue.root.region)
    before = Selection.from_query(search, root, catalogue).compared(catalogue)
    assert before is not None
    days = f"between date '{before.start}' and date '{before.end}' - interval 1 day"
    now, then = places_of(by_province(server, DAYS)), places_of(by_province(server, days))
    data = table(server, Regions.RANKING, search).set_index("单位")
    rises = data[text("zh_CN", "regions.column_rise")]
    assert rises.notna().sum() > 3
    for name, rise in rises.items():
        known = name in now and name in then
        assert (None if pd.isna(rise) else rise) == (then[str(name)] - now[str(name)] if known else None)


def test_what_a_mix_lets_one_expect_is_that_of_all_units_by_class_and_service(server: Flask) -> None:
    """Counted again case by case: each counts for what all cases of its class and service together have."""
    cases = opening.facts(
        server,
        f"""select p.name, coalesce(customer_class, '') || '/' || coalesce(service, ''), case_on_time from case_fact c
            join places p on p.place_no = c.province_no
            where archived_date {DAYS} and case_on_time is not null""",
    )
    of_stratum = defaultdict(list)
    for _, stratum, hit in cases:
        of_stratum[stratum].append(hit)
    rates = {stratum: sum(hits) / len(hits) for stratum, hits in of_stratum.items()}
    expected = defaultdict(list)
    for name, stratum, _ in cases:
        expected[name].append(rates[stratum])
    data = table(server, Regions.ADJUSTED).set_index("单位")
    column = next(name for name in data.columns if text("zh_CN", "regions.expected") in name)
    assert len(data) == len(expected)
    for name, share in data[column].items():
        assert share == pytest.approx(sum(expected[name]) / len(expected[name]) * 100)
    left = data[text("zh_CN", "regions.column_left")]
    assert (left * data["n"]).sum() == pytest.approx(0, abs=1e-6)
    ranked = data[data["n"] >= FEW]
    assert ranked[text("zh_CN", "regions.column_left")].is_monotonic_decreasing


def test_the_note_says_whose_rank_is_due_to_its_mix(server: Flask) -> None:
    content = drawn(server, Regions.ADJUSTED)
    data = content.data()
    assert data is not None
    moves = data.set_index("单位")[text("zh_CN", "regions.column_moved")].dropna()
    moved = moves[moves != 0]
    assert len(moved)
    name = moved.abs().idxmax()
    key = "regions.rises" if moved[name] > 0 else "regions.falls"
    assert text("zh_CN", key, name=name, n=abs(moved[name])) in content.note
    assert text("zh_CN", "regions.moved", n=len(moved), units="")[:4] in content.note


def outside(n: int, hits: int, share: float, level: float) -> bool:
    """Whether chance gives so few or so many with less than the tail's probability, by the binomial formula."""
    chances = [math.comb(n, r) * share**r * (1 - share) ** (n - r) for r in range(n + 1)]
    return min(sum(chances[: hits + 1]), sum(chances[hits:])) < (1 - level) / 2


def test_units_outside_the_limits_are_those_that_chance_does_not_explain(server: Flask) -> None:
    found = {name: pair for name, pair in by_province(server, DAYS).items() if pair[0] >= FEW}
    every = by_province(server, DAYS).values()
    share = sum(hits for _, hits in every) / sum(n for n, _ in every)
    data = table(server, Regions.FUNNEL).set_index("单位")
    verdicts = data[text("zh_CN", "regions.column_chance")]
    assert set(verdicts.index) == set(found)
    said = [text("zh_CN", f"regions.{word}") for word in ("usual", "near", "far")]
    for name, (n, hits) in found.items():
        beyond = sum(outside(n, hits, share, level) for level in LEVELS)
        assert verdicts[name] == said[beyond], name
    assert set(verdicts) > {said[0]}


def test_limits_of_a_mean_come_from_how_times_spread_within_the_units(server: Flask) -> None:
    """The pooled variance of the minutes themselves; whole days leave out what is within a day, which is little."""
    ((within, n, mean),) = opening.facts(
        server,
        f"""with units as (select whole_minutes / 1440 as days,
                avg(whole_minutes / 1440) over (partition by province_no) as own from case_fact
                where archived_date {DAYS} and whole_minutes is not null and family = 'connection')
            select sqrt(sum((days - own) ** 2) / count(*)), count(*), avg(days) from units""",
    )
    content = drawn(server, Regions.FUNNEL, f"{PERIOD}&figure=whole_time")
    data = content.data()
    assert data is not None
    assert content.n == n
    row = data.iloc[0]
    half = (
        row[text("zh_CN", "regions.limit_high", level="95")] - row[text("zh_CN", "regions.limit_low", level="95")]
    ) / 2
    assert half == pytest.approx(1.96 * within / math.sqrt(row["n"]), rel=0.02)
    assert row[text("zh_CN", "regions.limit_high", level="95")] - half == pytest.approx(mean)


def test_every_province_has_a_tile_of_its_own_that_leads_to_it(server: Flask, catalogue: Catalogue) -> None:
    chart = drawn(server, Regions.MAP).chart
    assert chart is not None
    assert chart.kind is Kind.TILES
    (tiles,) = chart.series
    provinces = catalogue.children(catalogue.root)
    assert list(tiles.x) == [place.name for place in provinces]
    assert len(set(chart.places)) == len(provinces) == 27
    at = {str(name): place for name, place in zip(tiles.x, chart.places, strict=True)}
    assert at["黑龙江"][1] < at["浙江"][1]  # north of it
    assert at["新疆"][0] < at["上海"][0]  # west of it
    for place, link in zip(provinces, tiles.links or (), strict=True):
        assert link is None or dict(parse_qsl(urlsplit(link).query))["region"] == place.region


def test_units_of_a_province_stand_in_a_plain_grid(server: Flask, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[11]
    chart = drawn(server, Regions.MAP, f"{PERIOD}&region={province.region}").chart
    assert chart is not None
    rows = [row for _, row in chart.places]
    assert rows == sorted(rows)
    assert len(set(chart.places)) == len(catalogue.children(province))


@pytest.fixture
def with_map(simulated_settings: Settings, tmp_path: Path) -> Callable[[str], Flask]:
    """The product with a map file of this text."""

    def make(content: str) -> Flask:
        file = tmp_path / "map.geojson"
        file.write_text(content, encoding="utf-8")
        return create_app(simulated_settings.model_copy(update={"map": file}))

    return make


def square(code: str, west: float, south: float) -> dict[str, Any]:
    ring = [[west, south], [west + 2, south], [west + 2, south + 2], [west, south + 2], [west, south]]
    return {
        "type": "Feature",
        "properties": {"id": 7, "code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_the_utilitys_own_outlines_are_drawn(with_map: Callable[[str], Flask], catalogue: Catalogue) -> None:
    own = [place.region for place in catalogue.children(catalogue.root)[:2]]
    features = [square(own[0], 110, 30), square(own[1], 120, 40), square("elsewhere", 0, 0)]
    content = drawn(with_map(json.dumps({"type": "FeatureCollection", "features": features})), Regions.MAP)
    chart = content.chart
    assert chart is not None
    assert chart.kind is Kind.AREAS
    assert list(chart.series[0].x) == [catalogue.places[code].name for code in own]
    assert [tuple(map(round, place)) for place in chart.places] == [(111, 31), (121, 41)]
    assert text("zh_CN", "regions.map_missing", n=25) in content.note


@pytest.mark.parametrize("broken", ["no json", '{"features": [{"properties": {}, "geometry": 3}]}', "[]"])
def test_a_map_that_cannot_be_read_is_said_and_a_schematic_one_drawn(
    with_map: Callable[[str], Flask], broken: str
) -> None:
    content = drawn(with_map(broken), Regions.MAP)
    assert content.chart is not None
    assert content.chart.kind is Kind.TILES
    assert "TONGDIAN_MAP" in content.note


def test_units_side_by_side_have_the_figures_of_each(server: Flask, catalogue: Catalogue) -> None:
    first, second = catalogue.children(catalogue.root)[5:7]
    county = catalogue.children(catalogue.children(second)[0])[0]
    search = f"{PERIOD}&units={county.region}&units={first.region}"
    data = table(server, Regions.SIDES, search)
    assert list(data.columns[1:]) == [county.name, first.name]
    for place in (county, first):
        ((n, hits),) = opening.facts(
            server,
            f"""select count(case_on_time), count(*) filter (where case_on_time) from case_fact
                where archived_date {DAYS} and place_no between {place.no} and {place.last}""",
        )
        value = data[place.name][0]  # the figure by which units are ranked stands first
        assert (None if pd.isna(value) else value) == (pytest.approx(hits / n * 100) if n else None)


def test_units_that_are_not_there_are_said_and_more_than_six_left_out(server: Flask, catalogue: Catalogue) -> None:
    many = "".join(f"&units={place.region}" for place in catalogue.children(catalogue.root)[:8])
    content = drawn(server, Regions.SIDES, f"{PERIOD}{many}&units=NOWHERE")
    assert content.data() is not None
    assert len(content.data().columns) == 7  # type: ignore[union-attr]
    assert text("zh_CN", "regions.refused", code="NOWHERE") in content.note
    assert text("zh_CN", "regions.most_beside", most=6) in content.note


def test_one_unit_stands_beside_that_of_the_page(server: Flask, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[0]
    data = table(server, Regions.SIDES, f"{PERIOD}&units={province.region}")
    assert list(data.columns[1:]) == [catalogue.root.name, province.name]


def test_the_courses_share_the_parts_of_time_and_hold_every_unit(server: Flask) -> None:
    data = table(server, Regions.COURSES, "?from=2023-01-01&to=2023-12-31")
    assert len(data.columns) == 13
    assert data.iloc[0, 0] == drawn(server, Regions.RANKING).chart.references[0].name  # type: ignore[union-attr]
    ((n, hits),) = opening.facts(
        server,
        """select count(case_on_time), count(*) filter (where case_on_time) from case_fact
           where archived_date between date '2023-05-01' and date '2023-05-31'""",
    )
    assert data.iloc[0, 5] == pytest.approx(hits / n * 100)


def test_the_last_level_leads_to_the_cases(server: Flask, client: FlaskClient, catalogue: Catalogue) -> None:
    ((station, above, n),) = opening.facts(
        server,
        """select s.region, c.region, count(*) from case_fact f join places s using (place_no)
           join places c on c.place_no = s.parent_no where s.level = 'station' and f.case_on_time is not null
           group by 1, 2 order by 3 desc limit 1""",
    )
    everything = f"?from=2017-01-01&to={UNTIL}"
    content = drawn(server, Regions.RANKING, f"{everything}&region={above}")
    data = content.data()
    assert data is not None
    at = data["单位"].tolist().index(catalogue.places[station].name)
    link = urlsplit(content.links[at] or "")
    assert link.path == "/cases"
    assert dict(parse_qsl(link.query))["region"] == station
    assert data["n"][at] == n
    cards = page(client, "/regions", f"{everything}&region={station}")
    lead = cards[Regions.LEAD]["children"]
    assert text("zh_CN", "group.no_children", name=catalogue.places[station].name) in words(lead)
    assert any(urlsplit(href).path == "/cases" for href in hrefs(lead))
    none = text("zh_CN", "group.no_children", name=catalogue.places[station].name)
    assert none in words(cards[Regions.RANKING]["children"])
    assert [cards[card]["children"] for card in OTHERS] == [""] * len(OTHERS)  # no room for what says no more


def test_a_log_without_regions_says_so(delivered: Callable[..., Settings]) -> None:
    settings = delivered(
        applications="application,service,submitted_at,accepted_at,archived_at,ended_at,outcome\n"
        "A1,new,2026-03-02 09:00,2026-03-02 10:00,2026-03-05 10:00,2026-03-05 09:00,completed\n"
    )
    server = create_app(settings)
    assert drawn(server, Regions.RANKING, "").empty == text("zh_CN", "regions.no_tree")
    assert [drawn(server, card, "").body for card in OTHERS] == [""] * len(OTHERS)
    assert text("zh_CN", "regions.no_tree") in words(page(server.test_client(), "/regions")[Regions.LEAD]["children"])


def test_a_figure_of_which_no_case_counts_says_so_in_every_card(client: FlaskClient) -> None:
    """Nobody limits the utility's time of residential cases."""
    cards = page(client, "/regions", f"{PERIOD}&figure=utility_on_time&class=residential")
    for card in (Regions.RANKING, Regions.ADJUSTED, Regions.MAP, Regions.FUNNEL, Regions.COURSES):
        said = words(cards[card]["children"])
        assert text("zh_CN", "state.failed") not in said, card
        assert text("zh_CN", "state.empty") in said or text("zh_CN", "regions.few_units", few=FEW) in said, card


@pytest.mark.parametrize("figure", ["whole_time.median", "overdue", "complaint_rate", "csat", "hold_share", "points"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_is_ranked_or_says_why_not(client: FlaskClient, figure: str, locale: str) -> None:
    cards = page(client, "/regions", f"{PERIOD}&figure={figure}&lang={locale}")
    for name, card in cards.items():
        said = words(card["children"])
        assert text(locale, "state.failed") not in said, name
    assert METRICS[figure].name(locale) in words(cards[Regions.RANKING]["children"])
    said = words(cards[Regions.FUNNEL]["children"])
    assert (text(locale, "regions.no_chance") in said) is (figure != "csat")


def test_the_choices_hold_what_the_address_says(client: FlaskClient, catalogue: Catalogue) -> None:
    first, second = catalogue.children(catalogue.root)[:2]
    search = f"?figure=whole_time&units={second.region}&units={first.region}&units=NOWHERE"
    shown = filters(client, "/regions", search)["filters-shown"]["data"]
    assert shown["figure"] == "whole_time"
    assert shown["units"] == [second.region, first.region]
    assert filters(client, "/regions", "?figure=nothing")["filters-shown"]["data"]["figure"] == ON_TIME


def seen(server: Flask, scope: Callable[[Catalogue], Scope], extras: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Every card of a reader of some scope, as text of all that it holds, and the view."""
    product = server.extensions["tongdian"]
    with request_at(server, "/regions"), product.asker.open() as warehouse:
        given = scope(warehouse.catalogue)
        chosen = Selection.default(given, warehouse.catalogue)
        chosen = replace(chosen, start=chosen.start.replace(year=2020))
        view = View(Page.REGIONS, "zh_CN", warehouse.catalogue, chosen, tuple(extras))
        outcomes: dict[str, Outcome] = answer(warehouse, regions.panels(view, product.settings, warehouse))[0]
        return outcomes


def test_a_provinces_reader_never_sees_the_name_of_another_unit(server: Flask, catalogue: Catalogue) -> None:
    province, other = catalogue.children(catalogue.root)[11:13]
    outcomes = seen(
        server,
        lambda found: Scope.at(found, province.region, frozenset({CASE_RIGHT})),
        [("units", other.region), ("units", province.region), ("units", catalogue.root.region)],
    )
    foreign = {place.name for place in catalogue.children(catalogue.root)} - {province.name} | {catalogue.root.name}
    for card, outcome in outcomes.items():
        assert isinstance(outcome, Content), card
        told = repr((outcome.chart, outcome.data(), outcome.shown, outcome.body, outcome.note, outcome.subtitle))
        assert not [name for name in foreign if name in told], card
    assert text("zh_CN", "regions.refused", code=other.region) in outcomes[Regions.SIDES].note  # type: ignore[union-attr]


def test_small_cells_are_withheld_from_readers_without_the_right(server: Flask, catalogue: Catalogue) -> None:
    outcomes = seen(server, lambda found: Scope.at(found, found.root.region), [("figure", "csat")])
    ranking, mix = outcomes[Regions.RANKING], outcomes[Regions.ADJUSTED]
    assert isinstance(ranking, Content)
    assert isinstance(mix, Content)
    data = ranking.data()
    assert data is not None
    shown = data["n"].dropna()
    assert not [n for n in shown if 0 < n < 5]
    assert mix.empty == text("zh_CN", "regions.mix_withheld")
    assert mix.chart is None


def test_a_unit_of_few_answers_is_withheld_side_by_side(server: Flask) -> None:
    small = opening.facts(
        server,
        """select region from answer_fact join places using (place_no) where level = 'county'
           and answer_method = 'callback' and satisfied is not null and asked_date >= date '2020-11-23'
           group by all having count(*) between 1 and 4 order by count(*) desc, 1 limit 2""",
    )
    extras = [("figure", "csat"), *(("units", county) for (county,) in small)]
    sides = seen(server, lambda found: Scope.at(found, found.root.region), extras)[Regions.SIDES]
    assert isinstance(sides, Content)
    figures = sides.data()
    assert figures is not None
    assert figures.iloc[0, 0].startswith(METRICS["csat"].name("zh_CN"))
    assert figures.iloc[0, 1:].isna().all()  # though each has answers
    assert str(sides.shown).count(text("zh_CN", "chart.withheld")) == len(small) == 2


def test_the_sentence_names_the_first_and_the_last(server: Flask, client: FlaskClient) -> None:
    data = table(server, Regions.RANKING)
    ranked = data[data[text("zh_CN", "regions.column_rank")].notna()]
    said = words(page(client, "/regions", PERIOD)[Regions.LEAD]["children"])
    assert ranked["单位"].iloc[0] in said
    assert ranked["单位"].iloc[-1] in said
    assert text("zh_CN", "regions.lead_first", all=number("zh_CN", len(ranked))).split("{")[0] in said


@pytest.mark.parametrize("at", [at for at in PAGES if at not in (Page.DATA, Page.REGIONS, Page.CASE)])
def test_a_unit_in_any_ranking_leads_to_its_own_page(server: Flask, client: FlaskClient, at: Page) -> None:
    """Of every card whose rows are units, each unit with a figure narrows the selection to itself."""
    cards = page(client, path(at), PERIOD)
    with_units = 0
    for card, content in opening.outcomes(server, at, PERIOD).items():
        data = content.data() if isinstance(content, Content) else None
        if not isinstance(content, Content) or data is None or data.columns[0] != text("zh_CN", "grouping.region"):
            continue
        ways = [*content.links, *(content.chart.series[0].links or () if content.chart else ())]
        ways += hrefs(cards[card]["children"])
        led = {dict(parse_qsl(urlsplit(way).query))["region"] for way in ways if way and urlsplit(way).path == path(at)}
        known = data[data.iloc[:, 1:].notna().any(axis=1)]
        assert len(led) >= len(known), card
        with_units += 1
    assert with_units or at in (Page.SERVICES,)


def test_a_unit_of_the_last_level_stands_beside_the_one_above(server: Flask, catalogue: Catalogue) -> None:
    leaf = next(place for place in catalogue.places.values() if place.last == place.no and place.depth > 1)
    data = table(server, Regions.SIDES, f"{PERIOD}&region={leaf.region}")
    assert list(data.columns[1:]) == [leaf.name, catalogue.ancestors(leaf)[-1].name]


def test_units_are_judged_by_the_target_and_drawn_against_it(server: Flask) -> None:
    """Every finished case is known, so that 95 % is met or not by the figure alone; units without a rank are not."""
    content = drawn(server, Regions.RANKING)
    data = content.data()
    assert data is not None
    assert content.chart is not None
    assert 95 in [line.value for line in content.chart.references]
    value = next(name for name in data.columns if METRICS[ON_TIME].name("zh_CN") in name)
    ranked = data[text("zh_CN", "regions.column_rank")].notna()
    for share, known, said in zip(data[value], ranked, data[text("zh_CN", "regions.column_target")], strict=True):
        word = text("zh_CN", "regions.met" if share >= 95 else "regions.missed") if known else ""
        assert said == word
    assert text("zh_CN", "regions.column_target") not in table(server, Regions.RANKING, f"{PERIOD}&figure=rework_rate")


def test_a_sample_is_judged_by_its_interval(server: Flask) -> None:
    data = table(server, Regions.RANKING, f"{PERIOD}&figure=csat")
    low, high, said = (data[text("zh_CN", name)] for name in ("dotted.low", "dotted.high", "regions.column_target"))
    for least, most, word in zip(low, high, said, strict=True):
        if word:
            key = "met" if least >= 98 else "missed" if most < 98 else "unsure"
            assert word == text("zh_CN", f"regions.{key}")
    assert text("zh_CN", "regions.unsure") in set(said)
