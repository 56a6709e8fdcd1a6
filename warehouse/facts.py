"""The derived tables of cases: one row per case, step execution, waiting part, standing interval and flag.

What customers met is in warehouse/service_facts.py.

Every fact carries what its case is filtered by and its cohort dates, so that each filter and cohort works on each fact
without a join; further properties of a case stand in case_fact alone. Dates are local days of the version's time zone.
Minutes are whole working minutes of the clock W (warehouse/working_time.py): a working day is 1,440 of them. Unknown is
null.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, String, Table

from warehouse.delivered import metadata
from warehouse.working_time import MINUTES_A_DAY, SECONDS_A_MINUTE

COHORTS = ("submitted", "accepted", "power_on", "archived")
# Elapsed times that are no working time: column -> how many of what it counts make one of the unit that it is told in
# (hours, days, minutes). Kept as whole numbers: an engine finds a middle value among these in half the time.
ELAPSED = {"notice_minutes": 60, "lead_minutes": MINUTES_A_DAY, "reply_seconds": SECONDS_A_MINUTE}


class Reconciled(StrEnum):
    """How the source's own due date stands to ours, in the order in which explanations are looked for.

    Days are counted after the start day. Theirs is the local day of the delivered stamp; at midnight sharp, the day
    that has just ended.
    """

    # The same last day and, where the source says whether it is overdue, the same verdict: of an open case, as of the
    # newest delivery that tells of it.
    AGREE = "agree"
    EXCLUSION = "exclusion"  # the source exempts the case
    # The limit's days on our calendar, but with no allowance for holds, or one for every working day that they touch.
    HOLD = "hold"
    # The limit's days counted Monday to Friday, or day by day; with or without those wholly on hold.
    CALENDAR = "calendar"
    # The days of another row of the limits (whatever its validity), on our calendar, with or without our allowance.
    EDITION = "edition"
    UNEXPLAINED = "unexplained"
    ONLY_OURS = "only_ours"  # the source has none
    # The source has one; ours is not known, since the limit's start is not (or lies outside the calendar).
    START_UNKNOWN = "start_unknown"
    OTHER_CLOCK = "other_clock"  # the source has one; the limit that applies is on utility time, which has no last day
    ONLY_THEIRS = "only_theirs"  # no limit of ours applies


def _due_columns() -> list[Column[Any]]:
    """Our due date beside the source's own; reconciled is null where there is neither, or the source delivers none."""
    return [
        Column("due_date", Date),  # the last day that is in time by the limit
        Column("delivered_due_at", DateTime),  # UTC
        Column("due_days_apart", Integer),  # calendar days from our last day to the source's
        Column("reconciled", String),  # Reconciled
    ]


def case_columns() -> list[Column[Any]]:
    """Dimensions and dates of the case that every fact row belongs to."""
    return [
        Column("application", String, nullable=False),
        Column("place_no", Integer, nullable=False),  # places.place_no of the case's region
        Column("province_no", Integer, nullable=False),  # its ancestor at depth 1, or itself where it stands above
        Column("service", String),
        Column("family", String),
        Column("channel", String),
        Column("customer_class", String),
        Column("importance", String),
        Column("special_load", Boolean),
        Column("outcome", String),
        # submitted: not accepted yet; open: accepted, not ended; finished: powered on or completed; left: ended
        # otherwise
        Column("state", String, nullable=False),
        Column("submitted_date", Date),
        Column("accepted_date", Date),
        Column("power_on_date", Date),
        Column("archived_date", Date),
        Column("end_date", Date),  # the day the case stopped being open: power on for a connection, else its end
    ]


