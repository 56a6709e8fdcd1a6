"""What customers met: appointments, answers, contacts, complaints; and daily sums of channels, pushes and drafts."""

from sqlalchemy import Boolean, Date, DateTime, Float, Integer

from warehouse.delivered.contract import column, file

# A visit that the customer has booked: staff come between window_start and window_end.
appointments = file(
    "appointments",
    ("application", "booked_at"),
    column("application", required=True),
    column("booked_at", DateTime, required=True),
    column("window_start", DateTime),
    column("window_end", DateTime),
    column("arrived_at", DateTime),
    parent="applications",
)

# A customer who was asked about a case. score is on the scale that `scale` names (table scales).
answers = file(
    "answers",
    ("answer",),
    column("answer", required=True),
    column("application", required=True),
    column("asked_at", DateTime),
    column("reached", Boolean),
    column("answered_at", DateTime),
    column("method"),
    column("score", Float),
    column("scale"),
    column("reason"),
    parent="applications",
)

# Contacts and complaints may belong to no case, or to one that was never delivered: they have a region of their own.
contacts = file(
    "contacts",
    ("contact",),
    column("contact", required=True),
    column("application"),
    column("region"),
    column("channel"),
    column("topic"),
    column("opened_at", DateTime),
    column("first_reply_at", DateTime),
    column("closed_at", DateTime),
    column("solved", Boolean),
    column("rating", Float),
    region="region",
)

complaints = file(
    "complaints",
    ("complaint",),
    column("complaint", required=True),
    column("application"),
    column("region"),
    column("source"),
    column("type"),
    column("upheld", Boolean),
    column("repeat", Boolean),
    column("opened_at", DateTime),
    column("closed_at", DateTime),
    region="region",
)

# Sums of a day. users are distinct within the day, users_month within the month up to the day: neither adds up, so that
# a row without a function tells the users of the channel as a whole. Transactions and amounts do add up.
channel_use = file(
    "channel_use",
    ("region", "channel", "function", "date"),
    column("region"),
    column("channel"),
    column("function"),
    column("date", Date, required=True),
    column("users", Integer),
    column("transactions", Integer),
    column("amount", Float),  # yuan
    column("users_month", Integer),
    region="region",
)

# What was sent to customers of a segment on a day: of those sent, how many opened it and how many took it up.
pushes = file(
    "pushes",
    ("region", "kind", "segment", "channel", "date"),
    column("region"),
    column("kind"),
    column("segment"),
    column("channel"),
    column("date", Date, required=True),
    column("sent", Integer),
    column("opened", Integer),
    column("taken_up", Integer),
    region="region",
)

# What happened on a day: applications started, submitted, accepted.
drafts = file(
    "drafts",
    ("region", "service", "channel", "date"),
    column("region"),
    column("service"),
    column("channel"),
    column("date", Date, required=True),
    column("started", Integer),
    column("submitted", Integer),
    column("accepted", Integer),
    region="region",
)
