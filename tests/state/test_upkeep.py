"""The second database says whether it answers and forgets sessions that ended long ago."""

from datetime import timedelta

from sqlalchemy import select, update

from state import readers, sessions
from state.database import State
from state.models import Session, now
from state.upkeep import answers, forget_sessions

HOUR = timedelta(hours=1)


def test_sessions_that_ended_long_ago_are_forgotten_and_no_others(state: State) -> None:
    reader = readers.add(state, "Li Wei", role="manager", region="CO")
    ends = {"long over": timedelta(days=-91), "just over": timedelta(days=-89), "still on": HOUR}
    for token in (*ends, "ended by hand"):
        sessions.open_session(state, token, reader.id, "127.0.0.1", HOUR, HOUR)
    with state.write() as session:
        for token, end in ends.items():
            session.execute(update(Session).where(Session.token_hash == token).values(expires_at=now() + end))
        by_hand = update(Session).where(Session.token_hash.in_(["ended by hand"]))
        session.execute(by_hand.values(ended_at=now() - timedelta(days=91)))
    assert forget_sessions(state, 90) == 2
    assert forget_sessions(state, 90) == 0
    with state.read() as session:
        assert set(session.scalars(select(Session.token_hash))) == {"just over", "still on"}


def test_it_says_whether_it_answers(state: State) -> None:
    assert answers(state)
