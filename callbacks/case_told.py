"""Cards of what is told of one case: its facts, documents, costs and trips, what is odd, and what customers met."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from callbacks.case_words import items, local, step_name, table_of, unit_line
from callbacks.labels import group_label
from callbacks.panel import Content
from callbacks.row_words import heading, readable_cell
from callbacks.view import View
from locales import number, text
from queries.case import Case
from queries.flags import flags as every_flag

PERHAPS = ("legacy_service", "exempt_reason", "reconciled")  # what is there for some cases only
TO_COME = ("power_on_at", "ended_at", "archived_at", "outcome", "path")  # what an open case cannot have yet
# Items of a case and the column of the deliveries that tells them, where it has another name.
FACTS = (
    *("service", "legacy_service", "customer_class", "voltage", "capacity_kva", "meters", "channel", "assisted"),
    *("segment", "industry", "importance", "special_load", "grid_works", "batch", "project", "phase"),
    *("submitted_at", "accepted_at", "power_on_at", "ended_at", "archived_at", "outcome", "path"),
    *("delivered_due_at", "delivered_overdue", "reconciled", "exempt_reason"),
)
EASE = (
    *("documents_required", "document_to_follow", "one_document", "linked_documents", "e_signed"),
    *("zero_visit", "zero_approval", "zero_investment", "zero_all"),
    *("trips", "trips_confirmed", "customer_cost", "utility_cost", "applicant_province", "cross_province"),
)
TOLD_BY = {
    "legacy_service": "service",
    "path": "outcome",
    "delivered_due_at": "due_at",
    "delivered_overdue": "overdue",
    "reconciled": "due_at",
    "zero_all": "zero_visit",
    "applicant_province": "applicant_region",
    "cross_province": "applicant_region",
}


def facts(view: View, case: Case) -> Content:
    """What the case is, when what happened, and what the source says of its due date."""
    return _items(view, case, FACTS, [(text(view.locale, "column.region"), unit_line(view, case))])


def ease(view: View, case: Case) -> Content:
    """Documents, signature, the three zeros, trips, costs, and whether the customer is registered elsewhere."""
    return _items(view, case, EASE, [])


def _items(view: View, case: Case, names: tuple[str, ...], first: list[tuple[str, str]]) -> Content:
    """One row an item; those that the data never tell are named below."""
    known = [name for name in names if ("applications", TOLD_BY.get(name, name)) in view.catalogue.held]
    never = [heading(view, name) for name in names if name not in known]
    shown = [name for name in known if case.row.get(name) is not None or not _goes_without_saying(case, name)]
    pairs = [*first, *((heading(view, name), _value(view, case, name)) for name in shown)]
    listed = text(view.locale, "word.listed").join(never)
    note = text(view.locale, "case.never_told", names=listed) if never else ""
    return Content(n=len(pairs), figures=items(view, pairs), note=note, empty=note)


def _goes_without_saying(case: Case, name: str) -> bool:
    """Whether that there is nothing of an item is no lack: what only some cases have, or an end of another kind."""
    ended = case.row["state"] not in ("submitted", "open")
    powered = case.row["outcome"] in (None, "powered")
    return name in PERHAPS or (ended and name == "power_on_at" and not powered) or (ended and name == "path")


def _value(view: View, case: Case, name: str) -> str | None:
    if name == "applicant_province":
        home = case.row["applicant_province_no"]
        return None if home is None else group_label(view, name, view.catalogue.by_no[home].region)
    value = case.row[name]
    if value is None and name in TO_COME and case.row["state"] in ("submitted", "open"):
        return text(view.locale, "case.not_yet")
    if name in ("segment", "industry", "importance") and value is not None:
        return view.catalogue.label(name, value, view.locale)
    shown: Any = readable_cell(view, name, value)
    if isinstance(shown, float | int) and not isinstance(shown, bool):
        return number(view.locale, shown, 0 if float(shown).is_integer() else 2)
    return None if shown is None else str(shown)


def flags(view: View, case: Case) -> Content:
    """What is suspected of the case, or odd about it."""
    say = partial(text, view.locale)
    known = every_flag()
    rows = []
    for row in case.flags:
        one = known.get(row["flag"])
        kind = say("case.suspicion" if one.suspicion else "case.oddity") if one else None
        where = step_name(view, {**row, "round": row["round"] or 1}) if row["step"] else say("case.whole_case")
        rows.append((group_label(view, "flag", row["flag"]), kind, where, one.definition(view.locale) if one else ""))
    heads = [say(f"data.column.{name}") for name in ("flag", "kind")]
    frame = pd.DataFrame(rows, columns=[*heads, say("column.step"), say("data.column.meaning")])
    return Content(n=len(rows), figures=frame, empty=say("case.no_flags"), note=say("case.flags_note"))


def visits(view: View, case: Case) -> Content:
    """The visits that were booked, and whether staff came within their windows."""
    say = partial(text, view.locale)
    rows, arrivals = [], ("appointments", "arrived_at") in view.catalogue.held
    for row in case.appointments:
        begin, end, came = row["window_start"], row["window_end"], row["arrived_at"]
        if begin is None or end is None or (came is None and not arrivals):
            how = None
        elif came is None:
            how = say("case.visit_missed" if end < case.now else "case.visit_ahead")
        else:
            how = say("case.early" if came < begin else "case.visit_late" if came > end else "case.within")
        rows.append((*(local(view, row[name]) for name in row), how))
    heads = [say(f"column.{name}") for name in ("booked_at", "window_start", "window_end", "arrived_at", "kept")]
    return _told(view, "appointments", pd.DataFrame(rows, columns=heads), text(view.locale, "case.no_visits"))


def answers(view: View, case: Case) -> Content:
    """What its customer answered, one row an answer: for readers with the right to cases, who alone come here."""
    names = ("asked_date", "answer_method", "reached", "answered_date", "score", "satisfied", "answer_reason")
    told = _told(view, "answers", table_of(view, case.answers, *names), text(view.locale, "case.no_answers"))
    scales = dict.fromkeys(row["scale"] for row in case.answers if row["scale"] and row["score"] is not None)
    listed = text(view.locale, "word.listed").join(group_label(view, "scale", scale) for scale in scales)
    return replace(told, note=text(view.locale, "case.scales", names=listed)) if listed else told


def contacts(view: View, case: Case) -> Content:
    """Contacts with customer service about the case."""
    names = ("opened_date", "contact", "channel", "contact_topic", "reply_seconds", "solved", "rating")
    return _told(view, "contacts", table_of(view, case.contacts, *names), text(view.locale, "case.no_contacts"))


def complaints(view: View, case: Case) -> Content:
    """Complaints about the case."""
    names = ("opened_date", "complaint", "complaint_source", "complaint_type", "upheld", "repeat", "closed_date")
    return _told(view, "complaints", table_of(view, case.complaints, *names), text(view.locale, "case.no_complaints"))


def _told(view: View, file: str, frame: pd.DataFrame, none: str) -> Content:
    """A table; without rows, that there are none, or that the data never tell of such a thing."""
    told = (file, "application") in view.catalogue.held
    return Content(n=len(frame), figures=frame, empty=none if told else text(view.locale, "case.untold", file=file))
