"""The sums of a day: what went on in channels, what was sent, what was drafted."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, FromClause, Table, and_, func, insert, literal, select

from ingest.derive.places import stored_order
from warehouse.delivered import channel_use, channels, drafts, legacy_services, pushes, services
from warehouse.dialect import as_code, start_of
from warehouse.facts import case_fact
from warehouse.service_facts import channel_fact, crossing_fact, draft_fact, push_fact


def fill_sums(connection: Connection, places: Table, reached: date) -> None:
    """Fill channel_fact, push_fact and draft_fact; reached is the last local day that the data reach to."""
    given = channel_use.c
    key = (given.region, given.channel, given.function, start_of("month", given.date))
    told = func.max(given.date).filter(given.users_month.is_not(None))
    last = select(*key[:3], key[3].label("month"), told.label("date")).group_by(*key).subquery()
    running = start_of("month", literal(reached + timedelta(days=1), Date))
    same = [last.c[column.key].is_not_distinct_from(column) for column in key[:3]]
    source = channel_use.join(last, and_(*same, last.c.month == key[3])).outerjoin(
        channels, channels.c.channel == given.channel
    )
    values: dict[str, ColumnElement[Any]] = {
        "online": channels.c.online,
        "unified": channels.c.unified,
        "function": as_code(given.function, "function"),
        "use_date": given.date,
        "month": key[3],
        "month_last": func.coalesce(and_(given.date == last.c.date, key[3] < running), False),
    }
    _fill(connection, channel_fact, channel_use, source, places, values)
    kinds = {
        "push_kind": as_code(pushes.c.kind, "push_kind"),
        "segment": as_code(pushes.c.segment, "segment"),
        "push_date": pushes.c.date,
    }
    _fill(connection, push_fact, pushes, pushes, places, kinds)
    today = func.coalesce(legacy_services.c.service, drafts.c.service)
    source = drafts.outerjoin(legacy_services, legacy_services.c.legacy_service == drafts.c.service).outerjoin(
        services, services.c.service == today
    )
    values = {
        "service": as_code(today, "service"),
        "family": as_code(services.c.family, "family"),
        "draft_date": drafts.c.date,
    }
    _fill(connection, draft_fact, drafts, source, places, values)


def fill_crossings(connection: Connection) -> None:
    """Fill crossing_fact: cases by the province in which their customer is registered. They must have been derived."""
    home = case_fact.c.applicant_province_no
    rows = (
        select(home, home, case_fact.c.accepted_date, func.count())
        .where(case_fact.c.cross_province)
        .group_by(home, case_fact.c.accepted_date)
        .order_by(home, case_fact.c.accepted_date)
    )
    connection.execute(insert(crossing_fact).from_select([column.name for column in crossing_fact.columns], rows))


def _fill(
    connection: Connection,
    fact: Table,
    delivered: Table,
    source: FromClause,
    places: Table,
    values: dict[str, ColumnElement[Any]],
) -> None:
    """Insert in the order in which facts lie; what is not among the values stands in the delivered row.

    What names no region that is known lies at the root, the first place.
    """
    root = select(func.min(places.c.place_no)).scalar_subquery()
    located = {name: func.coalesce(places.c[name], root) for name in ("place_no", "province_no")}
    columns = {column.key: column for column in delivered.columns}
    columns |= {"channel": as_code(delivered.c.channel, "channel")} | values | located
    rows = (
        select(*[columns[column.name] for column in fact.columns])
        .select_from(source.outerjoin(places, places.c.region == delivered.c.region))
        .order_by(*stored_order(delivered.c.date, located["province_no"]))
    )
    connection.execute(insert(fact).from_select([column.name for column in fact.columns], rows))
