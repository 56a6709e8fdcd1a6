"""What is applied for: service and customer class, as the mix drifts over the years."""

import csv
from pathlib import Path

import numpy as np

import warehouse
from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, choose, drifts

CLASSES = ("residential", "lv_business", "hv_single", "hv_dual")
RESIDENTIAL, LV_BUSINESS, HV_SINGLE, HV_DUAL = range(4)

# Service: weight among households in 2017 and 2026, the same among businesses, classes of a business (LV, HV single, HV
# dual). All assumed: PV and charging grow from next to nothing, storage and integrated energy are rare.
SERVICES: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float, float]]] = {
    "new_connection": ((60, 46), (50, 42), (0.62, 0.33, 0.05)),
    "capacity_increase": ((6, 5), (14, 13), (0.55, 0.39, 0.06)),
    "pv": ((3, 11), (3, 8), (0.60, 0.38, 0.02)),
    "charging": ((1, 14), (1, 5), (0.85, 0.15, 0.00)),
    "storage": ((0, 0), (0.1, 1.5), (0.00, 0.80, 0.20)),
    "integrated_energy": ((0, 0), (0.5, 2), (0.40, 0.50, 0.10)),
    "capacity_decrease": ((0, 0), (5, 5), (0.05, 0.82, 0.13)),
    "suspension": ((0, 0), (6, 6), (0.05, 0.82, 0.13)),
    "name_change": ((13, 11), (7, 7), (0.85, 0.14, 0.01)),
    "tariff_change": ((6, 5), (4, 4), (0.80, 0.18, 0.02)),
    "relocation": ((3, 3), (2, 2), (0.85, 0.14, 0.01)),
    "meter_check": ((4, 3), (3, 2), (0.85, 0.14, 0.01)),
    "account_closing": ((5, 4), (4, 4), (0.85, 0.14, 0.01)),
}
CODES = tuple(SERVICES)
CONNECTIONS = ("new_connection", "capacity_increase")
ENERGISED = (*CONNECTIONS, "charging", "pv")  # services that end with power on

# 18 services became 13 (domain); the day is assumed. Cases submitted before it bear the code of one of the 18.
MERGER_DAY = np.datetime64("2020-07-01")


def _legacy_services() -> dict[str, str]:
    """Today's service of each of the 18."""
    file = Path(warehouse.__file__).with_name("catalogues") / "legacy_services.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["legacy_service"]: row["service"] for row in csv.DictReader(lines)}


LEGACY = _legacy_services()
LV_NEW, HV_NEW = "lv_new_connection", "hv_new_connection"  # the two of them that tell the voltage
DELIVERED_CODES = (*CODES, *LEGACY)  # as rows bear them


def is_one_of(service: Ints, codes: tuple[str, ...]) -> Flags:
    """Whether each case's service is one of the codes."""
    return np.isin(service, [CODES.index(code) for code in codes])


def draw_services(rng: np.random.Generator, group: Ints, year: Floats) -> Ints:
    """Number in CODES of each case's service; group 0 is households, 1 business."""
    households = drifts(year, [mix[0] for mix in SERVICES.values()])
    businesses = drifts(year, [mix[1] for mix in SERVICES.values()])
    return choose(rng, np.where((group == 0)[:, None], households, businesses))


def draw_classes(rng: np.random.Generator, group: Ints, service: Ints) -> Ints:
    """Number in CLASSES of each case's customer class."""
    business = np.array([mix[2] for mix in SERVICES.values()])
    return np.where(group == 0, RESIDENTIAL, LV_BUSINESS + choose(rng, business[service]))


def draw_delivered(rng: np.random.Generator, service: Ints, high_voltage: Flags, day: Stamps) -> Ints:
    """Number in DELIVERED_CODES of the service as the case's rows bear it, by the day of submission."""
    point = rng.random(len(service))
    before = np.empty(len(service), dtype=np.int64)
    for number, code in enumerate(CODES):
        rows = np.flatnonzero(service == number)
        legacy = np.array([DELIVERED_CODES.index(old) for old, today in LEGACY.items() if today == code])
        before[rows] = legacy[(point[rows] * len(legacy)).astype(np.int64)]
    new = service == CODES.index(CONNECTIONS[0])
    voltage = np.where(high_voltage, DELIVERED_CODES.index(HV_NEW), DELIVERED_CODES.index(LV_NEW))
    return np.where(day < MERGER_DAY, np.where(new, voltage, before), service)
