"""What a simulation begins from: how many cases, which seed, and the last day of its history."""

import re
from dataclasses import dataclass
from datetime import date

from ingest.simulate.workdays import CONTINUED_DAYS

FIRST_DAY = date(2017, 1, 1)
LAST_DAY = date(2046, 12, 31)  # of a history: thirty years; assumed, so that nothing unbounded can be asked
MOST_CASES = 999_999_999  # numbers of the cases of later days follow
_WORDS = re.compile(r"(\d+) cases from seed (\d+) until (\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Origin:
    """Cases submitted from FIRST_DAY to the end of the day `until`; later days follow at the same rate.

    Raises ValueError for fewer than 1 case or more than MOST_CASES, and for a day before FIRST_DAY or after LAST_DAY.
    """

    cases: int
    seed: int
    until: date

    def __post_init__(self) -> None:
        if self.cases < 1:
            raise ValueError(f"{self.cases} cases cannot be simulated: ask for 1 or more.")
        if self.cases > MOST_CASES:
            raise ValueError(f"{self.cases} cases cannot be simulated: ask for {MOST_CASES} or fewer.")
        if self.until < FIRST_DAY:
            raise ValueError(f"The simulation begins on {FIRST_DAY}: ask for that or a later day, not {self.until}.")
        if self.until > LAST_DAY:
            raise ValueError(f"A simulation's history ends by {LAST_DAY}: ask for that or an earlier day.")

    @staticmethod
    def of(words: str) -> "Origin":
        """The origin that bears these words. Raises ValueError where they are not an origin's."""
        match = _WORDS.fullmatch(words)
        if match is None:
            raise ValueError(f"{words} does not name a simulation of this product: it cannot go on.")
        cases, seed, until = match.groups()
        return Origin(int(cases), int(seed), date.fromisoformat(until))

    @property
    def words(self) -> str:
        """How its deliveries, and the store that holds them, name it."""
        return f"{self.cases} cases from seed {self.seed} until {self.until}"

    @property
    def name(self) -> str:
        """The name of the folder of its first delivery."""
        return f"simulated-{self.cases}-{self.seed}-{self.until}"

    def name_of(self, day: date) -> str:
        """The name of the folder of what a later day brings."""
        return f"{self.name}-and-{day}"

    def check_reach(self, day: date) -> None:
        """Raises ValueError for a day that lies too far behind the origin."""
        if (day - self.until).days > CONTINUED_DAYS:
            raise ValueError(
                f"A simulation goes on for {CONTINUED_DAYS} days at most, and {day} lies further behind {self.until}: "
                "begin a new one."
            )
