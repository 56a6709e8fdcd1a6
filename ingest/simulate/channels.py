"""Through which channel a case comes: the older apps until 网上国网 takes over from late 2019; the halls fade."""

import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, chance, drift

CHANNELS = ("osg", "zsdl", "deb", "zsyd", "government", "hotline_95598", "hall")
OSG, ZSDL, DEB, ZSYD, GOVERNMENT, HOTLINE, HALL = range(len(CHANNELS))
ONLINE = (OSG, ZSDL, DEB, ZSYD, GOVERNMENT)

# Share of cases accepted online, low and high voltage: (year, share). 2025: domain's 97 %; the path there is assumed.
ONLINE_YEARS = (2017.0, 2018.5, 2020.0, 2021.5, 2023.0, 2025.0)
ONLINE_LV = (0.25, 0.45, 0.70, 0.88, 0.94, 0.975)
ONLINE_HV = (0.05, 0.15, 0.45, 0.75, 0.90, 0.960)
OSG_YEARS, OSG_SHARES = (
    (2019.8, 2020.5, 2021.3, 2022.0),
    (0.0, 0.55, 0.93, 1.0),
)  # of app orders; domain: late 2019, 2021
OLDER_APPS = (0.60, 0.22, 0.18)  # 掌上电力, 电e宝, 掌上用电 among the older apps; assumed
GOVERNMENT_SHARE = (0.00, 0.12)  # of online cases in 2017 and 2026; assumed
HOTLINE_SHARE = 0.12  # of cases that are not online; assumed
ASSISTED_YEARS, ASSISTED_SHARES = (2019.8, 2021.0, 2026.0), (0.40, 0.30, 0.15)  # orders staff place in the app; assumed


def draw_channels(rng: np.random.Generator, year: Floats, high_voltage: Flags, batch: Flags) -> tuple[Ints, Flags]:
    """Number in CHANNELS of each case's channel, and whether staff placed the order; batches come to the hall."""
    size = len(year)
    share = np.where(high_voltage, np.interp(year, ONLINE_YEARS, ONLINE_HV), np.interp(year, ONLINE_YEARS, ONLINE_LV))
    online = chance(rng, share) & ~batch
    government = chance(rng, drift(year, *GOVERNMENT_SHARE))
    unified = chance(rng, np.interp(year, OSG_YEARS, OSG_SHARES))
    older = ZSDL + np.searchsorted(np.cumsum(OLDER_APPS)[:-1], rng.random(size), side="right")
    offline = np.where((rng.random(size) < HOTLINE_SHARE) & ~batch, HOTLINE, HALL)
    app = np.where(unified, OSG, older)
    channel = np.where(online, np.where(government, GOVERNMENT, app), offline)
    assisted = (channel == OSG) & chance(rng, np.interp(year, ASSISTED_YEARS, ASSISTED_SHARES))
    return channel.astype(np.int64), assisted
