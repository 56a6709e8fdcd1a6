"""Units against chance and against their mix: limits and expectations are what the facts say, counted a second way."""

import math
from collections import defaultdict

import pytest
from flask import Flask

from ids import Regions
from locales import LOCALES, number, text
from stats.funnel import LEVELS
from tests.callbacks import opening
from tests.callbacks.region_cards import DAYS, FEW, PERIOD, UNTIL, by_province, drawn, table


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
    assert "φ" not in drawn(server, Regions.FUNNEL).note


@pytest.mark.parametrize("locale", LOCALES)
def test_where_units_differ_throughout_limits_are_widened_and_the_card_says_by_how_much(
    server: Flask, locale: str
) -> None:
    """Over all years some provinces were streamlined late: most would lie outside what chance alone allows."""
    every = by_province(server, f">= date '2017-01-01' and archived_date <= date '{UNTIL}'")
    whole = sum(hits for _, hits in every.values()) / sum(n for n, _ in every.values())
    errors = {name: math.sqrt(whole * (1 - whole) / n) for name, (n, _) in every.items() if n >= FEW}
    z = {name: (every[name][1] / every[name][0] - whole) / error for name, error in errors.items()}
    tenth = len(z) // 10
    ordered = sorted(z.values())
    drawn_in = [min(max(one, ordered[tenth]), ordered[-1 - tenth]) for one in ordered]
    phi = sum(one**2 for one in drawn_in) / len(drawn_in)
    assert phi > 4
    content = drawn(server, Regions.FUNNEL, f"?from=2017-01-01&to={UNTIL}&lang={locale}")
    wide = text(locale, "regions.chance_wide", phi=number(locale, phi, 1), times=number(locale, math.sqrt(phi), 1))
    assert wide in content.note
    data = content.data()
    assert data is not None
    verdicts = dict(zip(data.iloc[:, 0], data[text(locale, "regions.column_chance")], strict=True))
    if locale == "zh_CN":
        for name, one in z.items():
            far = abs(one) / math.sqrt(phi)
            assert far < 2.6 or verdicts[name] != text(locale, "regions.usual"), name
            assert far > 1.5 or verdicts[name] == text(locale, "regions.usual"), name
    assert sum(verdict != text(locale, "regions.usual") for verdict in verdicts.values()) < len(verdicts) / 4


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
