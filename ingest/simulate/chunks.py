"""Drawing an origin's cases chunk by chunk: its history, then every later day from a stream of its own.

Nothing here knows up to when a delivery will reach: a case is drawn with its whole life, and each later day with the
same numbers whichever day is asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ingest.simulate.again import draw_again, follow, joined
from ingest.simulate.answers import draw_answers
from ingest.simulate.appointments import Visits, draw_appointments
from ingest.simulate.cases import Cases, World, draw_cases, make_world
from ingest.simulate.channel_use import draw_channel_use
from ingest.simulate.complaints import draw_complaints
from ingest.simulate.contacts import draw_contacts
from ingest.simulate.core_sheets import applications_sheet, holds_sheet, steps_sheet
from ingest.simulate.drafts import draw_drafts
from ingest.simulate.drawing import Ints, Stamps
from ingest.simulate.ease import draw_effort
from ingest.simulate.lives import Lives, live
from ingest.simulate.names import case_numbers
from ingest.simulate.origin import FIRST_DAY, MOST_CASES, Origin
from ingest.simulate.pushes import draw_pushes
from ingest.simulate.sheet import Sheet
from ingest.simulate.sheet import joined as joined_sheets
from ingest.simulate.volumes import GROUPS, Volumes

CHUNK_CASES = 250_000  # cases drawn at a time: bounds memory
GROUP_CASES = 50_000  # of later days that are cut together: saves time where days are small
# Numbers of the cases of a later day begin here, so that they do not depend on how many came before.
LATER_NUMBERS, NUMBERS_A_DAY = MOST_CASES + 1, 1_000_000


@dataclass(frozen=True)
class Chunk:
    """Some of the cases with their whole lives, and the rows that will ever be told of them, by file."""

    cases: Cases
    lives: Lives
    trips: Ints  # as they were
    visits: Visits
    sheets: Mapping[str, Sheet]


class Simulation:
    """All that an origin settles. Raises ValueError for more cases a day than there are numbers for."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        chunks = -(-origin.cases // CHUNK_CASES)
        shared, *self._streams = np.random.SeedSequence(origin.seed).spawn(1 + chunks)
        rng = np.random.default_rng(shared)
        self.world: World = make_world(rng, FIRST_DAY, origin.until)
        self._volumes = Volumes(origin.cases, FIRST_DAY, origin.until, self.world.workdays)
        if self._volumes.most_of_a_day() > NUMBERS_A_DAY:
            raise ValueError(
                f"{origin.cases} cases until {origin.until} are too many for so few days (later days are to bring as "
                f"many, fewer than {NUMBERS_A_DAY} each): ask for fewer, or for a later day."
            )
        self._counts = self._volumes.counts(rng)

    def history(self, progress: Callable[[str], None]) -> Iterator[Chunk]:
        """The cases submitted up to the origin's last day, in the order of submission; progress gets a line a chunk."""
        reached = np.cumsum(self._counts)  # cases up to each day and group
        cases = self.origin.cases
        for number, stream in enumerate(self._streams):
            first = number * CHUNK_CASES
            behind = min(first + CHUNK_CASES, cases)
            day, group = np.divmod(np.searchsorted(reached, np.arange(first, behind), side="right"), len(GROUPS))
            days = np.datetime64(FIRST_DAY) + day
            yield _draw_chunk(np.random.default_rng(stream), self.world, days, group, first + 1)
            progress(f"模拟 / simulated {behind:,} / {cases:,}")

    def later(self, last: date) -> Iterator[Mapping[str, Sheet]]:
        """The rows of the cases submitted after the origin's last day, up to another, in groups of days."""
        drawn: list[Chunk] = []
        for number in range((last - self.origin.until).days):
            drawn.append(self._draw_day(self.origin.until + timedelta(days=number + 1)))
            if sum(len(chunk.cases.number) for chunk in drawn) >= GROUP_CASES:
                yield _grouped(drawn)
                drawn = []
        if drawn:
            yield _grouped(drawn)

    def sums(self, first: date, last: date) -> Mapping[str, Sheet]:
        """The rows that are sums of the days from first to last, whatever the cases."""
        return {
            "channel_use": draw_channel_use(self.world, self.origin.seed, first, last),
            "pushes": draw_pushes(self.world, self.origin.seed, first, last),
        }

    def _draw_day(self, day: date) -> Chunk:
        rng = np.random.default_rng(np.random.SeedSequence((self.origin.seed, day.toordinal())))
        counts = self._volumes.count_of(rng, day)
        first = LATER_NUMBERS + (day - FIRST_DAY).days * NUMBERS_A_DAY
        days = np.full(counts.sum(), np.datetime64(day))
        return _draw_chunk(rng, self.world, days, np.repeat(np.arange(len(GROUPS)), counts), first)


def _draw_chunk(rng: np.random.Generator, world: World, days: Stamps, groups: Ints, first: int) -> Chunk:
    cases = draw_cases(rng, world, days, groups, first)
    lives = live(rng, world, cases)
    again = draw_again(rng, world, cases, lives)
    lives = follow(lives, live(rng, world, again))
    cases = joined(cases, again)
    effort = draw_effort(rng, cases)
    numbers = case_numbers(cases.number, cases.again)
    appointments, visits = draw_appointments(rng, world, cases, lives, numbers)
    answers, confirmed = draw_answers(rng, world, cases, lives, numbers, effort.trips, visits)
    sheets = {
        "applications": applications_sheet(rng, world, cases, lives, numbers, effort, confirmed),
        "steps": steps_sheet(rng, world, cases, lives, numbers),
        "holds": holds_sheet(cases, lives, numbers),
        "appointments": appointments,
        "answers": answers,
        "contacts": draw_contacts(rng, world, cases, lives, numbers, first),
        "complaints": draw_complaints(rng, world, cases, lives, numbers, visits, first),
        "drafts": draw_drafts(rng, world, cases, lives),
    }
    return Chunk(cases, lives, effort.trips, visits, sheets)


def _grouped(chunks: list[Chunk]) -> Mapping[str, Sheet]:
    counts = [len(chunk.cases.number) for chunk in chunks]
    return {name: joined_sheets([chunk.sheets[name] for chunk in chunks], counts) for name in chunks[0].sheets}
