"""Units side by side and over time; and that no reader sees a unit that is not theirs, or a cell that is too small."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from flask import Flask

from callbacks import regions
from callbacks.panel import Content, Outcome, answer
from callbacks.view import View
from callbacks.withheld import Withheld
from ids import Page, Regions
from locales import number, text
from queries.catalogue import Catalogue
from queries.metrics import METRICS
from queries.scope import CASE_RIGHT, Scope
from queries.selection import Selection
from tests.callbacks import opening
from tests.callbacks.region_cards import DAYS, PERIOD, by_province, drawn, table
from tests.signed import request_at


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


def test_units_that_are_not_there_and_more_than_six_are_left_out(server: Flask, catalogue: Catalogue) -> None:
    many = "".join(f"&units={place.region}" for place in catalogue.children(catalogue.root)[:8])
    content = drawn(server, Regions.SIDES, f"{PERIOD}{many}&units=NOWHERE")
    assert content.data() is not None
    assert len(content.data().columns) == 7  # type: ignore[union-attr]
    assert text("zh_CN", "regions.most_beside", most=6) in content.note


def test_one_unit_stands_beside_that_of_the_page(server: Flask, catalogue: Catalogue) -> None:
    province = catalogue.children(catalogue.root)[0]
    data = table(server, Regions.SIDES, f"{PERIOD}&units={province.region}")
    assert list(data.columns[1:]) == [catalogue.root.name, province.name]


def test_the_courses_share_the_parts_of_time_and_hold_every_unit(server: Flask) -> None:
    data = table(server, Regions.COURSES, "?from=2023-01-01&to=2023-12-31")
    assert len(data.columns) == 14  # the unit, twelve months, and n over the whole period
    assert data.iloc[0, 0] == drawn(server, Regions.RANKING).chart.references[0].name  # type: ignore[union-attr]
    ((n, hits),) = opening.facts(
        server,
        """select count(case_on_time), count(*) filter (where case_on_time) from case_fact
           where archived_date between date '2023-05-01' and date '2023-05-31'""",
    )
    assert data.iloc[0, 5] == pytest.approx(hits / n * 100)


def test_each_course_says_over_how_many_rows_its_unit_is_and_the_head_whose_n_it_names(
    server: Flask, catalogue: Catalogue
) -> None:
    content = drawn(server, Regions.COURSES)
    data = content.data()
    assert data is not None
    counted = {name: n for name, (n, _) in by_province(server, DAYS).items()}
    assert dict(zip(data.iloc[1:, 0], data["n"][1:], strict=True)) == counted
    assert data["n"][0] == sum(counted.values())
    whole = text("zh_CN", "regions.whole_n", name=catalogue.root.name, n=number("zh_CN", sum(counted.values())))
    assert content.subtitle.endswith(f" · {whole}")
    pictures = str(content.shown)
    for n in counted.values():
        assert text("zh_CN", "figure.n", n=number("zh_CN", n)) in pictures


def test_while_none_is_chosen_the_card_says_which_units_it_shows(server: Flask, catalogue: Catalogue) -> None:
    below = catalogue.children(catalogue.root)
    content = drawn(server, Regions.SIDES)
    assert list(content.data().columns[1:]) == [place.name for place in (catalogue.root, *below[:5])]  # type: ignore[union-attr]
    name = catalogue.root.name
    assert text("zh_CN", "regions.beside_first", name=name, n=5, all=len(below)) in content.note
    few = next(place for place in catalogue.places.values() if 1 < len(catalogue.children(place)) < 6)
    content = drawn(server, Regions.SIDES, f"{PERIOD}&region={few.region}")
    assert content.data().shape[1] == 2 + len(catalogue.children(few))  # type: ignore[union-attr]
    assert text("zh_CN", "regions.beside_all", name=few.name) in content.note
    chosen = "".join(f"&units={place.region}" for place in below[:2])
    assert (
        text("zh_CN", "regions.beside_first", name=name, n=5, all=len(below))
        not in drawn(server, Regions.SIDES, f"{PERIOD}{chosen}").note
    )


def test_a_unit_of_the_last_level_stands_beside_those_above_and_beside_it_that_are_its_readers(
    server: Flask, catalogue: Catalogue
) -> None:
    leaf = next(
        place
        for place in catalogue.places.values()
        if place.level == "station" and len(catalogue.children(catalogue.ancestors(place)[-1])) == 2
    )
    county = catalogue.ancestors(leaf)[-1]
    (other,) = [place for place in catalogue.children(county) if place != leaf]
    content = drawn(server, Regions.SIDES, f"{PERIOD}&region={leaf.region}")
    assert list(content.data().columns[1:]) == [leaf.name, county.name, other.name]  # type: ignore[union-attr]
    assert text("zh_CN", "regions.beside_above", name=leaf.name, n=6) in content.note
    alone = seen(server, lambda found: Scope.at(found, leaf.region, frozenset({CASE_RIGHT})))[Regions.SIDES]
    assert isinstance(alone, Content)
    assert (alone.n, alone.empty) == (0, text("zh_CN", "regions.one_unit"))
    assert other.name not in repr(alone)


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


def test_small_cells_are_withheld_from_readers_without_the_right(server: Flask, catalogue: Catalogue) -> None:
    outcomes = seen(server, lambda found: Scope.at(found, found.root.region), [("figure", "points")])
    ranking, mix = outcomes[Regions.RANKING], outcomes[Regions.ADJUSTED]
    assert isinstance(ranking, Content)
    assert isinstance(mix, Content)
    data = ranking.data()
    assert data is not None
    shown = data["n"].dropna()
    assert not [n for n in shown if 0 < n < 5]
    assert mix.empty == text("zh_CN", "regions.mix_withheld")
    assert mix.chart is None


def test_no_share_in_the_ranking_tells_of_fewer_than_five_answers(server: Flask) -> None:
    """Neither of the satisfied nor of the others, though the facts hold units of which it would."""
    few = opening.facts(
        server,
        """select province_no from answer_fact where answer_method = 'callback' and satisfied is not null
           and asked_date >= date '2020-11-23' group by 1
           having count(*) >= 5 and count(*) filter (where not satisfied) between 1 and 4""",
    )
    assert few
    ranking = seen(server, lambda found: Scope.at(found, found.root.region), [("figure", "csat")])[Regions.RANKING]
    if isinstance(ranking, Withheld):
        return  # nothing of it is told
    data = ranking.data()
    assert data is not None
    told = data.dropna(subset=["n", data.columns[3]])
    for n, share in zip(told["n"], told.iloc[:, 3], strict=True):
        satisfied = round(n * share / 100)
        assert satisfied == 0 or satisfied >= 5
        assert satisfied == n or n - satisfied >= 5
    everyone = seen(
        server, lambda found: Scope.at(found, found.root.region, frozenset({CASE_RIGHT})), [("figure", "csat")]
    )[Regions.RANKING]
    assert isinstance(everyone, Content)
    assert everyone.data()["n"].notna().sum() > len(told)  # type: ignore[index]


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
    assert METRICS["csat"].name("zh_CN") + "：" in sides.note  # over which whole weeks
    everyone = seen(server, lambda found: Scope.at(found, found.root.region, frozenset({CASE_RIGHT})), extras)
    told = everyone[Regions.SIDES]
    assert isinstance(told, Content)
    assert METRICS["csat"].name("zh_CN") not in told.note
