"""How many: cases by what happened to them, what they ask for, and what stands open."""

from sqlalchemy import or_

from queries.metrics.kinds import Better, Flow, Metric, Statistic, Stock, Unit
from queries.words import Words
from warehouse.facts import case_fact, standing_fact, step_fact

c = case_fact.c
s = standing_fact.c
LEFT = c.state == "left"

VOLUME: tuple[Metric, ...] = (
    Flow(
        key="cases",
        name=Words("工单", "Cases"),
        definition=Words("统计口径日期落在期间内的工单。", "Cases whose cohort date lies in the period."),
        formula=Words("工单计数，按所选统计口径日期", "count of cases, on the chosen cohort date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
    ),
    Flow(
        key="undated",
        name=Words("无该日期的工单", "Cases without the date"),
        definition=Words(
            "统计口径日期尚未产生或未知的工单，不在任何期间内，单独列出。",
            "Cases whose cohort date has not come or is unknown: in no period, so counted beside it.",
        ),
        formula=Words("统计口径日期为空的工单计数", "count of cases whose cohort date is null"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        undated=True,
    ),
    Flow(
        key="submitted",
        name=Words("申请", "Submitted"),
        definition=Words("期间内提交的申请。", "Applications submitted in the period."),
        formula=Words("工单计数，按申请日期", "count of cases, on the submission date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        date="submitted_date",
    ),
    Flow(
        key="accepted",
        name=Words("受理", "Accepted"),
        definition=Words("期间内受理（资料齐全）的工单。", "Cases accepted (documents complete) in the period."),
        formula=Words("工单计数，按受理日期", "count of cases, on the acceptance date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        date="accepted_date",
    ),
    Flow(
        key="returned",
        name=Words("退回", "Returned"),
        definition=Words("期间内由供电企业退回的申请。", "Applications that the utility returned in the period."),
        formula=Words(
            "结果为“退回”的工单计数，按结束日期", "count of cases with outcome returned, on the day they ended"
        ),
        unit=Unit.CASES,
        better=Better.LOWER,
        fact=case_fact,
        statistic=Statistic.COUNT,
        where=(c.outcome == "returned",),
        date="end_date",
    ),
    Flow(
        key="powered",
        name=Words("送电", "Powered on"),
        definition=Words("期间内送电的工单。", "Cases powered on in the period."),
        formula=Words("工单计数，按送电日期", "count of cases, on the power-on date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        date="power_on_date",
    ),
    Flow(
        key="archived",
        name=Words("归档", "Archived"),
        definition=Words("期间内归档的工单。", "Cases archived in the period."),
        formula=Words("工单计数，按归档日期", "count of cases, on the archiving date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        date="archived_date",
    ),
    Flow(
        key="ended_otherwise",
        name=Words("其他方式终止", "Ended otherwise"),
        definition=Words(
            "期间内未送电、未办结而终止的工单：客户撤回、退回、作废、方案过期。",
            "Cases that ended in the period without power or completion: withdrawn, returned, voided, plan expired.",
        ),
        formula=Words("非正常结束的工单计数，按结束日期", "count of cases that left, on the day they ended"),
        unit=Unit.CASES,
        better=Better.LOWER,
        fact=case_fact,
        statistic=Statistic.COUNT,
        where=(LEFT,),
        date="end_date",
    ),
    Flow(
        key="finished",
        name=Words("办结", "Finished"),
        definition=Words("已送电或已办结的工单。", "Cases powered on or completed."),
        formula=Words("状态为办结的工单计数，按统计口径日期", "count of finished cases, on the cohort date"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        where=(c.state == "finished",),
    ),
    Flow(
        key="capacity",
        name=Words("容量", "Capacity"),
        definition=Words(
            "工单申请的容量合计；容量未知的不计。", "Capacity applied for; cases of unknown capacity do not count."
        ),
        formula=Words("容量（千伏安）之和", "sum of capacity in kVA"),
        unit=Unit.KVA,
        fact=case_fact,
        statistic=Statistic.SUM,
        value=c.capacity_kva,
    ),
    Flow(
        key="meters",
        name=Words("户数", "Customers"),
        definition=Words(
            "工单涉及的户数合计：一个小区 300 户是一件工单、300 户。",
            "Meters that the cases bring: an estate of 300 meters is one case, 300 customers.",
        ),
        formula=Words("户数之和", "sum of meters"),
        unit=Unit.METERS,
        fact=case_fact,
        statistic=Statistic.SUM,
        value=c.meters,
    ),
    Stock(
        key="open",
        name=Words("在途", "Open"),
        definition=Words(
            "已受理、尚未结束的工单，期末时点。", "Cases accepted and not ended, at the end of the period."
        ),
        formula=Words(
            "受理日 ≤ d 且（未结束或结束日 > d）的工单计数", "count of cases with accepted ≤ d and (no end or end > d)"
        ),
        unit=Unit.CASES,
        fact=case_fact,
        from_date=c.accepted_date,
        to_date=c.end_date,
        # A case that has ended on a day nobody told was open nobody knows how long.
        where=(or_(c.state == "open", c.end_date.is_not(None)),),
    ),
    Stock(
        key="overdue",
        name=Words("超期在途", "Overdue"),
        definition=Words(
            "期末时点已超期的在途工单：高压为任一考核环节超期，其余为全过程超期。",
            "Open cases past their due date at the period's end: HV by an open assessed step, others by whole time.",
        ),
        formula=Words("期末时点处于超期状态的工单计数", "count of cases standing overdue at the end of day d"),
        unit=Unit.CASES,
        better=Better.LOWER,
        fact=standing_fact,
        from_date=s.from_date,
        to_date=s.to_date,
        where=(s.kind == "overdue",),
    ),
    Stock(
        key="due_soon",
        name=Words("预警", "Due soon"),
        definition=Words(
            "期末时点即将到期的在途工单：剩 1 个工作日以内，或时限已用 80 %（可设置）。",
            "Open cases with 1 working day or less left, or 80 % of the limit used (a setting), at the period's end.",
        ),
        formula=Words("期末时点处于预警状态的工单计数", "count of cases standing due soon at the end of day d"),
        unit=Unit.CASES,
        better=Better.LOWER,
        fact=standing_fact,
        from_date=s.from_date,
        to_date=s.to_date,
        where=(s.kind == "due_soon",),
    ),
    Stock(
        key="held",
        name=Words("中止", "On hold"),
        definition=Words("期末时点处于中止的工单。", "Cases standing on hold at the end of the period."),
        formula=Words("期末时点处于中止状态的工单计数", "count of cases standing on hold at the end of day d"),
        unit=Unit.CASES,
        fact=standing_fact,
        from_date=s.from_date,
        to_date=s.to_date,
        where=(s.kind == "held",),
    ),
    Flow(
        key="executions",
        name=Words("环节执行次数", "Step executions"),
        definition=Words("工单的环节执行次数，返工各计一次。", "Executions of steps; each further round counts."),
        formula=Words("环节记录计数，按工单的统计口径日期", "count of step rows, on the case's cohort date"),
        unit=Unit.EXECUTIONS,
        fact=step_fact,
        statistic=Statistic.COUNT,
    ),
)
