"""How often intervals of 95 % hold: on the simulation's own cases, by how many there are, class and statistic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from accounts import operator_scope
from queries.catalogue import Catalogue, read_catalogue
from queries.measure import measure
from queries.periods import STARTS, shift_months
from queries.selection import Selection
from settings import Settings
from stats.clustered import LEAST, LEAST_CHANGE, Estimate, Least, difference, mean, position, share, shown
from stats.verdicts import unusual
from warehouse.versions import Store

SPAN = 36  # months whose cases are drawn from: since the simulated reform has settled
YEAR, RUN = 12, 3  # months in a draw, and how many that follow each other are drawn at once: neighbours are alike
# Cases in a draw, and its months: a year by sizes, and fewer months of one size.
DRAWN = (*((size, YEAR) for size in (30, 100, 300, 500, 1_000, 3_000)), (1_000, 9), (3_000, 6))
UNITS, DRAWS = 200, 20  # units put together for each line, and draws of each: the coverage's own error is 0.4 points
ALIKE, PAGES, POOLS = (30, 100), 10, 40  # units judged at once that do not differ; pages of them from each of so many
JUDGED = ((100, YEAR), (1_000, YEAR), (1_000, 9), (3_000, YEAR))  # cases of each of these units, and months
FIT = (0.9, 1.15)  # between which parts of the size a unit's cases may lie
FIGURES = ("mean", "share", "median", "p90")
CHANGES = {name: f"{name}, change" for name in FIGURES}  # between two years
STATISTICS = (*FIGURES, *CHANGES.values())
NAMED = [(name, units) for name in ("mean", "share") for units in ALIKE]  # statistics that units are judged by

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cases:
    """A class's cases by city, month and whole hour of the whole time, and how many of a city and month are in time.

    counted, timely: columns city, month, (hour,) n, and city, month, n, hits; cities and months by number.
    """

    counted: npt.NDArray[np.int64]
    timely: npt.NDArray[np.int64]

    def monthly(self, cities: int) -> Floats:
        """Cases a month by city."""
        return np.bincount(self.counted[:, 0], self.counted[:, 3], cities) / SPAN

    def unit(self, cities: Sequence[int]) -> "Unit":
        """Some cities as one unit."""
        counted = self.counted[np.isin(self.counted[:, 0], cities)]
        hours, of = np.unique(counted[:, 2], return_inverse=True)
        counts = np.zeros((SPAN, len(hours)))
        np.add.at(counts, (counted[:, 1], of), counted[:, 3])
        timely = self.timely[np.isin(self.timely[:, 0], cities)]
        judged, hits = (np.bincount(timely[:, 1], timely[:, column], SPAN).astype(float) for column in (2, 3))
        return Unit(counts, hours.astype(float), judged, hits)


@dataclass(frozen=True)
class Unit:
    """A unit's months: how many cases took each whole hour, how many are judged by a limit, and how many in time."""

    counts: Floats
    hours: Floats
    judged: Floats
    hits: Floats

    def months(self, chosen: npt.NDArray[np.int64]) -> "Unit":
        """Some of its months, each as often as it is named."""
        return Unit(self.counts[chosen], self.hours, self.judged[chosen], self.hits[chosen])

    def figures(self) -> Mapping[str, Estimate]:
        """Every statistic with its interval."""
        return {
            "mean": mean(self.counts.sum(axis=1), self.counts @ self.hours),
            "share": share(self.judged, self.hits),
            "median": position(self.counts, self.hours, 0.5),
            "p90": position(self.counts, self.hours, 0.9),
        }


def cover(settings: Settings) -> None:
    """Print how often the intervals hold the figure of all cases that the draws are made from.

    A draw is a year of a unit, or fewer months: runs of three, each drawn from the unit's last three years. Units are
    cities put together at random until they have as many cases as wanted.
    """
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads, settings.statement_seconds)
    with store.read() as reading:
        classes = _cases(reading.connection, read_catalogue(reading.connection))
    print(
        f"Intervals of 95 %: how many of 100 hold ({UNITS * DRAWS:,} draws each, +/- 0.7 by chance; '-' too few cases)"
    )
    print(f"  {'class':<14}{'cases':>7}{'months':>8}" + "".join(f"{name:>15}" for name in STATISTICS))
    for code, cases in classes.items():
        for size, months in DRAWN:
            found = _coverage(cases, size, months, np.random.default_rng(size))
            if found:
                told = "".join(f"{_told(name, size, months, found):>15}" for name in STATISTICS)
                print(f"  {code:<14}{size:>7,}{months:>8}{told}")
    least = [f"{name} {_least(LEAST[name])}" for name in FIGURES]
    print(f"  (in brackets: none is shown) {'; '.join(least)}; changes {_least(LEAST_CHANGE)}")
    print("Units that do not differ: in how many of 100 answers any is named as unusual (5 at most; +/- 2 by chance)")
    print(f"  {'class':<14}{'cases':>7}{'months':>8}" + "".join(f"{f'{name}, {n} units':>18}" for name, n in NAMED))
    for code, cases in classes.items():
        for size, months in JUDGED:
            named = _named(cases, size, months, np.random.default_rng(size))
            if named:
                told = "".join(f"{f'{named[key]:.1f}' if key in named else '-':>18}" for key in NAMED)
                print(f"  {code:<14}{size:>7,}{months:>8}{told}")


