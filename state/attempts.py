"""The throttle of sign-ins: tries are counted by account and by address, in the database that all workers share."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from state.database import State
from state.models import LoginAttempt, now
from state.readers import key_of


@dataclass(frozen=True)
class Throttle:
    """How many failures are borne within a time, of one account and from one address."""

    of_account: int
    from_address: int
    within: timedelta


def begin_attempt(state: State, throttle: Throttle, account: str, address: str) -> int | None:
    """Count a try to sign in, before it is known to fail; its number, or None where there have been too many.

    It is written before the others are counted, so that tries at the same moment see each other. A try that is turned
    away does not count, or nobody would get in again while a stranger goes on trying. A success clears the account's
    earlier failures, but not the address's: others may be tried from there.
    """
    at = now()
    since, account = at - throttle.within, key_of(account)
    with state.write() as session:
        session.execute(delete(LoginAttempt).where(LoginAttempt.at < since))
        mine = LoginAttempt(account=account, address=address, at=at, succeeded=False)
        session.add(mine)
    own = LoginAttempt.account == account
    with state.write() as session:
        succeeded = session.scalar(select(func.max(LoginAttempt.at)).where(own, LoginAttempt.succeeded))
        count = select(func.count()).where(LoginAttempt.at >= since, LoginAttempt.succeeded.is_(False))
        failures = session.scalar(count.where(own, LoginAttempt.at > (succeeded or since))) or 0
        from_here = session.scalar(count.where(LoginAttempt.address == address)) or 0
        if failures > throttle.of_account or from_here > throttle.from_address:
            session.execute(delete(LoginAttempt).where(LoginAttempt.id == mine.id))
            return None
    return mine.id


def succeed(state: State, attempt: int) -> None:
    """Note that a try did not fail."""
    with state.write() as session:
        session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt).values(succeeded=True))
