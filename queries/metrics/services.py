"""What is applied for and what becomes of it: mergers of services, new energy, other provinces, drop-off, old steps."""

from sqlalchemy import or_

from queries.metrics.common import count, ratio, share, total
from queries.metrics.kinds import Better, Derived, Metric, Unit
from queries.metrics.time import durations, timed
from queries.words import Words
from warehouse.delivered import applications, channels, drafts, legacy_services, services, step_names
from warehouse.facts import Path, case_fact
from warehouse.service_facts import crossing_fact, draft_fact

c, d, x = case_fact.c, draft_fact.c, crossing_fact.c
NEW_ENERGY = ("pv", "charging", "storage", "integrated_energy")
ENERGY = c.family.in_(NEW_ENERGY)
ENERGY_WORDS = Words(
    "新能源业务：分布式光伏、充电桩、储能、综合能源。",
    "New energy: distributed PV, charging, storage, integrated energy.",
)
ORDINARY = or_(c.special.is_(None), ~c.special)


SERVICES: tuple[Metric, ...] = (
    count(
        "legacy_cases",
        Words("旧业务编码的工单", "Cases under older services"),
        Words(
            "以业务合并前的编码受理的工单；它们计入今天的业务。",
            "Cases delivered under a service from before the merger; they count as today's service.",
        ),
        case_fact,
        Unit.CASES,
        (c.legacy_service.is_not(None),),
        needs=(legacy_services.c.legacy_service,),
    ),
    *durations(
        "handling_time",
        Words("受理到办结", "Acceptance to finish"),
        Words(
            "受理到办结（送电类业务到送电）的工作日，任何业务；不与办电时间混为一谈。",
            "Acceptance to finish (power on where there is one) of any service, in working days; never mixed into "
            "connection time.",
        ),
        c.whole_minutes,
    ),
    count(
        "new_energy",
        Words("新能源工单", "New-energy cases"),
        ENERGY_WORDS,
        case_fact,
        Unit.CASES,
        (ENERGY,),
        needs=(services.c.family,),
    ),
    total(
        "new_energy_capacity",
        Words("新能源容量", "New-energy capacity"),
        ENERGY_WORDS,
        c.capacity_kva,
        Unit.KVA,
        where=(ENERGY,),
        needs=(services.c.family, applications.c.capacity_kva),
    ),
    *durations(
        "new_energy_time",
        Words("新能源受理到办结", "New energy: acceptance to finish"),
        ENERGY_WORDS,
        c.whole_minutes,
        (ENERGY,),
    ),
    count(
        "cross_province",
        Words("跨省通办工单", "Cross-province cases"),
        Words(
            "期间内受理、客户注册地在另一个省的工单。",
            "Cases accepted in the period whose customer is registered in another province.",
        ),
        case_fact,
        Unit.CASES,
        (c.cross_province,),
        date="accepted_date",
        needs=(applications.c.applicant_region,),
    ),
    total(
        "handled_elsewhere",
        Words("外省办理的本省客户工单", "Own customers' cases handled elsewhere"),
        Words(
            "期间内由其他省受理、客户注册在本省的工单。工单归办理单位，本省只见件数。",
            "Cases that other provinces accepted in the period for customers registered in this one. They belong to "
            "the units that handle them: this one sees how many they are, and nothing else.",
        ),
        x.cases,
        Unit.CASES,
        date="accepted_date",
        needs=(applications.c.applicant_region,),
    ),
    share(
        "cross_province_share",
        Words("跨省通办占比", "Cross-province share"),
        Words(
            "期间内受理的工单中，客户注册地在另一个省的比例；注册地未知的不计。",
            "Of the cases accepted in the period, those whose customer is registered in another province.",
        ),
        case_fact,
        c.cross_province,
        c.cross_province,
        better=None,
        date="accepted_date",
        needs=(applications.c.applicant_region,),
    ),
    *(
        total(
            f"drafts_{name}",
            words,
            definition,
            d[name],
            Unit.CASES,
            date="draft_date",
            needs=(drafts.c[name],),
        )
        for name, words, definition in (
            (
                "started",
                Words("开始填写", "Applications started"),
                Words("期间内在线开始填写的申请。", "Applications that customers started online in the period."),
            ),
            (
                "submitted",
                Words("填写并提交", "Applications started and submitted"),
                Words(
                    "期间内在线提交的申请，按渠道的日汇总。",
                    "Applications submitted online, by the channels' sums of a day.",
                ),
            ),
            (
                "accepted",
                Words("填写并受理", "Applications started and accepted"),
                Words(
                    "期间内受理的在线申请，按渠道的日汇总。",
                    "Applications accepted online, by the channels' sums of a day.",
                ),
            ),
        )
    ),
    Derived(
        key="draft_completion",
        name=Words("填写后提交率", "Submitted of those started"),
        definition=Words(
            "在线开始填写的申请中，提交了的比例，按渠道的日汇总。",
            "Applications submitted as a share of those started online, by the channels' sums of a day.",
        ),
        formula=Words("提交数 ÷ 开始数", "submitted ÷ started"),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        parts=("drafts_submitted", "drafts_started"),
        opens="drafts_started",
        compute=ratio("drafts_submitted", "drafts_started"),
    ),
    *(
        count(
            f"online_{name}",
            words,
            definition,
            case_fact,
            Unit.CASES,
            (c.online, *where),
            date="submitted_date",
            needs=(channels.c.online, applications.c.submitted_at),
        )
        for name, words, definition, where in (
            (
                "submitted",
                Words("线上提交", "Submitted online"),
                Words("期间内线上提交的工单。", "Cases submitted online in the period."),
                (),
            ),
            (
                "accepted",
                Words("其中已受理", "Of these accepted"),
                Words(
                    "期间内线上提交、后来受理的工单。", "Of the cases submitted online in the period, those accepted."
                ),
                (c.accepted_date.is_not(None),),
            ),
            (
                "powered",
                Words("其中已办结", "Of these finished"),
                Words(
                    "期间内线上提交、后来送电或办结的工单。",
                    "Of the cases submitted online in the period, those powered on or completed.",
                ),
                (c.accepted_date.is_not(None), c.state == "finished"),
            ),
        )
    ),
    share(
        "streamlined_share",
        Words("走精简流程的比例", "On the streamlined path"),
        Words(
            "办结的新装、增容、光伏与充电桩工单中，没有进入任何已取消或已并入的环节的比例；重要客户与特殊负荷不计。",
            "Finished connections, PV and charging cases that entered no step that the streamlining merged or dropped; "
            "without important customers and special loads.",
        ),
        case_fact,
        c.path == Path.STREAMLINED,
        c.path,
        (ORDINARY,),
        needs=(step_names.c.streamlined,),
    ),
    share(
        "streamlined_connections",
        Words("新装、增容走精简流程的比例", "Connections on the streamlined path"),
        Words(
            "办结的新装、增容工单中，没有进入任何已取消或已并入的环节的比例；含重要客户与特殊负荷。",
            "Finished connections and increases that entered no step that the streamlining merged or dropped; with "
            "important customers and special loads.",
        ),
        case_fact,
        c.path == Path.STREAMLINED,
        c.path,
        (timed(case_fact),),
        needs=(step_names.c.streamlined,),
    ),
    share(
        "dropped_step_share",
        Words("仍有取消环节的比例", "With a dropped step"),
        Words(
            "办结的新装、增容、光伏与充电桩工单中，仍进入了已取消环节（如设计审查、中间检查）的比例。重要客户与特殊负荷保留这些环节，请分开看。",
            "Finished connections, PV and charging cases that still entered a step the streamlining dropped (such as "
            "design review). It is kept for important customers and special loads: look at them apart.",
        ),
        case_fact,
        c.dropped_steps,
        c.dropped_steps,
        better=Better.LOWER,
        needs=(step_names.c.streamlined,),
    ),
)