case_fact = Table(
    "case_fact",
    metadata,
    *case_columns(),
    Column("legacy_service", String),  # the code that the case was delivered under, where `service` has absorbed it
    Column("assisted", Boolean),
    Column("voltage", String),
    Column("segment", String),
    Column("industry", String),
    Column("grid_works", Boolean),
    Column("batch", Boolean),
    Column("capacity_kva", Float),
    Column("meters", Integer),
    Column("submit_minutes", BigInteger),  # submitted -> accepted
    Column("whole_minutes", BigInteger),  # accepted -> power on
    Column("whole_net_minutes", BigInteger),  # the same without the time on hold
    # within whole: some unheld step of the utility's open; null where an owner is unknown
    Column("utility_minutes", BigInteger),
    Column("span_minutes", BigInteger),  # first step entered -> last step left
    Column("elapsed_minutes", BigInteger),  # accepted -> end, or now while open
    Column("steps_taken", Integer),  # different steps entered, as the customer sees them
    Column("executions", Integer),  # step rows: steps and their further rounds
    Column("steps_known", Boolean),  # each of the case's step rows has its minutes; false where it has no step rows
    Column("whole_limit", Integer),  # working days
    # UTC; the first instant that is late for a limit, the delivered stamp (the last that is not) where none applies
    Column("whole_due_at", DateTime),
    Column("whole_on_time", Boolean),
    Column("whole_on_time_strict", Boolean),  # without the allowance for days on hold
    Column("utility_limit", Integer),
    Column("utility_due_at", DateTime),
    Column("utility_on_time", Boolean),
    Column("case_on_time", Boolean),  # by the class's rule: each assessed step, or the whole time
    *_due_columns(),  # of the whole time
    Column("delivered_overdue", Boolean),
    Column("exempt_reason", String),
    Column("unit_now", String),  # who has an open case now (ingest/derive/holders.py); null: no team of the utility's
    # Of open cases that are not overdue, by what they are judged by: the whole time, or the open assessed step due
    # first. Null where nothing is due, and where the past says too little (stats/exceed.py).
    Column("chance_late", Float),  # 0..1: that the case is still there when that is due
    Column("days_left", Integer),  # working days that end by then, once the day has ended to which the data reach
    Column("due_week", Boolean),  # the last day in time is one of the seven after that day
    Column("path", String),  # Path; null while the case goes on, and where the steps' catalogue says nothing of it
    Column("dropped_steps", Boolean),  # it entered a step that the streamlining dropped; null as path
    Column("special", Boolean),  # an important customer or a special load, for whom dropped steps are kept
    Column("online", Boolean),  # its channel is
    Column("unified", Boolean),  # its channel is the one app; false: one that folds into it; null: neither
    Column("can_be_online", Boolean),  # its service can be had online, and it is no batch
    Column("documents_required", Integer),
    Column("document_to_follow", Boolean),
    Column("one_document", Boolean),
    Column("linked_documents", Integer),
    Column("e_signed", Boolean),
    Column("zero_visit", Boolean),
    Column("zero_approval", Boolean),
    Column("zero_investment", Boolean),
    Column("zero_all", Boolean),  # all three; null unless all three are known
    Column("customer_cost", Float),  # yuan
    Column("utility_cost", Float),  # yuan
    Column("trips", Integer),  # as staff entered them
    Column("trips_confirmed", Integer),  # as the customer told in a call-back
    Column("appointments", Integer),  # null where no appointments were ever delivered
    Column("visit", String),  # Visit; null as appointments
    Column("applicant_province_no", Integer),  # place_no of the province in which the customer is registered
    Column("cross_province", Boolean),  # that is another one than the case's
)


class Path(StrEnum):
    """On which steps a finished case went: any that the streamlining merged or dropped, or none of them."""

    OLDER = "older"
    STREAMLINED = "streamlined"


class Visit(StrEnum):
    """How the appointments of a case went."""

    KEPT = "kept"  # each whose window is known and over
    MISSED = "missed"  # some were not
    NONE = "none"  # the case has none
    UNKNOWN = "unknown"  # it has some, and of none is known how it went


step_fact = Table(
    "step_fact",
    metadata,
    *case_columns(),
    Column("step", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("rounds", Integer),  # how many rounds the case made of this step; on its last round only, null on the others
    Column("owner", String),
    Column("unit", String),
    Column("assessed", Boolean),
    Column("entered_at", DateTime),  # UTC
    Column("left_at", DateTime),
    Column("entered_date", Date),
    Column("left_date", Date),
    Column("minutes", BigInteger),  # entered -> left
    Column("steps_known", Boolean),  # the case's: each of its step rows has its minutes
    Column("step_limit", Integer),  # working days
    Column("due_at", DateTime),
    # of executions that have left; an assessed step of a finished case that was never left is not on time
    Column("on_time", Boolean),
    Column("on_time_strict", Boolean),
    *_due_columns(),
    Column("path", String),  # the case's
    Column("special", Boolean),  # the case's
    Column("dropped", Boolean),  # the streamlining dropped this step; null where the catalogue says nothing of it
    Column("notified", Boolean),  # the customer was told of it
    Column("notice_minutes", Integer),  # elapsed from entering to telling the customer; null unless in that order
)

# A case's time split exactly: minutes sum to whole_minutes, utility_minutes (where known) to utility_minutes.
waiting_fact = Table(
    "waiting_fact",
    metadata,
    *case_columns(),
    Column("part", String, nullable=False),  # a step's code, or one of WAITING_HELD, WAITING_BETWEEN
    Column("owner", String),
    Column("unit", String),
    Column("minutes", BigInteger),  # of the whole time; null where the part has none
    Column("utility_minutes", BigInteger),  # of the utility time; null where the part has none
    Column("path", String),  # the case's
    Column("special", Boolean),  # the case's
)
WAITING_HELD = "(held)"
WAITING_BETWEEN = "(between)"

# What stands at the end of a day d: from_date <= d and (to_date null or > d). At most one row a case, kind and day.
standing_fact = Table(
    "standing_fact",
    metadata,
    *case_columns(),
    Column("kind", String, nullable=False),  # overdue, due_soon, held
    Column("unit_now", String),  # the case's
    Column("from_date", Date, nullable=False),
    Column("to_date", Date),
)

# What is readable but odd: listed, never dropped. step is null where the whole case is meant.
flag_fact = Table(
    "flag_fact",
    metadata,
    *case_columns(),
    Column("flag", String, nullable=False),
    Column("step", String),
    Column("round", Integer),
)

CASE_FACTS = (case_fact, step_fact, waiting_fact, standing_fact, flag_fact)
