"""What the app sends its customers, from 2020: notices, news of their cases, offers by segment; sums of a day."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ingest.simulate.cases import World
from ingest.simulate.channel_use import province_shares
from ingest.simulate.channels import CHANNELS, OSG
from ingest.simulate.customers import ESTATE, HOUSEHOLD, LARGE, PARK, PUBLIC, SEGMENTS, SMALL
from ingest.simulate.drafts import end_of_day
from ingest.simulate.drawing import FIRST_YEAR, Floats, Ints, Stamps, drift
from ingest.simulate.sheet import Sheet, known_where, labels
from ingest.simulate.workdays import WorkDays

KINDS = ("notice", "progress", "offer")
NOTICE, PROGRESS, OFFER = range(len(KINDS))
PUSHES_FROM = date(2020, 1, 1)  # assumed; domain: 网上国网 from late 2019
STREAM = 6_002  # tells these draws from all others of the same seed and day


@dataclass(frozen=True)
class _Series:
    """What is sent to a segment. sent: on one day of the whole company, 2020 and 2026; shares: of those sent."""

    kind: int
    segment: int
    sent: tuple[float, float]
    opened: float
    taken_up: float | None = None


# All assumed. Notices go out on the first working day of a month, news of cases on every working day, offers on
# Tuesdays; customers open what concerns their own case, and seldom take an offer up.
SERIES = (
    *(
        _Series(NOTICE, segment, sent, opened)
        for segment, sent, opened in (
            (HOUSEHOLD, (9.0e6, 60.0e6), 0.06),
            (ESTATE, (9.0e3, 40.0e3), 0.16),
            (SMALL, (0.5e6, 4.0e6), 0.11),
            (LARGE, (60.0e3, 250.0e3), 0.22),
            (PARK, (4.0e3, 16.0e3), 0.25),
            (PUBLIC, (20.0e3, 90.0e3), 0.18),
        )
    ),
    _Series(PROGRESS, HOUSEHOLD, (25.0e3, 90.0e3), 0.62),
    _Series(PROGRESS, SMALL, (14.0e3, 52.0e3), 0.71),
    *(
        _Series(OFFER, segment, sent, opened, taken_up)
        for segment, sent, opened, taken_up in (
            (HOUSEHOLD, (0.8e6, 6.0e6), 0.045, 0.0011),
            (SMALL, (60.0e3, 0.6e6), 0.085, 0.004),
            (LARGE, (6.0e3, 60.0e3), 0.17, 0.013),
            (PARK, (0.5e3, 4.0e3), 0.21, 0.021),
        )
    ),
)
NOISE = 0.12  # of a day's number sent, standard deviation of the logarithm; assumed
OPENED_NOISE = 0.10  # the same of the share opened; assumed
TUESDAY = 1


def draw_pushes(world: World, seed: int, first: date, last: date) -> Sheet:
    """Sums by province, kind, segment and day from the first to the last day, ordered by day.

    Each day is drawn from its own stream, so that its sums do not depend on the days asked for.
    """
    days: Stamps = np.arange(np.datetime64(max(first, PUSHES_FROM)), np.datetime64(last) + 1)
    drawn = [_day(world, seed, day) for day in days[_sends(world.workdays, days).any(axis=1)]]
    empty: list[Ints] = [np.empty(0, dtype=np.int64)] * 6
    number, province, day, sent, opened, taken_up = (
        (np.concatenate(part) for part in zip(*drawn, strict=True)) if drawn else iter(empty)
    )
    series_kind = np.array([series.kind for series in SERIES])
    segment = np.array([series.segment for series in SERIES])
    dates = day.astype("datetime64[D]")
    return Sheet(
        columns={
            "region": labels(np.array(world.places.provinces)[province], world.places.region),
            "kind": labels(series_kind[number], KINDS),
            "segment": labels(segment[number], SEGMENTS),
            "channel": labels(np.full(len(number), OSG), CHANNELS),
            "date": dates,
            "sent": sent,
            "opened": opened,
            "taken_up": known_where(taken_up, series_kind[number] == OFFER),
        },
        born=end_of_day(dates),
        lag=world.characters.lag[province],
    )


def _day(world: World, seed: int, day: np.datetime64) -> tuple[Ints, ...]:
    """Series, province, day, sent, opened, taken up of each sum of one day."""
    rng = np.random.default_rng((seed, STREAM, int(day.astype(np.int64))))
    year = np.array([FIRST_YEAR + float((day - np.datetime64("2017-01-01")).astype(np.int64)) / 365.25])
    expected = np.array([drift(year, *series.sent)[0] for series in SERIES])[:, None] * province_shares(world)
    sent = np.round(expected * np.exp(NOISE * rng.standard_normal(expected.shape))).astype(np.int64)
    share = np.array([series.opened for series in SERIES])[:, None]
    opened = rng.binomial(sent, np.minimum(share * np.exp(OPENED_NOISE * rng.standard_normal(expected.shape)), 1.0))
    of_opened = np.array([(series.taken_up or 0.0) / series.opened for series in SERIES])[:, None]
    taken_up = rng.binomial(opened, np.broadcast_to(of_opened, opened.shape))
    goes_out = _sends(world.workdays, np.array([day]))[0]
    number, province = np.nonzero((sent > 0) & goes_out[:, None])
    chosen = (number, province)
    return (*chosen, np.full(len(number), day.astype(np.int64)), sent[chosen], opened[chosen], taken_up[chosen])


def _sends(workdays: WorkDays, days: Stamps) -> Floats:
    """Whether each series (columns) goes out on each day (rows)."""
    place = (days - workdays.first).astype(np.int64)
    working = workdays.working[place]
    begins = days.astype("datetime64[M]").astype("datetime64[D]")
    first_working = working & (workdays.before[place] == workdays.before[(begins - workdays.first).astype(np.int64)])
    tuesday = (days.astype(np.int64) + 3) % 7 == TUESDAY  # 1970-01-01 was a Thursday
    by_kind = {NOTICE: first_working, PROGRESS: working, OFFER: tuesday}
    return np.stack([by_kind[series.kind] for series in SERIES], axis=1)
