"""The effect of a staggered reform: worked by hand, by brute force a second way, and where nothing can be told."""

from dataclasses import replace

import numpy as np
import pytest

from stats.effect import (
    AFTER,
    BEFORE,
    LEAST_CONTROLS,
    LEAST_TREATED,
    NEVER,
    RAMP_OVER,
    Floats,
    Ints,
    effect,
    left_out,
    regress,
    stack,
)

QUARTERS = 24
START = 6
CUT = 0.4  # of the time, by the reform


def even(means: Floats, n: float = 10.0) -> tuple[Floats, Floats]:
    """Cases and totals of one stratum from means by unit and quarter, as many cases everywhere."""
    cases = np.full((*means.shape, 1), n)
    return cases, means[:, :, None] * n


def noisy(seed: int) -> tuple[Floats, Floats, Ints]:
    """Slow and quick, large and small units that start at different quarters."""
    rng = np.random.default_rng(seed)
    starts = np.array([5, 5, 6, 7, 8, 8, 9, 10, 11, 12, 13, 17, 21, NEVER, NEVER])
    units, quarters = len(starts), np.arange(QUARTERS)
    shared = np.exp(0.1 * rng.standard_normal(QUARTERS))[:, None]
    own = np.exp(0.03 * rng.standard_normal((units, QUARTERS, 2)))
    level = rng.uniform(20, 60, (units, 1, 2))
    cases = rng.integers(0, 40, (units, QUARTERS, 2)).astype(float)
    started = (quarters >= starts[:, None])[:, :, None]
    return cases, cases * level * own * shared * np.where(started, 1 - CUT, 1), starts


def test_a_comparison_worked_by_hand() -> None:
    """Reformed: 30 days before, 18 after. Not reformed: 20 before, 22 after, a tenth more.

    Without the reform the 30 would have become 33: the effect is 18 - 33 = -15 days, half of the 30.
    """
    treated = np.repeat([[30.0] * START + [18.0] * (QUARTERS - START)], LEAST_TREATED, axis=0)
    control = np.repeat([[20.0] * START + [22.0] * (QUARTERS - START)], LEAST_CONTROLS, axis=0)
    starts = np.array([START] * LEAST_TREATED + [NEVER] * LEAST_CONTROLS)
    found = effect(*even(np.concatenate([treated, control])), starts)
    assert found is not None
    assert found.overall.value == pytest.approx(-15)
    assert found.overall.share == pytest.approx(-0.5)
    assert (found.overall.low, found.overall.high) == pytest.approx((-15, -15))  # all units are alike
    assert found.overall.n == 10 * LEAST_TREATED * (AFTER - RAMP_OVER + 1)
    assert (found.overall.treated, found.overall.clusters) == (LEAST_TREATED, LEAST_TREATED + LEAST_CONTROLS)
    assert {quarter: round(one.value, 9) for quarter, one in found.course.items()} == {
        quarter: 0.0 if quarter < 0 else -15.0 for quarter in range(-BEFORE, AFTER + 1)
    }
    assert [round(one.value, 9) for one in found.units] == [-15.0] * LEAST_TREATED
    # Plainly 18 - 30 = -12: the effect, and the 3 days by which a tenth more lengthens 30.
    assert (found.naive.before, found.naive.after, found.naive.change) == pytest.approx((30, 18, -12))
    assert (found.naive.others, found.naive.mix) == pytest.approx((3, 0))


@pytest.mark.parametrize("seed", range(4))
def test_the_effect_is_that_of_a_regression_with_every_dummy_written_out(seed: int) -> None:
    cases, totals, starts = noisy(seed)
    found = effect(cases, totals, starts)
    assert found is not None
    course = {quarter: _by_dummies(cases, totals, starts, [quarter]) for quarter in found.course}
    assert {quarter: one.share for quarter, one in found.course.items()} == pytest.approx(course)
    assert found.overall.share == pytest.approx(_by_dummies(cases, totals, starts, range(RAMP_OVER, AFTER + 1)))


