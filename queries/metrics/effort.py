"""What connecting costs the customer: trips, documents, money, waiting for a visit."""

from dataclasses import replace

from sqlalchemy import Column, or_

from queries.metrics.common import count, mean, share, spans, total
from queries.metrics.kinds import Better, Flow, Metric, Statistic, Unit
from queries.words import Words
from warehouse.delivered import applications, appointments
from warehouse.facts import case_fact
from warehouse.service_facts import appointment_fact

c, v = case_fact.c, appointment_fact.c
given = applications.c
FINISHED = c.state == "finished"
# Services for which staff come to the customer, so that there is a visit to book.
VISITED = or_(c.family.is_(None), c.family.in_(("connection", "pv", "charging")))


def flag(key: str, zh: str, en: str, definition: Words, column: Column[bool], needs: Column[bool]) -> Flow:
    """The share of the cases of which something is known that it is true of."""
    return share(key, Words(zh, en), definition, case_fact, column, column, needs=(needs,))


def no_trip(
    key: str, name: Words, definition: Words, trips: Column[int], needs: Column[int], *, private: bool = False
) -> Flow:
    """The share of finished cases without a trip."""
    return share(key, name, definition, case_fact, trips == 0, trips, (FINISHED,), needs=(needs,), private=private)


def cost(
    key: str, name: Words, definition: Words, value: Column[float], needs: Column[float], better: Better | None = None
) -> tuple[Flow, Flow]:
    """What a case cost, as mean and median: a few dear ones move the mean alone."""
    average = mean(key, name, definition, value, Unit.YUAN, better=better, needs=(needs,))
    median = replace(
        average,
        key=f"{key}.median",
        name=Words(name.zh.replace("件均", "中位数"), f"{name.en} (median)"),
        formula=Words("已知金额的中位数", "median of what is known"),
        statistic=Statistic.MEDIAN,
    )
    return average, median


