"""The derived tables of what customers met: answers, visits, contacts, complaints; sums of channels, pushes, drafts.

The rules of warehouse/facts.py hold here too. Facts whose info says `sums` hold sums of a day: they do not open into
rows of their own. Codes stand under the name of their list (warehouse/delivered/catalogues.py, CODE_LISTS).
"""

from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table

from warehouse.delivered import metadata
from warehouse.facts import CASE_FACTS, case_columns

_CASES = {"of_case": True}  # what a row says of its case, which may lie in another unit than the row


def _of_perhaps_a_case() -> list[Column[Any]]:
    """What stands where it is said to; what it says of a case is null where it belongs to none."""
    return [
        Column("application", String, info=_CASES),
        Column("place_no", Integer, nullable=False),
        Column("province_no", Integer, nullable=False),
        Column("case_place_no", Integer),  # the case's
        Column("service", String, info=_CASES),
        Column("family", String, info=_CASES),
        Column("customer_class", String, info=_CASES),
    ]


# A customer who was asked about a case.
answer_fact = Table(
    "answer_fact",
    metadata,
    *case_columns(),
    Column("answer", String, nullable=False),
    Column("answer_method", String),  # callback, app, government, third_party
    Column("asked_date", Date),
    Column("answered_date", Date),
    Column("reached", Boolean),
    Column("answered", Boolean, nullable=False),  # there is a score, or a moment at which it was given
    Column("score", Float),
    Column("scale", String),
    Column("points", Float),  # the score with the scale's lowest as 0 and its highest as 100; null unless within it
    Column("satisfied", Boolean),  # by the scale, 基本满意 counting or not by a setting; null as points
    Column("answer_reason", String),
    Column("segment", String),  # the case's
    Column("industry", String),  # the case's
    Column("whole_minutes", Integer),  # the case's
    Column("trips", Integer),  # the case's
    Column("visit", String),  # the case's
)

# A visit that was booked.
appointment_fact = Table(
    "appointment_fact",
    metadata,
    *case_columns(),
    Column("booked_date", Date),
    Column("visit_date", Date),  # the day on which the window begins
    # Staff arrived within the window. False too where the window has ended and nobody came; null where it is unknown or
    # not over, where the case ended before it, and where arrivals were never delivered.
    Column("kept", Boolean),
    Column("lead_minutes", Integer),  # elapsed from booking to the window's begin; null unless in that order
)

contact_fact = Table(
    "contact_fact",
    metadata,
    Column("contact", String, nullable=False),
    *_of_perhaps_a_case(),
    Column("channel", String),  # the contact's own
    Column("contact_topic", String),
    Column("opened_date", Date),
    Column("replied", Boolean, nullable=False),
    Column("reply_seconds", Integer),  # elapsed from opening to the first reply; null unless in that order
    Column("solved", Boolean),
    Column("rating", Float),
)

complaint_fact = Table(
    "complaint_fact",
    metadata,
    Column("complaint", String, nullable=False),
    *_of_perhaps_a_case(),
    Column("channel", String, info=_CASES),  # the case's
    Column("complaint_source", String),
    Column("complaint_type", String),
    Column("upheld", Boolean),
    Column("repeat", Boolean),
    Column("opened_date", Date),
    Column("closed_date", Date),
)

# One row a region, channel, function and day. A row without a function is of the channel as a whole: its users are not
# the sum of those of its functions.
channel_fact = Table(
    "channel_fact",
    metadata,
    Column("place_no", Integer, nullable=False),
    Column("province_no", Integer, nullable=False),
    Column("channel", String),
    Column("online", Boolean),
    Column("unified", Boolean),
    Column("function", String),
    Column("use_date", Date, nullable=False),
    Column("month", Date, nullable=False),  # its first day
    # the last day of a month that is over on which its region, channel and function tell users_month
    Column("month_last", Boolean, nullable=False),
    Column("users", Integer),
    Column("transactions", Integer),
    Column("amount", Float),  # yuan
    Column("users_month", Integer),
    info={"sums": True},
)

push_fact = Table(
    "push_fact",
    metadata,
    Column("place_no", Integer, nullable=False),
    Column("province_no", Integer, nullable=False),
    Column("push_kind", String),
    Column("segment", String),
    Column("channel", String),
    Column("push_date", Date, nullable=False),
    Column("sent", Integer),
    Column("opened", Integer),
    Column("taken_up", Integer),
    info={"sums": True},
)

draft_fact = Table(
    "draft_fact",
    metadata,
    Column("place_no", Integer, nullable=False),
    Column("province_no", Integer, nullable=False),
    Column("service", String),  # today's
    Column("family", String),
    Column("channel", String),
    Column("draft_date", Date, nullable=False),
    Column("started", Integer),
    Column("submitted", Integer),
    Column("accepted", Integer),
    info={"sums": True},
)

# Cases of customers registered in a province that another one handled: all that the customer's own may know of them.
crossing_fact = Table(
    "crossing_fact",
    metadata,
    Column("place_no", Integer, nullable=False),  # the customer's province
    Column("province_no", Integer, nullable=False),  # the same
    Column("accepted_date", Date),
    Column("cases", Integer, nullable=False),
    info={"sums": True},
)

SERVICE_FACTS = (
    answer_fact,
    appointment_fact,
    contact_fact,
    complaint_fact,
    channel_fact,
    push_fact,
    draft_fact,
    crossing_fact,
)
FACTS = (*CASE_FACTS, *SERVICE_FACTS)
