"""Contacts and complaints: where they are said to be, and the case that they belong to, if any."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, insert, select

from ingest.derive.moments import Moments
from ingest.derive.places import stored_order
from warehouse.delivered import complaints, contacts
from warehouse.dialect import as_code, elapsed
from warehouse.facts import case_fact
from warehouse.service_facts import complaint_fact, contact_fact

_OF_CASE = ("service", "family", "customer_class")


def fill_contacts(connection: Connection, moments: Moments, places: Table) -> None:
    """Fill contact_fact and complaint_fact. The cases must have been derived."""
    given = contacts.c
    opened = moments.of_stamp(given.opened_at)
    values = {
        "channel": as_code(given.channel, "channel"),
        "contact_topic": as_code(given.topic, "contact_topic"),
        "opened_date": opened.day,
        "replied": given.first_reply_at.is_not(None),
        "reply_seconds": elapsed(given.opened_at, given.first_reply_at, 1),
    }
    source = contacts.outerjoin(opened.ticks, opened.found)
    _fill(connection, contact_fact, contacts, source, places, values)
    given = complaints.c
    opened, closed = moments.of_stamp(given.opened_at), moments.of_stamp(given.closed_at)
    values = {
        "channel": case_fact.c.channel,
        "complaint_source": as_code(given.source, "complaint_source"),
        "complaint_type": as_code(given.type, "complaint_type"),
        "opened_date": opened.day,
        "closed_date": closed.day,
    }
    source = complaints.outerjoin(opened.ticks, opened.found).outerjoin(closed.ticks, closed.found)
    _fill(connection, complaint_fact, complaints, source, places, values)


def _fill(
    connection: Connection,
    fact: Table,
    delivered: Table,
    source: FromClause,
    places: Table,
    values: dict[str, ColumnElement[Any]],
) -> None:
    """Insert in the order in which facts lie.

    What is not among the values is the case's, or stands in the delivered row. The place is the row's own; else, where
    it names none that is known, its case's; else the root, the first place.
    """
    root = select(func.min(places.c.place_no)).scalar_subquery()
    located = {
        name: func.coalesce(places.c[name], case_fact.c[name], root).label(name) for name in ("place_no", "province_no")
    }
    columns: dict[str, ColumnElement[Any]] = {column.key: column for column in delivered.columns}
    columns |= {name: case_fact.c[name] for name in _OF_CASE} | {"case_place_no": case_fact.c.place_no}
    columns |= values
    columns |= located
    rows = (
        select(*[columns[column.name] for column in fact.columns])
        .select_from(
            source.outerjoin(places, places.c.region == delivered.c.region).outerjoin(
                case_fact, case_fact.c.application == delivered.c.application
            )
        )
        .order_by(*stored_order(values["opened_date"], located["province_no"]))
    )
    connection.execute(insert(fact).from_select([column.name for column in fact.columns], rows))