def _told(name: str, size: int, months: int, found: Mapping[str, float]) -> str:
    if name not in found:
        return "-"
    least = LEAST.get(name, LEAST_CHANGE)
    hidden = size < least.n or months < least.clusters
    return f"({found[name]:.1f})" if hidden else f"{found[name]:.1f} "


def _least(least: Least) -> str:
    return f"from {least.n:,} cases and {least.clusters} months on"


def _coverage(cases: Cases, size: int, months: int, draw: np.random.Generator) -> dict[str, float]:
    """By statistic the share (in %) of the intervals made that hold; empty where no units of the size can be made."""
    expected = cases.monthly(int(cases.counted[:, 0].max()) + 1) * months
    shown, held = dict.fromkeys(STATISTICS, 0), dict.fromkeys(STATISTICS, 0)
    for _ in range(UNITS):
        cities = _cities(expected, size, draw)
        if not cities:
            return {}
        unit = cases.unit(cities)
        truth = {name: found.value for name, found in unit.figures().items()}
        for _ in range(DRAWS):
            year, before = (unit.months(_months(months, draw)).figures() for _ in range(2))
            intervals = dict(year)
            for name, change in CHANGES.items():
                intervals[change] = difference(year[name], before[name])
            for name, found in intervals.items():
                if found.low is not None and found.high is not None:
                    shown[name] += 1
                    held[name] += found.low <= (truth.get(name, 0.0) or 0.0) <= found.high
    return {name: 100 * held[name] / shown[name] for name in STATISTICS if shown[name] >= UNITS * DRAWS / 2}


def _named(cases: Cases, size: int, months: int, draw: np.random.Generator) -> dict[tuple[str, int], float]:
    """By statistic and units the share (in %) of answers in which any of the units is named that are all drawn alike.

    Empty where no units of the size can be made.
    """
    expected = cases.monthly(int(cases.counted[:, 0].max()) + 1) * months
    told, named = dict.fromkeys(NAMED, 0), dict.fromkeys(NAMED, 0)
    for _ in range(POOLS):
        cities = _cities(expected, size, draw)
        if not cities:
            return {}
        pool = cases.unit(cities)
        n, hours = pool.counts.sum(axis=1), pool.counts @ pool.hours
        whole = {"mean": hours.sum() / n.sum(), "share": pool.hits.sum() / pool.judged.sum()}
        for _ in range(PAGES):
            drawn = [_months(months, draw) for _ in range(max(ALIKE))]
            figures = {
                "mean": [shown("mean", mean(n[at], hours[at])) for at in drawn],
                "share": [shown("share", share(pool.judged[at], pool.hits[at])) for at in drawn],
            }
            for name, units in NAMED:
                found = unusual(figures[name][:units], whole[name])
                told[name, units] += found.tested > units / 2
                named[name, units] += found.tested > units / 2 and found.named > 0
    return {key: 100 * named[key] / told[key] for key in NAMED if told[key] >= POOLS * PAGES / 2}


def _cities(expected: Floats, size: int, draw: np.random.Generator) -> list[int]:
    """Cities in a random order that together have about as many cases as wanted; none where they cannot."""
    chosen: list[int] = []
    total = 0.0
    for city in draw.permutation(len(expected)).tolist():
        if total + expected[city] <= FIT[1] * size:
            chosen.append(city)
            total += float(expected[city])
        if total >= FIT[0] * size:
            return chosen
    return []


def _months(months: int, draw: np.random.Generator) -> npt.NDArray[np.int64]:
    """Some months, by runs of neighbours."""
    starts = draw.integers(0, SPAN - RUN + 1, months // RUN)
    return (starts[:, None] + np.arange(RUN)).ravel()


def _cases(connection: Connection, catalogue: Catalogue) -> dict[str, Cases]:
    """The cases of each class over the last months that are over, by city."""
    end = STARTS["month"](catalogue.as_of_date)
    reader = Selection.default(operator_scope(catalogue), catalogue)
    whole = replace(reader, start=shift_months(end, -SPAN), end=end)
    firsts = {shift_months(whole.start, month).isoformat(): month for month in range(SPAN)}
    cities: dict[str, int] = {}
    counted: dict[str, list[list[int]]] = {}
    timely: dict[str, list[list[int]]] = {}
    for place in catalogue.places.values():
        if place.depth != 1:
            continue
        province = replace(whole, place=place)
        times = measure(connection, catalogue, ["whole_time"], province, ["class", "region", "month", "hours"])
        for code, region, month, hour, _, n, *_ in times.dropna(subset=["class"]).to_numpy().tolist():
            city = cities.setdefault(region, len(cities))
            counted.setdefault(code, []).append([city, firsts[month], int(hour), int(n)])
        shares = measure(connection, catalogue, ["case_on_time"], province, ["class", "region", "month"])
        for code, region, month, _, n, value, *_ in shares.dropna(subset=["class"]).to_numpy().tolist():
            city = cities.setdefault(region, len(cities))
            timely.setdefault(code, []).append([city, firsts[month], int(n), round(n * value)])
    return {
        code: Cases(np.array(counted[code]), np.array(timely[code]))
        for code in catalogue.codes["class"]
        if code in counted and code in timely
    }
