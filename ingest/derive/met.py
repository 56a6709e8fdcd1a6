"""What the customers of a batch's cases met: the visits they booked, and what they answered when asked."""

from sqlalchemy import Subquery, Table, and_, case, func, literal, or_, select

from ingest.derive.moments import Moments
from ingest.derive.scratch import Scratch
from warehouse.delivered import answers, appointments, scales
from warehouse.dialect import as_code, elapsed
from warehouse.facts import Visit
from warehouse.working_time import SECONDS_A_MINUTE


def read_appointments(scratch: Scratch, moments: Moments, cases: Table, *, arrivals: bool) -> Table:
    """One row a visit that was booked: case_no and the columns of appointment_fact beside the case's.

    A window that ends before it begins is as good as unknown. arrivals: they were delivered at all; where they were
    not, no window is known to have been missed. A window that begins after the case has ended was not kept nor missed.
    """
    given = appointments.c
    booked, visit = moments.of_stamp(given.booked_at), moments.of_stamp(given.window_start)
    known = given.window_start <= given.window_end
    kept = case(
        (and_(known, given.arrived_at.is_not(None)), given.arrived_at.between(given.window_start, given.window_end)),
        (cases.c.end_at < given.window_start, None),
        (and_(literal(arrivals), known, given.window_end <= cases.c.now_at), False),
    )
    rows = (
        select(
            cases.c.case_no,
            booked.day.label("booked_date"),
            visit.day.label("visit_date"),
            kept.label("kept"),
            elapsed(given.booked_at, given.window_start, SECONDS_A_MINUTE).label("lead_minutes"),
        )
        .join_from(appointments, cases, cases.c.application == given.application)
        .outerjoin(booked.ticks, booked.found)
        .outerjoin(visit.ticks, visit.found)
    )
    return scratch.keep("appointment", rows)


def count_visits(cases: Table, visits: Table, *, booked: bool) -> Subquery:
    """The number of each case's appointments and how they went: case_no, appointments, visit.

    booked: appointments were delivered at all; where they were not, nothing is known of any case.
    """
    counted = (
        select(
            visits.c.case_no,
            func.count().label("appointments"),
            func.count(visits.c.kept).label("known"),
            func.count(case((visits.c.kept, 1))).label("kept"),
        )
        .group_by(visits.c.case_no)
        .subquery()
    )
    visit = case(
        (counted.c.appointments.is_(None), Visit.NONE.value),
        (counted.c.known == 0, Visit.UNKNOWN.value),
        (counted.c.kept == counted.c.known, Visit.KEPT.value),
        else_=Visit.MISSED.value,
    )
    told = literal(booked)
    return (
        select(
            cases.c.case_no,
            case((told, func.coalesce(counted.c.appointments, 0))).label("appointments"),
            as_code(case((told, visit)), "visit").label("visit"),
        )
        .outerjoin_from(cases, counted, counted.c.case_no == cases.c.case_no)
        .subquery()
    )


def read_answers(moments: Moments, cases: Table, *, fairly_satisfied: bool) -> Subquery:
    """One row a customer who was asked: case_no and the columns of answer_fact beside the case's.

    A score says something only within its scale. fairly_satisfied: 基本满意 counts as satisfied.
    """
    given, scale = answers.c, scales.c
    asked, answered = moments.of_stamp(given.asked_at), moments.of_stamp(given.answered_at)
    valid = given.score.between(scale.lowest, scale.highest)
    points = 100 * (given.score - scale.lowest) / func.nullif(scale.highest - scale.lowest, 0)
    satisfied_from = scale.satisfied_from if fairly_satisfied else scale.strictly_from
    return (
        select(
            cases.c.case_no,
            given.answer,
            as_code(given.method, "answer_method").label("answer_method"),
            asked.day.label("asked_date"),
            answered.day.label("answered_date"),
            given.reached,
            or_(given.score.is_not(None), given.answered_at.is_not(None)).label("answered"),
            given.score,
            as_code(given.scale, "scale").label("scale"),
            case((valid, points)).label("points"),
            case((valid, given.score >= satisfied_from)).label("satisfied"),
            as_code(given.reason, "answer_reason").label("answer_reason"),
        )
        .join_from(answers, cases, cases.c.application == given.application)
        .outerjoin(scales, scale.scale == given.scale)
        .outerjoin(asked.ticks, asked.found)
        .outerjoin(answered.ticks, answered.found)
        .subquery()
    )
