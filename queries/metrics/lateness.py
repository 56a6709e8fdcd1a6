"""On time or not, against the limits in force when each case was accepted."""

from sqlalchemy import Column, Table

from queries.metrics.kinds import Better, Flow, Metric, Statistic, Unit
from queries.words import Words
from warehouse.facts import case_fact, step_fact

c, s = case_fact.c, step_fact.c


def on_time(key: str, name: Words, definition: Words, fact: Table, flag: Column[bool]) -> Flow:
    """The share of judged rows that are on time; rows without a due date are not judged."""
    return Flow(
        key=key,
        name=name,
        definition=definition,
        formula=Words("按期件数 ÷ 有时限且已判定的件数", "on time ÷ judged (with a due date)"),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        fact=fact,
        statistic=Statistic.SHARE,
        where=(flag.is_not(None),),
        hit=flag,
    )


LATENESS: tuple[Metric, ...] = (
    on_time(
        "case_on_time",
        Words("业扩时限达标率", "Case on-time rate"),
        Words(
            "高压：进入的每个考核环节均按期（进入未离开为不达标）；其余：受理到送电按期。",
            "HV: every assessed step that the case entered is on time (entered and never left is not); "
            "others: acceptance to power on.",
        ),
        case_fact,
        c.case_on_time,
    ),
    on_time(
        "whole_on_time",
        Words("全过程按期率", "Whole-time on-time rate"),
        Words(
            "受理到送电在时限内，整日中止的工作日不计。",
            "Power on by the due date; working days wholly on hold do not count.",
        ),
        case_fact,
        c.whole_on_time,
    ),
    on_time(
        "whole_on_time_strict",
        Words("全过程按期率（不扣中止）", "Whole-time on-time rate, holds counted"),
        Words("受理到送电在时限内，中止也计时。", "Power on by the due date, without the allowance for days on hold."),
        case_fact,
        c.whole_on_time_strict,
    ),
    on_time(
        "utility_on_time",
        Words("合计办理时间按期率", "Utility-time on-time rate"),
        Words(
            "仅计供电企业有未中止环节在办的工作日，在时限内送电。",
            "Power on by the due date of the limit on utility time, which counts only working days on which an unheld "
            "step of the utility's was open.",
        ),
        case_fact,
        c.utility_on_time,
    ),
    on_time(
        "step_on_time",
        Words("环节时限达标率", "Step on-time rate"),
        Words(
            "环节在时限内完成，整日中止的工作日不计。",
            "Steps left by their due date; working days wholly on hold do not count.",
        ),
        step_fact,
        s.on_time,
    ),
    on_time(
        "step_on_time_strict",
        Words("环节时限达标率（不扣中止）", "Step on-time rate, holds counted"),
        Words(
            "环节在时限内完成，中止也计时。", "Steps left by their due date, without the allowance for days on hold."
        ),
        step_fact,
        s.on_time_strict,
    ),
)
