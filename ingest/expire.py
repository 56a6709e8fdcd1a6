"""Old cases: those that ended longer ago than a setting keeps them leave the next version, and what tells of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, func, insert, select, update

from ingest.derive.cases import states, with_services
from ingest.work import FILES
from warehouse.delivered import applications, complaints, contacts

_OF_THEIR_OWN = (contacts, complaints)  # rows that may be of no case


@dataclass(frozen=True)
class Expired:
    """How many cases a load has taken out, and the first day on which a case that ended is kept."""

    cases: int
    before: date


def expire(connection: Connection, last_day: date, time_zone: str, years: int) -> Expired:
    """Remove the cases that ended before the day so many years before the last day of the data.

    What is delivered of them goes with them: steps, holds, visits, answers. A case that has not ended stays, however
    old, and so does one of which no end is known.

    Contacts and complaints are of their own day: of those that name a removed case the ones opened before the same day
    go; the younger ones, and those not known to be older, stay without its number, so that they count as when they come
    a load later. One that comes once its case is gone stays as delivered, whatever its age: no load can tell that case
    from one that is still to be delivered.
    """
    before = _years_before(last_day, years)
    midnight = datetime.combine(before, time(), ZoneInfo(time_zone)).astimezone(UTC).replace(tzinfo=None)
    expired = Table("expired", MetaData(), Column("application", String), prefixes=["TEMPORARY"])
    expired.create(connection)
    ended = select(applications.c.application).select_from(with_services(applications))
    connection.execute(insert(expired).from_select(["application"], ended.where(states()["end_at"] < midnight)))
    cases = int(connection.execute(select(func.count()).select_from(expired)).scalar_one())
    for file in FILES if cases else ():
        if "application" not in file.c:
            continue
        of_expired = file.c.application.in_(select(expired.c.application))
        if file in _OF_THEIR_OWN:
            connection.execute(delete(file).where(of_expired, file.c.opened_at < midnight))
            connection.execute(update(file).where(of_expired).values(application=None))
        else:
            connection.execute(delete(file).where(of_expired))
    expired.drop(connection)
    return Expired(cases, before)


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; of 29 February the 28th where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