def _by_dummies(cases: Floats, totals: Floats, starts: Ints, events: object) -> float:
    """Least squares of the ratios on having started and a dummy for each comparison, rows times root weight."""
    rows: list[tuple[int, float, float, float]] = []  # comparison, ratio, started, weight
    comparison = 0
    for start in sorted(set(starts.tolist()) - {NEVER}):
        for event in events:  # type: ignore[attr-defined]
            at = start + event
            for k in range(cases.shape[2]):
                if start < BEFORE or at >= cases.shape[1]:
                    continue
                sides: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
                for unit, own in enumerate(starts):
                    n, before = cases[unit, at, k], cases[unit, start - BEFORE : start, k].sum()
                    if not n or not before or not (own == start or (own > at and own > start)):
                        continue
                    base = totals[unit, start - BEFORE : start, k].sum() / before
                    sides[bool(own == start)].append((totals[unit, at, k] / n / base, n * base))
                if not sides[True] or len(sides[False]) < LEAST_CONTROLS:
                    continue
                mass = {side: sum(weight for _, weight in own) for side, own in sides.items()}
                rows += [(comparison, ratio, 1.0, weight) for ratio, weight in sides[True]]
                scaled = mass[True] / mass[False]
                rows += [(comparison, ratio, 0.0, weight * scaled) for ratio, weight in sides[False]]
                comparison += 1
    of, ratio, started, weight = (np.array(column) for column in zip(*rows, strict=True))
    design = np.column_stack([started, np.eye(comparison)[of]])
    root = np.sqrt(weight)
    return float(np.linalg.lstsq(design * root[:, None], ratio * root, rcond=None)[0][0])


def test_leaving_a_unit_out_is_the_regression_without_it() -> None:
    cases, totals, starts = noisy(5)
    rows = stack(cases, totals, starts)
    rows = rows.of(rows.event >= RAMP_OVER)
    for unit, without in zip(rows.carrying, left_out(rows, rows.carrying), strict=True):
        there = np.ones(len(starts), dtype=bool)
        there[unit] = False
        rest = replace(rows, treated_weight=rows.treated_weight * there, control_weight=rows.control_weight * there)
        both = (rest.treated_weight.sum(axis=1) > 0) & (rest.control_weight.sum(axis=1) > 0)
        assert without == pytest.approx(regress(rest.of(both)))


@pytest.mark.parametrize("seed", range(6))
def test_the_plain_change_is_the_effect_what_others_changed_and_the_mix(seed: int) -> None:
    found = effect(*noisy(seed))
    assert found is not None
    assert found.naive.change == pytest.approx(found.overall.value + found.naive.others + found.naive.mix)


def test_a_units_own_effects_are_the_whole_effect() -> None:
    found = effect(*noisy(7))
    assert found is not None
    together = sum(one.value * one.n for one in found.units) / sum(one.n for one in found.units)
    assert together == pytest.approx(found.overall.value)


def test_a_unit_that_has_started_is_no_comparison_for_another() -> None:
    """Whatever becomes of the first to start after its start, the others' effects stay as they are."""
    cases, totals, starts = noisy(8)
    changed = totals.copy()
    changed[0, starts[0] :] *= 9
    before, after = effect(cases, totals, starts), effect(cases, changed, starts)
    assert before is not None
    assert after is not None
    own = {one.unit: one.value for one in before.units if one.unit}
    assert {one.unit: one.value for one in after.units if one.unit} == pytest.approx(own)


def test_an_interval_holds_the_true_effect_about_as_often_as_it_says() -> None:
    """What the times would have been without the reform is known: each is 1 / (1 - CUT) of what it became."""
    held = []
    for seed in range(150):
        cases, totals, starts = noisy(seed)
        found, rows = effect(cases, totals, starts), stack(cases, totals, starts)
        rows = rows.of(rows.event >= RAMP_OVER)
        after = (rows.treated_weight * rows.ratio).sum() / rows.cases.sum()
        assert found is not None
        held.append(found.overall.low <= after - after / (1 - CUT) <= found.overall.high)
    assert np.mean(held) >= 0.9  # bench/utilities.py says how often, of a thousand with a life of their own


def test_a_trend_before_the_start_is_seen_where_there_is_one() -> None:
    def seen(slope: float) -> float:
        """How often, where eight units start at once beside seven that never do."""
        starts, found = np.array([8] * 8 + [NEVER] * 7), []
        for seed in range(60):
            own = 0.03 * np.random.default_rng(seed).standard_normal((15, QUARTERS))
            means = 30 * np.exp(own + slope * (starts == 8)[:, None] * np.arange(QUARTERS))
            one = effect(*even(means), starts)
            found.append(one is not None and one.pre_trend is not None and one.pre_trend < 0.05)
        return float(np.mean(found))

    assert seen(0.0) <= 0.15
    assert seen(-0.05) >= 0.9


def test_there_is_no_estimate_where_too_few_can_be_compared() -> None:
    cases, totals, starts = noisy(9)
    assert effect(cases, totals, np.full_like(starts, NEVER)) is None  # none has started
    assert effect(cases, totals, np.full_like(starts, START)) is None  # no other is left
    assert effect(cases, totals, np.full_like(starts, BEFORE - 1)) is None  # less than a year before
    assert effect(np.zeros_like(cases), np.zeros_like(totals), starts) is None  # no cases
    few = np.where(np.arange(len(starts)) < LEAST_TREATED - 1, START, NEVER)
    assert effect(cases, totals, few) is None
