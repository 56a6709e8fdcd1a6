"""The delivered tables: what a source may hand over, column by column (the data contract).

Each table stands for one file of a delivery and carries its name. Stamps are stored as naive UTC; every column that is
not required may be null, and null is unknown, never 0 or no. The loader reads the contract from these declarations, so
a new file of the contract is a new table here and nothing else.
"""

from warehouse.delivered.cases import applications, holds, regions, steps, units
from warehouse.delivered.catalogues import (
    CATALOGUES,
    CODE_LISTS,
    channels,
    classes,
    code_names,
    legacy_services,
    scales,
    services,
    step_names,
)
from warehouse.delivered.contract import BOOKKEEPING, contract_columns, metadata
from warehouse.delivered.rules import events, limits, targets
from warehouse.delivered.service import (
    answers,
    appointments,
    channel_use,
    complaints,
    contacts,
    drafts,
    pushes,
)

__all__ = [
    "BOOKKEEPING",
    "CATALOGUES",
    "CODE_LISTS",
    "answers",
    "applications",
    "appointments",
    "channel_use",
    "channels",
    "classes",
    "code_names",
    "complaints",
    "contacts",
    "contract_columns",
    "drafts",
    "events",
    "holds",
    "legacy_services",
    "limits",
    "metadata",
    "pushes",
    "regions",
    "scales",
    "services",
    "step_names",
    "steps",
    "targets",
    "units",
]