EFFORT: tuple[Metric, ...] = (
    mean(
        "trips",
        Words("客户跑动次数", "Trips per case"),
        Words(
            "每件办结工单的客户跑动次数，按工作人员录入。",
            "Trips of the customer per finished case, as staff entered them.",
        ),
        c.trips,
        Unit.TRIPS,
        where=(FINISHED,),
        better=Better.LOWER,
        needs=(given.trips,),
    ),
    mean(
        "trips_confirmed",
        Words("客户跑动次数（回访确认）", "Trips per case, as confirmed"),
        Words(
            "每件办结工单的客户跑动次数，按回访中客户所说。",
            "Trips per finished case, as customers told in call-backs.",
        ),
        c.trips_confirmed,
        Unit.TRIPS,
        where=(FINISHED,),
        better=Better.LOWER,
        needs=(given.trips_confirmed,),
        private=True,
    ),
    no_trip(
        "zero_trip_rate",
        Words("零跑动率", "Zero-trip rate"),
        Words(
            "办结工单中客户一次都不跑的比例，按工作人员录入；未录入的不计。",
            "Finished cases without a trip, as staff entered them; cases without an entry do not count.",
        ),
        c.trips,
        given.trips,
    ),
    no_trip(
        "zero_trip_rate_confirmed",
        Words("零跑动率（回访确认）", "Zero-trip rate, as confirmed"),
        Words(
            "办结工单中客户一次都不跑的比例，按回访中客户所说；未回访到的不计。",
            "Finished cases without a trip, as customers told in call-backs; the others do not count.",
        ),
        c.trips_confirmed,
        given.trips_confirmed,
        private=True,
    ),
    flag(
        "one_document_rate",
        "一证受理率",
        "One-document acceptance",
        Words("凭一份有效证件受理的工单比例。", "Cases accepted on one ID document."),
        c.one_document,
        given.one_document,
    ),
    share(
        "linked_rate",
        Words("一证通办率", "Linked documents"),
        Words("有资料由政务数据共享取得的工单比例。", "Cases with a document fetched from government data."),
        case_fact,
        c.linked_documents > 0,
        c.linked_documents,
        needs=(given.linked_documents,),
    ),
    total(
        "linked_documents",
        Words("政务数据取得的资料", "Documents fetched from government"),
        Words("由政务数据共享取得的资料份数。", "Documents fetched from government data instead of asked for."),
        c.linked_documents,
        Unit.DOCUMENTS,
        better=Better.HIGHER,
        needs=(given.linked_documents,),
    ),
    mean(
        "documents_required",
        Words("每件要求资料数", "Documents asked for per case"),
        Words("每件工单要求客户提供的资料份数。", "Documents that the customer had to bring, per case."),
        c.documents_required,
        Unit.DOCUMENTS,
        better=Better.LOWER,
        needs=(given.documents_required,),
    ),
    share(
        "document_to_follow_rate",
        Words("容缺受理率", "Document to follow"),
        Words("缺少资料先行受理、事后补齐的工单比例。", "Cases accepted with a document to follow."),
        case_fact,
        c.document_to_follow,
        c.document_to_follow,
        better=None,
        needs=(given.document_to_follow,),
    ),
    flag(
        "e_signature_rate",
        "电子签约率",
        "E-signature rate",
        Words("以电子签名签订合同的工单比例。", "Cases whose contract was signed online."),
        c.e_signed,
        given.e_signed,
    ),
    flag(
        "zero_visit_rate",
        "零上门率",
        "No trips (三零)",
        Words("三零服务中“零上门”的工单比例。", "Cases marked as needing no trip to the office."),
        c.zero_visit,
        given.zero_visit,
    ),
    flag(
        "zero_approval_rate",
        "零审批率",
        "No approvals (三零)",
        Words("三零服务中“零审批”的工单比例。", "Cases marked as needing no approval."),
        c.zero_approval,
        given.zero_approval,
    ),
    flag(
        "zero_investment_rate",
        "零投资率",
        "No investment (三零)",
        Words("三零服务中“零投资”的工单比例。", "Cases marked as needing no investment of the customer."),
        c.zero_investment,
        given.zero_investment,
    ),
    share(
        "zero_all_rate",
        Words("三零率", "All three zeros"),
        Words(
            "零上门、零审批、零投资三项齐备的工单比例；三项都已知的才计。",
            "Cases with no trip, no approval and no investment, of those of which all three are known.",
        ),
        case_fact,
        c.zero_all,
        c.zero_all,
        needs=(given.zero_visit, given.zero_approval, given.zero_investment),
    ),
    *cost(
        "customer_cost",
        Words("客户成本（件均）", "Cost to the customer"),
        Words("每件工单的客户办电成本。", "What a case cost the customer."),
        c.customer_cost,
        given.customer_cost,
        Better.LOWER,
    ),
    *cost(
        "utility_cost",
        Words("供电企业投资（件均）", "Utility's investment"),
        Words("每件工单的供电企业投资。", "What the utility invested for a case."),
        c.utility_cost,
        given.utility_cost,
    ),
    share(
        "appointment_share",
        Words("预约率", "With an appointment"),
        Words(
            "办结的新装、增容、光伏与充电桩工单中，有上门预约的比例。",
            "Finished connections, PV and charging cases with a booked visit.",
        ),
        case_fact,
        c.appointments > 0,
        c.appointments,
        (FINISHED, VISITED),
        needs=(appointments.c.booked_at,),
    ),
    count(
        "appointments",
        Words("上门预约", "Appointments"),
        Words("预约时段始于期间内的上门预约。", "Booked visits whose window begins in the period."),
        appointment_fact,
        Unit.APPOINTMENTS,
        date="visit_date",
        needs=(appointments.c.window_start,),
    ),
    share(
        "appointment_kept",
        Words("预约守时率", "Appointments kept"),
        Words(
            "到达时间在预约时段之内的比例；时段已过而无人到达的为未守时。",
            "Staff arrived within the window; nobody by its end is not kept.",
        ),
        appointment_fact,
        v.kept,
        v.kept,
        date="visit_date",
        needs=(appointments.c.window_start, appointments.c.window_end, appointments.c.arrived_at),
    ),
    *spans(
        "booking_lead",
        Words("预约到约定上门", "Booking to booked visit"),
        Words(
            "从预约到约定上门时段开始的自然日；不看何时到场。",
            "Calendar days from booking to the begin of the booked window, whenever staff came.",
        ),
        v.lead_minutes,
        Unit.CALENDAR_DAYS,
        better=Better.LOWER,
        date="visit_date",
        needs=(appointments.c.window_start,),
    ),
)
