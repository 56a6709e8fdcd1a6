"""What figures are judged by or drawn against: limits of one case or step, targets for many, events."""

from sqlalchemy import Boolean, Date, Float, Integer

from warehouse.delivered.contract import column, file

# A time limit for one case or step. clock: whole, utility or step (then step names it). A null class, region or bound
# means any. Capacity in kVA: over capacity_over, up to and including capacity_to. valid_to is the first day on which it
# no longer holds.
limits = file(
    "limits",
    ("limit",),
    column("limit", required=True),
    column("edition", required=True),
    column("clock", required=True),
    column("step"),
    column("customer_class"),
    column("region"),
    column("capacity_over", Float),
    column("capacity_to", Float),
    column("working_days", Integer, required=True),
    column("valid_from", Date),
    column("valid_to", Date),
    column("source"),
    column("provisional", Boolean),
)

# A target for a figure over many cases: a metric of the registry, the selection it is judged over (null means any) and
# the value to reach, to that many decimals. reference: a line drawn beside, by which nobody is judged. valid_to is the
# first day on which it no longer holds.
targets = file(
    "targets",
    ("target",),
    column("target", required=True),
    column("metric", required=True),
    column("statistic"),
    column("region"),
    column("customer_class"),
    column("service"),
    column("channel"),
    column("threshold", Float, required=True),
    column("decimals", Integer),
    column("period"),
    column("valid_from", Date),
    column("valid_to", Date),
    column("source"),
    column("reference", Boolean),
    column("provisional", Boolean),
    region="region",
)

# What happened, to be marked on a course of time: null region means everywhere.
events = file(
    "events",
    ("date", "region", "title"),
    column("date", Date, required=True),
    column("region"),
    column("title", required=True),
    column("title_en"),
    region="region",
)
