"""How long: the clocks of domain.md, per case, per step execution and per waiting part."""

from sqlalchemy import Column, ColumnElement, Table, or_

from queries.metrics.common import divided, per, spans
from queries.metrics.kinds import Better, Derived, Flow, Metric, Statistic, Unit
from queries.words import Words
from warehouse.facts import WAITING_HELD, case_fact, step_fact, waiting_fact


def timed(table: Table) -> ColumnElement[bool]:
    """Only new connections and increases carry connection time; a log that knows no services is taken whole."""
    return or_(table.c.family.is_(None), table.c.family == "connection")


def durations(
    key: str,
    name: Words,
    definition: Words,
    value: Column[int],
    where: tuple[ColumnElement[bool], ...] = (),
) -> tuple[Flow, ...]:
    """Mean, median and P90 of one clock, in working days."""
    return spans(key, name, definition, value, Unit.WORKING_DAYS, better=Better.LOWER, where=where)


c, s, w = case_fact.c, step_fact.c, waiting_fact.c
FINISHED = s.state == "finished"

TIME: tuple[Metric, ...] = (
    *durations(
        "whole_time",
        Words("全过程办电时间", "Whole time"),
        Words(
            "受理到送电，含客户工程与中止；工作日，1 个工作日为工作日上的 24 小时。仅新装、增容。",
            "Acceptance to power on, customer's works and holds included; a working day is 24 h elapsed on working "
            "days. New connections and increases only.",
        ),
        c.whole_minutes,
        (timed(case_fact),),
    ),
    *durations(
        "whole_time_net",
        Words("全过程办电时间（扣除中止）", "Whole time without holds"),
        Words("受理到送电，扣除全案中止的时间。", "Acceptance to power on, without the time on hold."),
        c.whole_net_minutes,
        (timed(case_fact),),
    ),
    *durations(
        "utility_time",
        Words("合计办理时间", "Utility time"),
        Words(
            "受理到送电之间，供电企业任一未中止环节在办的时间之并集（重叠只计一次）；有环节责任方未知的工单不计。",
            "Between acceptance and power on, the time in which some unheld step of the utility's was open "
            "(overlaps count once); cases with a step of unknown owner do not count.",
        ),
        c.utility_minutes,
        (timed(case_fact),),
    ),
    *durations(
        "steps_span",
        Words("环节跨度", "Steps' span"),
        Words("第一个环节进入到最后一个环节离开。", "First step entered to last step left."),
        c.span_minutes,
    ),
    *durations(
        "submit_time",
        Words("申请到受理", "Submission to acceptance"),
        Words("提交申请到受理的时间：拖延可能藏在这里。", "From submission to acceptance: delay hides here."),
        c.submit_minutes,
    ),
    *durations(
        "step_time",
        Words("环节时长（每次执行）", "Step time per execution"),
        Words("环节进入到离开，每次执行各计一次。", "From a step's entering to its leaving, each execution counted."),
        s.minutes,
    ),
    Flow(
        key="step_total",
        name=Words("环节时长合计", "Step time, total"),
        definition=Words(
            "办结工单的环节时长合计；任一环节时间不全的工单不计。",
            "Step time summed over finished cases; cases with a step of unknown time do not count.",
        ),
        formula=Words("环节时长之和", "sum of step durations"),
        unit=Unit.WORKING_DAYS,
        fact=step_fact,
        statistic=Statistic.SUM,
        value=s.minutes,
        where=(FINISHED, s.steps_known),
    ),
    Flow(
        key="cases_steps_known",
        name=Words("环节时间齐全的办结工单", "Finished cases with known step times"),
        definition=Words("已办结且每个环节时间齐全的工单。", "Finished cases whose every step has its time."),
        formula=Words("工单计数", "count of cases"),
        unit=Unit.CASES,
        fact=case_fact,
        statistic=Statistic.COUNT,
        where=(c.state == "finished", c.steps_known),
    ),
    Derived(
        key="step_time_per_case",
        name=Words("环节时长（件均）", "Step time per case"),
        definition=Words(
            "每件办结工单花在环节上的时间：各轮之和，未发生计 0。",
            "Time in the step per finished case: summed over rounds, 0 where the step did not happen.",
        ),
        formula=Words("办结工单的环节时长合计 ÷ 办结工单件数", "step time of finished cases ÷ finished cases"),
        unit=Unit.WORKING_DAYS,
        better=Better.LOWER,
        parts=("step_total", "cases_steps_known"),
        opens="cases_steps_known",
        compute=per("step_total", "cases_steps_known"),
        apart=("step", "owner", "unit"),
    ),
    *(
        Flow(
            key=f"waiting_{clock}_total",
            name=Words(f"等待时间合计（{zh}）", f"Waiting, total ({en})"),
            definition=Words(
                f"{zh}按“在等谁”逐分钟划分后的合计。", f"The {en} split minute by minute by what it waited on."
            ),
            formula=Words("各部分分钟之和", "sum of the parts' minutes"),
            unit=Unit.WORKING_DAYS,
            fact=waiting_fact,
            statistic=Statistic.SUM,
            value=value,
            where=(timed(waiting_fact),),
        )
        for clock, value, zh, en in (
            ("whole", w.minutes, "全过程办电时间", "whole time"),
            ("utility", w.utility_minutes, "合计办理时间", "utility time"),
        )
    ),
    Derived(
        key="waiting_on",
        name=Words("在等谁（全过程）", "Waiting on (whole time)"),
        definition=Words(
            "全过程办电时间逐分钟归于结束最晚的未中止在办环节；全部中止归“中止”，无在办环节归“环节之间”。"
            "各部分之和等于全过程办电时间均值。",
            "Each moment of the whole time belongs to the unheld open step that ends last, to on hold when every open "
            "step or the case is held, or to between steps. The parts sum to the mean whole time.",
        ),
        formula=Words("各部分时间合计 ÷ 工单件数", "time of each part ÷ cases"),
        unit=Unit.WORKING_DAYS,
        better=Better.LOWER,
        parts=("waiting_whole_total", "whole_time"),
        opens="whole_time",
        compute=per("waiting_whole_total", "whole_time"),
        apart=("part", "owner", "unit"),
    ),
    Derived(
        key="waiting_on_utility",
        name=Words("在等谁（合计办理时间）", "Waiting on (utility time)"),
        definition=Words(
            "合计办理时间逐分钟归于供电企业结束最晚的未中止在办环节；各部分之和等于合计办理时间均值。",
            "Each moment of the utility time belongs to the utility's unheld open step that ends last; "
            "the parts sum to the mean utility time.",
        ),
        formula=Words("各部分时间合计 ÷ 工单件数", "time of each part ÷ cases"),
        unit=Unit.WORKING_DAYS,
        better=Better.LOWER,
        parts=("waiting_utility_total", "utility_time"),
        opens="utility_time",
        compute=per("waiting_utility_total", "utility_time"),
        apart=("part", "owner", "unit"),
    ),
    Flow(
        key="hold_time_total",
        name=Words("中止时间合计", "Time on hold, total"),
        definition=Words("全过程办电时间中处于中止的部分。", "The part of the whole time spent on hold."),
        formula=Words("中止部分分钟之和", "sum of the held part's minutes"),
        unit=Unit.WORKING_DAYS,
        fact=waiting_fact,
        statistic=Statistic.SUM,
        value=w.minutes,
        where=(w.part == WAITING_HELD, timed(waiting_fact)),
    ),
    Derived(
        key="hold_share",
        name=Words("中止时间占比", "Hold share"),
        definition=Words("中止时间占全过程办电时间的比例。", "Time on hold as a share of the whole time."),
        formula=Words("中止时间合计 ÷ 全过程办电时间合计", "time on hold ÷ whole time"),
        unit=Unit.SHARE,
        better=Better.LOWER,
        parts=("hold_time_total", "whole_time"),
        opens="whole_time",
        compute=lambda known: divided(
            known["hold_time_total.value"], known["whole_time.value"] * known["whole_time.n"]
        ),
    ),
    Flow(
        key="steps_per_case",
        name=Words("每件环节数", "Steps per case"),
        definition=Words(
            "每件办结工单经过的不同环节数，按客户看到的环节计：外部工程无论内含几项只计一个。",
            "Different steps that a finished case went through, as the customer sees them: external works are one "
            "step, whatever they hold.",
        ),
        formula=Words("不同环节数之和 ÷ 件数", "different steps ÷ cases"),
        unit=Unit.STEPS,
        better=Better.LOWER,
        fact=case_fact,
        statistic=Statistic.MEAN,
        value=c.steps_taken,
        where=(c.state == "finished", c.steps_taken > 0, timed(case_fact)),
    ),
    Flow(
        key="rework_rate",
        name=Words("返工率", "Rework rate"),
        definition=Words(
            "环节执行中第二轮及以后的比例。", "Share of step executions that are a second or later round."
        ),
        formula=Words("轮次大于 1 的执行次数 ÷ 执行次数", "executions with round > 1 ÷ executions"),
        unit=Unit.SHARE,
        better=Better.LOWER,
        fact=step_fact,
        statistic=Statistic.SHARE,
        hit=s.round > 1,
    ),
    Flow(
        key="rounds",
        name=Words("轮次", "Rounds"),
        definition=Words("一件工单在同一环节执行的次数。", "How often a case goes through the same step."),
        formula=Words("执行次数 ÷（工单 × 环节）数", "executions ÷ (case × step)"),
        unit=Unit.EXECUTIONS,
        better=Better.LOWER,
        fact=step_fact,
        statistic=Statistic.MEAN,
        value=s.rounds,
        where=(s.rounds.is_not(None),),
    ),
)
