"""Cases as the source tells them: where, who works there, the case itself, its steps and holds."""

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer

from warehouse.delivered.contract import column, file

regions = file(
    "regions",
    ("region", "from"),
    column("region", required=True),
    column("from", Date, key="from_date"),
    column("to", Date, key="to_date"),
    column("parent"),
    column("name", required=True),
    column("name_en"),
    column("level"),
)

units = file(
    "units",
    ("unit",),
    column("unit", required=True),
    column("region"),
    column("name", required=True),
    column("name_en"),
)

applications = file(
    "applications",
    ("application",),
    column("application", required=True),
    column("region"),
    column("service"),
    column("channel"),
    column("assisted", Boolean),
    column("customer_class"),
    column("voltage"),
    column("capacity_kva", Float),
    column("segment"),
    column("industry"),
    column("importance"),
    column("special_load", Boolean),
    column("grid_works", Boolean),
    column("site"),
    column("project"),
    column("phase"),
    column("meters", Integer),
    column("batch", Boolean),
    column("submitted_at", DateTime),
    column("accepted_at", DateTime),
    column("power_on_at", DateTime),
    column("ended_at", DateTime),
    column("archived_at", DateTime),
    column("outcome"),
    column("documents_required", Integer),
    column("document_to_follow", Boolean),
    column("one_document", Boolean),
    column("linked_documents", Integer),
    column("e_signed", Boolean),
    column("zero_visit", Boolean),
    column("zero_approval", Boolean),
    column("zero_investment", Boolean),
    column("customer_cost", Float),
    column("utility_cost", Float),
    column("trips", Integer),
    column("trips_confirmed", Integer),
    column("applicant_region"),
    column("due_at", DateTime),
    column("overdue", Boolean),
    column("exempt_reason"),
    # The as_of of the delivery that last named this case's steps and holds: an older delivery must not bring them back.
    Column("steps_as_of", DateTime),
    Column("holds_as_of", DateTime),
    region="region",
)

steps = file(
    "steps",
    ("application", "step", "round"),
    column("application", required=True),
    column("step", required=True),
    column("round", Integer),
    column("entered_at", DateTime),
    column("left_at", DateTime),
    column("owner"),
    column("unit"),
    column("handler"),
    column("due_at", DateTime),
    column("notified_at", DateTime),
    parent="applications",
    whole=True,
)

holds = file(
    "holds",
    ("application", "step", "from"),
    column("application", required=True),
    column("step"),
    column("from", DateTime, required=True, key="from_at"),
    column("to", DateTime, key="to_at"),
    column("reason"),
    column("asked_by"),
    parent="applications",
    whole=True,
)
