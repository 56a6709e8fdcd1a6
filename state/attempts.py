"""The throttle of sign-ins: tries are counted by account and by address, in the database that all workers share."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, select, update

from state.database import State
from state.models import LoginAttempt, now
from state.readers import key_of


@dataclass(frozen=True)
class Throttle:
    """How many failures are borne within a time: of one account from one address, and from anywhere; of an address."""

    of_account: int
    of_account_anywhere: int
    from_address: int
    within: timedelta


class Held(StrEnum):
    """Why a try is turned away."""

    ACCOUNT = "account"  # too many failures of the account
    ADDRESS = "address"  # too many from the address, whoever they named


def begin_attempt(state: State, throttle: Throttle, account: str, address: str) -> int | Held:
    """Count a try to sign in, before it is known to fail; its number, or why it is turned away.

    It is written before the others are counted, so that tries at the same moment see each other. A try that is turned
    away does not count, or nobody would get in again while a stranger goes on trying. Of one account those from one
    address are counted, so that a stranger's failures do not lock its reader out, and, up to a higher bound, those from
    everywhere. A success clears the account's earlier failures from its address, and of those from everywhere; but not
    the address's: others may be tried from there.
    """
    at = now()
    since, account = at - throttle.within, key_of(account)
    with state.write() as session:
        session.execute(delete(LoginAttempt).where(LoginAttempt.at < since))
        mine = LoginAttempt(account=account, address=address, at=at, succeeded=False)
        session.add(mine)
    own, here = LoginAttempt.account == account, LoginAttempt.address == address
    with state.write() as session:

        def failures(*where: ColumnElement[bool]) -> int:
            last = session.scalar(select(func.max(LoginAttempt.at)).where(*where, LoginAttempt.succeeded))
            failed = (LoginAttempt.at >= since, LoginAttempt.at > (last or since), LoginAttempt.succeeded.is_(False))
            return session.scalar(select(func.count()).where(*where, *failed)) or 0

        held = None
        if failures(own, here) > throttle.of_account or failures(own) > throttle.of_account_anywhere:
            held = Held.ACCOUNT
        failed_here = select(func.count()).where(here, LoginAttempt.at >= since, LoginAttempt.succeeded.is_(False))
        if (session.scalar(failed_here) or 0) > throttle.from_address:
            held = Held.ADDRESS
        if held:
            session.execute(delete(LoginAttempt).where(LoginAttempt.id == mine.id))
            return held
    return mine.id


def is_first(state: State, within: timedelta, what: str, address: str) -> bool:
    """Whether nothing of the kind has been asked about an address within a time; from now on it has been.

    It is counted beside the tries, as a success of an account that none can be: keys of accounts have no capitals.
    """
    account, since = f"NOTED {what}"[:200], now() - within
    with state.write() as session:
        session.execute(delete(LoginAttempt).where(LoginAttempt.at < since))
        like = select(LoginAttempt.id).where(LoginAttempt.account == account, LoginAttempt.address == address)
        if session.scalar(like.limit(1)) is not None:
            return False
        session.add(LoginAttempt(account=account, address=address, succeeded=True))
        return True


def succeed(state: State, attempt: int) -> None:
    """Note that a try did not fail."""
    with state.write() as session:
        session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt).values(succeeded=True))
