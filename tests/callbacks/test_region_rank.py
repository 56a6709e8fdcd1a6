"""The ranking of units is what the facts say, counted a second way; targets judge it by arithmetic or by interval."""

import math

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from ids import Regions
from locales import LOCALES, number, text
from queries.catalogue import Catalogue
from queries.metrics import METRICS
from queries.scope import Scope
from queries.selection import Selection
from tests.callbacks import opening
from tests.callbacks.posting import page, words
from tests.callbacks.region_cards import DAYS, ON_TIME, PERIOD, by_province, drawn, places_of, table


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


def test_a_unit_in_which_nothing_is_counted_has_the_figure_0(server: Flask, catalogue: Catalogue) -> None:
    """It is no unit without a figure: of late cases it has the fewest."""
    late = dict(
        opening.facts(
            server,
            """select p.name, count(*) from standing_fact s join places p on p.place_no = s.province_no
               where kind = 'overdue' and to_date is null group by 1""",
        )
    )
    expected = {place.name: late.get(place.name, 0) for place in catalogue.children(catalogue.root)}
    assert 0 in expected.values()
    data = table(server, Regions.RANKING, "?figure=overdue")
    assert dict(zip(data.iloc[:, 0], data.iloc[:, 3], strict=True)) == expected
    assert [rank for rank, n in zip(data.iloc[:, 1], data.iloc[:, 3], strict=True) if n == 0] == [1] * sum(
        n == 0 for n in expected.values()
    )
    tiles = drawn(server, Regions.MAP, "?figure=overdue").chart
    assert tiles is not None
    assert dict(zip(tiles.series[0].x, tiles.series[0].y, strict=True)) == expected


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
        word = text("zh_CN", "verdict.met" if share >= 95 else "verdict.missed") if known else ""
        assert said == word
    assert text("zh_CN", "regions.column_target") not in table(server, Regions.RANKING, f"{PERIOD}&figure=rework_rate")


def test_samples_are_judged_together_so_that_chance_names_few(server: Flask) -> None:
    """A unit is named where its score test's p-value is at most 5 % times its place among them."""
    data = table(server, Regions.RANKING, f"{PERIOD}&figure=csat")
    value = next(name for name in data.columns if METRICS["csat"].name("zh_CN") in name)
    judged = data[data[text("zh_CN", "regions.column_rank")].notna()]
    chances = [
        math.erfc(abs(share - 98) / 100 / math.sqrt(0.98 * 0.02 / n) / math.sqrt(2))
        for share, n in zip(judged[value], judged["n"], strict=True)
    ]
    places = [place for place, p in enumerate(sorted(chances), start=1) if p <= 0.05 * place / len(chances)]
    most = sorted(chances)[places[-1] - 1] if places else -1.0
    expected = [
        "unsure" if p > most else "met" if share >= 98 else "missed"
        for p, share in zip(chances, judged[value], strict=True)
    ]
    said = judged[text("zh_CN", "regions.column_target")]
    assert list(said) == [text("zh_CN", f"verdict.{key}") for key in expected]
    assert "unsure" in expected


@pytest.mark.parametrize("figure", ["case_on_time", "zero_trip_rate", "whole_time", "cases"])
def test_the_sentence_names_the_first_and_the_last_and_how_many_are_as_good(
    server: Flask, client: FlaskClient, figure: str
) -> None:
    data = table(server, Regions.RANKING, f"{PERIOD}&figure={figure}")
    head = text("zh_CN", "regions.column_rank")
    ranked = data[data[head].notna()]
    said = words(page(client, "/regions", f"{PERIOD}&figure={figure}")[Regions.LEAD]["children"])
    assert text("zh_CN", "regions.lead_first", all=number("zh_CN", len(ranked))) in said
    for end in (ranked[head].min(), ranked[head].max()):
        tied = ranked["单位"][ranked[head] == end]
        assert tied.iloc[0] in said
        assert (text("zh_CN", "regions.lead_tied", n=len(tied)) in said) is (len(tied) > 1)


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
