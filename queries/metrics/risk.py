"""What will be late next: open cases that are not overdue, with the chance that each exceeds its due date."""

from queries.metrics.kinds import Better, Flow, Metric, Statistic, Unit
from queries.words import Words
from warehouse.facts import case_fact

c = case_fact.c
SHOWS = (c.chance_late.name, c.days_left.name)
CHANCE = Words(
    "概率取自本省近三年到期的同类工单：站在同一环节、剩余与已等工作日相同的，到期时仍未结束的比例"
    "（撤回、退回等终止不算超期），再按市的差异修正，件数少的向更粗的分组与全省靠拢。高压看最先到期的在办考核环节，其余看全过程；"
    "已超期、没有时限或历史不足 30 件的没有概率。中止中的工单按时钟停走时的剩余天数计。",
    "The chance is the share of the province's like cases due in the last three years that were still there when due, "
    "having stood at the same step with as many working days left and waited (withdrawal, return and the like end a "
    "case in time), shifted by how the city differs; where there are few, it leans on coarser groups and the province. "
    "HV: by the open assessed step due first; others: by the whole time. Cases overdue already, without a limit, or "
    "like fewer than 30 past ones have none. Of cases on hold it is that of the days left when their clock stopped.",
)


def _defined(zh: str, en: str) -> Words:
    return Words(zh + CHANCE.zh, f"{en} {CHANCE.en}")


RISK: tuple[Metric, ...] = (
    Flow(
        key="watch",
        name=Words("预警清单", "Watch list"),
        definition=_defined(
            "数据截止时在途、未超期、可算出超期概率的工单。",
            "Cases open where the data end, not overdue, of which the chance to exceed their due date is known.",
        ),
        formula=Words("有超期概率的在途工单计数", "count of open cases with a chance"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        value=c.chance_late,
        shows=SHOWS,
        now=True,
    ),
    Flow(
        key="expected_late",
        name=Words("预计超期", "Expected to exceed"),
        definition=_defined(
            "预警清单上的工单到期时预计仍未结束的件数。",
            "How many of the cases on the watch list are expected to be still there when they are due.",
        ),
        formula=Words("超期概率之和", "sum of chances"),
        unit=Unit.EXPECTED,
        better=Better.LOWER,
        fact=case_fact,
        statistic=Statistic.SUM,
        value=c.chance_late,
        shows=SHOWS,
        now=True,
    ),
    Flow(
        key="expected_late_week",
        name=Words("未来一周预计超期", "Expected to become overdue within a week"),
        definition=_defined(
            "数据截止后七天内到期的工单，到期时预计仍未结束的件数。",
            "How many of the cases due within the seven days after the data end are expected to be still there then.",
        ),
        formula=Words("七天内到期工单的超期概率之和", "sum of chances of cases due within seven days"),
        unit=Unit.EXPECTED,
        better=Better.LOWER,
        fact=case_fact,
        statistic=Statistic.SUM,
        where=(c.due_week,),
        value=c.chance_late,
        shows=SHOWS,
        now=True,
    ),
)
