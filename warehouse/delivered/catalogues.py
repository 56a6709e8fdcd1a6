"""The catalogues: codes with their names. Codes that no catalogue knows are added under their own name."""

from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer

from warehouse.delivered.cases import applications, holds
from warehouse.delivered.contract import column, file
from warehouse.delivered.service import answers, channel_use, complaints, contacts, pushes

services = file(
    "services",
    ("service",),
    column("service", required=True),
    column("name", required=True),
    column("name_en"),
    # connection, pv, charging, change, ...: only a connection carries connection time and ends at power on.
    column("family"),
    column("sort", Integer),
    # It can be had online; one that the catalogue says nothing of is taken for such.
    column("online", Boolean),
)

step_names = file(
    "step_names",
    ("step",),
    column("step", required=True),
    column("name", required=True),
    column("name_en"),
    column("sort", Integer),
    # assessed: State Grid's HV rule judges a case by these steps. streamlined: today's step that an older one belongs
    # to, null if dropped.
    column("assessed", Boolean),
    column("streamlined"),
    # The step that the customer sees where this is a part of it; null: it is seen itself.
    column("part_of"),
)

channels = file(
    "channels",
    ("channel",),
    column("channel", required=True),
    column("name", required=True),
    column("name_en"),
    column("sort", Integer),
    column("online", Boolean),
    # true: the one app; false: an older app that folds into it; null: neither.
    column("unified", Boolean),
)

classes = file(
    "classes",
    ("customer_class",),
    column("customer_class", required=True),
    column("name", required=True),
    column("name_en"),
    column("sort", Integer),
    # steps: a case is on time when each assessed step is; whole: when accepted -> power on is.
    column("judged_by"),
)

# A service's code from before services were merged, and today's service that it belongs to: cases of both are one
# series.
legacy_services = file(
    "legacy_services",
    ("legacy_service",),
    column("legacy_service", required=True),
    column("name", required=True),
    column("name_en"),
    column("sort", Integer),
    column("service", required=True),
)

# What a score means: satisfied from satisfied_from on; from strictly_from on where 基本满意 does not count.
scales = file(
    "scales",
    ("scale",),
    column("scale", required=True),
    column("name", required=True),
    column("name_en"),
    column("sort", Integer),
    column("lowest", Float),
    column("highest", Float),
    column("satisfied_from", Float),
    column("strictly_from", Float),
)

# Names of all other codes. list says which column they stand in: the column's own name, or a word for what it holds
# (see CODE_LISTS).
code_names = file(
    "code_names",
    ("list", "code"),
    column("list", required=True),
    column("code", required=True),
    column("name", required=True),
    column("name_en"),
    column("sort", Integer),
)

# The list of code_names that names the codes of each column.
CODE_LISTS: dict[str, tuple[Column[Any], ...]] = {
    "segment": (applications.c.segment, pushes.c.segment),
    "industry": (applications.c.industry,),
    "importance": (applications.c.importance,),
    "exempt_reason": (applications.c.exempt_reason,),
    "hold_reason": (holds.c.reason,),
    "answer_method": (answers.c.method,),
    "answer_reason": (answers.c.reason,),
    "contact_topic": (contacts.c.topic,),
    "complaint_source": (complaints.c.source,),
    "complaint_type": (complaints.c.type,),
    "function": (channel_use.c.function,),
    "push_kind": (pushes.c.kind,),
}

CATALOGUES = (services, step_names, channels, classes, scales)
