"""Questions to the utility: online service replies in minutes, the hotline picks up, in the hall one waits."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.cases import Cases, World
from ingest.simulate.channels import CHANNELS, HALL, HOTLINE, OSG, OSG_YEARS, ZSDL
from ingest.simulate.clock import seconds, working_days_between
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance, choose, drift, hours
from ingest.simulate.lives import NEVER, Lives
from ingest.simulate.names import Texts
from ingest.simulate.sheet import Sheet, known_where, labels

TOPICS = ("progress", "documents", "billing", "outage", "app_help")
PROGRESS, DOCUMENTS, BILLING, OUTAGE, APP_HELP = range(len(TOPICS))

# About a case: mean number, and the growth of it a working day from submission to the end; assumed.
ABOUT_CASE, ABOUT_CASE_A_DAY, DAYS_MOST = 0.20, 0.006, 60.0
ABOUT_MOST = 9  # about one case; assumed
SOON = (60.0, 7200.0)  # seconds after submission of those that would come before it on its day, from and to; assumed
PROGRESS_SHARE = 0.65  # of these that ask how far the case is; the others ask about documents; assumed
GENERAL_SHARE = 0.2  # of contacts about no case, for each case; assumed
GENERAL_WEIGHTS = (0.0, 0.10, 0.50, 0.28, 0.12)  # of their topics; assumed

ONLINE_SHARE = (0.10, 0.62)  # of contacts in 2017 and 2026 that come by an app; assumed
HOTLINE_SHARE = 0.75  # of the others that ring the hotline; assumed
WAYS = (OSG, HOTLINE, HALL)  # the older app as OSG
ONLINE_HOURS, OPEN_HOURS = (15.0, 4.5), (8.5, 17.5)  # normal mean and deviation; the hall's from and to; assumed
# Median seconds to the first reply by way, 2017 and 2026 (online: minutes, domain; all sizes assumed), and
# the standard deviation of their logarithm; assumed.
REPLY = ((480.0, 75.0), (50.0, 25.0), (720.0, 240.0))
REPLY_SPREAD = (0.9, 0.8, 0.7)
NO_REPLY = (0.03, 0.015, 0.0)  # share never replied to; assumed
# Median seconds from reply to closing by way, and the standard deviation of their logarithm; assumed.
HANDLED, HANDLED_SPREAD = (900.0, 420.0, 600.0), 0.9
PASSED_ON = (0.08, 0.20, 0.02)  # share passed on to a unit, assumed; these take days
PASSED_DAYS, PASSED_SPREAD = 1.6, 0.7  # median calendar days that these take, deviation of the logarithm; assumed
SOLVED = (0.90, 0.92, 0.96)  # share solved that were not passed on; assumed
SOLVED_PASSED = 0.82  # of those passed on; assumed
RATED = (0.30, 0.40, 0.10)  # share of the closed that are rated; assumed
RATED_AFTER = (20.0, 600.0)  # seconds after closing; assumed
# Weights of the marks 1 to 5 where it was solved, and where not; assumed.
MARKS = ((0.004, 0.008, 0.038, 0.20, 0.75), (0.22, 0.20, 0.25, 0.20, 0.13))
SLOW_MARKS = 0.03  # chance that a mark falls by one for each doubling of the way's median time to reply; assumed


@dataclass(frozen=True)
class _Questions:
    """One entry a contact."""

    case: Ints  # whose it is, or beside which it was drawn
    about: Flags  # it is about that case
    way: Ints  # number in WAYS
    topic: Ints
    opened: Stamps


def draw_contacts(
    rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: Texts, first: int
) -> Sheet:
    """The contacts of a run of cases, and others of the same days and places that are about no case.

    first: what tells this run's contacts from those of all other runs.
    """
    about, of_case = _about_cases(rng, world, cases, lives, numbers)
    general, of_none = _about_none(rng, cases, first)
    asked = _Questions(
        *(np.concatenate([a, b]) for a, b in zip(vars(about).values(), vars(general).values(), strict=True))
    )
    year, way = cases.year[asked.case], asked.way
    median = np.stack([drift(year, *years) for years in REPLY], axis=1)[np.arange(len(way)), way]
    slowness = np.array(REPLY_SPREAD)[way] * rng.standard_normal(len(way))
    unanswered = chance(rng, np.array(NO_REPLY)[way])
    replied = np.where(unanswered, NEVER, asked.opened + seconds(median * np.exp(slowness) + 1))
    passed = chance(rng, np.array(PASSED_ON)[way])
    handled = np.array(HANDLED)[way] * np.exp(HANDLED_SPREAD * rng.standard_normal(len(way)))
    days = 86_400 * PASSED_DAYS * np.exp(PASSED_SPREAD * rng.standard_normal(len(way)))
    closed = replied + seconds(np.where(passed, days, handled) + 1)
    solved = chance(rng, np.where(passed, SOLVED_PASSED, np.array(SOLVED)[way]))
    rated = chance(rng, np.array(RATED)[way])
    rated_at = np.where(rated, closed + seconds(rng.uniform(*RATED_AFTER, len(way))), NEVER)
    older = (way == 0) & (year < OSG_YEARS[0])
    lag = np.where(asked.about, cases.lag[asked.case], world.characters.lag[cases.province[asked.case]])
    return Sheet(
        columns={
            "contact": np.concatenate([of_case, of_none]),
            "application": known_where(numbers[asked.case], asked.about),
            "region": labels(world.places.home[cases.place[asked.case]], world.places.region),
            "channel": labels(np.where(older, ZSDL, np.array(WAYS)[way]), CHANNELS),
            "topic": labels(asked.topic, TOPICS),
            "opened_at": asked.opened,
            "first_reply_at": replied,
            "closed_at": closed,
            "solved": solved,
            "rating": _marks(rng, solved, slowness),
        },
        born=asked.opened,
        lag=lag,
        known={"first_reply_at": replied, "closed_at": closed, "solved": closed, "rating": rated_at},
    )


def _about_cases(
    rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: Texts
) -> tuple[_Questions, Texts]:
    """Contacts about a case, between its submission and its end, with their numbers."""
    days = np.minimum(working_days_between(world.workdays, cases.submitted, lives.ended), DAYS_MOST)
    count = np.minimum(rng.poisson(ABOUT_CASE + ABOUT_CASE_A_DAY * days), ABOUT_MOST)
    case = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count)
    suffixes = np.array([f"-C{number + 1}" for number in range(ABOUT_MOST)], dtype=object)
    span = (lives.ended[case] - cases.submitted[case]).astype(np.int64)
    moment = cases.submitted[case] + seconds(span * rng.random(len(case)))
    way = _ways(rng, cases.year[case])
    topic = np.where(rng.random(len(case)) < PROGRESS_SHARE, PROGRESS, DOCUMENTS)
    opened = _at_hour(rng, moment, way)
    soon = cases.submitted[case] + seconds(rng.uniform(*SOON, len(case)))
    opened = np.where(opened < cases.submitted[case], soon, opened)
    return _Questions(case, np.ones(len(case), dtype=bool), way, topic, opened), numbers[case] + suffixes[place]


def _about_none(rng: np.random.Generator, cases: Cases, first: int) -> tuple[_Questions, Texts]:
    """Contacts about no case, on the days and at the places of some of the cases, with their numbers."""
    case = np.flatnonzero(rng.random(len(cases.place)) < GENERAL_SHARE)
    way = _ways(rng, cases.year[case])
    topic = choose(rng, np.tile(np.array(GENERAL_WEIGHTS), (len(case), 1)))
    opened = _at_hour(rng, cases.submitted[case], way)
    number = np.char.add(f"G{first:09d}-", np.arange(len(case)).astype(str)).astype(object)
    return _Questions(case, np.zeros(len(case), dtype=bool), way, topic, opened), number


def _ways(rng: np.random.Generator, year: Floats) -> Ints:
    offline = np.where(rng.random(len(year)) < HOTLINE_SHARE, WAYS.index(HOTLINE), WAYS.index(HALL))
    way: Ints = np.where(chance(rng, drift(year, *ONLINE_SHARE)), WAYS.index(OSG), offline)
    return way


def _at_hour(rng: np.random.Generator, moment: Stamps, way: Ints) -> Stamps:
    """A moment on the same local day: in the hall's hours there, at waking hours elsewhere."""
    awake = hours(rng, *ONLINE_HOURS, len(way))
    hour = np.where(way == WAYS.index(HALL), rng.uniform(*OPEN_HOURS, len(way)), awake)
    opened: Stamps = moment.astype("datetime64[D]").astype("datetime64[s]") + seconds(3600 * hour)
    return opened


def _marks(rng: np.random.Generator, solved: Flags, slowness: Floats) -> Floats:
    """The mark that each customer would give: lower where it was not solved, or the reply was slow to come."""
    mark = choose(rng, np.where(solved[:, None], np.array(MARKS[0]), np.array(MARKS[1]))) + 1
    doublings = np.clip(slowness / np.log(2), 0.0, None)
    worse = chance(rng, SLOW_MARKS * doublings)
    marks: Floats = np.maximum(mark - worse, 1).astype(np.float64)
    return marks
