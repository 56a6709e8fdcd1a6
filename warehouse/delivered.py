"""The delivered tables: what a source may hand over, column by column (the data contract).

Each table stands for one file of a delivery and carries its name. Stamps are stored as naive UTC; every column that is
not required may be null, and null is unknown, never 0 or no. The loader reads the contract from these declarations, so
a new file of the contract is a new table here and nothing else.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, MetaData, String, Table
from sqlalchemy.types import TypeEngine

metadata = MetaData()

# Bookkeeping beside the delivered columns: the delivery's as_of (naive UTC) and the load that brought the row.
BOOKKEEPING = ("as_of", "load_no", "steps_as_of", "holds_as_of")


def _column(name: str, kind: type[TypeEngine[Any]] = String, *, required: bool = False, key: str = "") -> Column[Any]:
    return Column(name, kind, nullable=not required, key=key or name)


def _file(
    name: str, keys: tuple[str, ...], *columns: Column[Any], parent: str | None = None, region: str | None = None
) -> Table:
    """A file of the contract.

    keys: the columns that identify a row. parent: the file whose key each row must find (else it waits in quarantine);
    rows of a file with a parent are replaced whole for each parent named. region: the column that a regional snapshot
    covers.
    """
    return Table(
        name,
        metadata,
        *columns,
        Column("as_of", DateTime, nullable=False),
        Column("load_no", Integer, nullable=False),
        info={"keys": keys, "parent": parent, "region": region},
    )


regions = _file(
    "regions",
    ("region", "from"),
    _column("region", required=True),
    _column("from", Date, key="from_date"),
    _column("to", Date, key="to_date"),
    _column("parent"),
    _column("name", required=True),
    _column("name_en"),
    _column("level"),
)

units = _file(
    "units",
    ("unit",),
    _column("unit", required=True),
    _column("region"),
    _column("name", required=True),
    _column("name_en"),
)

applications = _file(
    "applications",
    ("application",),
    _column("application", required=True),
    _column("region"),
    _column("service"),
    _column("channel"),
    _column("assisted", Boolean),
    _column("customer_class"),
    _column("voltage"),
    _column("capacity_kva", Float),
    _column("segment"),
    _column("industry"),
    _column("importance"),
    _column("special_load", Boolean),
    _column("grid_works", Boolean),
    _column("site"),
    _column("project"),
    _column("phase"),
    _column("meters", Integer),
    _column("batch", Boolean),
    _column("submitted_at", DateTime),
    _column("accepted_at", DateTime),
    _column("power_on_at", DateTime),
    _column("ended_at", DateTime),
    _column("archived_at", DateTime),
    _column("outcome"),
    _column("documents_required", Integer),
    _column("document_to_follow", Boolean),
    _column("one_document", Boolean),
    _column("linked_documents", Integer),
    _column("e_signed", Boolean),
    _column("zero_visit", Boolean),
    _column("zero_approval", Boolean),
    _column("zero_investment", Boolean),
    _column("customer_cost", Float),
    _column("utility_cost", Float),
    _column("trips", Integer),
    _column("trips_confirmed", Integer),
    _column("applicant_region"),
    _column("due_at", DateTime),
    _column("overdue", Boolean),
    _column("exempt_reason"),
    # The as_of of the delivery that last named this case's steps and holds: an older delivery must not bring them back.
    Column("steps_as_of", DateTime),
    Column("holds_as_of", DateTime),
    region="region",
)

steps = _file(
    "steps",
    ("application", "step", "round"),
    _column("application", required=True),
    _column("step", required=True),
    _column("round", Integer),
    _column("entered_at", DateTime),
    _column("left_at", DateTime),
    _column("owner"),
    _column("unit"),
    _column("handler"),
    _column("due_at", DateTime),
    _column("notified_at", DateTime),
    parent="applications",
)

holds = _file(
    "holds",
    ("application", "step", "from"),
    _column("application", required=True),
    _column("step"),
    _column("from", DateTime, required=True, key="from_at"),
    _column("to", DateTime, key="to_at"),
    _column("reason"),
    _column("asked_by"),
    parent="applications",
)

# A time limit for one case or step. clock: whole, utility or step (then step names it). A null class, region or bound
# means any. Capacity in kVA: over capacity_over, up to and including capacity_to. valid_to is the first day on which it
# no longer holds.
limits = _file(
    "limits",
    ("limit",),
    _column("limit", required=True),
    _column("edition", required=True),
    _column("clock", required=True),
    _column("step"),
    _column("customer_class"),
    _column("region"),
    _column("capacity_over", Float),
    _column("capacity_to", Float),
    _column("working_days", Integer, required=True),
    _column("valid_from", Date),
    _column("valid_to", Date),
    _column("source"),
    _column("provisional", Boolean),
)

# The catalogues: codes with their names. Codes that no catalogue knows are added under their own name.
services = _file(
    "services",
    ("service",),
    _column("service", required=True),
    _column("name", required=True),
    _column("name_en"),
    # connection, pv, charging, change, ...: only a connection carries connection time and ends at power on.
    _column("family"),
    _column("sort", Integer),
)

step_names = _file(
    "step_names",
    ("step",),
    _column("step", required=True),
    _column("name", required=True),
    _column("name_en"),
    _column("sort", Integer),
    # assessed: State Grid's HV rule judges a case by these steps. streamlined: today's step that an older one belongs
    # to, null if dropped.
    _column("assessed", Boolean),
    _column("streamlined"),
    # The step that the customer sees where this is a part of it; null: it is seen itself.
    _column("part_of"),
)

channels = _file(
    "channels",
    ("channel",),
    _column("channel", required=True),
    _column("name", required=True),
    _column("name_en"),
    _column("sort", Integer),
    _column("online", Boolean),
    _column("unified", Boolean),
)

classes = _file(
    "classes",
    ("customer_class",),
    _column("customer_class", required=True),
    _column("name", required=True),
    _column("name_en"),
    _column("sort", Integer),
    # steps: a case is on time when each assessed step is; whole: when accepted -> power on is.
    _column("judged_by"),
)

CATALOGUES = (services, step_names, channels, classes)


def contract_columns(table: Table) -> list[Column[Any]]:
    """The columns of a delivered table that a source fills, in contract order (bookkeeping left out)."""
    return [column for column in table.columns if column.name not in BOOKKEEPING]
