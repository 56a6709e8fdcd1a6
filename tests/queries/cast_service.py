"""What customers of the invented utility met: columns of their cases, and rows of the facts of service."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Table

from warehouse.service_facts import (
    answer_fact,
    appointment_fact,
    channel_fact,
    complaint_fact,
    contact_fact,
    crossing_fact,
    draft_fact,
    push_fact,
)

MAYBE = st.none() | st.booleans()
SMALL = st.none() | st.integers(0, 4)
METHODS = ("callback", "app", "government", "third_party")
PROVINCES = (1, 5)
PLACE = st.none() | st.integers(0, 5)
CASE_COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "path": st.sampled_from(("older", "streamlined", None)),
    "visit": st.sampled_from(("kept", "missed", "none", "unknown", None)),
    "legacy_service": st.sampled_from(("old_new", None)),
    "applicant_province_no": st.sampled_from((*PROVINCES, None)),
    "customer_cost": st.none() | st.integers(0, 900),
    "utility_cost": st.none() | st.integers(0, 900),
    **dict.fromkeys(("documents_required", "linked_documents", "trips", "trips_confirmed", "appointments"), SMALL),
    **dict.fromkeys(
        (
            *("dropped_steps", "special", "online", "unified", "assisted", "document_to_follow", "one_document"),
            *("e_signed", "zero_visit", "zero_approval", "zero_investment", "zero_all", "cross_province"),
        ),
        MAYBE,
    ),
    "can_be_online": st.booleans(),
    "segment": st.sampled_from(("household", "park", None)),
}


@st.composite
def case_columns(draw: st.DrawFn) -> dict[str, Any]:
    """The columns of case_fact that tell of service."""
    return {name: draw(values) for name, values in CASE_COLUMNS.items()}


def place(number: int) -> dict[str, int]:
    return {"place_no": number, "province_no": 1 if 1 <= number <= 4 else number}


@st.composite
def of_case(draw: st.DrawFn, case: dict[str, Any], days: st.SearchStrategy[date]) -> dict[Table, list[dict[str, Any]]]:
    """The answers and appointments of a case."""
    answers = []
    for i in range(draw(st.integers(0, 2))):
        valid = draw(st.booleans())
        answers.append(
            case
            | {
                "answer": f"{case['application']}-{i}",
                "answer_method": draw(st.sampled_from((*METHODS, None))),
                "asked_date": draw(st.none() | days),
                "reached": draw(MAYBE),
                "answered": valid or draw(st.booleans()),
                "points": draw(st.integers(0, 100)) if valid else None,
                "satisfied": draw(st.booleans()) if valid else None,
                "answer_reason": draw(st.sampled_from(("cost", None))),
            }
        )
    visits = [
        case
        | {
            "visit_date": draw(st.none() | days),
            "kept": draw(MAYBE),
            "lead_minutes": draw(st.none() | st.integers(0, 9_000)),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {answer_fact: answers, appointment_fact: visits}


def numbers() -> st.SearchStrategy[float]:
    """Numbers that are told to a quarter, so that sums do not depend on their order."""
    return st.integers(0, 400).map(lambda quarters: quarters / 4)


@st.composite
def apart_from_cases(draw: st.DrawFn, days: st.SearchStrategy[date]) -> dict[Table, list[dict[str, Any]]]:
    """Contacts, complaints and sums of days."""

    def row(i: int, **columns: Any) -> dict[str, Any]:
        return place(draw(st.integers(0, 5))) | {
            "application": f"A{i:03d}" if draw(st.booleans()) else None,
            "customer_class": draw(st.sampled_from(("residential", "lv_business", None))),
            "service": draw(st.sampled_from(("new", None))),
            "channel": draw(st.sampled_from(("osg", "hall", None))),
            **{name: draw(values) for name, values in columns.items()},
        }

    def some(**columns: Any) -> list[dict[str, Any]]:
        return [row(i, **columns) for i in range(draw(st.integers(0, 5)))]

    count = st.none() | st.integers(0, 50)
    contacts = some(
        opened_date=st.none() | days, contact_topic=st.sampled_from(("progress", None)), replied=st.booleans(),
        case_place_no=PLACE, reply_seconds=st.none() | st.integers(0, 9_000),
        solved=MAYBE, rating=st.none() | st.integers(1, 5),
    )  # fmt: skip
    complaints = some(
        opened_date=st.none() | days, complaint_source=st.sampled_from(("95598", None)),
        case_place_no=PLACE, complaint_type=st.sampled_from(("fees", "attitude")), upheld=MAYBE, repeat=MAYBE,
    )  # fmt: skip
    use = some(
        use_date=days, online=MAYBE, unified=MAYBE, function=st.sampled_from(("bill_payment", "points", None)),
        month_last=st.booleans(), users=count, transactions=count, amount=st.none() | numbers(), users_month=count,
    )  # fmt: skip
    pushes = some(
        push_date=days, push_kind=st.sampled_from(("notice", "offer")), segment=st.sampled_from(("household", "park")),
        sent=count, opened=count, taken_up=count,
    )  # fmt: skip
    drafts = some(draft_date=days, started=count, submitted=count, accepted=count)
    return {
        contact_fact: [one | {"contact": f"K{i}"} for i, one in enumerate(contacts)],
        complaint_fact: [one | {"complaint": f"C{i}"} for i, one in enumerate(complaints)],
        channel_fact: [one | {"month": one["use_date"].replace(day=1)} for one in use],
        push_fact: pushes,
        draft_fact: drafts,
        crossing_fact: some(accepted_date=st.none() | days, cases=st.integers(1, 3)),
    }
