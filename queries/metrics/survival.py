"""Time to power on with open cases counted, by acceptance cohort."""

import pandas as pd

from queries.metrics.kinds import Better, Derived, Flow, Metric, Statistic, Unit
from queries.metrics.time import timed
from queries.words import Words
from stats.survival import kaplan_meier, median_hours
from warehouse.facts import case_fact

c = case_fact.c
HOURS_IN_WORKING_DAY = 24


def median_working_days(spread: pd.DataFrame) -> float | None:
    """The Kaplan-Meier median, in working days, from counts by elapsed hours and state."""
    curve = kaplan_meier(spread["elapsed_hours"].astype(int), spread["state"] == "finished", spread["n"])
    hours = median_hours(curve)
    return None if hours is None else hours / HOURS_IN_WORKING_DAY


SURVIVAL: tuple[Metric, ...] = (
    Flow(
        key="accepted_timed",
        name=Words("受理（计时工单）", "Accepted (timed cases)"),
        definition=Words(
            "期间内受理、自受理起时长可知的新装与增容工单。",
            "New connections and increases accepted in the period whose time since acceptance is known.",
        ),
        formula=Words("工单计数，按受理日期", "count of cases, on the acceptance date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        where=(timed(case_fact), c.elapsed_minutes.is_not(None)),
        date="accepted_date",
    ),
    Derived(
        key="whole_time.km",
        name=Words("全过程办电时间（含在途，中位数）", "Whole time, open cases counted (median)"),
        definition=Words(
            "按受理日期成组，在途与终止工单按删失处理的 Kaplan–Meier 中位数：不因慢件未办结而偏低。",
            "Kaplan–Meier median by acceptance cohort, with open cases and those that left as censored: "
            "not flattered by slow cases that are still open.",
        ),
        formula=Words(
            "生存曲线首次不高于 50 % 的整小时", "first whole hour at which the survival curve is at 50 % or below"
        ),
        unit=Unit.WORKING_DAYS,
        better=Better.LOWER,
        parts=("accepted_timed",),
        opens="accepted_timed",
        compute=median_working_days,
        spread=("elapsed_hours", "state"),
    ),
)
