"""The metrics of service once more, in plain Python: what counts, its value, and how values become one."""

from __future__ import annotations

from typing import Any

from tests.queries.figures import Flows, Row, count, mean, median, p90, share, total
from warehouse.facts import case_fact, step_fact
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

METHODS = {"": "callback", ".app": "app", ".government": "government", ".third_party": "third_party"}
# What a row says of its case, which may lie in another unit than the row.
OF_CASE = {
    contact_fact: ("application", "service", "family", "customer_class"),
    complaint_fact: ("application", "service", "family", "customer_class", "channel"),
}
ENERGY = ("pv", "charging", "storage", "integrated_energy")


def both(one: bool | None, other: bool | None) -> bool | None:
    """And, where unknown is neither."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def finished(row: Row) -> bool:
    return bool(row["state"] == "finished")


def no(value: Any) -> bool | None:
    return None if value is None else value == 0


def some(value: Any) -> bool | None:
    return None if value is None else value > 0


def per_part(pairs: list[tuple[int, Any]]) -> float | None:
    return sum(users for users, _ in pairs) / len({part for _, part in pairs}) if pairs else None


def users(column: str, part: str) -> Any:
    return lambda row: None if row[column] is None else (row[column], row[part])


SERVICE: Flows = {}
for _end, _method in METHODS.items():

    def _of(row: Row, method: str = _method) -> bool:
        return bool(row["answer_method"] == method)

    for _key, _value, _summary in (
        ("asked", lambda r: 1, count),
        ("reached", lambda r: 1 if r["reached"] else None, count),
        ("refused", lambda r: 1 if r["reached"] and not r["answered"] else None, count),
        ("answered", lambda r: 1 if r["answered"] else None, count),
        ("reached_rate", lambda r: r["reached"], share),
        ("answer_rate", lambda r: r["answered"], share),
        ("csat", lambda r: r["satisfied"], share),
        ("points", lambda r: r["points"], mean),
        ("dissatisfied", lambda r: 1 if r["satisfied"] is False else None, count),
    ):
        SERVICE[_key + _end] = (answer_fact, "asked_date", _of, _value, _summary)
for _key, _where, _value, _summary in (
    ("trips", finished, lambda r: r["trips"], mean),
    ("trips_confirmed", finished, lambda r: r["trips_confirmed"], mean),
    ("zero_trip_rate", finished, lambda r: no(r["trips"]), share),
    ("zero_trip_rate_confirmed", finished, lambda r: no(r["trips_confirmed"]), share),
    ("one_document_rate", lambda r: True, lambda r: r["one_document"], share),
    ("linked_rate", lambda r: True, lambda r: some(r["linked_documents"]), share),
    ("linked_documents", lambda r: True, lambda r: r["linked_documents"], total),
    ("documents_required", lambda r: True, lambda r: r["documents_required"], mean),
    ("document_to_follow_rate", lambda r: True, lambda r: r["document_to_follow"], share),
    ("e_signature_rate", lambda r: True, lambda r: r["e_signed"], share),
    ("zero_visit_rate", lambda r: True, lambda r: r["zero_visit"], share),
    ("zero_approval_rate", lambda r: True, lambda r: r["zero_approval"], share),
    ("zero_investment_rate", lambda r: True, lambda r: r["zero_investment"], share),
    ("zero_all_rate", lambda r: True, lambda r: r["zero_all"], share),
    ("customer_cost", lambda r: True, lambda r: r["customer_cost"], mean),
    ("customer_cost.median", lambda r: True, lambda r: r["customer_cost"], median),
    ("utility_cost", lambda r: True, lambda r: r["utility_cost"], mean),
    ("utility_cost.median", lambda r: True, lambda r: r["utility_cost"], median),
    (
        "appointment_share",
        lambda r: finished(r) and r["family"] in (None, "connection", "pv", "charging"),
        lambda r: some(r["appointments"]),
        share,
    ),
    ("online_travelled", lambda r: finished(r) and r["online"], lambda r: some(r["trips"]), share),
    ("online_travelled_confirmed", lambda r: finished(r) and r["online"], lambda r: some(r["trips_confirmed"]), share),
    ("legacy_cases", lambda r: r["legacy_service"] is not None, lambda r: 1, count),
    ("new_energy", lambda r: r["family"] in ENERGY, lambda r: 1, count),
    ("new_energy_capacity", lambda r: r["family"] in ENERGY, lambda r: r["capacity_kva"], total),
    (
        "streamlined_connections",
        lambda r: r["family"] in (None, "connection") and r["path"],
        lambda r: r["path"] == "streamlined",
        share,
    ),
    ("streamlined_share", lambda r: not r["special"] and r["path"], lambda r: r["path"] == "streamlined", share),
    ("dropped_step_share", lambda r: True, lambda r: r["dropped_steps"], share),
):
    SERVICE[_key] = (case_fact, None, _where, _value, _summary)
for _key, _date, _where, _value, _summary in (
    ("online_share", "accepted_date", lambda r: r["can_be_online"], lambda r: r["online"], share),
    (
        "self_online_share",
        "accepted_date",
        lambda r: r["can_be_online"],
        lambda r: both(r["online"], None if r["assisted"] is None else not r["assisted"]),
        share,
    ),
    ("unified_case_share", "accepted_date", lambda r: True, lambda r: r["unified"], share),
    ("cross_province", "accepted_date", lambda r: r["cross_province"], lambda r: 1, count),
    ("cross_province_share", "accepted_date", lambda r: True, lambda r: r["cross_province"], share),
    ("online_submitted", "submitted_date", lambda r: r["online"], lambda r: 1, count),
    ("online_accepted", "submitted_date", lambda r: r["online"] and r["accepted_date"], lambda r: 1, count),
    (
        "online_powered",
        "submitted_date",
        lambda r: r["online"] and r["accepted_date"] and finished(r),
        lambda r: 1,
        count,
    ),
):
    SERVICE[_key] = (case_fact, _date, _where, _value, _summary)
for _key, _fact, _date, _value, _summary in (
    ("appointments", appointment_fact, "visit_date", lambda r: 1, count),
    ("appointment_kept", appointment_fact, "visit_date", lambda r: r["kept"], share),
    ("complaints", complaint_fact, "opened_date", lambda r: 1, count),
    ("complaints_upheld", complaint_fact, "opened_date", lambda r: r["upheld"], share),
    ("complaints_repeated", complaint_fact, "opened_date", lambda r: r["repeat"], share),
    ("contacts", contact_fact, "opened_date", lambda r: 1, count),
    ("contacts_replied", contact_fact, "opened_date", lambda r: r["replied"], share),
    ("contacts_solved", contact_fact, "opened_date", lambda r: r["solved"], share),
    ("contact_rating", contact_fact, "opened_date", lambda r: r["rating"], mean),
    ("notice_share", step_fact, None, lambda r: r["notified"], share),
    ("transactions", channel_fact, "use_date", lambda r: r["transactions"], total),
    ("payments", channel_fact, "use_date", lambda r: None if r["amount"] is None else r["transactions"], total),
    ("paid_amount", channel_fact, "use_date", lambda r: r["amount"], total),
    (
        "app_transactions",
        channel_fact,
        "use_date",
        lambda r: None if r["unified"] is None else r["transactions"],
        total,
    ),
    ("unified_transactions", channel_fact, "use_date", lambda r: r["transactions"] if r["unified"] else None, total),
    (
        "daily_users",
        channel_fact,
        "use_date",
        lambda r: users("users", "use_date")(r) if r["function"] is None else None,
        per_part,
    ),
    (
        "function_users",
        channel_fact,
        "use_date",
        lambda r: users("users", "use_date")(r) if r["function"] is not None else None,
        per_part,
    ),
    (
        "monthly_users",
        channel_fact,
        "use_date",
        lambda r: users("users_month", "month")(r) if r["function"] is None and r["month_last"] else None,
        per_part,
    ),
    ("push_sent", push_fact, "push_date", lambda r: r["sent"], total),
    ("push_opened", push_fact, "push_date", lambda r: r["opened"], total),
    ("push_taken_up", push_fact, "push_date", lambda r: r["taken_up"], total),
    ("push_sent_watched", push_fact, "push_date", lambda r: None if r["opened"] is None else r["sent"], total),
    ("push_sent_offers", push_fact, "push_date", lambda r: None if r["taken_up"] is None else r["sent"], total),
    ("drafts_started", draft_fact, "draft_date", lambda r: r["started"], total),
    ("drafts_submitted", draft_fact, "draft_date", lambda r: r["submitted"], total),
    ("handled_elsewhere", crossing_fact, "accepted_date", lambda r: r["cases"], total),
    ("drafts_accepted", draft_fact, "draft_date", lambda r: r["accepted"], total),
):
    SERVICE[_key] = (_fact, _date, lambda r: True, _value, _summary)
for _key, _fact, _date, _column, _unit in (
    ("booking_lead", appointment_fact, "visit_date", "lead_minutes", 1440),
    ("first_reply", contact_fact, "opened_date", "reply_seconds", 60),
    ("notice_lag", step_fact, None, "notice_minutes", 60),
):
    for _suffix, _summary in (("", mean), (".median", median), (".p90", p90)):
        SERVICE[_key + _suffix] = (
            _fact,
            _date,
            lambda r: True,
            lambda r, c=_column, u=_unit: None if r[c] is None else r[c] / u,
            _summary,
        )
# key: (the part above, the part below whose rows are counted, groupings that only the part above knows)
VALUE_RATIOS = {
    "unified_share": ("unified_transactions", "app_transactions", ()),
    "push_open_rate": ("push_opened", "push_sent_watched", ()),
    "push_take_up_rate": ("push_taken_up", "push_sent_offers", ()),
    "draft_completion": ("drafts_submitted", "drafts_started", ()),
    "function_use": ("function_users", "daily_users", ("function",)),
}
