"""Kaplan-Meier against published and hand-computed curves."""

import pandas as pd
import pytest

from stats.survival import kaplan_meier, median_hours


def spells(pairs: list[tuple[int, bool]]) -> tuple[pd.Series, pd.Series, pd.Series]:
    frame = pd.DataFrame(pairs, columns=["hours", "finished"])
    return frame["hours"], frame["finished"], pd.Series([1] * len(frame))


def test_the_leukaemia_patients_of_freireich() -> None:
    """The 6-MP arm (weeks in remission) as tabled in Cox & Oakes (1984), Analysis of Survival Data, p. 8."""
    events = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier(*spells([(w, True) for w in events] + [(w, False) for w in censored]))
    assert curve["hour"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["share"].tolist() == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert median_hours(curve) == 23


def test_open_cases_lengthen_the_median() -> None:
    finished = [(10, True), (20, True), (30, True)]
    assert median_hours(kaplan_meier(*spells(finished))) == 20
    still_open = [(15, False)] * 3
    # 5 of 6 last beyond 10; then two are left of whom one ends at 20: 5/12 < 1/2.
    assert median_hours(kaplan_meier(*spells(finished + still_open))) == 20
    assert median_hours(kaplan_meier(*spells([(10, True), *[(50, False)] * 3]))) is None


def test_counts_stand_for_cases() -> None:
    one_by_one = kaplan_meier(*spells([(5, True)] * 3 + [(8, False)] * 2 + [(9, True)]))
    counted = kaplan_meier(pd.Series([5, 8, 9]), pd.Series([True, False, True]), pd.Series([3, 2, 1]))
    pd.testing.assert_frame_equal(one_by_one, counted)
