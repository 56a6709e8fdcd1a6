"""What customers say of a finished case: call-backs, the app, the government's rating, a third party's survey.

Whether a customer is dissatisfied depends on what happened: on an appointment that was not kept more than on anything
else, then on time over the limit, on trips and on the region; the reasons given follow it. Not everybody who is asked
is reached, and not everybody who is reached answers; in the app the dissatisfied answer more readily than others.
"""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.appointments import Visits
from ingest.simulate.cases import Cases, World
from ingest.simulate.channels import GOVERNMENT, HALL, OSG
from ingest.simulate.clock import seconds, working_days_between
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance, choose
from ingest.simulate.limits import class_limits
from ingest.simulate.lives import NEVER, Lives
from ingest.simulate.names import Texts
from ingest.simulate.outcomes import COMPLETED, POWERED
from ingest.simulate.sheet import Sheet, labels

METHODS = ("callback", "app", "government", "third_party")
CALLBACK, APP, RATING, SURVEY = range(len(METHODS))
SUFFIXES = np.array(["-AC", "-AA", "-AG", "-AT"], dtype=object)  # of an answer's number, by method
SCALES = ("five", "index")
REASONS = ("waited_long", "appointment_missed", "many_trips", "attitude", "cost", "not_informed")

# Share of the finished cases that are asked, by method; assumed. The app asks about its own cases, the government about
# those that came over its platform or a hall.
ASKED = (0.45, 0.35, 0.30, 0.004)
RATING_FROM = np.datetime64("2020-01-01")  # the government's rating begins; assumed
# Share reached, and of those reached share that answers; domain: call-backs succeed in 70-80 % [T], else assumed.
REACHED = (0.76, 1.0, 1.0, 0.35)
ANSWERS = (0.93, 0.16, 0.45, 0.8)
READY = (1.0, 3.0, 1.0, 1.0)  # odds with which the dissatisfied answer, against the others; assumed

# Odds of being dissatisfied of a customer for whom nothing went wrong, as told by each method (call-backs 98-99 %
# satisfied, government rating about 99.5 %: domain; the app lower: assumed), and the factors on them; assumed.
DISSATISFIED_ODDS = (0.0070, 0.022, 0.0028, 0.03)
MISSED, KEPT = 12.0, 0.6  # an appointment that was not kept; one that was; none is 1
OVER = 2.2  # a case that took twice the limit, or more; in between in proportion
OVER_DAYS = 80.0  # working days of whole time from which high voltage counts as over, having no such limit; assumed
TRIPS = 1.35  # for each trip
TRIPS_MOST = 4  # after which a further one does not matter
REGION = 1.5  # power of the region's pace
FIRMLY = 0.35  # share of the dissatisfied that are very dissatisfied; assumed
FAIRLY, FULLY = 0.07, 0.70  # shares of the satisfied that are fairly (3) and fully (5) so; assumed
INDEX, INDEX_SPREAD, INDEX_LOSS = 85.5, 8.0, 6.0  # of the survey: mean 84 (domain); points lost a unit of log odds

# Weight of each reason where nothing went wrong, and where what it names did; assumed.
REASON_WEIGHTS = (0.6, 0.0, 0.3, 1.0, 0.6, 1.0)
LONG_WEIGHT, MISSED_WEIGHT, TRIPS_WEIGHT = 6.0, 12.0, 2.5
SAID = 0.92  # share of the dissatisfied who give a reason; assumed

ASKED_AFTER = ((1.0, 6.0), (0.0, 0.02), (0.0, 1.0), (20.0, 90.0))  # calendar days after the end, from and to; assumed
CALLED_HOURS = (9.0, 20.0)  # between which call-backs and surveys are made; assumed
ANSWERED_AFTER = (90.0, 14_000.0, 3_000.0, 420.0)  # median seconds from asking to the answer; assumed
ANSWERED_SPREAD = (0.4, 1.4, 1.2, 0.4)  # standard deviation of their logarithm; assumed
MISREMEMBERED = 0.04  # share of customers who tell one trip more or fewer than they made; assumed


@dataclass(frozen=True)
class Confirmed:
    """What customers say in call-backs of their trips; one entry a case."""

    at: Stamps  # NaT: not asked, not reached or no answer
    trips: Ints


