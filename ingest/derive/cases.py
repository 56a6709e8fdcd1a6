"""The cases of one batch: dimensions, state, dates, working time, and the limits that bind them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, Table, and_, case, func, null, or_, select

from ingest.derive.limits import Bands
from ingest.derive.moments import Moments, last_day_allowed
from ingest.derive.places import stored_order
from ingest.derive.scratch import Scratch
from warehouse.delivered import applications, channels, classes, legacy_services, services
from warehouse.dialect import as_code
from warehouse.facts import case_fact

# A connection, a generator and a charging pile are finished when the power is on; every other service when it ends.
POWER_ON_FAMILIES = ("connection", "pv", "charging")
# The limits are those of connections; a generator's flow has none among them.
LIMITED_FAMILIES = ("connection", "charging")
FINISHED_OUTCOMES = ("powered", "completed")
LEFT_OUTCOMES = ("withdrawn", "returned", "voided", "expired")
SUBMITTED, OPEN, FINISHED, LEFT = "submitted", "open", "finished", "left"
# The service that a case belongs to today, over with_services().
TODAY = func.coalesce(legacy_services.c.service, applications.c.service)
ORDINARY = "none"  # the importance of an ordinary customer
BY_STEPS = "steps"  # classes.judged_by: a case is on time when each assessed step is

_STAMPS = ("submitted_at", "accepted_at", "power_on_at", "ended_at", "archived_at", "due_at")
# What facts keep as codes (ingest/derive/codes.py): column of case_fact -> what it is made of.
_CODES: dict[str, ColumnElement[str]] = {
    "service": TODAY,
    "legacy_service": legacy_services.c.legacy_service,
    "family": services.c.family,
    **{
        column.key: column
        for column in (
            applications.c.channel,
            applications.c.customer_class,
            applications.c.importance,
            applications.c.voltage,
            applications.c.segment,
            applications.c.industry,
            applications.c.exempt_reason,
            applications.c.outcome,
        )
    },
}
_BESIDE = ("overdue",)  # what else of an application is looked at
_DERIVED = ("place_no", "province_no", "family", "state")
_DATES = ("submitted_date", "accepted_date", "power_on_date", "archived_date", "end_date")
DIMENSIONS = tuple(
    column.name for column in case_fact.columns if column.name in applications.c or column.name in (*_DERIVED, *_DATES)
)


@dataclass(frozen=True)
class Batch:
    """A range of case numbers."""

    first: int
    last: int


def number_cases(scratch: Scratch, places: Table) -> Table:
    """Every case with a number, in the order of acceptance in which facts lie: (application, case_no, place_no).

    A case without a region belongs to the root, the first place.
    """
    root = select(func.min(places.c.place_no)).scalar_subquery()
    located = (
        select(
            applications.c.application,
            applications.c.accepted_at,
            func.coalesce(places.c.place_no, root).label("place_no"),
        )
        .outerjoin_from(applications, places, places.c.region == applications.c.region)
        .subquery()
    )
    order = (*stored_order(located.c.accepted_at, places.c.province_no), located.c.application)
    numbered = select(
        located.c.application,
        func.row_number().over(order_by=order).label("case_no"),
        located.c.place_no,
    ).join_from(located, places, places.c.place_no == located.c.place_no)
    return scratch.keep("number", numbered)


def with_services(source: FromClause) -> FromClause:
    """A source that holds applications, with the service that each belongs to today."""
    return source.outerjoin(legacy_services, legacy_services.c.legacy_service == applications.c.service).outerjoin(
        services, services.c.service == TODAY
    )


def states() -> dict[str, ColumnElement[Any]]:
    """Finishing stamp, end and state of an application joined with its service."""
    given, family = applications.c, services.c.family
    left = func.coalesce(given.outcome.in_(LEFT_OUTCOMES), False)
    finish_at = case(
        (left, null()),
        (family.in_(POWER_ON_FAMILIES), given.power_on_at),
        (family.is_(None), func.coalesce(given.power_on_at, given.ended_at)),
        else_=given.ended_at,
    )
    state = case(
        (left, LEFT),
        (or_(finish_at.is_not(None), given.outcome.in_(FINISHED_OUTCOMES)), FINISHED),
        (given.ended_at.is_not(None), LEFT),
        (given.accepted_at.is_not(None), OPEN),
        else_=SUBMITTED,
    )
    return {
        "finish_at": finish_at,
        "end_at": func.coalesce(finish_at, given.ended_at),
        "state": state,
    }


def _said(applicants: FromClause, places: Table) -> dict[str, ColumnElement[Any]]:
    """What the properties of a case come to, over its application, channel, service, place and applicant's place."""
    given = applications.c
    important = func.coalesce(given.importance, ORDINARY) != ORDINARY
    zeros = (given.zero_visit, given.zero_approval, given.zero_investment)
    root = select(func.min(places.c.place_no)).scalar_subquery()
    home, here = applicants.c.province_no, places.c.province_no
    return {
        "special": case(
            (and_(given.importance.is_(None), given.special_load.is_(None)), null()),
            else_=or_(important, func.coalesce(given.special_load, False)),
        ),
        "online": channels.c.online,
        "unified": channels.c.unified,
        "can_be_online": and_(func.coalesce(services.c.online, True), ~func.coalesce(given.batch, False)),
        # Of a case of which one is unknown it is unknown: else only misses would be known.
        "zero_all": case((and_(*[zero.is_not(None) for zero in zeros]), and_(*zeros))),
        "applicant_province_no": home,
        "cross_province": case((and_(home != root, here != root), home != here)),  # of what lies in a province
    }


