"""Our due dates beside the source's own: how many there are, and how many agree."""

from sqlalchemy import Table

from queries.metrics.kinds import Better, Flow, Metric, Statistic, Unit
from queries.words import Words
from warehouse.facts import Reconciled, case_fact, step_fact

# What a list of due dates shows first.
SHOWS = {
    case_fact: ("reconciled", "due_date", "delivered_due_at", "due_days_apart", "delivered_overdue", "exempt_reason"),
    step_fact: ("step", "round", "reconciled", "due_date", "delivered_due_at", "due_days_apart"),
}
ONE_SIDED = (Reconciled.ONLY_OURS, Reconciled.START_UNKNOWN, Reconciled.OTHER_CLOCK, Reconciled.ONLY_THEIRS)


def due_dates(prefix: str, unit: Unit, fact: Table, what: Words) -> tuple[Flow, ...]:
    """Due dates of cases or steps: on either side, of cases without the cohort date, and the share that agrees."""
    kind, shows = fact.c.reconciled, SHOWS[fact]
    either = Words(
        f"{what.zh}：本平台按时限推算的到期日与来源系统自带的到期日，至少有其一；来源系统不带到期日的不计。",
        f"{what.en} with a due date: ours by the limits, the source's own, or both; none where the source delivers no "
        "due dates at all.",
    )
    name = Words(f"{what.zh}到期日", f"Due dates of {what.en.lower()}")
    return (
        Flow(
            key=f"{prefix}due_dates",
            name=name,
            definition=either,
            formula=Words("有到期日的件数，按统计口径日期", "count of rows with a due date, on the cohort date"),
            unit=unit,
            fact=fact,
            statistic=Statistic.COUNT,
            where=(kind.is_not(None),),
            shows=shows,
        ),
        Flow(
            key=f"{prefix}due_dates_undated",
            name=Words(f"{name.zh}（无该日期）", f"{name.en}, cases without the date"),
            definition=Words(
                f"统计口径日期为空的工单。{either.zh}",
                f"Of cases whose cohort date has not come or is unknown. {either.en}",
            ),
            formula=Words(
                "统计口径日期为空、有到期日的件数", "count of rows with a due date whose cohort date is null"
            ),
            unit=unit,
            fact=fact,
            statistic=Statistic.COUNT,
            where=(kind.is_not(None),),
            undated=True,
            shows=shows,
        ),
        Flow(
            key=f"{prefix}due_dates_agree",
            name=Words(f"{what.zh}到期日一致率", f"Due dates of {what.en.lower()} that agree"),
            definition=Words(
                "两边都有到期日或超期结论的，末日相同、且来源系统给出是否超期时结论也相同的占比。在途工单的结论按最近一次"
                "交付该工单时比较。",
                "Of those with a due date or verdict on both sides, the share with the same last day and, where the "
                "source says whether it is overdue, the same verdict: of an open case, as of the newest delivery that "
                "tells of it.",
            ),
            formula=Words(
                "一致的件数 ÷ 两边都有到期日或超期结论的件数", "agreeing ÷ with a due date or verdict on both sides"
            ),
            unit=Unit.SHARE,
            better=Better.HIGHER,
            fact=fact,
            statistic=Statistic.SHARE,
            where=(kind.is_not(None), kind.not_in(ONE_SIDED)),
            hit=kind == Reconciled.AGREE,
            shows=shows,
        ),
    )


RECONCILIATION: tuple[Metric, ...] = (
    *due_dates("", Unit.CASES, case_fact, Words("工单", "Cases")),
    *due_dates("step_", Unit.EXECUTIONS, step_fact, Words("环节", "Steps")),
)
