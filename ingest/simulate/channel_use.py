"""Use of the channels by day: the older apps fold into 网上国网 from late 2019; some of its functions stay unused."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ingest.simulate.cases import World
from ingest.simulate.channels import CHANNELS, DEB, HALL, OLDER_APPS, OSG, OSG_SHARES, OSG_YEARS, ZSDL, ZSYD
from ingest.simulate.drafts import end_of_day
from ingest.simulate.drawing import FIRST_YEAR, Floats, Ints, Stamps, drift
from ingest.simulate.services import RESIDENTIAL
from ingest.simulate.sheet import Sheet, known_where, labels

FUNCTIONS = (
    "bill_payment",
    "bill_query",
    "connection_service",
    "outage_notice",
    "online_service",
    "e_invoice",
    "energy_analysis",
    "points_shop",
)
(BILL_PAYMENT, BILL_QUERY, CONNECTION, OUTAGE, ONLINE_SERVICE, E_INVOICE, ENERGY, POINTS) = range(len(FUNCTIONS))
WHOLE = -1  # no function: all who use the channel, each once, whatever they do there
SUMS_FROM = 2018.5  # year from which the source keeps those of the apps; assumed
STREAM = 6_001  # tells these draws from all others of the same seed and month


@dataclass(frozen=True)
class _Series:
    """A function of a channel, or the channel as a whole.

    of_users: share of the channel's users of a day who use the function; from_year: its launch.
    """

    channel: int
    function: int  # number in FUNCTIONS, or WHOLE
    of_users: float
    from_year: float
    repeats: float = 1.2  # transactions of a user and day


# First the channels as a whole (of the halls, their visitors), then functions. All assumed; energy analysis and the
# points shop are hardly used (domain: half-used functions).
SERIES = (
    _Series(OSG, WHOLE, 1.0, OSG_YEARS[0]),
    _Series(ZSDL, WHOLE, 1.0, SUMS_FROM),
    _Series(DEB, WHOLE, 1.0, SUMS_FROM),
    _Series(ZSYD, WHOLE, 1.0, SUMS_FROM),
    _Series(HALL, WHOLE, 1.0, FIRST_YEAR),
    _Series(OSG, BILL_PAYMENT, 0.42, OSG_YEARS[0], 1.05),
    _Series(OSG, BILL_QUERY, 0.55, OSG_YEARS[0], 1.6),
    _Series(OSG, CONNECTION, 0.012, OSG_YEARS[0], 1.9),
    _Series(OSG, OUTAGE, 0.05, 2021.0),
    _Series(OSG, ONLINE_SERVICE, 0.015, OSG_YEARS[0], 1.3),
    _Series(OSG, E_INVOICE, 0.02, 2022.0, 1.1),
    _Series(OSG, ENERGY, 0.0012, 2022.0, 1.1),
    _Series(OSG, POINTS, 0.0016, 2022.0, 1.1),
    _Series(ZSDL, BILL_PAYMENT, 0.46, SUMS_FROM, 1.05),
    _Series(ZSDL, CONNECTION, 0.010, SUMS_FROM, 1.8),
    _Series(DEB, BILL_PAYMENT, 0.80, SUMS_FROM, 1.05),
    _Series(ZSYD, BILL_QUERY, 0.75, SUMS_FROM, 1.5),
    _Series(HALL, BILL_PAYMENT, 0.70, FIRST_YEAR, 1.1),
)
CHANNEL = np.array([series.channel for series in SERIES])
FUNCTION = np.array([series.function for series in SERIES])
# Where the channel's own series stands, for each series.
OF_CHANNEL = np.array([np.flatnonzero((channel == CHANNEL) & (FUNCTION == WHOLE))[0] for channel in CHANNEL])
APP_USERS = (3.0e6, 17.0e6)  # of all apps on a day of the whole company, 2017 and 2026; assumed
HALL_VISITORS = (1.6e6, 0.35e6)  # the same of the halls; assumed
WEEKEND_HALL = 0.35  # factor on the halls' visitors on a day off; assumed
SUMMER = 0.18  # share by which use in July and August exceeds the year's mean; assumed
NOISE = 0.06  # of a channel's users of a day, standard deviation of the logarithm; assumed
FUNCTION_NOISE = 0.03  # the same of the share of them who use a function; assumed
YUAN = {OSG: 135.0, ZSDL: 120.0, DEB: 110.0, HALL: 320.0}  # a payment; assumed
YUAN_NOISE = 0.05  # of a day's mean payment, standard deviation of the logarithm; assumed
POOL = 6.0  # times a day's users: those from whom a month's users come; assumed
FEWEST = 10  # users on a day and in a province below which the source has no row; assumed


def draw_channel_use(world: World, seed: int, first: date, last: date) -> Sheet:
    """Sums by province, channel, function and day from the first to the last day, ordered by day.

    A row without a function tells the users of the channel as a whole, which are not the sum of those of its functions:
    the same people pay and look up their bills.
    Each month is drawn from its own stream, so that a day's sums do not depend on the days asked for.
    """
    months = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)
    parts = [_month(world, seed, month) for month in months]
    days, users, transactions, amount, month_users = (np.concatenate(part) for part in zip(*parts, strict=True))
    shown = (users >= FEWEST) & ((days >= np.datetime64(first)) & (days <= np.datetime64(last)))[:, None, None]
    day, province, number = np.nonzero(shown)
    channel, function = CHANNEL[number], FUNCTION[number]
    return Sheet(
        columns={
            "region": labels(np.array(world.places.provinces)[province], world.places.region),
            "channel": labels(channel, CHANNELS),
            "function": labels(function, FUNCTIONS),
            "date": days[day],
            "users": users[shown],
            "transactions": known_where(transactions[shown], function != WHOLE),
            "amount": known_where(amount[shown], function == BILL_PAYMENT),
            "users_month": month_users[shown],
        },
        born=end_of_day(days[day]),
        lag=world.characters.lag[province],
    )


def _month(world: World, seed: int, month: np.datetime64) -> tuple[Stamps, Ints, Ints, Floats, Ints]:
    """Days of one month; users, transactions, yuan and users of the month so far by day, province and series."""
    rng = np.random.default_rng((seed, STREAM, int(month.astype(np.int64))))
    begins, ends = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    days: Stamps = begins + np.arange((ends - begins).astype(np.int64))
    expected = _expected(world, days)
    users = _users(rng, expected)
    repeats = np.array([series.repeats for series in SERIES])
    transactions = users + rng.poisson(users * (repeats - 1))
    yuan = np.array([YUAN.get(series.channel, 0.0) for series in SERIES])
    amount = np.round(transactions * yuan * np.exp(YUAN_NOISE * rng.standard_normal(users.shape)), 2)
    pool = np.maximum(POOL * expected.mean(axis=0), 1.0)
    month_users = np.empty(users.shape)
    so_far = np.zeros(users.shape[1:])
    for number, today in enumerate(users):  # a day's users are new to the month as far as the pool is not seen yet
        so_far = np.maximum(so_far + today * np.clip(1 - so_far / pool, 0.0, 1.0), today)
        month_users[number] = so_far
    month_users = np.minimum(month_users, month_users[:, :, OF_CHANNEL])
    return days, users, transactions, amount, np.round(month_users).astype(np.int64)


def _users(rng: np.random.Generator, expected: Floats) -> Ints:
    """Users by day, province and series: of each channel as a whole, and those among them who use each function."""
    spread = np.where(FUNCTION == WHOLE, NOISE, FUNCTION_NOISE)
    drawn = expected * np.exp(spread * rng.standard_normal(expected.shape))
    whole = np.round(drawn[:, :, OF_CHANNEL])
    usual = np.divide(whole, expected[:, :, OF_CHANNEL], out=np.zeros(whole.shape), where=whole > 0)
    return np.where(FUNCTION == WHOLE, whole, np.minimum(np.round(drawn * usual), whole)).astype(np.int64)


def _expected(world: World, days: Stamps) -> Floats:
    """Users to be expected by day, province and series."""
    year = FIRST_YEAR + (days - np.datetime64("2017-01-01")).astype(np.int64) / 365.25
    unified = np.interp(year, OSG_YEARS, OSG_SHARES)
    apps = drift(year, *APP_USERS)
    season = 1 + SUMMER * np.cos((year - 0.58) * 2 * np.pi)  # highest at the end of July
    workdays = world.workdays
    working = workdays.working[(days - workdays.first).astype(np.int64)]
    of_channel = {
        OSG: apps * unified,
        **{app: apps * (1 - unified) * share for app, share in zip((ZSDL, DEB, ZSYD), OLDER_APPS, strict=True)},
        HALL: drift(year, *HALL_VISITORS) * np.where(working, 1.0, WEEKEND_HALL),
    }
    company = np.stack(
        [of_channel[s.channel] * s.of_users * season * (year >= s.from_year) for s in SERIES], axis=1
    )  # days x series
    expected: Floats = company[:, None, :] * province_shares(world)[None, :, None]
    return expected


def province_shares(world: World) -> Floats:
    """Share of the company's households that live in each province."""
    places = world.places
    below = places.province >= 0
    weights = np.bincount(places.province[below], places.weight[RESIDENTIAL][below], len(places.provinces))
    shares: Floats = np.asarray(weights / weights.sum(), dtype=np.float64)
    return shares
