"""When a unit started, found from its cases: by hand."""

import numpy as np

from stats.effect import NEVER
from stats.starts import first_months

MONTHS = 36
TEN = 0.1


def months(streamlined: dict[int, float], cases: dict[int, float] | None = None) -> int:
    """The start of a unit with ten cases a month, or as many as given, and these on the streamlined path."""
    every = np.full((1, MONTHS), 10.0)
    for month, n in (cases or {}).items():
        every[0, month] = n
    own = np.zeros((1, MONTHS))
    for month, n in streamlined.items():
        own[0, month] = n
    return int(first_months(every, own, TEN)[0])


def full(start: int, **more: float) -> dict[int, float]:
    """All on the streamlined path from a month on."""
    return dict.fromkeys(range(start, MONTHS), 10.0) | {int(month): n for month, n in more.items()}


def test_a_unit_starts_with_the_first_month_at_the_share() -> None:
    assert months(full(12)) == 12
    assert months({12: 0.9} | full(13)) == 13  # below a tenth
    assert months({12: 1.0} | full(13)) == 12  # a tenth
    assert months(full(0)) == 0


def test_a_stray_case_long_before_dates_nothing() -> None:
    assert months({3: 2.0} | full(20)) == 20


def test_a_month_without_one_does_not_undo_a_start() -> None:
    assert months({**full(12), 20: 0.0, 21: 0.0, 22: 0.0}) == 12
    assert months(full(12), {20: 0, MONTHS - 1: 0}) == 12
    assert months({**full(12), MONTHS - 1: 0.0}) == 12  # few of the newest have ended


def test_a_unit_that_never_starts_or_gives_up_has_no_start() -> None:
    assert months({}) == NEVER
    assert months(dict.fromkeys(range(6, 18), 10.0)) == NEVER
    assert months(full(0), dict.fromkeys(range(MONTHS), 0.0)) == NEVER