def draw_answers(
    rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: Texts, trips: Ints, visits: Visits
) -> tuple[Sheet, Confirmed]:
    """Who was asked about the cases and what they said, ordered by case; and the trips confirmed in call-backs."""
    over = _over(world, cases, lives)
    log_odds = _log_odds(cases, trips, visits, over)
    case, method = _asked(rng, cases, lives)
    told = log_odds[case] + np.log(np.array(DISSATISFIED_ODDS))[method]
    dissatisfied = chance(rng, 1 / (1 + np.exp(-told)))
    asked = _asking(rng, lives.ended[case], method)
    reached = chance(rng, np.array(REACHED)[method])
    odds = np.array(ANSWERS) / (1 - np.array(ANSWERS))
    odds = odds[method] * np.where(dissatisfied, np.array(READY)[method], 1.0)
    answers = reached & chance(rng, odds / (1 + odds))
    after = np.exp(np.array(ANSWERED_SPREAD)[method] * rng.standard_normal(len(case)))
    answered = np.where(answers, asked + seconds(after * np.array(ANSWERED_AFTER)[method]), NEVER)
    score = np.where(method == SURVEY, _index(rng, log_odds[case]), _five(rng, dissatisfied))
    reason = _reasons(rng, over[case], visits.missed[case], trips[case])
    said = dissatisfied & (method != SURVEY) & (rng.random(len(case)) < SAID)
    sheet = Sheet(
        columns={
            "answer": numbers[case] + SUFFIXES[method],
            "application": numbers[case],
            "asked_at": asked,
            "reached": reached,
            "answered_at": answered,
            "method": labels(method, METHODS),
            "score": score,
            "scale": labels((method == SURVEY).astype(np.int64), SCALES),
            "reason": labels(np.where(said, reason, -1), REASONS),
        },
        born=asked,
        lag=cases.lag[case],
        known=dict.fromkeys(("answered_at", "score", "reason"), answered),
        case=case,
    )
    return sheet, _confirmed(rng, trips, case, np.where(method == CALLBACK, answered, NEVER))


def _over(world: World, cases: Cases, lives: Lives) -> Floats:
    """By how much connections passed their limit: 0 within it, 1 at twice the limit or more."""
    limit = np.where(cases.high_voltage, OVER_DAYS, class_limits("whole")[cases.customer_class])
    limit = np.where(cases.connection, limit, np.inf)
    whole = np.nan_to_num(working_days_between(world.workdays, lives.accepted, lives.ended))
    over: Floats = np.clip(whole / limit - 1, 0.0, 1.0)
    return over


def _log_odds(cases: Cases, trips: Ints, visits: Visits, over: Floats) -> Floats:
    """Logarithm of the factors on the odds of being dissatisfied."""
    visit = np.where(visits.missed, np.log(MISSED), np.where(visits.asked, np.log(KEPT), 0.0))
    bothered = np.minimum(trips, TRIPS_MOST) * np.log(TRIPS)
    total: Floats = visit + over * np.log(OVER) + bothered + REGION * np.log(cases.pace)
    return total


def _asked(rng: np.random.Generator, cases: Cases, lives: Lives) -> tuple[Ints, Ints]:
    """Case and method of each question asked, in the order of the cases."""
    finished = np.isin(lives.outcome, (POWERED, COMPLETED)) & ~np.isnat(lives.accepted)
    drawn = rng.random((len(finished), len(METHODS))) < np.array(ASKED)
    drawn[:, APP] &= cases.channel == OSG
    drawn[:, RATING] &= np.isin(cases.channel, (GOVERNMENT, HALL)) & (lives.ended >= RATING_FROM)
    case, method = np.nonzero(drawn & finished[:, None])
    return case, method


def _asking(rng: np.random.Generator, ended: Stamps, method: Ints) -> Stamps:
    """When each customer is asked: the app asks at once, callers at the hours at which people answer the telephone."""
    bounds = np.array(ASKED_AFTER)[method]
    after = bounds[:, 0] + (bounds[:, 1] - bounds[:, 0]) * rng.random(len(method))
    moment = ended + seconds(86_400 * after)
    hour = rng.uniform(*CALLED_HOURS, len(method))
    called = moment.astype("datetime64[D]").astype("datetime64[s]") + seconds(3600 * hour)
    asked: Stamps = np.where(np.isin(method, (CALLBACK, SURVEY)), called, moment)
    return asked


def _five(rng: np.random.Generator, dissatisfied: Flags) -> Floats:
    point = rng.random(len(dissatisfied))
    content = np.where(point < FAIRLY, 3, np.where(point < 1 - FULLY, 4, 5))
    score: Ints = np.where(dissatisfied, np.where(point < FIRMLY, 1, 2), content)
    return score.astype(np.float64)


def _index(rng: np.random.Generator, log_odds: Floats) -> Floats:
    """Points of a survey, to a tenth."""
    points: Floats = INDEX - INDEX_LOSS * log_odds + INDEX_SPREAD * rng.standard_normal(len(log_odds))
    return np.clip(points, 0.0, 100.0).round(1)


def _reasons(rng: np.random.Generator, over: Floats, missed: Flags, trips: Ints) -> Ints:
    """Number in REASONS of what each customer would name."""
    weights = np.tile(np.array(REASON_WEIGHTS), (len(over), 1))
    weights[:, 0] += LONG_WEIGHT * over
    weights[:, 1] += MISSED_WEIGHT * missed
    weights[:, 2] += TRIPS_WEIGHT * np.maximum(np.minimum(trips, TRIPS_MOST) - 1, 0)
    return choose(rng, weights)


def _confirmed(rng: np.random.Generator, trips: Ints, case: Ints, answered: Stamps) -> Confirmed:
    at = np.full(len(trips), NEVER)
    told = ~np.isnat(answered)
    at[case[told]] = answered[told]
    wrong = np.where(rng.random(len(trips)) < 0.5, -1, 1) * (rng.random(len(trips)) < MISREMEMBERED)
    return Confirmed(at, np.maximum(trips + wrong, 0))
