"""Applications made online, as sums of a day: how many were started, submitted, accepted; many are never finished."""

import numpy as np

from ingest.simulate.cases import Cases, World
from ingest.simulate.channels import CHANNELS, DEB, GOVERNMENT, ONLINE, OSG, ZSDL, ZSYD
from ingest.simulate.drawing import Flags, Ints, Stamps
from ingest.simulate.lives import Lives
from ingest.simulate.services import DELIVERED_CODES
from ingest.simulate.sheet import Sheet, labels

# Share of the applications started that are submitted, by channel: in 2017 (in its first year) and 2026; assumed.
COMPLETED = {ZSDL: (0.52, 0.60), DEB: (0.48, 0.55), ZSYD: (0.45, 0.52), OSG: (0.58, 0.86), GOVERNMENT: (0.50, 0.72)}
YEARS = (2017.0, 2026.0)
EVENTS = ("started", "submitted", "accepted")
LAST_SECOND = np.timedelta64(86_399, "s")  # of a local day


def draw_drafts(rng: np.random.Generator, world: World, cases: Cases, lives: Lives) -> Sheet:
    """The sums of a run of cases by province, service as delivered, channel and day, ordered by these.

    An application is started on the day on which it is submitted, and one that is given up on that of some case: so
    nothing is added to a day once it is over. Other runs may add to the same sums.
    """
    case = np.flatnonzero(np.isin(cases.channel, ONLINE))
    day = cases.submitted.astype("datetime64[D]")
    begun = np.repeat(case, 1 + _given_up(rng, cases, case))
    accepted = case[~np.isnat(lives.accepted[case])]
    of_event = (begun, case, accepted)
    days = (day[begun], day[case], lives.accepted[accepted].astype("datetime64[D]"))
    keys = [_keys(cases, rows, moment) for rows, moment in zip(of_event, days, strict=True)]
    found, number = np.unique(np.concatenate(keys), return_inverse=True)
    event = np.repeat(np.arange(len(EVENTS)), [len(rows) for rows in of_event])
    counts = np.bincount(number * len(EVENTS) + event, minlength=len(found) * len(EVENTS)).reshape(-1, len(EVENTS))
    province, service, channel, date = _parts(found)
    regions = np.array(world.places.provinces)
    return Sheet(
        columns={
            "region": labels(regions[province], world.places.region),
            "service": labels(service, DELIVERED_CODES),
            "channel": labels(channel, CHANNELS),
            "date": date,
            **{name: counts[:, place] for place, name in enumerate(EVENTS)},
        },
        born=end_of_day(date),
        lag=world.characters.lag[province],
    )


def end_of_day(date: Stamps) -> Stamps:
    """The last second of each local day: a delivery that reaches to its midnight shows its sums."""
    midnight: Stamps = date.astype("datetime64[s]")
    return midnight + LAST_SECOND


def _given_up(rng: np.random.Generator, cases: Cases, case: Ints) -> Ints:
    """How many others were started and given up beside each case that was submitted."""
    completed = np.ones(len(case))
    for channel, shares in COMPLETED.items():
        rows: Flags = cases.channel[case] == channel
        completed[rows] = np.interp(cases.year[case[rows]], YEARS, shares)
    return rng.poisson((1 - completed) / completed)


def _keys(cases: Cases, case: Ints, date: Stamps) -> Ints:
    """One number for province, service, channel and day."""
    key = cases.province[case] * len(DELIVERED_CODES) + cases.delivered_service[case]
    return (key * len(CHANNELS) + cases.channel[case]) * _DAYS + date.astype(np.int64)


def _parts(keys: Ints) -> tuple[Ints, Ints, Ints, Stamps]:
    """Province, service, channel and day of each such number."""
    rest, date = np.divmod(keys, _DAYS)
    rest, channel = np.divmod(rest, len(CHANNELS))
    province, service = np.divmod(rest, len(DELIVERED_CODES))
    return province, service, channel, date.astype("datetime64[D]")


_DAYS = 100_000  # more than any day's number since 1970
