"""Which target judges a unit on a day: the nearest unit's, the one that held then, an edit over what was delivered."""

from dataclasses import replace
from datetime import date

import pytest

from queries.targets import Edit, Target, judging, overlaid

COMPANY = Target(
    target="whole",
    metric="whole_time",
    statistic="mean",
    region=None,
    customer_class="lv_business",
    service=None,
    channel=None,
    threshold=15.0,
    decimals=1,
    period="year",
    valid_from=date(2022, 1, 1),
    valid_to=None,
    source="rule",
    reference=False,
    provisional=False,
)
EARLIER = replace(COMPANY, target="whole-2021", threshold=20.0, valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1))
PROVINCE = replace(COMPANY, target="whole-zj", region="ZJ", threshold=12.0)
COUNTY = replace(COMPANY, target="whole-zj-1", region="ZJ1", threshold=10.0, valid_from=date(2024, 1, 1))
EVERY = (COMPANY, EARLIER, PROVINCE, COUNTY)


@pytest.mark.parametrize(
    ("units", "day", "threshold"),
    [
        (["ROOT"], date(2026, 1, 1), 15.0),
        (["ROOT", "SX"], date(2026, 1, 1), 15.0),  # no target of its own: the company's holds
        (["ROOT", "ZJ"], date(2026, 1, 1), 12.0),
        (["ROOT", "ZJ", "ZJ2"], date(2026, 1, 1), 12.0),
        (["ROOT", "ZJ", "ZJ1"], date(2026, 1, 1), 10.0),
        (["ROOT", "ZJ", "ZJ1"], date(2023, 12, 31), 12.0),  # the county's did not hold yet
        (["ROOT", "ZJ"], date(2021, 12, 31), 20.0),  # nor the province's: a past day has the target of then
        (["ROOT"], date(2022, 1, 1), 15.0),
    ],
)
def test_a_unit_is_judged_by_the_nearest_target_that_held(units: list[str], day: date, threshold: float) -> None:
    assert [one.threshold for one in judging(EVERY, units, day)] == [threshold]
    assert [one.threshold for one in judging(EVERY[::-1], units, day)] == [threshold]


def test_nothing_judges_before_the_first_target_and_by_a_line_of_reference() -> None:
    assert judging(EVERY, ["ROOT"], date(2020, 6, 1)) == []
    assert judging([replace(COMPANY, reference=True)], ["ROOT"], date(2026, 1, 1)) == []


def test_targets_of_different_classes_and_statistics_stand_beside_each_other() -> None:
    other = replace(COMPANY, target="residential", customer_class="residential")
    middle = replace(COMPANY, target="middle", statistic="median")
    assert middle.key == "whole_time.median"
    assert judging([COMPANY, other, middle], ["ROOT"], date(2026, 1, 1)) == [COMPANY, other, middle]


def test_an_edit_takes_the_place_of_the_delivered_row_of_its_name() -> None:
    edited = replace(COMPANY, threshold=14.0)
    assert overlaid(EVERY, [Edit(edited)])[0].threshold == 14.0
    assert overlaid(EVERY, [Edit(edited), Edit(edited, withdrawn=True)]) == EVERY[1:]
    new = replace(COMPANY, target="new", region="SX", threshold=9.0)
    assert overlaid(EVERY, [Edit(new)]) == (*EVERY, new)