def _read(numbers: Table, places: Table, batch: Batch) -> Subquery:
    """The batch's applications with their place, today's service, family and state."""
    wanted = (*case_fact.c.keys(), *_STAMPS, *_BESIDE)
    given = [column for column in applications.columns if column.key in wanted]
    source = with_services(
        numbers.join(applications, applications.c.application == numbers.c.application).join(
            places, places.c.place_no == numbers.c.place_no
        )
    )
    applicants = places.alias()
    source = (
        source.outerjoin(classes, classes.c.customer_class == applications.c.customer_class)
        .outerjoin(channels, channels.c.channel == applications.c.channel)
        .outerjoin(applicants, applicants.c.region == applications.c.applicant_region)
    )
    return (
        select(
            numbers.c.case_no,
            *[column for column in given if column.key not in _CODES],
            *[as_code(value, name).label(name) for name, value in {**_CODES, "state": states()["state"]}.items()],
            applications.c.customer_class.label("class_code"),
            applications.c.as_of.label("told_at"),
            *[column for column in places.columns if column.key != "region"],
            classes.c.judged_by,
            *[value.label(name) for name, value in states().items() if name != "state"],
            *[value.label(name) for name, value in _said(applicants, places).items()],
        )
        .select_from(source)
        .where(numbers.c.case_no.between(batch.first, batch.last))
        .subquery()
    )


def read_cases(scratch: Scratch, moments: Moments, bands: Bands, numbers: Table, places: Table, batch: Batch) -> Table:
    """One row a case of the batch.

    Beside the DIMENSIONS: case_no; the stamps; *_minute (UTC minute), *_work (W) and *_no (working days up to the local
    day) of acceptance and now; clip_minute and clip_work, the end of the case or now while it is open; the delivered
    due date's day and number, and those of last_day_allowed; what chooses its limits (limit_place is null where none is
    meant for the service); overdue as delivered, and told_at, the moment that the delivery which told of the case
    reaches to.
    """
    raw = _read(numbers, places, batch)
    given = raw.c
    submitted, accepted = moments.of_stamp(given.submitted_at), moments.of_stamp(given.accepted_at)
    end, due = moments.of_stamp(given.end_at), moments.of_stamp(given.due_at)
    power_on, archived = moments.of_stamp(given.power_on_at), moments.of_stamp(given.archived_at)
    limited = or_(given.family.is_(None), given.family.in_(LIMITED_FAMILIES))
    is_open = given.state == OPEN
    clip_at = case((is_open, given.now_at), else_=given.end_at)
    clip_work = case((is_open, given.now_work), else_=end.work)
    derived = {
        "submitted_date": submitted.day,
        "accepted_date": accepted.day,
        "power_on_date": power_on.day,
        "archived_date": archived.day,
        "end_date": end.day,
        "accepted_minute": accepted.minute,
        "accepted_work": accepted.work,
        "accepted_no": accepted.working_no,
        "clip_minute": case((is_open, given.now_minute), else_=end.minute),
        "clip_work": clip_work,
        "submit_minutes": case((given.submitted_at <= given.accepted_at, accepted.work - submitted.work)),
        "elapsed_minutes": case((given.accepted_at <= clip_at, clip_work - accepted.work)),
        "whole_minutes": case((given.accepted_at <= given.finish_at, end.work - accepted.work)),
        "due_day": due.day,
        "due_no": due.working_no,
        **last_day_allowed(given.due_at, due),
        "limit_place": case((limited, given.limit_place)),
        "limit_class": func.coalesce(given.class_code, ""),
        "capacity_no": bands.capacity_no(given.capacity_kva),
        "day_no": bands.day_no(accepted.day),
    }
    source: FromClause = raw
    for moment in (submitted, accepted, end, due, power_on, archived):
        source = source.outerjoin(moment.ticks, moment.found)
    kept = [column for column in given if column.key not in derived]
    return scratch.keep(
        "case", select(*kept, *[value.label(name) for name, value in derived.items()]).select_from(source)
    )
