"""Cutting a sheet: what a delivery shows at a moment, and what changed between two."""

import numpy as np
import pandas as pd

from ingest.simulate.names import case_numbers, project_codes, site_codes
from ingest.simulate.sheet import Correction, Sheet, joined, known_where, labels

DAY = 86_400


def stamps(*days: int | None) -> np.ndarray:
    """Noon of days of January 2023; NaT for None."""
    return np.array([f"2023-01-{day:02d}T12:00:00" if day else "NaT" for day in days], dtype="datetime64[s]")


def cut(day: int) -> np.datetime64:
    """The midnight before a day."""
    return np.datetime64(f"2023-01-{day:02d}", "s")


def make() -> Sheet:
    return Sheet(
        columns={
            "name": np.array(["a", "b", "c", "d"], dtype=object),
            "end": stamps(5, None, 5, 5),
            "kind": labels(np.array([0, 1, -1, 0]), ("x", "y")),
            "kva": known_where(np.array([10.0, 20.0, 30.0, 40.0]), np.array([True, True, False, True])),
        },
        born=stamps(1, 2, 3, None),
        lag=np.array([0, 0, 2 * DAY, 0]),
        known={"end": stamps(5, None, 5, 5), "kind": stamps(3, 3, 3, 3)},
        case=np.arange(4),
        corrected={"kva": Correction(known_where(np.full(4, 99.0), np.ones(4, dtype=bool)), stamps(4, None, None, 4))},
    )


def shown(sheet: Sheet, day: int) -> list[list[object]]:
    frame = sheet.frame(sheet.visible(cut(day)), cut(day)).astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()


def test_rows_and_values_appear_when_they_are_known():
    sheet = make()
    end = pd.Timestamp("2023-01-05T12:00:00")
    assert shown(sheet, 1) == []
    assert shown(sheet, 3) == [["a", None, None, 99.0], ["b", None, None, 20.0]]
    assert shown(sheet, 5) == [["a", None, "x", 10.0], ["b", None, "y", 20.0]]
    # c, born on the 3rd, is two days behind; d never comes.
    assert shown(sheet, 6) == [["a", end, "x", 10.0], ["b", None, "y", 20.0], ["c", None, None, None]]
    assert shown(sheet, 9) == [["a", end, "x", 10.0], ["b", None, "y", 20.0], ["c", end, None, None]]


def test_a_day_changes_what_became_known_on_it():
    sheet = make()
    changed = {day: sheet.columns["name"][sheet.changed(cut(day), cut(day + 1))].tolist() for day in range(1, 9)}
    assert changed == {
        1: ["a"],
        2: ["b"],
        3: ["a", "b"],  # their kind
        4: ["a"],  # corrected
        5: ["a", "c"],  # its end; and what is known of c with two days' delay
        6: [],
        7: ["c"],
        8: [],
    }


def test_sheets_joined_show_what_each_shows():
    sheet = make()
    both = joined([sheet, sheet.only(np.array([1, 2]))], [4, 2])
    for day in range(1, 9):
        one, other = shown(sheet, day), shown(sheet.only(np.array([1, 2])), day)
        assert shown(both, day) == one + other
    assert both.case.tolist() == [0, 1, 2, 3, 5, 6]


def test_numbers_and_pseudonyms_are_unique_and_say_nothing():
    number = np.r_[np.arange(1, 50_001), 4_613_000_000 + np.arange(100)]
    codes = site_codes(number)
    assert len(set(codes)) == len(number)
    assert all(len(code) == 9 and code[0] == "S" for code in codes)
    again = np.zeros(len(number), dtype=bool)
    again[1] = True
    assert case_numbers(number, again)[[0, 1, -1]].tolist() == ["SIM000000001", "SIM000000002-2", "SIM4613000099"]
    assert project_codes(np.array([-1, 5]))[0] is None
