"""What readers have written beside the data, as questions to the data take it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from queries.catalogue import Event
from queries.targets import Edit
from state import marks, targets
from state.database import State
from state.models import Mark, TargetEdit


class WrittenByReaders:
    """Targets and events from the second database; satisfies queries.asker.Written."""

    def __init__(self, state: State) -> None:
        self._state = state

    def revision(self) -> str:
        """Another text whenever something was added or withdrawn: how many there are, by one statement.

        Nothing is ever removed, so no number comes again; the greatest ids would not do, as a smaller one may be
        committed later.
        """
        edits = select(func.count()).select_from(TargetEdit).scalar_subquery()
        with self._state.read() as session:
            found = session.execute(select(edits, func.count(), func.count(Mark.withdrawn_at)).select_from(Mark)).one()
        return ".".join(map(str, found))

    def targets(self) -> Sequence[Edit]:
        """Every edit of a target, in the order in which it was written."""
        with self._state.read() as session:
            return [targets.as_edit(row) for row in targets.all_edits(session)]

    def events(self) -> Sequence[Event]:
        """The events that stand, by day."""
        found = marks.standing(self._state)
        return [Event(one.day, one.region, one.title, one.title_en, one.id, one.reader) for one in found]
