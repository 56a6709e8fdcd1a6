"""The lists of codes that the facts' columns hold, for the engine to keep each as a number instead of a text.

Facts are mostly codes: kept as numbers they are written, joined and grouped in a fraction of the time. A column with
too many of them holds a source's free text, and stays a text.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select, union

from ingest.catalogues import MOST_CODES
from ingest.derive.cases import FINISHED, LEFT, OPEN, SUBMITTED
from ingest.derive.standing import DUE_SOON, HELD, OVERDUE
from ingest.stage_cast import CLOSED
from warehouse.delivered import (
    CODE_LISTS,
    answers,
    applications,
    channel_use,
    channels,
    classes,
    contacts,
    drafts,
    holds,
    legacy_services,
    pushes,
    scales,
    services,
    step_names,
    steps,
)
from warehouse.dialect import declare_codes, declare_text, keep_as_codes
from warehouse.facts import WAITING_BETWEEN, WAITING_HELD, Path, Reconciled, Visit
from warehouse.service_facts import FACTS

_CHANNELLED = (applications, contacts, channel_use, pushes, drafts)  # what has a channel


def _used(*columns: ColumnElement[str]) -> list[Select[Any]]:
    return [select(column).where(column.is_not(None)).distinct() for column in columns]


def _listed(codes: Iterable[str]) -> list[Select[Any]]:
    return [select(literal(code)) for code in codes]


def declare_code_columns(connection: Connection) -> None:
    """Make the empty facts keep their codes as numbers. The delivered tables must be complete."""
    stepped = _used(step_names.c.step, steps.c.step, holds.c.step)
    lists = {
        "service": _used(services.c.service, legacy_services.c.service, applications.c.service, drafts.c.service),
        "legacy_service": _used(legacy_services.c.legacy_service),
        "family": _used(services.c.family),
        "channel": _used(channels.c.channel, *[table.c.channel for table in _CHANNELLED]),
        "customer_class": _used(classes.c.customer_class, applications.c.customer_class),
        **{name: _used(*columns) for name, columns in CODE_LISTS.items() if any(name in fact.c for fact in FACTS)},
        **{column.key: _used(column) for column in (applications.c.voltage, steps.c.unit)},
        "unit_now": _used(steps.c.unit),
        "scale": _used(scales.c.scale, answers.c.scale),
        "outcome": _listed(CLOSED[applications.c.outcome]),
        "state": _listed((SUBMITTED, OPEN, FINISHED, LEFT)),
        "step": stepped,
        "part": [*stepped, *_listed((WAITING_HELD, WAITING_BETWEEN))],
        "owner": _listed(CLOSED[steps.c.owner]),
        "kind": _listed((OVERDUE, DUE_SOON, HELD)),
        "reconciled": _listed(Reconciled),
        "path": _listed(Path),
        "visit": _listed(Visit),
    }
    for name, codes in lists.items():
        used = connection.execute(union(*codes).limit(MOST_CODES + 1)).scalars().all()
        if len(used) > MOST_CODES:
            declare_text(connection, name)
            continue
        declare_codes(connection, name, used)
        for fact in FACTS:
            if name in fact.c:
                keep_as_codes(connection, fact, name)
