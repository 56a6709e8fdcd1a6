"""Chances to exceed a due date, by hand."""

import numpy as np
import pandas as pd
import pytest

from stats.exceed import SUREST, WHOLE, learn

Past = list[tuple[str, int, int, bool, int]]  # step, days left when it was entered, days stayed, late, how many


def past(rows: Past, city: int = 0, province: int = 1) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["step", "days", "stayed", "late", "n"])
    return frame.assign(group="lv", province_no=province, city_no=city)


def chance(history: pd.DataFrame, step: str, left: int, waited: int, city: int = 0, province: int = 1) -> float:
    row = {"group": "lv", "step": step, "province_no": province, "city_no": city, "left": left, "waited": waited}
    return float(learn(history).chances(pd.DataFrame([row])).iloc[0])


def test_one_in_three_was_still_there() -> None:
    """Ninety cases of which thirty were late, all of them there until the last of three days."""
    rows: Past = [(step, 3, 3, False, 60) for step in (WHOLE, "metering")]
    rows += [(step, 3, 4, True, 30) for step in (WHOLE, "metering")]
    for left, waited in ((3, 0), (2, 1), (1, 2)):
        assert chance(past(rows), "metering", left, waited) == pytest.approx(1 / 3, abs=0.002)


def test_who_has_waited_longer_with_less_time_left_is_likelier_to_be_late() -> None:
    """Of 400 cases 200 left on the first day, 100 in time and 100 late: 1 in 4 to begin with, then 1 in 2."""
    rows: Past = [
        (step, 3, *ending)
        for step in (WHOLE, "metering")
        for ending in ((1, False, 200), (3, False, 100), (4, True, 100))
    ]
    first, second, third = (chance(past(rows), "metering", 3 - waited, waited) for waited in range(3))
    assert first == pytest.approx(1 / 4, abs=0.01)
    assert second == third == pytest.approx(1 / 2, abs=0.01)
    assert first < second


def test_the_step_tells_and_between_steps_too() -> None:
    """With two days left 100 cases stood at metering and were in time, 100 stood at none and were late."""
    rows: Past = [(WHOLE, 2, 1, False, 100), (WHOLE, 2, 3, True, 100), ("metering", 2, 1, False, 100)]
    assert chance(past(rows), "metering", 2, 0) < 0.02
    assert chance(past(rows), WHOLE, 2, 0) > 0.97
    assert chance(past(rows), "a step nobody has seen", 2, 0) == pytest.approx(1 / 2, abs=0.02)  # as all cases


@pytest.mark.parametrize("withdrawn", range(0, 100, 20))
def test_another_way_to_end_never_makes_it_likelier(withdrawn: int) -> None:
    """Cases that were late in one history are withdrawn in time in the other."""

    def of(late: int) -> float:
        rows: Past = [(step, 4, 5, True, late) for step in (WHOLE, "metering") if late]
        rows += [(step, 4, 2, False, 100 - late) for step in (WHOLE, "metering")]
        return chance(past(rows), "metering", 3, 1)

    assert of(100 - withdrawn - 20) <= of(100 - withdrawn)


def test_a_unit_leans_on_all_the_more_the_fewer_cases_it_has() -> None:
    """One case in ten is late elsewhere; in city 2 half of 200 are, in city 3 half of 2."""
    rows = [past([(step, 3, 3, False, 900), (step, 3, 4, True, 100)]) for step in (WHOLE, "metering")]
    for city, n in ((2, 100), (3, 1)):
        rows += [past([(step, 3, 3, False, n), (step, 3, 4, True, n)], city) for step in (WHOLE, "metering")]
    history = pd.concat(rows)
    most, large, small = (chance(history, "metering", 3, 0, city) for city in (0, 2, 3))
    assert most == pytest.approx(0.1, abs=0.02)
    assert large == pytest.approx(0.5, abs=0.05)
    assert most < small < large


def test_cities_that_are_alike_do_not_shift() -> None:
    rows = [past([(WHOLE, 3, 3, False, 90), (WHOLE, 3, 4, True, 10)], city) for city in (1, 2, 3)]
    rows += [frame.assign(step="metering") for frame in rows]
    assert np.allclose(learn(pd.concat(rows)).shifts, 0)


def test_another_province_is_none_of_its_business() -> None:
    """To the last digit: a reader of one province sees nothing that another has a part in."""
    rows: Past = [(step, 3, 3, False, 70) for step in (WHOLE, "metering")]
    rows += [(step, 3, 4, True, 30) for step in (WHOLE, "metering")]
    others = [past([(step, 3, 4, True, n) for step in (WHOLE, "metering")], 9, 2) for n in (7, 5_000)]
    alone, *beside = (chance(pd.concat([past(rows), *some]), "metering", 2, 1) for some in ([], *([o] for o in others)))
    assert beside == [alone, alone]


def test_too_little_history_says_nothing() -> None:
    rows: Past = [(WHOLE, 3, 3, False, 29), ("metering", 3, 3, False, 29)]
    assert np.isnan(chance(past(rows), "metering", 3, 0))
    assert not np.isnan(chance(past([*rows, (WHOLE, 3, 3, False, 1)]), "metering", 3, 0))


def test_nothing_ahead_is_certain() -> None:
    rows: Past = [(step, 3, 4, True, 100_000) for step in (WHOLE, "metering")]
    assert chance(past(rows), "metering", 1, 2) == SUREST


def test_of_a_group_judged_by_steps_the_steps_are_all_there_is() -> None:
    rows: Past = [("supply_plan", 5, 5, False, 60), ("supply_plan", 5, 6, True, 20)]
    assert chance(past(rows), "supply_plan", 5, 0) == pytest.approx(1 / 4, abs=0.01)
